//! From a span of an annotated message to the ids of its text, and to what its text may quote.
//! Knows no particular field.

use super::fill::Vars;
use super::setting::Setting;
use crate::wire::{Name, Span, Tree, Value, printable};

pub use crate::wire::hex::encode as hex;

/// How many bytes of a longer value are quoted.
const QUOTED: usize = 8;

/// The ids under which a span's text may stand, most specific first: its path with `*` for indices, then
/// `Owner.field` (for the parts of a vector `Owner.field.length`, `.value` or `.*`, then `Owner.field`), an
/// extension's `extension.name`, a root's `message.name`; last its role, such as `vector.length`. An element of DER goes
/// by `Type.field`, then `Type.*`, then `der.element`; its parts by the same with `.tag`, `.length` or `.value`, its
/// value then by what the element goes by, last by `der.value`. What is broken there goes by its reason first.
/// Before each of them stand its variants for the key exchange and the version, where those are known.
pub fn field_keys(tree: &Tree, at: usize, setting: Setting) -> Vec<String> {
    let Some(span) = tree.spans.get(at) else { return Vec::new() };
    let mut keys = vec![path(tree, at), base(tree, at)];
    if tree.parent(at).is_none() {
        keys.push(format!("{}.{}", span.owner, part(&span.name)));
    }
    if span.owner != "vector" && is_der(tree, at) {
        der_keys(tree, at, span, &mut keys);
    }
    if span.owner == "vector" {
        let mut up = at;
        while is_content(tree, up) {
            let Some(parent) = tree.parent(up) else { break };
            keys.push(base(tree, parent));
            up = parent;
        }
        keys.push(match span.name {
            Name::Field("length") => "vector.length".to_owned(),
            Name::Field("value") => "vector.value".to_owned(),
            Name::Index(_) => "vector.item".to_owned(),
            _ => "extension.unknown".to_owned(),
        });
    }
    let mut seen = Vec::new();
    keys.retain(|key| !seen.contains(key) && (seen.push(key.clone()), true).1);
    keys.iter().flat_map(|key| setting.variants(key)).collect()
}

/// Whether a span is an element of DER or a part of one.
pub fn is_der(tree: &Tree, at: usize) -> bool {
    let tag = |span: &Span| matches!(span.name, Name::Field("tag" | "explicit_tag")) && span.owner == "der";
    let own = tree.spans.get(at).is_some_and(|span| matches!(span.owner, "der" | "DER" | "ECPoint"));
    own || tree.spans.get(at + 1).is_some_and(tag)
}

fn der_keys(tree: &Tree, at: usize, span: &Span, keys: &mut Vec<String>) {
    if let Value::Broken(error) = span.value {
        keys.insert(0, format!("der.{}", error.id()));
    }
    let part = match (span.owner, span.name) {
        ("der", Name::Field(part)) => part,
        _ => "element",
    };
    let element = if part == "element" { Some(at) } else { tree.parent(at) };
    if let Some(up) = element.filter(|_| matches!(part, "element" | "value")) {
        let owner = tree.spans.get(up).map_or("", |span| span.owner);
        keys.extend([base(tree, up), format!("{owner}.*")]);
    }
    keys.push(format!("der.{part}"));
}

/// What a span's text may quote: `{value}`, `{len}`, and `{s}`, which makes a plural of the one that counts: the value of a
/// number, else the length.
pub fn field_vars(span: &Span, bytes: &[u8]) -> Vars {
    let own = bytes.get(span.range.start as usize..span.range.end as usize).unwrap_or(&[]);
    let count = match span.value {
        Value::Uint(n) | Value::Length(n) => n,
        _ => own.len() as u64,
    };
    let s = if count == 1 { "" } else { "s" };
    vec![("value", value_text(span.value, own)), ("len", own.len().to_string()), ("s", s.to_owned())]
}

/// A value for people: a number, a registered name, text, or the first bytes in hex.
pub fn value_text(value: Value, own: &[u8]) -> String {
    match value {
        Value::Uint(n) | Value::Length(n) => n.to_string(),
        Value::Code(Some(name), _) => name.to_owned(),
        Value::Code(None, code) => format!("0x{code:0width$x}", width = 2 * own.len()),
        Value::Text => printable(own),
        Value::Decoded(decoder) => Some((decoder.text)(own)).filter(|text| !text.is_empty()).unwrap_or(quote(own)),
        Value::Group | Value::Bytes | Value::Broken(_) => quote(own),
    }
}

/// Hex, cut short with an ellipsis.
pub fn quote(bytes: &[u8]) -> String {
    let mut out = hex(bytes.get(..QUOTED).unwrap_or(bytes));
    if bytes.len() > QUOTED {
        out.push('…');
    }
    out
}

fn path(tree: &Tree, at: usize) -> String {
    match (tree.spans.get(at), tree.parent(at)) {
        (Some(span), Some(up)) => format!("{}.{}", path(tree, up), part(&span.name)),
        (Some(span), None) => part(&span.name).to_owned(),
        (None, _) => String::new(),
    }
}

/// What a span goes by wherever its type stands: `Owner.field`.
pub(super) fn base(tree: &Tree, at: usize) -> String {
    let Some(span) = tree.spans.get(at) else { return String::new() };
    match (tree.parent(at), span.owner, span.name) {
        (None, ..) => format!("message.{}", part(&span.name)),
        (Some(up), "vector", Name::Field("length" | "value") | Name::Index(_)) => {
            format!("{}.{}", base(tree, up), part(&span.name))
        }
        (Some(up), "der", Name::Field(name)) => format!("{}.{name}", base(tree, up)),
        (Some(_), "vector", name) => format!("extension.{}", part(&name)),
        (Some(_), owner, name) => format!("{owner}.{}", part(&name)),
    }
}

/// Whether a span is a vector's content: what is said of the vector can be said of it.
fn is_content(tree: &Tree, at: usize) -> bool {
    let name = tree.spans.get(at).filter(|span| span.owner == "vector").map(|span| span.name);
    matches!(name, Some(Name::Field("value") | Name::Index(_)))
}

fn part(name: &Name) -> &'static str {
    match name {
        Name::Field(name) | Name::Nth(name, _) => name,
        Name::Index(_) => "*",
        Name::Unknown(..) => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Blob, Grammar, KeyExchange, Origin, Version, annotate};

    /// A ClientHello with one suite, an ALPN list and an unknown extension.
    fn hello() -> (Vec<u8>, Tree) {
        let mut body = vec![3, 3];
        body.extend([7; 32]);
        body.extend([0, 0, 2, 0x13, 1, 1, 0, 0, 13]);
        body.extend([0, 16, 0, 5, 0, 3, 2, b'h', b'2', 0x0a, 0x0a, 0, 0]);
        let bytes = [vec![1, 0, 0, body.len() as u8], body].concat();
        let grammar = Grammar::Handshake { version: None, kx: None };
        let tree = annotate(&Blob { bytes: bytes.clone().into(), grammar, origin: Origin::Imported });
        assert_eq!(tree.broken, None);
        (bytes, tree)
    }

    fn keys(path: &str) -> Vec<String> {
        let (_, tree) = hello();
        field_keys(&tree, tree.find(path).unwrap(), Setting::default())
    }

    #[test]
    fn keys_go_from_the_particular_to_the_general() {
        assert_eq!(keys("client_hello"), ["client_hello", "message.client_hello", "Handshake.client_hello"]);
        assert_eq!(keys("client_hello.random"), ["client_hello.random", "ClientHello.random"]);
        assert_eq!(
            keys("client_hello.cipher_suites.0"),
            ["client_hello.cipher_suites.*", "ClientHello.cipher_suites.*", "ClientHello.cipher_suites", "vector.item"]
        );
        assert_eq!(
            keys("client_hello.extensions.application_layer_protocol_negotiation.protocol_name_list.0.value")[1..],
            [
                "ProtocolNameList.protocol_name_list.*.value",
                "ProtocolNameList.protocol_name_list.*",
                "ProtocolNameList.protocol_name_list",
                "vector.value"
            ]
        );
        assert_eq!(
            keys("client_hello.extensions.ext_0x0a0a"),
            ["client_hello.extensions.unknown", "extension.unknown"]
        );
        assert_eq!(
            keys("client_hello.extensions.ext_0x0a0a.length"),
            ["client_hello.extensions.unknown.length", "Extension.length"]
        );
    }

    #[test]
    fn variants_come_before_what_they_vary() {
        let (_, tree) = hello();
        let at = tree.find("client_hello.random").unwrap();
        let setting = Setting { version: Some(Version::Tls12), kx: Some(KeyExchange::Rsa) };
        let (path, base) = ("client_hello.random", "ClientHello.random");
        let want = [path, base].map(|key| [format!("{key}.1.2.rsa"), format!("{key}.1.2"), key.to_owned()]);
        assert_eq!(field_keys(&tree, at, setting), want.concat());
    }

    #[test]
    fn values_are_quoted_as_people_write_them() {
        let (bytes, tree) = hello();
        let value = |path: &str| field_vars(&tree.spans[tree.find(path).unwrap()], &bytes)[0].1.clone();
        assert_eq!(value("client_hello.cipher_suites.0"), "TLS_AES_128_GCM_SHA256");
        assert_eq!(value("client_hello.cipher_suites.length"), "2");
        assert_eq!(value("client_hello.random"), "0707070707070707…");
        assert_eq!(value("client_hello.extensions.ext_0x0a0a.extension_type"), "0x0a0a");
        let alpn = "client_hello.extensions.application_layer_protocol_negotiation.protocol_name_list.0.value";
        assert_eq!(value(alpn), "h2");
    }
}
