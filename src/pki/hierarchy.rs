//! A chain from root to leaf, from the built-in keys, sound or with named flaws; the same recipe always gives the same
//! bytes.

use super::authority::{Authority, Power, key, scheme};
use super::extension::KeyUsage;
use super::mint::{MintError, Spec, key_id, mint};
use super::recipe::{Flaw, MAX_INTERMEDIATES, Profile, Recipe};
use super::{Purpose, leaf};
use crate::crypto::{Hash, KeyKind, PrivateKey, Scheme, Seed};

/// What was minted. Revocation lists and OCSP responses are minted when asked for: [`Hierarchy::crls`],
/// [`Hierarchy::ocsp`].
#[derive(Clone, Debug)]
pub struct Hierarchy {
    /// The root above the chain; most clients trust it.
    pub root_der: Vec<u8>,
    /// From the leaf's issuer upwards.
    pub intermediates: Vec<Vec<u8>>,
    pub leaf_der: Vec<u8>,
    /// The root's key, certified by an older root.
    pub cross_der: Option<Vec<u8>>,
    pub leaf_key: PrivateKey,
    pub(super) recipe: Recipe,
    /// Those who signed, from the leaf's issuer up to the root; there is always one. Behind it stands the older root
    /// of a profile that asks for a cross certificate.
    pub(super) authorities: Vec<Authority>,
}

impl Hierarchy {
    /// Mints the recipe; the seed decides the serial numbers.
    pub fn mint(recipe: &Recipe, seed: &Seed) -> Result<Hierarchy, MintError> {
        let recipe = settled(recipe);
        let profile = &recipe.profile;
        if profile.intermediates > MAX_INTERMEDIATES {
            return Err(MintError::TooManyIntermediates(profile.intermediates));
        }
        let family = Family::of(&recipe)?;
        let trusted = family.authority("root", "Root", 1)?;
        let root = match recipe.has(Flaw::UntrustedRoot) {
            true => unknown("Handscope Unknown Root CA")?,
            false => trusted.clone(),
        };
        let mut authorities = Vec::new();
        for (index, role) in ["intermediate", "intermediate2", "intermediate3"].iter().enumerate() {
            if index < profile.intermediates {
                authorities.push(family.authority(role, "Intermediate", index + 1)?);
            }
        }
        authorities.push(root);

        let constraints = leaf::constraints(&recipe)?;
        let root_power = Power {
            constraints: constraints.clone().filter(|_| profile.intermediates == 0),
            ..Power::sound(recipe.has(Flaw::PathTooLong).then_some(0))
        };
        let serial = |of: &str| serial(seed, profile.purpose, of);
        let root_der = trusted.certify(&trusted, serial("root"), recipe.now, (5, 5), root_power.clone())?;
        let mut intermediates = Vec::new();
        for (index, pair) in authorities.windows(2).enumerate() {
            let [subject, issuer] = pair else { continue };
            let mut power = Power::sound(Some(index as u64));
            // What is wrong with an authority is wrong with the leaf's issuer.
            if index == 0 {
                power.constraints = constraints.clone();
                power.ca = power.ca.filter(|_| !recipe.has(Flaw::IntermediateNotCa));
                if recipe.has(Flaw::IntermediateKeyUsage) {
                    power.usage = KeyUsage::CRL_SIGN;
                }
            }
            let label = if index == 0 { "intermediate".to_owned() } else { format!("intermediate{}", index + 1) };
            intermediates.push(issuer.certify(subject, serial(&label), recipe.now, (2, 3), power)?);
        }
        let cross_der = match profile.cross || recipe.has(Flaw::ExpiredCross) {
            false => None,
            true => {
                let (der, old) = bridge(&recipe, &trusted, serial("cross"), root_power)?;
                authorities.extend(profile.cross.then_some(old));
                Some(der)
            }
        };
        let (leaf_der, leaf_key) = mint_leaf(&recipe, seed, authorities.first())?;
        Ok(Hierarchy { root_der, intermediates, leaf_der, cross_der, leaf_key, recipe, authorities })
    }

    /// What a server sends, the leaf first; the root is left out, for who trusts it has it (RFC 8446 4.4.2).
    pub fn chain(&self) -> Vec<Vec<u8>> {
        let has = |flaw| self.recipe.has(flaw);
        let rest = match has(Flaw::SelfSigned) || has(Flaw::MissingIntermediate) {
            true => &[][..],
            false => &self.intermediates,
        };
        let mut all: Vec<_> = std::iter::once(&self.leaf_der).chain(rest).cloned().collect();
        all.extend(self.cross_der.clone());
        if has(Flaw::ExtraCertificate) {
            all.push(self.root_der.clone());
        }
        if has(Flaw::WrongOrder) {
            all.reverse();
        }
        all
    }

    /// The certificate of the root that was there before this one, by the seed that it was minted with.
    pub fn old_root(&self, seed: &Seed) -> Result<Vec<u8>, MintError> {
        let (old, serial) = (older(&self.recipe)?, serial(seed, self.recipe.profile.purpose, "old"));
        old.certify(&old, serial, self.recipe.now, (15, 2), Power::sound(None))
    }

    /// A key of that kind which is in no client's leaf.
    pub fn other_key(kind: KeyKind) -> Option<PrivateKey> {
        key("leaf", kind, 2048).ok()
    }

    /// The keys of the authorities, from the leaf's issuer up to the root, and to the older one if it signed.
    pub fn authority_keys(&self) -> Vec<PrivateKey> {
        self.authorities.iter().map(|authority| authority.key.clone()).collect()
    }
}

/// The root as an older authority certifies it, and that authority. Whoever takes the bridge is held to what the root itself
/// says.
#[inline(never)] // of a later part
fn bridge(recipe: &Recipe, root: &Authority, serial: Vec<u8>, power: Power) -> Result<(Vec<u8>, Authority), MintError> {
    let (old, years) = (older(recipe)?, if recipe.has(Flaw::ExpiredCross) { (10, 0) } else { (5, 2) });
    let power = if recipe.profile.cross { power } else { Power::sound(None) };
    let der = old.certify(root, serial, recipe.now, years, power)?;
    Ok((der, old))
}

/// The recipe with those flaws worked in that are a matter of profile.
fn settled(recipe: &Recipe) -> Recipe {
    let mut recipe = recipe.clone();
    if recipe.has(Flaw::ShortKey) {
        recipe.leaf = KeyKind::Rsa;
        recipe.profile.rsa_bits = 1024;
    }
    if recipe.has(Flaw::WeakSignature) {
        recipe.profile.authorities = Some(KeyKind::Rsa);
    }
    recipe
}

/// A root that is in nobody's list.
fn unknown(name: &str) -> Result<Authority, MintError> {
    Ok(Authority::new(key("root", KeyKind::EcdsaP384, 0)?, Scheme::Ecdsa(Hash::Sha384), name))
}

/// The root that was there before. Its key is another than that of the root it certifies.
fn older(recipe: &Recipe) -> Result<Authority, MintError> {
    let name = "Handscope Old Root CA";
    match recipe.profile.cross && recipe.authority_kind() == KeyKind::EcdsaP384 {
        true => Ok(Authority::new(key("root", KeyKind::Rsa, 2048)?, Scheme::RsaPkcs1(Hash::Sha256), name)),
        false => unknown(name),
    }
}

/// The authorities' common kind.
struct Family {
    purpose: Purpose,
    kind: KeyKind,
    scheme: Scheme,
}

impl Family {
    fn of(recipe: &Recipe) -> Result<Family, MintError> {
        let kind = recipe.authority_kind();
        Ok(Family { purpose: recipe.profile.purpose, kind, scheme: scheme(kind, &recipe.profile)? })
    }

    /// `Handscope Root CA E1`, `Handscope Client Root CA E1`. Those of clients take the keys from the other end.
    fn authority(&self, role: &str, title: &str, number: usize) -> Result<Authority, MintError> {
        let letter = match self.kind {
            KeyKind::Rsa => 'R',
            KeyKind::EcdsaP256 => 'E',
            KeyKind::EcdsaP384 => 'F',
            KeyKind::Ed25519 => 'D',
        };
        let (role, of) = match (self.purpose, role) {
            (Purpose::Server, role) => (role, ""),
            (Purpose::Client, "root") => ("intermediate3", "Client "),
            (Purpose::Client, "intermediate") => ("intermediate2", "Client "),
            (Purpose::Client, "intermediate2") => ("intermediate", "Client "),
            (Purpose::Client, _) => ("root", "Client "),
        };
        let name = format!("Handscope {of}{title} CA {letter}{number}");
        Ok(Authority::new(key(role, self.kind, 2048)?, self.scheme, &name))
    }
}

fn mint_leaf(recipe: &Recipe, seed: &Seed, issuer: Option<&Authority>) -> Result<(Vec<u8>, PrivateKey), MintError> {
    let profile = &recipe.profile;
    let role = match profile.purpose {
        Purpose::Client if recipe.leaf != KeyKind::Rsa || profile.rsa_bits == 2048 => "client",
        _ => "leaf",
    };
    let leaf_key = key(role, recipe.leaf, profile.rsa_bits)?;
    let spki = leaf_key.public().to_spki_der();
    let subject = leaf::subject(recipe);
    let issuer = issuer.filter(|_| !recipe.has(Flaw::SelfSigned));
    let issuer_id = issuer.map_or_else(|| key_id(&spki), Authority::id);
    let spec = Spec {
        serial: serial(seed, profile.purpose, "leaf"),
        issuer: issuer.map_or_else(|| subject.clone(), |issuer| issuer.name.clone()),
        not_before: recipe.not_before,
        not_after: recipe.not_after,
        extensions: leaf::extensions(recipe, recipe.leaf, key_id(&spki), issuer_id)?,
        subject,
        spki,
    };
    let sha1 = Profile { hash: Some(Hash::Sha1), pss: false, ..Profile::default() };
    let mut der = match issuer {
        None => mint(&spec, &leaf_key, scheme(recipe.leaf, &recipe.profile)?)?,
        Some(issuer) if recipe.has(Flaw::WeakSignature) => mint(&spec, &issuer.key, scheme(issuer.key.kind(), &sha1)?)?,
        Some(issuer) => issuer.sign(&spec)?,
    };
    if recipe.has(Flaw::BadSignature)
        && let Some(last) = der.last_mut()
    {
        *last ^= 1;
    }
    Ok((der, leaf_key))
}

/// 16 bytes, positive and never zero.
fn serial(seed: &Seed, purpose: Purpose, of: &str) -> Vec<u8> {
    let label = match purpose {
        Purpose::Server => format!("pki.serial.{of}"),
        Purpose::Client => format!("pki.serial.client.{of}"),
    };
    let mut bytes = seed.draw(&label, 16);
    if let Some(first) = bytes.first_mut() {
        *first = *first & 0x7f | 0x40;
    }
    bytes
}
