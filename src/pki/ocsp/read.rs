//! Reading a response: strict about DER and about the grammar, silent about whether it is to be believed.

use super::{Basic, CertId, MAX_ITEMS, MAX_RESPONSE_LEN, Responder, Response, Single, Status};
use crate::pki::algorithm::AlgorithmId;
use crate::pki::certificate::{ReadError, ReadErrorKind};
use crate::pki::crl::CrlReason;
use crate::pki::der::{DerError, DerErrorKind, Reader, Tlv, tag};
use crate::pki::name::Name;
use crate::pki::oids;
use crate::pki::signed::{self, Signed, bounded, field};

impl Response {
    pub fn read(der: &[u8]) -> Result<Response, ReadError> {
        bounded(der, MAX_RESPONSE_LEN, "OCSPResponse")?;
        let mut outer = Reader::new(der);
        let mut whole = outer.inside(tag::SEQUENCE).map_err(field("OCSPResponse"))?;
        outer.finish().map_err(field("OCSPResponse"))?;
        let status = whole.expect(tag::ENUMERATED).and_then(|s| s.small_integer()).map_err(field("responseStatus"))?;
        if status != 0 {
            return Ok(Response::Unsuccessful(status));
        }
        let in_bytes = field("responseBytes");
        let mut explicit = whole.inside(tag::constructed(0)).map_err(&in_bytes)?;
        whole.finish().map_err(field("OCSPResponse"))?;
        let mut bytes = explicit.inside(tag::SEQUENCE).map_err(&in_bytes)?;
        explicit.finish().map_err(&in_bytes)?;
        let kind = bytes.expect(tag::OID).map_err(field("responseType"))?;
        if kind.value != oids::OCSP_BASIC {
            let error = DerError { offset: kind.content.start, kind: DerErrorKind::BadOid };
            return Err(field("responseType")(error));
        }
        let inner = bytes.expect(tag::OCTET_STRING).map_err(field("response"))?;
        bytes.finish().map_err(&in_bytes)?;
        let mut inner = bytes.enter(&inner).map_err(field("response"))?;
        let mut basic = inner.inside(tag::SEQUENCE).map_err(field("BasicOCSPResponse"))?;
        inner.finish().map_err(field("BasicOCSPResponse"))?;
        Ok(Response::Basic(Box::new(read_basic(&mut basic)?)))
    }
}

fn read_basic(whole: &mut Reader<'_>) -> Result<Basic, ReadError> {
    let data = whole.expect(tag::SEQUENCE).map_err(field("tbsResponseData"))?;
    let mut f = whole.enter(&data).map_err(field("tbsResponseData"))?;
    if let Some(version) = f.optional(tag::constructed(0)).map_err(field("version"))? {
        // v1 is the default, and there is no other.
        let kind = ReadErrorKind::Der(DerErrorKind::DefaultEncoded);
        return Err(ReadError { offset: version.header.start, field: "version", kind });
    }
    let responder = read_responder(&mut f).map_err(field("responderID"))?;
    let produced_at = f.expect(tag::GENERALIZED_TIME).and_then(|t| t.time()).map_err(field("producedAt"))?;
    let mut items = f.inside(tag::SEQUENCE).map_err(field("responses"))?;
    let mut responses = Vec::new();
    while !items.is_empty() {
        room(responses.len(), items.at(), "responses")?;
        responses.push(read_single(&mut items)?);
    }
    let unclear = read_extensions(&mut f, "responseExtensions")?;
    f.finish().map_err(field("tbsResponseData"))?;
    let signed = Signed::read(&data, whole)?;
    let mut certificates = Vec::new();
    if let Some(explicit) = whole.optional(tag::constructed(0)).map_err(field("certs"))? {
        let mut wrapper = whole.enter(&explicit).map_err(field("certs"))?;
        let mut items = wrapper.inside(tag::SEQUENCE).map_err(field("certs"))?;
        wrapper.finish().map_err(field("certs"))?;
        while !items.is_empty() {
            room(certificates.len(), items.at(), "certs")?;
            certificates.push(items.expect(tag::SEQUENCE).map_err(field("certs"))?.der.to_vec());
        }
    }
    whole.finish().map_err(field("BasicOCSPResponse"))?;
    Ok(Basic { responder, produced_at, responses, unclear, signed, certificates })
}

fn read_responder(f: &mut Reader<'_>) -> Result<Responder, DerError> {
    if let Some(name) = f.optional(tag::constructed(1))? {
        let mut name = f.enter(&name)?;
        let responder = Responder::Name(Name::read(&mut name)?);
        name.finish()?;
        return Ok(responder);
    }
    let mut key = f.inside(tag::constructed(2))?;
    let hash = key.expect(tag::OCTET_STRING)?.value.to_vec();
    key.finish()?;
    Ok(Responder::KeyHash(hash))
}

fn read_single(items: &mut Reader<'_>) -> Result<Single, ReadError> {
    let mut f = items.inside(tag::SEQUENCE).map_err(field("responses"))?;
    let id = read_cert_id(&mut f).map_err(field("certID"))?;
    let status = f.any().and_then(|status| read_status(&f, &status)).map_err(field("certStatus"))?;
    let this_update = f.expect(tag::GENERALIZED_TIME).and_then(|t| t.time()).map_err(field("thisUpdate"))?;
    let next_update = match f.optional(tag::constructed(0)).map_err(field("nextUpdate"))? {
        None => None,
        Some(explicit) => {
            let mut time = f.enter(&explicit).map_err(field("nextUpdate"))?;
            let seconds = time.expect(tag::GENERALIZED_TIME).and_then(|t| t.time()).map_err(field("nextUpdate"))?;
            time.finish().map_err(field("nextUpdate"))?;
            Some(seconds)
        }
    };
    let unclear = read_extensions(&mut f, "singleExtensions")?;
    f.finish().map_err(field("responses"))?;
    Ok(Single { id, status, this_update, next_update, unclear })
}

fn read_cert_id(f: &mut Reader<'_>) -> Result<CertId, DerError> {
    let mut id = f.inside(tag::SEQUENCE)?;
    let hash = AlgorithmId::read(&mut id)?.oid;
    let issuer_name_hash = id.expect(tag::OCTET_STRING)?.value.to_vec();
    let issuer_key_hash = id.expect(tag::OCTET_STRING)?.value.to_vec();
    let serial = id.expect(tag::INTEGER)?.integer()?.to_vec();
    id.finish()?;
    Ok(CertId { hash, issuer_name_hash, issuer_key_hash, serial })
}

fn read_status(f: &Reader<'_>, status: &Tlv<'_>) -> Result<Status, DerError> {
    let bad = |offset, kind| Err(DerError { offset, kind });
    match (status.tag, status.value) {
        (GOOD, []) => Ok(Status::Good),
        (UNKNOWN, []) => Ok(Status::Unknown),
        (REVOKED, _) => {
            let mut info = f.enter(status)?;
            let at = info.expect(tag::GENERALIZED_TIME)?.time()?;
            let reason = match info.optional(tag::constructed(0))? {
                None => None,
                Some(explicit) => {
                    let mut reason = info.enter(&explicit)?;
                    let number = reason.expect(tag::ENUMERATED)?;
                    reason.finish()?;
                    match CrlReason::known(number.small_integer()?) {
                        None => return bad(number.content.start, DerErrorKind::BadInteger),
                        known => known,
                    }
                }
            };
            info.finish()?;
            Ok(Status::Revoked { at, reason })
        }
        (GOOD | UNKNOWN, _) => bad(status.content.start, DerErrorKind::TrailingData),
        (have, _) => bad(status.header.start, DerErrorKind::UnexpectedTag { want: GOOD, have }),
    }
}

const GOOD: u8 = tag::context(0);
const REVOKED: u8 = tag::constructed(1);
const UNKNOWN: u8 = tag::context(2);

/// `[1] EXPLICIT Extensions OPTIONAL`: whether one of them is critical.
fn read_extensions(f: &mut Reader<'_>, name: &'static str) -> Result<bool, ReadError> {
    let Some(explicit) = f.optional(tag::constructed(1)).map_err(field(name))? else { return Ok(false) };
    let mut wrapper = f.enter(&explicit).map_err(field(name))?;
    let all = signed::extensions(&mut wrapper, name)?;
    wrapper.finish().map_err(field(name))?;
    Ok(all.iter().any(|extension| extension.critical))
}

fn room(have: usize, offset: usize, field: &'static str) -> Result<(), ReadError> {
    if have < MAX_ITEMS { Ok(()) } else { Err(ReadError { offset, field, kind: ReadErrorKind::TooLong }) }
}
