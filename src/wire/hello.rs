//! The hellos, under their TLS 1.3 names whatever the version (RFC 8446, 4.1; RFC 5246, 7.4.1).

use super::codes::*;
use super::extensions::{ClientExtension, Extensions, MaybeExtensions, RetryExtension, ServerExtension};
use super::vectors::{List, Opaque};

wire_struct! {
    /// ClientHello, RFC 8446, 4.1.2
    ClientHello as "ClientHello" {
        legacy_version: ProtocolVersion,
        random: [u8; 32],
        legacy_session_id: Opaque<0, 32>,
        cipher_suites: List<CipherSuite, 2, 0xfffe>,
        legacy_compression_methods: List<CompressionMethod, 1, 255>,
        extensions: MaybeExtensions<ClientExtension>,
    }
}

wire_struct! {
    /// ServerHello, RFC 8446, 4.1.3
    ServerHello as "ServerHello" {
        legacy_version: ProtocolVersion,
        random: [u8; 32],
        legacy_session_id_echo: Opaque<0, 32>,
        cipher_suite: CipherSuite,
        legacy_compression_method: CompressionMethod,
        extensions: MaybeExtensions<ServerExtension>,
    }
}

wire_struct! {
    /// HelloRetryRequest, RFC 8446, 4.1.4: a ServerHello with a fixed random
    HelloRetryRequest as "HelloRetryRequest" {
        legacy_version: ProtocolVersion,
        random: [u8; 32],
        legacy_session_id_echo: Opaque<0, 32>,
        cipher_suite: CipherSuite,
        legacy_compression_method: CompressionMethod,
        extensions: Extensions<RetryExtension>,
    }
}

/// The random of a HelloRetryRequest: SHA-256 of "HelloRetryRequest" (RFC 8446, 4.1.3), 32 bytes.
pub const RETRY_RANDOM: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11,
    0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// The last 8 bytes of a server's random when it could speak TLS 1.3 but settled for 1.2 (RFC 8446, 4.1.3).
pub const DOWNGRADE_TLS12: [u8; 8] = *b"DOWNGRD\x01";
/// The same when it settled for 1.1 or below.
pub const DOWNGRADE_TLS11: [u8; 8] = *b"DOWNGRD\x00";

impl ClientHello {
    /// The extensions, none where the block is absent.
    pub fn extensions(&self) -> &[ClientExtension] {
        self.extensions.0.as_ref().map_or(&[], |list| &list.0)
    }
}

impl ServerHello {
    /// The extensions, none where the block is absent.
    pub fn extensions(&self) -> &[ServerExtension] {
        self.extensions.0.as_ref().map_or(&[], |list| &list.0)
    }
}

/// The body of the one extension of a kind, where it is present.
#[macro_export]
macro_rules! extension {
    ($list:expr, $enum:ident :: $variant:ident) => {
        $list.iter().find_map(|extension| match extension {
            $enum::$variant(body) => Some(body),
            _ => None,
        })
    };
}
