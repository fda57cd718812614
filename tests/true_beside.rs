//! A text stands only beside runs for which it is true: over the gallery and the catalogue, whatever the texts of steps,
//! messages and secrets speak of is there in the run beside them. Where a text contrasts on purpose, it is listed with its
//! reason.

#![cfg(test)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use handscope::explain::{
    Filled, Pack, Setting, Vars, field_keys, field_vars, is_foe, secret_text, standing, step_text,
};
use handscope::lab::{Scenario, Step, StepKind, Trace, catalogue, gallery, run};
use handscope::net::Fault;
use handscope::tls::{Check, Effect, Name};
use handscope::wire::{ConnId, KeyExchange, Role, Suite, Version, annotate};

/// What must hold of a run.
type Truth = fn(&Beside<'_>) -> bool;

/// Words, in either language, and what a run must have for a text to use them.
const WORDS: &[(&[&str], Truth)] = &[
    (&["key share", "キーシェア"], |run| run.offers("key_share")),
    (&["CertificateVerify"], |run| run.is13() || run.has("certificate_verify")),
    (&["ServerKeyExchange"], |run| run.has("server_key_exchange")),
    (&["ServerHelloDone", "ClientKeyExchange"], |run| run.is12()),
    (&["EncryptedExtensions"], |run| run.is13()),
    (&["HelloRetryRequest"], |run| run.has("hello_retry_request")),
    (&["CertificateStatus"], |run| run.has("certificate_status")),
    (&["pre-master", "プリマスター"], |run| run.is12()),
    (&["HKDF"], |run| run.hkdf()),
    (&["HMAC"], |run| run.hkdf() || run.cbc()),
    (&["PRF"], |run| run.is12()),
    (&["extended_master_secret"], |run| run.extended()),
    (&["forward secrecy", "前方秘匿性"], |run| !run.rsa()),
    (&["ephemeral", "使い捨て", "エフェメラル"], |run| !run.rsa()),
    (&["Diffie-Hellman", "ECDHE"], |run| !run.rsa()),
    (&["RSA key exchange", "RSA鍵交換"], |run| run.rsa()),
    (&["handshake key", "ハンドシェイク鍵", "application key", "アプリケーション鍵"], |run| {
        run.is13()
    }),
    (&["traffic secret", "トラフィックシークレット"], |run| run.hkdf()),
    (&["middlebox", "ミドルボックス"], |run| run.is13()),
    (&["MAC keys", "MAC鍵"], |run| run.cbc()),
    (&["downgrade sentinel", "DOWNGRD"], |run| run.sentinel()),
    (&["stapl", "ステープル", "OCSP"], |run| run.offers("status_request")),
    (&["ticket", "チケット"], |run| {
        run.has("new_session_ticket") || run.offers("pre_shared_key") || run.offers("session_ticket")
    }),
    (&["KeyUpdate"], |run| run.has("key_update")),
    (&["0-RTT", "early data", "アーリーデータ"], |run| run.offers("early_data")),
    (&["both randoms", "両者の乱数"], |run| run.is12()),
    // An attacker who repeats can neither compute nor check anything.
    (&["both sides", "Both sides", "両者"], |run| !run.foe()),
    (&["TLS 1.2"], |run| run.is12()),
    (&["TLS 1.3"], |run| run.is13() || run.offers("key_share")),
];

/// A text, the words it may use nevertheless, and why.
const CONTRASTS: &[(&str, &str, &str)] = &[
    ("step.make_key_share.random.1.2.rsa", "forward secrecy", "says that there is none"),
    ("step.make_key_share.random.1.2.rsa", "前方秘匿性", "says that there is none"),
    ("step.make_pre_master_secret.rsa", "forward secrecy", "says that there is none"),
    ("step.make_pre_master_secret.rsa", "前方秘匿性", "says that there is none"),
    ("transfer.server_hello_done", "TLS 1.3", "why later versions need no such message"),
    ("step.sign.1.2", "TLS 1.3", "which version closed the gap"),
    ("transfer.encrypted_extensions", "TLS 1.2", "where these answers stood before"),
    ("transfer.change_cipher_spec.1.3", "TLS 1.2", "whose place the record takes for middleboxes"),
    ("transfer.certificate.empty", "CertificateVerify", "says that none follows"),
    ("step.prepare.shares", "Diffie-Hellman", "what an offered share is for, whatever the server then chooses"),
    ("secret.ephemeral_private_key", "使い捨て", "the key of a share that was offered, whatever the server chose"),
    ("secret.ephemeral_private_key", "前方秘匿性", "the key of a share that was offered, whatever the server chose"),
    ("secret.ephemeral_public_key", "使い捨て", "the key of a share that was offered, whatever the server chose"),
    ("secret.private_key.1.2.rsa", "forward secrecy", "says that there is none"),
    ("secret.private_key.1.2.rsa", "前方秘匿性", "says that there is none"),
    ("secret.session_id", "TLS 1.2", "names both versions, where none was agreed"),
    ("secret.session_id.1.3", "TLS 1.2", "as what it disguises the handshake"),
    ("step.refuse.refused", "extended_master_secret", "says that it is missing"),
    ("ending.refused", "extended_master_secret", "says that it is missing"),
    ("step.find_session.server.1.2", "both sides", "what the copied hello and the server support"),
    ("secret.psk", "both sides", "says what such a key is, of the client whose hello was copied"),
    ("secret.psk", "両者", "says what such a key is, of the client whose hello was copied"),
    ("secret.peer_public_key", "both sides", "says what such a key is for"),
    ("secret.peer_public_key", "両者", "says what such a key is for"),
    ("state.wait_finished", "both sides", "asks for it, and nobody answers"),
    ("state.wait_finished", "両者", "asks for it, and nobody answers"),
];

/// A run, and the connection and side whose step is told.
struct Beside<'a> {
    trace: &'a Trace,
    conn: ConnId,
    role: Role,
}

impl Beside<'_> {
    /// The version that this side has settled; before and without it, that of the other.
    fn version(&self) -> Option<Version> {
        let agreed = &self.trace.connections[usize::from(self.conn.0)].negotiated;
        agreed[self.role as usize].version.or(agreed[self.role.peer() as usize].version)
    }

    /// Whether an attacker opened the connection.
    fn foe(&self) -> bool {
        is_foe(self.trace, self.conn, Role::Client)
    }

    fn is12(&self) -> bool {
        self.version() == Some(Version::Tls12)
    }

    fn is13(&self) -> bool {
        self.version() == Some(Version::Tls13)
    }

    /// Whether keys are derived as in TLS 1.3: there, and for whoever offers a pre-shared key, whatever the server then chooses.
    fn hkdf(&self) -> bool {
        self.is13() || self.offers("pre_shared_key")
    }

    fn suite(&self) -> Option<&'static Suite> {
        let agreed = &self.trace.connections[usize::from(self.conn.0)].negotiated;
        agreed[self.role as usize].suite.or(agreed[self.role.peer() as usize].suite).and_then(Suite::of)
    }

    fn rsa(&self) -> bool {
        self.suite().is_some_and(|suite| suite.kx == Some(KeyExchange::Rsa))
    }

    fn cbc(&self) -> bool {
        self.knows(Name::ClientWriteMacKey)
    }

    fn extended(&self) -> bool {
        self.knows(Name::SessionHash)
    }

    /// Whether the server wrote the sentinel, or the client looked for it.
    fn sentinel(&self) -> bool {
        let looked = |e: &Effect| matches!(e, Effect::Checked { check: Check::ServerRandomSentinel, .. });
        let here = self.trace.steps.iter().filter(|step| step.conn == self.conn);
        self.knows(Name::DowngradeSentinel) || here.flat_map(|step| &step.effects).any(looked)
    }

    /// Whether either side knows a value of that name on this connection.
    fn knows(&self, name: Name) -> bool {
        let entries = self.trace.actors.iter().flat_map(|actor| actor.ledger.iter());
        entries.into_iter().any(|(_, entry)| entry.conn == self.conn && entry.name == name)
    }

    fn has(&self, message: &str) -> bool {
        self.trace.messages.iter().any(|one| one.conn == self.conn && one.name == message)
    }

    /// Whether a ClientHello, as it was sent, has that extension.
    fn offers(&self, extension: &str) -> bool {
        let hellos = self.trace.messages.iter().filter(|one| one.conn == self.conn && one.name == "client_hello");
        hellos.filter_map(|hello| self.trace.blobs.get(hello.sent?)).any(|blob| {
            let tree = annotate(blob);
            tree.find(&format!("client_hello.extensions.{extension}")).is_some()
        })
    }
}

/// What else is in neither: both key exchanges, with and without extended_master_secret, a client that offers both versions.
const MORE: &[&str] = &[
    "v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_GCM_SHA256&server.cert=rsa",
    "v=1&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_GCM_SHA256&server.cert=rsa",
    "v=1&client.versions=1.2&server.versions=1.2&server.extensions=renegotiation_info",
    "v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_CBC_SHA&server.cert=rsa\
     &server.extensions=renegotiation_info",
    "v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_CBC_SHA&server.cert=rsa\
     &fault=flip_byte",
    "v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_CBC_SHA&server.cert=rsa\
     &client.cert=ecdsa&server.client_auth=require",
    "v=1&server.groups=secp256r1&fault=flip_byte",
    "v=1&client.shares=&fault=expired_certificate",
];

fn scenarios() -> Vec<(String, Scenario)> {
    let parsed = |text: &str| Scenario::parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}")).scenario;
    let mut all: Vec<_> = gallery().iter().map(|example| (example.id.to_owned(), example.scenario())).collect();
    all.extend(MORE.iter().map(|text| ((*text).to_owned(), parsed(text))));
    for fault in catalogue() {
        for base in ["v=1", "v=1&client.versions=1.2&server.versions=1.2"] {
            let mut scenario = parsed(base);
            scenario.faults.push(Fault::named(fault.id));
            all.push((format!("{} in {base}", fault.id), scenario));
        }
    }
    all
}

/// The texts beside a step: its own, those that belong to it, those of the values that it brings, and that of the state in
/// which it leaves its side.
fn beside(trace: &Trace, at: usize, pack: &Pack) -> Vec<Filled> {
    let told = step_text(trace, at).unwrap();
    let step = &trace.steps[at];
    let learned = step.effects.iter().filter_map(|effect| match effect {
        Effect::Learned { entry, .. } => {
            let (keys, vars) = secret_text(trace, trace.actor(step.conn, role(step))?.id, *entry);
            pack.resolve(&keys, &vars)
        }
        _ => None,
    });
    let [client, server] = standing(trace, at);
    let here = if role(step) == Role::Client { client } else { server };
    let state = here.and_then(|here| pack.resolve(&here.keys(role(step)), &Vars::new()));
    told.resolve(pack).into_iter().chain(told.resolve_also(pack)).chain(learned).chain(state).collect()
}

/// Whose step it is.
fn role(step: &Step) -> Role {
    match step.kind {
        StepKind::Local { role, .. } | StepKind::End { role } => role,
        StepKind::Transfer { from, .. } | StepKind::Strike { from, .. } => from,
        StepKind::Tcp { .. } => Role::Client,
    }
}

#[test]
fn what_a_text_speaks_of_is_in_the_run_beside_it() {
    let packs = support::LANGUAGES.map(|language| (language, support::pack(language)));
    let mut wrong = BTreeMap::new();
    let mut used = BTreeSet::new();
    for (name, scenario) in scenarios() {
        let trace = run(&scenario);
        for (at, step) in trace.steps.iter().enumerate() {
            let run = Beside { trace: &trace, conn: step.conn, role: role(step) };
            let untrue: Vec<_> = WORDS.iter().filter(|(_, so)| !so(&run)).flat_map(|(words, _)| *words).collect();
            for (language, pack) in &packs {
                for text in beside(&trace, at, pack).iter().filter(|text| claims(&text.id)) {
                    let says =
                        |word: &&&&str| text.title.contains(**word) || text.body.iter().any(|p| p.contains(**word));
                    for word in untrue.iter().filter(says) {
                        if CONTRASTS.iter().any(|(id, allowed, _)| *id == text.id && allowed == *word) {
                            used.insert((text.id.clone(), **word));
                        } else {
                            let what = format!("{language} {} says “{word}”", text.id);
                            wrong.entry(what).or_insert_with(|| format!("{} in {name}", step.anchor));
                        }
                    }
                }
            }
        }
    }
    let stale: Vec<_> = CONTRASTS.iter().filter(|(id, word, _)| !used.contains(&((*id).to_owned(), word))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(stale.is_empty(), "never needed: {stale:#?}");
}

/// The families that speak of the run beside them; checks, choices and faults speak of the protocol.
fn claims(id: &str) -> bool {
    ["step.", "transfer.", "phase.", "secret.", "strike.", "ending.", "state."]
        .iter()
        .any(|family| id.starts_with(family))
}

/// The words that hold for the texts of fields too: fields tell on purpose what another version does otherwise, but none
/// speaks of messages and computations of that other version as of its own.
const OF_FIELDS: &[&str] = &[
    "key share",
    "キーシェア",
    "CertificateVerify",
    "ServerKeyExchange",
    "ServerHelloDone",
    "ClientKeyExchange",
    "EncryptedExtensions",
    "pre-master",
    "プリマスター",
    "HKDF",
    "HMAC",
    "PRF",
];

/// The extension that mends TLS 1.2 is told with what it mends, wherever it is offered.
const OF_TLS12: &str = "extension.extended_master_secret";

#[test]
fn fields_do_not_speak_of_what_is_not_there() {
    let packs = support::LANGUAGES.map(|language| (language, support::pack(language)));
    let mut wrong = BTreeMap::new();
    for (name, scenario) in scenarios() {
        let trace = run(&scenario);
        for message in &trace.messages {
            let run = Beside { trace: &trace, conn: message.conn, role: message.role };
            let untrue = WORDS.iter().filter(|(_, so)| !so(&run)).flat_map(|(words, _)| *words);
            let untrue: Vec<_> = untrue.filter(|word| OF_FIELDS.contains(word)).collect();
            let Some((id, blob)) = message.sent.and_then(|id| Some((id, trace.blobs.get(id)?))) else { continue };
            let tree = annotate(blob);
            let setting = Setting::of_blob(&trace, id, &tree);
            for (at, span) in tree.spans.iter().enumerate() {
                let keys = field_keys(&tree, at, setting);
                for (language, pack) in &packs {
                    let Some(text) = pack.resolve(&keys, &field_vars(span, &blob.bytes)) else { continue };
                    let says = |word: &&&&str| text.body.iter().any(|paragraph| paragraph.contains(**word));
                    for word in untrue.iter().filter(says).filter(|_| text.id != OF_TLS12) {
                        wrong.entry(format!("{language} {} says “{word}”", text.id)).or_insert_with(|| name.clone());
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The words of each version and key exchange, once.
#[test]
fn each_version_is_told_in_its_own_words() {
    let pack = support::pack("en");
    let body = |text: &str, anchor: &str| {
        let trace = run(&Scenario::parse(text).unwrap().scenario);
        let at = trace.step_at(anchor).unwrap_or_else(|| panic!("{anchor} is not in {text}"));
        let told = step_text(&trace, at).unwrap().resolve(&pack).unwrap();
        format!("{}: {}", told.title, told.body.join(" "))
    };
    let ecdhe = "v=1&client.versions=1.2&server.versions=1.2";
    let rsa = &format!("{ecdhe}&server.suites=TLS_RSA_WITH_AES_128_CBC_SHA&server.cert=rsa");
    let plain = &format!("{ecdhe}&server.extensions=renegotiation_info");
    let again = "v=1&connections=2&client.versions=1.2&client.resume=1&server.versions=1.2";
    let psk = "v=1&connections=2&client.resume=1&server.tickets=1";
    let stopped = "v=1&fault=replay(defence=single_use)";
    let rows: &[(&str, &str, &str)] = &[
        ("v=1", "c0.c.client_hello#1.send", "what the client supports"),
        (ecdhe, "c0.c.client_hello#1.send", "what the client supports"),
        (&format!("{again}&server.session_cache=8"), "c0.c.client_hello#1.send", "what the client supports"),
        (
            &format!("{again}&server.session_cache=8"),
            "c1.c.client_hello#1.send",
            "the session ID of an earlier session",
        ),
        (
            // Who offers both versions shows a session ID that names nothing, until there is a session.
            "v=1&connections=2&client.resume=1&server.versions=1.2&server.session_cache=8",
            "c0.c.client_hello#1.send",
            "what the client supports",
        ),
        (
            "v=1&connections=2&client.resume=1&server.versions=1.2&server.session_cache=8",
            "c1.c.client_hello#1.send",
            "the session ID of an earlier session",
        ),
        (
            &format!("{again}&client.session_ticket=on&server.session_ticket=on"),
            "c1.c.client_hello#1.send",
            "this message carries a session ticket",
        ),
        (psk, "c0.c.client_hello#1.send", "what the client supports"),
        (psk, "c1.c.client_hello#1.send", "A binder for each identity"),
        ("v=1&fault=replay", "c1.c.client_hello#1.send", "announces early data"),
        ("v=1&fault=replay", "c2.a.client_hello#1.send", "copied byte for byte"),
        ("v=1&fault=replay", "c2.a.application_data#1.send", "copied: 19 bytes"),
        (stopped, "c2.a.application_data#1.send", "copied: 19 bytes"),
        ("v=1&fault=replay", "c2.s.server_hello#1.send", "holds none of the client's secrets"),
        (&format!("{ecdhe}&fault=replay"), "c2.a.client_hello#1.send", "copied byte for byte"),
        (&format!("{ecdhe}&fault=replay"), "c2.a.start#1.replay", "the master secret of the session"),
        (&format!("{ecdhe}&fault=replay"), "c2.s.server_hello#1.send", "resumes the session that the copied"),
        (
            &format!("{ecdhe}&fault=replay"),
            "c2.s.server_hello#1.send",
            "no data that the server could take a second time",
        ),
        (&format!("{ecdhe}&fault=replay"), "c2.s.client_hello#1.make_key_share", "this value is all that is new"),
        (stopped, "c2.s.server_hello#1.send", "holds none of the client's secrets"),
        ("v=1&fault=replay", "c2.s.application_data#1.read_data", "the same data twice"),
        ("v=1", "c0.c.start#1.prepare", "key share"),
        (ecdhe, "c0.c.start#1.prepare", "makes no keys yet"),
        ("v=1", "c0.s.client_hello#1.make_key_share", "forward secrecy"),
        (ecdhe, "c0.s.client_hello#1.make_key_share", "right after its certificate"),
        (rsa, "c0.s.client_hello#1.make_key_share", "no forward secrecy"),
        (ecdhe, "c0.s.client_hello#1.sign", "forward secrecy"),
        ("v=1", "c0.c.certificate#1.judge_certificate", "CertificateVerify"),
        (ecdhe, "c0.c.certificate#1.judge_certificate", "ServerKeyExchange"),
        (rsa, "c0.c.certificate#1.judge_certificate", "signs nothing"),
        (ecdhe, "c0.c.finished#1.send", "cannot even decrypt"),
        (plain, "c0.c.finished#1.send", "The keys depend on the two randoms"),
        (ecdhe, "c0.c.server_hello_done#1.derive_master_secret", "extended_master_secret"),
        (plain, "c0.c.server_hello_done#1.derive_master_secret", "the pre-master secret and both randoms"),
        (rsa, "c0.c.client_key_exchange#1.send", "encrypted the pre-master secret"),
        (ecdhe, "c0.c.client_key_exchange#1.send", "ephemeral public key"),
        ("v=1", "c0.c.server_hello#1.accept_choice", "session ID"),
        ("v=1&server.versions=1.2", "c0.c.server_hello#1.accept_choice", "downgrade sentinel"),
        (ecdhe, "c0.c.server_hello#1.accept_choice", "on its own lists"),
        (
            "v=1&fault=expired_certificate",
            "c0.c.certificate#1.refuse",
            "refuses: Expired: This side sends the alert `certificate_expired`",
        ),
        ("v=1&fault=expired_certificate", "c0.s.alert#1.read_alert", "certificate_expired"),
    ];
    for (text, anchor, words) in rows {
        let body = body(text, anchor);
        assert!(body.contains(words), "{text} {anchor}: {body}");
    }
}

/// What was injected decides how that is told.
#[test]
fn only_a_forged_alert_is_told_as_one() {
    let told = |bytes: &str| {
        let text = format!("v=1&fault=inject:c0.c.client_hello:{bytes}");
        let trace = run(&Scenario::parse(&text).unwrap().scenario);
        let at = trace.steps.iter().position(|step| matches!(step.kind, StepKind::Strike { .. })).unwrap();
        step_text(&trace, at).unwrap().also
    };
    assert_eq!(told("15030300020228"), ["fault.forged_alert"]);
    for other in ["140303000101", "474554202f", "150303000302280a", "16030300040e000000"] {
        assert_eq!(told(other), ["fault.inject"], "{other}");
    }
}
