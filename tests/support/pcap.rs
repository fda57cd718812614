//! A run as a capture file: the segments of each connection as they arrived, in TCP and IPv4, with the checksums
//! reckoned. Where the path made more or fewer bytes of a flight, the numbers behind it follow, as they do when
//! somebody in between has a connection with either side. Knows nothing of TLS.

use handscope::lab::log::{Log, What};
use handscope::lab::{Segment, SegmentId};
use handscope::wire::{ConnId, Role};

/// The server's port.
pub const PORT: u16 = 443;
/// The client's port on the first connection; each has its own.
const CLIENT_PORT: u16 = 49152;
/// Client's and server's (RFC 5737, 3).
const ADDRESSES: [[u8; 4]; 2] = [[192, 0, 2, 1], [192, 0, 2, 2]];
const INITIAL_NUMBERS: [u32; 2] = [1_000_000, 2_000_000];
const LINKTYPE_RAW: u32 = 101;
const TCP: u8 = 6;
const MSS: usize = 1460;

/// What arrives at one moment: a bare segment, or the first of a flight with all bytes that came of it.
struct Arrival<'a> {
    time: u32,
    segment: &'a Segment,
    bytes: Vec<u8>,
    /// The sequence number behind it as its sender counts.
    end: u32,
}

/// The capture of a run, as a file.
pub fn pcap(log: &Log, clock: u32) -> Vec<u8> {
    let mut file = [0xa1b2_c3d4_u32.to_le_bytes(), [2, 0, 4, 0], [0; 4], [0; 4]].concat();
    file.extend([65535, LINKTYPE_RAW].map(u32::to_le_bytes).concat());
    for connection in &log.connections {
        // Behind which number of a sender how much more has arrived than it sent.
        let mut shifts: [Vec<(u32, i64)>; 2] = Default::default();
        for arrival in arrivals(log, connection.id) {
            let (segment, from, to) = (arrival.segment, side(arrival.segment.from), side(arrival.segment.from.peer()));
            let mut seq = shifted(&shifts[from], segment.seq);
            let ack = shifted(&shifts[to], segment.ack);
            let bare = segment.payload.is_empty();
            let parts: Vec<&[u8]> = if bare { vec![&[]] } else { arrival.bytes.chunks(MSS).collect() };
            for part in parts {
                let packet = ipv4(from, &tcp(segment, seq, ack, part));
                let (time, len) = (connection.start as u32 + arrival.time, packet.len() as u32);
                file.extend([clock + time / 1000, time % 1000 * 1000, len, len].map(u32::to_le_bytes).concat());
                file.extend(packet);
                seq += part.len() as u32;
            }
            if !bare {
                shifts[from].push((arrival.end, i64::from(seq) - i64::from(arrival.end)));
            }
        }
    }
    file
}

/// All that arrives on a connection, in order.
fn arrivals<'a>(log: &'a Log, conn: ConnId) -> Vec<Arrival<'a>> {
    let own = || log.segments.iter().filter(move |segment| segment.conn == conn);
    let bare = |segment: &&Segment| segment.payload.is_empty();
    let alone =
        |segment: &'a Segment| Some(Arrival { time: segment.arrived?, segment, bytes: Vec::new(), end: segment.seq });
    let mut all: Vec<Arrival<'_>> = own().filter(bare).filter_map(alone).collect();
    let data = |role| own().filter(move |segment| segment.from == role && !bare(segment)).peekable();
    let mut queues = [data(Role::Client), data(Role::Server)];
    for entry in log.entries.iter().filter(|entry| entry.conn == conn) {
        let What::Passed { flight, passage } = &entry.what else { continue };
        let queue = &mut queues[side(flight.from)];
        let segment = queue.next().expect("a flight has a segment");
        let end = segment.seq + flight.len(&log.blobs) as u32;
        while queue.next_if(|next| next.seq < end).is_some() {}
        let bytes = passage.pieces.iter().flat_map(|piece| log.blobs.piece(piece)).copied().collect();
        all.push(Arrival { time: entry.time, segment, bytes, end });
    }
    let order = |arrival: &Arrival<'_>| -> (u32, SegmentId) { (arrival.time, arrival.segment.id) };
    all.sort_by_key(order);
    all
}

fn shifted(shifts: &[(u32, i64)], number: u32) -> u32 {
    let by = shifts.iter().rev().find(|(from, _)| *from <= number).map_or(0, |(_, by)| *by);
    u32::try_from(i64::from(number) + by).expect("a sequence number")
}

/// RFC 9293, 3.1.
fn tcp(segment: &Segment, seq: u32, ack: u32, payload: &[u8]) -> Vec<u8> {
    let (from, to, flags) = (side(segment.from), side(segment.from.peer()), segment.flags);
    let client = CLIENT_PORT + segment.conn.0;
    let ack = if flags.ack { INITIAL_NUMBERS[to] + ack } else { 0 };
    let bits = [flags.fin, flags.syn, flags.rst, !payload.is_empty(), flags.ack];
    let bits = bits.iter().enumerate().fold(0, |all, (at, bit)| all | u8::from(*bit) << at);
    let ports = if from == 0 { [client, PORT] } else { [PORT, client] };
    let mut out = ports.map(u16::to_be_bytes).concat();
    out.extend([INITIAL_NUMBERS[from] + seq, ack].map(u32::to_be_bytes).concat());
    out.extend([5 << 4, bits, 0xff, 0xff, 0, 0, 0, 0]);
    out.extend(payload);
    let pseudo = [&ADDRESSES[from][..], &ADDRESSES[to], &[0, TCP], &(out.len() as u16).to_be_bytes(), &out].concat();
    out[16..18].copy_from_slice(&checksum(&pseudo));
    out
}

/// RFC 791, 3.1.
fn ipv4(from: usize, payload: &[u8]) -> Vec<u8> {
    let len = (20 + payload.len() as u16).to_be_bytes();
    let mut out =
        [&[0x45, 0, len[0], len[1], 0, 0, 0x40, 0, 64, TCP, 0, 0][..], &ADDRESSES[from], &ADDRESSES[1 - from]].concat();
    let sum = checksum(&out);
    out[10..12].copy_from_slice(&sum);
    [&out, payload].concat()
}

/// RFC 1071.
fn checksum(bytes: &[u8]) -> [u8; 2] {
    let words = bytes.chunks(2).map(|two| u32::from(two[0]) << 8 | u32::from(*two.get(1).unwrap_or(&0)));
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    (!(sum as u16)).to_be_bytes()
}

fn side(role: Role) -> usize {
    usize::from(role == Role::Server)
}
