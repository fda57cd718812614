//! TCP segments, structured, and the little of TCP that a trace shows: opening, data cut to the
//! maximum segment size, closing (RFC 9293, 3.5 and 3.6). Knows nothing of loss or of windows.

use crate::wire::{ConnId, Piece, Role};

/// The one-way delay of the path in virtual milliseconds.
pub const DELAY: u32 = 50;
/// The maximum segment size in bytes: Ethernet's 1500 less the headers of IPv4 and TCP (RFC 9293, 3.7.1).
pub const MSS: u32 = 1460;

/// The index of a segment in the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SegmentId(pub u32);

/// The flags of a TCP segment that matter here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags {
    pub syn: bool,
    pub ack: bool,
    pub fin: bool,
    pub rst: bool,
}

ids! {
    /// What a segment without payload does.
    pub enum TcpEvent {
        Syn = "syn",
        SynAck = "syn_ack",
        Ack = "ack",
        Fin = "fin",
        Rst = "rst",
    }
}

impl Flags {
    /// What a segment with these flags does (RFC 9293, 3.5 and 3.6).
    pub fn event(self) -> TcpEvent {
        match self {
            Self { rst: true, .. } => TcpEvent::Rst,
            Self { syn: true, ack: true, .. } => TcpEvent::SynAck,
            Self { syn: true, .. } => TcpEvent::Syn,
            Self { fin: true, .. } => TcpEvent::Fin,
            Self { .. } => TcpEvent::Ack,
        }
    }
}

/// A TCP segment, structured; bytes exist only in an export.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    pub id: SegmentId,
    pub conn: ConnId,
    pub from: Role,
    pub flags: Flags,
    /// Sequence and acknowledgement numbers, relative to each side's SYN.
    pub seq: u32,
    pub ack: u32,
    /// Payload as its sender wrote it: pieces of wire records, in order. What the path made of it
    /// shows in the records.
    pub payload: Vec<Piece>,
    /// Virtual milliseconds since the connection's start when it left and when it arrived (none: all
    /// its payload was lost).
    pub sent: u32,
    pub arrived: Option<u32>,
}

/// The numbers of one TCP connection; the first of each pair is the client's.
#[derive(Clone, Debug)]
pub struct Tcp {
    conn: ConnId,
    /// The next sequence number of each side.
    next: [u32; 2],
    /// How far each side has read the other.
    read: [u32; 2],
    closed: [bool; 2],
}

impl Tcp {
    /// A connection that is not open yet.
    pub fn new(conn: ConnId) -> Self {
        Self { conn, next: [0; 2], read: [0; 2], closed: [false; 2] }
    }

    /// The three segments of the opening, the last of which arrives at `now + 3 * DELAY`.
    pub fn open(&mut self, now: u32, segments: &mut Vec<Segment>) -> [SegmentId; 3] {
        let (syn, ack) = (Flags { syn: true, ..Flags::default() }, Flags { ack: true, ..Flags::default() });
        let first = self.send(Role::Client, syn, 1, Vec::new(), now, segments);
        self.reads(Role::Server, 1);
        let second = self.send(Role::Server, Flags { syn: true, ..ack }, 1, Vec::new(), now + DELAY, segments);
        self.reads(Role::Client, 1);
        [first, second, self.send(Role::Client, ack, 0, Vec::new(), now + 2 * DELAY, segments)]
    }

    /// Segments for what was written at once.
    pub fn write(&mut self, from: Role, records: &[Piece], now: u32, segments: &mut Vec<Segment>) -> Vec<SegmentId> {
        let flags = Flags { ack: true, ..Flags::default() };
        let cut = cut(records).into_iter();
        cut.map(|(len, payload)| self.send(from, flags, len, payload, now, segments)).collect()
    }

    /// The segment that closes one direction.
    pub fn close(&mut self, from: Role, now: u32, segments: &mut Vec<Segment>) -> SegmentId {
        *from.of_mut(&mut self.closed) = true;
        self.send(from, Flags { fin: true, ack: true, ..Flags::default() }, 1, Vec::new(), now, segments)
    }

    /// A segment that only acknowledges.
    pub fn acknowledge(&mut self, from: Role, now: u32, segments: &mut Vec<Segment>) -> SegmentId {
        self.send(from, Flags { ack: true, ..Flags::default() }, 0, Vec::new(), now, segments)
    }

    /// Notes that a side read so many numbers more of the other.
    pub fn reads(&mut self, by: Role, len: u32) {
        let read = by.of_mut(&mut self.read);
        *read = read.saturating_add(len);
    }

    /// Whether a side has closed its direction.
    pub fn closed(&self, from: Role) -> bool {
        *from.of(&self.closed)
    }

    fn send(
        &mut self,
        from: Role,
        flags: Flags,
        len: u32,
        payload: Vec<Piece>,
        now: u32,
        segments: &mut Vec<Segment>,
    ) -> SegmentId {
        let id = SegmentId(u32::try_from(segments.len()).unwrap_or(u32::MAX));
        let next = from.of_mut(&mut self.next);
        let ack = if flags.ack { *from.of(&self.read) } else { 0 };
        let arrived = Some(now.saturating_add(DELAY));
        segments.push(Segment { id, conn: self.conn, from, flags, seq: *next, ack, payload, sent: now, arrived });
        *next = next.saturating_add(len);
        id
    }
}

/// Cuts what was written into payloads of at most MSS bytes, each with its length.
fn cut(records: &[Piece]) -> Vec<(u32, Vec<Piece>)> {
    let mut out: Vec<(u32, Vec<Piece>)> = Vec::new();
    for record in records {
        let mut start = record.range.start;
        while start < record.range.end {
            let room = out.last().map_or(0, |(len, _)| MSS - len);
            if room == 0 {
                out.push((0, Vec::new()));
            }
            let Some((len, payload)) = out.last_mut() else { break };
            let end = record.range.end.min(start + (MSS - *len));
            payload.push(Piece { blob: record.blob, range: start..end });
            *len += end - start;
            start = end;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::BlobId;

    #[test]
    fn a_write_is_cut_to_the_segment_size_across_records() {
        let records = [Piece { blob: BlobId(0), range: 0..1000 }, Piece { blob: BlobId(1), range: 0..2000 }];
        let cut = cut(&records);
        assert_eq!(cut.iter().map(|(len, _)| *len).collect::<Vec<_>>(), [1460, 1460, 80]);
        assert_eq!(cut[0].1[1], Piece { blob: BlobId(1), range: 0..460 });
        assert_eq!(cut[2].1, [Piece { blob: BlobId(1), range: 1920..2000 }]);
    }

    #[test]
    fn numbers_count_syn_data_and_fin() {
        let (mut tcp, mut segments) = (Tcp::new(ConnId(0)), Vec::new());
        tcp.open(0, &mut segments);
        tcp.write(Role::Client, &[Piece { blob: BlobId(0), range: 0..1500 }], 100, &mut segments);
        tcp.reads(Role::Server, 1500);
        tcp.close(Role::Server, 150, &mut segments);
        let numbers: Vec<_> = segments.iter().map(|segment| (segment.seq, segment.ack)).collect();
        assert_eq!(numbers, [(0, 0), (0, 1), (1, 1), (1, 1), (1461, 1), (1, 1501)]);
        assert!(tcp.closed(Role::Server) && !tcp.closed(Role::Client));
    }
}
