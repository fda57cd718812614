//! One side of a real TCP connection: the very state machine of the laboratory, fed from a socket. It keeps a log
//! as a run does, in which the peer is an actor of which nothing inside is known. Knows no protocol rule.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use handscope::lab::log::{Cause, What};
use handscope::lab::{Outcome, Trace};
use handscope::tls::{Effect, Limit, Mind, Negotiated, Output, Party};
use handscope::wire::{AlertDescription, AlertLevel, Blobs, Role};

use super::clock::Clock;
use super::keep::{Beyond, CONN, Keep, MAX_BYTES, actor};
use super::places::Guest;
use super::setup::Start;
use super::shelf::{Shelf, Visit};

/// How many bytes are taken off the socket at once.
const CHUNK: usize = 1 << 14;
/// How long a side that is done waits for the peer to have read its last words.
const LINGER: Duration = Duration::from_secs(1);

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
    /// What went on behind the end of the trace.
    pub beyond: Option<Beyond>,
    /// The application data that came through, as much of it as is kept, and how many bytes it was.
    pub received: Vec<u8>,
    pub delivered: u64,
    /// Whether we asked to close before the peer did.
    pub closed_first: bool,
}

impl Talk {
    /// How it ended on our side.
    pub fn outcome(&self, role: Role) -> Option<&Outcome> {
        self.trace.connections.first().map(|connection| role.of(&connection.outcome))
    }
}

/// Talks over a socket until the connection is over, which a silence longer than `timeout` makes it: the handshake
/// must be done, and afterwards data must come through, within that time. What is kept for other connections is on the shelf.
pub fn talk(
    stream: TcpStream,
    role: Role,
    Start { scenario, config, draws, marks, clock }: Start,
    timeout: Duration,
    (answer, guest, shelf): (&mut impl Answer, &Guest, &Shelf),
) -> Talk {
    let party = Party::new(role, CONN, config);
    let start = Instant::now();
    let mut link = Link {
        stream,
        role,
        party,
        guest,
        keep: Keep::new(Mind::new(actor(role), draws), marks),
        visit: shelf.visit(),
        clock,
        start,
        timeout,
        deadline: start + timeout,
        received: Vec::new(),
        delivered: 0,
        held: Vec::new(),
        closed_first: false,
    };
    link.run(answer);
    let time = link.elapsed();
    let (trace, beyond) = link.keep.finish(link.party, role, time, scenario);
    let Link { received, delivered, closed_first, .. } = link;
    Talk { trace, beyond, received, delivered, closed_first }
}

struct Link<'a> {
    stream: TcpStream,
    role: Role,
    party: Party,
    /// Our place among the others.
    guest: &'a Guest,
    keep: Keep,
    visit: Visit<'a>,
    clock: Clock,
    start: Instant,
    timeout: Duration,
    /// When the peer will have been silent for too long.
    deadline: Instant,
    received: Vec<u8>,
    delivered: u64,
    /// What is to be said once the handshake is done: answers to early data.
    held: Vec<Say>,
    closed_first: bool,
}

/// What the socket gave.
enum Arrival {
    Bytes(usize),
    End { reset: bool },
    Silence,
}

impl Link<'_> {
    fn run(&mut self, answer: &mut impl Answer) {
        // Without it the last small record of a flight waits for an acknowledgement. It is only faster.
        self.stream.set_nodelay(true).unwrap_or_default();
        self.act(Cause::Start, answer, Party::start);
        let mut chunk = vec![0; CHUNK];
        while self.party.ending().is_none() {
            match self.arrival(&mut chunk) {
                Arrival::Bytes(n) => {
                    let (from, time) = (self.role.peer(), self.elapsed());
                    let bytes = chunk.get(..n).unwrap_or_default();
                    self.visit.hear(bytes);
                    let piece = self.keep.arrived(from, time, bytes);
                    self.act(Cause::Data, answer, |party, mind, blobs| party.receive(&[piece], mind, blobs));
                }
                Arrival::End { .. } if self.guest.asked() => self.leave(Limit::Connections, answer),
                Arrival::End { reset } => {
                    self.act(Cause::Fin { reset }, answer, |party, mind, blobs| party.eof(reset, mind, blobs));
                }
                Arrival::Silence => self.act(Cause::Own, answer, Party::stall),
            }
            match self.keep.full() {
                Some(_) if self.party.handshake_done() => self.keep.let_go(&mut self.party),
                Some(limit) => self.leave(limit, answer),
                None => {}
            }
        }
        self.part();
    }

    /// Ends in order, though nobody asked for it: a limit is reached.
    fn leave(&mut self, limit: Limit, answer: &mut impl Answer) {
        if self.party.ending().is_none() {
            self.act(Cause::Own, answer, Party::close);
            self.party.exhaust(limit);
        }
    }

    /// Lets the party do something, writes what it wrote, and lets the answer to new data follow.
    fn act(
        &mut self,
        cause: Cause,
        answer: &mut impl Answer,
        act: impl FnOnce(&mut Party, &mut Mind, &mut Blobs) -> Vec<Output>,
    ) {
        let mut said = VecDeque::from(self.turn(cause, act, answer));
        while let Some(say) = said.pop_front() {
            let more = match say {
                Say::Data(data) => self.turn(Cause::Own, |party, mind, blobs| party.send(&data, mind, blobs), answer),
                Say::Close => {
                    self.closed_first |= self.party.ending().is_none();
                    self.turn(Cause::Own, Party::close, answer)
                }
            };
            said.extend(more);
        }
        self.keep.forget();
    }

    fn turn(
        &mut self,
        cause: Cause,
        act: impl FnOnce(&mut Party, &mut Mind, &mut Blobs) -> Vec<Output>,
        answer: &mut impl Answer,
    ) -> Vec<Say> {
        // What arrives is taken for as late, and what begins for as early, as whole milliseconds allow: GnuTLS passes over
        // early data where the client states a larger age of its ticket than the server measures.
        self.party.at(self.clock.millis(!matches!(cause, Cause::Start)));
        let done = self.party.handshake_done();
        let party = &mut self.party;
        let (mind, blobs) = self.keep.lend();
        let outputs = self.visit.turn(mind, done, |mind| act(party, mind, blobs));
        let (mut wire, mut said, mut moved) = (Vec::new(), std::mem::take(&mut self.held), false);
        for output in &outputs {
            match output {
                Output::Record(record) => wire.extend_from_slice(self.keep.blobs().bytes(record.wire)),
                // Any other that does not end it is a warning.
                Output::Wrote(wrote) if wrote.name == "alert" && self.party.ending().is_none() => {
                    let close_notify = [AlertLevel::warning.0, AlertDescription::close_notify.0];
                    self.closed_first |= self.keep.blobs().bytes(wrote.blob) == close_notify;
                }
                Output::Effect(Effect::Entered { .. }) => moved = true,
                Output::Effect(Effect::HandshakeDone) => self.deadline = Instant::now() + self.timeout,
                Output::Effect(Effect::Delivered { data }) => {
                    moved = true;
                    // Neither early data nor who was told goodbye and talks on gains time by it.
                    if self.party.handshake_done() && !self.closed_first {
                        self.deadline = Instant::now() + self.timeout;
                    }
                    let data = self.keep.blobs().bytes(*data);
                    let room = MAX_BYTES.saturating_sub(self.delivered).min(data.len() as u64) as usize;
                    self.received.extend_from_slice(data.get(..room).unwrap_or_default());
                    self.delivered += data.len() as u64;
                    said.extend(answer.data(data, self.party.negotiated()));
                }
                _ => {}
            }
        }
        if moved {
            self.guest.moved(self.party.handshake_done());
        }
        if !outputs.is_empty() {
            self.keep.note(self.elapsed(), What::Turn { role: self.role, cause, outputs });
        }
        self.keep.left(wire.len());
        self.write(&wire);
        if !self.party.handshake_done() {
            self.held = std::mem::take(&mut said);
        }
        said
    }

    /// Writes all of it, unless the peer does not read for too long. Where the peer is gone, reading will tell.
    fn write(&mut self, mut bytes: &[u8]) {
        let until = Instant::now() + self.timeout;
        while !bytes.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                // What it read so far is in the trace; nothing more will be.
                let (mind, blobs) = self.keep.lend();
                drop(self.party.stall(mind, blobs));
                return;
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
        if self.stream.shutdown(Shutdown::Write).is_err() || self.guest.asked() {
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
}

/// How a socket says that its time ran out; systems differ.
fn silent(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
