//! One side of a real TCP connection: the very state machine of the laboratory, fed from a socket. It keeps a log
//! as a run does, in which the peer is an actor of which nothing inside is known. Knows no protocol rule.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use handscope::crypto::ledger::{Draws, Ledger};
use handscope::lab::log::{Cause, Log, What};
use handscope::lab::{Actor, Connection, Outcome, Scenario, Trace, assemble};
use handscope::tls::{Config, Effect, Ending, Negotiated, Output, Party};
use handscope::wire::{ActorId, Blobs, ConnId, Grammar, Origin, Role};

/// How many bytes are taken off the socket at once.
const CHUNK: usize = 1 << 14;
/// The most bytes read on one connection: all of them stay in its trace.
const MAX_READ: usize = 1 << 22;
/// The most blobs in its trace: many small records make many.
const MAX_BLOBS: usize = 20_000;
/// The most times a connection is read from.
const MAX_TURNS: usize = 1 << 12;
/// How long a side that is done waits for the peer to have read its last words.
const LINGER: Duration = Duration::from_secs(1);

const CONN: ConnId = ConnId(0);

/// What decides on data that came through.
pub trait Answer {
    /// What to do about data, in order.
    fn data(&mut self, data: &[u8], negotiated: &Negotiated) -> Vec<Say>;
}

/// Something a party says of its own accord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Say {
    Data(Vec<u8>),
    Close,
}

/// A connection that is over.
#[derive(Debug)]
pub struct Talk {
    pub trace: Trace,
    /// The application data that came through.
    pub received: Vec<u8>,
    /// Whether we asked to close before the peer did.
    pub closed_first: bool,
}

impl Talk {
    /// How it ended on our side.
    pub fn outcome(&self, role: Role) -> Option<&Outcome> {
        self.trace.connections.first().map(|connection| &connection.outcome[usize::from(role == Role::Server)])
    }
}

/// Talks over a socket until the connection is over, which a silence longer than `timeout` makes it: the handshake
/// must be done, and afterwards data must come through, within that time.
pub fn talk(
    stream: TcpStream,
    role: Role,
    (scenario, config, draws): (Scenario, Arc<Config>, Arc<Draws>),
    timeout: Duration,
    answer: &mut impl Answer,
) -> Talk {
    let party = Party::new(role, actor(role), CONN, config, draws, Ledger::default());
    let start = Instant::now();
    let mut link = Link {
        stream,
        role,
        party,
        log: Log::default(),
        start,
        timeout,
        deadline: start + timeout,
        received: Vec::new(),
        closed_first: false,
    };
    link.run(answer);
    link.finish(scenario)
}

struct Link {
    stream: TcpStream,
    role: Role,
    party: Party,
    log: Log,
    start: Instant,
    timeout: Duration,
    /// When the peer will have been silent for too long.
    deadline: Instant,
    received: Vec<u8>,
    closed_first: bool,
}

/// What the socket gave.
enum Arrival {
    Bytes(usize),
    End { reset: bool },
    Silence,
}

impl Link {
    fn run(&mut self, answer: &mut impl Answer) {
        // Without it the last small record of a flight waits for an acknowledgement. It is only faster.
        self.stream.set_nodelay(true).unwrap_or_default();
        self.act(Cause::Start, answer, |party, blobs| party.start(blobs));
        let (mut chunk, mut read, mut turns) = (vec![0; CHUNK], 0, 0);
        while self.party.ending().is_none() {
            turns += 1;
            match self.arrival(&mut chunk) {
                Arrival::Bytes(n) => {
                    read += n;
                    let bytes = chunk.get(..n).unwrap_or_default().to_vec();
                    let blob = self.log.blobs.add(bytes, Grammar::Opaque, Origin::Imported);
                    let piece = self.log.blobs.whole(blob);
                    self.act(Cause::Data, answer, |party, blobs| party.receive(&[piece], blobs));
                }
                Arrival::End { reset } => {
                    self.act(Cause::Fin { reset }, answer, |party, blobs| party.eof(reset, blobs));
                }
                Arrival::Silence => self.party.stall(),
            }
            if read > MAX_READ {
                self.party.exhaust("bytes");
            } else if turns > MAX_TURNS || self.log.blobs.len() > MAX_BLOBS {
                self.party.exhaust("events");
            }
        }
        self.part();
    }

    /// Lets the party do something, writes what it wrote, and lets the answer to new data follow.
    fn act(&mut self, cause: Cause, answer: &mut impl Answer, act: impl FnOnce(&mut Party, &mut Blobs) -> Vec<Output>) {
        let mut said = VecDeque::from(self.turn(cause, act, answer));
        while let Some(say) = said.pop_front() {
            let more = match say {
                Say::Data(data) => self.turn(Cause::Own, |party, blobs| party.send(&data, blobs), answer),
                Say::Close => {
                    self.closed_first |= self.party.ending().is_none();
                    self.turn(Cause::Own, |party, blobs| party.close(blobs), answer)
                }
            };
            said.extend(more);
        }
    }

    fn turn(
        &mut self,
        cause: Cause,
        act: impl FnOnce(&mut Party, &mut Blobs) -> Vec<Output>,
        answer: &mut impl Answer,
    ) -> Vec<Say> {
        let outputs = act(&mut self.party, &mut self.log.blobs);
        let (mut wire, mut said) = (Vec::new(), Vec::new());
        for output in &outputs {
            match output {
                Output::Record(record) => wire.extend_from_slice(self.log.blobs.bytes(record.wire)),
                Output::Wrote(wrote) if wrote.name == "alert" && self.party.ending().is_none() => {
                    self.closed_first = true;
                }
                Output::Effect(Effect::HandshakeDone) => self.deadline = Instant::now() + self.timeout,
                Output::Effect(Effect::Delivered { data }) => {
                    self.deadline = Instant::now() + self.timeout;
                    let data = self.log.blobs.bytes(*data);
                    self.received.extend_from_slice(data);
                    said.extend(answer.data(data, self.party.negotiated()));
                }
                _ => {}
            }
        }
        if !outputs.is_empty() {
            self.log.note(CONN, self.elapsed(), What::Turn { role: self.role, cause, outputs });
        }
        self.write(&wire);
        said
    }

    /// Writes all of it, unless the peer does not read for too long. Where the peer is gone, reading will tell.
    fn write(&mut self, mut bytes: &[u8]) {
        let until = Instant::now() + self.timeout;
        while !bytes.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return self.party.stall();
            }
            if self.stream.set_write_timeout(Some(left)).is_err() {
                return;
            }
            match self.stream.write(bytes) {
                Ok(n) => bytes = bytes.get(n..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted || silent(error.kind()) => {}
                Err(_) => return,
            }
        }
    }

    fn arrival(&mut self, chunk: &mut [u8]) -> Arrival {
        loop {
            let left = self.deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || self.stream.set_read_timeout(Some(left)).is_err() {
                return Arrival::Silence;
            }
            match self.stream.read(chunk) {
                Ok(0) => return Arrival::End { reset: false },
                Ok(n) => return Arrival::Bytes(n),
                Err(error) if error.kind() == ErrorKind::Interrupted || silent(error.kind()) => {}
                Err(_) => return Arrival::End { reset: true },
            }
        }
    }

    /// Closes our direction and reads on for a moment: closing a socket with unread bytes resets the connection, and
    /// a reset can overtake our last alert.
    fn part(&mut self) {
        let until = Instant::now() + LINGER.min(self.timeout);
        let mut rest = [0; 1024];
        if self.stream.shutdown(Shutdown::Write).is_err() {
            return;
        }
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || self.stream.set_read_timeout(Some(left)).is_err() {
                return;
            }
            if !matches!(self.stream.read(&mut rest), Ok(1..)) {
                return;
            }
        }
    }

    fn elapsed(&self) -> u32 {
        u32::try_from(self.start.elapsed().as_millis()).unwrap_or(u32::MAX)
    }

    /// Puts the trace together.
    fn finish(mut self, scenario: Scenario) -> Talk {
        let ending = self.party.ending().cloned().unwrap_or(Ending::Stalled { state: self.party.state() });
        self.log.note(CONN, self.elapsed(), What::Ended { role: self.role, ending: ending.clone() });
        let ours = Outcome { ending, handshake_done: self.party.handshake_done(), delivered: self.party.delivered() };
        let theirs = Outcome { ending: Ending::Unknown, handshake_done: false, delivered: false };
        let negotiated = self.party.negotiated().clone();
        let client = self.role == Role::Client;
        self.log.connections.push(Connection {
            id: CONN,
            client: actor(Role::Client),
            server: actor(Role::Server),
            start: 0,
            negotiated: if client { [negotiated, Negotiated::default()] } else { [Negotiated::default(), negotiated] },
            outcome: if client { [ours, theirs] } else { [theirs, ours] },
        });
        let mut ledger = Some(self.party.into_ledger());
        for role in [Role::Client, Role::Server] {
            let ours = role == self.role;
            let name = if ours { role.name() } else { "remote" };
            let ledger = if ours { ledger.take().unwrap_or_default() } else { Ledger::default() };
            self.log.actors.push(Actor { id: actor(role), name, ledger });
        }
        let trace = assemble(scenario, self.log);
        Talk { trace, received: self.received, closed_first: self.closed_first }
    }
}

fn actor(role: Role) -> ActorId {
    match role {
        Role::Client => ActorId(0),
        Role::Server => ActorId(1),
    }
}

/// How a socket says that its time ran out; systems differ.
fn silent(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
