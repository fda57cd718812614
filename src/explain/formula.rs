//! A formula in the notation of the RFCs, its inputs by name. Knows no language and no value.

use crate::crypto::ledger::{Covered, Formula, Ledger};
use crate::crypto::{Group, Scheme};
use crate::lab::Trace;
use crate::tls::Name;
use crate::wire::{ActorId, Blobs, EntryId, Tree, annotate};

/// The formula of an entry: `HKDF-Expand-Label(handshake_secret, "c hs traffic", transcript_hash, 32)`.
/// None where the actor has no such entry.
pub fn formula_text(trace: &Trace, actor: ActorId, id: EntryId) -> Option<String> {
    formula_of(&trace.blobs, &trace.actors.get(usize::from(actor.0))?.ledger, id)
}

/// The same of an entry of any ledger, whose pieces are of these bytes.
pub fn formula_of(blobs: &Blobs, ledger: &Ledger<Name>, id: EntryId) -> Option<String> {
    Some(write(blobs, ledger, &ledger.get(id)?.formula))
}

/// A secret's name as the RFC of its version writes it.
pub fn secret_name(name: Name) -> &'static str {
    match name {
        Name::MainSecret => "master_secret",
        other => other.id(),
    }
}

/// The id of a formula's kind in texts: `formula.expand_label`.
pub fn formula_id(formula: &Formula) -> String {
    format!("formula.{}", formula.id())
}

/// The entries that a formula takes, in the order in which it names them.
pub fn inputs(formula: &Formula) -> Vec<EntryId> {
    match formula {
        Formula::Given | Formula::Random { .. } | Formula::RandomNonzero { .. } | Formula::Received(_) => Vec::new(),
        Formula::TranscriptHash { covered, .. } | Formula::Transcript { covered } => {
            let hashes = covered.iter().filter_map(|part| match part {
                Covered::MessageHash(id) => Some(*id),
                Covered::Piece(_) => None,
            });
            hashes.collect()
        }
        Formula::PublicKey { private, .. } => vec![*private],
        Formula::Agree { private, peer, .. } => vec![*private, *peer],
        Formula::Extract { salt, ikm, .. } => vec![*salt, *ikm],
        Formula::ExpandLabel { secret, context, .. } => vec![*secret, *context],
        Formula::Prf { secret, seed, .. } => std::iter::once(*secret).chain(seed.iter().copied()).collect(),
        Formula::Hmac { key, data, .. } => vec![*key, *data],
        Formula::Part { of, .. } => vec![*of],
        Formula::Join(parts) => parts.clone(),
        Formula::RsaEncrypt { key, plain, padding } => vec![*key, *plain, *padding],
        Formula::RsaDecrypt { key, cipher } => vec![*key, *cipher],
        Formula::Seal { key, nonce, aad, plain: data, .. } | Formula::Open { key, nonce, aad, sealed: data, .. } => {
            vec![*key, *nonce, *aad, *data]
        }
        Formula::Kept(entry) => vec![*entry],
        Formula::Sign { key, message, salt, .. } => [Some(*key), Some(*message), *salt].into_iter().flatten().collect(),
    }
}

/// The input that a value is derived from, where the others only go along: the secret of an expansion, the salt of an
/// extraction or, where that is a constant, its keying material. None of a value that begins something.
pub fn trunk(formula: &Formula, ledger: &Ledger<Name>) -> Option<EntryId> {
    match formula {
        Formula::Extract { salt, ikm, .. } => [*salt, *ikm].into_iter().find(|id| !is_given(ledger, *id)),
        Formula::ExpandLabel { secret, .. } | Formula::Prf { secret, .. } => Some(*secret),
        Formula::Hmac { key, .. } => Some(*key),
        Formula::Part { of, .. } => Some(*of),
        Formula::Open { sealed, .. } => Some(*sealed),
        Formula::Kept(entry) => Some(*entry),
        _ => None,
    }
}

/// What goes into a value beside its trunk, constants left out.
pub fn beside(formula: &Formula, ledger: &Ledger<Name>) -> Vec<Name> {
    let trunk = trunk(formula, ledger);
    let others = inputs(formula).into_iter().filter(|id| Some(*id) != trunk && !is_given(ledger, *id));
    others.filter_map(|id| Some(ledger.get(id)?.name)).collect()
}

fn is_given(ledger: &Ledger<Name>, id: EntryId) -> bool {
    ledger.get(id).is_none_or(|entry| matches!(entry.formula, Formula::Given))
}

/// What tells a derived value from the others of the same secret: its label (RFC 8446, 7.1; RFC 5246, 5), or which part
/// it is.
pub fn mark(formula: &Formula) -> Option<String> {
    match formula {
        Formula::ExpandLabel { label, .. } | Formula::Prf { label, .. } => Some(format!("“{label}”")),
        Formula::Part { start, end, .. } => Some(format!("[{start}..{end}]")),
        _ => None,
    }
}

fn write(blobs: &Blobs, ledger: &Ledger<Name>, formula: &Formula) -> String {
    let name = |id: &EntryId| ledger.get(*id).map_or("?", |entry| secret_name(entry.name));
    match formula {
        Formula::Given => "given".to_owned(),
        // The label of the draw is left out: it names a place in the seed, which only JSON and `given=` need.
        Formula::Random { len, .. } => format!("random({len})"),
        Formula::RandomNonzero { len, .. } => format!("random_nonzero({len})"),
        Formula::Received(piece) => match place(blobs, piece) {
            Some(path) => format!("received({path})"),
            None => format!("received({} bytes)", piece.range.len()),
        },
        Formula::TranscriptHash { hash, covered } => format!("{}({})", hash.name(), joined(blobs, ledger, covered)),
        Formula::Transcript { covered } => joined(blobs, ledger, covered),
        Formula::PublicKey { group, private } => format!("{}({})", multiply(*group), name(private)),
        Formula::Agree { group, private, peer } => format!("{}({}, {})", multiply(*group), name(private), name(peer)),
        Formula::Extract { salt, ikm, .. } => format!("HKDF-Extract({}, {})", name(salt), name(ikm)),
        Formula::ExpandLabel { secret, label, context, len, .. } => {
            format!("HKDF-Expand-Label({}, \"{label}\", {}, {len})", name(secret), name(context))
        }
        Formula::Prf { secret, label, seed, len, .. } => {
            let seed: Vec<&str> = seed.iter().map(name).collect();
            format!("PRF({}, \"{label}\", {})[0..{len}]", name(secret), seed.join(" + "))
        }
        Formula::Hmac { hash, key, data } => format!("HMAC-{}({}, {})", hash.name(), name(key), name(data)),
        Formula::Part { of, start, end } => format!("{}[{start}..{end}]", name(of)),
        Formula::Join(parts) => parts.iter().map(name).collect::<Vec<_>>().join(" || "),
        Formula::RsaEncrypt { key, plain, padding } => {
            format!("RSAES-PKCS1-v1_5-Encrypt({}, {}, {})", name(key), name(plain), name(padding))
        }
        Formula::RsaDecrypt { key, cipher } => format!("RSAES-PKCS1-v1_5-Decrypt({}, {})", name(key), name(cipher)),
        Formula::Seal { aead, key, nonce, aad, plain } => {
            format!("{}-Seal({}, {}, {}, {})", aead.name(), name(key), name(nonce), name(aad), name(plain))
        }
        Formula::Open { aead, key, nonce, aad, sealed } => {
            format!("{}-Open({}, {}, {}, {})", aead.name(), name(key), name(nonce), name(aad), name(sealed))
        }
        Formula::Kept(entry) => format!("kept({})", name(entry)),
        Formula::Sign { scheme, key, message, .. } => {
            format!("{}-Sign({}, {})", scheme_name(*scheme), name(key), name(message))
        }
    }
}

fn multiply(group: Group) -> &'static str {
    match group {
        Group::X25519 => "X25519",
        Group::Secp256r1 => "ECDH-P256",
        Group::Secp384r1 => "ECDH-P384",
    }
}

fn scheme_name(scheme: Scheme) -> String {
    match scheme {
        Scheme::RsaPkcs1(hash) => format!("RSASSA-PKCS1-v1_5-{}", hash.name()),
        Scheme::RsaPss(hash) => format!("RSASSA-PSS-{}", hash.name()),
        Scheme::Ecdsa(hash) => format!("ECDSA-{}", hash.name()),
        Scheme::Ed25519 => "Ed25519".to_owned(),
    }
}

fn joined(blobs: &Blobs, ledger: &Ledger<Name>, covered: &[Covered]) -> String {
    covered.iter().map(|part| covers(blobs, ledger, part)).collect::<Vec<_>>().join(" || ")
}

fn covers(blobs: &Blobs, ledger: &Ledger<Name>, part: &Covered) -> String {
    match part {
        Covered::Piece(piece) => place(blobs, piece).unwrap_or_else(|| format!("{} bytes", piece.range.len())),
        Covered::MessageHash(id) => {
            format!("message_hash({})", ledger.get(*id).map_or("?", |entry| secret_name(entry.name)))
        }
    }
}

/// What a piece is called: the path of the smallest span that is exactly this piece.
fn place(blobs: &Blobs, piece: &crate::wire::Piece) -> Option<String> {
    let tree: Tree = annotate(blobs.get(piece.blob)?);
    match tree.spans.iter().rposition(|span| span.range == piece.range) {
        Some(at) => Some(tree.path(at)),
        None => truncated(&tree, piece),
    }
}

/// Where its binders stand in a ClientHello.
const BINDERS: &str = "client_hello.extensions.pre_shared_key.binders";

/// A ClientHello up to its binders, as RFC 8446, 4.2.11.2 writes it.
#[inline(never)] // not of the page's first visit
fn truncated(tree: &Tree, piece: &crate::wire::Piece) -> Option<String> {
    let binders = tree.range(tree.find(BINDERS)?);
    (piece.range == (0..binders.start)).then(|| format!("Truncate({})", tree.path(0)))
}
