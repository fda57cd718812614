//! Both state machines: the states each side passes in this run, where it stands, the edge just taken, and what it
//! did in this step. Knows no state.

use crate::explain::kept::keeps;
use crate::explain::states::{end, ending_keys, ending_vars, standing_keys, stops};
use crate::explain::{Vars, is_foe};
use crate::lab::Trace;
use crate::tls::Ending;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::view::wording::message_name;
use crate::wire::{ConnId, Role};

/// The pane.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let shown = &*sight.shown;
    let at = sight.at;
    let Some(conn) = shown.trace.steps.get(at).map(|step| step.conn) else { return out };
    out.class("div", "machines");
    // Of an attacker no state is known.
    let roles = [Role::Client, Role::Server].into_iter().filter(|role| !is_foe(&shown.trace, conn, *role));
    for role in roles {
        machine(sight, &mut out, &shown.trace, conn, role, at);
    }
    out.close("div");
    if keeps(&shown.trace) {
        super::kept::html(sight, &mut out, &shown.trace, at);
    }

    let did = super::did::html(sight);
    if did != Html::new() {
        out.el("h2", "", &sight.t("page.state.did")).add(&did);
    }
    out
}

fn machine(sight: &Sight, out: &mut Html, trace: &Trace, conn: ConnId, role: Role, at: usize) {
    let stops = stops(trace, conn, role);
    let ended = end(trace, conn, role).filter(|(step, _)| *step <= at);
    // Who has ended is in no state any more.
    let here = stops.iter().rposition(|stop| stop.step <= at).filter(|_| ended.is_none());
    out.class("section", &format!("machine {}", role.name()))
        .el("h2", "", &sight.name("who", role.name()))
        .open("ol", &[]);
    for (n, stop) in stops.iter().enumerate() {
        let mut class = String::new();
        for (add, word) in [(stop.step <= at, "been"), (Some(n) == here, " here"), (stop.step == at && n > 0, " edge")]
        {
            class.push_str(if add { word } else { "" });
        }
        let by = stop.by.and_then(|id| trace.message(id)).map(|message| message_name(trace, message));
        out.open("li", &[("class", &class), if Some(n) == here { ("aria-current", "true") } else { ("", "") }]);
        if let Some(by) = by {
            out.el("small", "", &sight.tf("page.state.by", &vec![("name", by)]));
        }
        told(sight, out, &standing_keys(&stop.state, role), &Vars::new(), Some(n) == here);
        out.close("li");
    }
    if let Some((step, ending)) = ended {
        let bad = if *ending == Ending::Closed { "" } else { " bad" };
        let edge = if step == at { " edge" } else { "" };
        let vars = ending_vars(ending, &sight.texts);
        out.class("li", &format!("ended been{bad}{edge}"));
        told(sight, out, &ending_keys(ending, role), &vars, true);
        out.close("li");
    }
    out.close("ol").close("section");
}

/// A state in words, opening to what it means; of the present one that is seen at once.
fn told(sight: &Sight, out: &mut Html, keys: &[String], vars: &Vars, open: bool) {
    let text = sight.told(keys, vars);
    let title = text.as_ref().map_or_else(|| sight.called(keys), |text| text.title.clone());
    let body = text.map_or(Vec::new(), |text| text.body);
    if body.is_empty() {
        out.class("span", "name").prose(&title).close("span");
        return;
    }
    out.open("details", &[(if open { "open" } else { "" }, "")]);
    out.class("summary", "name").prose(&title).close("summary");
    out.told_all(sight, "", &body);
    out.close("details");
}
