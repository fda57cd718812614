//! A certification authority: its key, its name, how it signs, and the certificate it gets.

use super::extension::{Body, Extension, KeyUsage, NameConstraints};
use super::mint::{MintError, Spec, key_id, mint};
use super::name::Name;
use super::oids;
use super::recipe::{Profile, around};
use crate::crypto::{Hash, KeyKind, PrivateKey, Scheme, fixture};

#[derive(Clone, Debug)]
pub struct Authority {
    pub key: PrivateKey,
    pub scheme: Scheme,
    pub name: Name,
    pub spki: Vec<u8>,
}

/// What an authority may do, as its certificate says it.
#[derive(Clone, Debug)]
pub struct Power {
    /// `cA`, and if so `pathLenConstraint`.
    pub ca: Option<Option<u64>>,
    pub usage: KeyUsage,
    pub constraints: Option<NameConstraints>,
}

impl Authority {
    /// One of the built-in keys; `scheme` is how it signs.
    pub fn new(key: PrivateKey, scheme: Scheme, common_name: &str) -> Authority {
        let name = Name::new(&[(oids::COMMON_NAME, common_name), (oids::ORGANIZATION, "Handscope")]);
        let spki = key.public().to_spki_der();
        Authority { key, scheme, name, spki }
    }

    pub fn id(&self) -> Vec<u8> {
        key_id(&self.spki)
    }

    pub fn sign(&self, spec: &Spec) -> Result<Vec<u8>, MintError> {
        mint(spec, &self.key, self.scheme)
    }

    /// The certificate of `subject`, valid from `years` before `now` to `years` after.
    pub fn certify(
        &self,
        subject: &Authority,
        serial: Vec<u8>,
        now: i64,
        years: (i64, i64),
        power: Power,
    ) -> Result<Vec<u8>, MintError> {
        let mut extensions = vec![
            Extension::critical(Body::BasicConstraints { ca: power.ca.is_some(), path_len: power.ca.flatten() }),
            Extension::critical(Body::KeyUsage(power.usage)),
            Extension::plain(Body::SubjectKeyId(subject.id())),
        ];
        // A root's own identifier says nothing new (RFC 5280 4.2.1.1).
        if self.spki != subject.spki {
            extensions.push(Extension::plain(Body::authority_key_id(self.id())));
        }
        extensions.extend(power.constraints.map(|c| Extension::critical(Body::NameConstraints(c))));
        self.sign(&Spec {
            serial,
            issuer: self.name.clone(),
            not_before: around(now, -years.0 * YEAR),
            not_after: around(now, years.1 * YEAR - 1),
            subject: subject.name.clone(),
            spki: subject.spki.clone(),
            extensions,
        })
    }
}

impl Power {
    /// Of a sound authority with this limit.
    pub fn sound(path_len: Option<u64>) -> Power {
        Power { ca: Some(path_len), usage: CA_USAGE, constraints: None }
    }
}

const CA_USAGE: KeyUsage = KeyUsage(KeyUsage::KEY_CERT_SIGN.0 | KeyUsage::CRL_SIGN.0);
const YEAR: i64 = 365 * 86_400;

/// A built-in key, by role and kind.
pub fn key(role: &str, kind: KeyKind, rsa_bits: usize) -> Result<PrivateKey, MintError> {
    let kind = match kind {
        KeyKind::Rsa => format!("rsa{rsa_bits}"),
        KeyKind::EcdsaP256 => "p256".to_owned(),
        KeyKind::EcdsaP384 => "p384".to_owned(),
        KeyKind::Ed25519 => "ed25519".to_owned(),
    };
    let name = format!("{role}-{kind}");
    let der = fixture(&name).ok_or(MintError::NoKey(name))?;
    PrivateKey::from_pkcs8_der(der).map_err(MintError::Crypto)
}

/// How a key of this kind signs certificates.
pub fn scheme(kind: KeyKind, profile: &Profile) -> Result<Scheme, MintError> {
    let hash = |usual| profile.hash.unwrap_or(usual);
    if let (KeyKind::EcdsaP256 | KeyKind::EcdsaP384 | KeyKind::Ed25519, Some(hash @ (Hash::Md5 | Hash::Sha1))) =
        (kind, profile.hash)
    {
        return Err(MintError::HashNeedsRsa(hash));
    }
    Ok(match kind {
        KeyKind::Rsa if profile.pss => Scheme::RsaPss(hash(Hash::Sha256)),
        KeyKind::Rsa => Scheme::RsaPkcs1(hash(Hash::Sha256)),
        KeyKind::EcdsaP256 => Scheme::Ecdsa(hash(Hash::Sha256)),
        KeyKind::EcdsaP384 => Scheme::Ecdsa(hash(Hash::Sha384)),
        KeyKind::Ed25519 => Scheme::Ed25519,
    })
}
