//! What is said of a span beside its own text: of the suite, group, scheme, alert, protocol or object identifier that
//! it names, and of an extension that this connection had no use for. Knows no text.

use super::field::base;
use super::fill::Vars;
use super::suite::{Parts, openssl_name};
use super::unused::unused;
use crate::lab::Trace;
use crate::pki::{der::Oid, oids};
use crate::wire::{AlertDescription, BlobId, CipherSuite, NamedGroup, SignatureScheme, Tree, Value};

/// A text that is to be shown: its ids, the most specific first, and what it may quote.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    pub keys: Vec<String>,
    pub vars: Vars,
}

/// All that is said of a span beside its own text and its notes, in the order in which to show it. `home` is the run and
/// the blob in it that the tree is of, where it is of one. An id without a text is passed over.
pub fn field_also(tree: &Tree, at: usize, bytes: &[u8], home: Option<(&Trace, BlobId)>) -> Vec<Beside> {
    let unused = home.map_or(Vec::new(), |(trace, blob)| unused(trace, blob, tree, at));
    let unused = (!unused.is_empty()).then_some(Beside { keys: unused, vars: Vars::new() });
    unused.into_iter().chain(value_texts(tree, at, bytes)).collect()
}

/// The texts about what a span names, whatever the field: `group.x25519`, `scheme.ed25519`, `alert.decode_error`,
/// `alpn.h2`, `oid.serverAuth`; of a suite, one for each part of its name.
pub fn value_texts(tree: &Tree, at: usize, bytes: &[u8]) -> Vec<Beside> {
    let Some(span) = tree.spans.get(at) else { return Vec::new() };
    let own = bytes.get(span.range.start as usize..span.range.end as usize).unwrap_or(&[]);
    match span.value {
        Value::Code(Some(name), code) => code_point(name, code),
        Value::Text if base(tree, at) == PROTOCOL => {
            vec![one(format!("alpn.{}", String::from_utf8_lossy(own)), Vars::new())]
        }
        Value::Decoded(decoder) if decoder.kind == "oid" => identifier(own),
        _ => Vec::new(),
    }
}

/// Where the name of a protocol stands (RFC 7301, 3.1).
const PROTOCOL: &str = "ProtocolNameList.protocol_name_list.*.value";

/// The texts about a suite, a group or a signature scheme by its name, as a choice tells it.
pub fn name_texts(name: &str) -> Vec<Beside> {
    let suite = CipherSuite::named(name).and_then(|code| Some((code.name()?, u64::from(code.0))));
    let group = || NamedGroup::named(name).and_then(|code| Some((code.name()?, u64::from(code.0))));
    let scheme = || SignatureScheme::named(name).and_then(|code| Some((code.name()?, u64::from(code.0))));
    suite.or_else(group).or_else(scheme).map_or(Vec::new(), |(name, code)| code_point(name, code))
}

/// A code point of the registries whose entries have texts of their own.
fn code_point(name: &'static str, code: u64) -> Vec<Beside> {
    let is = |named: Option<u64>| named == Some(code);
    if is(CipherSuite::named(name).map(|suite| suite.0.into())) {
        return suite(name);
    }
    let family = if is(NamedGroup::named(name).map(|group| group.0.into())) {
        "group"
    } else if is(SignatureScheme::named(name).map(|scheme| scheme.0.into())) {
        "scheme"
    } else if is(AlertDescription::named(name).map(|alert| alert.0.into())) {
        "alert"
    } else {
        return Vec::new();
    };
    vec![one(format!("{family}.{name}"), Vars::new())]
}

/// The parts of a suite's name, each by its own text, behind one about the whole.
fn suite(name: &'static str) -> Vec<Beside> {
    let Some(parts) = Parts::of(name) else { return vec![one(format!("suite.{name}"), Vars::new())] };
    let mut vars = vec![("value", name.to_owned())];
    vars.extend(openssl_name(name).map(|name| ("openssl", name)));
    let part = |kind: &str, name: &str| one(format!("suite.{kind}.{name}"), vec![("value", name.to_owned())]);
    let mut told = Vec::new();
    let hash = match parts.agreed {
        None => "hkdf",
        _ if parts.is_aead() => "prf",
        Some(_) => "mac",
    };
    told.push(one(format!("suite.{}", if parts.agreed.is_some() { "1.2" } else { "1.3" }), vars));
    if let Some((exchange, proof)) = parts.agreed {
        told.push(part("exchange", exchange));
        if exchange != proof {
            told.push(part("proof", proof));
        }
    }
    told.push(part("cipher", parts.cipher));
    told.push(part(hash, parts.hash));
    told
}

/// An object identifier: what it names, and who gave it that number. The first has a text under `oid`, or where
/// extensions, attributes, services and groups are told.
fn identifier(own: &[u8]) -> Vec<Beside> {
    let Some(oid) = Oid::from_content(own) else { return Vec::new() };
    let dotted = oid.dotted();
    let families = ["oid", "Extensions", "RelativeDistinguishedName", "AuthorityInfoAccessSyntax", "group"];
    let name = oids::name(own).unwrap_or(&dotted);
    let named = Beside { keys: families.iter().map(|family| format!("{family}.{name}")).collect(), vars: Vars::new() };
    let tree = dotted.match_indices('.').rev().map(|(at, _)| format!("arc.{}", dotted.get(..at).unwrap_or_default()));
    vec![named, Beside { keys: tree.collect(), vars: vec![("value", dotted.clone())] }]
}

fn one(key: String, vars: Vars) -> Beside {
    Beside { keys: vec![key], vars }
}
