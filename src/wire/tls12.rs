//! The messages that only TLS 1.2 has, or has in its own shape (RFC 5246, 7.4; RFC 8422, 5; RFC 5077).

use super::codes::*;
use super::vectors::{List, Opaque};

wire_struct! {
    /// Certificate, RFC 5246, 7.4.2
    Certificate as "Certificate" { certificate_list: List<Opaque<1, 0xff_ffff>, 0, 0xff_ffff>, }
}
wire_struct! {
    /// ECParameters of a named curve, RFC 8422, 5.4
    ECParameters as "ECParameters" { curve_type: ECCurveType, named_curve: NamedGroup, }
}
wire_struct! {
    /// ServerECDHParams, RFC 8422, 5.4: what the server signs, between the randoms and the signature
    ServerEcdhParams as "ServerECDHParams" { curve_params: ECParameters, public: Opaque<1, 255>, }
}
wire_struct! {
    /// ServerKeyExchange for ECDHE, RFC 8422, 5.4
    ServerKeyExchange as "ServerKeyExchange" {
        params: ServerEcdhParams,
        algorithm: SignatureScheme,
        signature: Opaque<0, 0xffff>,
    }
}
wire_struct! {
    /// CertificateRequest, RFC 5246, 7.4.4
    CertificateRequest as "CertificateRequest" {
        certificate_types: List<ClientCertificateType, 1, 255>,
        supported_signature_algorithms: List<SignatureScheme, 2, 0xfffe>,
        certificate_authorities: List<Opaque<1, 0xffff>, 0, 0xffff>,
    }
}
wire_struct! {
    /// ClientKeyExchange for RSA, RFC 5246, 7.4.7.1
    ClientKeyExchangeRsa as "ClientKeyExchange" { encrypted_pre_master_secret: Opaque<0, 0xffff>, }
}
wire_struct! {
    /// ClientKeyExchange for ECDHE, RFC 8422, 5.7
    ClientKeyExchangeEcdhe as "ClientKeyExchange" { ecdh_yc: Opaque<1, 255>, }
}
wire_struct! {
    /// NewSessionTicket, RFC 5077, 3.3
    NewSessionTicket as "NewSessionTicket" { ticket_lifetime_hint: u32, ticket: Opaque<0, 0xffff>, }
}
