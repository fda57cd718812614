//! Bytes to messages and back, every byte annotated. Knows nothing of cryptography or of state.
//!
//! One declaration per message gives reading, writing and annotation. Annotation always comes from
//! parsing the bytes, never from the struct that was meant.

#[macro_use]
mod macros;

pub mod alert;
pub mod annotate;
pub mod blob;
pub mod clause;
pub mod codec;
pub mod codes;
pub mod extensions;
pub mod handshake;
pub mod hello;
pub mod hex;
pub mod printable;
pub mod record;
pub mod status;
pub mod stranger;
pub mod suites;
pub mod ticket;
pub mod tls12;
pub mod tls13;
pub mod tree;
pub mod vectors;

pub use annotate::{NoteId, annotate};
pub use blob::{
    ActorId, Blob, BlobId, Blobs, ConnId, EntryId, EntryRef, Grammar, KeyExchange, Origin, Piece, Protection, Role,
    Version,
};
pub use clause::Clause;
pub use codec::{DecodeError, Reader, Wire};
pub use codes::*;
pub use printable::printable;
pub use suites::Suite;
pub use tree::{Decoder, Name, Note, Span, Tree, Value};
