//! Named keys, so that a run needs no key generation (RSA generation takes seconds in a browser).
//! They are published with the source: worth nothing as secrets.

macro_rules! fixtures {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../assets/keys/", $name, ".der")))),*]
    };
}

/// Every fixture: its name (role and kind) and its PKCS#8 DER.
#[rustfmt::skip]
pub const FIXTURES: &[(&str, &[u8])] = fixtures![
    "root-rsa2048", "root-p256", "root-p384", "root-ed25519",
    "intermediate-rsa2048", "intermediate-p256", "intermediate-p384", "intermediate-ed25519",
    "intermediate2-rsa2048", "intermediate2-p256", "intermediate2-p384", "intermediate2-ed25519",
    "intermediate3-rsa2048", "intermediate3-p256", "intermediate3-p384", "intermediate3-ed25519",
    "leaf-rsa2048", "leaf-p256", "leaf-p384", "leaf-ed25519",
    "client-rsa2048", "client-p256", "client-p384", "client-ed25519",
    "leaf-rsa512", "leaf-rsa1024", "leaf-rsa3072", "leaf-rsa4096",
];

/// The PKCS#8 DER of a named key: role (root, intermediate, intermediate2, intermediate3, leaf, client), "-", kind (rsa2048,
/// p256, p384, ed25519; for leaves also rsa512, rsa1024, rsa3072, rsa4096).
pub fn fixture(name: &str) -> Option<&'static [u8]> {
    FIXTURES.iter().find(|(known, _)| *known == name).map(|&(_, der)| der)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{KeyKind, PrivateKey};

    #[test]
    fn every_fixture_is_a_distinct_key_of_its_kind_and_round_trips() {
        let mut seen = Vec::new();
        for &(name, der) in FIXTURES {
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
        assert_eq!(fixture("leaf-dsa"), None);
    }
}
