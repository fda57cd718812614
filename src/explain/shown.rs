//! Which texts each pane of a step shows, so that a test can tell whether every text is on screen where its thing stands.
//! Made of the same lists that the page draws. Knows no layout.

use super::aftermath::{Aftermath, noticed_at};
use super::also::field_also;
use super::did::{Detail, lines};
use super::failure::{failure, fault_texts, headline};
use super::field::{field_keys, field_vars};
use super::fill::Vars;
use super::formula::formula_id;
use super::kept::kept;
use super::pack::Pack;
use super::pane::Pane;
use super::parts::parts;
use super::question::Question;
use super::secret::secret_text;
use super::setting::Setting;
use super::states::{end, ending_keys, ending_vars, standing_keys, stops};
use super::step::{refusal_id, step_text};
use super::values::rows;
use crate::lab::Trace;
use crate::pki::annotate;
use crate::tls::Effect;
use crate::wire::Role;

/// A text by its ids, most specific first, and what it may quote.
pub type Asked = (Vec<String>, Vars);

/// What stands above the panes: the headline, what happens, and on what part of its way a message is.
pub fn head(trace: &Trace, at: usize, pack: &Pack) -> Vec<Asked> {
    let Some(text) = step_text(trace, at) else { return Vec::new() };
    let refused = noticed_at(trace, at);
    let own = refused.as_ref().and_then(|noticed| headline(trace, noticed, pack));
    let vars = text.filled(pack);
    let phase = text.also.iter().filter(|id| id.starts_with("phase.")).map(|id| (vec![id.clone()], vars.clone()));
    let kicker = text.kicker.iter().map(|id| (vec![(*id).to_owned()], Vars::new()));
    let told = match (own, refused) {
        (Some(own), Some(noticed)) => {
            vec![(vec![own.id], vars.clone()), (vec![refusal_id(&noticed.refusal)], vars.clone())]
        }
        _ => vec![(text.keys.clone(), vars.clone())],
    };
    told.into_iter().chain(phase.collect::<Vec<_>>()).chain(kicker.collect::<Vec<_>>()).collect()
}

/// What a pane shows.
pub fn pane(trace: &Trace, after: Option<&Aftermath>, at: usize, pane: Pane, pack: &Pack) -> Vec<Asked> {
    match pane {
        Pane::Failed => {
            after.filter(|after| after.is_at(trace, at)).map_or(Vec::new(), |after| failed(trace, after, pack))
        }
        Pane::Message => did(trace, at, pack).into_iter().chain(fields(trace, at, false)).collect(),
        Pane::Record => fields(trace, at, true),
        Pane::Keys => keys(trace, at),
        Pane::Transcript => Vec::new(),
        Pane::State => states(trace, at, pack).into_iter().chain(did(trace, at, pack)).collect(),
        Pane::Certificates => chains(trace, at, pack),
        Pane::Knows => Vec::new(),
        Pane::Costs => Vec::new(),
    }
}

fn only(ids: impl IntoIterator<Item = String>) -> Vec<Asked> {
    ids.into_iter().map(|id| (vec![id], Vars::new())).collect()
}

fn question(question: &Question, pack: &Pack) -> Vec<Asked> {
    let told = question.told(pack);
    let labels = only(question.compared.iter().map(|(name, _)| format!("compared.{name}")));
    let practice = question.practice.iter().map(|id| (vec![id.clone()], told.vars.clone())).collect::<Vec<_>>();
    [(told.question, told.vars.clone()), (told.answers, told.vars)].into_iter().chain(practice).chain(labels).collect()
}

/// The lines of what was done.
pub fn did(trace: &Trace, at: usize, pack: &Pack) -> Vec<Asked> {
    let mut asked = Vec::new();
    let vars = step_text(trace, at).map(|text| text.filled(pack)).unwrap_or_default();
    for line in lines(trace, at) {
        asked.extend(line.named.into_iter().map(|(_, keys)| (keys, Vars::new())));
        asked
            .extend(line.more.into_iter().map(|told| (told.keys, told.vars.into_iter().chain(vars.clone()).collect())));
        match line.detail {
            Detail::Asked(one) => asked.extend(question(&one, pack)),
            Detail::Chain { questions, .. } => asked.extend(questions.iter().flat_map(|one| question(one, pack))),
            Detail::Chosen(chosen) => {
                asked.extend(only([chosen.rule]));
                asked.extend(only(chosen.out.into_iter().map(|(reason, _)| reason)));
            }
            _ => {}
        }
    }
    asked
}

/// The bytes at hand, field by field.
pub fn fields(trace: &Trace, at: usize, record: bool) -> Vec<Asked> {
    let blobs = parts(trace, at, record).into_iter().filter_map(|part| Some((part.blob, trace.blobs.get(part.blob)?)));
    let mut asked = Vec::new();
    for (id, blob) in blobs {
        let tree = annotate(blob);
        let setting = Setting::of_blob(trace, id, &tree);
        for (at, span) in tree.spans.iter().enumerate() {
            asked.push((field_keys(&tree, at, setting), field_vars(span, &blob.bytes)));
            let also = field_also(&tree, at, &blob.bytes, Some((trace, id)));
            asked.extend(also.into_iter().map(|told| (told.keys, told.vars)));
        }
        asked.extend(only(tree.notes.iter().map(|note| note.id.to_owned())));
    }
    asked
}

fn keys(trace: &Trace, at: usize) -> Vec<Asked> {
    let mut asked = Vec::new();
    for row in rows(trace, at) {
        let held = || row.held.into_iter().flatten();
        asked.extend(held().next().map(|(actor, id)| secret_text(trace, actor, id)));
        for (actor, id) in held() {
            let entry = trace.actors.get(usize::from(actor.0)).and_then(|actor| actor.ledger.get(id));
            asked.extend(only(entry.map(|entry| formula_id(&entry.formula).to_owned())));
        }
    }
    asked
}

fn states(trace: &Trace, at: usize, pack: &Pack) -> Vec<Asked> {
    let Some(conn) = trace.steps.get(at).map(|step| step.conn) else { return Vec::new() };
    let mut asked = Vec::new();
    for role in [Role::Client, Role::Server] {
        asked.extend(stops(trace, conn, role).iter().map(|stop| (standing_keys(&stop.state, role), Vars::new())));
        let ended = end(trace, conn, role).filter(|(step, _)| *step <= at);
        asked.extend(ended.map(|(_, ending)| (ending_keys(ending, role), ending_vars(ending, pack))));
    }
    let changed = kept(trace, at).into_iter().flat_map(|side| side.things).flat_map(|thing| thing.changed);
    asked.extend(only(changed.map(|(_, why)| format!("why.{why}"))));
    asked
}

fn chains(trace: &Trace, at: usize, pack: &Pack) -> Vec<Asked> {
    let conn = trace.steps.get(at).map(|step| step.conn);
    let effects = trace.steps.iter().filter(|step| Some(step.conn) == conn).flat_map(|step| &step.effects);
    let judged = effects.filter_map(|effect| match effect {
        Effect::Judged(judgement) => Some(judgement),
        _ => None,
    });
    let mut asked = Vec::new();
    for judgement in judged {
        asked.extend(super::did::questions(judgement).iter().flat_map(|one| question(one, pack)));
        let reasons = judgement.checks.iter().filter_map(|check| check.refusal.as_ref());
        asked.extend(only(reasons.map(|reason| format!("refusal.{}", reason.id()))));
    }
    asked
}

fn failed(trace: &Trace, after: &Aftermath, pack: &Pack) -> Vec<Asked> {
    let mut asked = only(fault_texts(trace));
    let Some(noticed) = &after.noticed else {
        asked.extend(only([after.who_id().to_owned()]));
        asked.extend(
            [Role::Client, Role::Server]
                .into_iter()
                .zip(&after.endings)
                .map(|(role, ending)| (ending_keys(ending, role), ending_vars(ending, pack))),
        );
        return asked;
    };
    let vars = noticed.refusal.told();
    asked.push((vec![refusal_id(&noticed.refusal)], vars));
    asked.extend(step_text(trace, noticed.step).map(|text| (text.keys.clone(), text.filled(pack))));
    let failure = failure(trace, noticed);
    asked.extend(failure.question.iter().chain(&failure.others).flat_map(|one| question(one, pack)));
    if let Some(told) = &after.told {
        let vars = vec![("alert", told.alert.to_string())];
        asked.extend(only([format!("alert.{}", told.alert)]));
        asked.push((vec![told.fate.id().to_owned()], vars));
    }
    asked
}
