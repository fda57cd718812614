//! The name of a cipher suite taken apart, and what OpenSSL calls it. Both follow from the registered name, so that they
//! are right of every suite that has one. Knows no text and no rule about suites.

/// The parts of a name: of `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`, `ECDHE`, `RSA`, `AES_128_GCM` and `SHA256`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Key exchange and authentication. None since TLS 1.3, whose names leave both open (RFC 8446, B.4).
    pub agreed: Option<(&'static str, &'static str)>,
    /// The cipher with its mode.
    pub cipher: &'static str,
    pub hash: &'static str,
}

impl Parts {
    /// The parts of a registered name; none of a signalling value and of no protection at all, which name nothing.
    pub fn of(name: &'static str) -> Option<Self> {
        let rest = name.strip_prefix("TLS_").filter(|rest| !rest.ends_with("_SCSV") && !rest.starts_with("NULL_"))?;
        let (agreed, what) = match rest.split_once("_WITH_") {
            Some((how, what)) => (Some(agreed(how)), what),
            None => (None, rest),
        };
        // These name no hash: SHA-256 goes without saying (RFC 6655, 3; RFC 7251, 2). Those of RFC 9367 end in the strength
        // of their rekeying, and go with the hash of their key exchange.
        let silent = [("_CCM", "SHA256"), ("_CCM_8", "SHA256"), ("_MGM_L", "STREEBOG"), ("_MGM_S", "STREEBOG")];
        if let Some((_, hash)) = silent.iter().find(|(end, _)| what.ends_with(end)) {
            return Some(Self { agreed, cipher: what, hash });
        }
        let (cipher, hash) = what.rsplit_once('_')?;
        Some(Self { agreed, cipher, hash })
    }

    /// Whether the cipher protects integrity itself, so that the hash is no part of a MAC (RFC 5288, 7905, 6655).
    pub fn is_aead(&self) -> bool {
        ["GCM", "CCM", "POLY1305", "MGM", "AEGIS"].iter().any(|mode| self.cipher.contains(mode))
    }
}

/// Key exchange and authentication in front of `_WITH_`.
#[inline(never)]
fn agreed(how: &'static str) -> (&'static str, &'static str) {
    match how {
        // What has one word does both: the secret is encrypted to the key of the certificate, or both have it beforehand.
        "PSK_DHE" => ("DHE", "PSK"),
        "SRP_SHA" | "GOSTR341112_256" => (how, how),
        _ if how.starts_with("SRP_SHA_") => how.rsplit_once('_').unwrap_or((how, how)),
        _ => how.split_once('_').filter(|(_, who)| *who != "EXPORT").unwrap_or((how, how)),
    }
}

/// The name that OpenSSL prints: `ECDHE-RSA-AES128-GCM-SHA256`. A suite of TLS 1.3 has no other name there.
pub fn openssl_name(name: &'static str) -> Option<String> {
    let parts = Parts::of(name)?;
    parts.agreed.map_or_else(|| Some(name.to_owned()), |agreed| older_name(parts, agreed))
}

#[inline(never)] // of a later part
fn older_name(parts: Parts, (exchange, proof): (&str, &str)) -> Option<String> {
    let mut out = match (exchange, proof) {
        ("RSA", "RSA") => String::new(),
        ("RSA_EXPORT", _) => "EXP-".to_owned(),
        ("DH", "anon") => "ADH-".to_owned(),
        ("ECDH", "anon") => "AECDH-".to_owned(),
        ("SRP_SHA", "SRP_SHA") => "SRP-".to_owned(),
        ("SRP_SHA", _) => format!("SRP-{proof}-"),
        ("ECDHE", "RSA") if parts.cipher.starts_with("ARIA") => "ECDHE-".to_owned(),
        (one, other) if one == other => format!("{one}-"),
        _ => format!("{exchange}-{proof}-"),
    };
    // Since pre-shared keys and SRP came, the mode is told; before, CBC went without saying.
    let (shared, srp) = (exchange == "PSK" || proof == "PSK", exchange == "SRP_SHA");
    let cipher = parts.cipher;
    out += &match cipher {
        "3DES_EDE_CBC" if shared || srp => "3DES-EDE-CBC".to_owned(),
        "3DES_EDE_CBC" => "DES-CBC3".to_owned(),
        "DES_CBC" => "DES-CBC".to_owned(),
        "IDEA_CBC" => "IDEA-CBC".to_owned(),
        "RC4_40" | "RC4_128" => "RC4".to_owned(),
        // The hash of these goes without saying.
        "CHACHA20_POLY1305" => return Some(out + "CHACHA20-POLY1305"),
        _ if cipher.ends_with("_CCM") => return Some(out + &cipher.replacen("AES_", "AES", 1).replace('_', "-")),
        _ if cipher.ends_with("_CCM_8") => {
            return Some(out + &cipher.trim_end_matches("_8").replacen("AES_", "AES", 1).replace('_', "-") + "8");
        }
        _ if srp => cipher.replace('_', "-"),
        _ => {
            let told = if shared && cipher.starts_with("AES") { cipher } else { cipher.trim_end_matches("_CBC") };
            let joined = ["AES_", "CAMELLIA_", "ARIA_"]
                .iter()
                .fold(told.to_owned(), |name, start| name.replacen(start, start.trim_end_matches('_'), 1));
            joined.replace('_', "-")
        }
    };
    Some(out + "-" + parts.hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::CipherSuite;
    use crate::wire::suites::SUITES;

    #[test]
    fn names_come_apart() {
        let parts = |name| Parts::of(name).map(|p| (p.agreed, p.cipher, p.hash, p.is_aead()));
        for (name, want) in [
            ("TLS_AES_128_CCM_8_SHA256", Some((None, "AES_128_CCM_8", "SHA256", true))),
            (
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                Some((Some(("ECDHE", "ECDSA")), "AES_256_CBC", "SHA384", false)),
            ),
            ("TLS_RSA_WITH_AES_128_GCM_SHA256", Some((Some(("RSA", "RSA")), "AES_128_GCM", "SHA256", true))),
            ("TLS_RSA_EXPORT_WITH_RC4_40_MD5", Some((Some(("RSA_EXPORT", "RSA_EXPORT")), "RC4_40", "MD5", false))),
            ("TLS_FALLBACK_SCSV", None),
        ] {
            assert_eq!(parts(name), want, "{name}");
        }
    }

    #[test]
    fn the_names_of_what_is_spoken_are_those_of_the_table() {
        for suite in SUITES {
            assert_eq!(suite.code.name().and_then(openssl_name).as_deref(), Some(suite.openssl));
        }
        let without =
            CipherSuite::ALL.iter().filter_map(|code| code.name()).filter(|name| openssl_name(name).is_none());
        let signals = ["TLS_NULL_WITH_NULL_NULL", "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", "TLS_FALLBACK_SCSV"];
        assert_eq!(without.collect::<Vec<_>>(), signals);
    }
}
