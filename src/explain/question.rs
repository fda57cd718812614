//! A check as a run told it: what was asked of which certificate, what was compared, the verdict; and lengths of time in
//! words. Knows no check and no language.

use super::check::CheckText;
use super::pack::{Filled, Pack};
use crate::pki::der::parse_time;
use crate::pki::{Check, Place, Ruleset, Verdict};

/// A check, of a chain or of the protocol.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// `chain.not_after`, `check.finished`
    pub id: String,
    pub verdict: Verdict,
    /// The certificate that was asked.
    pub place: Option<Place>,
    /// Why it was refused, where it was.
    pub reason: Option<String>,
    /// The clause behind it.
    pub clause: String,
    /// What was compared, as the check names it.
    pub compared: Vec<(&'static str, String)>,
    /// Whether only the strict profile asks it.
    pub strict: bool,
    /// The id of what is said of how others decide, where they do not decide alike.
    pub practice: Option<String>,
}

impl Question {
    /// A check of a chain.
    pub fn of_chain(check: &Check) -> Self {
        Self {
            id: format!("chain.{}", check.id.id()),
            verdict: check.verdict,
            place: check.certificate,
            reason: check.refusal.as_ref().map(|reason| reason.id().to_owned()),
            clause: check.clause.to_string(),
            compared: check.compared.clone(),
            strict: check.id.ruleset() == Ruleset::Strict,
            practice: check.practice().map(|practice| format!("practice.{}", practice.id())),
        }
    }

    /// A check of the protocol, and the refusal that it led to.
    pub fn of_protocol(
        check: &str,
        passed: bool,
        refusal: Option<&str>,
        clause: &str,
        compared: &[(&'static str, String)],
    ) -> Self {
        Self {
            id: format!("check.{check}"),
            verdict: if passed { Verdict::Pass } else { Verdict::Fail },
            place: None,
            reason: refusal.map(str::to_owned),
            clause: clause.to_owned(),
            compared: compared.to_vec(),
            strict: false,
            practice: None,
        }
    }

    /// Its texts.
    pub fn told(&self, pack: &Pack) -> CheckText {
        CheckText::new(&self.id, self.verdict, self.place, self.reason.as_deref(), &self.compared, pack)
    }

    /// The question, and why it is asked.
    pub fn asked(&self, pack: &Pack) -> Option<Filled> {
        self.told(pack).ask(pack)
    }

    /// The answer.
    pub fn answered(&self, pack: &Pack) -> String {
        self.told(pack).answer(pack).map(|text| text.title).unwrap_or_default()
    }

    /// What the RFC, OpenSSL and browsers do, where they do not decide alike.
    pub fn practised(&self, pack: &Pack) -> Option<Filled> {
        let vars = self.told(pack).vars;
        pack.resolve(&[self.practice.as_ref()?], &vars)
    }

    /// A time that was compared, in seconds since 1970.
    pub fn time(&self, name: &str) -> Option<i64> {
        let found = self.compared.iter().find(|(own, _)| *own == name);
        found.and_then(|(_, value)| parse_time(value))
    }
}

/// A time as people write it; anything else as it is.
pub fn moment(value: &str) -> String {
    match parse_time(value) {
        Some(_) => value.replace('T', " ").replace(":00Z", " UTC").replace('Z', " UTC"),
        None => value.to_owned(),
    }
}

/// The units of time, in seconds.
const UNITS: [(u64, &str); 5] = [(31_536_000, "year"), (86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
/// From so many of a unit on what is left over is not told, nor is it of two years.
const MANY: u64 = 30;

/// A length of time in words: `2 hours 13 minutes`, `397 days`, `10 years`.
pub fn span(pack: &Pack, seconds: u64) -> String {
    let fits = |(length, unit): &&(u64, &str)| seconds >= *length * if *unit == "year" { 2 } else { 1 };
    let Some((length, unit)) = UNITS.iter().find(fits) else { return units(pack, 0, "second") };
    let (n, left) = (seconds / length, seconds % length);
    let first = units(pack, n, unit);
    let rest = UNITS.iter().find(|(length, _)| left >= *length).filter(|_| n < MANY && *unit != "year");
    let Some((length, unit)) = rest else { return first };
    let vars = vec![("first", first), ("rest", units(pack, left / length, unit))];
    pack.resolve(&["span.both".to_owned()], &vars).map_or_else(String::new, |text| text.title)
}

/// `1 hour`, `2 hours`
fn units(pack: &Pack, n: u64, unit: &str) -> String {
    let id = if n == 1 { format!("span.{unit}") } else { format!("span.{unit}s") };
    let text = pack.resolve(&[id], &vec![("n", n.to_string())]);
    text.map_or_else(|| n.to_string(), |text| text.title)
}
