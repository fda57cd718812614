//! What the reader can choose of the view: language, theme, pane, and what lies over the page. Plain names.

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

/// The panes of the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    Message,
    Record,
    Keys,
    Transcript,
    State,
    Certificates,
}

impl Pane {
    /// All, in order.
    pub const ALL: [Self; 6] =
        [Self::Message, Self::Record, Self::Keys, Self::Transcript, Self::State, Self::Certificates];

    /// As links write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Record => "record",
            Self::Keys => "keys",
            Self::Transcript => "transcript",
            Self::State => "state",
            Self::Certificates => "certificates",
        }
    }

    /// The pane of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pane| pane.name() == name)
    }
}

/// What can lie over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    Scenario,
    Faults,
    Help,
}
