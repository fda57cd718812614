//! Both ledgers as one list: what each side knows by now, by which formula, what is new, what both hold alike.
//! Knows no formula.

use crate::page::bytes::spaced;
use crate::page::html::Html;
use crate::page::state::App;
use handscope::explain::{formula_text, openssl_command, secret_name};
use handscope::lab::{StepKind, Trace};
use handscope::tls::{Effect, Name};
use handscope::wire::{ActorId, EntryId, Role};

/// One value as one or both sides hold it.
struct Row {
    name: Name,
    /// Of the client and the server.
    held: [Option<(ActorId, EntryId)>; 2],
    fresh: bool,
}

/// Whether a value of an id belongs to a stage.
type Holds = fn(&str) -> bool;

/// The stages of the key schedule, by the id of their heading, and what belongs to each.
const GROUPS: &[(&str, Holds)] = &[
    ("page.keys.exchange", |id| {
        id.starts_with("ephemeral")
            || id.starts_with("peer_")
            || id == "shared_secret"
            || id.contains("pre_master")
            || id == "rsa_padding"
    }),
    ("page.keys.finished", |id| id.contains("finished") || id.contains("verify_data")),
    ("page.keys.proof", |id| {
        id.contains("sign") || id.contains("private_key") || id.ends_with("certificate_key") || id.ends_with("params")
    }),
    ("page.keys.application", |id| {
        id.contains("application") || id.contains("write") || id == "key_block" || id.contains("exporter")
    }),
    ("page.keys.later", |id| id.contains("resumption") || id.contains("ticket")),
    ("page.keys.hashes", |id| id.ends_with("_hash")),
    ("page.keys.handshake", |id| id.contains("handshake")),
    ("page.keys.schedule", |id| id.contains("secret") || id.starts_with("zeros") || id.starts_with("empty")),
    ("page.keys.inputs", |_| true),
];

/// The order in which the stages are shown.
const ORDER: [&str; 9] = [
    "page.keys.inputs",
    "page.keys.exchange",
    "page.keys.schedule",
    "page.keys.handshake",
    "page.keys.application",
    "page.keys.proof",
    "page.keys.finished",
    "page.keys.later",
    "page.keys.hashes",
];

/// The pane.
pub fn html(app: App) -> Html {
    let at = app.at.get();
    let mut out = Html::new();
    app.shown.with(|shown| {
        let rows = rows(&shown.trace, at);
        if rows.is_empty() {
            out.paragraph("soft", &app.t("page.keys.empty"));
            return;
        }
        out.class("div", "ledger");
        for group in ORDER {
            let of =
                |row: &&Row| GROUPS.iter().find(|(_, holds)| holds(row.name.id())).is_some_and(|(id, _)| *id == group);
            let mut first = true;
            for row in rows.iter().filter(of) {
                if std::mem::take(&mut first) {
                    out.el("h2", "", &app.t(group));
                }
                self::row(app, &shown.trace, &mut out, row);
            }
        }
        out.close("div");
    });
    out
}

/// What was learned up to a step, the n-th of a name on one side beside the n-th on the other.
fn rows(trace: &Trace, at: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let Some(conn) = trace.steps.get(at).map(|step| step.conn) else { return rows };
    for (step, fresh) in trace.steps.iter().take(at + 1).enumerate().map(|(n, step)| (step, n == at)) {
        let StepKind::Local { role, .. } = step.kind else { continue };
        let Some(actor) = trace.actor(step.conn, role).filter(|_| step.conn == conn) else { continue };
        for effect in &step.effects {
            let Effect::Learned { entry, name } = effect else { continue };
            let side = role as usize;
            let held = Some((actor.id, *entry));
            // What each side draws or is sent for itself has no counterpart: only what should be alike is compared.
            use Name::{EphemeralPrivateKey, EphemeralPublicKey, PeerPublicKey, PrivateKey, Signature, SignatureSalt};
            let exchange = matches!(name, EphemeralPrivateKey | EphemeralPublicKey | PeerPublicKey);
            let own = exchange || matches!(name, PrivateKey | Signature | SignatureSalt);
            match rows.iter_mut().find(|row| row.name == *name && row.held[side].is_none() && !own) {
                Some(row) => {
                    row.held[side] = held;
                    row.fresh |= fresh;
                }
                None => {
                    let mut row = Row { name: *name, held: [None, None], fresh };
                    row.held[side] = held;
                    rows.push(row);
                }
            }
        }
    }
    rows
}

fn row(app: App, trace: &Trace, out: &mut Html, row: &Row) {
    let value = |side: usize| {
        row.held[side].and_then(|(actor, id)| trace.actors.get(usize::from(actor.0))?.ledger.bytes(id).ok())
    };
    let values = [value(0), value(1)];
    let name = secret_name(row.name);
    out.class("details", if row.fresh { "fresh" } else { "" }).open("summary", &[]);
    out.el("span", "name", name).el("span", "hex", &spaced(values[0].or(values[1]).unwrap_or(&[]), 12));
    out.class("span", "who");
    if row.fresh {
        out.el("span", "tag new", &app.t("page.keys.new"));
    }
    match values {
        [Some(client), Some(server)] if client == server => drop(out.el("span", "tag same", &app.t("page.keys.same"))),
        [Some(_), Some(_)] => drop(out.el("span", "tag differ", &app.t("page.keys.differ"))),
        _ => {
            let who = if values[0].is_some() { "client" } else { "server" };
            out.el("span", &format!("tag {who}"), &app.name("who", who));
        }
    }
    out.close("span").close("summary").class("div", "deep");
    if let Some(text) = app.text(&format!("secret.{}", row.name.id())) {
        out.open("p", &[]).open("b", &[]).prose(&text.title).close("b").close("p");
        for paragraph in &text.body {
            out.paragraph("", paragraph);
        }
    }
    let alike = values[0].is_some() && values[0] == values[1];
    for (side, role) in [Role::Client, Role::Server].into_iter().enumerate() {
        let Some((actor, id)) = row.held[side] else { continue };
        out.open("p", &[]).el("span", &format!("tag {}", role.name()), &app.name("who", role.name())).text(" ");
        out.el("span", "formula", &formula_text(trace, actor, id).unwrap_or_default()).close("p");
        if !(alike && side == 0) {
            out.el("p", "value", &spaced(values[side].unwrap_or(&[]), usize::MAX));
        }
        // What writes the commands belongs to the program's second part.
        let command = app.whole.get().then(|| openssl_command(trace, actor, id)).flatten();
        if let Some(command) = command.filter(|_| !(alike && side == 0)) {
            out.el("p", "soft", &app.t("page.keys.recompute")).el("p", "value", &command);
        }
    }
    out.close("div").close("details");
}
