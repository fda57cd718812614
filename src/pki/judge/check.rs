//! One check: what was asked of which certificate, what was compared, and the verdict. Plain values, no rules here.

use std::fmt;

use super::statement::Problem;
use crate::pki::certificate::ReadError;
use crate::wire::Clause;

/// One question put to one certificate, or to the chain as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub id: CheckId,
    /// `None` where there is no certificate to ask.
    pub certificate: Option<Place>,
    pub verdict: Verdict,
    pub clause: Clause,
    /// What was compared: a name (`now`, `notAfter`, `host`, ...) and its value, for people.
    pub compared: Vec<(&'static str, String)>,
    /// Present exactly if the verdict is [`Verdict::Fail`].
    pub refusal: Option<Reason>,
}

/// Where a certificate of a path comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// Index in the chain that was sent; 0 is the leaf.
    Sent(usize),
    /// Index in [`Policy::roots`](super::Policy::roots).
    Root(usize),
}

ids! {
    pub enum Verdict {
        Pass = "pass",
        Fail = "fail",
        /// The certificate does not say, or the client does not ask.
        NotApplicable = "not_applicable",
    }
}

ids! {
    /// The checks, in the order in which a failure decides.
    pub enum CheckId {
        /// The bytes are a certificate.
        Decode = "decode",
        /// Somebody known has issued it; at the end of the path stands a trusted root.
        Issuer = "issuer",
        /// The issuer's key has signed it.
        Signature = "signature",
        /// Its validity has begun.
        NotBefore = "not_before",
        /// Its validity has not ended.
        NotAfter = "not_after",
        /// Its serial number is positive, and short enough for everyone.
        SerialNumber = "serial_number",
        /// Issuer, and the subject of an authority, are named.
        Names = "names",
        /// An issuer is a certification authority, and the leaf is none.
        CertificateAuthority = "certificate_authority",
        /// No more authorities stand below an issuer than it may have, nor in all than the client takes.
        PathLength = "path_length",
        /// The key may be used for this: signing certificates, or for the leaf TLS.
        KeyUsage = "key_usage",
        /// The certificate may be used for this purpose.
        ExtendedKeyUsage = "extended_key_usage",
        /// The public key is of a known kind, and long enough.
        KeySize = "key_size",
        /// The signature is made with a hash in which nobody finds collisions.
        SignatureStrength = "signature_strength",
        /// Every extension that must be understood is, and none is critical that must not be.
        CriticalExtensions = "critical_extensions",
        /// Every name below an authority is one that it may vouch for.
        NameConstraints = "name_constraints",
        /// Where authorities demand a policy, one is valid all the way down.
        Policies = "policies",
        /// The leaf names the host.
        HostName = "host_name",
        /// No revocation list of its issuer lists it.
        Crl = "crl",
        /// No OCSP response says it is revoked.
        Ocsp = "ocsp",
        /// The response sent along is sound and good, and is there if the certificate promises one.
        Staple = "staple",
        /// Somebody vouches that it has not been revoked, if the client insists on that.
        Revocation = "revocation",
        /// Strict: the identifiers of its key and of its issuer's are there, and only they.
        KeyIdentifiers = "key_identifiers",
        /// Strict: the issuer's key has the identifier that it names.
        KeyIdentifierMatch = "key_identifier_match",
        /// Strict: what limits is critical, what informs is not.
        Criticality = "criticality",
        /// Strict: the common name is one of the names of subjectAltName.
        CommonName = "common_name",
        /// Strict: the leaf is for servers and not for anything, the root says nothing of purposes.
        Purposes = "purposes",
        /// Strict: DNS names are host names.
        NameSyntax = "name_syntax",
    }
}

/// Why a certificate is refused.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    EmptyChain,
    /// Beyond [`MAX_CERTIFICATES`](super::MAX_CERTIFICATES).
    TooManyCertificates,
    Undecodable(ReadError),
    /// The leaf is its own issuer, and nobody trusts it.
    SelfSigned,
    /// The path ends in a self-issued certificate that is not among the trusted roots.
    UntrustedRoot,
    /// Nobody sent or trusted is the issuer.
    UnknownIssuer,
    /// The search reached one of its limits before it found a root.
    SearchExhausted,
    /// The algorithm inside the signed part is not the one outside.
    AlgorithmMismatch,
    /// An algorithm that this crate does not verify.
    UnknownAlgorithm,
    /// The algorithm is known, its parameters are not those that its RFC allows.
    BadAlgorithmParameters,
    /// RSASSA-PSS with a salt that is not as long as the hash.
    PssSaltLength,
    /// A public key that cannot be read: malformed, no point of its curve, a curve by its numbers.
    UnusableKey,
    /// A public key of a kind, or on a curve, that this crate does not know.
    UnsupportedKey,
    /// A public key whose algorithm has other parameters than its RFC demands.
    BadKeyParameters,
    /// An RSA modulus longer than is taken.
    KeyTooLarge,
    /// The issuer's key is of another kind than the algorithm of the signature.
    WrongKeyKind,
    BadSignature,
    NotYetValid,
    Expired,
    /// Zero, negative, or more than 20 bytes.
    BadSerialNumber,
    /// An issuer, or an authority, without a name.
    EmptyName,
    NotACa,
    /// The leaf is an authority.
    LeafIsCa,
    PathTooLong,
    /// More authorities than [`Rules::max_intermediates`](super::Rules::max_intermediates).
    TooManyIntermediates,
    KeyUsage,
    ExtendedKeyUsage,
    /// Shorter than [`Rules::min_rsa_bits`](super::Rules::min_rsa_bits), or of an odd size.
    WeakKey,
    /// A hash below SHA-256.
    WeakSignature,
    UnknownCriticalExtension,
    /// An extension that only informs, and yet is critical.
    MustNotBeCritical,
    /// A name outside of what an authority above it may vouch for.
    NameNotPermitted,
    /// A name that an authority above it must not vouch for.
    NameExcluded,
    /// A constraint that means nothing, stands where none may be, or cannot be applied to the names there are.
    BadNameConstraints,
    /// Beyond [`MAX_NAME_COMPARISONS`](super::MAX_NAME_COMPARISONS).
    TooManyNames,
    /// An authority demands that a policy holds, and none does.
    NoValidPolicy,
    /// anyPolicy is mapped, which would make every policy mean every other.
    BadPolicyMapping,
    /// Without a subjectAltName a certificate names no host at all.
    NoSubjectAltName,
    HostMismatch,
    /// A revocation list, an OCSP response or the staple says so.
    Revoked,
    /// The certificate promises a staple, the client asked, and there is none.
    StapleMissing,
    BadStaple(Problem),
    /// Nobody vouches for it, and the client insists.
    RevocationUnknown,
    /// Strict, as all below: subjectKeyIdentifier or authorityKeyIdentifier is missing.
    KeyIdentifierMissing,
    /// authorityKeyIdentifier names the issuer's certificate, not its key alone.
    KeyIdentifierForm,
    /// The issuer's key has another identifier than the certificate names.
    KeyIdentifierMismatch,
    WrongCriticality,
    CommonNameNotListed,
    /// A leaf that does not say what it is for.
    PurposeMissing,
    /// A leaf for any purpose.
    AnyPurpose,
    /// A root that says what it is for.
    PurposeInRoot,
    /// A dNSName that is no host name.
    BadNameSyntax,
}

/// What was compared, for people.
pub type Compared = Vec<(&'static str, String)>;

impl Check {
    pub(super) fn decide(id: CheckId, at: Place, good: bool, reason: Reason, compared: Compared) -> Check {
        if good { Check::pass(id, at, compared) } else { Check::fail(id, at, reason, compared) }
    }

    pub(super) fn pass(id: CheckId, at: Place, compared: Compared) -> Check {
        Check { id, certificate: Some(at), verdict: Verdict::Pass, clause: id.clause(), compared, refusal: None }
    }

    pub(super) fn fail(id: CheckId, at: Place, reason: Reason, compared: Compared) -> Check {
        Check { verdict: Verdict::Fail, refusal: Some(reason), ..Check::pass(id, at, compared) }
    }

    pub(super) fn skip(id: CheckId, at: Place, compared: Compared) -> Check {
        Check { verdict: Verdict::NotApplicable, ..Check::pass(id, at, compared) }
    }
}

impl CheckId {
    /// The rule behind the check.
    pub fn clause(self) -> Clause {
        match self {
            CheckId::Decode => Clause::new(5280, "4.1"),
            CheckId::Issuer | CheckId::Signature => Clause::new(5280, "6.1.3"),
            CheckId::NotBefore | CheckId::NotAfter => Clause::new(5280, "4.1.2.5"),
            CheckId::SerialNumber => Clause::new(5280, "4.1.2.2"),
            CheckId::Names => Clause::new(5280, "4.1.2.6"),
            CheckId::KeySize => Clause::new(9325, "4.5"),
            CheckId::SignatureStrength => Clause::new(8446, "4.4.2.4"),
            CheckId::NameConstraints => Clause::new(5280, "4.2.1.10"),
            CheckId::CertificateAuthority | CheckId::PathLength => Clause::new(5280, "4.2.1.9"),
            CheckId::KeyUsage => Clause::new(5280, "4.2.1.3"),
            CheckId::ExtendedKeyUsage => Clause::new(5280, "4.2.1.12"),
            CheckId::CriticalExtensions => Clause::new(5280, "4.2"),
            CheckId::Policies => Clause::new(5280, "6.1.5"),
            CheckId::HostName => Clause::new(9525, "6.3"),
            CheckId::Crl => Clause::new(5280, "6.3.3"),
            CheckId::Ocsp => Clause::new(6960, "3.2"),
            CheckId::Staple => Clause::new(6066, "8"),
            CheckId::Revocation => Clause::new(5280, "6.1.3"),
            CheckId::KeyIdentifiers | CheckId::KeyIdentifierMatch => Clause::new(5280, "4.2.1.1"),
            CheckId::Criticality => Clause::new(5280, "4.2"),
            CheckId::CommonName => Clause::new(9525, "2"),
            CheckId::Purposes => Clause::new(5280, "4.2.1.12"),
            CheckId::NameSyntax => Clause::new(5280, "4.2.1.6"),
        }
    }
}

ids_of!(Reason {
    Self::EmptyChain => "empty_chain",
    Self::TooManyCertificates => "too_many_certificates",
    Self::Undecodable(_) => "undecodable",
    Self::SelfSigned => "self_signed",
    Self::UntrustedRoot => "untrusted_root",
    Self::UnknownIssuer => "unknown_issuer",
    Self::SearchExhausted => "search_exhausted",
    Self::AlgorithmMismatch => "algorithm_mismatch",
    Self::UnknownAlgorithm => "unknown_algorithm",
    Self::BadAlgorithmParameters => "bad_algorithm_parameters",
    Self::PssSaltLength => "pss_salt_length",
    Self::UnusableKey => "unusable_key",
    Self::UnsupportedKey => "unsupported_key",
    Self::BadKeyParameters => "bad_key_parameters",
    Self::KeyTooLarge => "key_too_large",
    Self::WrongKeyKind => "wrong_key_kind",
    Self::BadSignature => "bad_signature",
    Self::NotYetValid => "not_yet_valid",
    Self::Expired => "expired",
    Self::BadSerialNumber => "bad_serial_number",
    Self::EmptyName => "empty_name",
    Self::NotACa => "not_a_ca",
    Self::LeafIsCa => "leaf_is_ca",
    Self::PathTooLong => "path_too_long",
    Self::TooManyIntermediates => "too_many_intermediates",
    Self::KeyUsage => "key_usage",
    Self::ExtendedKeyUsage => "extended_key_usage",
    Self::WeakKey => "weak_key",
    Self::WeakSignature => "weak_signature",
    Self::UnknownCriticalExtension => "unknown_critical_extension",
    Self::MustNotBeCritical => "must_not_be_critical",
    Self::NameNotPermitted => "name_not_permitted",
    Self::NameExcluded => "name_excluded",
    Self::BadNameConstraints => "bad_name_constraints",
    Self::TooManyNames => "too_many_names",
    Self::NoValidPolicy => "no_valid_policy",
    Self::BadPolicyMapping => "bad_policy_mapping",
    Self::NoSubjectAltName => "no_subject_alt_name",
    Self::HostMismatch => "host_mismatch",
    Self::Revoked => "revoked",
    Self::StapleMissing => "staple_missing",
    Self::BadStaple(Problem::Stale | Problem::NotYetValid) => "staple_stale",
    Self::BadStaple(Problem::BadSignature | Problem::Unauthorized) => "staple_forged",
    Self::BadStaple(_) => "bad_staple",
    Self::RevocationUnknown => "revocation_unknown",
    Self::KeyIdentifierMissing => "key_identifier_missing",
    Self::KeyIdentifierForm => "key_identifier_form",
    Self::KeyIdentifierMismatch => "key_identifier_mismatch",
    Self::WrongCriticality => "wrong_criticality",
    Self::CommonNameNotListed => "common_name_not_listed",
    Self::PurposeMissing => "purpose_missing",
    Self::AnyPurpose => "any_purpose",
    Self::PurposeInRoot => "purpose_in_root",
    Self::BadNameSyntax => "bad_name_syntax",
});

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Undecodable(e) => write!(f, "undecodable: {e}"),
            Reason::BadStaple(problem) => write!(f, "{}: {}", self.id(), problem.id()),
            other => f.write_str(other.id()),
        }
    }
}

/// `sent.0`, `root.2`
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Sent(i) => write!(f, "sent.{i}"),
            Place::Root(i) => write!(f, "root.{i}"),
        }
    }
}
