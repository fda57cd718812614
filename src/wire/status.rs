//! The status of a certificate in the handshake: what a client asks for, and what a server staples (RFC 6066, 8;
//! RFC 8446, 4.4.2.1). Knows nothing of what an OCSP response says.

use super::codec::{DecodeError, Reader, Wire};
use super::codes::CertificateStatusType;
use super::vectors::{List, Opaque, Rest};

wire_struct! {
    /// OCSPStatusRequest, RFC 6066, 8
    OcspStatusRequest as "OCSPStatusRequest" {
        responder_id_list: List<Opaque<1, 0xffff>, 0, 0xffff>,
        request_extensions: Opaque<0, 0xffff>,
    }
}

/// CertificateStatusRequest, RFC 6066, 8. A type that is not known keeps its bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum CertificateStatusRequest {
    Ocsp(OcspStatusRequest),
    Other(CertificateStatusType, Rest),
}

/// CertificateStatus, RFC 6066, 8: a message of TLS 1.2, an extension of a CertificateEntry in TLS 1.3.
#[derive(Clone, Debug, PartialEq)]
pub enum CertificateStatus {
    /// The DER of an OCSPResponse.
    Ocsp(Opaque<1, 0xff_ffff>),
    Other(CertificateStatusType, Rest),
}

impl CertificateStatusRequest {
    /// Any responder will do, and nothing more is asked of it.
    pub fn any() -> Self {
        Self::Ocsp(OcspStatusRequest { responder_id_list: List(Vec::new()), request_extensions: Opaque(Vec::new()) })
    }
}

impl CertificateStatus {
    /// The response, or the bytes of what is none.
    pub fn response(&self) -> &[u8] {
        match self {
            Self::Ocsp(response) => &response.0,
            Self::Other(_, rest) => &rest.0,
        }
    }
}

impl Wire for CertificateStatusRequest {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let code = reader.field("CertificateStatusRequest", "status_type")?;
        Ok(match code {
            CertificateStatusType::ocsp => Self::Ocsp(OcspStatusRequest::read(reader)?),
            code => Self::Other(code, reader.field("CertificateStatusRequest", "request")?),
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Ocsp(request) => {
                CertificateStatusType::ocsp.write(out);
                request.write(out);
            }
            Self::Other(code, rest) => {
                code.write(out);
                rest.write(out);
            }
        }
    }
}

impl Wire for CertificateStatus {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let code = reader.field("CertificateStatus", "status_type")?;
        Ok(match code {
            CertificateStatusType::ocsp => Self::Ocsp(reader.field("CertificateStatus", "response")?),
            code => Self::Other(code, reader.field("CertificateStatus", "other")?),
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Ocsp(response) => {
                CertificateStatusType::ocsp.write(out);
                response.write(out);
            }
            Self::Other(code, rest) => {
                code.write(out);
                rest.write(out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::codec::Context;

    /// Reads all of it.
    fn whole<T: Wire>(bytes: &[u8]) -> Result<T, DecodeError> {
        Reader::new(bytes, Context::default()).within(bytes.len(), T::read)
    }

    #[test]
    fn every_type_survives_and_what_breaks_is_refused() {
        for bytes in [&[1, 0, 0, 0, 0][..], &[1, 0, 4, 0, 2, 7, 7, 0, 1, 9], &[2, 0, 1], &[0]] {
            let read = whole::<CertificateStatusRequest>(bytes).unwrap_or_else(|error| panic!("{bytes:?}: {error:?}"));
            assert_eq!(read.to_bytes(), bytes);
        }
        for bytes in [&[1, 0, 0, 3, 48, 1, 0][..], &[2, 1, 2, 3], &[9]] {
            let read = whole::<CertificateStatus>(bytes).unwrap_or_else(|error| panic!("{bytes:?}: {error:?}"));
            assert_eq!(read.to_bytes(), bytes);
            assert!(bytes.ends_with(read.response()));
        }
        // A responder without a name, a list cut short, something behind the end.
        for bytes in [&[][..], &[1], &[1, 0, 2, 0, 0, 0, 0], &[1, 0, 4, 0, 2, 7], &[1, 0, 0, 0, 0, 0]] {
            assert!(whole::<CertificateStatusRequest>(bytes).is_err(), "{bytes:?}");
        }
        // RFC 6066, 8: a response has at least one byte.
        for bytes in [&[][..], &[1, 0, 0, 0], &[1, 0, 0, 2, 48], &[1, 0, 0, 1, 48, 0]] {
            assert!(whole::<CertificateStatus>(bytes).is_err(), "{bytes:?}");
        }
    }
}
