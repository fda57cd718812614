//! Certificate extensions (RFC 5280 4.2): one type both read from certificates and minted into them.

mod constraints;
mod general_name;
mod services;

use std::ops::{BitOr, Range};

use super::der::{DerError, DerErrorKind, Oid, Reader, tag, write};
use super::oids;

pub use constraints::{NameConstraints, Subtree};
pub use general_name::GeneralName;
pub use services::{AccessDescription, DistributionPoint, PolicyConstraints};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Extension {
    pub critical: bool,
    pub body: Body,
}

/// What an extension says. An extension this crate does not know keeps its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// RFC 5280 4.2.1.9
    BasicConstraints { ca: bool, path_len: Option<u64> },
    /// RFC 5280 4.2.1.3
    KeyUsage(KeyUsage),
    /// RFC 5280 4.2.1.12: the purposes.
    ExtendedKeyUsage(Vec<Oid>),
    /// RFC 5280 4.2.1.6
    SubjectAltName(Vec<GeneralName>),
    /// RFC 5280 4.2.1.2
    SubjectKeyId(Vec<u8>),
    /// RFC 5280 4.2.1.1; `key_id` is what everyone uses, of the issuer's name and serial number it is only known whether
    /// one of them is there.
    AuthorityKeyId { key_id: Option<Vec<u8>>, issuer_and_serial: bool },
    /// RFC 5280 4.2.1.10
    NameConstraints(NameConstraints),
    /// RFC 5280 4.2.1.4: the policies, without what qualifies them.
    CertificatePolicies(Vec<Oid>),
    /// RFC 5280 4.2.1.5: the issuer's policy, and the subject's that means the same.
    PolicyMappings(Vec<(Oid, Oid)>),
    /// RFC 5280 4.2.1.11
    PolicyConstraints(PolicyConstraints),
    /// RFC 5280 4.2.1.14: after how many more certificates anyPolicy means nothing.
    InhibitAnyPolicy(u64),
    /// RFC 5280 4.2.1.13
    CrlDistributionPoints(Vec<DistributionPoint>),
    /// RFC 5280 4.2.2.1
    AuthorityInfoAccess(Vec<AccessDescription>),
    /// RFC 7633: the TLS extensions a server must answer to; 5 is status_request, "must-staple".
    TlsFeature(Vec<u16>),
    /// The content of `extnValue`.
    Unknown { oid: Oid, value: Vec<u8> },
}

/// The named bits of keyUsage, bit `n` of the RFC as `1 << n`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct KeyUsage(pub u16);

impl Body {
    /// authorityKeyIdentifier as it is minted: the key's identifier alone.
    pub fn authority_key_id(key_id: Vec<u8>) -> Body {
        Body::AuthorityKeyId { key_id: Some(key_id), issuer_and_serial: false }
    }

    /// The content of the extension's OID.
    pub fn oid(&self) -> &[u8] {
        match self {
            Body::BasicConstraints { .. } => oids::BASIC_CONSTRAINTS,
            Body::KeyUsage(_) => oids::KEY_USAGE,
            Body::ExtendedKeyUsage(_) => oids::EXTENDED_KEY_USAGE,
            Body::SubjectAltName(_) => oids::SUBJECT_ALT_NAME,
            Body::SubjectKeyId(_) => oids::SUBJECT_KEY_ID,
            Body::AuthorityKeyId { .. } => oids::AUTHORITY_KEY_ID,
            Body::NameConstraints(_) => oids::NAME_CONSTRAINTS,
            Body::CertificatePolicies(_) => oids::CERTIFICATE_POLICIES,
            Body::PolicyMappings(_) => oids::POLICY_MAPPINGS,
            Body::PolicyConstraints(_) => oids::POLICY_CONSTRAINTS,
            Body::InhibitAnyPolicy(_) => oids::INHIBIT_ANY_POLICY,
            Body::CrlDistributionPoints(_) => oids::CRL_DISTRIBUTION_POINTS,
            Body::AuthorityInfoAccess(_) => oids::AUTHORITY_INFO_ACCESS,
            Body::TlsFeature(_) => oids::TLS_FEATURE,
            Body::Unknown { oid, .. } => oid.as_bytes(),
        }
    }
}

impl Extension {
    pub fn critical(body: Body) -> Extension {
        Extension { critical: true, body }
    }

    pub fn plain(body: Body) -> Extension {
        Extension { critical: false, body }
    }

    /// Reads the next element of `reader` as an `Extension`.
    pub fn read(reader: &mut Reader<'_>) -> Result<Extension, DerError> {
        let mut fields = reader.inside(tag::SEQUENCE)?;
        let oid = fields.expect(tag::OID)?.oid()?;
        let critical = match fields.optional(tag::BOOLEAN)? {
            None => false,
            Some(flag) if flag.boolean()? => true,
            Some(flag) => return Err(DerError { offset: flag.header.start, kind: DerErrorKind::DefaultEncoded }),
        };
        let value = fields.expect(tag::OCTET_STRING)?;
        fields.finish()?;
        let mut inner = fields.enter(&value)?;
        let body = match oid.as_bytes() {
            oids::BASIC_CONSTRAINTS => read_basic_constraints(&mut inner)?,
            oids::KEY_USAGE => read_key_usage(&mut inner)?,
            oids::EXTENDED_KEY_USAGE => {
                Body::ExtendedKeyUsage(list(&mut inner, |purposes| purposes.expect(tag::OID)?.oid())?)
            }
            oids::SUBJECT_ALT_NAME => Body::SubjectAltName(list(&mut inner, GeneralName::read)?),
            oids::SUBJECT_KEY_ID => Body::SubjectKeyId(inner.expect(tag::OCTET_STRING)?.value.to_vec()),
            oids::AUTHORITY_KEY_ID => read_authority_key_id(&mut inner)?,
            id => match read_rarer(id, &mut inner)? {
                Some(body) => body,
                None => return Ok(Extension { critical, body: Body::Unknown { oid, value: value.value.to_vec() } }),
            },
        };
        inner.finish()?;
        Ok(Extension { critical, body })
    }

    /// The whole `Extension`, header included.
    pub fn write(&self) -> Vec<u8> {
        let value = match &self.body {
            Body::BasicConstraints { ca, path_len } => {
                let ca = if *ca { write::boolean(true) } else { Vec::new() };
                let len = path_len.map(|n| write::integer(&n.to_be_bytes())).unwrap_or_default();
                write::sequence(&[&ca, &len])
            }
            Body::KeyUsage(KeyUsage(bits)) => write::named_bits(*bits),
            Body::ExtendedKeyUsage(purposes) => all(purposes, |p| write::oid(p.as_bytes())),
            Body::SubjectAltName(names) => all(names, GeneralName::write),
            Body::SubjectKeyId(id) => write::octet_string(id),
            Body::AuthorityKeyId { key_id, .. } => {
                let id = key_id.as_ref().map(|id| write::tlv(tag::context(0), &[id]));
                write::sequence(&[&id.unwrap_or_default()])
            }
            rarer => write_rarer(rarer),
        };
        let critical = if self.critical { write::boolean(true) } else { Vec::new() };
        write::sequence(&[&write::oid(self.body.oid()), &critical, &write::octet_string(&value)])
    }
}

/// What stands in an extension that not every certificate has.
#[inline(never)] // of a later part of the page
fn write_rarer(body: &Body) -> Vec<u8> {
    match body {
        Body::NameConstraints(constraints) => constraints.write(),
        Body::CertificatePolicies(policies) => services::write_policies(policies),
        Body::PolicyMappings(mappings) => services::write_mappings(mappings),
        Body::PolicyConstraints(constraints) => constraints.write(),
        Body::InhibitAnyPolicy(skip) => write::integer(&skip.to_be_bytes()),
        Body::CrlDistributionPoints(points) => all(points, DistributionPoint::write),
        Body::AuthorityInfoAccess(ways) => all(ways, AccessDescription::write),
        Body::TlsFeature(features) => all(features, |n| write::integer(&n.to_be_bytes())),
        Body::Unknown { value, .. } => value.clone(),
        // Written by `Extension::write` itself.
        _ => Vec::new(),
    }
}

/// `SEQUENCE OF` what is written of each item.
#[inline(never)] // one for each kind of item: the page's first part has those that a first visit writes
fn all<T>(items: &[T], write: impl Fn(&T) -> Vec<u8>) -> Vec<u8> {
    write::sequence(&[&items.iter().flat_map(write).collect::<Vec<_>>()])
}

/// Of extensions that not every certificate has; none of one that is not known.
#[inline(never)] // of a later part
fn read_rarer(oid: &[u8], inner: &mut Reader<'_>) -> Result<Option<Body>, DerError> {
    Ok(Some(match oid {
        oids::NAME_CONSTRAINTS => Body::NameConstraints(NameConstraints::read(inner)?),
        oids::CERTIFICATE_POLICIES => Body::CertificatePolicies(services::read_policies(inner)?),
        oids::POLICY_MAPPINGS => Body::PolicyMappings(services::read_mappings(inner)?),
        oids::POLICY_CONSTRAINTS => Body::PolicyConstraints(PolicyConstraints::read(inner)?),
        oids::INHIBIT_ANY_POLICY => Body::InhibitAnyPolicy(inner.expect(tag::INTEGER)?.small_integer()?),
        oids::CRL_DISTRIBUTION_POINTS => Body::CrlDistributionPoints(list(inner, DistributionPoint::read)?),
        oids::AUTHORITY_INFO_ACCESS => Body::AuthorityInfoAccess(list(inner, AccessDescription::read)?),
        oids::TLS_FEATURE => Body::TlsFeature(read_tls_feature(inner)?),
        _ => return Ok(None),
    }))
}

impl KeyUsage {
    pub const DIGITAL_SIGNATURE: KeyUsage = KeyUsage(1);
    pub const CONTENT_COMMITMENT: KeyUsage = KeyUsage(1 << 1);
    pub const KEY_ENCIPHERMENT: KeyUsage = KeyUsage(1 << 2);
    pub const KEY_AGREEMENT: KeyUsage = KeyUsage(1 << 4);
    pub const KEY_CERT_SIGN: KeyUsage = KeyUsage(1 << 5);
    pub const CRL_SIGN: KeyUsage = KeyUsage(1 << 6);

    /// Whether any bit of `wanted` is set.
    pub fn allows(self, wanted: KeyUsage) -> bool {
        self.0 & wanted.0 != 0
    }
}

impl BitOr for KeyUsage {
    type Output = KeyUsage;
    fn bitor(self, other: KeyUsage) -> KeyUsage {
        KeyUsage(self.0 | other.0)
    }
}

/// `digitalSignature, keyEncipherment`
impl std::fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let set = KEY_USAGES.iter().enumerate().filter(|(bit, _)| self.0 >> bit & 1 == 1);
        f.write_str(&set.map(|(_, name)| *name).collect::<Vec<_>>().join(", "))
    }
}

pub(super) const KEY_USAGES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

/// Where an element starts, for errors found after it was read.
fn at(range: &Range<usize>, kind: DerErrorKind) -> DerError {
    DerError { offset: range.start, kind }
}

fn read_basic_constraints(inner: &mut Reader<'_>) -> Result<Body, DerError> {
    let mut fields = inner.inside(tag::SEQUENCE)?;
    let ca = match fields.optional(tag::BOOLEAN)? {
        None => false,
        Some(flag) if flag.boolean()? => true,
        Some(flag) => return Err(at(&flag.header, DerErrorKind::DefaultEncoded)),
    };
    let path_len = fields.optional(tag::INTEGER)?.map(|n| n.small_integer()).transpose()?;
    fields.finish()?;
    Ok(Body::BasicConstraints { ca, path_len })
}

fn read_key_usage(inner: &mut Reader<'_>) -> Result<Body, DerError> {
    let bits = inner.expect(tag::BIT_STRING)?.bit_string()?;
    let set = (0..KEY_USAGES.len()).filter(|n| bits.bit(*n));
    Ok(Body::KeyUsage(KeyUsage(set.fold(0, |all, n| all | 1 << n))))
}

fn read_authority_key_id(inner: &mut Reader<'_>) -> Result<Body, DerError> {
    let mut fields = inner.inside(tag::SEQUENCE)?;
    let key_id = fields.optional(tag::context(0))?.map(|id| id.value.to_vec());
    let (issuer, serial) = (fields.optional(tag::constructed(1))?, fields.optional(tag::context(2))?);
    fields.finish()?;
    Ok(Body::AuthorityKeyId { key_id, issuer_and_serial: issuer.is_some() || serial.is_some() })
}

/// `Features ::= SEQUENCE OF INTEGER`; a feature above 65535 is no TLS extension.
fn read_tls_feature(inner: &mut Reader<'_>) -> Result<Vec<u16>, DerError> {
    list(inner, |items| {
        let number = items.expect(tag::INTEGER)?;
        let too_large = at(&number.content, DerErrorKind::IntegerTooLarge);
        u16::try_from(number.small_integer()?).map_err(|_| too_large)
    })
}

/// A SEQUENCE of one element or more.
fn list<T>(inner: &mut Reader<'_>, read: impl Fn(&mut Reader<'_>) -> Result<T, DerError>) -> Result<Vec<T>, DerError> {
    let mut items = inner.inside(tag::SEQUENCE)?;
    if items.is_empty() {
        return Err(DerError { offset: items.at(), kind: DerErrorKind::Empty });
    }
    let mut all = Vec::new();
    while !items.is_empty() {
        all.push(read(&mut items)?);
    }
    Ok(all)
}
