//! What a minted leaf says: its subject and its extensions, and the constraints its issuer stands under.

use std::net::IpAddr;

use super::der::Oid;
use super::extension::{
    AccessDescription, Body, DistributionPoint, Extension, GeneralName, KeyUsage, NameConstraints, Subtree,
};
use super::mint::MintError;
use super::name::Name;
use super::recipe::{Flaw, Profile, Recipe, Validation};
use super::{Purpose, host, oids};
use crate::crypto::KeyKind;

/// Where the built-in authorities would publish, if they existed.
const CRL_URL: &str = "http://crl.handscope.example/issuer.crl";
const OCSP_URL: &str = "http://ocsp.handscope.example";

/// The subject. The common name is left out where it would be longer than the 64 characters of ub-common-name (RFC
/// 5280 A.1).
pub fn subject(recipe: &Recipe) -> Name {
    let mut attributes = Vec::new();
    if recipe.profile.validation == Some(Validation::Extended) {
        attributes.extend([
            (oids::BUSINESS_CATEGORY, "Private Organization"),
            (oids::JURISDICTION_COUNTRY, "JP"),
            (oids::SUBJECT_SERIAL_NUMBER, "0100-01-000000"),
        ]);
    }
    if let Some(first) = recipe.names.first().filter(|n| n.chars().count() <= 64) {
        attributes.push((oids::COMMON_NAME, first.as_str()));
    }
    match recipe.profile.validation {
        Some(Validation::Domain) => {}
        None => attributes.push((oids::ORGANIZATION, "Handscope Example")),
        Some(Validation::Organization | Validation::Extended) => attributes.extend([
            (oids::ORGANIZATION, "Handscope Example"),
            (oids::LOCALITY, "Chiyoda-ku"),
            (oids::STATE, "Tokyo"),
            (oids::COUNTRY, "JP"),
        ]),
    }
    Name::new(&attributes)
}

/// The extensions, in the order they are written. `id` and `issuer_id` are key identifiers.
pub fn extensions(
    recipe: &Recipe,
    kind: KeyKind,
    id: Vec<u8>,
    issuer_id: Vec<u8>,
) -> Result<Vec<Extension>, MintError> {
    let ca = recipe.has(Flaw::LeafIsCa);
    let purpose = recipe.profile.purpose;
    // Nobody encrypts a pre-master secret to a client.
    let mut usage = match kind {
        KeyKind::Rsa if purpose == Purpose::Server => KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT,
        _ => KeyUsage::DIGITAL_SIGNATURE,
    };
    if recipe.has(Flaw::LeafKeyUsage) {
        usage = KeyUsage::CONTENT_COMMITMENT;
    }
    if ca {
        usage = usage | KeyUsage::KEY_CERT_SIGN;
    }
    let for_client = (purpose == Purpose::Client) != recipe.has(Flaw::OtherPurpose);
    let usable_for = if for_client { oids::CLIENT_AUTH } else { oids::SERVER_AUTH };
    let mut all = vec![
        Extension::critical(Body::BasicConstraints { ca, path_len: None }),
        Extension::critical(Body::KeyUsage(usage)),
        Extension::plain(Body::ExtendedKeyUsage(Oid::from_content(usable_for).into_iter().collect())),
        Extension::plain(Body::SubjectKeyId(id)),
        Extension::plain(Body::authority_key_id(issuer_id)),
    ];
    if !recipe.has(Flaw::CommonNameOnly) && !recipe.names.is_empty() {
        let names = recipe.names.iter().filter_map(|name| alt_name(name, purpose)).collect::<Result<Vec<_>, _>>()?;
        all.extend((!names.is_empty()).then_some(Extension::plain(Body::SubjectAltName(names))));
    }
    all.extend(services(&recipe.profile));
    if recipe.has(Flaw::UnknownCriticalExtension)
        && let Some(oid) = Oid::from_content(UNKNOWN_EXTENSION)
    {
        all.push(Extension::critical(Body::Unknown { oid, value: vec![0x05, 0x00] }));
    }
    Ok(all)
}

/// The constraints of the leaf's issuer, if there are any.
pub fn constraints(recipe: &Recipe) -> Result<Option<NameConstraints>, MintError> {
    let all = |list: &[String]| list.iter().map(|text| subtree(text)).collect::<Result<Vec<_>, _>>();
    let (mut permitted, excluded) = (all(&recipe.profile.permitted)?, all(&recipe.profile.excluded)?);
    if recipe.has(Flaw::NameNotPermitted) {
        let name = "handscope.invalid".to_owned();
        permitted.push(Subtree::Name(match recipe.profile.purpose {
            Purpose::Server => GeneralName::Dns(name),
            Purpose::Client => GeneralName::Email(name),
        }));
    }
    let none = permitted.is_empty() && excluded.is_empty();
    Ok((!none).then_some(NameConstraints { permitted, excluded }))
}

/// 1.3.6.1.4.1.32473.1: the arc RFC 5612 sets aside for examples.
const UNKNOWN_EXTENSION: &[u8] = &[0x2b, 6, 1, 4, 1, 0x81, 0xfd, 0x59, 1];

/// Where to ask, what is promised, by which policy.
fn services(profile: &Profile) -> Vec<Extension> {
    let uri = |text: &str| GeneralName::Uri(text.to_owned());
    let mut all = Vec::new();
    let policy = profile.validation.and_then(|validation| {
        Oid::from_content(match validation {
            Validation::Domain => oids::DOMAIN_VALIDATED,
            Validation::Organization => oids::ORGANIZATION_VALIDATED,
            Validation::Extended => oids::EXTENDED_VALIDATION,
        })
    });
    all.extend(policy.map(|policy| Body::CertificatePolicies(vec![policy])));
    if profile.crl {
        all.push(Body::CrlDistributionPoints(vec![DistributionPoint {
            full_name: vec![uri(CRL_URL)],
            partial: false,
        }]));
    }
    if let Some(method) = Oid::from_content(oids::OCSP).filter(|_| profile.ocsp) {
        all.push(Body::AuthorityInfoAccess(vec![AccessDescription { method, location: uri(OCSP_URL) }]));
    }
    if profile.must_staple {
        all.push(Body::TlsFeature(vec![5]));
    }
    all.into_iter().map(Extension::plain).collect()
}

/// A name as it stands in subjectAltName. What a client is called by people stands in its common name alone.
fn alt_name(name: &str, purpose: Purpose) -> Option<Result<GeneralName, MintError>> {
    match purpose {
        Purpose::Client if name.contains(' ') => None,
        Purpose::Client if name.contains('@') => Some(Ok(GeneralName::Email(name.to_owned()))),
        Purpose::Client | Purpose::Server => Some(general_name(name)),
    }
}

fn general_name(name: &str) -> Result<GeneralName, MintError> {
    match host::parse_ip(name) {
        Some(ip) => Ok(GeneralName::Ip(ip)),
        None if name.is_ascii() => Ok(GeneralName::Dns(name.to_owned())),
        None => Err(MintError::NotAscii(name.to_owned())),
    }
}

/// Whether a text is a DNS name or a network, as [`Profile::permitted`] takes them.
pub fn is_subtree(text: &str) -> bool {
    subtree(text).is_ok()
}

fn subtree(text: &str) -> Result<Subtree, MintError> {
    let bad = || MintError::BadSubtree(text.to_owned());
    match text.split_once('/') {
        None if text.is_ascii() && host::parse_ip(text).is_none() => {
            Ok(Subtree::Name(GeneralName::Dns(text.to_owned())))
        }
        None => Err(bad()),
        Some((address, prefix)) => {
            let address: IpAddr = address.parse().map_err(|_| bad())?;
            let most = if address.is_ipv4() { 32 } else { 128 };
            let prefix = prefix.parse().ok().filter(|prefix| *prefix <= most).ok_or_else(bad)?;
            Ok(Subtree::Network { address, prefix })
        }
    }
}
