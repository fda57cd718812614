//! The messages and records of a trace, each as sent and as arrived.

use super::matching;
use crate::lab::log::{Log, What};
use crate::lab::trace::{ActorKind, Message, MessageId, Opened, Record, RecordId};
use crate::net::{Fate, Flight, Numbers, Passage, Struck};
use crate::short::Map;
use crate::tls::{OpenedRecord, Output, SentRecord, Stray, Wrote};
use crate::wire::{ActorId, BlobId, Blobs, ConnId, ContentType, EntryRef, Piece, Role};

/// What a trace lists, with the look-ups that its steps need.
#[derive(Debug, Default)]
pub struct Tables {
    pub messages: Vec<Message>,
    pub records: Vec<Record>,
    /// By the blob of a message as sent, or as arrived.
    pub message_of: Map<BlobId, MessageId>,
    /// By the blob of a record as it arrived; of one that arrived twice, the first.
    pub record_of: Map<BlobId, RecordId>,
    pub fates: Map<MessageId, Fate>,
    pub strikes: Map<MessageId, Vec<Struck>>,
    /// By the plaintext of a record as sent or as opened.
    plains: Map<BlobId, RecordId>,
    /// By the wire bytes of a record as sent.
    wires: Map<BlobId, RecordId>,
}

/// Who speaks to whom in a turn.
#[derive(Clone, Copy)]
struct Side {
    conn: ConnId,
    role: Role,
    actor: ActorId,
}

impl Tables {
    /// The tables of a log.
    pub fn of(log: &Log) -> Self {
        let (mut tables, mut numbers) = (Self::default(), Map::<ConnId, Numbers>::default());
        // What a remote peer sent is known by its arrival alone: there, time is the only order. In a run, what was
        // sent comes first, and what the network made stands behind it; the order of records is part of old links.
        let remote = log.actors.iter().any(|actor| actor.kind == ActorKind::Remote);
        let passes: &[(bool, bool)] = if remote { &[(true, true)] } else { &[(true, false), (false, true)] };
        for (sending, arriving) in passes {
            for entry in &log.entries {
                let side = |role| Side { conn: entry.conn, role, actor: actor(log, entry.conn, role) };
                match &entry.what {
                    What::Turn { role, outputs, .. } => {
                        if *arriving {
                            tables.arrived(side(role.peer()), side(*role).actor, outputs, &log.blobs);
                        }
                        if *sending {
                            tables.sent(side(*role), outputs, numbers.slot(entry.conn));
                        }
                    }
                    What::Passed { flight, passage } if *sending => tables.passed(flight, passage),
                    What::Passed { .. } | What::Tcp(_) | What::Ended { .. } => {}
                }
            }
        }
        tables.number();
        tables
    }

    /// The message that a blob is, as sent or as arrived.
    pub fn message(&self, blob: BlobId) -> Option<&Message> {
        self.message_of.get(&blob).and_then(|id| self.messages.get(id.0 as usize))
    }

    fn sent(&mut self, side: Side, outputs: &[Output], numbers: &mut Numbers) {
        for output in outputs {
            if let Output::Record(record) = output {
                self.send_record(side, record);
            }
        }
        for output in outputs {
            if let Output::Wrote(wrote) = output {
                let nth = numbers.next(side.role, wrote.name);
                self.send_message(side, wrote, nth);
            }
        }
    }

    fn send_record(&mut self, side: Side, record: &SentRecord) {
        let id = RecordId(index(self.records.len()));
        self.wires.insert(record.wire, id);
        self.plains.insert(record.plain, id);
        self.records.push(Record {
            id,
            conn: side.conn,
            from: side.actor,
            content_type: record.content_type,
            sent: Some(record.wire),
            plain: Some(record.plain),
            key: record.key.map(|entry| EntryRef { actor: side.actor, entry }),
            seq: record.seq,
            arrived: None,
            opened_key: None,
            opened: Opened::Unread,
        });
    }

    fn send_message(&mut self, side: Side, wrote: &Wrote, nth: u32) {
        let id = MessageId(index(self.messages.len()));
        self.message_of.insert(wrote.blob, id);
        let records = self.locate(&wrote.pieces);
        self.messages.push(Message {
            id,
            conn: side.conn,
            from: side.actor,
            role: side.role,
            name: wrote.name,
            nth,
            content_type: wrote.content_type,
            sent: Some(wrote.blob),
            arrived: None,
            records,
        });
    }

    fn passed(&mut self, flight: &Flight, passage: &Passage) {
        let ids = flight.messages.iter().map(|message| self.message_of.get(&message.blob).copied());
        let ids = ids.collect::<Vec<_>>();
        for (id, fate) in ids.iter().zip(&passage.messages) {
            if let Some(id) = *id {
                self.fates.insert(id, *fate);
            }
        }
        for struck in &passage.struck {
            let Some(id) = struck.message.and_then(|at| *ids.get(at)?) else { continue };
            self.strikes.slot(id).push(struck.clone());
        }
    }

    fn arrived(&mut self, from: Side, reader: ActorId, outputs: &[Output], blobs: &Blobs) {
        for output in outputs {
            match output {
                Output::Opened(opened) => self.open_record(from, reader, opened, blobs),
                Output::Arrived { name, blob, pieces } => self.take_message(from, name, *blob, pieces, blobs),
                _ => {}
            }
        }
    }

    fn open_record(&mut self, from: Side, reader: ActorId, taken: &OpenedRecord, blobs: &Blobs) {
        let sources = matching::sources(blobs, taken.wire);
        let known = sources.iter().filter_map(|piece| self.wires.get(&piece.blob)).copied();
        let fresh = |id: &RecordId| self.records.get(id.0 as usize).is_some_and(|record| record.arrived.is_none());
        let id = known.into_iter().find(fresh).unwrap_or_else(|| self.insert_record(from, taken, blobs));
        if self.record_of.get(&taken.wire).is_none() {
            self.record_of.insert(taken.wire, id);
        }
        if let Some(record) = self.records.get_mut(id.0 as usize) {
            record.arrived = Some(taken.wire);
            record.opened_key = taken.key.map(|entry| EntryRef { actor: reader, entry });
            record.opened = match (taken.plain, taken.key) {
                (Some(plain), _) => Opened::Plain(plain),
                (None, Some(_)) => Opened::Failed,
                (None, None) => Opened::Unread,
            };
        }
        // What was not opened is known by its bytes on the wire.
        self.plains.insert(taken.plain.unwrap_or(taken.wire), id);
    }

    /// A record that nobody sent as it is: the network made it, or a peer of which nothing inside is known.
    fn insert_record(&mut self, from: Side, taken: &OpenedRecord, blobs: &Blobs) -> RecordId {
        let id = RecordId(index(self.records.len()));
        let first = blobs.bytes(taken.wire).first().copied().unwrap_or_default();
        self.records.push(Record {
            id,
            conn: from.conn,
            from: from.actor,
            content_type: ContentType(first),
            sent: None,
            plain: None,
            key: None,
            seq: taken.seq,
            arrived: None,
            opened_key: None,
            opened: Opened::Unread,
        });
        id
    }

    fn take_message(&mut self, from: Side, name: &'static str, blob: BlobId, pieces: &[Piece], blobs: &Blobs) {
        let fresh = |id: MessageId| self.messages.get(id.0 as usize).is_some_and(|message| message.arrived.is_none());
        let found = matching::bytes(pieces)
            .filter_map(|(plain, at)| {
                matching::as_sent(blobs, self.record_by_plain(plain)?, at, |wire| self.by_wire(wire))
            })
            .filter_map(|(plain, at)| self.holding(plain, at))
            .find(|id| fresh(*id));
        let id = found.unwrap_or_else(|| self.insert_message(from, name, pieces));
        self.message_of.insert(blob, id);
        // What is passed over unread arrives as a record, and not as the message that was sent in it.
        let unread = name == Stray::EarlyData.id() && found.is_some();
        if let Some(message) = self.messages.get_mut(id.0 as usize).filter(|_| !unread) {
            message.arrived = Some(blob);
        }
    }

    fn insert_message(&mut self, from: Side, name: &'static str, pieces: &[Piece]) -> MessageId {
        let id = MessageId(index(self.messages.len()));
        let records = self.locate(pieces);
        let content_type = records.first().and_then(|(id, _)| self.records.get(id.0 as usize));
        let content_type = content_type.map_or(ContentType::invalid, |record| record.content_type);
        self.messages.push(Message {
            id,
            conn: from.conn,
            from: from.actor,
            role: from.role,
            name,
            nth: 0,
            content_type: matching::content_type(name).unwrap_or(content_type),
            sent: None,
            arrived: None,
            records,
        });
        id
    }

    /// Messages that nobody sent are counted behind those that were, so that they never move a name.
    fn number(&mut self) {
        let mut last: Map<(ConnId, Role, &'static str), u32> = Map::default();
        for message in &self.messages {
            let count = last.slot((message.conn, message.role, message.name));
            *count = (*count).max(message.nth);
        }
        for message in self.messages.iter_mut().filter(|message| message.nth == 0) {
            let count = last.slot((message.conn, message.role, message.name));
            *count += 1;
            message.nth = *count;
        }
    }

    /// The message whose bytes, as sent, hold a byte of a plaintext.
    fn holding(&self, plain: BlobId, at: u32) -> Option<MessageId> {
        let holds = |(_, piece): &(RecordId, Piece)| piece.blob == plain && piece.range.contains(&at);
        let sent = self.messages.iter().filter(|message| message.sent.is_some());
        sent.into_iter().find(|message| message.records.iter().any(holds)).map(|message| message.id)
    }

    fn record_by_plain(&self, plain: BlobId) -> Option<&Record> {
        self.plains.get(&plain).and_then(|id| self.records.get(id.0 as usize))
    }

    fn by_wire(&self, wire: BlobId) -> Option<&Record> {
        self.wires.get(&wire).and_then(|id| self.records.get(id.0 as usize))
    }

    fn locate(&self, pieces: &[Piece]) -> Vec<(RecordId, Piece)> {
        let located = pieces.iter().filter_map(|piece| Some((*self.plains.get(&piece.blob)?, piece.clone())));
        located.collect()
    }
}

fn actor(log: &Log, conn: ConnId, role: Role) -> ActorId {
    let connection = log.connections.get(usize::from(conn.0));
    match role {
        Role::Client => connection.map_or(ActorId(0), |connection| connection.client),
        Role::Server => connection.map_or(ActorId(1), |connection| connection.server),
    }
}

fn index(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
