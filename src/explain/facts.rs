//! What of a run decides on the words for a step: the version, the key exchange, extended_master_secret, and what the
//! step was about this time. Knows the ids of variants, no text.

use super::chapters::is_foe;
use crate::crypto::ledger::Formula;
use crate::lab::{Step, StepKind, Trace};
use crate::tls::{Check, Choice, Effect, Epoch, Ignored, Name, Verb};
use crate::wire::{AlertDescription, ConnId, KeyExchange, Role, Suite, Version};

/// The kinds of a connection as one side sees it, most specific first: `1.2.rsa.ems`, `1.2.rsa`, `1.2.ems`, `1.2`; or
/// `1.3`. None where that side never settled a version. An attacker settles nothing: what it meets is what the other side did.
pub(super) fn kinds(trace: &Trace, conn: ConnId, role: Role) -> Vec<String> {
    let Some(connection) = trace.connections.get(usize::from(conn.0)) else { return Vec::new() };
    let role = if is_foe(trace, conn, role) { role.peer() } else { role };
    let agreed = role.of(&connection.negotiated);
    let Some(version) = agreed.version else { return Vec::new() };
    let name = version.name();
    let exchange = agreed.suite.and_then(Suite::of).and_then(|suite| suite.kx).map(exchange);
    let mut kinds = Vec::new();
    if version == Version::Tls12 {
        let extended = extended(trace, conn, role);
        kinds.extend(exchange.filter(|_| extended).map(|kx| format!("{name}.{kx}.ems")));
        kinds.extend(exchange.map(|kx| format!("{name}.{kx}")));
        if extended {
            kinds.push(format!("{name}.ems"));
        }
    }
    // A connection that goes on from an earlier one is another story, whatever its key exchange once was.
    if agreed.resumed.is_some() {
        kinds.insert(0, format!("{name}.{RESUMED}"));
    }
    kinds.push(name.to_owned());
    kinds
}

/// A connection that goes on from an earlier one, in the ids of texts.
const RESUMED: &str = "resumed";

/// A key exchange in the ids of texts.
pub(super) fn exchange(kx: KeyExchange) -> &'static str {
    match kx {
        KeyExchange::Rsa => "rsa",
        KeyExchange::Ecdhe => "ecdhe",
    }
}

/// Every kind that there is: what tests hold the ids of variants against.
pub fn all_kinds() -> Vec<String> {
    let exchanges = [KeyExchange::Rsa, KeyExchange::Ecdhe].map(exchange);
    let older = Version::Tls12.name();
    let newer = Version::Tls13.name();
    let mut kinds = vec![newer.to_owned(), older.to_owned(), format!("{older}.ems")];
    kinds.extend([newer, older].map(|version| format!("{version}.{RESUMED}")));
    kinds.extend(exchanges.iter().flat_map(|kx| [format!("{older}.{kx}"), format!("{older}.{kx}.ems")]));
    kinds
}

/// Whether a side's master secret hangs on the transcript (RFC 7627).
fn extended(trace: &Trace, conn: ConnId, role: Role) -> bool {
    trace.actor(conn, role).is_some_and(|actor| {
        actor.ledger.iter().any(|(_, entry)| {
            let formula = matches!(entry.formula, Formula::Prf { label: "extended master secret", .. });
            entry.conn == conn && entry.name == Name::MasterSecret && formula
        })
    })
}

ids! {
    /// What makes one verb another story: a more particular text, `step.verb.flavour`.
    pub enum Flavour {
        /// The step ends the connection.
        Refused = "refused",
        /// Key shares are made before anything is agreed.
        Shares = "shares",
        /// Nothing but a random is drawn.
        Random = "random",
        Retry = "retry",
        /// The downgrade sentinel is looked for.
        Sentinel = "sentinel",
        Resumption = "resumption",
        Rsa = "rsa",
        /// A certificate that is not there.
        None = "none",
        /// A client looks for pre-shared keys of TLS 1.3, or a server weighs them.
        Psks = "psks",
        /// A client looks for a session of TLS 1.2, or a server weighs one.
        Sessions = "sessions",
        /// An alert that does not end the connection.
        Warning = "warning",
        CloseNotify = "close_notify",
        /// Behind the end of its own early data.
        EarlyDataOver = "early_data_over",
    }
}

/// What a step was about this time, where that decides on its text.
pub(super) fn flavour(step: &Step, verb: Verb) -> Option<Flavour> {
    let did = |wanted: &dyn Fn(&Effect) -> bool| step.effects.iter().any(wanted);
    let learned = |wanted: Name| did(&|effect| matches!(effect, Effect::Learned { name, .. } if *name == wanted));
    let ignored = |wanted: Ignored| did(&|effect| matches!(effect, Effect::Ignored { what, .. } if *what == wanted));
    let checked = |wanted: Check| did(&|effect| matches!(effect, Effect::Checked { check, .. } if *check == wanted));
    let closing = AlertDescription::close_notify;
    let closes = || did(&|effect| matches!(effect, Effect::Alerted { description, .. } if *description == closing));
    let missing = || ignored(Ignored::ClientWithoutCertificate) || checked(Check::ClientCertificate);
    let moves_on = || {
        did(&|effect| matches!(effect, Effect::Armed { epoch: Epoch::Handshake, .. }))
            && !did(&|effect| matches!(effect, Effect::Read { .. }))
    };
    let client = matches!(step.kind, StepKind::Local { role: Role::Client, .. });
    let chose = |wanted: Choice| did(&|effect| matches!(effect, Effect::Chose { what, .. } if *what == wanted));
    match verb {
        Verb::FindSession if client && chose(Choice::Psk) => Some(Flavour::Psks),
        Verb::FindSession if client && chose(Choice::Session) => Some(Flavour::Sessions),
        Verb::Prepare if learned(Name::EphemeralPrivateKey) => Some(Flavour::Shares),
        Verb::MakeKeyShare if !learned(Name::EphemeralPrivateKey) => Some(Flavour::Random),
        Verb::AcceptChoice | Verb::Negotiate if learned(Name::ClientHelloHash) => Some(Flavour::Retry),
        // What is offered decides in which order a server chooses; of TLS 1.2 it weighs a session before any suite.
        Verb::Negotiate if chose(Choice::PskMode) => Some(Flavour::Psks),
        Verb::Negotiate if !client && !chose(Choice::CipherSuite) => Some(Flavour::Sessions),
        Verb::AcceptChoice if checked(Check::ServerRandomSentinel) => Some(Flavour::Sentinel),
        Verb::DeriveTrafficKeys if learned(Name::ResumptionMasterSecret) => Some(Flavour::Resumption),
        Verb::MakePreMasterSecret if learned(Name::EncryptedPreMasterSecret) => Some(Flavour::Rsa),
        Verb::ChooseCertificate if ignored(Ignored::CertificateRequest) => Some(Flavour::None),
        Verb::ReadMessage if missing() => Some(Flavour::None),
        Verb::ReadAlert if ignored(Ignored::WarningAlert) => Some(Flavour::Warning),
        Verb::ReadAlert if closes() => Some(Flavour::CloseNotify),
        Verb::UpdateKeys if moves_on() => Some(Flavour::EarlyDataOver),
        _ => None,
    }
}
