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
        let Some(issuer) = self.authorities.first() else { return Ok(ocsp::unsuccessful(2)) };
        let status = match () {
            _ if self.recipe.has(Flaw::Revoked) => {
                Status::Revoked { at: self.revoked_at(), reason: Some(CrlReason::KEY_COMPROMISE) }
            }
            _ if self.recipe.has(Flaw::StatusUnknown) => Status::Unknown,
            _ => Status::Good,
        };
        let signer = self.status_signer(issuer);
        self.response(issuer, &self.leaf_serial(), status, Responder::by_key(&issuer.spki), signer)
    }

    /// A response about each certificate of [`Hierarchy::chain`] behind the first, in that order, by who issued it; none
    /// about a root.
    pub fn further_ocsp(&self) -> Result<Vec<Option<Vec<u8>>>, MintError> {
        let response = |der: &Vec<u8>| {
            if *der == self.leaf_der {
                return self.ocsp().map(Some);
            }
            let Ok(of) = Certificate::read(der) else { return Ok(None) };
            let issued = |by: &&Authority| by.name.der == of.issuer.der && by.spki != of.spki;
            let Some(by) = self.authorities.iter().find(issued) else { return Ok(None) };
            // By name, since a root is not sent, and GnuTLS looks for it by nothing else that is sure to fit.
            let responder = Responder::Name(by.name.clone());
            self.response(by, &of.serial, Status::Good, responder, (&by.key, by.scheme)).map(Some)
        };
        self.chain().iter().skip(1).map(response).collect()
    }

    fn response(
        &self,
        issuer: &Authority,
        serial: &[u8],
        status: Status,
        responder: Responder,
        (key, scheme): (&PrivateKey, Scheme),
    ) -> Result<Vec<u8>, MintError> {
        let (this_update, next_update) = self.span();
        // SHA-1 is what every responder answers to; nothing depends on collisions here (RFC 5019 2.1.1).
        let id = CertId::new(Hash::Sha1, &issuer.name, &issuer.spki, serial);
        let single = |id| Single { id, status, this_update, next_update: Some(next_update), unclear: false };
        let spec = ResponseSpec {
            responder,
            produced_at: this_update,
            responses: id.map(single).into_iter().collect(),
            certificates: Vec::new(),
        };
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
