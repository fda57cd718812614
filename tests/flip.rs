//! The flip property: whatever byte of a run changes on its way, nothing panics, and both sides complete
//! only where TLS does not protect that byte. Each case forks the world at the delivery it disturbs.

#![cfg(test)]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use handscope::crypto::Seed;
use handscope::lab::{Mints, World, gallery, resolve};
use handscope::net::{Fault, Flight, Hand, Spot, Target};
use handscope::tls::{Change, Edit};
use handscope::wire::{ConnId, ContentType, Role};

/// A world about to deliver a flight.
struct Delivery {
    id: &'static str,
    world: World,
    flight: Flight,
    /// Whether every bit of it is tried, one by one.
    every_bit: bool,
    /// Whether the run completes when left alone.
    completes: bool,
    /// Whether it carries early data that the server does not take.
    refused: bool,
}

/// One byte, changed.
#[derive(Clone, Copy)]
struct Case {
    /// The record's index in its flight.
    record: usize,
    at: usize,
    mask: u8,
}

fn deliveries() -> Vec<Delivery> {
    let mut mints = Mints::default();
    let mut all = Vec::new();
    for example in gallery() {
        let mut world = World::new(&resolve(&example.scenario()), &mut mints);
        // The first of several connections is a full handshake, as others of the gallery are.
        let several = example.scenario().connections.len() > 1;
        loop {
            let flight = world.next_flight().filter(|flight| !several || flight.conn.0 > 0).cloned();
            if let Some(flight) = flight {
                let completes = completed(world.clone(), flight.conn);
                let hello = flight.messages.iter().any(|message| message.name.ends_with("_hello"));
                let every_bit = hello && example.id == "tls13";
                let refused = example.id == "tls13_0rtt_refused" && hello;
                all.push(Delivery { id: example.id, world: world.clone(), flight, every_bit, completes, refused });
            }
            if !world.step() {
                break;
            }
        }
    }
    all
}

/// Whether both sides of a connection complete.
fn completed(mut world: World, conn: ConnId) -> bool {
    loop {
        if let Some(over) = world.connections().iter().find(|connection| connection.id == conn) {
            return over.outcome.iter().all(|outcome| outcome.completed());
        }
        if !world.step() {
            return false;
        }
    }
}

impl Delivery {
    fn cases(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        for (record, carrier) in self.flight.records.iter().enumerate() {
            let len = self.world.log().blobs.bytes(carrier.sent.wire).len();
            let label = format!("flip.{}.{}.{}", self.id, self.flight.from.name(), carrier.nth);
            let masks = Seed::from_number(1).draw_nonzero(&label, len);
            let hello = carrier.sent.key.is_none() && carrier.sent.content_type == ContentType::handshake;
            for (at, mask) in masks.into_iter().enumerate() {
                match self.every_bit && hello {
                    true => cases.extend((0..8).map(|bit| Case { record, at, mask: 1 << bit })),
                    false => cases.push(Case { record, at, mask }),
                }
            }
        }
        cases
    }

    /// Runs one case from here on; whether both sides completed.
    fn outcome(&self, case: Case) -> bool {
        let nth = self.flight.records[case.record].nth;
        let target = Target { conn: self.flight.conn, from: self.flight.from, name: "record".to_owned(), nth };
        let edit = Edit { at: case.at, change: Change::Xor(vec![case.mask]) };
        let mut world = self.world.clone();
        world.add(Hand::Fault(usize::MAX, Fault::Wire { target, spot: Spot { path: String::new(), edit } }));
        completed(world, self.flight.conn)
    }

    /// Why both sides may complete although this byte changed; none where they must not.
    fn unprotected(&self, case: Case) -> Option<&'static str> {
        let sent = &self.flight.records[case.record].sent;
        let protected = sent.key.is_some();
        match case.at {
            // RFC 8446, 5.1: legacy_record_version MUST be ignored for all purposes; of a record in the clear it is
            // in no transcript and under no tag. (In a protected record it is additional data.)
            1 | 2 if !protected => Some("legacy_record_version of a record in the clear"),
            // RFC 8446, 4.2.10: what is not taken is passed over, whatever it is, and nothing covers it.
            1.. if self.refused && sent.content_type == ContentType::application_data => {
                Some("a record of early data that the server does not take")
            }
            _ => None,
        }
    }

    fn name(&self, case: Case) -> String {
        let carrier = &self.flight.records[case.record];
        let from = match self.flight.from {
            Role::Client => 'c',
            Role::Server => 's',
        };
        let messages: Vec<_> = self.flight.messages.iter().map(|message| message.name).collect();
        format!(
            "{}: {from}.record#{} ({:?}, {} of {messages:?}) +{} ^{:02x}",
            self.id, carrier.nth, carrier.sent.content_type, case.record, case.at, case.mask
        )
    }
}

#[test]
fn no_changed_byte_passes_unnoticed() {
    let deliveries = deliveries();
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    let count = AtomicUsize::new(0);
    let passed: Mutex<BTreeMap<&'static str, usize>> = Mutex::default();
    let work = || {
        while let Some(delivery) = deliveries.get(next.fetch_add(1, Ordering::Relaxed)) {
            for case in delivery.cases() {
                count.fetch_add(1, Ordering::Relaxed);
                let outcome = catch_unwind(AssertUnwindSafe(|| delivery.outcome(case)));
                let problem = match (outcome, delivery.unprotected(case)) {
                    (Err(_), _) => "panicked",
                    (Ok(true), None) if delivery.completes => "passed unnoticed",
                    (Ok(true), None) => "mended a broken run",
                    (Ok(true), Some(reason)) => {
                        *passed.lock().expect("no panic").entry(reason).or_default() += 1;
                        continue;
                    }
                    (Ok(false), _) => continue,
                };
                wrong.lock().expect("no panic").push(format!("{} {problem}", delivery.name(case)));
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let wrong = wrong.into_inner().expect("no panic");
    let count = count.into_inner();
    let passed = passed.into_inner().expect("no panic");
    println!("{count} bytes changed; passed for a reason: {passed:?}");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 10_000, "only {count} bytes were tried");
    assert!(!passed.is_empty(), "a list of reasons that never apply");
}
