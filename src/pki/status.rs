//! What the authorities of a minted chain say about revocation: a list each, and an OCSP response for the leaf.

use super::authority::Authority;
use super::certificate::Certificate;
use super::crl::{CrlReason, CrlSpec, Revoked, mint_crl};
use super::hierarchy::Hierarchy;
use super::mint::MintError;
use super::ocsp::{self, CertId, Responder, ResponseSpec, Single, Status};
use super::recipe::{Flaw, around};
use crate::crypto::{Hash, KeyKind, PrivateKey, Scheme};

const DAY: i64 = 86_400;

impl Hierarchy {
    /// The revocation lists of the authorities, from the leaf's issuer up to the root: a day old, good for six more,
    /// empty but for a revoked leaf.
    pub fn crls(&self) -> Result<Vec<Vec<u8>>, MintError> {
        let (this_update, next_update) = self.span();
        let mut all = Vec::new();
        for (index, authority) in self.authorities.iter().enumerate() {
            let entry = Revoked {
                serial: self.leaf_serial(),
                date: self.revoked_at(),
                reason: Some(CrlReason::KEY_COMPROMISE),
                unclear: false,
            };
            let of_leaf = index == 0;
            let revoked = of_leaf && self.recipe.has(Flaw::Revoked);
            let spec = CrlSpec {
                issuer: authority.name.clone(),
                this_update,
                next_update: Some(next_update),
                revoked: revoked.then_some(entry).into_iter().collect(),
                number: vec![1],
                authority_key_id: authority.id(),
            };
            let (key, scheme) =
                if of_leaf { self.status_signer(authority) } else { (&authority.key, authority.scheme) };
            all.push(mint_crl(&spec, key, scheme)?);
        }
        Ok(all)
    }

    /// The response of the leaf's issuer about the leaf, as a server would staple it.
    pub fn ocsp(&self) -> Result<Vec<u8>, MintError> {
        let (this_update, next_update) = self.span();
        let Some(issuer) = self.authorities.first() else { return Ok(ocsp::unsuccessful(2)) };
        let status = match () {
            _ if self.recipe.has(Flaw::Revoked) => {
                Status::Revoked { at: self.revoked_at(), reason: Some(CrlReason::KEY_COMPROMISE) }
            }
            _ if self.recipe.has(Flaw::StatusUnknown) => Status::Unknown,
            _ => Status::Good,
        };
        // SHA-1 is what every responder answers to; nothing depends on collisions here (RFC 5019 2.1.1).
        let id = CertId::new(Hash::Sha1, &issuer.name, &issuer.spki, &self.leaf_serial());
        let single = |id| Single { id, status, this_update, next_update: Some(next_update), unclear: false };
        let spec = ResponseSpec {
            responder: Responder::by_key(&issuer.spki),
            produced_at: this_update,
            responses: id.map(single).into_iter().collect(),
            certificates: Vec::new(),
        };
        let (key, scheme) = self.status_signer(issuer);
        ocsp::mint(&spec, key, scheme)
    }

    /// From when to when the statements hold.
    fn span(&self) -> (i64, i64) {
        let end = if self.recipe.has(Flaw::StatusStale) { -1 } else { 6 * DAY };
        (around(self.recipe.now, end - 7 * DAY), around(self.recipe.now, end))
    }

    fn revoked_at(&self) -> i64 {
        around(self.recipe.now, -10 * DAY)
    }

    fn leaf_serial(&self) -> Vec<u8> {
        Certificate::read(&self.leaf_der).map(|leaf| leaf.serial).unwrap_or_default()
    }

    /// The issuer, or in its name whoever holds the leaf's key.
    fn status_signer<'a>(&'a self, issuer: &'a Authority) -> (&'a PrivateKey, Scheme) {
        match self.recipe.has(Flaw::StatusForged) {
            true => (&self.leaf_key, own_scheme(&self.leaf_key)),
            false => (&issuer.key, issuer.scheme),
        }
    }
}

fn own_scheme(key: &PrivateKey) -> Scheme {
    match key.kind() {
        KeyKind::Rsa => Scheme::RsaPkcs1(Hash::Sha256),
        KeyKind::EcdsaP256 => Scheme::Ecdsa(Hash::Sha256),
        KeyKind::EcdsaP384 => Scheme::Ecdsa(Hash::Sha384),
        KeyKind::Ed25519 => Scheme::Ed25519,
    }
}
