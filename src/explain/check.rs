//! How a check is told: its question, its answer in this run, and the words for what was compared. Knows no rule.

use super::fill::Vars;
use super::pack::{Filled, Pack};
use super::question::moment;
use crate::pki::{self, Place, Verdict};
use crate::tls::Check;

/// A check as a question with its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckText {
    /// Ids of the question, most specific first: `chain.certificate_authority.leaf`, `chain.certificate_authority`.
    pub question: Vec<String>,
    /// Ids of the answer, most specific first: `chain.not_after.fail.expired`, `chain.not_after.fail`, `verdict.fail`.
    pub answers: Vec<String>,
    /// What was compared, in words; what has no value is left out.
    pub vars: Vars,
}

impl CheckText {
    /// Of one check of a judgement.
    pub fn of_chain(check: &pki::Check, pack: &Pack) -> Self {
        let id = format!("chain.{}", check.id.id());
        let reason = check.refusal.as_ref().map(pki::Reason::id);
        Self::new(&id, check.verdict, check.certificate, reason, &check.compared, pack)
    }

    /// Of a check of the protocol; the refusal is the one that it led to, if any.
    pub fn of(
        check: Check,
        passed: bool,
        refusal: Option<&str>,
        compared: &[(&'static str, String)],
        pack: &Pack,
    ) -> Self {
        let verdict = if passed { Verdict::Pass } else { Verdict::Fail };
        Self::new(&format!("check.{check}"), verdict, None, refusal, compared, pack)
    }

    /// Of either kind, by the id of its question.
    pub fn new(
        id: &str,
        verdict: Verdict,
        certificate: Option<Place>,
        reason: Option<&str>,
        compared: &[(&'static str, String)],
        pack: &Pack,
    ) -> Self {
        let mut question = Vec::new();
        if certificate == Some(Place::Sent(0)) {
            question.push(format!("{id}.leaf"));
        }
        question.push(id.to_owned());
        let verdict = match verdict {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::NotApplicable => "skip",
        };
        let there = || compared.iter().filter(|(_, value)| !value.is_empty());
        let mut answers = Vec::new();
        for id in &question {
            answers.extend(reason.map(|reason| format!("{id}.{verdict}.{reason}")));
            answers.extend(there().rev().map(|(name, _)| format!("{id}.{verdict}.{name}")));
            answers.push(format!("{id}.{verdict}"));
        }
        answers.push(match verdict {
            "skip" => "verdict.not_applicable".to_owned(),
            other => format!("verdict.{other}"),
        });
        let vars = there().map(|(name, value)| (*name, compared_value(pack, name, value))).collect();
        Self { question, answers, vars }
    }

    /// The question, and why it is asked.
    pub fn ask(&self, pack: &Pack) -> Option<Filled> {
        pack.resolve(&self.question, &self.vars)
    }

    /// The answer; none where the pack has no such texts yet.
    pub fn answer(&self, pack: &Pack) -> Option<Filled> {
        pack.resolve(&self.answers, &self.vars)
    }
}

/// What a compared value is called.
pub fn compared_label(pack: &Pack, name: &str) -> String {
    pack.get(&format!("compared.{name}")).map_or(name, |text| text.title.as_str()).to_owned()
}

/// A compared value in words: places of certificates, times, and ids that have a text of their own; others as they are.
pub fn compared_value(pack: &Pack, name: &str, value: &str) -> String {
    let place = |prefix: &str| value.strip_prefix(prefix).and_then(|n| n.parse::<usize>().ok());
    let (id, n) = match (place("sent."), place("root.")) {
        (Some(n), _) => ("did.certificate.sent".to_owned(), n),
        (_, Some(n)) => ("did.certificate.root".to_owned(), n),
        _ => (format!("compared.{name}.{value}"), 0),
    };
    let text = pack.resolve(&[id], &vec![("n", (n + 1).to_string())]);
    text.map_or_else(|| moment(value), |text| text.title)
}
