//! What travels: segments, records, messages.

use serde_json::{Value, json};

use super::part;
use crate::lab::trace::{Delivery, Message, Opened, Record, Trace};
use crate::net::Segment;
use crate::wire::{BlobId, hex};

pub(super) fn segment(segment: &Segment) -> Value {
    let flags = segment.flags;
    let names = [("SYN", flags.syn), ("ACK", flags.ack), ("FIN", flags.fin), ("RST", flags.rst)];
    json!({
        "id": segment.id.0,
        "connection": segment.conn.0,
        "from": segment.from.name(),
        "flags": names.iter().filter(|(_, set)| *set).map(|(name, _)| *name).collect::<Vec<_>>(),
        "seq": segment.seq,
        "ack": segment.ack,
        "payload": part::pieces(&segment.payload),
        "sent": segment.sent,
        "arrived": segment.arrived,
    })
}

pub(super) fn delivery(delivery: &Delivery) -> Value {
    json!({
        "connection": delivery.conn.0,
        "from": delivery.from.name(),
        "arrived": delivery.arrived,
        "payload": part::pieces(&delivery.pieces),
    })
}

pub(super) fn record(trace: &Trace, record: &Record) -> Value {
    let (opened, opened_blob) = match record.opened {
        Opened::Unread => ("unread", None),
        Opened::Plain(blob) => ("plain", Some(blob.0)),
        Opened::Failed => ("failed", None),
    };
    json!({
        "id": record.id.0,
        "connection": record.conn.0,
        "from": record.from.0,
        "content_type": record.content_type.to_string(),
        "sequence": record.seq,
        "key": record.key.map(|key| key.entry.0),
        "sent": bytes(trace, record.sent),
        "sent_blob": record.sent.map(|blob| blob.0),
        "arrived": bytes(trace, record.arrived),
        "arrived_blob": record.arrived.map(|blob| blob.0),
        "plain_blob": record.plain.map(|blob| blob.0),
        "opened_key": record.opened_key.map(|key| key.entry.0),
        "opened": opened,
        "opened_blob": opened_blob,
        "fields": fields(trace, record.sent.or(record.arrived)),
        "plain_fields": fields(trace, record.plain.or(opened_blob.map(BlobId))),
    })
}

pub(super) fn message(trace: &Trace, message: &Message) -> Value {
    let parts = message.records.iter();
    let parts = parts.map(|(record, piece)| part::extended(part::piece(piece), json!({ "record": record.0 })));
    let changed = message.sent.is_some() && bytes(trace, message.sent) != bytes(trace, message.arrived);
    json!({
        "id": message.id.0,
        "connection": message.conn.0,
        "from": message.from.0,
        "role": message.role.name(),
        "name": message.name,
        "nth": message.nth,
        "content_type": message.content_type.to_string(),
        "sent": bytes(trace, message.sent),
        "sent_blob": message.sent.map(|blob| blob.0),
        "arrived": bytes(trace, message.arrived),
        "arrived_blob": message.arrived.map(|blob| blob.0),
        "records": parts.collect::<Vec<_>>(),
        "fields": fields(trace, message.sent.or(message.arrived)),
        "arrived_fields": message.arrived.filter(|_| changed).map(|blob| fields(trace, Some(blob))),
    })
}

fn bytes(trace: &Trace, blob: Option<BlobId>) -> Option<String> {
    blob.map(|blob| hex::encode(trace.blobs.bytes(blob)))
}

/// The fields of a blob; none where there is no blob.
fn fields(trace: &Trace, blob: Option<BlobId>) -> Value {
    blob.and_then(|blob| trace.blobs.get(blob)).map_or_else(|| json!([]), part::fields)
}
