//! What every part of the JSON uses: pieces, clauses, blobs, the fields of a tree.

use serde_json::{Map, Value, json};

use crate::pki;
use crate::wire::{self, Blob, BlobId, Clause, Origin, Piece, Tree, hex};

/// A stretch of a blob.
pub(super) fn piece(piece: &Piece) -> Value {
    json!({ "blob": piece.blob.0, "start": piece.range.start, "end": piece.range.end })
}

pub(super) fn pieces(all: &[Piece]) -> Value {
    all.iter().map(piece).collect()
}

/// A place in an RFC.
pub(super) fn clause(clause: Clause) -> Value {
    json!({ "rfc": clause.rfc, "section": clause.section })
}

/// Names and values that were compared.
pub(super) fn compared(all: &[(&'static str, String)]) -> Value {
    all.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

/// An object with the members of another behind its own, or in their place.
pub fn extended(object: Value, more: Value) -> Value {
    match (object, more) {
        (Value::Object(mut object), Value::Object(more)) => {
            object.extend(more);
            Value::Object(object)
        }
        (object, _) => object,
    }
}

/// A blob with where it came from.
pub(super) fn blob(id: BlobId, blob: &Blob) -> Value {
    let origin = match &blob.origin {
        Origin::Sent(actor) => json!({ "kind": "sent", "actor": actor.0 }),
        Origin::Arrived { of } => json!({ "kind": "arrived", "of": pieces(of) }),
        Origin::Opened { from, key } => {
            json!({ "kind": "opened", "from": pieces(from), "key": key.entry.0, "actor": key.actor.0 })
        }
        Origin::Part(part) => json!({ "kind": "part", "of": piece(part) }),
        Origin::Network { of } => json!({ "kind": "network", "of": pieces(of) }),
        Origin::Imported => json!({ "kind": "imported" }),
    };
    json!({ "id": id.0, "bytes": hex::encode(&blob.bytes), "origin": origin })
}

/// The spans of a blob in pre-order, of certificates in it too; those without children tile its bytes.
pub(super) fn fields(blob: &Blob) -> Value {
    let tree = pki::annotate(blob);
    (0..tree.spans.len()).map(|at| field(blob, &tree, at)).collect()
}

fn field(blob: &Blob, tree: &Tree, at: usize) -> Value {
    let Some(span) = tree.spans.get(at) else { return Value::Null };
    let range = span.range.start as usize..span.range.end as usize;
    let bytes = || hex::encode(blob.bytes.get(range.clone()).unwrap_or_default());
    let text = || wire::printable(blob.bytes.get(range.clone()).unwrap_or_default());
    let (kind, value) = match span.value {
        wire::Value::Group => ("group", Value::Null),
        wire::Value::Bytes => ("bytes", bytes().into()),
        wire::Value::Text => ("text", text().into()),
        wire::Value::Uint(number) => ("uint", number.into()),
        wire::Value::Length(number) => ("length", number.into()),
        wire::Value::Code(_, number) => ("code", number.into()),
        wire::Value::Decoded(decoder) => {
            (decoder.kind, (decoder.text)(blob.bytes.get(range.clone()).unwrap_or_default()).into())
        }
        wire::Value::Broken(_) => ("broken", bytes().into()),
    };
    let mut field = Map::new();
    field.insert("path".into(), tree.path(at).into());
    field.insert("start".into(), span.range.start.into());
    field.insert("end".into(), span.range.end.into());
    field.insert("leaf".into(), tree.is_leaf(at).into());
    field.insert("kind".into(), kind.into());
    field.insert("value".into(), value);
    match span.value {
        wire::Value::Code(name, _) => drop(field.insert("name".into(), name.into())),
        wire::Value::Broken(error) => drop(field.insert("error".into(), error.to_string().into())),
        _ => {}
    }
    Value::Object(field)
}
