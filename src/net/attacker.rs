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

/// Bytes `range` of a message give way to `new`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    pub range: Range<u32>,
    pub new: Vec<u8>,
}

impl Attacker {
    /// What becomes of a ClientHello: splices in rising order, none where there is nothing to change.
    /// The message's own length fields are kept true; those of records are the network's to mend.
    pub fn rewrite(&self, client_hello: &Blob) -> Vec<Splice> {
        let tree = annotate(client_hello);
        let bytes = &client_hello.bytes;
        let (vector, gone) = match self {
            Self::VersionRollback => {
                let path = format!("client_hello.extensions.{}", name(ExtensionType::supported_versions));
                ("client_hello.extensions", range_of(&tree, &path).into_iter().collect())
            }
            Self::SuiteStrip { remove } => ("client_hello.cipher_suites", suites(&tree, bytes, remove)),
        };
        let taken = gone.iter().map(|range| range.end - range.start).sum::<u32>();
        if taken == 0 {
            return Vec::new();
        }
        let lengths = ["client_hello.length".to_owned(), format!("{vector}.length")];
        let mended = lengths.iter().filter_map(|path| lower(bytes, range_of(&tree, path)?, taken));
        mended.chain(gone.into_iter().map(|range| Splice { range, new: Vec::new() })).collect()
    }
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
fn lower(bytes: &[u8], range: Range<u32>, by: u32) -> Option<Splice> {
    let old = bytes.get(range.start as usize..range.end as usize)?;
    let value = old.iter().fold(0, |n: u32, byte| n << 8 | u32::from(*byte)).saturating_sub(by);
    let new = value.to_be_bytes().get(4_usize.checked_sub(old.len())?..)?.to_vec();
    Some(Splice { range, new })
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
        for splice in attacker.rewrite(&blob).into_iter().rev() {
            out.splice(splice.range.start as usize..splice.range.end as usize, splice.new);
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
        assert_eq!(after(&strip, hello(&[A, B, A], Vec::new())), hello(&[B], Vec::new()));
        assert_eq!(after(&strip, hello(&[B], Vec::new())), hello(&[B], Vec::new()));
    }
}
