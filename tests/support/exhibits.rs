//! Whether an exhibit is there: its run, its step, its pane, its field.

#![allow(dead_code, reason = "each test takes what it needs")]

use handscope::explain::{Exhibit, Pane, aftermath, opening, panes, parts};
use handscope::lab::{Scenario, Trace, run};
use handscope::pki::annotate;

/// The run of an exhibit, and its step.
pub fn open(exhibit: Exhibit) -> (Trace, usize) {
    let trace = run(&exhibit.scenario());
    let at = trace.step_at(&exhibit.anchor()).unwrap_or_else(|| panic!("no step {}", exhibit.0));
    (trace, at)
}

/// The pane that an exhibit opens with.
pub fn pane(exhibit: Exhibit, trace: &Trace, at: usize) -> Pane {
    exhibit.pane().unwrap_or_else(|| opening(trace, aftermath(trace).as_ref(), at))
}

/// What of an exhibit is not there.
pub fn missing(exhibit: Exhibit) -> Option<String> {
    let link = exhibit.0;
    let wrong = |what: &str| Some(format!("{what}: {link}"));
    let parsed = match Scenario::parse(exhibit.text()) {
        Ok(parsed) => parsed,
        Err(errors) => return wrong(&format!("{}", errors[0])),
    };
    if !parsed.warnings.is_empty() || parsed.scenario.to_text() != exhibit.text() {
        return wrong(&format!("is not written as {}", parsed.scenario.to_text()));
    }
    let view = link.strip_prefix(exhibit.text()).unwrap();
    let keys = view.split('&').skip(1).map(|part| part.split('=').next().unwrap()).collect::<Vec<_>>();
    if !["~at", "~at ~tab", "~at ~field", "~at ~tab ~field"].contains(&keys.join(" ").as_str()) || link.contains('#') {
        return wrong("is not written as a link is");
    }
    let trace = run(&parsed.scenario);
    let Some(at) = trace.step_at(&exhibit.anchor()) else { return wrong("no such step") };
    let after = aftermath(&trace);
    let shown = pane(exhibit, &trace, at);
    if link.contains("~tab=") != exhibit.pane().is_some() || panes(&trace, after.as_ref(), at).all(|own| own != shown) {
        return wrong("no such pane");
    }
    let field = exhibit.field()?;
    if !matches!(shown, Pane::Message | Pane::Record) {
        return wrong("a field where no bytes are shown");
    }
    let (path, byte) = field.split_once('+').map_or((field, 0), |(path, byte)| (path, byte.parse().unwrap()));
    let boxes = parts(&trace, at, shown == Pane::Record);
    let tree = annotate(trace.blobs.get(boxes[0].blob).unwrap());
    let range = tree.find(path).map(|at| tree.range(at));
    if range.is_none_or(|range| range.start + byte >= range.end) { wrong("no such field") } else { None }
}
