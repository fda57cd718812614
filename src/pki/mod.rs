//! Certificates: minting them ([`mint`], [`Hierarchy`]), reading them ([`Certificate`]) and judging a chain of them as a
//! list of named checks ([`judge`]). Knows nothing of connections or alerts, and of
//! messages no more than which of their fields hold DER ([`annotate()`]).

mod algorithm;
mod annotate;
mod authority;
mod certificate;
mod crl;
pub mod der;
mod extension;
mod hierarchy;
mod host;
mod idna;
mod judge;
mod leaf;
mod mint;
mod name;
pub mod ocsp;
pub mod oids;
pub mod pem;
mod pss;
mod recipe;
mod signed;
mod status;

pub use algorithm::{AlgorithmError, AlgorithmId};
pub use annotate::{MAX_ELEMENTS, Structure, annotate, annotate_der, named_fields};
pub use certificate::{Certificate, MAX_CERTIFICATE_LEN, MAX_EXTENSIONS, ReadError, ReadErrorKind};
pub use crl::{Crl, CrlReason, CrlSpec, MAX_CRL_LEN, Revoked, mint_crl};
pub use extension::{
    AccessDescription, Body, DistributionPoint, Extension, GeneralName, KeyUsage, NameConstraints, PolicyConstraints,
    Subtree,
};
pub use hierarchy::Hierarchy;
pub use host::{Host, host_mistake};
pub use judge::{
    Check, CheckId, Judgement, MAX_CERTIFICATES, MAX_NAME_COMPARISONS, MAX_PATH, MAX_SIGNATURES, MAX_STATEMENTS,
    MAX_STEPS, Place, Policy, Practice, Problem, Purpose, Reason, Revocation, Rules, Ruleset, Staple, Verdict, judge,
    judge_stapled,
};
pub use leaf::is_subtree;
pub use mint::{MintError, Spec, key_id, mint};
pub use name::{Attribute, Name};
pub use recipe::{Flaw, MAX_INTERMEDIATES, Profile, Recipe, Validation};
pub use signed::Signed;
