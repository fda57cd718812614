//! What chain to mint: plain values, which a scenario can hold and compare. [`Hierarchy`](super::Hierarchy) mints it.

use super::Purpose;
use super::der::{TIME_MAX, TIME_MIN};
use crate::crypto::{Hash, KeyKind};

const DAY: i64 = 86_400;

/// What to mint.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Recipe {
    /// The leaf's key. Unless the profile says otherwise, RSA leaves stand under RSA authorities, all others under
    /// P-256 ones.
    pub leaf: KeyKind,
    /// DNS names (the leftmost label may be `*`) and IP addresses for the leaf; the first is its common name too. Of a
    /// client also mailboxes, and names with a space in them, which stand in the common name alone.
    pub names: Vec<String>,
    /// When the authorities were set up, in seconds since 1970: their ten and five years lie around it.
    pub now: i64,
    /// The leaf's validity, in seconds since 1970.
    pub not_before: i64,
    pub not_after: i64,
    pub profile: Profile,
    pub flaws: Vec<Flaw>,
}

/// What kind of chain it is; the default is what most of the web has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Profile {
    /// Who shows the leaf. Clients have a hierarchy and keys of their own.
    pub purpose: Purpose,
    /// The size of an RSA leaf's modulus: 512, 1024, 2048, 3072 or 4096 bits.
    pub rsa_bits: usize,
    /// The keys of the authorities; RSA ones have 2048 bits.
    pub authorities: Option<KeyKind>,
    /// How many authorities stand between root and leaf: 0 to [`MAX_INTERMEDIATES`].
    pub intermediates: usize,
    /// An older root has certified the root's key, and that certificate is sent along.
    pub cross: bool,
    /// The hash that is signed. MD5 and SHA-1 are for RSA alone. Ed25519 has its own and does not look at this;
    /// without it ECDSA and RSA take SHA-256, P-384 SHA-384.
    pub hash: Option<Hash>,
    /// RSA authorities sign by PSS instead of PKCS#1 v1.5.
    pub pss: bool,
    /// What the subject says, and by which policy.
    pub validation: Option<Validation>,
    /// What the leaf's issuer may vouch for alone: DNS names with all below them, networks such as `192.0.2.0/24`.
    pub permitted: Vec<String>,
    /// What the leaf's issuer must not vouch for.
    pub excluded: Vec<String>,
    /// The leaf says where its revocation list is, and where OCSP is answered.
    pub crl: bool,
    pub ocsp: bool,
    /// The leaf promises a stapled OCSP response.
    pub must_staple: bool,
}

/// The most authorities between root and leaf that can be minted: so many keys are built in.
pub const MAX_INTERMEDIATES: usize = 3;

/// How the subject was validated, as the CA/Browser Forum distinguishes it (7.1.6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Validation {
    /// Only that the domain is under the applicant's control: no other subject than the name.
    Domain,
    /// Also that the organization exists.
    Organization,
    /// Also where it is registered, and under which number.
    Extended,
}

/// What is wrong with the chain. Flaws combine where that makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flaw {
    /// The server sends its leaf alone.
    MissingIntermediate,
    /// The leaf is its own issuer, and is all the server sends.
    SelfSigned,
    /// The chain leads to a root that nobody trusts.
    UntrustedRoot,
    /// The last bit of the leaf's signature is flipped.
    BadSignature,
    /// The intermediate says `cA` FALSE.
    IntermediateNotCa,
    /// The intermediate's keyUsage lacks keyCertSign.
    IntermediateKeyUsage,
    /// The root allows no authority below it, and yet there is one.
    PathTooLong,
    /// The leaf is for the other purpose alone: a server's for clients, a client's for servers.
    OtherPurpose,
    /// The leaf has a critical extension that nobody knows.
    UnknownCriticalExtension,
    /// The leaf names its host in the common name alone.
    CommonNameOnly,
    /// The server sends its certificates upside down: the leaf last.
    WrongOrder,
    /// The server sends the root along.
    ExtraCertificate,
    /// The server also sends a certificate for the root's key by an older root, and that one has expired.
    ExpiredCross,
    /// The leaf's keyUsage allows nothing that TLS does.
    LeafKeyUsage,
    /// The leaf's key is RSA of 1024 bits.
    ShortKey,
    /// The leaf is signed over SHA-1, by an RSA authority.
    WeakSignature,
    /// The leaf's issuer may only vouch for names under `handscope.invalid`.
    NameNotPermitted,
    /// The leaf may sign certificates.
    LeafIsCa,
    /// The issuer has revoked the leaf: its list and its OCSP responses say so.
    Revoked,
    /// List and response have expired.
    StatusStale,
    /// List and response are signed by the leaf's own key instead of the issuer's.
    StatusForged,
    /// The responder does not know the leaf.
    StatusUnknown,
}

impl Flaw {
    pub const ALL: [Flaw; 22] = [
        Flaw::MissingIntermediate,
        Flaw::SelfSigned,
        Flaw::UntrustedRoot,
        Flaw::BadSignature,
        Flaw::IntermediateNotCa,
        Flaw::IntermediateKeyUsage,
        Flaw::PathTooLong,
        Flaw::OtherPurpose,
        Flaw::UnknownCriticalExtension,
        Flaw::CommonNameOnly,
        Flaw::WrongOrder,
        Flaw::ExtraCertificate,
        Flaw::ExpiredCross,
        Flaw::LeafKeyUsage,
        Flaw::ShortKey,
        Flaw::WeakSignature,
        Flaw::NameNotPermitted,
        Flaw::LeafIsCa,
        Flaw::Revoked,
        Flaw::StatusStale,
        Flaw::StatusForged,
        Flaw::StatusUnknown,
    ];
}

impl Default for Profile {
    fn default() -> Profile {
        Profile {
            purpose: Purpose::Server,
            rsa_bits: 2048,
            authorities: None,
            intermediates: 1,
            cross: false,
            hash: None,
            pss: false,
            validation: None,
            permitted: Vec::new(),
            excluded: Vec::new(),
            crl: false,
            ocsp: false,
            must_staple: false,
        }
    }
}

impl Recipe {
    /// A sound chain for one host: the leaf is 30 days old at `now` and has 60 days left.
    pub fn new(leaf: KeyKind, name: &str, now: i64) -> Recipe {
        Recipe {
            leaf,
            names: vec![name.to_owned()],
            now,
            not_before: around(now, -30 * DAY),
            not_after: around(now, 60 * DAY - 1),
            profile: Profile::default(),
            flaws: Vec::new(),
        }
    }

    pub fn with(mut self, flaw: Flaw) -> Recipe {
        self.flaws.push(flaw);
        self
    }

    /// The kind of the authorities' keys.
    pub fn authority_kind(&self) -> KeyKind {
        let usual = if self.leaf == KeyKind::Rsa { KeyKind::Rsa } else { KeyKind::EcdsaP256 };
        self.profile.authorities.unwrap_or(usual)
    }

    pub(super) fn has(&self, flaw: Flaw) -> bool {
        self.flaws.contains(&flaw)
    }
}

/// A time near the clock that a certificate can write, wherever the clock stands.
pub(super) fn around(now: i64, offset: i64) -> i64 {
    now.saturating_add(offset).clamp(TIME_MIN, TIME_MAX)
}
