//! What client and server keep at a step, as two cards: sessions, tickets, ticket keys, first flights; what the step changed
//! is marked, with its reason. Of an attacker who repeats, a third: what it has copied. Knows no rule.

use crate::explain::question::span;
use crate::explain::{Copied, Keeper, Thing, Vars, copied, kept};
use crate::lab::Trace;
use crate::tls::memory::called;
use crate::view::bytes::spaced;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::view::wording::camel;
use crate::wire::{ConnId, printable};

/// The cards.
#[inline(never)] // of a later part
pub fn html(sight: &Sight, out: &mut Html, trace: &Trace, at: usize) {
    out.el("h2", "", &sight.t("page.kept")).class("div", "keeps");
    for keeper in kept(trace, at) {
        let who = keeper.role.name();
        out.class("section", &format!("keep {who}")).open("h3", &[]);
        out.el("span", "pill", &sight.t(&format!("who.{who}"))).close("h3");
        match keeper.things.is_empty() {
            true => drop(out.el("p", "soft", &sight.t("page.kept.none"))),
            false => {
                out.open("ul", &[]);
                keeper.things.iter().for_each(|thing| self::thing(sight, out, trace, (&keeper, thing)));
                out.close("ul");
            }
        }
        out.close("section");
    }
    for held in copied(trace, at) {
        copies(sight, out, trace, &held);
    }
    out.close("div");
}

/// The attacker's card: its copies, and that it has no key.
fn copies(sight: &Sight, out: &mut Html, trace: &Trace, held: &Copied) {
    out.class("section", "keep network").open("h3", &[]).el("span", "pill", &sight.t("who.attacker")).close("h3");
    if held.records.is_empty() {
        out.el("p", "soft", &sight.t("page.kept.none"));
    } else {
        out.el("p", "", &sight.tf("page.kept.copies", &vec![("n", held.records.len().to_string())])).open("ul", &[]);
        for one in &held.records {
            let names = one.messages.iter().map(|name| camel(name)).collect::<Vec<_>>().join(sight.lang.comma());
            let name = if one.sealed { sight.t("page.kept.copy.record") } else { names };
            let shelter = if one.sealed { "page.kept.copy.sealed" } else { "page.kept.copy.clear" };
            out.open("li", &[]).open("h4", &[]).text(&name).text(" ").el("span", "tag", &sight.t(shelter)).close("h4");
            let bytes = trace.record(one.record).and_then(|record| record.sent).map(|sent| trace.blobs.bytes(sent));
            out.open("p", &[]).el("code", "", &spaced(bytes.unwrap_or_default(), 8)).close("p");
            let vars = vec![("len", one.bytes.to_string()), ("from", (one.conn.0 + 1).to_string())];
            out.el("p", "", &sight.tf("page.kept.copy.from", &vars)).close("li");
        }
        if held.values == 0 {
            out.open("li", &[]).open("h4", &[]).text(&sight.t("page.kept.keys")).text(" ");
            out.el("span", "tag", &sight.t("page.kept.keys.none")).close("h4");
            if held.records.iter().any(|one| one.sealed) {
                out.el("p", "", &sight.t("page.kept.unreadable"));
            }
            out.close("li");
        }
        out.close("ul");
    }
    out.close("section");
}

fn thing(sight: &Sight, out: &mut Html, trace: &Trace, (keeper, thing): (&Keeper, &Thing)) {
    let class = match (thing.gone, thing.changed.is_empty()) {
        (true, _) => "gone edge",
        (_, false) => "edge",
        _ => "",
    };
    out.class("li", class).open("h4", &[]).text(&sight.t(&format!("page.kept.kind.{}", thing.id()))).text(" ");
    out.el("span", "tag", &sight.t(use_of(thing))).close("h4");
    let name = match thing.session() {
        Some(_) => called(thing.bytes(trace, keeper.actor)),
        None => spaced(thing.bytes(trace, keeper.actor), 8),
    };
    out.open("p", &[]).el("code", "", &name).close("p");
    let mut facts: Vec<String> = Vec::new();
    if let Some(kept) = thing.session() {
        facts.push(format!("TLS {} · {}", kept.version.name(), kept.suite));
        facts.extend(kept.host.as_ref().map(printable));
        if kept.early > 0 {
            facts.push(sight.tf("page.kept.early", &vec![("n", kept.early.to_string())]));
        }
    }
    facts.push(from(sight, thing));
    for fact in &facts {
        out.el("p", "", fact);
    }
    age(sight, out, thing);
    for (change, why) in &thing.changed {
        let text = sight.called(&[format!("why.{why}")]);
        out.open("p", &[]).el("span", "tag new", &sight.t(&format!("page.kept.change.{change}"))).text(" ");
        out.prose(&text).close("p");
    }
    out.close("li");
}

/// Whether it has been used, or its time is over; of a ticket key, what it is still good for.
fn use_of(thing: &Thing) -> &'static str {
    match (thing.id(), thing.gone) {
        (_, true) => "page.kept.gone",
        _ if thing.over => "page.kept.over",
        ("ticket_key", _) if thing.only_opens => "page.kept.opens",
        ("ticket_key", _) => "page.kept.seals",
        ("flight", _) => "page.kept.seen",
        _ if thing.used.is_empty() => "page.kept.unused",
        _ => "page.kept.used",
    }
}

/// The connection it came from, and those it was used on.
fn from(sight: &Sight, thing: &Thing) -> String {
    let number = |conn: &ConnId| (conn.0 + 1).to_string();
    let used = thing.used.iter().map(number).collect::<Vec<_>>().join(sight.lang.comma());
    let vars: Vars = vec![("from", number(&thing.from)), ("used", used)];
    sight.tf(if thing.used.is_empty() { "page.kept.from" } else { "page.kept.from.used" }, &vars)
}

/// How old it is, of how long it is kept or good, drawn to scale.
fn age(sight: &Sight, out: &mut Html, thing: &Thing) {
    let told = |seconds: u64| span(&sight.texts, seconds);
    let Some(lifetime) = thing.lifetime else {
        out.el("p", "ends", &sight.tf("page.kept.age", &vec![("age", told(thing.age))]));
        return;
    };
    let part = (thing.age.min(lifetime) * 1000 / lifetime.max(1)).max(6).to_string();
    out.open(
        "svg",
        &[("class", "age"), ("viewBox", "0 0 1000 7"), ("preserveAspectRatio", "none"), ("aria-hidden", "true")],
    );
    out.open("rect", &[("width", &part), ("height", "7")]).close("rect").close("svg");
    let vars = vec![("age", told(thing.age)), ("life", told(lifetime))];
    out.el("p", "ends", &sight.tf("page.kept.age.of", &vars));
}
