//! What a pane may say on its tab. Knows no pane.

/// What stands on a tab behind its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    /// So much is new in this step.
    New(usize),
    /// Something failed.
    Failed,
}
