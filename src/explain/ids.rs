//! Every id of the protocol, of lessons, tour and glossary that must have a text: what tests hold the texts against. Each comes from the table that
//! gives it, none is written here. Ids of fields are not here: they follow from the bytes of runs.

use super::aftermath::{Fate, Who};
use super::basics::{self, LESSONS};
use super::glossary::{self, TermGroup, terms};
use super::registry;
use super::step::{CHANGED, Label, REPLACED, TCP_ACK_FIN, TCP_OF_FOE, UNDECODABLE_CERTIFICATE, of_foe};
use super::sweep;
use super::symptoms::{self, Tool, look_id};
use super::tour::{self, Press, STOPS};
use crate::crypto::ledger::Formula;
use crate::lab::Phase;
use crate::net::{Strike, TcpEvent};
use crate::pki;
use crate::tls::{Check, Choice, Ending, Epoch, Ignored, Name, Out, Refusal, Rule, StateId, Stray, Verb};
use crate::wire::handshake::Handshake;
use crate::wire::{AlertDescription, ContentType, HandshakeType, stranger};

/// Handshake types that are told as unknown: of DTLS, of extensions that nobody here offers, of no message at all.
const UNTOLD: [HandshakeType; 4] = [
    HandshakeType::hello_verify_request,
    HandshakeType::certificate_url,
    HandshakeType::compressed_certificate,
    HandshakeType::message_hash,
];

/// Whether a message has a text of its own; else it is told as an unknown one.
pub fn is_told(message: &str) -> bool {
    UNTOLD.iter().all(|code| code.name() != Some(message))
}

/// What a record holds that is no handshake message.
const CONTENTS: [ContentType; 3] = [ContentType::change_cipher_spec, ContentType::alert, ContentType::application_data];

/// Every id that must have a text, fields aside.
pub fn required_ids() -> Vec<String> {
    let messages = Handshake::names().filter(|name| is_told(name));
    let messages = messages.chain(Stray::ALL.iter().map(|stray| stray.id()));
    let messages = messages.chain(CONTENTS.into_iter().filter_map(ContentType::name)).collect::<Vec<_>>();
    // Of a peer of which nothing inside is known there is no trace to be told.
    let endings = Ending::IDS.iter().copied().filter(|id| *id != Ending::Unknown.id()).collect::<Vec<_>>();
    let phases = Phase::ALL.iter().filter(|phase| **phase != Phase::Whole).map(|phase| phase.id()).collect::<Vec<_>>();
    let alerts = AlertDescription::ALL.iter().filter_map(|alert| alert.name()).collect::<Vec<_>>();
    let mut ids: Vec<String> = Vec::new();
    let mut family = |family: &str, members: &[&str]| ids.extend(members.iter().map(|m| format!("{family}.{m}")));
    macro_rules! all {
        ($family:literal, $of:ty) => {
            family($family, &<$of>::ALL.iter().map(|one| one.id()).collect::<Vec<_>>())
        };
    }
    all!("step", Verb);
    all!("tcp", TcpEvent);
    all!("secret", Name);
    all!("state", StateId);
    all!("choice", Choice);
    all!("rule", Rule);
    all!("out", Out);
    all!("ignored", Ignored);
    all!("epoch", Epoch);
    all!("verdict", pki::Verdict);
    all!("sweep.area", sweep::Area);
    all!("sweep.uncovered", sweep::Uncovered);
    all!("registry.exchange", registry::Exchange);
    all!("registry.proof", registry::Proof);
    all!("registry.mode", registry::Mode);
    all!("registry.force", registry::Force);
    all!("registry.fault", registry::Fault);
    all!("registry.group", registry::GroupKind);
    family("registry.column", registry::COLUMNS);
    family("registry.fault.http2", registry::HTTP2);
    all!("practice", pki::Practice);
    let checks = pki::CheckId::ALL.iter().map(|check| ("chain", check.id()));
    for (kind, check) in checks.chain(Check::ALL.iter().map(|check| ("check", check.id()))) {
        family(kind, &[check, &format!("{check}.{}", pki::Verdict::Pass), &format!("{check}.{}", pki::Verdict::Fail)]);
    }
    family("transfer", &messages);
    family("phase", &phases);
    family("strike", Strike::IDS);
    family("ending", &endings);
    family("refusal", Refusal::IDS);
    family("refusal", pki::Reason::IDS);
    family("refusal", &[UNDECODABLE_CERTIFICATE]);
    family("formula", Formula::IDS);
    family("compared.looks_like", &stranger::ids().collect::<Vec<_>>());
    family("alert", &alerts);
    let whole = Label::ALL.iter().map(|label| label.id()).chain(Who::ALL.iter().map(|who| who.id()));
    let whole = whole.chain(Fate::ALL.iter().map(|fate| fate.id())).chain([TCP_ACK_FIN, CHANGED]);
    ids.extend(whole.map(str::to_owned));
    ids.extend(TCP_OF_FOE.map(|event| of_foe(&format!("tcp.{event}"))));
    ids.extend(told_before());
    for unit in ["second", "minute", "hour", "day"] {
        ids.extend([format!("span.{unit}"), format!("span.{unit}s")]);
    }
    for cause in symptoms::causes() {
        ids.extend([cause.meaning_id(), cause.short_id(), cause.tell_id(), cause.mend_id()]);
    }
    ids.extend(REPLACED.iter().flat_map(|id| ["", ".tools", ".mend"].map(|part| format!("fault.{id}{part}"))));
    ids.extend(symptoms::looks().into_iter().map(look_id));
    ids.extend(Tool::ALL.iter().map(|tool| tool.name_id()));
    ids.sort();
    ids.dedup();
    ids
}

/// What is told before any run: the entrance, its tour, the Basics, the glossary.
fn told_before() -> Vec<String> {
    let stops = STOPS.iter().flat_map(|stop| [Some(stop.id.to_owned()), stop.after()]).flatten();
    let paragraphs = LESSONS.iter().flat_map(|lesson| lesson.paragraphs).map(|paragraph| paragraph.id);
    let lessons = LESSONS.iter().map(|lesson| lesson.id).chain(paragraphs).map(str::to_owned);
    let terms = terms().iter().map(|term| term.text()).chain(TermGroup::ALL.iter().map(|group| group.label()));
    let labels = [basics::LABELS, glossary::LABELS, tour::LABELS].concat();
    let labels = labels.into_iter().chain(Press::ALL.iter().map(|press| press.id())).map(str::to_owned);
    stops.chain(lessons).chain(terms).chain(labels).collect()
}
