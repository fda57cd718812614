//! Where the RFCs and common practice differ: which of these differences a check met, so that a text can say what
//! OpenSSL, browsers and the RFC do. Knows no text.

use super::check::{Check, CheckId, Reason, Verdict};
use crate::pki::certificate::ReadErrorKind;
use crate::pki::der::DerErrorKind;

ids! {
    /// A rule that not everybody holds alike.
    pub enum Practice {
        /// The issuer's key identifier is not the one that the certificate names.
        KeyIdentifier = "key_identifier",
        /// What DER forbids and BER allows.
        StrictDer = "strict_der",
        /// A serial number that is zero, negative or too long.
        SerialNumber = "serial_number",
        /// A dNSName constraint that begins with a dot.
        LeadingDot = "leading_dot",
        /// A trusted root signed over a hash that is weak.
        WeakRoot = "weak_root",
        /// A PSS salt that is not as long as the hash.
        PssSalt = "pss_salt",
        /// An RSA key whose algorithm lacks its NULL.
        RsaWithoutNull = "rsa_without_null",
        /// A curve by its numbers.
        ExplicitCurve = "explicit_curve",
        /// A curve, or a kind of key, that is not spoken here.
        UnsupportedKey = "unsupported_key",
        /// A very long RSA key.
        LargeKey = "large_key",
        /// An authority's certificate in the leaf's place.
        AuthorityAsLeaf = "authority_as_leaf",
        /// A host in the common name alone.
        CommonNameOnly = "common_name_only",
        /// An address in a dNSName.
        AddressAsDnsName = "address_as_dns_name",
        /// The issuer was not sent, and the certificate says where it can be fetched.
        MissingIntermediate = "missing_intermediate",
        /// A path longer than the search goes.
        LongPath = "long_path",
    }
}

impl Check {
    /// What is to be said of how others decide.
    pub fn practice(&self) -> Option<Practice> {
        let value = |wanted| self.compared.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str());
        match &self.refusal {
            None => match self.id {
                CheckId::Issuer if value("subjectKeyIdentifier").is_some() => Some(Practice::KeyIdentifier),
                CheckId::SignatureStrength if self.verdict != Verdict::Pass && value("weak_hash").is_some() => {
                    Some(Practice::WeakRoot)
                }
                _ => None,
            },
            Some(Reason::Undecodable(error)) => is_ber(&error.kind).then_some(Practice::StrictDer),
            Some(Reason::BadSerialNumber) => Some(Practice::SerialNumber),
            Some(Reason::BadNameConstraints) => {
                value("malformed").is_some_and(|text| text.starts_with("DNS:.")).then_some(Practice::LeadingDot)
            }
            Some(Reason::PssSaltLength) => Some(Practice::PssSalt),
            Some(Reason::BadKeyParameters) => {
                (value("key_algorithm") == Some("rsaEncryption")).then_some(Practice::RsaWithoutNull)
            }
            Some(Reason::UnusableKey) => (self.clause.rfc == 5480).then_some(Practice::ExplicitCurve),
            Some(Reason::UnsupportedKey) => Some(Practice::UnsupportedKey),
            Some(Reason::KeyTooLarge) => Some(Practice::LargeKey),
            Some(Reason::LeafIsCa) => Some(Practice::AuthorityAsLeaf),
            Some(Reason::NoSubjectAltName) => Some(Practice::CommonNameOnly),
            Some(Reason::HostMismatch) => value("dNSName").map(|_| Practice::AddressAsDnsName),
            Some(Reason::UnknownIssuer) => value("caIssuers").map(|_| Practice::MissingIntermediate),
            Some(Reason::SearchExhausted) => value("longest_path").map(|_| Practice::LongPath),
            Some(Reason::KeyIdentifierMismatch) => Some(Practice::KeyIdentifier),
            Some(_) => None,
        }
    }
}

/// Whether an encoding is one that BER allows and DER does not (X.690 10.1, 11.1, 11.5).
fn is_ber(kind: &ReadErrorKind) -> bool {
    use DerErrorKind::{BadBoolean, DefaultEncoded, IndefiniteLength, LengthNotMinimal};
    matches!(kind, ReadErrorKind::Der(BadBoolean | DefaultEncoded | IndefiniteLength | LengthNotMinimal))
}
