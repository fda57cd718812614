//! The figure of a step's values: what went in, what was computed on the way, what came out, each with its formula, its
//! bytes and the step that uses it next. Knows no formula.

use super::value::{formula, name, range};
use crate::explain::flow::{method, short};
use crate::explain::hashes::{covered, part};
use crate::explain::{Flow, How, Node, Use, Vars, flow, formula_id, openssl_command, secret_name, secret_text};
use crate::lab::{MessageId, Trace};
use crate::view::bytes::spaced;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::view::ways::to_step;
use crate::view::wording::message_name;
use crate::wire::{EntryId, Role};

/// The figure; nothing where the step brought no values.
#[inline(never)] // of a later part
pub fn html(sight: &Sight, trace: &Trace, at: usize) -> Html {
    let mut out = Html::new();
    // Its labels come with what goes beyond a first visit.
    let Some(flow) = flow(trace, at).filter(|_| sight.text("page.flow.unused").is_some()) else { return out };
    out.class("section", "flow").class("div", "columns");
    let columns = [("page.flow.from", &flow.from), ("page.flow.through", &flow.through), ("page.flow.out", &flow.out)];
    for (id, nodes) in columns.into_iter().filter(|(_, nodes)| !nodes.is_empty()) {
        let class = id.rsplit('.').next().unwrap_or_default();
        let mut vars = vec![("n", nodes.len().to_string())];
        let method = method(trace, &flow).filter(|_| class == "through");
        vars.extend(method.into_iter().flat_map(|(name, hash)| [("name", name.to_owned()), ("hash", hash.to_owned())]));
        let id = if method.is_some() { "page.flow.through.by" } else { id };
        out.class("div", class).el("h2", "", &sight.tf(id, &vars));
        for node in nodes {
            card(sight, &mut out, trace, &flow, node, at);
        }
        out.close("div");
    }
    out.open("svg", &[("class", "wires"), ("aria-hidden", "true")]).close("svg").close("div");
    why(sight, &mut out, trace, &flow);
    constants(sight, &mut out, trace, &flow);
    out.close("section");
    out
}

/// One value.
fn card(sight: &Sight, out: &mut Html, trace: &Trace, flow: &Flow, node: &Node, at: usize) {
    let (entry, of) =
        (node.entry.0.to_string(), node.of.iter().map(|of| of.0.to_string()).collect::<Vec<_>>().join(" "));
    let who = node.writer.map_or(String::new(), |role| format!("node {}", role.name()));
    let class = if who.is_empty() { "node" } else { &who };
    out.open("div", &[("class", class), ("data-e", &entry), ("data-of", &of)]);
    out.class("div", "name").open("h3", &[]);
    name(out, &node.called());
    out.close("h3");
    let ledger = trace.actors.get(usize::from(flow.actor.0)).map(|actor| &actor.ledger);
    if let Some(role) = node.writer {
        let [from, to] = [role, role.peer()].map(|role| sight.name("who", role.name()));
        out.el("span", "dir", &format!("{from} → {to}"));
    }
    out.close("div");
    let bytes = bytes(trace, flow, node.entry);
    out.el("p", "hex", &spaced(bytes, if flow.out.contains(node) { 16 } else { 8 }));
    if let Some(range) = range(sight, trace, flow.actor, node.entry) {
        bar(out, trace, flow, node.entry);
        out.el("p", "", &range);
    }
    let short = ledger.and_then(|ledger| short(ledger, node.entry));
    out.class("p", "formula");
    name(out, &short.unwrap_or_else(|| formula(sight, trace, flow.actor, node.entry)));
    out.close("p");
    out.class("p", "next");
    if node.step != at {
        out.text(&sight.t("page.flow.known")).text(sight.lang.between());
        to_step(sight, out, node.step);
    } else if !node.uses.is_empty() {
        uses(sight, out, trace, &node.uses, at);
    } else if flow.out.contains(node) {
        out.text(&sight.t("page.flow.unused"));
    }
    out.close("p");
    deep(sight, out, trace, flow, node.entry, bytes);
    out.close("div");
}

/// What becomes of a value, step by step.
fn uses(sight: &Sight, out: &mut Html, trace: &Trace, uses: &[Use], at: usize) {
    let named = |id: &MessageId| trace.message(*id).map_or_else(String::new, |message| message_name(trace, message));
    for (n, one) in uses.iter().enumerate() {
        if n > 0 {
            out.text(" · ");
        }
        if one.step != at {
            to_step(sight, out, one.step);
            out.text(sight.lang.colon());
        }
        let (id, vars): (&str, Vars) = match &one.how {
            How::Protects(first, last) if first == last => ("page.use.protects", vec![("name", named(first))]),
            How::Protects(first, last) => {
                ("page.use.protects.many", vec![("first", named(first)), ("last", named(last))])
            }
            How::Opens(message) => ("page.use.opens", vec![("name", named(message))]),
            How::Makes(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("`{}`", secret_name(*name))).collect();
                ("page.use.makes", vec![("name", names.join(sight.lang.comma()))])
            }
            How::Travels(message) => ("page.use.travels", vec![("name", named(message))]),
            How::Compared(_) => ("page.use.compared", Vec::new()),
        };
        out.prose(&sight.tf(id, &vars));
    }
}

/// What a hash covers, to scale: a stretch for each message, in its sender's colour.
fn bar(out: &mut Html, trace: &Trace, flow: &Flow, entry: EntryId) {
    let Some(covered) = covered(trace, flow.actor, entry) else { return };
    let parts = trace.messages.iter().filter_map(|message| Some((message.role, part(trace, covered, message)?.0)));
    let parts: Vec<(Role, u32)> = parts.collect();
    let whole = parts.iter().map(|(_, len)| len).sum::<u32>().max(1);
    out.open(
        "svg",
        &[("class", "stretch"), ("viewBox", "0 0 1000 8"), ("preserveAspectRatio", "none"), ("aria-hidden", "true")],
    );
    let mut from = 0;
    for (role, len) in parts {
        let (x, wide) =
            ((from * 1_000 / whole).to_string(), (len * 1_000 / whole).saturating_sub(5).max(3).to_string());
        out.open("rect", &[("class", role.name()), ("x", &x), ("width", &wide), ("height", "8")]).close("rect");
        from += len;
    }
    out.close("svg");
}

/// What a value is, all of its bytes, and how to compute it again.
fn deep(sight: &Sight, out: &mut Html, trace: &Trace, flow: &Flow, entry: EntryId, bytes: &[u8]) {
    let ledger = trace.actors.get(usize::from(flow.actor.0)).map(|actor| &actor.ledger);
    let id = ledger.and_then(|ledger| ledger.get(entry)).map(|entry| entry.name.id()).unwrap_or_default();
    let (keys, vars) = secret_text(trace, flow.actor, entry);
    let text = sight.told(&keys, &vars);
    let title = text.as_ref().map_or(id, |text| text.title.as_str());
    out.class("details", "more");
    out.open("summary", &[("title", title)]).el("span", "unseen", title).close("summary");
    out.open("p", &[]).open("b", &[]).prose(title).close("b").close("p");
    if let Some(text) = &text {
        out.told_all(sight, "", &text.body);
    }
    out.el("p", "formula", &formula(sight, trace, flow.actor, entry));
    out.el("p", "value", &spaced(bytes, usize::MAX));
    if let Some(command) = openssl_command(trace, flow.actor, entry) {
        out.el("p", "soft", &sight.t("page.keys.recompute")).el("p", "value", &command);
    }
    out.close("details");
}

/// Why it is computed so: each kind of formula once.
fn why(sight: &Sight, out: &mut Html, trace: &Trace, flow: &Flow) {
    let Some(ledger) = trace.actors.get(usize::from(flow.actor.0)).map(|actor| &actor.ledger) else { return };
    let mut ids: Vec<String> = Vec::new();
    for node in flow.through.iter().chain(&flow.out).chain(&flow.from) {
        let id = ledger.get(node.entry).map(|entry| formula_id(&entry.formula)).unwrap_or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    out.class("div", "notes");
    for text in ids.into_iter().filter_map(|id| sight.text(&id)) {
        out.class("div", "aside").open("h3", &[]).prose(&text.title).close("h3");
        out.told_all(sight, "", &text.body);
        out.class("p", "soft");
        for (at, clause) in text.clauses.iter().enumerate() {
            out.text(if at > 0 { " · " } else { "" }).clause(clause);
        }
        out.close("p").close("div");
    }
    out.close("div");
}

/// What is the same in every connection, folded.
fn constants(sight: &Sight, out: &mut Html, trace: &Trace, flow: &Flow) {
    let Some(ledger) = trace.actors.get(usize::from(flow.actor.0)).map(|actor| &actor.ledger) else { return };
    if flow.constant.is_empty() {
        return;
    }
    out.class("details", "constants").open("summary", &[]);
    out.text(&sight.tf("page.flow.constants", &vec![("n", flow.constant.len().to_string())]));
    for entry in flow.constant.iter().filter_map(|id| ledger.get(*id)) {
        out.text(" ").el("code", "", secret_name(entry.name));
    }
    out.close("summary");
    for id in &flow.constant {
        let Some(entry) = ledger.get(*id) else { continue };
        out.class("p", "").el("code", "", secret_name(entry.name)).text(" = ");
        out.el("code", "", &formula(sight, trace, flow.actor, *id)).close("p");
        deep(sight, out, trace, flow, *id, bytes(trace, flow, *id));
    }
    out.close("details");
}

fn bytes<'a>(trace: &'a Trace, flow: &Flow, entry: EntryId) -> &'a [u8] {
    let actor = trace.actors.get(usize::from(flow.actor.0));
    actor.and_then(|actor| actor.ledger.bytes(entry).ok()).unwrap_or(&[])
}
