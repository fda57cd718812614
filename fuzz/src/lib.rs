//! What the fuzz targets share: streams to begin from, and what must hold of every trace. Knows no fuzzer.

use std::sync::{Arc, OnceLock};

use arbitrary::Arbitrary;
use handscope::crypto::Seed;
use handscope::crypto::ledger::{Draws, Ledger};
use handscope::lab::log::{Cause, Log, What};
use handscope::lab::{
    Actor, Connection, Mints, Outcome, Scenario, Trace, assemble, gallery, json, resolve, run,
};
use handscope::pki::annotate;
use handscope::tls::{Config, Ending, Mind, Negotiated, Party};
use handscope::wire::{ActorId, ConnId, Grammar, Origin, Role};

const CONN: ConnId = ConnId(0);

/// A stream as a peer could send it: what an example of the gallery sends, edited, and cut into pieces. Draws depend on
/// the seed alone, so that an unedited stream fits the party and its protected records open.
#[derive(Arbitrary, Debug)]
pub struct Stream {
    example: u8,
    edits: Vec<Edit>,
    /// The lengths in which the bytes arrive; the rest comes at once.
    cuts: Vec<u16>,
    /// Whether the stream ends at the end, and by a reset.
    end: Option<bool>,
}

/// One change of a stream; places beyond its end mean its end.
#[derive(Arbitrary, Debug)]
enum Edit {
    Set { at: u16, bytes: Vec<u8> },
    Insert { at: u16, bytes: Vec<u8> },
    /// A record of its own.
    Record { at: u16, content_type: u8, bytes: Vec<u8> },
    Remove { at: u16, len: u16 },
    Repeat { at: u16, len: u16 },
}

impl Edit {
    fn apply(&self, stream: &mut Vec<u8>) {
        let place = |at: u16| usize::from(at).min(stream.len());
        match self {
            Self::Set { at, bytes } => {
                let at = place(*at);
                let end = (at + bytes.len()).min(stream.len());
                stream.splice(at..end, bytes.iter().copied());
            }
            Self::Insert { at, bytes } => {
                let at = place(*at);
                stream.splice(at..at, bytes.iter().copied());
            }
            Self::Record { at, content_type, bytes } => {
                let at = place(*at);
                let [high, low] = u16::try_from(bytes.len()).unwrap_or(u16::MAX).to_be_bytes();
                stream.splice(at..at, [*content_type, 3, 3, high, low].into_iter().chain(bytes.iter().copied()));
            }
            Self::Remove { at, len } => {
                let at = place(*at);
                stream.drain(at..(at + usize::from(*len)).min(stream.len()));
            }
            Self::Repeat { at, len } => {
                let at = place(*at);
                let again = stream[at..(at + usize::from(*len)).min(stream.len())].to_vec();
                stream.splice(at..at, again);
            }
        }
    }
}

/// A side of an example, and what its peer sends it.
struct Side {
    scenario: Scenario,
    config: Arc<Config>,
    draws: Arc<Draws>,
    stream: Vec<u8>,
}

impl Side {
    fn of(scenario: Scenario, role: Role) -> Self {
        let config = Mints::default().configs(&resolve(&scenario))[0][role as usize].clone();
        let draws = Arc::new(Draws { seed: Seed::from_number(scenario.seed), given: scenario.given.clone() });
        let trace = run(&scenario);
        let peer = trace.actor(CONN, role.peer()).expect("a peer").id;
        let theirs = trace.records.iter().filter(|record| record.from == peer && record.conn == CONN);
        let stream = theirs.filter_map(|record| record.sent).flat_map(|wire| trace.blobs.bytes(wire)).copied().collect();
        Self { scenario, config, draws, stream }
    }
}

/// Every example of the gallery, and the stream that its peer sends.
fn sides(role: Role) -> &'static [Side] {
    static SIDES: [OnceLock<Vec<Side>>; 2] = [OnceLock::new(), OnceLock::new()];
    SIDES[role as usize].get_or_init(|| gallery().iter().map(|example| Side::of(example.scenario(), role)).collect())
}

/// Feeds a party with a stream, and looks at all that came of it.
pub fn receive(role: Role, input: &Stream) {
    let sides = sides(role);
    let side = &sides[usize::from(input.example) % sides.len()];
    let mut stream = side.stream.clone();
    input.edits.iter().for_each(|edit| edit.apply(&mut stream));
    let mut log = Log::default();
    let mut party = Party::new(role, CONN, side.config.clone());
    let mut mind = Mind::new(actor(role), side.draws.clone());
    let mut note = |log: &mut Log, cause, outputs| log.note(CONN, 0, What::Turn { role, cause, outputs });
    let outputs = party.start(&mut mind, &mut log.blobs);
    note(&mut log, Cause::Start, outputs);
    let mut rest = stream.as_slice();
    let mut cuts = input.cuts.iter().map(|len| usize::from(*len).max(1));
    while !rest.is_empty() && party.ending().is_none() {
        let (now, later) = rest.split_at(cuts.next().unwrap_or(usize::MAX).min(rest.len()));
        rest = later;
        let blob = log.blobs.add(now.to_vec(), Grammar::Opaque, Origin::Imported);
        let piece = log.blobs.whole(blob);
        let outputs = party.receive(&[piece], &mut mind, &mut log.blobs);
        note(&mut log, Cause::Data, outputs);
    }
    match input.end {
        Some(reset) => {
            let outputs = party.eof(reset, &mut mind, &mut log.blobs);
            note(&mut log, Cause::Fin { reset }, outputs);
        }
        None => {
            let outputs = party.stall(&mut mind, &mut log.blobs);
            note(&mut log, Cause::Own, outputs);
        }
    }
    hold(&finish(role, side, &party, mind, log));
}

fn finish(role: Role, side: &Side, party: &Party, mind: Mind, mut log: Log) -> Trace {
    let ending = party.ending().cloned().expect("an ending");
    log.note(CONN, 0, What::Ended { role, ending: ending.clone() });
    let ours = Outcome { ending, handshake_done: party.handshake_done(), delivered: party.delivered() };
    let theirs = Outcome { ending: Ending::Unknown, handshake_done: false, delivered: false };
    let mut negotiated = [Negotiated::default(), Negotiated::default()];
    negotiated[role as usize] = party.negotiated().clone();
    let outcome = if role == Role::Client { [ours, theirs] } else { [theirs, ours] };
    let [client, server] = [Role::Client, Role::Server].map(actor);
    log.connections.push(Connection { id: CONN, client, server, start: 0, negotiated, outcome });
    let mut ledger = Some(mind.ledger);
    for side in [Role::Client, Role::Server] {
        let ledger = if side == role { ledger.take().unwrap_or_default() } else { Ledger::default() };
        log.actors.push(Actor { id: actor(side), kind: side.into(), ledger });
    }
    assemble(side.scenario.clone(), log)
}

fn actor(role: Role) -> ActorId {
    ActorId(role as u8)
}

/// What must hold of every trace: leaves tile each blob, anchors lead to their steps, and it can be written.
pub fn hold(trace: &Trace) {
    for (id, blob) in trace.blobs.iter() {
        let tree = annotate(blob);
        let mut next = 0;
        for leaf in tree.leaves() {
            assert_eq!(tree.spans[leaf].range.start, next, "{id:?} {:?}: {}", blob.grammar, tree.path(leaf));
            next = tree.spans[leaf].range.end;
        }
        assert_eq!(next as usize, blob.bytes.len(), "{id:?} {:?}", blob.grammar);
    }
    for (at, step) in trace.steps.iter().enumerate() {
        assert_eq!(trace.step_at(&step.anchor.to_string()), Some(at), "{}", step.anchor);
        assert!(handscope::explain::step_text(trace, at).is_some());
    }
    assert!(json::trace(trace).is_object());
}
