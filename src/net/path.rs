//! The path between the parties: a flight goes in, what arrives comes out, byte by byte, with what
//! struck it. Faults and attackers work here, without keys.

use super::attacker::{Attacker, Rewrite};
use super::cells::Cells;
use super::fault::{Fault, Strike, Target};
use super::flight::{Flight, Stretch};
use crate::tls::{Change, Edit};
use crate::wire::record::HEADER_LEN;
use crate::wire::{Blobs, ConnId, Piece};

/// Something that works on the path, with the index of the fault it stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Hand {
    Fault(usize, Fault),
    /// On one connection.
    Attacker(usize, ConnId, Attacker),
}

impl Hand {
    /// The index of the fault it stands for.
    pub fn fault(&self) -> usize {
        match self {
            Self::Fault(fault, _) | Self::Attacker(fault, ..) => *fault,
        }
    }
}

/// What came of a flight on its way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passage {
    /// What arrives, in order.
    pub pieces: Vec<Piece>,
    pub struck: Vec<Struck>,
    /// For each message of the flight, whether the path touched it.
    pub messages: Vec<Fate>,
}

/// One strike.
#[derive(Clone, Debug, PartialEq)]
pub struct Struck {
    pub fault: usize,
    pub strike: Strike,
    /// The index of the message it struck, or of the first in the record it struck.
    pub message: Option<usize>,
}

/// What the path did to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Every byte that carries it came through as it was.
    Whole,
    /// Something else came through in its place.
    Changed,
    /// Nothing of it came through.
    Lost,
}

/// Carries a flight over the path.
pub fn pass(flight: &Flight, hands: &[Hand], blobs: &mut Blobs) -> Passage {
    let mut cells = Cells::new(flight, blobs);
    let mut struck = Vec::new();
    for hand in hands {
        match hand {
            Hand::Fault(fault, what) => {
                struck.extend(apply(what, flight, blobs, &mut cells).map(|(strike, message)| Struck {
                    fault: *fault,
                    strike,
                    message,
                }))
            }
            Hand::Attacker(_, conn, _) if *conn != flight.conn => {}
            Hand::Attacker(fault, _, attacker) => {
                let strikes = attack(attacker, flight, blobs, &mut cells);
                struck.extend(strikes.into_iter().map(|(strike, message)| Struck {
                    fault: *fault,
                    strike,
                    message: Some(message),
                }));
            }
        }
    }
    let messages =
        flight.messages.iter().map(|message| fate(flight, flight.stretches_of(message, blobs), &cells, blobs));
    let messages = messages.collect();
    Passage { pieces: cells.into_pieces(flight, blobs), struck, messages }
}

/// Applies one fault; none where it finds nothing to strike here.
fn apply(fault: &Fault, flight: &Flight, blobs: &Blobs, cells: &mut Cells) -> Option<(Strike, Option<usize>)> {
    let (Fault::Wire { target, .. }
    | Fault::Drop { target }
    | Fault::Duplicate { target }
    | Fault::Inject { target, .. }) = fault
    else {
        return None;
    };
    let stretches = flight.stretches(target, blobs);
    let records: Vec<usize> = stretches.iter().map(|stretch| stretch.record).collect();
    let (first, last) = (*records.first()?, *records.last()?);
    let strike = match fault {
        Fault::Wire { spot, .. } => {
            let start = flight.field(target, &spot.path, blobs)?;
            change(cells, &stretches, start, &spot.edit)?
        }
        Fault::Drop { .. } => cells.drop(&records).then_some(Strike::Dropped)?,
        Fault::Duplicate { .. } => cells.duplicate(&records).then_some(Strike::Duplicated)?,
        Fault::Inject { bytes, .. } => {
            cells.inject(last, bytes);
            Strike::Injected { len: u32::try_from(bytes.len()).unwrap_or(u32::MAX) }
        }
        _ => return None,
    };
    Some((strike, struck_message(flight, target, first)))
}

fn struck_message(flight: &Flight, target: &Target, record: usize) -> Option<usize> {
    let named = flight.messages.iter().position(|message| message.name == target.name && message.nth == target.nth);
    named.filter(|_| target.name != "record").or_else(|| flight.first_in(record))
}

/// Edits the bytes of a target; what reaches beyond its end is left alone.
fn change(cells: &mut Cells, stretches: &[Stretch], start: u32, edit: &Edit) -> Option<Strike> {
    let start = start.saturating_add(u32::try_from(edit.at).unwrap_or(u32::MAX));
    let from = Cells::places(stretches, start);
    match &edit.change {
        Change::Xor(mask) => cells.rewrite(&from, mask, |old, mask| old ^ mask),
        Change::Set(new) => cells.rewrite(&from, new, |_, new| new),
        Change::Remove(n) => cells.remove(from.get(..*n).unwrap_or(&from)),
        Change::Insert(new) => cells.insert(from.first().copied(), stretches, new),
    }
}

/// Lets an attacker at every ClientHello of the flight. What it takes out is its strike; the lengths around
/// that are mended, those of the records too, and show in what arrives.
fn attack(attacker: &Attacker, flight: &Flight, blobs: &Blobs, cells: &mut Cells) -> Vec<(Strike, usize)> {
    let mut strikes = Vec::new();
    for (index, message) in flight.messages.iter().enumerate().filter(|(_, message)| message.name == "client_hello") {
        let Some(blob) = blobs.get(message.blob) else { continue };
        let stretches = flight.stretches_of(message, blobs);
        let Rewrite { mended, taken } = attacker.rewrite(blob);
        for (range, new) in &mended {
            cells.rewrite(&Cells::places(&stretches, range.start), new, |_, new| new);
        }
        for range in &taken {
            let places = Cells::places(&stretches, range.start);
            let strike = cells.remove(places.get(..range.len()).unwrap_or(&places));
            strikes.extend(strike.map(|strike| (strike, index)));
        }
        if !taken.is_empty() {
            stretches.iter().for_each(|stretch| mend(cells, stretch.record));
        }
    }
    strikes
}

/// Makes a record's length field say what stands behind it (RFC 8446, 5.1).
fn mend(cells: &mut Cells, record: usize) {
    let len = cells.len_of(record).saturating_sub(HEADER_LEN);
    let header = [Stretch { record, range: 3..5 }];
    let len = u16::try_from(len).unwrap_or(u16::MAX).to_be_bytes();
    cells.rewrite(&Cells::places(&header, 0), &len, |_, new| new);
}

/// What became of a message: of its own bytes and of the headers of its records; of a protected one,
/// of all bytes of its records, for they stand or fall together.
fn fate(flight: &Flight, stretches: Vec<Stretch>, cells: &Cells, blobs: &Blobs) -> Fate {
    let protected = |record: usize| flight.records.get(record).is_some_and(|record| record.sent.key.is_some());
    let intact = |stretch: &Stretch| match protected(stretch.record) {
        true => cells.intact(&flight.whole(stretch.record, blobs)),
        false => {
            let header = Stretch { record: stretch.record, range: 0..HEADER_LEN as u32 };
            cells.intact(&header) && cells.intact(stretch)
        }
    };
    if stretches.iter().all(intact) {
        Fate::Whole
    } else if stretches.iter().all(|stretch| cells.len_of(stretch.record) == 0) {
        Fate::Lost
    } else {
        Fate::Changed
    }
}
