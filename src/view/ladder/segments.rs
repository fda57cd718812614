//! What TCP carries together: a bracket beside the arrows of records that share a segment, or of one that takes
//! several. Works on numbers only; knows neither markup nor language.

use super::layout::{Row, Shape};
use crate::lab::{Segment, Trace};
use crate::wire::Role;

/// A bracket on its sender's side, from one row to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Bracket {
    pub from: Role,
    pub first: usize,
    pub last: usize,
    /// How many segments, and how many bytes they carry.
    pub segments: usize,
    pub bytes: u32,
}

/// The brackets of a run. A record that is cut joins the segments that share it. Where one arrow is one segment there is
/// nothing to tell.
pub fn brackets(trace: &Trace, rows: &[Row]) -> Vec<Bracket> {
    let mut found: Vec<Bracket> = Vec::new();
    for segment in trace.segments.iter().filter(|segment| !segment.payload.is_empty()) {
        let mut carried = rows.iter().enumerate().filter(|(_, row)| carries(trace, segment, row)).map(|(at, _)| at);
        let Some(first) = carried.next() else { continue };
        let (from, last) = (segment.from, carried.next_back().unwrap_or(first));
        let bytes = segment.payload.iter().map(|piece| piece.range.len() as u32).sum();
        match found.last_mut().filter(|bracket| bracket.from == from && bracket.last >= first) {
            Some(bracket) => {
                bracket.last = bracket.last.max(last);
                bracket.segments += 1;
                bracket.bytes += bytes;
            }
            None => found.push(Bracket { from, first, last, segments: 1, bytes }),
        }
    }
    found.retain(|bracket| bracket.segments > 1 || bracket.last > bracket.first);
    found
}

/// Whether a segment carries a record of a row's message, as it was sent.
fn carries(trace: &Trace, segment: &Segment, row: &Row) -> bool {
    let message = row.message.and_then(|id| trace.message(id));
    let sent = matches!(row.shape, Shape::Arrow { from, .. } if from == segment.from);
    message.filter(|_| sent).is_some_and(|message| {
        let wire = message.records.iter().filter_map(|(id, _)| trace.record(*id)?.sent);
        wire.into_iter().any(|blob| segment.payload.iter().any(|piece| piece.blob == blob))
    })
}
