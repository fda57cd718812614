//! A ticket that carries its session sealed, after the form that RFC 5077, 4 recommends, with an AEAD in place of cipher and
//! MAC, as today's servers make it. To everybody but the server that sealed it a ticket is bytes without meaning.

use super::codes::{CipherSuite, ProtocolVersion};
use super::vectors::{Opaque, Rest, Text};

/// The length of a ticket key's name in bytes.
pub const KEY_NAME_LEN: usize = 16;

wire_struct! {
    /// The outside of a ticket, RFC 5077, 4: which key opens it, the nonce, the sealed state with its tag
    SealedTicket as "SealedTicket" { key_name: [u8; 16], nonce: [u8; 12], encrypted_state: Rest, }
}
wire_struct! {
    /// The state inside, RFC 5077, 4 (StatePlaintext), with what TLS 1.3 needs: times in milliseconds, lifetimes in seconds
    TicketState as "TicketState" {
        protocol_version: ProtocolVersion,
        cipher_suite: CipherSuite,
        secret: Opaque<1, 255>,
        extended_master_secret: u8,
        issued: u64,
        lifetime: u32,
        age_add: u32,
        max_early_data: u32,
        server_name: Text<0, 0xffff>,
        protocol: Text<0, 255>,
        client_certificate: Opaque<0, 0xff_ffff>,
    }
}
