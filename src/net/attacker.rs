//! Attackers on the path: small programs that rewrite what passes, without keys. They know the
//! grammar of what travels in the clear, and nothing of what a party thinks.

use std::ops::Range;

use crate::wire::{Blob, CipherSuite, ExtensionType, Tree, annotate};

/// A program on the path between client and server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Attacker {
    /// Takes supported_versions out of every ClientHello, so that the server sees a client of at
    /// most TLS 1.2 (RFC 8446, 4.2.1).
    VersionRollback,
    /// Takes these suites out of every ClientHello.
    SuiteStrip { remove: Vec<CipherSuite> },
}

/// What an attacker does to a message. Offsets count from the message's start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewrite {
    /// Length fields inside the message, kept true: where they stand, and their new bytes.
    pub mended: Vec<(Range<u32>, Vec<u8>)>,
    /// What it takes out, in rising order.
    pub taken: Vec<Range<u32>>,
}

impl Attacker {
    /// What becomes of a ClientHello; nothing where there is nothing to take. The lengths of records are
    /// the network's to mend.
    pub fn rewrite(&self, client_hello: &Blob) -> Rewrite {
        let tree = annotate(client_hello);
        let bytes = &client_hello.bytes;
        let (vector, taken) = match self {
            Self::VersionRollback => {
                let path = format!("client_hello.extensions.{}", name(ExtensionType::supported_versions));
                ("client_hello.extensions", range_of(&tree, &path).into_iter().collect())
            }
            Self::SuiteStrip { remove } => ("client_hello.cipher_suites", suites(&tree, bytes, remove)),
        };
        let len = taken.iter().map(|range| range.end - range.start).sum::<u32>();
        if len == 0 {
            return Rewrite::default();
        }
        let lengths = ["client_hello.length".to_owned(), format!("{vector}.length")];
        let mended = lengths.iter().filter_map(|path| lower(bytes, range_of(&tree, path)?, len)).collect();
        Rewrite { mended, taken: joined(taken) }
    }
}

/// Ranges that touch, made one.
fn joined(ranges: Vec<Range<u32>>) -> Vec<Range<u32>> {
    let mut out: Vec<Range<u32>> = Vec::new();
    for range in ranges {
        match out.last_mut().filter(|last| last.end == range.start) {
            Some(last) => last.end = range.end,
            None => out.push(range),
        }
    }
    out
}

fn name(code: ExtensionType) -> &'static str {
    code.name().unwrap_or_default()
}

fn range_of(tree: &Tree, path: &str) -> Option<Range<u32>> {
    tree.find(path).and_then(|at| tree.spans.get(at)).map(|span| span.range.clone())
}

/// Where the unwanted suites stand.
fn suites(tree: &Tree, bytes: &[u8], remove: &[CipherSuite]) -> Vec<Range<u32>> {
    let items = (0..).map_while(|at| range_of(tree, &format!("client_hello.cipher_suites.{at}")));
    let unwanted = |range: &Range<u32>| match bytes.get(range.start as usize..range.end as usize) {
        Some(&[high, low]) => remove.contains(&CipherSuite(u16::from_be_bytes([high, low]))),
        _ => false,
    };
    items.filter(unwanted).collect()
}

/// A big-endian length, lowered.
fn lower(bytes: &[u8], range: Range<u32>, by: u32) -> Option<(Range<u32>, Vec<u8>)> {
    let old = bytes.get(range.start as usize..range.end as usize)?;
    let value = old.iter().fold(0, |n: u32, byte| n << 8 | u32::from(*byte)).saturating_sub(by);
    let new = value.to_be_bytes().get(4_usize.checked_sub(old.len())?..)?.to_vec();
    Some((range, new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::extensions::{ClientExtension, Empty, SupportedVersions};
    use crate::wire::handshake::Handshake;
    use crate::wire::hello::ClientHello;
    use crate::wire::vectors::{List, Maybe, Opaque};
    use crate::wire::{ActorId, CompressionMethod, Grammar, Origin, ProtocolVersion, Wire};

    fn hello(suites: &[CipherSuite], extensions: Vec<ClientExtension>) -> Vec<u8> {
        Handshake::ClientHello(ClientHello {
            legacy_version: ProtocolVersion::TLSv1_2,
            random: [7; 32],
            legacy_session_id: Opaque(vec![1, 2]),
            cipher_suites: List(suites.to_vec()),
            legacy_compression_methods: List(vec![CompressionMethod(0)]),
            extensions: Maybe(Some(List(extensions))),
        })
        .to_bytes()
    }

    fn after(attacker: &Attacker, bytes: Vec<u8>) -> Vec<u8> {
        let grammar = Grammar::Handshake { version: None, kx: None };
        let blob = Blob { bytes: bytes.clone().into(), grammar, origin: Origin::Sent(ActorId(0)) };
        let mut out = bytes;
        let Rewrite { mended, taken } = attacker.rewrite(&blob);
        for (range, new) in mended {
            out.splice(range.start as usize..range.end as usize, new);
        }
        for range in taken.into_iter().rev() {
            out.drain(range.start as usize..range.end as usize);
        }
        out
    }

    const A: CipherSuite = CipherSuite::TLS_AES_128_GCM_SHA256;
    const B: CipherSuite = CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA;

    #[test]
    fn a_rollback_drops_supported_versions_and_keeps_the_lengths_true() {
        let versions =
            ClientExtension::supported_versions(SupportedVersions { versions: List(vec![ProtocolVersion::TLSv1_3]) });
        let full = hello(&[A, B], vec![versions.clone(), ClientExtension::extended_master_secret(Empty {})]);
        let without = hello(&[A, B], vec![ClientExtension::extended_master_secret(Empty {})]);
        assert_eq!(after(&Attacker::VersionRollback, full), without);
        assert_eq!(after(&Attacker::VersionRollback, without.clone()), without);
    }

    #[test]
    fn a_strip_takes_out_the_suites_it_is_told() {
        let strip = Attacker::SuiteStrip { remove: vec![A] };
        assert_eq!(after(&strip, hello(&[A, A, B, A], Vec::new())), hello(&[B], Vec::new()));
        assert_eq!(after(&strip, hello(&[B], Vec::new())), hello(&[B], Vec::new()));
    }
}
