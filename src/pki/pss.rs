//! `RSASSA-PSS-params` (RFC 4055 3.1): the one algorithm of X.509 whose parameters say a good deal. They are read for
//! what they mean: every field has a default that may be left out or written out, and the parameters of a hash may be
//! NULL or absent (RFC 4055 2.1).

use super::algorithm::{AlgorithmError, AlgorithmId, NULL};
use super::der::{Oid, Reader, tag, write};
use super::oids;
use crate::crypto::{Hash, Scheme};

/// What the parameters say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// The hash's name; none if this crate has none for it.
    pub hash: Option<&'static str>,
    hash_oid: Oid,
    mask: Oid,
    mask_hash: Option<Oid>,
    salt: u64,
    trailer: u64,
}

impl Parameters {
    /// `None` for what is not of that form, absent parameters included: RFC 4055 3.1 wants them in a signature.
    pub fn read(der: &[u8]) -> Option<Parameters> {
        let mut outer = Reader::new(der);
        let mut fields = outer.inside(tag::SEQUENCE).ok()?;
        outer.finish().ok()?;
        let mut explicit = |n| fields.optional(tag::constructed(n)).ok().map(|found| found.map(|field| field.value));
        let (hash, mask, salt, trailer) = (explicit(0)?, explicit(1)?, explicit(2)?, explicit(3)?);
        fields.finish().ok()?;
        let sha1 = || Oid::from_content(oids::SHA1);
        let hash_oid = hash.map_or_else(sha1, hash_of)?;
        let (mask, mask_hash) = match mask {
            None => (Oid::from_content(oids::MGF1)?, sha1()),
            Some(mask) => {
                let mask = whole(mask, |reader| AlgorithmId::read(reader).ok())?;
                (mask.oid, hash_of(&mask.parameters))
            }
        };
        let number = |value: Option<&[u8]>, usual| match value {
            None => Some(usual),
            Some(value) => whole(value, |reader| reader.expect(tag::INTEGER).and_then(|n| n.small_integer()).ok()),
        };
        let (salt, trailer) = (number(salt, 20)?, number(trailer, 1)?);
        let hash = name(&hash_oid);
        Some(Parameters { hash, hash_oid, mask, mask_hash, salt, trailer })
    }

    /// RFC 8446 4.2.3: one hash throughout, MGF1, and a salt as long as the hash.
    pub fn scheme(&self) -> Result<Scheme, AlgorithmError> {
        let known = oids::HASHES.iter().find(|(oid, _)| *oid == self.hash_oid.as_bytes()).map(|(_, hash)| *hash);
        let Some(hash) = known else {
            return Err(if self.hash.is_some() { AlgorithmError::WeakHash } else { AlgorithmError::Unknown });
        };
        match () {
            _ if self.mask.as_bytes() != oids::MGF1 || self.trailer != 1 => Err(AlgorithmError::Parameters),
            _ if self.mask_hash.as_ref() != Some(&self.hash_oid) => Err(AlgorithmError::Parameters),
            _ if self.salt != hash.len() as u64 => Err(AlgorithmError::SaltLength),
            _ => Ok(Scheme::RsaPss(hash)),
        }
    }

    /// The fields, by the RFC's names.
    pub fn compared(&self) -> Vec<(&'static str, String)> {
        let shown = |oid: &Oid| oids::shown(oid.as_bytes());
        let mask_hash = self.mask_hash.as_ref().map_or_else(|| "?".to_owned(), shown);
        let known = oids::HASHES.iter().find(|(oid, _)| *oid == self.hash_oid.as_bytes());
        let mut all = vec![
            ("hashAlgorithm", shown(&self.hash_oid)),
            ("maskGenAlgorithm", format!("{} with {mask_hash}", shown(&self.mask))),
            ("saltLength", self.salt.to_string()),
        ];
        all.extend(known.map(|(_, hash)| ("hash_length", hash.len().to_string())));
        if self.trailer != 1 {
            all.push(("trailerField", self.trailer.to_string()));
        }
        all
    }
}

/// The DER for one hash throughout and a salt of its length; `None` for a hash that PSS is not used with (RFC 8446
/// 4.2.3).
pub fn write(hash: Hash) -> Option<Vec<u8>> {
    let usual = matches!(hash, Hash::Sha256 | Hash::Sha384 | Hash::Sha512);
    let (oid, _) = oids::HASHES.iter().find(|(_, known)| *known == hash).filter(|_| usual)?;
    let hash_algorithm = write::sequence(&[&write::oid(oid), NULL]);
    let mask = write::sequence(&[&write::oid(oids::MGF1), &hash_algorithm]);
    let salt = write::integer(&hash.len().to_be_bytes());
    let explicit = |n, value: &[u8]| write::tlv(tag::constructed(n), &[value]);
    Some(write::sequence(&[&explicit(0, &hash_algorithm), &explicit(1, &mask), &explicit(2, &salt)]))
}

/// The identifier of a hash whose parameters are NULL or absent.
fn hash_of(der: &[u8]) -> Option<Oid> {
    let hash = whole(der, |reader| AlgorithmId::read(reader).ok())?;
    (hash.parameters.is_empty() || hash.parameters == NULL).then_some(hash.oid)
}

fn name(hash: &Oid) -> Option<&'static str> {
    let known = oids::HASHES.iter().find(|(oid, _)| *oid == hash.as_bytes()).map(|(_, hash)| hash.name());
    known.or((hash.as_bytes() == oids::SHA224).then_some("SHA-224"))
}

/// One element, and nothing behind it.
fn whole<T>(der: &[u8], read: impl FnOnce(&mut Reader<'_>) -> Option<T>) -> Option<T> {
    let mut reader = Reader::new(der);
    let value = read(&mut reader)?;
    reader.finish().ok().map(|()| value)
}
