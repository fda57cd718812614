//! A cipher suite as its name and its code point tell: parts, versions, strength, forward secrecy, and a run that chooses
//! it, where it is spoken here. Knows no text.

use super::data::{self, Row};
use super::verdict::{Verdict, verdicts};
use crate::explain::suite::{Parts, openssl_name};
use crate::wire::suites::{Authentication, SUITES};
use crate::wire::{CipherSuite, ProtocolVersion, Version};

ids! {
    /// How the two sides come to a secret.
    pub enum Exchange {
        /// The suite leaves it open, since TLS 1.3.
        Open = "open",
        Rsa = "rsa",
        Dh = "dh",
        Dhe = "dhe",
        Ecdh = "ecdh",
        Ecdhe = "ecdhe",
        Psk = "psk",
        DhePsk = "dhe_psk",
        RsaPsk = "rsa_psk",
        EcdhePsk = "ecdhe_psk",
        Srp = "srp",
        Kerberos = "kerberos",
        Password = "password",
        Gost = "gost",
        /// A signal, or no protection at all.
        None = "none",
    }
}

ids! {
    /// What proves who the server is.
    pub enum Proof {
        Open = "open",
        Rsa = "rsa",
        Dss = "dss",
        Ecdsa = "ecdsa",
        /// The Diffie-Hellman key in its certificate; who signed that is all that the name tells besides.
        Static = "static",
        /// The secret that both have beforehand: a key, a password, a ticket.
        Shared = "shared",
        Gost = "gost",
        /// Nothing.
        Anonymous = "anonymous",
        None = "none",
    }
}

ids! {
    /// How the cipher is used.
    pub enum Mode {
        /// Nothing is encrypted.
        Null = "null",
        Stream = "stream",
        Cbc = "cbc",
        Ctr = "ctr",
        Gcm = "gcm",
        Ccm = "ccm",
        /// CCM with a tag of 8 bytes.
        Ccm8 = "ccm8",
        Poly1305 = "poly1305",
        Mgm = "mgm",
        Aegis = "aegis",
    }
}

/// A registered suite.
#[derive(Clone, Debug, PartialEq)]
pub struct Suite {
    pub code: CipherSuite,
    pub name: &'static str,
    /// What OpenSSL calls it; none where it has no such suite.
    pub openssl: Option<String>,
    /// The RFC that the registry refers to.
    pub rfc: Option<u16>,
    /// IANA's column.
    pub recommended: bool,
    /// Whether DTLS may use it.
    pub dtls: bool,
    /// A signalling value, which is never chosen.
    pub signal: bool,
    pub exchange: Exchange,
    pub proof: Proof,
    /// Whether it was made weak on purpose, for export.
    pub export: bool,
    /// `AES`, `3DES`, ...; empty where nothing is encrypted.
    pub cipher: &'static str,
    pub mode: Mode,
    /// What it takes to try every key, as a power of two; what is known against it is a verdict.
    pub bits: u16,
    /// The hash of the MAC, of PRF or HKDF, or of both; empty of a signal and of no protection at all.
    pub hash: &'static str,
    /// The first and the last version that may choose it; none of a signal.
    pub versions: Option<(ProtocolVersion, ProtocolVersion)>,
    /// What RFCs say against it, the gravest first.
    pub verdicts: Vec<Verdict>,
    /// A scenario that chooses it, where it is spoken here.
    pub run: Option<String>,
}

impl Suite {
    /// Whether whoever learns the long-lived key later can read nothing of what was recorded.
    pub fn is_forward_secret(&self) -> bool {
        matches!(
            self.exchange,
            Exchange::Dhe
                | Exchange::Ecdhe
                | Exchange::DhePsk
                | Exchange::EcdhePsk
                | Exchange::Open
                | Exchange::Srp
                | Exchange::Password
        )
    }

    /// The RFC that first had it: for those of RFC 4492 the registry refers to the RFC that has replaced it.
    pub fn first_rfc(&self) -> Option<u16> {
        self.rfc.map(|rfc| if rfc == 8422 { 4492 } else { rfc })
    }

    /// What its hash is for: derivation, the MAC, or both.
    pub fn hash_is_for(&self) -> &'static str {
        match (self.exchange, self.hash) {
            (_, "") => "none",
            // Their MAC is made by the cipher (RFC 9189, 4.1).
            (Exchange::Gost, _) => "cipher",
            (_, "MD5" | "SHA") => "mac",
            _ if self.is_aead() => "aead",
            _ => "both",
        }
    }

    /// Whether encryption and integrity are one.
    pub fn is_aead(&self) -> bool {
        matches!(self.mode, Mode::Gcm | Mode::Ccm | Mode::Ccm8 | Mode::Poly1305 | Mode::Mgm | Mode::Aegis)
    }
}

/// Every registered suite, by code point.
pub fn suites() -> Vec<Suite> {
    data::rows(data::suites()).map(of).collect()
}

fn of(row: Row) -> Suite {
    let code = CipherSuite(row.code);
    let parts = Parts::of(row.name);
    let (exchange, proof, export) = parts.map_or((Exchange::None, Proof::None, false), |parts| agreed(row.name, parts));
    let (cipher, mode, bits) = parts.map_or(("", Mode::Null, 0), protection);
    let mut suite = Suite {
        code,
        name: row.name,
        openssl: openssl_name(row.name).filter(|_| row.yes(2)),
        rfc: row.rfc,
        recommended: row.yes(0),
        dtls: row.yes(1),
        signal: row.name.ends_with("_SCSV"),
        exchange,
        proof,
        export,
        cipher,
        mode,
        bits: if export { bits.min(40) } else { bits },
        hash: parts.map_or("", |parts| hash(row.name, parts)),
        versions: None,
        verdicts: Vec::new(),
        run: run(code),
    };
    suite.versions = (!suite.signal).then(|| versions(&suite));
    suite.verdicts = verdicts(&suite);
    suite
}

/// What names of GOST suites begin with is their hash, and what they end in a MAC made by the cipher (RFC 9189, 4; RFC 9367).
fn hash(name: &str, parts: Parts) -> &'static str {
    if name.starts_with("TLS_GOSTR341112_256") { "STREEBOG" } else { parts.hash }
}

/// Key exchange and authentication, and whether the keys are those for export.
fn agreed(name: &str, parts: Parts) -> (Exchange, Proof, bool) {
    // Those of RFC 9367 are of TLS 1.3 and leave both open, though their names have kept the form of older ones.
    let agreed = parts.agreed.filter(|_| !parts.cipher.contains("MGM"));
    let Some((how, who)) = agreed else { return (Exchange::Open, Proof::Open, false) };
    let export = name.contains("_EXPORT");
    let (how, who) = (how.trim_end_matches("_EXPORT"), who.trim_end_matches("_EXPORT"));
    let exchange = match (how, who) {
        ("RSA", "PSK") => Exchange::RsaPsk,
        ("RSA", _) => Exchange::Rsa,
        ("DHE", "PSK") => Exchange::DhePsk,
        ("ECDHE", "PSK") => Exchange::EcdhePsk,
        // An anonymous key exchange is always ephemeral, whatever its name says.
        ("DH", "anon") | ("DHE", _) => Exchange::Dhe,
        ("ECDH", "anon") | ("ECDHE", _) => Exchange::Ecdhe,
        ("DH", _) => Exchange::Dh,
        ("ECDH", _) => Exchange::Ecdh,
        ("PSK", _) => Exchange::Psk,
        ("SRP_SHA", _) => Exchange::Srp,
        ("KRB5", _) => Exchange::Kerberos,
        ("ECCPWD", _) => Exchange::Password,
        _ => Exchange::Gost,
    };
    let proof = match (how, who) {
        ("DH" | "ECDH", "RSA" | "DSS" | "ECDSA") => Proof::Static,
        (_, "RSA") => Proof::Rsa,
        (_, "DSS") => Proof::Dss,
        (_, "ECDSA") => Proof::Ecdsa,
        (_, "anon") => Proof::Anonymous,
        // The server proves itself by opening what was encrypted to its certificate.
        ("RSA", _) => Proof::Rsa,
        ("GOSTR341112_256", _) => Proof::Gost,
        _ => Proof::Shared,
    };
    (exchange, proof, export)
}

/// The cipher, how it is used, and the bits of its key that count.
fn protection(parts: Parts) -> (&'static str, Mode, u16) {
    const KNOWN: [(&str, &str, u16); 22] = [
        ("AES_128", "AES", 128),
        ("AES_256", "AES", 256),
        ("CHACHA20", "ChaCha20", 256),
        ("CAMELLIA_128", "Camellia", 128),
        ("CAMELLIA_256", "Camellia", 256),
        ("ARIA_128", "ARIA", 128),
        ("ARIA_256", "ARIA", 256),
        ("3DES_EDE", "3DES", 112),
        ("DES40", "DES", 40),
        ("DES_CBC_40", "DES", 40),
        ("DES", "DES", 56),
        ("RC4_40", "RC4", 40),
        ("RC4_128", "RC4", 128),
        ("RC2_CBC_40", "RC2", 40),
        ("IDEA", "IDEA", 128),
        ("SEED", "SEED", 128),
        ("SM4", "SM4", 128),
        ("KUZNYECHIK", "Kuznyechik", 256),
        ("MAGMA", "Magma", 256),
        ("28147", "GOST 28147-89", 256),
        ("AEGIS_256", "AEGIS", 256),
        ("AEGIS_128L", "AEGIS", 128),
    ];
    let name = parts.cipher;
    let found = KNOWN.iter().find(|(start, ..)| name.starts_with(start));
    let Some((_, cipher, bits)) = found else { return ("", Mode::Null, 0) };
    let has = |part| name.contains(part);
    let mode = if name.ends_with("CCM_8") {
        Mode::Ccm8
    } else if has("CCM") {
        Mode::Ccm
    } else if has("GCM") {
        Mode::Gcm
    } else if has("POLY1305") {
        Mode::Poly1305
    } else if has("MGM") {
        Mode::Mgm
    } else if has("AEGIS") {
        Mode::Aegis
    } else if has("CTR") || has("CNT") {
        Mode::Ctr
    } else if has("RC4") {
        Mode::Stream
    } else {
        Mode::Cbc
    };
    (cipher, mode, *bits)
}

/// The versions that may choose it: names without key exchange are of TLS 1.3; what needs its hash or its nonces came with
/// TLS 1.2 (RFC 5246, 5 and 6.2.3.3); export ended with TLS 1.0 (RFC 4346, A.5), DES and IDEA with TLS 1.1 (RFC 5246, 1.2).
fn versions(suite: &Suite) -> (ProtocolVersion, ProtocolVersion) {
    use ProtocolVersion as V;
    if suite.exchange == Exchange::Open {
        return (V::TLSv1_3, V::TLSv1_3);
    }
    let first = match suite.code.0 {
        _ if suite.is_aead() || !matches!(suite.hash, "MD5" | "SHA" | "") => V::TLSv1_2,
        0..=0x1b => V::SSLv3,
        _ => V::TLSv1_0,
    };
    let last = match suite.cipher {
        _ if suite.export => V::TLSv1_0,
        "DES" | "IDEA" => V::TLSv1_1,
        _ => V::TLSv1_2,
    };
    (first, last)
}

/// A scenario that chooses it: both sides have it alone, and the server a certificate that fits.
fn run(code: CipherSuite) -> Option<String> {
    let suite = SUITES.iter().find(|suite| suite.code == code)?;
    let name = code.name()?;
    let version = match suite.version {
        Version::Tls13 => "",
        Version::Tls12 => "&server.versions=1.2",
    };
    let certificate = if suite.auth == Authentication::Rsa { "&server.cert=rsa" } else { "" };
    Some(format!("v=1{version}&server.suites={name}{certificate}"))
}
