//! The transcript: which messages, and which of their bytes, each hash known so far covers. Knows no schedule.

use crate::crypto::ledger::Covered;
use crate::explain::hashes::{Hash, hashes, part};
use crate::explain::secret_name;
use crate::lab::{Message, Trace};
use crate::view::bytes::spaced;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::view::wording::message_name;

/// The pane.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let shown = &*sight.shown;
    let trace = &shown.trace;
    let hashes = hashes(trace, sight.at);
    let Some(conn) = trace.steps.get(sight.at).map(|step| step.conn) else { return out };
    let messages: Vec<&Message> = trace
        .messages
        .iter()
        .filter(|m| m.conn == conn && hashes.iter().any(|hash| part(trace, hash.covered, m).is_some()))
        .collect();
    if hashes.is_empty() {
        out.paragraph("soft", &sight.t("page.transcript.empty"));
        return out;
    }
    out.paragraph("lead", &sight.t("page.transcript.about"));
    table(sight, &mut out, trace, &hashes, &messages);

    out
}

/// A row for each hash, a column for each message.
fn table(sight: &Sight, out: &mut Html, trace: &Trace, hashes: &[Hash], messages: &[&Message]) {
    let synthetic = hashes.iter().any(|hash| hash.covered.iter().any(|part| matches!(part, Covered::MessageHash(_))));
    out.class("table", "covers").open("thead", &[]).open("tr", &[]);
    out.open("th", &[("scope", "col")]).text(&sight.t("page.transcript.hash")).close("th");
    if synthetic {
        out.open("th", &[("scope", "col"), ("class", "up")]).el("span", "", "message_hash").close("th");
    }
    for message in messages {
        let role = message.role.name();
        out.open("th", &[("scope", "col"), ("class", &format!("up {role}"))]).open("span", &[]);
        out.el("span", "unseen", &format!("{}: ", sight.name("who", role)));
        out.text(&message_name(trace, message)).close("span").close("th");
    }
    out.close("tr").close("thead").open("tbody", &[]);
    for hash in hashes {
        out.open("tr", &[("class", if hash.fresh { "fresh" } else { "" })]).open("th", &[("scope", "row")]);
        for role in &hash.roles {
            out.el("span", &format!("tag {}", role.name()), &sight.name("who", role.name())).text(" ");
        }
        for (at, name) in hash.uses.iter().enumerate() {
            out.text(if at > 0 { ", " } else { "" }).el("code", "", secret_name(*name));
        }
        out.el("span", "hash", &spaced(hash.bytes, 32)).close("th");
        if synthetic {
            let here = hash.covered.iter().any(|part| matches!(part, Covered::MessageHash(_)));
            mark(sight, out, here.then_some((1, 1)));
        }
        for message in messages {
            mark(sight, out, part(trace, hash.covered, message));
        }
        out.close("tr");
    }
    out.close("tbody").close("table");
}

/// Covered whole, in part, or not.
fn mark(sight: &Sight, out: &mut Html, part: Option<(u32, u32)>) {
    match part {
        Some((covered, of)) => {
            out.open("td", &[]).text("●").el("span", "unseen", &sight.t("page.transcript.covered"));
            if covered < of {
                let vars = vec![("len", covered.to_string()), ("of", of.to_string())];
                out.el("small", "", &sight.tf("page.transcript.part", &vars));
            }
        }
        None => drop(out.class("td", "no").text("–").el("span", "unseen", &sight.t("page.transcript.not_covered"))),
    }
    out.close("td");
}
