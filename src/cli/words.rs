//! The English texts of certificates and of the failure index for the terminal: those that the page has, so that a reason
//! is told in words and not by its id alone. Knows no rule.

use std::sync::LazyLock;

use handscope::explain::{CheckText, Pack, refusal_id};
use handscope::pki::{Check, Reason};
use handscope::tls::Refusal;

const FILES: [&str; 22] = [
    include_str!("../../assets/text/en/certificates/checks.txt"),
    include_str!("../../assets/text/en/certificates/refusals.txt"),
    include_str!("../../assets/text/en/certificates/practice.txt"),
    include_str!("../../assets/text/en/refusals/refusals.txt"),
    include_str!("../../assets/text/en/refusals/client-auth.txt"),
    include_str!("../../assets/text/en/refusals/negotiation.txt"),
    include_str!("../../assets/text/en/faults_protocol/undecodable.txt"),
    include_str!("../../assets/text/en/refusals/resumption.txt"),
    include_str!("../../assets/text/en/faults_certificate/certificate.txt"),
    include_str!("../../assets/text/en/client_auth/faults.txt"),
    include_str!("../../assets/text/en/faults_certificate/kind.txt"),
    include_str!("../../assets/text/en/faults_certificate/status.txt"),
    include_str!("../../assets/text/en/faults_protocol/protocol.txt"),
    include_str!("../../assets/text/en/faults_protocol/replay.txt"),
    include_str!("../../assets/text/en/faults_resumption/resumption.txt"),
    include_str!("../../assets/text/en/failures/certificates.txt"),
    include_str!("../../assets/text/en/failures/negotiation.txt"),
    include_str!("../../assets/text/en/failures/path.txt"),
    include_str!("../../assets/text/en/failures/looks.txt"),
    include_str!("../../assets/text/en/failures/tools.txt"),
    include_str!("../../assets/text/en/registry/suites.txt"),
    include_str!("../../assets/text/en/registry/verdicts.txt"),
];

static TEXTS: LazyLock<Pack> = LazyLock::new(|| {
    let texts = FILES.iter().flat_map(|file| file.split("\n## ")).filter_map(packed);
    Pack::read(&texts.collect::<String>()).unwrap_or_default()
});

/// One text as a line of a pack: id, title, clauses, paragraphs.
fn packed(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let id = lines.next()?.trim_start_matches("## ");
    let title = lines.next()?.trim_start_matches("# ");
    let body = lines.filter(|line| !line.starts_with("clause:"));
    Some([id, title, ""].into_iter().chain(body).collect::<Vec<_>>().join("\t") + "\n")
}

/// The text of an id: its title, and its paragraphs as one.
pub fn text(id: &str) -> (String, String) {
    TEXTS.get(id).map_or_else(|| (id.to_owned(), String::new()), |text| (text.title.clone(), text.body.join(" ")))
}

/// A check as a question.
pub fn question(check: &Check) -> String {
    let asked = CheckText::of_chain(check, &TEXTS).ask(&TEXTS);
    asked.map_or_else(|| check.id.id().to_owned(), |text| text.title)
}

/// Its answer.
pub fn answer(check: &Check) -> Option<String> {
    CheckText::of_chain(check, &TEXTS).answer(&TEXTS).map(|text| text.title)
}

/// Why a certificate is refused for this reason.
pub fn why(reason: &Reason) -> Option<String> {
    let text = TEXTS.resolve(&[refusal_id(&Refusal::Chain(reason.clone()))], &Vec::new())?;
    Some(text.body.join(" "))
}

/// What others do where a check met a rule that not everybody holds alike.
pub fn practice(check: &Check) -> Option<String> {
    let vars = CheckText::of_chain(check, &TEXTS).vars;
    let text = TEXTS.resolve(&[format!("practice.{}", check.practice()?.id())], &vars)?;
    Some(text.body.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use handscope::explain::symptoms::{causes, look_id, looks};
    use handscope::pki::{CheckId, Practice};

    #[test]
    fn what_the_terminal_tells_has_words() {
        let has = |id: &str| assert!(TEXTS.get(id).is_some_and(|text| !text.title.is_empty()), "{id}");
        CheckId::ALL.iter().for_each(|id| has(&format!("chain.{}", id.id())));
        Practice::ALL.iter().for_each(|id| has(&format!("practice.{}", id.id())));
        Reason::IDS.iter().filter(|id| **id != "undecodable").for_each(|id| has(&format!("refusal.{id}")));
        has("refusal.undecodable_certificate");
        for cause in causes() {
            [cause.meaning_id(), cause.tell_id(), cause.mend_id()].iter().for_each(|id| has(id));
        }
        looks().into_iter().for_each(|look| has(&look_id(look)));
    }
}
