//! Actors and their ledgers. Entry ids are those of the same ledger.

use serde_json::{Map, Value, json};

use super::part;
use crate::crypto::ledger::{Covered, DrawId, Entry, Formula};
use crate::crypto::{Group, Hash, Scheme};
use crate::lab::trace::Actor;
use crate::tls::Name;
use crate::wire::{EntryId, hex};

pub(super) fn actor(actor: &Actor) -> Value {
    json!({
        "id": actor.id.0,
        "name": actor.kind.id(),
        "ledger": actor.ledger.iter().map(|(id, known)| entry(id, known)).collect::<Vec<_>>(),
    })
}

fn entry(id: EntryId, entry: &Entry<Name>) -> Value {
    json!({
        "id": id.0,
        "connection": entry.conn.0,
        "name": entry.name.id(),
        "formula": formula(&entry.formula),
        "bytes": entry.bytes.as_deref().map(hex::encode),
    })
}

fn formula(formula: &Formula) -> Value {
    match formula {
        Formula::Given => json!({ "kind": "given" }),
        Formula::Random { draw, len } => random("random", draw, *len),
        Formula::RandomNonzero { draw, len } => random("random_nonzero", draw, *len),
        Formula::Received(from) => json!({ "kind": "received", "from": part::piece(from) }),
        Formula::TranscriptHash { hash, covered } => {
            json!({
                "kind": "transcript_hash",
                "hash": hash_name(*hash),
                "covered": covered.iter().map(covers).collect::<Vec<_>>(),
            })
        }
        Formula::Transcript { covered } => {
            json!({ "kind": "transcript", "covered": covered.iter().map(covers).collect::<Vec<_>>() })
        }
        Formula::PublicKey { group, private } => {
            of("public_key", &[("private", *private)], &[("group", group_name(*group).into())])
        }
        Formula::Agree { group, private, peer } => {
            of("agree", &[("private", *private), ("peer", *peer)], &[("group", group_name(*group).into())])
        }
        Formula::Extract { hash, salt, ikm } => {
            of("extract", &[("salt", *salt), ("ikm", *ikm)], &[("hash", hash_name(*hash).into())])
        }
        Formula::ExpandLabel { hash, secret, label, context, len } => of(
            "expand_label",
            &[("secret", *secret), ("context", *context)],
            &[("hash", hash_name(*hash).into()), ("label", (*label).into()), ("length", (*len).into())],
        ),
        Formula::Prf { hash, secret, label, seed, len } => of(
            "prf",
            &[("secret", *secret)],
            &[
                ("seed", seed.iter().map(|id| id.0).collect()),
                ("hash", hash_name(*hash).into()),
                ("label", (*label).into()),
                ("length", (*len).into()),
            ],
        ),
        Formula::Hmac { hash, key, data } => {
            of("hmac", &[("key", *key), ("data", *data)], &[("hash", hash_name(*hash).into())])
        }
        Formula::Part { of: whole, start, end } => {
            of("part", &[("of", *whole)], &[("start", (*start).into()), ("end", (*end).into())])
        }
        Formula::Join(parts) => of("join", &[], &[("parts", parts.iter().map(|id| id.0).collect())]),
        Formula::RsaEncrypt { key, plain, padding } => {
            of("rsa_encrypt", &[("key", *key), ("plain", *plain), ("padding", *padding)], &[])
        }
        Formula::RsaDecrypt { key, cipher } => of("rsa_decrypt", &[("key", *key), ("cipher", *cipher)], &[]),
        Formula::Seal { aead, key, nonce, aad, plain } => of(
            "seal",
            &[("key", *key), ("nonce", *nonce), ("aad", *aad), ("plain", *plain)],
            &[("aead", aead.name().into())],
        ),
        Formula::Open { aead, key, nonce, aad, sealed } => of(
            "open",
            &[("key", *key), ("nonce", *nonce), ("aad", *aad), ("sealed", *sealed)],
            &[("aead", aead.name().into())],
        ),
        Formula::Kept(entry) => of("kept", &[("entry", *entry)], &[]),
        Formula::Sign { scheme, key, message, salt } => of(
            "sign",
            &[("key", *key), ("message", *message)],
            &[("salt", salt.map(|id| id.0).into()), ("scheme", scheme_name(*scheme).into())],
        ),
    }
}

fn random(kind: &str, draw: &DrawId, len: u16) -> Value {
    json!({ "kind": kind, "draw": draw.to_string(), "length": len })
}

/// A formula with entries for inputs, and what else it takes.
fn of(kind: &str, entries: &[(&str, EntryId)], rest: &[(&str, Value)]) -> Value {
    let mut formula = Map::new();
    formula.insert("kind".to_owned(), kind.into());
    formula.extend(entries.iter().map(|(name, id)| ((*name).to_owned(), id.0.into())));
    formula.extend(rest.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    Value::Object(formula)
}

fn covers(covered: &Covered) -> Value {
    match covered {
        Covered::Piece(piece) => part::piece(piece),
        Covered::MessageHash(id) => json!({ "message_hash": id.0 }),
    }
}

fn hash_name(hash: Hash) -> String {
    hash.name().replace('-', "").to_ascii_lowercase()
}

fn group_name(group: Group) -> String {
    match group {
        Group::X25519 => "x25519",
        Group::Secp256r1 => "secp256r1",
        Group::Secp384r1 => "secp384r1",
    }
    .to_owned()
}

fn scheme_name(scheme: Scheme) -> String {
    match scheme {
        Scheme::RsaPkcs1(hash) => format!("rsa_pkcs1_{}", hash_name(hash)),
        Scheme::RsaPss(hash) => format!("rsa_pss_{}", hash_name(hash)),
        Scheme::Ecdsa(hash) => format!("ecdsa_{}", hash_name(hash)),
        Scheme::Ed25519 => "ed25519".to_owned(),
    }
}
