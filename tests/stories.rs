//! Old links open at the same steps for ever: tests/stories.txt tells, for each pinned link, every step by its anchor
//! with what was done in it, and how each connection ended. After a change that is meant, run this test with `BLESS=1`
//! and read the difference; an anchor that once stood there is never blessed away, since links lead to it.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fmt::Write;

use handscope::lab::{Opened, Scenario, StepKind, Trace, run};
use handscope::pki::Verdict;
use handscope::tls::{Effect, Ending};

const LINKS: &str = include_str!("links.txt");
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stories.txt");

/// One line a step, then one a connection: `c0.c.server_hello#1.accept_choice local read:server_hello chose:version=TLS 1.3`.
fn story(trace: &Trace) -> String {
    let mut out = String::new();
    for step in &trace.steps {
        write!(out, "{} {}", step.anchor, kind(&step.kind)).unwrap();
        for effect in &step.effects {
            write!(out, " {}", told(trace, effect)).unwrap();
        }
        out.push('\n');
    }
    for connection in &trace.connections {
        let [client, server] = connection.outcome.each_ref().map(|side| {
            let done = if side.completed() { "completed" } else { "not completed" };
            format!("{} {done}", ending(&side.ending))
        });
        writeln!(out, "= c{}: client {client}, server {server}", connection.id.0).unwrap();
    }
    let failed = trace.records.iter().filter(|record| record.opened == Opened::Failed).count();
    writeln!(out, "= {} records, {failed} would not open; unstruck: {:?}", trace.records.len(), trace.unstruck)
        .unwrap();
    out
}

fn kind(kind: &StepKind) -> &'static str {
    match kind {
        StepKind::Tcp { .. } => "tcp",
        StepKind::Transfer { .. } => "transfer",
        StepKind::Local { .. } => "local",
        StepKind::Strike { .. } => "strike",
        StepKind::End { .. } => "end",
    }
}

fn ending(ending: &Ending) -> String {
    let what = match ending {
        Ending::Refused(refusal) => refusal.id().to_owned(),
        Ending::Told(alert) => alert.to_string(),
        Ending::Stalled { state } => state.to_string(),
        Ending::Exhausted { limit } => limit.to_string(),
        Ending::Closed | Ending::CutOff { .. } | Ending::Unknown => return ending.id().to_owned(),
    };
    format!("{}:{what}", ending.id())
}

fn told(trace: &Trace, effect: &Effect) -> String {
    let sure = |passed: bool| if passed { "" } else { "!" };
    match effect {
        Effect::Entered { from, to } => format!("entered:{from}>{to}"),
        Effect::Read { message } => {
            let read = trace.messages.iter().find(|known| known.arrived == Some(*message));
            format!("read:{}", read.map_or("?", |message| message.name))
        }
        Effect::Chose { what, value, rule, among, .. } => {
            format!("chose:{}={value}({},{})", what.id(), rule.id(), among.len())
        }
        Effect::Learned { name, .. } => format!("learned:{}", name.id()),
        Effect::Checked { check, passed, .. } => format!("checked:{}{check}", sure(*passed)),
        Effect::Judged(judgement) => {
            let failed = judgement.checks.iter().filter(|check| check.verdict == Verdict::Fail);
            let failed: Vec<_> = failed.map(|check| format!("!{}", check.id.id())).collect();
            let decided = judgement.decisive_check().map_or("", |check| check.id.id());
            format!("judged:{}({decided}){}", judgement.checks.len(), failed.join(","))
        }
        Effect::Ignored { what, .. } => format!("ignored:{what}"),
        Effect::Armed { writer, epoch, suite, keys } => {
            format!("armed:{}.{}({suite},{})", writer.name(), epoch.id(), keys.len())
        }
        Effect::Refused { refusal, alert, clause } => format!("refused:{}({alert},{clause})", refusal.id()),
        Effect::Alerted { level, description } => format!("alerted:{level}.{description}"),
        Effect::Delivered { data } => format!("delivered:{}", trace.blobs.bytes(*data).len()),
        Effect::Memory { change, item, why, .. } => format!("memory:{}.{change}({why})", item.id()),
        Effect::Ticket { sealed, .. } => format!("ticket:{}", if *sealed { "sealed" } else { "opened" }),
        Effect::HandshakeDone => "handshake_done".to_owned(),
        Effect::Closed => "closed".to_owned(),
        Effect::Struck { fault } => format!("struck:{fault}"),
    }
}

/// The anchors of a story.
fn anchors(story: &str) -> impl Iterator<Item = &str> {
    story.lines().filter(|line| !line.starts_with('=')).filter_map(|line| line.split(' ').next())
}

#[test]
fn old_links_open_at_the_same_steps() {
    let kept = std::fs::read_to_string(PATH).unwrap_or_default();
    let kept: BTreeMap<&str, &str> = kept
        .split("## ")
        .skip(1)
        .filter_map(|part| part.split_once('\n'))
        .map(|(text, story)| (text, story.trim()))
        .collect();
    let bless = std::env::var_os("BLESS").is_some();
    let (mut all, mut wrong) = (String::new(), Vec::new());
    for (_, text) in LINKS.lines().filter_map(|line| line.split_once(' ')) {
        let now = story(&run(&Scenario::parse(text).unwrap().scenario));
        writeln!(all, "## {text}\n{now}").unwrap();
        let was = kept.get(text).copied().unwrap_or_default();
        let gone: Vec<_> = anchors(was).filter(|anchor| !anchors(&now).any(|known| known == *anchor)).collect();
        if !gone.is_empty() {
            wrong.push(format!("{text}: links lead to {gone:?}, which are gone"));
        } else if was != now.trim() && !bless {
            let lines = now.lines().map(Some).chain(std::iter::repeat(None));
            let differs = was.lines().map(Some).chain(std::iter::repeat(None)).zip(lines).find(|(was, now)| was != now);
            wrong.push(format!("{text}: was, is now: {differs:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if bless {
        std::fs::write(PATH, all).unwrap();
    }
}
