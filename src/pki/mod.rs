//! Certificates: minting them ([`mint`], [`Hierarchy`]), reading them ([`Certificate`]) and judging a chain of them as a
//! list of named checks ([`judge`]). Knows nothing of connections, messages or alerts.

mod algorithm;
mod certificate;
pub mod der;
mod extension;
mod hierarchy;
mod host;
mod judge;
mod mint;
mod name;
pub mod oids;
pub mod pem;
mod recipe;

pub use algorithm::AlgorithmId;
pub use certificate::{Certificate, MAX_CERTIFICATE_LEN, MAX_EXTENSIONS, ReadError, ReadErrorKind};
pub use extension::{
    AccessDescription, Body, DistributionPoint, Extension, GeneralName, KeyUsage, NameConstraints, PolicyConstraints,
    Subtree,
};
pub use hierarchy::Hierarchy;
pub use host::Host;
pub use judge::{
    Check, CheckId, Judgement, MAX_CERTIFICATES, MAX_NAME_COMPARISONS, MAX_PATH, MAX_SIGNATURES, MAX_STEPS, Place,
    Policy, Purpose, Reason, Rules, Verdict, judge,
};
pub use mint::{MintError, Spec, key_id, mint};
pub use name::{Attribute, Name};
pub use recipe::{Flaw, Recipe};
