//! Every reason to refuse, with its alert and its clause, in one table. Knows no state and no prose.

use crate::pki;
use crate::wire::stranger::looks_like;
use crate::wire::{AlertDescription as A, Clause, ContentType, DecodeError, Version, hex};

/// What would have been right, and what came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mismatch {
    /// One value, or those that were allowed with commas between them; empty where there was none.
    pub expected: String,
    pub came: String,
}

impl Mismatch {
    /// From the two values.
    pub fn new(expected: impl ToString, came: impl ToString) -> Self {
        Self { expected: expected.to_string(), came: came.to_string() }
    }

    /// From all that was allowed.
    pub fn among<T: ToString>(allowed: &[T], came: impl ToString) -> Self {
        Self::new(listed(allowed), came)
    }

    /// Of numbers, the largest that is allowed.
    pub fn up_to(limit: impl ToString, came: impl ToString) -> Self {
        Self::new(format!("0-{}", limit.to_string()), came)
    }

    /// By name, as checks, texts and JSON have it.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![("expected", self.expected.clone()), ("came", self.came.clone())]
    }
}

/// Values with commas between them.
pub fn listed<T: ToString>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

/// Bytes that stand where a record should be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stranger {
    mismatch: Mismatch,
    /// The first of them; none where they were protected.
    bytes: Vec<u8>,
    /// What they look like, where a connection begins with them.
    looks_like: Option<&'static str>,
}

impl Stranger {
    /// The names of the content types that there are.
    pub const CONTENT_TYPES: &str = "change_cipher_spec, alert, handshake, application_data";
    /// The most bytes that are told.
    const TOLD: usize = 16;

    /// At the head of a record; `first` where the connection begins there.
    pub fn at(mismatch: Mismatch, bytes: &[u8], first: bool) -> Self {
        let told = bytes.get(..Self::TOLD).unwrap_or(bytes).to_vec();
        Self { mismatch, bytes: told, looks_like: looks_like(bytes).filter(|_| first) }
    }

    /// Under protection: a content type that may not be there.
    pub fn inside(allowed: &[ContentType], came: ContentType) -> Self {
        Self { mismatch: Mismatch::among(allowed, came), bytes: Vec::new(), looks_like: None }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.mismatch.pairs();
        pairs.extend((!self.bytes.is_empty()).then(|| ("first_bytes", hex::encode(&self.bytes))));
        pairs.extend(self.looks_like.map(|id| ("looks_like", id.to_owned())));
        pairs
    }
}

/// Why a party ends a connection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// A message that its grammar does not allow; the field that broke, and how.
    Undecodable {
        path: String,
        why: DecodeError,
    },
    /// A message that this state does not expect; those that it waits for, and the one that came.
    UnexpectedMessage(Mismatch),
    /// A ChangeCipherSpec at the wrong place.
    UnexpectedChangeCipherSpec(Mismatch),
    /// A ChangeCipherSpec that is not the single byte 1.
    BadChangeCipherSpec(Mismatch),
    /// Handshake bytes across a change of keys, and how many.
    ExcessHandshakeData(Mismatch),
    /// A record in the clear where TLS 1.3 has keys.
    UnprotectedRecord(Mismatch),
    /// A record between the parts of a handshake message.
    InterleavedRecord(Mismatch),
    UnknownContentType(Stranger),
    BadRecordVersion(Stranger),
    RecordOverflow(Mismatch),
    EmptyRecord {
        name: ContentType,
    },
    /// A TLS 1.3 record that is all padding.
    NoInnerType,
    /// It does not open; its length where no record can be as short.
    BadRecordMac(Option<Mismatch>),
    TooManyEmptyRecords(Mismatch),
    /// More that changes nothing than is borne.
    TooManyIgnored(Mismatch),
    TooMuchEarlyData(Mismatch),
    BadAlert(Mismatch),
    NoCommonVersion(Mismatch),
    VersionNotOffered,
    /// supported_versions of a ServerHello names a version that may not stand there.
    SelectedVersionIllegal,
    Downgraded,
    NoCommonSuite,
    SuiteNotOffered(Mismatch),
    SuiteOfOtherVersion,
    NoCommonGroup,
    GroupNotOffered(Mismatch),
    BadKeyShare,
    DuplicateKeyShare,
    NoCommonSignatureScheme,
    SchemeNotOffered,
    SchemeUnfit,
    NoCommonProtocol,
    UnrecognizedName,
    ProtocolNotOffered,
    MissingExtension {
        name: &'static str,
    },
    UnsolicitedExtension {
        name: String,
    },
    DuplicateExtension {
        name: String,
    },
    SessionIdChanged,
    CompressionNotNull,
    SecondRetry,
    PointlessRetry,
    RetryIgnored,
    RetrySuiteChanged,
    EmptyCertificate,
    /// The client showed no certificate, and there must be one.
    CertificateRequired,
    /// A certificate_request_context in the handshake, or one that was not asked with.
    BadRequestContext,
    /// An extension that is known, and not for this message.
    MisplacedExtension {
        name: String,
    },
    /// The chain did not pass; the reason of the check that decided.
    Chain(pki::Reason),
    KeyUnfit,
    BadServerKeyExchangeSignature,
    BadCertificateVerify,
    BadFinished,
    BadRenegotiationInfo,
    BadKeyUpdate(Mismatch),
    /// A public value that is none of its group; its length where that is why.
    BadPublicKey(Option<Mismatch>),
    /// More key updates than a peer would need.
    TooManyKeyUpdates(Mismatch),
    HandshakeTooLong(Mismatch),
    /// Our own side could not go on: a configuration that lacks a part.
    Internal {
        what: &'static str,
    },
}

/// The table of refusals: id, alert, section of RFC 8446, clause under TLS 1.2. Gives `IDS` and `row`.
macro_rules! table {
    (row { $($pattern:pat => $row:tt $(,)?)* }) => {
        /// Every id; those of a chain are [`pki::Reason::IDS`].
        pub const IDS: &'static [&'static str] = &[$(table!(id $row),)*];

        fn row(&self) -> (&'static str, A, &'static str, (u16, &'static str)) {
            match self {
                $($pattern => $row,)*
                Self::Chain(reason) => (reason.id(), chain(reason).0, "4.4.2.4", (5246, "7.4.2")),
            }
        }
    };
    (id ($id:literal, $($rest:tt)*)) => { $id };
    (id { $row:tt }) => { table!(id $row) };
}

impl Refusal {
    /// The id that keys texts, links and tests.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Chain(reason) => reason.id(),
            other => other.row().0,
        }
    }

    /// The alert that tells the peer, and the clause that asks for it.
    pub fn verdict(&self, version: Version) -> (A, Clause) {
        match self {
            Self::Chain(reason) => chain(reason),
            other => {
                let (_, alert, tls13, tls12) = other.row();
                match version {
                    // RFC 8446 has the field ignored; who refuses does so by the older rule.
                    Version::Tls13 if matches!(self, Self::BadRecordVersion(_)) => {
                        (alert, Clause::new(tls12.0, tls12.1))
                    }
                    Version::Tls13 => (alert, Clause::new(8446, tls13)),
                    // TLS 1.2 has no alert of its own for it.
                    Version::Tls12 if *self == Self::CertificateRequired => {
                        (A::handshake_failure, Clause::new(tls12.0, tls12.1))
                    }
                    Version::Tls12 => (alert, Clause::new(tls12.0, tls12.1)),
                }
            }
        }
    }

    /// What it is about, by name: what its text may quote, and what page, JSON and command line show beside it.
    pub fn told(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Undecodable { path, why } => {
                let mut pairs = vec![("path", path.clone())];
                pairs.retain(|(_, path)| !path.is_empty());
                pairs.extend(broken(*why).into_iter().flat_map(|mismatch| mismatch.pairs()));
                pairs
            }
            Self::UnknownContentType(stranger) | Self::BadRecordVersion(stranger) => stranger.pairs(),
            Self::EmptyRecord { name } => vec![("name", name.to_string())],
            Self::BadRecordMac(mismatch) | Self::BadPublicKey(mismatch) => {
                mismatch.as_ref().map_or_else(Vec::new, Mismatch::pairs)
            }
            Self::MissingExtension { name } => vec![("name", (*name).to_owned())],
            Self::UnsolicitedExtension { name }
            | Self::DuplicateExtension { name }
            | Self::MisplacedExtension { name } => vec![("name", name.clone())],
            Self::Internal { what } => vec![("what", (*what).to_owned())],
            Self::NoCommonVersion(mismatch)
            | Self::SuiteNotOffered(mismatch)
            | Self::GroupNotOffered(mismatch)
            | Self::UnexpectedMessage(mismatch)
            | Self::UnexpectedChangeCipherSpec(mismatch)
            | Self::BadChangeCipherSpec(mismatch)
            | Self::ExcessHandshakeData(mismatch)
            | Self::UnprotectedRecord(mismatch)
            | Self::InterleavedRecord(mismatch)
            | Self::RecordOverflow(mismatch)
            | Self::TooManyEmptyRecords(mismatch)
            | Self::TooManyIgnored(mismatch)
            | Self::TooMuchEarlyData(mismatch)
            | Self::BadAlert(mismatch)
            | Self::BadKeyUpdate(mismatch)
            | Self::TooManyKeyUpdates(mismatch)
            | Self::HandshakeTooLong(mismatch) => mismatch.pairs(),
            _ => Vec::new(),
        }
    }

    table! {
        row {
            Self::Undecodable { .. } => ("undecodable", A::decode_error, "6.2", (5246, "7.2.2")),
            Self::UnexpectedMessage(_) => ("unexpected_message", A::unexpected_message, "4", (5246, "7.4")),
            Self::UnexpectedChangeCipherSpec(_) => {
                ("unexpected_change_cipher_spec", A::unexpected_message, "5", (5246, "7.1"))
            }
            Self::BadChangeCipherSpec(_) => ("bad_change_cipher_spec", A::unexpected_message, "5", (5246, "7.1")),
            Self::ExcessHandshakeData(_) => ("excess_handshake_data", A::unexpected_message, "5.1", (5246, "7.1")),
            Self::UnprotectedRecord(_) => ("unprotected_record", A::unexpected_message, "5", (8446, "5")),
            Self::InterleavedRecord(_) => ("interleaved_record", A::unexpected_message, "5.1", (5246, "7.1")),
            Self::UnknownContentType(_) => ("unknown_content_type", A::unexpected_message, "5", (5246, "6")),
            Self::BadRecordVersion(_) => ("bad_record_version", A::protocol_version, "5.1", (5246, "E.1")),
            Self::RecordOverflow(_) => ("record_overflow", A::record_overflow, "5.1", (5246, "6.2.1")),
            Self::EmptyRecord { .. } => ("empty_record", A::unexpected_message, "5.4", (5246, "6.2.1")),
            Self::NoInnerType => ("no_inner_type", A::unexpected_message, "5.4", (8446, "5.4")),
            Self::BadRecordMac(_) => ("bad_record_mac", A::bad_record_mac, "5.2", (5246, "6.2.3")),
            Self::TooManyEmptyRecords(_) => ("too_many_empty_records", A::unexpected_message, "5.4", (5246, "6.2.1")),
            Self::TooManyIgnored(_) => ("too_many_ignored", A::unexpected_message, "6", (5246, "7.2")),
            Self::TooMuchEarlyData(_) => ("too_much_early_data", A::unexpected_message, "4.2.10", (8446, "4.2.10")),
            Self::BadAlert(_) => ("bad_alert", A::decode_error, "6", (5246, "7.2")),
            Self::NoCommonVersion(_) => ("no_common_version", A::protocol_version, "4.2.1", (5246, "E.1")),
            Self::VersionNotOffered => ("version_not_offered", A::protocol_version, "4.2.1", (5246, "E.1")),
            Self::SelectedVersionIllegal => {
                ("selected_version_illegal", A::illegal_parameter, "4.2.1", (8446, "4.2.1"))
            }
            Self::Downgraded => ("downgraded", A::illegal_parameter, "4.1.3", (8446, "4.1.3")),
            Self::NoCommonSuite => ("no_common_suite", A::handshake_failure, "4.1.1", (5246, "7.4.1.3")),
            Self::SuiteNotOffered(_) => ("suite_not_offered", A::illegal_parameter, "4.1.3", (5246, "7.4.1.3")),
            Self::SuiteOfOtherVersion => ("suite_of_other_version", A::illegal_parameter, "4.1.3", (5246, "7.4.1.3")),
            Self::NoCommonGroup => ("no_common_group", A::handshake_failure, "4.1.1", (8422, "4")),
            Self::GroupNotOffered(_) => ("group_not_offered", A::illegal_parameter, "4.2.8", (8422, "5.4")),
            Self::BadKeyShare => ("bad_key_share", A::illegal_parameter, "4.2.8.2", (8422, "5.4")),
            Self::DuplicateKeyShare => ("duplicate_key_share", A::illegal_parameter, "4.2.8", (8422, "5.4")),
            Self::NoCommonSignatureScheme => {
                ("no_common_signature_scheme", A::handshake_failure, "4.2.3", (5246, "7.4.1.4.1"))
            }
            Self::SchemeNotOffered => ("scheme_not_offered", A::illegal_parameter, "4.4.3", (5246, "7.4.3")),
            Self::SchemeUnfit => ("scheme_unfit", A::illegal_parameter, "4.4.3", (5246, "7.4.3")),
            Self::NoCommonProtocol => ("no_common_protocol", A::no_application_protocol, "4.2", (7301, "3.2")),
            Self::UnrecognizedName => ("unrecognized_name", A::unrecognized_name, "6.2", (6066, "3")),
            Self::ProtocolNotOffered => ("protocol_not_offered", A::illegal_parameter, "4.2", (7301, "3.1")),
            Self::MissingExtension { .. } => ("missing_extension", A::missing_extension, "9.2", (5246, "7.4.1.4")),
            Self::UnsolicitedExtension { .. } => {
                ("unsolicited_extension", A::unsupported_extension, "4.2", (5246, "7.4.1.4"))
            }
            Self::DuplicateExtension { .. } => ("duplicate_extension", A::illegal_parameter, "4.2", (5246, "7.4.1.4")),
            Self::SessionIdChanged => ("session_id_changed", A::illegal_parameter, "4.1.3", (5246, "7.4.1.3")),
            Self::CompressionNotNull => ("compression_not_null", A::illegal_parameter, "4.1.2", (5246, "7.4.1.3")),
            Self::SecondRetry => ("second_retry", A::unexpected_message, "4.1.4", (8446, "4.1.4")),
            Self::PointlessRetry => ("pointless_retry", A::illegal_parameter, "4.1.4", (8446, "4.1.4")),
            Self::RetryIgnored => ("retry_ignored", A::illegal_parameter, "4.1.2", (8446, "4.1.2")),
            Self::RetrySuiteChanged => ("retry_suite_changed", A::illegal_parameter, "4.1.4", (8446, "4.1.4")),
            Self::EmptyCertificate => ("empty_certificate", A::decode_error, "4.4.2.4", (5246, "7.4.2")),
            Self::CertificateRequired => ("certificate_required", A::certificate_required, "4.4.2.4", (5246, "7.4.6")),
            Self::BadRequestContext => ("bad_request_context", A::illegal_parameter, "4.3.2", (8446, "4.3.2")),
            Self::MisplacedExtension { .. } => ("misplaced_extension", A::illegal_parameter, "4.2", (5246, "7.4.1.4")),
            Self::KeyUnfit => ("key_unfit", A::unsupported_certificate, "4.4.2.2", (5246, "7.4.2")),
            Self::BadServerKeyExchangeSignature => {
                ("bad_server_key_exchange_signature", A::decrypt_error, "4.4.3", (5246, "7.4.3"))
            }
            Self::BadCertificateVerify => ("bad_certificate_verify", A::decrypt_error, "4.4.3", (5246, "7.4.8")),
            Self::BadFinished => ("bad_finished", A::decrypt_error, "4.4.4", (5246, "7.4.9")),
            Self::BadRenegotiationInfo => ("bad_renegotiation_info", A::handshake_failure, "4.2", (5746, "3.4")),
            Self::BadKeyUpdate(_) => ("bad_key_update", A::illegal_parameter, "4.6.3", (8446, "4.6.3")),
            Self::BadPublicKey(_) => ("bad_public_key", A::illegal_parameter, "7.4.2", (8422, "5.11")),
            Self::TooManyKeyUpdates(_) => ("too_many_key_updates", A::unexpected_message, "4.6.3", (8446, "4.6.3")),
            Self::HandshakeTooLong(_) => ("handshake_too_long", A::illegal_parameter, "4", (5246, "7.4")),
            Self::Internal { .. } => ("internal", A::internal_error, "6.2", (5246, "7.2.2")),
        }
    }
}

/// What would have been right of bytes that do not read, and what came, in numbers of bytes; none where neither is a
/// number.
fn broken(why: DecodeError) -> Option<Mismatch> {
    match why {
        DecodeError::Short { need, have } => Some(Mismatch::new(need, have)),
        DecodeError::Trailing { left } => Some(Mismatch::new(0, left)),
        DecodeError::Length { found, min, max } if min == max => Some(Mismatch::new(min, found)),
        DecodeError::Length { found, min, max } => Some(Mismatch::new(format!("{min}-{max}"), found)),
        DecodeError::Multiple | DecodeError::Illegal | DecodeError::Rule(_) => None,
    }
}

/// The alert of a chain that did not pass (RFC 8446, 4.4.2.4 and 6.2).
fn chain(reason: &pki::Reason) -> (A, Clause) {
    use pki::Reason as R;
    let alert = match reason {
        R::Expired | R::NotYetValid => A::certificate_expired,
        R::SelfSigned | R::UntrustedRoot | R::UnknownIssuer | R::SearchExhausted => A::unknown_ca,
        R::UnknownAlgorithm | R::UnusableKey | R::KeyUsage | R::ExtendedKeyUsage | R::UnknownCriticalExtension => {
            A::unsupported_certificate
        }
        R::TooManyIntermediates | R::TooManyNames => A::unknown_ca,
        R::Revoked => A::certificate_revoked,
        R::StapleMissing | R::BadStaple(_) => A::bad_certificate_status_response,
        R::RevocationUnknown => A::certificate_unknown,
        _ => A::bad_certificate,
    };
    (alert, Clause::new(8446, "6.2"))
}
