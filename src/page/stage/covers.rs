//! The transcript: which messages, and which of their bytes, each hash known so far covers. Knows no schedule.

use crate::page::bytes::spaced;
use crate::page::html::Html;
use crate::page::state::App;
use crate::page::wording::message_name;
use handscope::crypto::ledger::{Covered, Formula};
use handscope::explain::{formula, secret_name};
use handscope::lab::{Message, StepKind, Trace};
use handscope::tls::Effect;
use handscope::wire::{ActorId, EntryId, Role};

/// One hash, as one party or both computed it.
struct Hash<'a> {
    roles: Vec<Role>,
    covered: &'a [Covered],
    bytes: &'a [u8],
    /// The names of what was computed from it.
    uses: Vec<&'static str>,
    fresh: bool,
}

/// The pane.
pub fn html(app: App) -> Html {
    let mut out = Html::new();
    app.shown.with(|shown| {
        let trace = &shown.trace;
        let hashes = hashes(trace, app.at.get());
        let Some(conn) = trace.steps.get(app.at.get()).map(|step| step.conn) else { return };
        let messages: Vec<&Message> = trace
            .messages
            .iter()
            .filter(|m| m.conn == conn && hashes.iter().any(|hash| part(trace, hash, m).is_some()))
            .collect();
        if hashes.is_empty() {
            out.paragraph("soft", &app.t("page.transcript.empty"));
            return;
        }
        out.paragraph("lead", &app.t("page.transcript.about"));
        table(app, &mut out, trace, &hashes, &messages);
    });
    out
}

/// A row for each hash, a column for each message.
fn table(app: App, out: &mut Html, trace: &Trace, hashes: &[Hash], messages: &[&Message]) {
    let synthetic = hashes.iter().any(|hash| hash.covered.iter().any(|part| matches!(part, Covered::MessageHash(_))));
    out.class("table", "covers").open("thead", &[]).open("tr", &[]);
    out.open("th", &[("scope", "col")]).text(&app.t("page.transcript.hash")).close("th");
    for name in
        synthetic.then(|| "message_hash".to_owned()).into_iter().chain(messages.iter().map(|m| message_name(trace, m)))
    {
        out.open("th", &[("scope", "col"), ("class", "up")]).el("span", "", &name).close("th");
    }
    out.close("tr").close("thead").open("tbody", &[]);
    for hash in hashes {
        out.open("tr", &[("class", if hash.fresh { "fresh" } else { "" })]).open("th", &[("scope", "row")]);
        for role in &hash.roles {
            out.el("span", &format!("tag {}", role.name()), &app.name("who", role.name())).text(" ");
        }
        for (at, name) in hash.uses.iter().enumerate() {
            out.text(if at > 0 { ", " } else { "" }).el("code", "", name);
        }
        out.el("span", "hash", &spaced(hash.bytes, 32)).close("th");
        if synthetic {
            let here = hash.covered.iter().any(|part| matches!(part, Covered::MessageHash(_)));
            mark(app, out, here.then_some((1, 1)));
        }
        for message in messages {
            mark(app, out, part(trace, hash, message));
        }
        out.close("tr");
    }
    out.close("tbody").close("table");
}

/// Covered whole, in part, or not.
fn mark(app: App, out: &mut Html, part: Option<(u32, u32)>) {
    match part {
        Some((covered, of)) => {
            out.open("td", &[]).text("●").el("span", "unseen", &app.t("page.transcript.covered"));
            if covered < of {
                let vars = vec![("len", covered.to_string()), ("of", of.to_string())];
                out.el("small", "", &app.tf("page.transcript.part", &vars));
            }
        }
        None => drop(out.class("td", "no").text("–").el("span", "unseen", &app.t("page.transcript.not_covered"))),
    }
    out.close("td");
}

/// How many bytes of a message a hash covers, and of how many.
fn part(trace: &Trace, hash: &Hash, message: &Message) -> Option<(u32, u32)> {
    let blobs = [message.sent, message.arrived];
    let pieces = hash.covered.iter().filter_map(|part| match part {
        Covered::Piece(piece) if blobs.contains(&Some(piece.blob)) => Some(piece),
        _ => None,
    });
    let covered: u32 = pieces.clone().map(|piece| piece.range.end - piece.range.start).sum();
    let blob = pieces.clone().next()?.blob;
    Some((covered, trace.blobs.bytes(blob).len() as u32))
}

/// Every transcript hash that one or both of the parties know by a step; one row where both agree.
fn hashes(trace: &Trace, at: usize) -> Vec<Hash<'_>> {
    let mut hashes: Vec<Hash<'_>> = Vec::new();
    let Some(conn) = trace.steps.get(at).map(|step| step.conn) else { return hashes };
    for (n, step) in trace.steps.iter().enumerate().take(at + 1).filter(|(_, step)| step.conn == conn) {
        let StepKind::Local { role, .. } = step.kind else { continue };
        let Some(actor) = trace.actor(conn, role) else { continue };
        for effect in &step.effects {
            let Effect::Learned { entry, .. } = effect else { continue };
            let Some(Formula::TranscriptHash { covered, .. }) = actor.ledger.get(*entry).map(|entry| &entry.formula)
            else {
                continue;
            };
            let bytes = actor.ledger.bytes(*entry).unwrap_or(&[]);
            let uses = uses(trace, actor.id, *entry);
            let fresh = n == at;
            match hashes.iter_mut().find(|hash| hash.bytes == bytes && !hash.roles.contains(&role)) {
                Some(hash) => {
                    hash.roles.push(role);
                    hash.fresh |= fresh;
                    hash.uses.extend(uses.into_iter().filter(|name| !hash.uses.contains(name)).collect::<Vec<_>>());
                }
                None => hashes.push(Hash { roles: vec![role], covered, bytes, uses, fresh }),
            }
        }
    }
    hashes
}

fn uses(trace: &Trace, actor: ActorId, hash: EntryId) -> Vec<&'static str> {
    let Some(actor) = trace.actors.get(usize::from(actor.0)) else { return Vec::new() };
    let users = actor.ledger.iter().filter(|(_, entry)| formula::inputs(&entry.formula).contains(&hash));
    users.map(|(_, entry)| secret_name(entry.name)).collect()
}
