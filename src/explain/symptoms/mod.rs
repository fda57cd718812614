//! The failure index: from the words that a tool printed, or from an alert, to what may have caused them, each cause with
//! a run that shows it. What is recognised is data (`assets/symptoms.txt`); this only looks it up and ranks it. Knows no
//! text and no layout, and runs nothing: that a cause's run ends as it says is what a test asks.

mod data;
mod index;
mod matcher;
mod rank;

pub use data::{Cause, Tool, Way, Word, causes, looks, words};
pub use index::{Group, by_alert, by_check, by_tool};
pub use matcher::MOST;
pub use rank::{Mark, Ranked, Recognised, Seen, recognise};

/// The texts of what can be looked at, one id each.
pub fn look_id(look: &str) -> String {
    format!("look.{look}")
}

impl Cause {
    /// What it means, with a sentence as its title.
    pub fn meaning_id(&self) -> String {
        format!("symptom.{}", self.id)
    }

    /// Its name in an index: a few words.
    pub fn short_id(&self) -> String {
        format!("symptom.{}.short", self.id)
    }

    /// How it is told from other causes of the same words.
    pub fn tell_id(&self) -> String {
        format!("symptom.{}.tell", self.id)
    }

    /// How it is mended: what the fault's own text says, where a fault of the catalogue is this cause.
    pub fn mend_id(&self) -> String {
        match self.fault {
            Some(fault) => format!("fault.{fault}.mend"),
            None => format!("symptom.{}.mend", self.id),
        }
    }

    /// What its run shows, where that is not the cause itself but looks the same to the side that fails.
    pub fn shows_id(&self) -> String {
        format!("symptom.{}.shows", self.id)
    }

    /// What tools say of it, where a fault of the catalogue is this cause.
    pub fn tools_id(&self) -> Option<String> {
        self.fault.map(|fault| format!("fault.{fault}.tools"))
    }

    /// The cause of an id.
    pub fn of(id: &str) -> Option<&'static Self> {
        causes().iter().find(|cause| cause.id == id)
    }
}

impl Tool {
    /// The id of its name.
    pub fn name_id(self) -> String {
        format!("tool.{}", self.id())
    }
}
