//! What a file is, by its first bytes: enough to name what was given in place of certificates. Reads no more than the
//! outline, and judges nothing.

use handscope::pki::der::Reader;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Certificate,
    Crl,
    Ocsp,
    Pkcs12,
    Pkcs7,
    PrivateKey,
    EncryptedKey,
    PublicKey,
    Request,
    KeyStore,
    Archive,
    Markup,
    Json,
    SshKey,
    Base64,
}

impl Format {
    /// What these bytes look like; none where nothing is known that looks so.
    pub fn of(bytes: &[u8]) -> Option<Format> {
        let text = bytes.trim_ascii_start();
        let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text).trim_ascii_start();
        match bytes {
            [0x30, ..] if der(bytes).is_some() => der(bytes),
            [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => Some(Format::KeyStore),
            [b'P', b'K', 3, 4, ..] | [0x1f, 0x8b, ..] => Some(Format::Archive),
            _ if text.starts_with(b"<") => Some(Format::Markup),
            _ if text.starts_with(b"{") || text.starts_with(b"[") => Some(Format::Json),
            _ if text.starts_with(b"ssh-") || text.starts_with(b"ecdsa-sha2-") => Some(Format::SshKey),
            // A SEQUENCE with a length of two bytes, in base64.
            _ if text.starts_with(b"MI") && text.iter().all(is_base64) => Some(Format::Base64),
            _ => None,
        }
    }

    /// The format behind the labels of PEM blocks, where more can be said than the labels do.
    pub fn of_label(labels: &str) -> Option<Format> {
        let known = [
            ("PKCS7", Format::Pkcs7),
            ("CMS", Format::Pkcs7),
            ("ENCRYPTED PRIVATE KEY", Format::EncryptedKey),
            ("CERTIFICATE REQUEST", Format::Request),
        ];
        known.into_iter().find(|(label, _)| labels.contains(label)).map(|(_, format)| format)
    }

    /// Its name, and what to do about it.
    pub fn told(self) -> &'static str {
        match self {
            Format::Certificate => "a certificate",
            Format::Crl => "a revocation list (CRL)",
            Format::Ocsp => "an OCSP response",
            Format::Pkcs12 => {
                "PKCS#12 (.p12, .pfx), which holds certificates and a key under a password; \
                 `openssl pkcs12 -in FILE -nokeys -out chain.pem` takes the certificates out"
            }
            Format::Pkcs7 => {
                "PKCS#7 (.p7b, .p7c), a bag of certificates in no order; \
                 `openssl pkcs7 -in FILE -inform DER -print_certs -out chain.pem` (or -inform PEM) takes them out"
            }
            Format::PrivateKey => "a private key",
            Format::EncryptedKey => "an encrypted private key; `openssl pkey -in FILE -out key.pem` decrypts it",
            Format::PublicKey => "a public key alone",
            Format::Request => "a certificate request (CSR), which an authority has still to sign",
            Format::KeyStore => {
                "a Java key store; `keytool -exportcert -rfc -keystore FILE -alias NAME` takes a certificate out"
            }
            Format::Archive => "a compressed archive",
            Format::Markup => "HTML or XML: perhaps the page of an error that was saved in place of the file",
            Format::Json => "JSON",
            Format::SshKey => "a key of SSH",
            Format::Base64 => {
                "base64 without its BEGIN and END lines; put -----BEGIN CERTIFICATE----- before it and \
                 -----END CERTIFICATE----- behind it"
            }
        }
    }
}

fn is_base64(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || matches!(byte, b'+' | b'/' | b'=')
}

/// The structure that a SEQUENCE is, by the tags of what is in it (PKCS#12 and PKCS#7 are often written in BER).
fn der(bytes: &[u8]) -> Option<Format> {
    if let [0x30, 0x80, inside @ ..] = bytes {
        let bag = inside.get(..48).unwrap_or(inside).windows(PKCS7.len()).any(|oid| oid == PKCS7);
        return bag.then_some(if inside.starts_with(&[2, 1, 3]) { Format::Pkcs12 } else { Format::Pkcs7 });
    }
    let mut outer = Reader::new(bytes);
    let whole = outer.any().ok()?;
    let inside = tags(whole.value);
    match inside[..] {
        [0x02, 0x30, ..] if whole.value.starts_with(&[2, 1, 3]) => Some(Format::Pkcs12),
        [0x02, 0x30, 0x04, ..] | [0x02, 0x04, ..] => Some(Format::PrivateKey),
        // An RSAPrivateKey has nine numbers, an RSAPublicKey two.
        [0x02, 0x02, 0x02, ..] => Some(Format::PrivateKey),
        [0x02, 0x02] => Some(Format::PublicKey),
        [0x06, 0xa0] => Some(Format::Pkcs7),
        [0x0a] | [0x0a, 0xa0] => Some(Format::Ocsp),
        [0x30, 0x03] => Some(Format::PublicKey),
        [0x30, 0x04] => Some(Format::EncryptedKey),
        [0x30, 0x30, 0x03, ..] => signed(Reader::new(whole.value).any().ok()?.value),
        _ => None,
    }
}

/// pkcs7-data and its siblings, 1.2.840.113549.1.7.
const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7];

/// What is signed: a certificate has a version in a tag of its own or at least five SEQUENCEs, a list times, a request
/// neither.
fn signed(tbs: &[u8]) -> Option<Format> {
    match tags(tbs)[..] {
        [0xa0, ..] | [0x02, 0x30, 0x30, 0x30, 0x30, ..] => Some(Format::Certificate),
        [0x02, 0x30, 0x30, 0x17 | 0x18, ..] | [0x30, 0x30, 0x17 | 0x18, ..] => Some(Format::Crl),
        [0x02, 0x30, 0x30] | [0x02, 0x30, 0x30, 0xa0] => Some(Format::Request),
        _ => None,
    }
}

/// The tags of some elements in a row, as far as they can be read.
fn tags(bytes: &[u8]) -> Vec<u8> {
    let mut reader = Reader::new(bytes);
    std::iter::from_fn(|| reader.any().ok()).take(16).map(|element| element.tag).collect()
}
