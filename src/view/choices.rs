//! What the reader can choose of the view: language, theme, pane, and what the ladder shows, what lies over the page. Plain names.

pub use crate::explain::Pane;

/// The languages there are texts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    En,
    Ja,
}

impl Lang {
    /// All, in order.
    pub const ALL: [Self; 2] = [Self::En, Self::Ja];

    /// The language's tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
        }
    }

    /// The language of a tag.
    pub fn of(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| tag.to_ascii_lowercase().starts_with(lang.tag()))
    }

    /// What stands between a label and what it labels.
    pub fn colon(self) -> &'static str {
        match self {
            Self::En => ": ",
            Self::Ja => "：",
        }
    }

    /// What stands between the members of a list.
    pub fn comma(self) -> &'static str {
        match self {
            Self::En => ", ",
            Self::Ja => "、",
        }
    }

    /// What stands between two sentences, each with its full stop.
    pub fn between(self) -> &'static str {
        match self {
            Self::En => " ",
            Self::Ja => "",
        }
    }

    /// What ends a sentence where another follows.
    pub fn full_stop(self) -> &'static str {
        match self {
            Self::En => ". ",
            Self::Ja => "。",
        }
    }

    /// A text with another behind it in brackets.
    pub fn bracketed(self, text: &str, inside: &str) -> String {
        match self {
            Self::En => format!("{text} ({inside})"),
            Self::Ja => format!("{text}({inside})"),
        }
    }

    /// The one that is not shown.
    pub fn other(self) -> Self {
        match self {
            Self::En => Self::Ja,
            Self::Ja => Self::En,
        }
    }
}

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    /// All, in order.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// As links write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }

    /// The one after this.
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

/// What the ladder has a row for, as links write it.
pub const ROWS: [&str; 2] = ["steps", ALONE];
/// Of these, messages alone, beside an axis of time.
pub const ALONE: &str = "messages";

ids! {
    /// What the page is opened at: the run, or a place beside it.
    pub enum Page {
        Run = "run",
        Gallery = "gallery",
        Basics = "basics",
        Glossary = "glossary",
        Failures = "failures",
        Registry = "registry",
        Compare = "compare",
        Sweep = "sweep",
    }
}

impl Page {
    /// The place of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|place| place.id() == name)
    }
}

ids! {
    /// What can lie over the page.
    pub enum Dialog {
        Scenario = "scenario",
        Faults = "faults",
        Help = "help",
        Search = "search",
    }
}

impl Dialog {
    /// The dialog that a link names, whatever stands behind a slash.
    pub fn of(text: &str) -> Option<Self> {
        let name = text.split('/').next();
        Self::ALL.iter().copied().find(|dialog| Some(dialog.id()) == name)
    }
}
