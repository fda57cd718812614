//! Where an extension may stand: the table of RFC 8446, 4.2, what later RFCs registered beside it, and what a TLS 1.2
//! ServerHello may answer. Knows no extension's meaning.

use super::refusal::Refusal;
use crate::wire::ExtensionType as E;

/// A message that has extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    ClientHello,
    /// Of TLS 1.2, where all answers stand in it.
    ServerHello12,
    ServerHello,
    HelloRetryRequest,
    EncryptedExtensions,
    CertificateRequest,
    Certificate,
    NewSessionTicket,
}

use Place::{
    Certificate, CertificateRequest, ClientHello, EncryptedExtensions, HelloRetryRequest, NewSessionTicket,
    ServerHello, ServerHello12,
};

impl Place {
    /// The message's name.
    fn name(self) -> &'static str {
        match self {
            ClientHello => "client_hello",
            ServerHello | ServerHello12 => "server_hello",
            HelloRetryRequest => "hello_retry_request",
            EncryptedExtensions => "encrypted_extensions",
            CertificateRequest => "certificate_request",
            Certificate => "certificate",
            NewSessionTicket => "new_session_ticket",
        }
    }
}

/// The messages that an extension may stand in; none for one that is not known here.
fn places(code: E) -> Option<&'static [Place]> {
    Some(match code {
        E::server_name
        | E::max_fragment_length
        | E::use_srtp
        | E::heartbeat
        | E::application_layer_protocol_negotiation
        | E::client_certificate_type
        | E::server_certificate_type
        | E::record_size_limit => &[ClientHello, ServerHello12, EncryptedExtensions],
        // RFC 8422, 4 has no answer to it, but servers were seen to send one, which OpenSSL and others let pass.
        E::supported_groups => &[ClientHello, ServerHello12, EncryptedExtensions],
        E::status_request | E::signed_certificate_timestamp => {
            &[ClientHello, ServerHello12, CertificateRequest, Certificate]
        }
        E::signature_algorithms
        | E::signature_algorithms_cert
        | E::certificate_authorities
        | E::compress_certificate => &[ClientHello, CertificateRequest],
        E::oid_filters => &[CertificateRequest],
        E::padding | E::psk_key_exchange_modes | E::post_handshake_auth => &[ClientHello],
        E::key_share | E::supported_versions => &[ClientHello, ServerHello, HelloRetryRequest],
        E::cookie => &[ClientHello, HelloRetryRequest],
        E::pre_shared_key => &[ClientHello, ServerHello],
        E::early_data => &[ClientHello, EncryptedExtensions, NewSessionTicket],
        // RFC 9849, 5
        E::encrypted_client_hello => &[ClientHello, HelloRetryRequest, EncryptedExtensions],
        // Of TLS 1.2 alone: the registry has no message of TLS 1.3 for them, but a client may offer both versions.
        E::ec_point_formats
        | E::encrypt_then_mac
        | E::extended_master_secret
        | E::session_ticket
        | E::renegotiation_info => &[ClientHello, ServerHello12],
        _ => return None,
    })
}

/// Holds extensions that ask, or announce, against the table: each once, none that is known and belongs elsewhere.
/// Those that are not known are passed over (RFC 8446, 4.1.2 and 4.3.2).
pub fn asks(types: &[E], place: Place) -> Result<(), Refusal> {
    once(types)?;
    types.iter().try_for_each(|code| belongs(*code, place))
}

/// Holds extensions that answer against the table and the question: each once, asked for, and not out of place.
pub fn answers(types: &[E], place: Place, asked: impl Fn(E) -> bool) -> Result<(), Refusal> {
    once(types)?;
    for code in types {
        if !asked(*code) {
            return Err(Refusal::UnsolicitedExtension { name: code.to_string() });
        }
        belongs(*code, place)?;
        if unspoken(*code) {
            return Err(Refusal::ExtensionNotSpoken { name: code.to_string() });
        }
    }
    Ok(())
}

/// No type twice (RFC 8446, 4.2; RFC 5246, 7.4.1.4).
pub fn once(types: &[E]) -> Result<(), Refusal> {
    let twice = types.iter().enumerate().find(|(at, code)| types.iter().take(*at).any(|earlier| earlier == *code));
    twice.map_or(Ok(()), |(_, code)| Err(Refusal::DuplicateExtension { name: code.to_string() }))
}

fn belongs(code: E, place: Place) -> Result<(), Refusal> {
    match places(code) {
        Some(places) if !places.contains(&place) => {
            Err(Refusal::MisplacedExtension { name: code.to_string(), message: place.name() })
        }
        _ => Ok(()),
    }
}

/// Whether agreeing on an extension would change the connection in a way that is not spoken here. It can only have been
/// offered as given bytes.
fn unspoken(code: E) -> bool {
    matches!(
        code,
        E::encrypt_then_mac | E::max_fragment_length | E::client_certificate_type | E::server_certificate_type
    )
}
