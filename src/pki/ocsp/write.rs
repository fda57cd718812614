//! Minting a response: whatever the specification says, sound or not.

use super::{CertId, Responder, Single, Status};
use crate::crypto::{PrivateKey, Scheme};
use crate::pki::der::{tag, write};
use crate::pki::mint::MintError;
use crate::pki::oids;
use crate::pki::signed;

/// All that goes into a response, apart from the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseSpec {
    pub responder: Responder,
    /// Seconds since 1970.
    pub produced_at: i64,
    pub responses: Vec<Single>,
    /// The DER of certificates to send along.
    pub certificates: Vec<Vec<u8>>,
}

/// The DER of the `OCSPResponse`, signed by `key`.
pub fn mint(spec: &ResponseSpec, key: &PrivateKey, scheme: Scheme) -> Result<Vec<u8>, MintError> {
    let responder = match &spec.responder {
        Responder::Name(name) => write::tlv(tag::constructed(1), &[&name.der]),
        Responder::KeyHash(hash) => write::tlv(tag::constructed(2), &[&write::octet_string(hash)]),
    };
    let responses = spec.responses.iter().map(single).collect::<Result<Vec<_>, _>>()?.concat();
    let data = write::sequence(&[&responder, &time(spec.produced_at)?, &write::sequence(&[&responses])]);
    let certificates = match spec.certificates.as_slice() {
        [] => Vec::new(),
        all => write::tlv(tag::constructed(0), &[&write::sequence(&[&all.concat()])]),
    };
    let basic = write::sequence(&[&signed::sign(&data, key, scheme)?, &certificates]);
    let bytes = write::sequence(&[&write::oid(oids::OCSP_BASIC), &write::octet_string(&basic)]);
    Ok(write::sequence(&[&write::tlv(tag::ENUMERATED, &[&[0]]), &write::tlv(tag::constructed(0), &[&bytes])]))
}

/// The DER of a response that only says why there is none: `status` is 1, 2, 3, 5 or 6 (RFC 6960 4.2.1).
pub fn unsuccessful(status: u8) -> Vec<u8> {
    write::sequence(&[&write::tlv(tag::ENUMERATED, &[&[status]])])
}

fn single(single: &Single) -> Result<Vec<u8>, MintError> {
    let CertId { hash, issuer_name_hash, issuer_key_hash, serial } = &single.id;
    let id = write::sequence(&[
        &write::sequence(&[&write::oid(hash.as_bytes()), &[tag::NULL, 0]]),
        &write::octet_string(issuer_name_hash),
        &write::octet_string(issuer_key_hash),
        &write::integer(serial),
    ]);
    let status = match single.status {
        Status::Good => write::tlv(tag::context(0), &[]),
        Status::Unknown => write::tlv(tag::context(2), &[]),
        Status::Revoked { at, reason } => {
            let reason = reason.map(|reason| write::tlv(tag::constructed(0), &[&reason.write()])).unwrap_or_default();
            write::tlv(tag::constructed(1), &[&time(at)?, &reason])
        }
    };
    let next = single.next_update.map(time).transpose()?;
    let next = next.map(|time| write::tlv(tag::constructed(0), &[&time])).unwrap_or_default();
    Ok(write::sequence(&[&id, &status, &time(single.this_update)?, &next]))
}

fn time(seconds: i64) -> Result<Vec<u8>, MintError> {
    write::generalized_time(seconds).ok_or(MintError::UnwritableTime(seconds))
}
