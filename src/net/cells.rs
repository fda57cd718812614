//! A flight taken apart into single bytes, each of which knows where it came from, so that any edit
//! keeps the provenance of what it leaves alone.

use super::fault::Strike;
use super::flight::{Flight, Stretch};
use crate::wire::{Blobs, Grammar, Origin, Piece};

/// One byte on the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cell {
    byte: u8,
    /// The record in whose place it travels, by its index in the flight.
    record: usize,
    /// Its offset in that record as sent; none for a byte that was inserted.
    offset: Option<u32>,
    /// Whether its value is no longer the sender's.
    changed: bool,
}

/// A byte of a record as sent: the record's index in the flight, the offset in it.
pub type PlaceOf = (usize, u32);

/// The bytes of a flight on the path, in order.
#[derive(Clone, Debug)]
pub struct Cells(Vec<Cell>);

impl Cells {
    /// All bytes of a flight as sent.
    pub fn new(flight: &Flight, blobs: &Blobs) -> Self {
        let cells = flight.records.iter().enumerate().flat_map(|(record, carrier)| {
            let bytes = blobs.bytes(carrier.sent.wire).iter();
            bytes.zip(0..).map(move |(byte, offset)| Cell { byte: *byte, record, offset: Some(offset), changed: false })
        });
        Self(cells.collect())
    }

    /// The places of the bytes of some stretches, from the `skip`th on.
    pub fn places(stretches: &[Stretch], skip: u32) -> Vec<PlaceOf> {
        let all = stretches.iter().flat_map(|stretch| stretch.range.clone().map(|offset| (stretch.record, offset)));
        all.skip(skip as usize).collect()
    }

    /// Gives the bytes at these places new values, as many as there are; none where nothing changed.
    pub fn rewrite(&mut self, places: &[PlaceOf], with: &[u8], value: impl Fn(u8, u8) -> u8) -> Option<Strike> {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for (place, with) in places.iter().zip(with) {
            let Some(at) = self.find(*place) else { continue };
            let Some(cell) = self.0.get_mut(at) else { continue };
            before.push(cell.byte);
            cell.changed |= value(cell.byte, *with) != cell.byte;
            cell.byte = value(cell.byte, *with);
            after.push(cell.byte);
        }
        let at = places.first()?.1;
        (before != after).then_some(Strike::Changed { at, before, after })
    }

    /// Takes the bytes at these places out.
    pub fn remove(&mut self, places: &[PlaceOf]) -> Option<Strike> {
        let mut before = Vec::new();
        for place in places {
            if let Some(at) = self.find(*place) {
                before.push(self.0.remove(at).byte);
            }
        }
        let at = places.first()?.1;
        (!before.is_empty()).then_some(Strike::Changed { at, before, after: Vec::new() })
    }

    /// Puts bytes in front of a place; behind the last byte of the stretches where there is no such place.
    pub fn insert(&mut self, before: Option<PlaceOf>, stretches: &[Stretch], new: &[u8]) -> Option<Strike> {
        let end = stretches.last().map(|stretch| (stretch.record, stretch.range.end));
        let (record, offset) = before.or(end)?;
        let at = match before.and_then(|place| self.find(place)) {
            Some(at) => at,
            None => self.find((record, offset.checked_sub(1)?))? + 1,
        };
        self.0.splice(at..at, new.iter().map(|byte| Cell::foreign(*byte, record)));
        (!new.is_empty()).then(|| Strike::Changed { at: offset, before: Vec::new(), after: new.to_vec() })
    }

    /// Loses these records; whether there was anything to lose.
    pub fn drop(&mut self, records: &[usize]) -> bool {
        let before = self.0.len();
        self.0.retain(|cell| !records.contains(&cell.record));
        self.0.len() < before
    }

    /// Repeats these records behind the last of them; whether there was anything to repeat.
    pub fn duplicate(&mut self, records: &[usize]) -> bool {
        let copy: Vec<Cell> = self.0.iter().filter(|cell| records.contains(&cell.record)).copied().collect();
        let Some(last) = self.0.iter().rposition(|cell| records.contains(&cell.record)) else { return false };
        self.0.splice(last + 1..last + 1, copy);
        true
    }

    /// Puts bytes behind a record; at the end where it is gone.
    pub fn inject(&mut self, record: usize, bytes: &[u8]) {
        let at = self.0.iter().rposition(|cell| cell.record <= record).map_or(0, |last| last + 1);
        self.0.splice(at..at, bytes.iter().map(|byte| Cell::foreign(*byte, record)));
    }

    /// How many bytes travel in a record's place.
    pub fn len_of(&self, record: usize) -> usize {
        self.0.iter().filter(|cell| cell.record == record).count()
    }

    /// Whether a stretch is still there, unbroken and unchanged.
    pub fn intact(&self, stretch: &Stretch) -> bool {
        let Some(start) = self.find((stretch.record, stretch.range.start)) else { return stretch.range.is_empty() };
        let Some(cells) = self.0.get(start..start + stretch.range.len()) else { return false };
        let as_sent = |(cell, offset): (&Cell, u32)| {
            cell.record == stretch.record && cell.offset == Some(offset) && !cell.changed
        };
        cells.iter().zip(stretch.range.clone()).all(as_sent)
    }

    /// What arrives: pieces of the records as sent, and of new blobs for what is new.
    pub fn into_pieces(self, flight: &Flight, blobs: &mut Blobs) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for run in self.0.chunk_by(Cell::joins) {
            let Some(first) = run.first() else { continue };
            let sent = flight.records.get(first.record).map(|carrier| carrier.sent.wire);
            pieces.push(match (sent, first.offset) {
                (Some(blob), Some(start)) if !first.changed => {
                    Piece { blob, range: start..start + u32::try_from(run.len()).unwrap_or(u32::MAX) }
                }
                _ => {
                    let bytes: Vec<u8> = run.iter().map(|cell| cell.byte).collect();
                    let of = run.chunk_by(Cell::follows).filter_map(|cells| replaced(cells, flight)).collect();
                    let blob = blobs.add(bytes, Grammar::Opaque, Origin::Network { of });
                    blobs.whole(blob)
                }
            });
        }
        pieces
    }

    fn find(&self, (record, offset): PlaceOf) -> Option<usize> {
        self.0.iter().position(|cell| cell.record == record && cell.offset == Some(offset))
    }
}

impl Cell {
    fn foreign(byte: u8, record: usize) -> Self {
        Self { byte, record, offset: None, changed: true }
    }

    /// Whether two neighbours come from one piece.
    fn joins(&self, next: &Self) -> bool {
        match (self.changed, next.changed) {
            (false, false) => self.follows(next),
            (this, next) => this && next,
        }
    }

    /// Whether two neighbours were neighbours as sent.
    fn follows(&self, next: &Self) -> bool {
        let follows = self.offset.zip(next.offset).is_some_and(|(this, next)| this + 1 == next);
        self.record == next.record && follows
    }
}

/// The piece that a run of changed bytes stands in place of; none of inserted ones.
fn replaced(cells: &[Cell], flight: &Flight) -> Option<Piece> {
    let first = cells.first()?;
    let (start, len) = (first.offset?, u32::try_from(cells.len()).unwrap_or(u32::MAX));
    Some(Piece { blob: flight.records.get(first.record)?.sent.wire, range: start..start.saturating_add(len) })
}
