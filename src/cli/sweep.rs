//! `sweep`: what every change of a run does, one run for each. Shows what came of them, and runs nothing of its own.

use std::fmt::Write;

use handscope::explain::sweep::{About, Aim, Came, Ended, Row, Sweep, groups, mark, messages};
use handscope::lab::{Mints, run_with};
use serde_json::{Value, json};

use super::{End, out, report, setup};

/// How many bytes stand in a line.
const PER_LINE: usize = 16;

/// What is asked for.
#[derive(Debug, Default, PartialEq)]
pub struct Ask {
    pub scenario: String,
    /// The message, where one is named.
    pub message: Option<String>,
    pub faults: bool,
    pub json: bool,
}

/// Runs all of it, and tells.
pub fn run(ask: &Ask) -> End {
    let mut warnings = Vec::new();
    let scenario = match setup::scenario(&ask.scenario, &mut warnings) {
        Ok(scenario) => scenario,
        Err(error) => return End::Usage(error),
    };
    warnings.iter().for_each(|warning| report(&format!("warning: {warning}")));
    let mut mints = Mints::default();
    let trace = run_with(&scenario, &mut mints);
    let all = || messages(&trace).map(|(_, own)| own.to_string()).collect::<Vec<_>>().join(", ");
    let aim = match (&ask.message, ask.faults) {
        (_, true) => Some(Aim::Faults),
        (Some(name), _) => Aim::parse(name).filter(|aim| *aim != Aim::Faults),
        (None, _) => messages(&trace).next().map(|(_, own)| Aim::Bytes(own)),
    };
    let Some(sweep) = aim.and_then(|aim| Sweep::new(&trace, aim)) else {
        let name = ask.message.clone().unwrap_or_default();
        return End::Usage(format!("--message: this run has no message `{name}`; it has {}", all()));
    };
    let came: Vec<Option<Came>> = (0..sweep.rows.len()).map(|at| sweep.came(at, &mut mints)).collect();
    out(&if ask.json { object(&sweep, &came) } else { text(&sweep, &came) });
    End::Good
}

fn object(sweep: &Sweep, came: &[Option<Came>]) -> String {
    let rows = sweep.rows.iter().zip(came).enumerate().map(|(at, (row, came))| {
        let scenario = sweep.scenario(at).map(|scenario| scenario.to_text());
        let what = match &row.about {
            About::Byte(byte) => json!({
                "area": byte.area.id(), "record": byte.record, "at": byte.at, "value": byte.value, "field": byte.field,
            }),
            About::Entry(entry) => json!({ "id": entry.id }),
        };
        json!({ "fault": row.fault.to_string(), "what": what, "came": came.as_ref().map(told), "scenario": scenario })
    });
    let rows: Vec<Value> = rows.collect();
    let value = json!({ "scenario": sweep.base.to_text(), "of": sweep.aim.to_string(), "runs": rows });
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

fn told(came: &Came) -> Value {
    let version = if let Ended::Elsewhere(version) = came.ended { Some(version.name()) } else { None };
    let some = |text: &String| (!text.is_empty()).then(|| text.clone());
    json!({
        "ended": came.ended.id(), "version": version, "why": some(&came.why), "at": some(&came.at), "step": (came.step > 0).then_some(came.step),
        "alert": came.alert.map(|alert| alert.to_string()),
    })
}

fn text(sweep: &Sweep, came: &[Option<Came>]) -> String {
    let mut text = format!("scenario {}\n{}: {} runs\n\n", sweep.base.to_text(), sweep.aim, sweep.rows.len());
    let groups = groups(came);
    if sweep.aim == Aim::Faults {
        for (row, came) in sweep.rows.iter().zip(came) {
            let line = came.as_ref().map(|came| line(came, true)).unwrap_or_default();
            writeln!(text, "  {:28}{line}", row.fault.to_string()).unwrap_or_default();
        }
        return text;
    }
    for (nth, group) in groups.iter().enumerate() {
        writeln!(text, "  {:3}{:5}  {}", mark(nth), group.count, line(&group.came, false)).unwrap_or_default();
    }
    let letter = |came: &Option<Came>| {
        let nth = groups.iter().position(|group| came.as_ref().is_some_and(|came| group.came.is_like(came)));
        nth.map(mark).unwrap_or_default()
    };
    let mut here = None;
    let mut cells = 0;
    for (row, came) in sweep.rows.iter().zip(came) {
        let About::Byte(byte) = &row.about else { continue };
        if here != Some((byte.record, byte.area)) {
            write!(text, "\n\nrecord {}, {}", byte.record + 1, byte.area).unwrap_or_default();
            (here, cells) = (Some((byte.record, byte.area)), 0);
        }
        if cells % PER_LINE == 0 {
            write!(text, "\n  {}", offset(row)).unwrap_or_default();
        }
        cells += 1;
        write!(text, " {:02x}{:2}", byte.value, letter(came)).unwrap_or_default();
    }
    text + "\n"
}

fn offset(row: &Row) -> String {
    match &row.about {
        About::Byte(byte) => format!("{:04x}", byte.at),
        About::Entry(_) => String::new(),
    }
}

/// `client refuses: bad_record_mac (alert bad_record_mac) in c0.c.record#3.refuse`
fn line(came: &Came, place: bool) -> String {
    let alert = came.alert.map(|alert| format!(" (alert {alert})")).unwrap_or_default();
    let at = if place && !came.at.is_empty() { format!(" in {}", came.at) } else { String::new() };
    match came.ended {
        Ended::Noticed(role) => format!("{} refuses: {}{alert}{at}", role.name(), came.why),
        Ended::Open => format!("nobody refuses, and not completed: {}", came.why),
        Ended::Through => "nobody refuses, and both complete".to_owned(),
        Ended::Unstruck => "finds nothing to strike in this run".to_owned(),
        Ended::Elsewhere(version) => format!("strikes in TLS {} alone", version.name()),
    }
}
