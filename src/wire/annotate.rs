//! From bytes and a grammar to a tree, on demand. Total: any bytes give a tree whose leaves tile them.

use super::alert::{Alert, ChangeCipherSpec};
use super::blob::{Blob, Grammar, Protection, Version};
use super::codec::{Context, DecodeError, Reader, Wire};
use super::codes::{ContentType, is_grease};
use super::handshake::Handshake;
use super::hello::{DOWNGRADE_TLS11, DOWNGRADE_TLS12, RETRY_RANDOM};
use super::record;
use super::ticket::{SealedTicket, TicketState};
use super::tree::{Name, Note, Span, Tree, Value};
use super::vectors::{Rest, TextRest};

/// Annotates a blob by its grammar.
pub fn annotate(blob: &Blob) -> Tree {
    let bytes = &blob.bytes;
    let context = match blob.grammar {
        Grammar::Handshake { version, kx } => Context { version, kx },
        _ => Context::default(),
    };
    let mut reader = Reader::annotating(bytes, context);
    let broken = read(&mut reader, blob.grammar).err();
    let mut spans = reader.into_spans();
    close(&mut spans, bytes.len() as u32, broken);
    let mut tree = Tree { spans, notes: Vec::new(), broken };
    tree.notes = notes(&tree, bytes, blob.grammar);
    tree
}

/// Reads the root span of a grammar.
fn read(reader: &mut Reader<'_>, grammar: Grammar) -> Result<(), DecodeError> {
    let len = reader.left();
    let root = |name| Name::Field(name);
    reader.within(len, |reader| match grammar {
        Grammar::Handshake { .. } => reader.named::<Handshake>("Handshake", root("handshake")).map(|_| ()),
        Grammar::Record(None) => reader.named::<Plain>("Record", root("record")).map(|_| ()),
        Grammar::Record(Some(protection)) => protected(reader, protection),
        Grammar::Inner13 => reader.named::<Inner13>("Record", root("inner_plaintext")).map(|_| ()),
        Grammar::Content(ContentType::alert) => reader.named::<Alert>("Alert", root("alert")).map(|_| ()),
        Grammar::Content(ContentType::change_cipher_spec) => {
            reader.named::<ChangeCipherSpec>("ChangeCipherSpec", root("change_cipher_spec")).map(|_| ())
        }
        Grammar::Content(ContentType::application_data) => {
            reader.named::<TextRest>("Record", root("application_data")).map(|_| ())
        }
        other => read_other(reader, other),
    })
}

/// The same of what is in no handshake of TLS 1.3 that begins anew.
#[inline(never)] // not of the page's first visit
fn read_other(reader: &mut Reader<'_>, grammar: Grammar) -> Result<(), DecodeError> {
    let root = |name| Name::Field(name);
    match grammar {
        Grammar::InnerCbc { mac: 20 } => reader.named::<InnerCbc<20>>("Record", root("block_plaintext")).map(|_| ()),
        Grammar::InnerCbc { mac: 32 } => reader.named::<InnerCbc<32>>("Record", root("block_plaintext")).map(|_| ()),
        Grammar::InnerCbc { .. } => reader.named::<InnerCbc<48>>("Record", root("block_plaintext")).map(|_| ()),
        Grammar::SealedTicket => reader.named::<SealedTicket>("SealedTicket", root("ticket")).map(|_| ()),
        Grammar::TicketState => reader.named::<TicketState>("TicketState", root("ticket_state")).map(|_| ()),
        Grammar::Content(_) => reader.named::<Rest>("Record", root("fragment")).map(|_| ()),
        _ => reader.named::<Rest>("Record", root("bytes")).map(|_| ()),
    }
}

fn protected(reader: &mut Reader<'_>, protection: Protection) -> Result<(), DecodeError> {
    match protection {
        Protection::Tls13 { .. } => reader.named::<Sealed13>("Record", Name::Field("record")).map(|_| ()),
        other => protected12(reader, other),
    }
}

/// The same of TLS 1.2.
#[inline(never)] // not of the page's first visit
fn protected12(reader: &mut Reader<'_>, protection: Protection) -> Result<(), DecodeError> {
    let root = Name::Field("record");
    match protection {
        Protection::Tls13 { .. } => Ok(()),
        Protection::Aead12 { nonce: 0, .. } => reader.named::<Sealed12<0>>("Record", root).map(|_| ()),
        Protection::Aead12 { .. } => reader.named::<Sealed12<8>>("Record", root).map(|_| ()),
        Protection::Cbc12 { .. } => reader.named::<SealedCbc>("Record", root).map(|_| ()),
    }
}

/// Shapes that exist only to be annotated.
macro_rules! shape {
    ($name:ident $(<$n:ident>)?, $read:expr) => {
        struct $name $(<const $n: u8>)?;
        impl $(<const $n: u8>)? Wire for $name $(<$n>)? {
            fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let read: fn(&mut Reader<'_>) -> Result<(), DecodeError> = $read;
                read(reader).map(|()| Self)
            }
            fn write(&self, _: &mut Vec<u8>) {}
        }
    };
}
shape!(Plain, |reader| record::record(reader, None));
shape!(Sealed13, |reader| record::record(reader, Some(Protection::Tls13 { tag: 16 })));
shape!(Sealed12<N>, |reader| record::record(reader, Some(Protection::Aead12 { nonce: N, tag: 16 })));
shape!(SealedCbc, |reader| record::record(reader, Some(Protection::Cbc12 { iv: 16 })));
shape!(Inner13, record::inner13);
shape!(InnerCbc<N>, |reader| record::inner_cbc(reader, N));

/// Makes the leaves reach the last byte: what parsing never got to is one `unread` leaf.
fn close(spans: &mut Vec<Span>, len: u32, broken: Option<DecodeError>) {
    let covered = spans.last().map_or(0, |span| span.range.end);
    if covered < len {
        let value = broken.filter(|_| spans.is_empty()).map_or(Value::Bytes, Value::Broken);
        spans.push(Span { depth: 1, owner: "broken", name: Name::Field("unread"), range: covered..len, value });
    }
    if let Some(root) = spans.first_mut() {
        root.range = 0..len;
    }
}

ids! {
    /// What is worth saying of a range that is no field of its own.
    pub enum NoteId {
        RetryRandom = "note.retry_random",
        DowngradeTls12 = "note.downgrade_tls12",
        DowngradeTls11 = "note.downgrade_tls11",
        GmtUnixTime = "note.gmt_unix_time",
        Grease = "note.grease",
    }
}

/// Ranges with a meaning of their own inside a field.
fn notes(tree: &Tree, bytes: &[u8], grammar: Grammar) -> Vec<Note> {
    let tls12 = matches!(grammar, Grammar::Handshake { version: Some(Version::Tls12), .. });
    let mut notes = Vec::new();
    for (at, span) in tree.spans.iter().enumerate() {
        let range = span.range.start as usize..span.range.end as usize;
        let own = bytes.get(range).unwrap_or(&[]);
        if span.name == Name::Field("random") && own.len() == 32 {
            let tail = span.range.end - 8..span.range.end;
            if own == RETRY_RANDOM {
                notes.push(Note { range: span.range.clone(), id: NoteId::RetryRandom.id() });
            } else if own.ends_with(&DOWNGRADE_TLS12) {
                notes.push(Note { range: tail, id: NoteId::DowngradeTls12.id() });
            } else if own.ends_with(&DOWNGRADE_TLS11) {
                notes.push(Note { range: tail, id: NoteId::DowngradeTls11.id() });
            }
            if tls12 {
                notes.push(Note { range: span.range.start..span.range.start + 4, id: NoteId::GmtUnixTime.id() });
            }
        }
        if let (Value::Code(None, code), true) = (span.value, tree.is_leaf(at) && own.len() == 2)
            && u16::try_from(code).is_ok_and(is_grease)
        {
            notes.push(Note { range: span.range.clone(), id: NoteId::Grease.id() });
        }
    }
    notes
}
