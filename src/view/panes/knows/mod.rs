//! Who knows what at this step: what is stolen, what each thief can read with it, a table with a column for everybody, and the
//! way from what was stolen to what it opens. Knows not how any of it was found out.

mod table;
mod way;
mod who;

use who::{name, who};

use crate::explain::knows::{Knowledge, Who};
use crate::explain::{Vars, is_foe, several};
use crate::lab::{Booty, Scenario, Theft, Trace};
use crate::view::html::Html;
use crate::view::icons;
use crate::view::sight::Sight;
use crate::wire::{ConnId, Role, Version};

/// How much later "years later" is, in seconds: ten years.
const LATER: u32 = 315_576_000;

/// The pane.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let at = sight.at;
    {
        let trace = &sight.shown.trace;
        let knowledge = sight.shown.knows.get_or_init(|| Knowledge::of(trace));
        let conn = trace.steps.get(at).map_or(ConnId::default(), |step| step.conn);
        if let Some(text) = sight.text("knows.intro") {
            out.el("h2", "", &text.title);
            out.told_all(sight, "", &text.body);
        }
        thefts(sight, &mut out, trace, conn);
        verdicts(sight, &mut out, trace, knowledge);
        table::html(sight, &mut out, trace, knowledge, (conn, at));
        way::html(sight, &mut out, trace, knowledge, conn);
    };
    out
}

/// What is stolen, and when. Of one connection that is the present one.
fn thefts(sight: &Sight, out: &mut Html, trace: &Trace, conn: ConnId) {
    let stolen = &trace.scenario.thefts;
    out.open("div", &[("class", "thefts"), ("role", "group"), ("aria-label", &sight.t("knows.stolen"))]);
    out.el("b", "", &sight.t("knows.stolen"));
    let agreed = trace.connections.get(usize::from(conn.0)).map(|one| &one.negotiated[1]);
    let version = agreed.and_then(|agreed| agreed.version);
    let full = agreed.is_some_and(|agreed| agreed.resumed.is_none());
    for booty in Booty::ALL {
        let fits = match booty {
            Booty::PreMasterSecret => version == Some(Version::Tls12) && full,
            Booty::TrafficSecret => version == Some(Version::Tls13),
            _ => true,
        };
        let own = Theft { booty: *booty, conn: if booty.of_one() { conn } else { ConnId::default() }, after: 0 };
        let on = stolen.iter().any(|theft| same(theft, &own));
        if fits || on {
            button(out, &own.to_string(), on, &name(sight, trace, &own));
        }
    }
    if !stolen.is_empty() {
        out.open("span", &[("class", "when")]);
        let later = stolen.iter().any(|theft| theft.after > 0);
        button(out, "now", !later, &sight.t("knows.now"));
        button(out, "later", later, &sight.t("knows.later"));
        out.close("span");
    }
    out.close("div");
}

/// Whether two thefts are of the same thing.
fn same(one: &Theft, other: &Theft) -> bool {
    one.booty == other.booty && (one.conn == other.conn || !one.booty.of_one())
}

fn button(out: &mut Html, text: &str, on: bool, label: &str) {
    let pressed = if on { "true" } else { "false" };
    out.open("button", &[("class", "chip"), ("data-act", "theft"), ("data-text", text), ("aria-pressed", pressed)]);
    out.text(label).close("button");
}

/// The scenario in which what a button says is stolen, or given back; `later` moves all thefts to years later, `now` back into the run.
pub fn toggled(mut scenario: Scenario, text: &str) -> Scenario {
    let thefts = &mut scenario.thefts;
    let later = thefts.iter().map(|theft| theft.after).max().unwrap_or_default();
    match (text, Theft::parse(text)) {
        ("later", _) if later == 0 => thefts.iter_mut().for_each(|theft| theft.after = LATER),
        ("now", _) => thefts.iter_mut().for_each(|theft| theft.after = 0),
        (_, Some(theft)) => {
            let count = thefts.len();
            thefts.retain(|one| !same(one, &theft));
            if thefts.len() == count {
                thefts.push(Theft { after: later, ..theft });
            }
        }
        _ => {}
    }
    scenario
}

/// Of all application data, how much each of the others can read, and what is missing for the rest.
fn verdicts(sight: &Sight, out: &mut Html, trace: &Trace, knowledge: &Knowledge) {
    out.class("ul", "verdicts");
    for (at, one) in knowledge.columns.iter().enumerate().filter(|(_, one)| !matches!(one, Who::Client | Who::Server)) {
        let (reads, all) = knowledge.reads(at);
        let id = match reads {
            _ if all == 0 => "no_data",
            0 => "nothing",
            reads if reads == all => "everything",
            _ => "some",
        };
        let (class, name) = who(sight, trace, one);
        let vars: Vars = vec![("who", name), ("reads", reads.to_string()), ("all", all.to_string())];
        out.class("li", class);
        icons::sign(out, if reads > 0 { icons::OPEN } else { icons::LOCK });
        out.text(" ").prose(&sight.tf(&format!("knows.verdict.{id}"), &vars));
        for (lack, conns) in knowledge.lacks(at) {
            out.text(if several(trace) { " " } else { sight.lang.between() });
            for conn in conns.iter().filter(|_| several(trace)) {
                let n = (conn.0 + 1).to_string();
                let label = sight.tf("page.connection", &vec![("n", n.clone())]);
                out.open("b", &[("class", "num"), ("role", "img"), ("aria-label", &label)])
                    .text(&n)
                    .close("b")
                    .text(" ");
            }
            out.prose(&sight.t(&format!("lacks.{lack}")));
        }
        out.close("li");
    }
    if trace.connections.iter().any(|one| is_foe(trace, one.id, Role::Client)) {
        out.class("li", "listener");
        icons::sign(out, icons::LOCK);
        out.text(" ").prose(&sight.t("knows.attacker")).close("li");
    }
    out.close("ul");
}
