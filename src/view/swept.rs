//! The results of a work as far as they have come, and how it goes on. Knows nothing of who carries it out.

use crate::explain::sweep::Came;

/// The results of a work.
#[derive(Clone, Debug, PartialEq)]
pub struct Swept {
    /// What was asked for (`explain::work`).
    pub asked: String,
    /// By unit; none where it has not come yet.
    pub came: Vec<Option<Came>>,
    pub state: State,
}

/// How a work stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Runs,
    /// The reader has stopped it.
    Stopped,
    /// The reader has left its page; it goes on when they come back.
    Left,
    Done,
}

impl Swept {
    /// A work that begins.
    pub fn begun(asked: &str, count: usize) -> Self {
        Self { asked: asked.to_owned(), came: vec![None; count], state: State::Runs }
    }

    /// How many units are done: they come in order.
    pub fn done(&self) -> usize {
        self.came.iter().filter(|came| came.is_some()).count()
    }

    /// Takes a line of results, `12 client - ...`: which unit it was of.
    pub fn take(&mut self, line: &str) -> Option<usize> {
        let (at, line) = line.split_once(' ')?;
        let at = at.parse().ok()?;
        let slot = self.came.get_mut(at)?;
        *slot = Some(Came::read(line)?);
        Some(at)
    }
}
