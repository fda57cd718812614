//! A chain root -> intermediate -> leaf from the built-in keys, sound or with named flaws; the same recipe always
//! gives the same bytes.

use super::der::Oid;
use super::extension::{Body, Extension, GeneralName, KeyUsage};
use super::mint::{MintError, Spec, key_id, mint};
use super::name::Name;
use super::recipe::{Flaw, Recipe, around};
use super::{host, oids};
use crate::crypto::{Hash, KeyKind, PrivateKey, Scheme, Seed, fixture};

const YEAR: i64 = 365 * 86_400;

/// What was minted.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    /// The root that clients trust.
    pub root_der: Vec<u8>,
    pub intermediate_der: Vec<u8>,
    pub leaf_der: Vec<u8>,
    pub leaf_key: PrivateKey,
    /// Whether the server sends the intermediate.
    complete: bool,
}

impl Hierarchy {
    /// Mints the recipe; the seed decides the serial numbers.
    pub fn mint(recipe: &Recipe, seed: &Seed) -> Result<Hierarchy, MintError> {
        let family = Family::of(recipe.leaf);
        let trusted = Authority::new(family.root, family.scheme, format!("Handscope Root CA {}", family.suffix))?;
        let intermediate =
            Authority::new(family.intermediate, family.scheme, format!("Handscope Intermediate CA {}", family.suffix))?;
        let root = match recipe.has(Flaw::UntrustedRoot) {
            true => Authority::new("root-p384", Scheme::Ecdsa(Hash::Sha384), "Handscope Unknown Root CA".to_owned())?,
            false => Authority::new(family.root, family.scheme, trusted.name_text.clone())?,
        };
        let leaf_key = key(family.leaf)?;

        let root_path_len = recipe.has(Flaw::PathTooLong).then_some(0);
        let root_der = trusted.sign(&Spec {
            serial: serial(seed, "root"),
            extensions: authority_extensions(&trusted, None, Some(root_path_len), CA_USAGE),
            ..Spec::between(&trusted, &trusted, recipe.now, 5 * YEAR, 5 * YEAR)
        })?;

        let ca = (!recipe.has(Flaw::IntermediateNotCa)).then_some(Some(0));
        let usage = if recipe.has(Flaw::IntermediateKeyUsage) { KeyUsage::CRL_SIGN } else { CA_USAGE };
        let intermediate_der = root.sign(&Spec {
            serial: serial(seed, "intermediate"),
            extensions: authority_extensions(&intermediate, Some(&root), ca, usage),
            ..Spec::between(&root, &intermediate, recipe.now, 2 * YEAR, 3 * YEAR)
        })?;

        let subject = leaf_name(recipe);
        let spki = leaf_key.public().to_spki_der();
        let own = recipe.has(Flaw::SelfSigned);
        let (issuer, issuer_id) = if own { (&subject, key_id(&spki)) } else { (&intermediate.name, intermediate.id()) };
        let spec = Spec {
            serial: serial(seed, "leaf"),
            issuer: issuer.clone(),
            not_before: recipe.not_before,
            not_after: recipe.not_after,
            extensions: leaf_extensions(recipe, key_id(&spki), issuer_id)?,
            subject,
            spki,
        };
        let mut leaf_der = match own {
            true => mint(&spec, &leaf_key, own_scheme(recipe.leaf))?,
            false => intermediate.sign(&spec)?,
        };
        if recipe.has(Flaw::BadSignature)
            && let Some(last) = leaf_der.last_mut()
        {
            *last ^= 1;
        }
        let complete = !own && !recipe.has(Flaw::MissingIntermediate);
        Ok(Hierarchy { root_der, intermediate_der, leaf_der, leaf_key, complete })
    }

    /// What a server sends, the leaf first; the root is left out, for who trusts it has it (RFC 8446 4.4.2).
    pub fn chain(&self) -> Vec<Vec<u8>> {
        let intermediate = self.complete.then(|| self.intermediate_der.clone());
        std::iter::once(self.leaf_der.clone()).chain(intermediate).collect()
    }
}

const CA_USAGE: KeyUsage = KeyUsage(KeyUsage::KEY_CERT_SIGN.0 | KeyUsage::CRL_SIGN.0);

/// The built-in keys that serve one kind of leaf.
struct Family {
    leaf: &'static str,
    intermediate: &'static str,
    root: &'static str,
    scheme: Scheme,
    suffix: &'static str,
}

impl Family {
    fn of(leaf: KeyKind) -> Family {
        let p256 = |leaf| Family {
            leaf,
            intermediate: "intermediate-p256",
            root: "root-p256",
            scheme: Scheme::Ecdsa(Hash::Sha256),
            suffix: "E1",
        };
        match leaf {
            KeyKind::Rsa => Family {
                leaf: "leaf-rsa2048",
                intermediate: "intermediate-rsa2048",
                root: "root-rsa2048",
                scheme: Scheme::RsaPkcs1(Hash::Sha256),
                suffix: "R1",
            },
            KeyKind::EcdsaP256 => p256("leaf-p256"),
            KeyKind::EcdsaP384 => p256("leaf-p384"),
            KeyKind::Ed25519 => p256("leaf-ed25519"),
        }
    }
}

/// One certification authority: its name and its key.
struct Authority {
    key: PrivateKey,
    scheme: Scheme,
    name: Name,
    name_text: String,
    spki: Vec<u8>,
}

impl Authority {
    fn new(fixture: &'static str, scheme: Scheme, name_text: String) -> Result<Authority, MintError> {
        let key = key(fixture)?;
        let name = Name::new(&[(oids::COMMON_NAME, &name_text), (oids::ORGANIZATION, "Handscope")]);
        let spki = key.public().to_spki_der();
        Ok(Authority { key, scheme, name, name_text, spki })
    }

    fn id(&self) -> Vec<u8> {
        key_id(&self.spki)
    }

    fn sign(&self, spec: &Spec) -> Result<Vec<u8>, MintError> {
        mint(spec, &self.key, self.scheme)
    }
}

impl Spec {
    /// The frame of an authority's certificate, valid from `before` seconds before `now` to `after` seconds after.
    fn between(issuer: &Authority, subject: &Authority, now: i64, before: i64, after: i64) -> Spec {
        Spec {
            serial: Vec::new(),
            issuer: issuer.name.clone(),
            not_before: around(now, -before),
            not_after: around(now, after - 1),
            subject: subject.name.clone(),
            spki: subject.spki.clone(),
            extensions: Vec::new(),
        }
    }
}

fn key(name: &'static str) -> Result<PrivateKey, MintError> {
    PrivateKey::from_pkcs8_der(fixture(name).ok_or(MintError::NoKey(name))?).map_err(MintError::Crypto)
}

/// 16 bytes, positive and never zero.
fn serial(seed: &Seed, of: &str) -> Vec<u8> {
    let mut bytes = seed.draw(&format!("pki.serial.{of}"), 16);
    if let Some(first) = bytes.first_mut() {
        *first = *first & 0x7f | 0x40;
    }
    bytes
}

/// `ca`: not an authority, or one with or without a limit on the authorities below it.
fn authority_extensions(
    subject: &Authority,
    issuer: Option<&Authority>,
    ca: Option<Option<u64>>,
    usage: KeyUsage,
) -> Vec<Extension> {
    let mut all = vec![
        Extension::critical(Body::BasicConstraints { ca: ca.is_some(), path_len: ca.flatten() }),
        Extension::critical(Body::KeyUsage(usage)),
        Extension::plain(Body::SubjectKeyId(subject.id())),
    ];
    all.extend(issuer.map(|by| Extension::plain(Body::AuthorityKeyId { key_id: Some(by.id()) })));
    all
}

fn leaf_extensions(recipe: &Recipe, id: Vec<u8>, issuer_id: Vec<u8>) -> Result<Vec<Extension>, MintError> {
    let usage = match recipe.leaf {
        KeyKind::Rsa => KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT,
        _ => KeyUsage::DIGITAL_SIGNATURE,
    };
    let purpose = if recipe.has(Flaw::ClientOnly) { oids::CLIENT_AUTH } else { oids::SERVER_AUTH };
    let mut all = vec![
        Extension::critical(Body::BasicConstraints { ca: false, path_len: None }),
        Extension::critical(Body::KeyUsage(usage)),
        Extension::plain(Body::ExtendedKeyUsage(Oid::from_content(purpose).into_iter().collect())),
        Extension::plain(Body::SubjectKeyId(id)),
        Extension::plain(Body::AuthorityKeyId { key_id: Some(issuer_id) }),
    ];
    if !recipe.has(Flaw::CommonNameOnly) && !recipe.names.is_empty() {
        let names = recipe.names.iter().map(|n| general_name(n)).collect::<Result<_, _>>()?;
        all.push(Extension::plain(Body::SubjectAltName(names)));
    }
    if recipe.has(Flaw::UnknownCriticalExtension)
        && let Some(oid) = Oid::from_content(UNKNOWN_EXTENSION)
    {
        all.push(Extension::critical(Body::Unknown { oid, value: vec![0x05, 0x00] }));
    }
    Ok(all)
}

/// 1.3.6.1.4.1.32473.1: the arc RFC 5612 sets aside for examples.
const UNKNOWN_EXTENSION: &[u8] = &[0x2b, 6, 1, 4, 1, 0x81, 0xfd, 0x59, 1];

fn general_name(name: &str) -> Result<GeneralName, MintError> {
    match host::parse_ip(name) {
        Some(ip) => Ok(GeneralName::Ip(ip)),
        None if name.is_ascii() => Ok(GeneralName::Dns(name.to_owned())),
        None => Err(MintError::NotAscii(name.to_owned())),
    }
}

/// The common name is left out where it would be longer than the 64 characters of ub-common-name (RFC 5280 A.1).
fn leaf_name(recipe: &Recipe) -> Name {
    let mut attributes = Vec::new();
    if let Some(first) = recipe.names.first().filter(|n| n.chars().count() <= 64) {
        attributes.push((oids::COMMON_NAME, first.as_str()));
    }
    attributes.push((oids::ORGANIZATION, "Handscope Example"));
    Name::new(&attributes)
}

/// How a key of this kind signs its own certificate.
fn own_scheme(kind: KeyKind) -> Scheme {
    match kind {
        KeyKind::Rsa => Scheme::RsaPkcs1(Hash::Sha256),
        KeyKind::EcdsaP256 => Scheme::Ecdsa(Hash::Sha256),
        KeyKind::EcdsaP384 => Scheme::Ecdsa(Hash::Sha384),
        KeyKind::Ed25519 => Scheme::Ed25519,
    }
}
