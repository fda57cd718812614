//! The handshake message: a type, a length, and a body that both and the context choose
//! (RFC 8446, 4; RFC 5246, 7.4). Knows no order of messages.

use super::blob::{KeyExchange, Version};
use super::codec::{DecodeError, Reader, Wire, write_vector};
use super::codes::HandshakeType;
use super::extensions::Empty;
use super::hello::{ClientHello, HelloRetryRequest, RETRY_RANDOM, ServerHello};
use super::status::CertificateStatus;
use super::tree::Name;
use super::vectors::Rest;
use super::{tls12, tls13};

/// The largest body a handshake header can announce, in bytes.
const MAX_BODY: usize = 0xff_ffff;
/// The name of a ServerHello that asks for another ClientHello (RFC 8446, 4.1.3).
const RETRY: &str = "hello_retry_request";
/// The name of a message whose type has none.
pub const UNKNOWN: &str = "unknown_handshake";

/// The longest body that the grammar of a type allows, in bytes, in whichever version allows more; none where only the
/// header's 3 bytes bound it. The sums are those of the fields, each vector with its length before it.
pub fn max_body(code: HandshakeType) -> Option<u32> {
    use HandshakeType as T;
    const SHORT: u32 = 1 + 255;
    const LONG: u32 = 2 + 0xffff;
    Some(match code {
        T::hello_request | T::server_hello_done | T::end_of_early_data => 0,
        T::client_hello => 2 + 32 + (1 + 32) + (2 + 0xfffe) + SHORT + LONG,
        T::server_hello => 2 + 32 + (1 + 32) + 2 + 1 + LONG,
        T::new_session_ticket => 4 + 4 + SHORT + LONG + LONG,
        T::encrypted_extensions => LONG,
        T::certificate_request => SHORT + (2 + 0xfffe) + LONG,
        T::server_key_exchange => 3 + SHORT + 2 + LONG,
        T::certificate_verify => 2 + LONG,
        T::client_key_exchange => LONG,
        T::key_update => 1,
        _ => return None,
    })
}

/// Every handshake message; where TLS 1.2 and 1.3 differ in shape there is one variant for each.
#[derive(Clone, Debug, PartialEq)]
pub enum Handshake {
    HelloRequest(Empty),
    ClientHello(ClientHello),
    ServerHello(ServerHello),
    HelloRetryRequest(HelloRetryRequest),
    NewSessionTicket(tls13::NewSessionTicket),
    NewSessionTicket12(tls12::NewSessionTicket),
    EndOfEarlyData(Empty),
    EncryptedExtensions(tls13::EncryptedExtensions),
    Certificate(tls13::Certificate),
    Certificate12(tls12::Certificate),
    CertificateStatus(CertificateStatus),
    ServerKeyExchange(tls12::ServerKeyExchange),
    CertificateRequest(tls13::CertificateRequest),
    CertificateRequest12(tls12::CertificateRequest),
    ServerHelloDone(Empty),
    CertificateVerify(tls13::CertificateVerify),
    ClientKeyExchangeRsa(tls12::ClientKeyExchangeRsa),
    ClientKeyExchangeEcdhe(tls12::ClientKeyExchangeEcdhe),
    Finished(tls13::Finished),
    KeyUpdate(tls13::KeyUpdate),
    /// A type, or a body in this context, whose grammar is not known: the bytes are kept.
    Unknown(HandshakeType, Rest),
}

impl Handshake {
    /// The code point in `msg_type`.
    pub fn msg_type(&self) -> HandshakeType {
        match self {
            Self::HelloRequest(_) => HandshakeType::hello_request,
            Self::ClientHello(_) => HandshakeType::client_hello,
            Self::ServerHello(_) | Self::HelloRetryRequest(_) => HandshakeType::server_hello,
            Self::NewSessionTicket(_) | Self::NewSessionTicket12(_) => HandshakeType::new_session_ticket,
            Self::EndOfEarlyData(_) => HandshakeType::end_of_early_data,
            Self::EncryptedExtensions(_) => HandshakeType::encrypted_extensions,
            Self::Certificate(_) | Self::Certificate12(_) => HandshakeType::certificate,
            Self::CertificateStatus(_) => HandshakeType::certificate_status,
            Self::ServerKeyExchange(_) => HandshakeType::server_key_exchange,
            Self::CertificateRequest(_) | Self::CertificateRequest12(_) => HandshakeType::certificate_request,
            Self::ServerHelloDone(_) => HandshakeType::server_hello_done,
            Self::CertificateVerify(_) => HandshakeType::certificate_verify,
            Self::ClientKeyExchangeRsa(_) | Self::ClientKeyExchangeEcdhe(_) => HandshakeType::client_key_exchange,
            Self::Finished(_) => HandshakeType::finished,
            Self::KeyUpdate(_) => HandshakeType::key_update,
            Self::Unknown(code, _) => *code,
        }
    }

    /// The message's name in paths and anchors: that of its type, but `hello_retry_request` for a retry.
    pub fn name(&self) -> &'static str {
        match self {
            Self::HelloRetryRequest(_) => RETRY,
            other => other.msg_type().name().unwrap_or(UNKNOWN),
        }
    }

    /// Every name that a message can have.
    pub fn names() -> impl Iterator<Item = &'static str> {
        HandshakeType::ALL.iter().filter_map(|code| code.name()).chain([RETRY, UNKNOWN])
    }
}

impl Wire for Handshake {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let code: HandshakeType = reader.field("Handshake", "msg_type")?;
        let name = match code {
            HandshakeType::server_hello if is_retry(reader) => RETRY,
            code => code.name().unwrap_or(UNKNOWN),
        };
        reader.rename(|_| false, |_| Name::Field(name));
        let len = reader.length("Handshake", 0, MAX_BODY)?;
        reader.within(len, |reader| body(code, name, reader))
    }

    fn write(&self, out: &mut Vec<u8>) {
        let body = match self {
            Self::HelloRequest(body) | Self::ServerHelloDone(body) | Self::EndOfEarlyData(body) => body.to_bytes(),
            Self::ClientHello(body) => body.to_bytes(),
            Self::ServerHello(body) => body.to_bytes(),
            Self::HelloRetryRequest(body) => body.to_bytes(),
            Self::NewSessionTicket(body) => body.to_bytes(),
            Self::NewSessionTicket12(body) => body.to_bytes(),
            Self::EncryptedExtensions(body) => body.to_bytes(),
            Self::Certificate(body) => body.to_bytes(),
            Self::Certificate12(body) => body.to_bytes(),
            Self::CertificateStatus(body) => body.to_bytes(),
            Self::ServerKeyExchange(body) => body.to_bytes(),
            Self::CertificateRequest(body) => body.to_bytes(),
            Self::CertificateRequest12(body) => body.to_bytes(),
            Self::CertificateVerify(body) => body.to_bytes(),
            Self::ClientKeyExchangeRsa(body) => body.to_bytes(),
            Self::ClientKeyExchangeEcdhe(body) => body.to_bytes(),
            Self::Finished(body) => body.to_bytes(),
            Self::KeyUpdate(body) => body.to_bytes(),
            Self::Unknown(_, body) => body.to_bytes(),
        };
        self.msg_type().write(out);
        write_vector(out, MAX_BODY, &body);
    }
}

/// The body that a type has in this context.
fn body(code: HandshakeType, name: &'static str, reader: &mut Reader<'_>) -> Result<Handshake, DecodeError> {
    use Handshake as H;
    use HandshakeType as T;
    let tls13 = reader.context.version == Some(Version::Tls13);
    Ok(match code {
        T::client_hello => H::ClientHello(ClientHello::read(reader)?),
        T::server_hello if name != RETRY => H::ServerHello(ServerHello::read(reader)?),
        T::encrypted_extensions => H::EncryptedExtensions(tls13::EncryptedExtensions::read(reader)?),
        T::certificate if tls13 => H::Certificate(tls13::Certificate::read(reader)?),
        T::certificate_verify => H::CertificateVerify(tls13::CertificateVerify::read(reader)?),
        T::finished => H::Finished(tls13::Finished::read(reader)?),
        _ => other_body(code, reader)?,
    })
}

/// The same of what no handshake of TLS 1.3 needs; a ServerHello here is a HelloRetryRequest.
#[inline(never)] // not of the page's first visit
fn other_body(code: HandshakeType, reader: &mut Reader<'_>) -> Result<Handshake, DecodeError> {
    use Handshake as H;
    use HandshakeType as T;
    let tls13 = reader.context.version == Some(Version::Tls13);
    let tls12 = reader.context.version == Some(Version::Tls12);
    Ok(match code {
        T::hello_request => H::HelloRequest(Empty::read(reader)?),
        T::server_hello => H::HelloRetryRequest(HelloRetryRequest::read(reader)?),
        T::new_session_ticket if tls13 => H::NewSessionTicket(tls13::NewSessionTicket::read(reader)?),
        T::new_session_ticket if tls12 => H::NewSessionTicket12(tls12::NewSessionTicket::read(reader)?),
        T::end_of_early_data => H::EndOfEarlyData(Empty::read(reader)?),
        T::certificate if tls12 => H::Certificate12(tls12::Certificate::read(reader)?),
        T::certificate_status if tls12 => H::CertificateStatus(CertificateStatus::read(reader)?),
        T::server_key_exchange if reader.context.kx == Some(KeyExchange::Ecdhe) => {
            H::ServerKeyExchange(tls12::ServerKeyExchange::read(reader)?)
        }
        T::certificate_request if tls13 => H::CertificateRequest(tls13::CertificateRequest::read(reader)?),
        T::certificate_request if tls12 => H::CertificateRequest12(tls12::CertificateRequest::read(reader)?),
        T::server_hello_done => H::ServerHelloDone(Empty::read(reader)?),
        T::client_key_exchange => match reader.context.kx {
            Some(KeyExchange::Rsa) => H::ClientKeyExchangeRsa(tls12::ClientKeyExchangeRsa::read(reader)?),
            Some(KeyExchange::Ecdhe) => H::ClientKeyExchangeEcdhe(tls12::ClientKeyExchangeEcdhe::read(reader)?),
            None => H::Unknown(code, reader.field("Handshake", "body")?),
        },
        T::key_update => H::KeyUpdate(tls13::KeyUpdate::read(reader)?),
        _ => H::Unknown(code, reader.field("Handshake", "body")?),
    })
}

/// Whether the ServerHello whose length comes next is a HelloRetryRequest (RFC 8446, 4.1.3).
fn is_retry(reader: &Reader<'_>) -> bool {
    reader.peek(5, 32) == RETRY_RANDOM
}
