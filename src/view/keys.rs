//! The keys: one table that both acts and makes the help. Knows no layout and no event.

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    Next,
    Back,
    First,
    Last,
    Play,
    Rows,
    Fullscreen,
    Language,
    Theme,
    Search,
    Help,
    Close,
}

impl Act {
    /// Whether it moves along the run.
    pub fn steps(self) -> bool {
        matches!(self, Self::Next | Self::Back | Self::First | Self::Last | Self::Play | Self::Rows)
    }
}

/// One line of the table: the keys as the browser names them, the id of its text, what it does.
pub struct Key {
    pub keys: &'static [&'static str],
    pub id: &'static str,
    pub act: Act,
}

/// Every key.
pub const TABLE: &[Key] = &[
    Key { keys: &["ArrowRight", "ArrowDown", "PageDown"], id: "key.next", act: Act::Next },
    Key { keys: &["ArrowLeft", "ArrowUp", "PageUp"], id: "key.back", act: Act::Back },
    Key { keys: &["Home"], id: "key.first", act: Act::First },
    Key { keys: &["End"], id: "key.last", act: Act::Last },
    Key { keys: &[" "], id: "key.play", act: Act::Play },
    Key { keys: &["m"], id: "key.rows", act: Act::Rows },
    Key { keys: &["f"], id: "key.fullscreen", act: Act::Fullscreen },
    Key { keys: &["l"], id: "key.language", act: Act::Language },
    Key { keys: &["t"], id: "key.theme", act: Act::Theme },
    Key { keys: &["/"], id: "key.search", act: Act::Search },
    Key { keys: &["?"], id: "key.help", act: Act::Help },
    Key { keys: &["Escape"], id: "key.close", act: Act::Close },
];

impl Key {
    /// Whether it is a letter or a sign, which a switch turns off (WCAG 2.2, 2.1.4).
    pub fn is_character(&self) -> bool {
        self.keys.iter().all(|key| key.chars().count() == 1 && *key != " ")
    }
}

/// The name on a key's cap.
pub fn cap(key: &str) -> &str {
    match key {
        "ArrowRight" => "→",
        "ArrowDown" => "↓",
        "ArrowLeft" => "←",
        "ArrowUp" => "↑",
        "Escape" => "Esc",
        " " => "Space",
        other => other,
    }
}
