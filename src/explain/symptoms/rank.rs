//! What a text was recognised as: the places, the alerts that it tells of, and the causes, the likeliest first. A word that
//! can mean one thing alone weighs as much as the whole of one that can mean many, and what several words agree on adds up.
//! Knows no text.

use std::cmp::Reverse;

use super::data::{Cause, Tool, Way, Word, causes, words};
use super::matcher::{Place, places};
use crate::wire::{AlertDescription, Role};

/// What a word weighs that can mean one thing alone. Of one that can mean more, all its causes together weigh that much
/// less, and the likelier ones have more of it.
const WEIGHT: usize = 1_000_000;

/// How many causes a word has at most that tells something in particular.
const PARTICULAR: usize = 4;

/// A place in the text that was recognised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Bytes of the text, on borders of characters.
    pub start: usize,
    pub end: usize,
    pub word: &'static Word,
    /// The alert that it tells of, by name or by number.
    pub alert: Option<AlertDescription>,
}

/// An alert that the text tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub alert: AlertDescription,
    pub way: Way,
    /// Who printed so, where that is known.
    pub at: Option<Role>,
}

impl Seen {
    /// Who sent the alert, and so who noticed, where the text tells.
    pub fn sender(&self) -> Option<Role> {
        match self.way {
            Way::Sent => self.at,
            Way::Received => self.at.map(Role::peer),
            Way::Open => None,
        }
    }
}

/// A cause, and how much speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    pub cause: &'static Cause,
    pub score: usize,
    /// Whether some word names it that means few things. Where one is, all are.
    pub particular: bool,
    /// Which marks speak for it.
    pub marks: Vec<usize>,
}

/// What a text was recognised as; all lists are empty where nothing was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recognised {
    /// In order of the text.
    pub marks: Vec<Mark>,
    /// Each once, in order of the text.
    pub tools: Vec<Tool>,
    pub alerts: Vec<Seen>,
    /// The likeliest first.
    pub causes: Vec<Ranked>,
}

/// Looks a text up, whatever it is.
pub fn recognise(text: &str) -> Recognised {
    let marks: Vec<Mark> = places(text).into_iter().filter_map(mark).collect();
    let mut tools = Vec::new();
    for mark in &marks {
        if !tools.contains(&mark.word.tool) {
            tools.push(mark.word.tool);
        }
    }
    let side = tools.iter().find_map(|tool| tool.side());
    let side = marks.iter().find_map(|mark| mark.word.at).or(side);
    let mut alerts: Vec<Seen> = Vec::new();
    for mark in &marks {
        let (Some(alert), Some(way)) = (mark.alert, mark.word.way) else { continue };
        // What leaves the way open adds nothing to what told it, and is settled by what tells it later.
        let known = alerts.iter().position(|seen| seen.alert == alert && (seen.way == way || Way::Open == seen.way));
        let told = way == Way::Open && alerts.iter().any(|seen| seen.alert == alert);
        match known.and_then(|known| alerts.get_mut(known)) {
            Some(known) => known.way = way,
            None if told => {}
            None => alerts.push(Seen { alert, way, at: side }),
        }
    }
    let causes = ranked(&marks, &alerts, side);
    Recognised { marks, tools, alerts, causes }
}

fn mark(place: Place) -> Option<Mark> {
    let word = words().get(place.word)?;
    // Some tools put the level before it, in a byte of its own.
    let numbered = place.number.and_then(|number| u8::try_from(number & 0xff).ok()).map(AlertDescription);
    let alert = word.alert.or(numbered.filter(|alert| word.numbered && alert.name().is_some()));
    Some(Mark { start: place.start, end: place.end, word, alert })
}

/// All causes that some mark speaks for. What stands in the text twice counts once.
fn ranked(marks: &[Mark], alerts: &[Seen], side: Option<Role>) -> Vec<Ranked> {
    // What a server logs without an alert is what it noticed itself.
    let server = side.filter(|side| *side == Role::Server && alerts.is_empty());
    let noticed = alerts.iter().find_map(Seen::sender).or(server);
    let fits = |cause: &Cause| noticed.is_none() || cause.side.is_none() || cause.side == noticed;
    let mut found: Vec<Ranked> = Vec::new();
    let mut counted: Vec<(&str, Option<AlertDescription>)> = Vec::new();
    for (at, mark) in marks.iter().enumerate() {
        let key = (mark.word.fragment, mark.alert);
        let again = counted.contains(&key);
        counted.push(key);
        let meant: Vec<&'static Cause> = meant(mark).iter().filter_map(|id| Cause::of(id)).collect();
        let general = meant.len() > PARTICULAR;
        // What the side that noticed does not ask about weighs nothing, unless the word is of one side alone or knows
        // nothing else.
        let own = mark.word.at.is_some();
        let (likely, rest): (Vec<_>, Vec<_>) = meant.into_iter().partition(|cause| own || fits(cause));
        let (likely, rest) = if likely.is_empty() { (rest, likely) } else { (likely, rest) };
        let count = likely.len();
        // A number stands beside words that say more.
        let all = if mark.word.numbered { count.max(PARTICULAR) } else { count };
        let all = (all * all * (all + 1) / 2).max(1);
        for (place, cause) in likely.into_iter().chain(rest).enumerate() {
            let weight = if again { 0 } else { WEIGHT * count.saturating_sub(place) / all };
            match found.iter_mut().find(|known| known.cause.id == cause.id) {
                Some(known) => {
                    known.score += weight;
                    known.marks.push(at);
                    known.particular |= !general && weight > 0;
                }
                None => {
                    found.push(Ranked { cause, score: weight, particular: !general && weight > 0, marks: vec![at] })
                }
            }
        }
    }
    // What weighs nothing would have been noticed by the other side; what general words alone name is ruled out by words that
    // tell more.
    let told = found.iter().any(|ranked| ranked.particular && ranked.score > 0);
    found.retain(|ranked| ranked.score > 0 && ranked.particular == told);
    found.sort_by_key(|ranked| Reverse(ranked.score));
    found
}

/// The ids that a mark may mean: those of its word. Where it has a number alone, those of whatever spells that alert out.
fn meant(mark: &Mark) -> Vec<&'static str> {
    let spelt = |alert| words().iter().find(|word| word.alert == Some(alert));
    match mark.alert {
        Some(alert) if mark.word.numbered => match spelt(alert) {
            Some(word) => word.causes.clone(),
            None => causes().iter().filter(|cause| cause.alert == Some(alert)).map(|cause| cause.id).collect(),
        },
        _ => mark.word.causes.clone(),
    }
}
