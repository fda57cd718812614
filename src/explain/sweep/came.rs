//! What came of one run of a sweep, as a small value: who noticed, why, where, by which alert. It is written as a line of
//! text and read again, and whatever line comes is read or is none. Knows no markup.

use crate::explain::{aftermath, refusal_id};
use crate::lab::Trace;
use crate::wire::{AlertDescription, Role, Version};

use super::{About, Aim, Area, Row};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ended {
    /// This side noticed first.
    Noticed(Role),
    /// Nobody refused, and nobody completed: a side waits, or was cut off.
    Open,
    /// Nobody refused, and both completed.
    Through,
    /// The fault found nothing to strike.
    Unstruck,
    /// It strikes in another version alone.
    Elsewhere(Version),
}

/// The id of an ending by an alert that was read.
const TOLD: &str = "told";

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    pub ended: Ended,
    /// The refusal's id; where nobody refused, how the first side that did not complete ended.
    pub why: String,
    pub alert: Option<AlertDescription>,
    /// The anchor of the step in which it was noticed.
    pub at: String,
    /// Its number in that run, from 1; 0 where nobody noticed.
    pub step: usize,
}

impl Came {
    /// What nobody noticed.
    fn quiet(ended: Ended) -> Self {
        Self { ended, why: String::new(), alert: None, at: String::new(), step: 0 }
    }

    /// A fault that strikes in that version, which the run does not have.
    pub fn elsewhere(version: Version) -> Self {
        Self::quiet(Ended::Elsewhere(version))
    }

    /// What is read off a run for its fault of that index.
    pub fn of(trace: &Trace, fault: usize) -> Self {
        if trace.unstruck.contains(&fault) {
            return Self::quiet(Ended::Unstruck);
        }
        let Some(after) = aftermath(trace) else { return Self::quiet(Ended::Through) };
        let Some(noticed) = &after.noticed else {
            let open = after.endings.iter().zip(after.completed).filter(|(_, completed)| !completed);
            let open: Vec<&str> = open.map(|(ending, _)| ending.id()).collect();
            // Where one side ends because of an alert, the other only sees the end.
            let Some(why) = open.iter().find(|id| **id == TOLD).or(open.first()) else {
                return Self::quiet(Ended::Through);
            };
            return Self { why: (*why).to_owned(), ..Self::quiet(Ended::Open) };
        };
        let at = trace.steps.get(noticed.step).map(|step| step.anchor.to_string()).unwrap_or_default();
        Self {
            ended: Ended::Noticed(noticed.by),
            why: refusal_id(&noticed.refusal).trim_start_matches("refusal.").to_owned(),
            alert: after.told.as_ref().map(|told| told.alert),
            at,
            step: noticed.step + 1,
        }
    }

    /// Whether another came to the same, wherever that was noticed.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.ended, &self.why, self.alert) == (other.ended, &other.why, other.alert)
    }

    /// As a line: six words, `-` for what there is not.
    pub fn line(&self) -> String {
        let word = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        let version = if let Ended::Elsewhere(version) = self.ended { version.name() } else { "" };
        let alert = self.alert.map(|alert| alert.0.to_string()).unwrap_or_default();
        let words = [self.ended.id(), &word(version), &word(&self.why), &word(&alert), &word(&self.at)];
        format!("{} {}", words.join(" "), self.step)
    }

    /// Reads such a line.
    pub fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ').map(|word| if word == "-" { "" } else { word });
        let (ended, version) = (words.next()?, words.next()?);
        let (why, alert, at) = (words.next()?, words.next()?, words.next()?);
        let step = words.next()?.parse().ok()?;
        let version = [Version::Tls13, Version::Tls12].into_iter().find(|known| known.name() == version);
        let ended = match ended {
            "client" => Ended::Noticed(Role::Client),
            "server" => Ended::Noticed(Role::Server),
            "open" => Ended::Open,
            "through" => Ended::Through,
            "unstruck" => Ended::Unstruck,
            "elsewhere" => Ended::Elsewhere(version?),
            _ => return None,
        };
        let alert = match alert {
            "" => None,
            number => Some(AlertDescription(number.parse().ok()?)),
        };
        let came = Self { ended, why: why.to_owned(), alert, at: at.to_owned(), step };
        words.next().is_none().then_some(came)
    }
}

impl Ended {
    /// Its word.
    pub fn id(self) -> &'static str {
        match self {
            Self::Noticed(role) => role.name(),
            Self::Open => "open",
            Self::Through => "through",
            Self::Unstruck => "unstruck",
            Self::Elsewhere(_) => "elsewhere",
        }
    }
}

ids! {
    /// Why both sides may complete although a byte was changed on its way.
    pub enum Uncovered {
        /// RFC 8446, 5.1: legacy_record_version MUST be ignored for all purposes. Of a record in the clear it is in no
        /// transcript and under no tag; in a protected one it is additional data.
        RecordVersion = "record_version",
        /// RFC 8446, 4.2.10: early data that is not taken is passed over, whatever it is.
        EarlyData = "early_data",
    }
}

/// Why nothing covers a byte that was changed unnoticed; none where that is known of no such byte.
pub fn uncovered(aim: &Aim, row: &Row, came: &Came) -> Option<Uncovered> {
    let (About::Byte(byte), Aim::Bytes(target)) = (&row.about, aim) else { return None };
    if came.ended != Ended::Through {
        return None;
    }
    match byte.area {
        // Such a record is passed over whole, its header too.
        _ if target.name == "application_data" => Some(Uncovered::EarlyData),
        Area::Header if byte.field.ends_with("record_version") => Some(Uncovered::RecordVersion),
        _ => None,
    }
}

/// Rows that came to the same: by whom, why, by which alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What came of the first of them.
    pub came: Came,
    /// How many rows.
    pub count: usize,
    /// The first of them.
    pub first: usize,
}

/// Results in groups, in the order in which they first come.
pub fn groups(all: &[Option<Came>]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (first, came) in all.iter().enumerate() {
        let Some(came) = came else { continue };
        match groups.iter_mut().find(|group| group.came.is_like(came)) {
            Some(group) => group.count += 1,
            None => groups.push(Group { came: came.clone(), count: 1, first }),
        }
    }
    groups
}

/// The mark of a group: `A` to `Z`, then `A2` and so on.
pub fn mark(nth: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(nth % 26).unwrap_or_default());
    if nth < 26 { letter.to_string() } else { format!("{letter}{}", nth / 26 + 1) }
}
