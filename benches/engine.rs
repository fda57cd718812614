//! How long a run takes, beside the cryptography alone that it cannot do without, and what annotation costs.
//! `cargo bench` prints times; nothing here is asserted. `cargo bench -- beside` prints only how much longer a run takes
//! than its bare cryptography.

#![expect(clippy::indexing_slicing, reason = "a bench measures runs that it knows")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use handscope::crypto::ledger::{Draws, Formula, Ledger};
use handscope::crypto::{Aead, Cbc, KeyKind, PrivateKey, PublicKey, Scheme, Seed};
use handscope::lab::{ActorKind, Mints, Scenario, Trace, gallery, run, run_with};
use handscope::pki::{self, Hierarchy, Policy, Purpose, Recipe};
use handscope::tls::{Check, Effect, Name};
use handscope::wire::codec::{Context, decode};
use handscope::wire::handshake::Handshake;
use handscope::wire::suites::Bulk;
use handscope::wire::{Grammar, Suite, annotate};

/// Whole runs of the gallery, minting included.
fn runs(c: &mut Criterion) {
    let mut group = c.benchmark_group("run");
    for example in gallery() {
        let scenario = example.scenario();
        group.bench_function(BenchmarkId::from_parameter(example.id), |b| b.iter(|| run(black_box(&scenario))));
    }
    group.finish();
}

/// What a connection costs that goes on from an earlier one: runs of one connection, of two and of three.
fn resumption(c: &mut Criterion) {
    let mut group = c.benchmark_group("resumption");
    let forms = [
        ("tls13_psk", "client.resume=1&server.tickets=1&server.ticket_form=sealed"),
        (
            "tls12_ticket",
            "client.versions=1.2&server.versions=1.2&client.resume=1&client.session_ticket=on\
             &server.session_ticket=on&server.ticket_form=sealed",
        ),
    ];
    for (form, text) in forms {
        for connections in 1..=3 {
            let text = format!("connections={connections}&{text}");
            let Ok(parsed) = Scenario::parse(&text) else { continue };
            let name = BenchmarkId::new(form, connections);
            let mut mints = Mints::default();
            group.bench_function(name, |b| b.iter(|| run_with(black_box(&parsed.scenario), &mut mints)));
        }
    }
    group.finish();
}

/// The same cryptography without engine or trace: minting, every formula of both ledgers, every record
/// sealed and opened, every signature and chain verified.
fn cryptography(c: &mut Criterion) {
    let mut group = c.benchmark_group("cryptography");
    for example in gallery() {
        let scenario = example.scenario();
        let trace = run(&scenario);
        let (draws, signed) = (draws(&scenario), signed(&trace));
        group.bench_function(BenchmarkId::from_parameter(example.id), |b| {
            b.iter(|| alone(black_box(&trace), black_box(&draws), black_box(&signed)))
        });
    }
    group.finish();
}

/// How much longer a run takes than its bare cryptography, of the shortest of many times each, taken in turn.
fn beside(_: &mut Criterion) {
    let shown = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    if shown.is_some_and(|word| word != "beside") {
        return;
    }
    println!("   run ms   bare ms  ratio  a run beside its bare cryptography");
    for example in gallery().iter().filter(|example| BESIDE.contains(&example.id)) {
        let scenario = example.scenario();
        let trace = run(&scenario);
        let (draws, signed) = (draws(&scenario), signed(&trace));
        let mut least = [Duration::MAX; 2];
        for _ in 0..60 {
            let began = Instant::now();
            drop(black_box(run(black_box(&scenario))));
            let between = Instant::now();
            alone(black_box(&trace), black_box(&draws), black_box(&signed));
            least[0] = least[0].min(between - began);
            least[1] = least[1].min(between.elapsed());
        }
        let [whole, bare] = least.map(|time| time.as_secs_f64() * 1e3);
        println!("{whole:9.3} {bare:9.3} {:6.2}  {}", whole / bare, example.id);
    }
}

/// Runs of one connection that come to their end, with every kind of key and key exchange.
const BESIDE: &[&str] = &["tls13", "tls13_chacha_rsa", "tls12_ecdhe_ecdsa_gcm", "tls12_ecdhe_rsa_cbc", "tls12_rsa"];

fn draws(scenario: &Scenario) -> Draws {
    Draws { seed: Seed::from_number(scenario.seed), given: scenario.given.clone() }
}

/// A signature that a side made in the run: key, scheme, message, signature.
type Signed = (Vec<u8>, Scheme, Vec<u8>, Vec<u8>);

/// The signatures that were also verified.
fn signed(trace: &Trace) -> Vec<Signed> {
    let effects = trace.steps.iter().flat_map(|step| &step.effects);
    let verified = effects.filter(|effect| matches!(effect, Effect::Checked { check: Check::Signature, .. })).count();
    let entries =
        trace.actors.iter().flat_map(|actor| actor.ledger.iter().map(move |(_, entry)| (&actor.ledger, entry)));
    let made = entries.filter_map(|(ledger, entry)| {
        let Formula::Sign { scheme, key, message, .. } = &entry.formula else { return None };
        let spki = PrivateKey::from_pkcs8_der(ledger.bytes(*key).ok()?).ok()?.public().to_spki_der();
        Some((spki, *scheme, ledger.bytes(*message).ok()?.to_vec(), entry.bytes.clone()?))
    });
    made.take(verified).collect()
}

fn alone(trace: &Trace, draws: &Draws, signed: &[Signed]) {
    let plan = &trace.scenario.connections[0];
    let certificate = &plan.server.certificate;
    let host = certificate.names.first().cloned().unwrap_or_default();
    let recipe = Recipe::new(certificate.kind.unwrap_or(KeyKind::EcdsaP256), &host, trace.scenario.time);
    let Ok(minted) = Hierarchy::mint(&recipe, &draws.seed) else { return };
    let policy = Policy {
        roots: vec![minted.root_der.clone()],
        host: Some(host),
        now: trace.scenario.time,
        purpose: Purpose::Server,
        rules: Default::default(),
    };
    for actor in &trace.actors {
        let mut ledger: Ledger<Name> = Ledger::default();
        for (_, entry) in actor.ledger.iter() {
            match &entry.formula {
                Formula::Given => drop(ledger.give(entry.conn, entry.name, entry.bytes.clone().unwrap_or_default())),
                formula => drop(ledger.add(entry.conn, entry.name, formula.clone(), &trace.blobs, draws)),
            }
        }
        let effects = trace.steps.iter().flat_map(|step| &step.effects);
        let verified = effects.filter(|effect| matches!(effect, Effect::Judged(_))).count();
        if actor.kind == ActorKind::Client && verified > 0 {
            black_box(pki::judge(&minted.chain(), &policy));
        }
    }
    for (spki, scheme, message, signature) in signed {
        black_box(PublicKey::from_spki_der(spki).map(|key| key.verify(*scheme, message, signature)).ok());
    }
    let suite = trace.connections[0].negotiated[0].suite.and_then(Suite::of);
    for record in trace.records.iter().filter(|record| record.key.is_some()) {
        let plain = record.plain.map(|id| trace.blobs.bytes(id)).unwrap_or_default();
        let (key, iv) = ([7; 32], [7; 16]);
        let aead = |aead: Aead| {
            let key = &key[..aead.key_len()];
            let sealed = aead.seal(key, &iv[..12], b"", plain).unwrap_or_default();
            drop(black_box(aead.open(key, &iv[..12], b"", &sealed)));
        };
        let cbc = |cbc: Cbc| {
            let key = &key[..cbc.key_len()];
            let sealed = cbc.encrypt(key, &iv, plain).unwrap_or_default();
            drop(black_box(cbc.decrypt(key, &iv, &sealed)));
        };
        match suite.map(|suite| suite.bulk) {
            Some(Bulk::Aes128Gcm) => aead(Aead::Aes128Gcm),
            Some(Bulk::Aes256Gcm) => aead(Aead::Aes256Gcm),
            Some(Bulk::ChaCha20Poly1305) => aead(Aead::ChaCha20Poly1305),
            Some(Bulk::Aes128Cbc) => cbc(Cbc::Aes128),
            Some(Bulk::Aes256Cbc) => cbc(Cbc::Aes256),
            None => {}
        }
    }
}

/// Parsing and annotating each message of the two default handshakes.
fn messages(c: &mut Criterion) {
    let mut group = c.benchmark_group("message");
    for id in ["tls13", "tls12_ecdhe_ecdsa_gcm"] {
        let Some(example) = gallery().iter().find(|example| example.id == id) else { continue };
        let trace = run(&example.scenario());
        for message in &trace.messages {
            let Some(blob) = message.sent.and_then(|blob| trace.blobs.get(blob)) else { continue };
            let name = format!("{id}/{}#{}.{}", message.role.name(), message.nth, message.name);
            if let Grammar::Handshake { version, kx } = blob.grammar {
                group.bench_function(format!("parse {name}"), |b| {
                    b.iter(|| decode::<Handshake>(black_box(&blob.bytes), Context { version, kx }))
                });
            }
            group.bench_function(format!("annotate {name}"), |b| b.iter(|| annotate(black_box(blob))));
        }
    }
    group.finish();
}

criterion_group!(benches, beside, runs, resumption, cryptography, messages);
criterion_main!(benches);
