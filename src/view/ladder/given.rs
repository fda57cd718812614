//! What a drawing of the ladder is made of, beside its rows. Knows no layout.

/// What stands beside a step's mark.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Label {
    /// One line, or two.
    pub lines: Vec<String>,
    /// On the right of an arrow: its record.
    pub sub: String,
    /// What the step is called when it is read aloud.
    pub aloud: String,
    /// What kind of step it is, for whoever looks for one.
    pub kind: &'static str,
    pub href: String,
}

/// A mark on the arrow of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub step: usize,
    /// What was read, empty where it is no application data; None where nobody opens it.
    pub read: Option<String>,
}

/// What a connection has on the ladder only where there are several, or where something is stolen.
#[derive(Clone, Debug, Default)]
pub struct Beyond {
    /// The attacker's name, where one stands on the left.
    pub foe: Option<String>,
    /// Steps in which an order is carried out, each with its number.
    pub orders: Vec<(usize, u32)>,
    pub marks: Vec<Mark>,
}

impl Beyond {
    /// Whether there is nothing of it.
    pub fn is_empty(&self) -> bool {
        self.foe.is_none() && self.orders.is_empty() && self.marks.is_empty()
    }
}
