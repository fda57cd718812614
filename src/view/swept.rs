//! The results of a work as far as they have come, and how it goes on. Knows nothing of who carries it out.

use crate::explain::sweep::Came;

/// The most units that a text may announce.
const MOST: usize = 1 << 20;

/// The results of a work.
#[derive(Clone, Debug, PartialEq)]
pub struct Swept {
    /// What was asked for (`explain::work`).
    pub asked: String,
    /// By unit; none where it has not come yet.
    pub came: Vec<Option<Came>>,
    pub state: State,
}

ids! {
    /// How a work stands.
    pub enum State {
        Runs = "runs",
        /// The reader has stopped it.
        Stopped = "stopped",
        /// The reader has left its page; it goes on when they come back.
        Left = "left",
        Done = "done",
    }
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

    /// As text: how many lines were asked for and those, how it stands, how many units there are, a line for each result.
    pub fn text(&self) -> String {
        let lines = self.asked.lines().count();
        let mut text = format!("{lines}\n{}\n{} {}\n", self.asked, self.state, self.came.len());
        for (at, came) in self.came.iter().enumerate() {
            if let Some(came) = came {
                text.push_str(&format!("{at} {}\n", came.line()));
            }
        }
        text
    }

    /// Whether a text holds the results of what was asked for.
    pub fn is_of(text: &str, asked: &str) -> bool {
        let rest = text.split_once('\n').and_then(|(_, rest)| rest.strip_prefix(asked));
        rest.is_some_and(|rest| rest.starts_with('\n'))
    }

    /// Reads such a text.
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let asked = lines.next()?.parse().ok()?;
        let asked = lines.by_ref().take(asked).collect::<Vec<_>>().join("\n");
        let (state, count) = lines.next()?.split_once(' ')?;
        let state = State::ALL.iter().copied().find(|known| known.id() == state)?;
        let count: usize = count.parse().ok().filter(|count| *count <= MOST)?;
        let mut swept = Self { asked, came: vec![None; count], state };
        lines.try_for_each(|line| swept.take(line).map(drop)).map(|()| swept)
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
