//! Certificate revocation lists (RFC 5280 section 5): reading one, and minting one.

use super::algorithm::AlgorithmId;
use super::certificate::{ReadError, ReadErrorKind};
use super::der::{DerError, Oid, Reader, tag, write};
use super::extension::{Body, Extension};
use super::mint::MintError;
use super::name::Name;
use super::oids;
use super::signed::{self, Signed, bounded, field};
use crate::crypto::{PrivateKey, Scheme};

/// The largest list read, in bytes.
pub const MAX_CRL_LEN: usize = 16 << 20;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Crl {
    /// 1 or 2.
    pub version: u8,
    /// `tbsCertList.signature`, which must equal the algorithm outside (RFC 5280 5.1.1.2).
    pub tbs_signature: AlgorithmId,
    pub issuer: Name,
    /// Seconds since 1970.
    pub this_update: i64,
    /// Seconds since 1970.
    pub next_update: Option<i64>,
    pub revoked: Vec<Revoked>,
    pub extensions: Vec<Extension>,
    pub signed: Signed,
}

/// One entry of `revokedCertificates`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Revoked {
    /// The content bytes of the INTEGER.
    pub serial: Vec<u8>,
    /// Seconds since 1970.
    pub date: i64,
    pub reason: Option<CrlReason>,
    /// The entry has a critical extension that is not understood, such as another certificate issuer.
    pub unclear: bool,
}

/// `CRLReason` (RFC 5280 5.3.1), by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CrlReason(pub u8);

/// All that goes into a version 2 list, apart from the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlSpec {
    pub issuer: Name,
    /// Seconds since 1970.
    pub this_update: i64,
    /// Seconds since 1970.
    pub next_update: Option<i64>,
    /// In the order they are written; `unclear` is not written.
    pub revoked: Vec<Revoked>,
    /// `cRLNumber` (RFC 5280 5.2.3), big-endian, at most 20 bytes.
    pub number: Vec<u8>,
    /// The key identifier of the issuer.
    pub authority_key_id: Vec<u8>,
}

impl Crl {
    pub fn read(der: &[u8]) -> Result<Crl, ReadError> {
        bounded(der, MAX_CRL_LEN, "CertificateList")?;
        let mut outer = Reader::new(der);
        let mut whole = outer.inside(tag::SEQUENCE).map_err(field("CertificateList"))?;
        outer.finish().map_err(field("CertificateList"))?;
        let tbs = whole.expect(tag::SEQUENCE).map_err(field("tbsCertList"))?;
        let mut f = whole.enter(&tbs).map_err(field("tbsCertList"))?;

        let at = f.at();
        let version = match f.optional(tag::INTEGER).and_then(|v| v.map(|n| n.small_integer()).transpose()) {
            Ok(None) => 1,
            Ok(Some(1)) => 2,
            Ok(Some(n)) => {
                let kind = ReadErrorKind::BadVersion(n.saturating_add(1));
                return Err(ReadError { offset: at, field: "version", kind });
            }
            Err(e) => return Err(field("version")(e)),
        };
        let tbs_signature = AlgorithmId::read(&mut f).map_err(field("signature"))?;
        let issuer = Name::read(&mut f).map_err(field("issuer"))?;
        let this_update = f.any().and_then(|t| t.time()).map_err(field("thisUpdate"))?;
        let next_update = match f.peek_tag() {
            Some(tag::UTC_TIME | tag::GENERALIZED_TIME) => {
                Some(f.any().and_then(|t| t.time()).map_err(field("nextUpdate"))?)
            }
            _ => None,
        };
        let revoked = match f.optional(tag::SEQUENCE).map_err(field("revokedCertificates"))? {
            None => Vec::new(),
            Some(list) => {
                let mut items = f.enter(&list).map_err(field("revokedCertificates"))?;
                let mut all = Vec::new();
                while !items.is_empty() {
                    all.push(Revoked::read(&mut items, version)?);
                }
                all
            }
        };
        let extensions = match f.optional(tag::constructed(0)).map_err(field("crlExtensions"))? {
            None => Vec::new(),
            Some(explicit) if version < 2 => {
                let (offset, kind) = (explicit.header.start, ReadErrorKind::VersionTooLow(version));
                return Err(ReadError { offset, field: "crlExtensions", kind });
            }
            Some(explicit) => {
                let mut wrapper = f.enter(&explicit).map_err(field("crlExtensions"))?;
                let all = signed::extensions(&mut wrapper, "crlExtensions")?;
                wrapper.finish().map_err(field("crlExtensions"))?;
                all
            }
        };
        f.finish().map_err(field("tbsCertList"))?;
        let signed = Signed::read(&tbs, &mut whole)?;
        whole.finish().map_err(field("CertificateList"))?;
        Ok(Crl { version, tbs_signature, issuer, this_update, next_update, revoked, extensions, signed })
    }

    /// The entry of a certificate, by the content bytes of its serial number.
    pub fn entry(&self, serial: &[u8]) -> Option<&Revoked> {
        self.revoked.iter().find(|entry| entry.serial == serial)
    }
}

impl Revoked {
    fn read(items: &mut Reader<'_>, version: u8) -> Result<Revoked, ReadError> {
        let in_field = field("revokedCertificates");
        let mut f = items.inside(tag::SEQUENCE).map_err(&in_field)?;
        let serial = f.expect(tag::INTEGER).and_then(|n| n.integer()).map_err(&in_field)?.to_vec();
        let date = f.any().and_then(|t| t.time()).map_err(&in_field)?;
        let mut entry = Revoked { serial, date, reason: None, unclear: false };
        if f.is_empty() {
            return Ok(entry);
        }
        if version < 2 {
            let (offset, kind) = (f.at(), ReadErrorKind::VersionTooLow(version));
            return Err(ReadError { offset, field: "crlEntryExtensions", kind });
        }
        for extension in signed::extensions(&mut f, "crlEntryExtensions")? {
            match &extension.body {
                Body::Unknown { oid, value } if oid == oids::CRL_REASON => {
                    entry.reason = Some(read_reason(value).map_err(field("reasonCode"))?);
                }
                _ => entry.unclear |= extension.critical,
            }
        }
        f.finish().map_err(in_field)?;
        Ok(entry)
    }

    fn write(&self) -> Result<Vec<u8>, MintError> {
        let date = write::time(self.date).ok_or(MintError::UnwritableTime(self.date))?;
        let extensions = match (self.reason, Oid::from_content(oids::CRL_REASON)) {
            (Some(reason), Some(oid)) => {
                let value = reason.write();
                write::sequence(&[&Extension::plain(Body::Unknown { oid, value }).write()])
            }
            _ => Vec::new(),
        };
        Ok(write::sequence(&[&write::integer(&self.serial), &date, &extensions]))
    }
}

impl CrlReason {
    pub const KEY_COMPROMISE: CrlReason = CrlReason(1);
    pub const SUPERSEDED: CrlReason = CrlReason(4);

    /// The ENUMERATED.
    pub(super) fn write(self) -> Vec<u8> {
        write::tlv(tag::ENUMERATED, &[&[self.0]])
    }

    /// From the number, if RFC 5280 has it.
    pub(super) fn known(number: u64) -> Option<CrlReason> {
        let number = u8::try_from(number).ok()?;
        REASONS.get(usize::from(number)).filter(|name| !name.is_empty()).map(|_| CrlReason(number))
    }
}

/// `keyCompromise`
impl std::fmt::Display for CrlReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(REASONS.get(usize::from(self.0)).copied().unwrap_or("?"))
    }
}

pub(super) const REASONS: [&str; 11] = [
    "unspecified",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "",
    "removeFromCRL",
    "privilegeWithdrawn",
    "aACompromise",
];

/// The DER of the list, signed by `key`.
pub fn mint_crl(spec: &CrlSpec, key: &PrivateKey, scheme: Scheme) -> Result<Vec<u8>, MintError> {
    let time = |seconds| write::time(seconds).ok_or(MintError::UnwritableTime(seconds));
    let next_update = spec.next_update.map(time).transpose()?.unwrap_or_default();
    let entries = spec.revoked.iter().map(Revoked::write).collect::<Result<Vec<_>, _>>()?.concat();
    // "the revokedCertificates field MUST be absent" where there is nothing to list (RFC 5280 5.1.2.6).
    let revoked = if entries.is_empty() { Vec::new() } else { write::sequence(&[&entries]) };
    let mut extensions = Extension::plain(Body::authority_key_id(spec.authority_key_id.clone())).write();
    if let Some(oid) = Oid::from_content(oids::CRL_NUMBER) {
        extensions.extend(Extension::plain(Body::Unknown { oid, value: write::integer(&spec.number) }).write());
    }
    let tbs = write::sequence(&[
        &write::integer(&[1]),
        &signed::algorithm(scheme)?,
        &spec.issuer.der,
        &time(spec.this_update)?,
        &next_update,
        &revoked,
        &write::tlv(tag::constructed(0), &[&write::sequence(&[&extensions])]),
    ]);
    Ok(write::sequence(&[&signed::sign(&tbs, key, scheme)?]))
}

fn read_reason(value: &[u8]) -> Result<CrlReason, DerError> {
    let mut reader = Reader::new(value);
    let number = reader.expect(tag::ENUMERATED)?;
    reader.finish()?;
    let bad = DerError { offset: number.content.start, kind: super::der::DerErrorKind::BadInteger };
    CrlReason::known(number.small_integer()?).ok_or(bad)
}
