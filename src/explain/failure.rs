//! What failed, and why: the check that decided as a question with its answer, what else was asked, the dates and the bytes
//! that it rests on, and where the two sides parted. All of it read off the run. Knows no layout and no language.

use super::aftermath::Noticed;
use super::did::questions;
use super::fill::Vars;
use super::pack::{Filled, Pack};
use super::parted::{Parted, parted};
use super::question::{Question, span};
use super::sources::{Source, of_certificate, of_message};
use super::step::{fault_id, fault_kind, refusal_id, replaced};
use crate::lab::{StepKind, Trace};
use crate::pki::{Certificate, Judgement, Place, Verdict};
use crate::tls::{Effect, Refusal};

/// What failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The check that decided; none where the message alone was reason enough.
    pub question: Option<Question>,
    /// What else was asked of the chain, what failed first, what does not apply last.
    pub others: Vec<Question>,
    /// The field that it was about.
    pub source: Option<Source>,
    /// The dates that it was about.
    pub dates: Option<Dates>,
    /// Where the two sides parted, in so far as that is why.
    pub parted: Option<Parted>,
}

/// A validity and the clock that it is held against, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    pub from: i64,
    pub to: i64,
    pub now: i64,
    /// Whether it is a certificate's; else that of a statement about revocation.
    pub certificate: bool,
}

/// Why the first refusal of a run came about.
pub fn failure(trace: &Trace, noticed: &Noticed) -> Failure {
    let at = noticed.step;
    let id = noticed.refusal.id();
    let judgement = match noticed.refusal {
        Refusal::Chain(_) => judgement(trace, at),
        _ => None,
    };
    if let Some((step, judgement)) = judgement {
        let mut all = questions(judgement);
        let question = judgement.decisive.filter(|at| *at < all.len()).map(|at| all.remove(at));
        let rank = |question: &Question| match question.verdict {
            Verdict::Fail => 0,
            Verdict::Pass => 1,
            Verdict::NotApplicable => 2,
        };
        crate::short::sort_by(&mut all, |a, b| rank(a) < rank(b));
        let check = question.as_ref().map(|question| question.id.clone()).unwrap_or_default();
        let place = question.as_ref().and_then(|question| question.place);
        let source = of_certificate(trace, step, &check, place);
        let dates = question.as_ref().and_then(|question| dates(trace, step, question));
        return Failure { question, others: all, source, dates, parted: None };
    }
    let question = asked(trace, noticed);
    let source = question.as_ref().and_then(|question| of_message(trace, at, &question.id, None));
    let source = source.or_else(|| of_message(trace, at, id, Some(&noticed.refusal)));
    let why = ["bad_record_mac", "bad_finished", "bad_certificate_verify", "bad_server_key_exchange_signature"];
    Failure {
        question,
        others: Vec::new(),
        source,
        dates: None,
        parted: parted(trace, at).filter(|_| why.contains(&id)),
    }
}

/// The check of the protocol behind a refusal.
fn asked(trace: &Trace, noticed: &Noticed) -> Option<Question> {
    let wanted = noticed.check.as_ref()?.strip_prefix("check.")?.to_owned();
    let conn = trace.steps.get(noticed.step)?.conn;
    let own =
        trace.steps.get(..=noticed.step)?.iter().rev().filter(|step| {
            step.conn == conn && matches!(step.kind, StepKind::Local { role, .. } if role == noticed.by)
        });
    own.flat_map(|step| step.effects.iter().rev()).find_map(|effect| match effect {
        Effect::Checked { check, passed: false, clause, compared } if check.to_string() == wanted => {
            Some(Question::of_protocol(&wanted, false, Some(noticed.refusal.id()), &clause.to_string(), compared))
        }
        _ => None,
    })
}

/// The judgement on which a refusal rests, and its step.
fn judgement(trace: &Trace, at: usize) -> Option<(usize, &Judgement)> {
    let conn = trace.steps.get(at)?.conn;
    let steps = trace.steps.get(..=at)?.iter().enumerate().rev().filter(|(_, step)| step.conn == conn);
    steps.into_iter().find_map(|(n, step)| {
        step.effects.iter().find_map(|effect| match effect {
            Effect::Judged(judgement) => Some((n, judgement)),
            _ => None,
        })
    })
}

/// The dates that a question is about: those of the certificate that was asked, or of a statement about it.
fn dates(trace: &Trace, step: usize, question: &Question) -> Option<Dates> {
    let now = question.time("now")?;
    if let (Some(from), Some(to)) = (question.time("thisUpdate"), question.time("nextUpdate")) {
        return Some(Dates { from, to, now, certificate: false });
    }
    question.time("notAfter").or_else(|| question.time("notBefore"))?;
    let certificate = certificate(trace, step, question.place?)?;
    Some(Dates { from: certificate.not_before, to: certificate.not_after, now, certificate: true })
}

/// A certificate before the judge of a step.
fn certificate(trace: &Trace, step: usize, place: Place) -> Option<Certificate> {
    let cases = crate::lab::cases(trace);
    let case = cases.iter().find(|case| case.step == step)?;
    let der = match place {
        Place::Sent(nth) => case.chain.get(nth),
        Place::Root(nth) => case.policy.roots.get(nth),
    };
    Certificate::read(der?).ok()
}

/// The headline of a step that refuses: what and why, from the refusal's own text and values.
pub fn headline(trace: &Trace, noticed: &Noticed, pack: &Pack) -> Option<Filled> {
    let id = refusal_id(&noticed.refusal);
    let mut vars: Vars = noticed.refusal.told();
    let chain =
        || judgement(trace, noticed.step).and_then(|(_, judged)| judged.decisive_check().map(Question::of_chain));
    let question = match noticed.refusal {
        Refusal::Chain(_) => chain(),
        _ => asked(trace, noticed),
    };
    if let Some(question) = question {
        let date = question.time("now").zip(question.time("notAfter").or_else(|| question.time("notBefore")));
        vars.extend(date.map(|(now, date)| ("ago", span(pack, now.abs_diff(date)))));
        vars.extend(question.told(pack).vars);
    }
    let keys = [id.replacen("refusal.", "headline.", 1), id];
    pack.resolve(&keys, &vars)
}

/// The ids of what is told of the fault of a run, of several the first or the most telling: what it is, what tools say of it, how to fix it.
pub fn fault_texts(trace: &Trace) -> Vec<String> {
    let faults = &trace.scenario.faults;
    // Where an alert was inserted, that is what the receiver hears; a message lost beside it only makes room.
    let alert = faults.iter().position(|fault| fault_kind(fault) == "forged_alert").unwrap_or(0);
    let id = replaced(faults).map(|id| format!("fault.{id}")).or_else(|| fault_id(trace, alert));
    id.map_or(Vec::new(), |id| ["", ".tools", ".mend"].map(|part| format!("{id}{part}")).to_vec())
}
