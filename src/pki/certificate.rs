//! Reading a certificate (RFC 5280 section 4.1) into values that can be judged.
//!
//! Reading is strict about DER and about the grammar; it says nothing about whether the certificate is any good.

use std::fmt;
use std::ops::Range;

use super::algorithm::AlgorithmId;
use super::der::{DerError, DerErrorKind, Oid, Reader, tag};
use super::extension::{Body, Extension, GeneralName, KeyUsage, NameConstraints};
use super::name::Name;
use super::oids;
use super::signed::{self, Signed, field};
use crate::crypto::{CryptoError, PublicKey};

/// The largest certificate read, in bytes.
pub const MAX_CERTIFICATE_LEN: usize = 1 << 20;
/// The most extensions one certificate may have.
pub const MAX_EXTENSIONS: usize = 64;

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Certificate {
    /// The whole certificate.
    pub der: Vec<u8>,
    /// Where the signed part lies in `der`.
    pub tbs: Range<usize>,
    /// 1, 2 or 3.
    pub version: u8,
    /// The content bytes of the INTEGER.
    pub serial: Vec<u8>,
    /// `tbsCertificate.signature`, which must equal `signature_algorithm` (RFC 5280 4.1.1.2).
    pub tbs_signature: AlgorithmId,
    pub issuer: Name,
    /// Seconds since 1970.
    pub not_before: i64,
    /// Seconds since 1970; the certificate is valid up to and including this second.
    pub not_after: i64,
    pub subject: Name,
    /// The DER of the `SubjectPublicKeyInfo`.
    pub spki: Vec<u8>,
    pub extensions: Vec<Extension>,
    pub signature_algorithm: AlgorithmId,
    pub signature: Vec<u8>,
}

/// Why bytes are not a certificate: which field, at which byte.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReadError {
    pub offset: usize,
    /// The RFC's name of the field.
    pub field: &'static str,
    pub kind: ReadErrorKind,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ReadErrorKind {
    Der(DerErrorKind),
    /// More than [`MAX_CERTIFICATE_LEN`] bytes.
    TooLong,
    /// Not 1, 2 or 3, or an explicit 1.
    BadVersion(u64),
    /// Unique identifiers need version 2, extensions version 3 (RFC 5280 4.1.2.8, 4.1.2.9).
    VersionTooLow(u8),
    /// The same extension twice (RFC 5280 4.2); holds the content of its OID.
    DuplicateExtension(Vec<u8>),
    /// More than [`MAX_EXTENSIONS`].
    TooManyExtensions,
    /// A signature with a fraction of a byte.
    OddSignature,
}

impl Certificate {
    pub fn read(der: &[u8]) -> Result<Certificate, ReadError> {
        if der.len() > MAX_CERTIFICATE_LEN {
            return Err(ReadError { offset: 0, field: "Certificate", kind: ReadErrorKind::TooLong });
        }
        let mut outer = Reader::new(der);
        let mut whole = outer.inside(tag::SEQUENCE).map_err(field("Certificate"))?;
        outer.finish().map_err(field("Certificate"))?;
        let tbs = whole.expect(tag::SEQUENCE).map_err(field("tbsCertificate"))?;
        let mut f = whole.enter(&tbs).map_err(field("tbsCertificate"))?;

        let version = read_version(&mut f)?;
        let serial = f.expect(tag::INTEGER).and_then(|n| n.integer()).map_err(field("serialNumber"))?.to_vec();
        let tbs_signature = AlgorithmId::read(&mut f).map_err(field("signature"))?;
        let issuer = Name::read(&mut f).map_err(field("issuer"))?;
        let (not_before, not_after) = read_validity(&mut f).map_err(field("validity"))?;
        let subject = Name::read(&mut f).map_err(field("subject"))?;
        let spki = f.expect(tag::SEQUENCE).map_err(field("subjectPublicKeyInfo"))?.der.to_vec();
        for (n, name) in [(1, "issuerUniqueID"), (2, "subjectUniqueID")] {
            let at = f.at();
            let id = f.optional(tag::context(n)).map_err(field(name))?;
            if id.is_some() && version < 2 {
                return Err(ReadError { offset: at, field: name, kind: ReadErrorKind::VersionTooLow(version) });
            }
        }
        let extensions = read_extensions(&mut f, version)?;
        f.finish().map_err(field("tbsCertificate"))?;

        let signed = Signed::read(&tbs, &mut whole)?;
        whole.finish().map_err(field("Certificate"))?;
        Ok(Certificate {
            der: der.to_vec(),
            tbs: tbs.header.start..tbs.content.end,
            version,
            serial,
            tbs_signature,
            issuer,
            not_before,
            not_after,
            subject,
            spki,
            extensions,
            signature_algorithm: signed.algorithm,
            signature: signed.signature,
        })
    }

    /// The bytes the issuer signed.
    pub fn tbs_der(&self) -> &[u8] {
        self.der.get(self.tbs.clone()).unwrap_or_default()
    }

    /// The signed part with its signature.
    pub fn signed(&self) -> Signed {
        Signed {
            part: self.tbs_der().to_vec(),
            algorithm: self.signature_algorithm.clone(),
            signature: self.signature.clone(),
        }
    }

    pub fn public_key(&self) -> Result<PublicKey, CryptoError> {
        PublicKey::from_spki_der(&self.spki)
    }

    /// Issuer and subject are the same name (RFC 5280 section 3.2 calls this self-issued).
    pub fn is_self_issued(&self) -> bool {
        self.issuer.matches(&self.subject)
    }

    pub fn extension(&self, oid: &[u8]) -> Option<&Extension> {
        self.extensions.iter().find(|e| e.body.oid() == oid)
    }

    /// `cA` and `pathLenConstraint`.
    pub fn basic_constraints(&self) -> Option<(bool, Option<u64>)> {
        self.extensions.iter().find_map(|e| match e.body {
            Body::BasicConstraints { ca, path_len } => Some((ca, path_len)),
            _ => None,
        })
    }

    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.extensions.iter().find_map(|e| if let Body::KeyUsage(bits) = e.body { Some(bits) } else { None })
    }

    pub fn extended_key_usage(&self) -> Option<&[Oid]> {
        self.extensions.iter().find_map(|e| if let Body::ExtendedKeyUsage(p) = &e.body { Some(&p[..]) } else { None })
    }

    pub fn subject_alt_name(&self) -> Option<&[GeneralName]> {
        self.extensions.iter().find_map(|e| if let Body::SubjectAltName(n) = &e.body { Some(&n[..]) } else { None })
    }

    pub fn name_constraints(&self) -> Option<&NameConstraints> {
        self.extensions.iter().find_map(|e| if let Body::NameConstraints(all) = &e.body { Some(all) } else { None })
    }

    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.extensions.iter().find_map(|e| if let Body::SubjectKeyId(id) = &e.body { Some(&id[..]) } else { None })
    }

    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.extensions.iter().find_map(|e| match &e.body {
            Body::AuthorityKeyId { key_id, .. } => key_id.as_deref(),
            _ => None,
        })
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}, issued by {}, {} bytes)", self.subject, self.issuer, self.der.len())
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ReadError { offset, field, kind } = self;
        write!(f, "{field}: {kind} at byte {offset}")
    }
}

impl std::error::Error for ReadError {}

impl ReadErrorKind {
    /// A stable name, for explanations.
    pub fn id(&self) -> &'static str {
        match self {
            ReadErrorKind::Der(kind) => kind.id(),
            ReadErrorKind::TooLong => "too_long",
            ReadErrorKind::BadVersion(_) => "bad_version",
            ReadErrorKind::VersionTooLow(_) => "version_too_low",
            ReadErrorKind::DuplicateExtension(_) => "duplicate_extension",
            ReadErrorKind::TooManyExtensions => "too_many_extensions",
            ReadErrorKind::OddSignature => "odd_signature",
        }
    }
}

impl fmt::Display for ReadErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadErrorKind::Der(kind) => write!(f, "{kind}"),
            ReadErrorKind::BadVersion(n) => write!(f, "{} {n}", self.id()),
            ReadErrorKind::VersionTooLow(n) => write!(f, "{} {n}", self.id()),
            ReadErrorKind::DuplicateExtension(oid) => write!(f, "{} {}", self.id(), oids::shown(oid)),
            other => f.write_str(other.id()),
        }
    }
}

/// `[0] EXPLICIT INTEGER DEFAULT v1(0)`
fn read_version(f: &mut Reader<'_>) -> Result<u8, ReadError> {
    let Some(explicit) = f.optional(tag::constructed(0)).map_err(field("version"))? else { return Ok(1) };
    let mut inner = f.enter(&explicit).map_err(field("version"))?;
    let number = inner.expect(tag::INTEGER).and_then(|n| n.small_integer()).map_err(field("version"))?;
    inner.finish().map_err(field("version"))?;
    match number {
        1 => Ok(2),
        2 => Ok(3),
        _ => {
            let kind = ReadErrorKind::BadVersion(number.saturating_add(1));
            Err(ReadError { offset: explicit.content.start, field: "version", kind })
        }
    }
}

fn read_validity(f: &mut Reader<'_>) -> Result<(i64, i64), DerError> {
    let mut validity = f.inside(tag::SEQUENCE)?;
    let not_before = validity.any()?.time()?;
    let not_after = validity.any()?.time()?;
    validity.finish()?;
    Ok((not_before, not_after))
}

/// `[3] EXPLICIT SEQUENCE SIZE (1..MAX) OF Extension`
fn read_extensions(f: &mut Reader<'_>, version: u8) -> Result<Vec<Extension>, ReadError> {
    let in_field = field("extensions");
    let Some(explicit) = f.optional(tag::constructed(3)).map_err(&in_field)? else { return Ok(Vec::new()) };
    if version < 3 {
        let (offset, kind) = (explicit.header.start, ReadErrorKind::VersionTooLow(version));
        return Err(ReadError { offset, field: "extensions", kind });
    }
    let mut wrapper = f.enter(&explicit).map_err(&in_field)?;
    let all = signed::extensions(&mut wrapper, "extensions")?;
    wrapper.finish().map_err(&in_field)?;
    Ok(all)
}
