//! The messages that only TLS 1.3 has, or has in its own shape (RFC 8446, 4.3 to 4.6).

use super::codes::*;
use super::extensions::{
    CertificateExtension, CertificateRequestExtension, Extensions, ServerExtension, TicketExtension,
};
use super::vectors::{List, Opaque, Rest};

wire_struct! {
    /// EncryptedExtensions, RFC 8446, 4.3.1
    EncryptedExtensions as "EncryptedExtensions" { extensions: Extensions<ServerExtension>, }
}
wire_struct! {
    /// CertificateRequest, RFC 8446, 4.3.2
    CertificateRequest as "CertificateRequest" {
        certificate_request_context: Opaque<0, 255>,
        extensions: Extensions<CertificateRequestExtension>,
    }
}
wire_struct! {
    /// CertificateEntry, RFC 8446, 4.4.2
    CertificateEntry as "CertificateEntry" {
        cert_data: Opaque<1, 0xff_ffff>,
        extensions: Extensions<CertificateExtension>,
    }
}
wire_struct! {
    /// Certificate, RFC 8446, 4.4.2
    Certificate as "Certificate" {
        certificate_request_context: Opaque<0, 255>,
        certificate_list: List<CertificateEntry, 0, 0xff_ffff>,
    }
}
wire_struct! {
    /// CertificateVerify, RFC 8446, 4.4.3 (and, of a client, RFC 5246, 7.4.8: the same shape)
    CertificateVerify as "CertificateVerify" {
        algorithm: SignatureScheme,
        signature: Opaque<0, 0xffff>,
    }
}
wire_struct! {
    /// Finished, RFC 8446, 4.4.4 (a hash long) and RFC 5246, 7.4.9 (12 bytes)
    Finished as "Finished" { verify_data: Rest, }
}
wire_struct! {
    /// NewSessionTicket, RFC 8446, 4.6.1
    NewSessionTicket as "NewSessionTicket" {
        ticket_lifetime: u32,
        ticket_age_add: u32,
        ticket_nonce: Opaque<0, 255>,
        ticket: Opaque<1, 0xffff>,
        extensions: Extensions<TicketExtension>,
    }
}
wire_struct! {
    /// KeyUpdate, RFC 8446, 4.6.3
    KeyUpdate as "KeyUpdate" { request_update: KeyUpdateRequest, }
}
