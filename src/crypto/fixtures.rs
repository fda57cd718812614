//! Named keys, so that a run needs no key generation (RSA generation takes seconds in a browser).
//! They are published with the source: worth nothing as secrets.

macro_rules! fixtures {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../assets/keys/", $name, ".der")))),*]
    };
}

/// Those of P-256, which the default handshake has.
#[rustfmt::skip]
const USUAL: &[(&str, &[u8])] = fixtures![
    "root-p256", "intermediate-p256", "intermediate2-p256", "intermediate3-p256", "leaf-p256", "client-p256",
];

/// Those of a usual chain with RSA.
const RSA: &[(&str, &[u8])] = fixtures!["root-rsa2048", "intermediate-rsa2048", "leaf-rsa2048"];

#[rustfmt::skip]
const OTHERS: &[(&str, &[u8])] = fixtures![
    "root-p384", "root-ed25519",
    "intermediate-p384", "intermediate-ed25519",
    "intermediate2-rsa2048", "intermediate2-p384", "intermediate2-ed25519",
    "intermediate3-rsa2048", "intermediate3-p384", "intermediate3-ed25519",
    "leaf-p384", "leaf-ed25519",
    "client-rsa2048", "client-p384", "client-ed25519",
    "leaf-rsa512", "leaf-rsa1024", "leaf-rsa3072", "leaf-rsa4096",
];

/// The PKCS#8 DER of a named key: role (root, intermediate, intermediate2, intermediate3, leaf, client), "-", kind (rsa2048,
/// p256, p384, ed25519; for leaves also rsa512, rsa1024, rsa3072, rsa4096).
pub fn fixture(name: &str) -> Option<&'static [u8]> {
    find(USUAL, name).or_else(|| other(name))
}

/// A key of another kind.
#[inline(never)] // of a later part
fn other(name: &str) -> Option<&'static [u8]> {
    match name {
        "root-rsa2048" | "intermediate-rsa2048" | "leaf-rsa2048" => rsa_chain(name),
        _ => rare(name),
    }
}

/// These two alone read those keys. In a browser the bytes of each come with a later part, and so does its function
/// (`assets/parts.txt`), which is why nobody can read them too early.
#[inline(never)]
fn rsa_chain(name: &str) -> Option<&'static [u8]> {
    find(RSA, name)
}

#[inline(never)]
fn rare(name: &str) -> Option<&'static [u8]> {
    find(OTHERS, name)
}

/// Every fixture: its name and its DER.
pub fn fixtures() -> Vec<(&'static str, &'static [u8])> {
    [USUAL, RSA, OTHERS].concat()
}

#[inline(always)]
fn find(among: &[(&str, &'static [u8])], name: &str) -> Option<&'static [u8]> {
    among.iter().find(|(known, _)| *known == name).map(|&(_, der)| der)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{KeyKind, PrivateKey};

    #[test]
    fn every_fixture_is_a_distinct_key_of_its_kind_and_round_trips() {
        let mut seen = Vec::new();
        for (name, der) in fixtures() {
            let key = PrivateKey::from_pkcs8_der(der).unwrap_or_else(|error| panic!("{name}: {error}"));
            let kind = match name.rsplit('-').next() {
                Some(rsa) if rsa.starts_with("rsa") => KeyKind::Rsa,
                Some("p256") => KeyKind::EcdsaP256,
                Some("p384") => KeyKind::EcdsaP384,
                _ => KeyKind::Ed25519,
            };
            assert_eq!(key.kind(), kind, "{name}");
            assert!(kind != KeyKind::Rsa || name.ends_with(&format!("rsa{}", key.public().bits())), "{name}");
            assert_eq!(key.to_pkcs8_der(), der, "{name}");
            let public = key.public().to_spki_der();
            assert!(!seen.contains(&public), "{name}");
            seen.push(public);
            assert_eq!(fixture(name), Some(der));
        }
        assert_eq!(seen.len(), 28);
        assert!(OTHERS.iter().all(|(name, _)| !name.ends_with("p256")), "finish.mjs takes those for usual");
        assert_eq!(fixture("leaf-dsa"), None);
    }
}
