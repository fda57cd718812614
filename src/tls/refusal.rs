//! Every reason to refuse, with its alert and its clause, in one table. Knows no state and no prose.

use super::mismatch::broken;
pub use super::mismatch::{Mismatch, Stranger, listed};
use crate::pki;
use crate::wire::{AlertDescription as A, Clause, ContentType, DecodeError, Role, Version};

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
    /// A hello with the version of SSL 3.0, or an older one.
    LegacyVersionSsl3(Mismatch),
    /// The client offers a lower version than we have, and says that it does so after a failure.
    InappropriateFallback(Mismatch),
    VersionNotOffered(Mismatch),
    VersionNotSpoken(Mismatch),
    /// supported_versions of a ServerHello names a version that was not in the list.
    SelectedVersionNotOffered(Mismatch),
    /// supported_versions of a ServerHello names a version that may not stand there.
    SelectedVersionIllegal(Mismatch),
    /// A ServerHello of TLS 1.3 whose legacy_version is not that of TLS 1.2.
    LegacyVersionNotTls12(Mismatch),
    Downgraded(Mismatch),
    NoCommonSuite(Mismatch),
    /// Suites that both have, and none for the kind of key in the certificate.
    NoSuiteForKey(Mismatch),
    /// Suites that both have, and the curve of the certificate's key is not one of the client's.
    NoSuiteForCurve(Mismatch),
    SuiteNotOffered(Mismatch),
    SuiteNotSpoken(Mismatch),
    /// A signalling value chosen as if it were a suite.
    SuiteIsSignal(Mismatch),
    SuiteOfOtherVersion(Mismatch),
    NoCommonGroup(Mismatch),
    GroupNotOffered(Mismatch),
    GroupNotSpoken(Mismatch),
    /// A group that was offered, but without a key share.
    ShareNotSent(Mismatch),
    /// A key share of ours that was given as bytes: nobody here has its private key.
    ShareWithoutKey(Mismatch),
    /// A client's key share for a group that it does not name in supported_groups.
    ShareNotListed(Mismatch),
    DuplicateKeyShare {
        name: String,
    },
    /// Curve parameters of another kind than a curve's name.
    CurveNotNamed(Mismatch),
    /// The curve of the certificate's key is not among those offered.
    CurveNotOffered(Mismatch),
    /// Point formats without the one that all must speak.
    UncompressedMissing(Mismatch),
    NoCommonSignatureScheme(Mismatch),
    SchemeNotOffered(Mismatch),
    SchemeNotSpoken(Mismatch),
    /// A scheme that this version does not allow for the handshake.
    SchemeNotForVersion(Mismatch),
    SchemeUnfit(Mismatch),
    NoCommonProtocol(Mismatch),
    UnrecognizedName(Mismatch),
    TwoHostNames(Mismatch),
    ProtocolNotOffered(Mismatch),
    /// An answer to ALPN with none or several protocols.
    ProtocolsNotOne(Mismatch),
    MissingExtension {
        name: &'static str,
    },
    UnsolicitedExtension {
        name: String,
    },
    DuplicateExtension {
        name: String,
    },
    /// An extension that is known, and not for this message.
    MisplacedExtension {
        name: String,
        message: &'static str,
    },
    /// An extension that was offered as given bytes and answered, and that is not spoken here.
    ExtensionNotSpoken {
        name: String,
    },
    /// pre_shared_key, and what stands behind it.
    PreSharedKeyNotLast {
        name: String,
    },
    /// Another number of binders than of identities.
    BinderCount(Mismatch),
    /// A binder that does not fit the key of its identity.
    BadBinder,
    /// An identity that we did not offer.
    IdentityNotOffered(Mismatch),
    /// A suite whose hash is not that of the pre-shared key.
    PskHashChanged(Mismatch),
    /// A pre-shared key without key share, which we did not offer.
    PskWithoutShare(Mismatch),
    /// Early data accepted as it was not sent: with another identity, suite or protocol.
    EarlyDataUnfit(Mismatch),
    ResumedSuiteChanged(Mismatch),
    /// A session with extended_master_secret that is to go on without.
    ExtendedMasterSecretDropped,
    /// A session without extended_master_secret that is to go on with it.
    ExtendedMasterSecretAdded,
    SessionIdChanged(Mismatch),
    CompressionNotNull(Mismatch),
    NullCompressionMissing(Mismatch),
    /// A hello of TLS 1.3 that offers more than the null compression method.
    CompressionOffered(Mismatch),
    SecondRetry,
    PointlessRetry,
    /// A retry for a group whose share was sent already.
    ShareAlreadySent(Mismatch),
    /// The second hello does not bring the one share that was asked for.
    RetryIgnored(Mismatch),
    CookieWrong(Mismatch),
    /// A part of the second hello that should be as in the first.
    SecondHelloChanged {
        name: String,
    },
    RetryVersionChanged(Mismatch),
    RetrySuiteChanged(Mismatch),
    RetryGroupChanged(Mismatch),
    EmptyCertificate,
    /// The client showed no certificate, and there must be one.
    CertificateRequired,
    /// A certificate_request_context within the handshake.
    BadRequestContext(Mismatch),
    /// The chain did not pass; the reason of the check that decided.
    Chain(pki::Reason),
    /// The key in the certificate is of another kind than the suite asks for.
    KeyUnfit(Mismatch),
    /// The key in the certificate cannot be read, or is of a kind that is not spoken.
    LeafKeyUnusable,
    BadServerKeyExchangeSignature,
    BadCertificateVerify,
    BadFinished,
    BadRenegotiationInfo {
        by: Role,
        mismatch: Mismatch,
    },
    BadKeyUpdate(Mismatch),
    /// A public value that is none of its group; its length where that is why.
    BadPublicKey(Option<Mismatch>),
    /// A public value of X25519 that makes every shared secret zero.
    ZeroSharedSecret,
    /// More key updates than a peer would need.
    TooManyKeyUpdates(Mismatch),
    HandshakeTooLong(Mismatch),
    /// Our own side could not go on: a configuration that lacks a part.
    Internal {
        what: &'static str,
    },
}

/// The table of refusals: id, alert, section of RFC 8446 (empty where the clause behind it holds for both versions),
/// clause under TLS 1.2. Gives `IDS` and `row`.
macro_rules! table {
    ($($pattern:pat => ($id:literal, $alert:expr, $tls13:literal, ($rfc:literal, $tls12:literal)),)*) => {
        /// Every id; those of a chain are [`pki::Reason::IDS`].
        pub const IDS: &'static [&'static str] = &[$($id,)*];

        fn row(&self) -> (&'static str, A, &'static str, (u16, &'static str)) {
            match self {
                $($pattern => ($id, $alert, $tls13, ($rfc, $tls12)),)*
                Self::Chain(reason) => (reason.id(), chain(reason).0, "4.4.2.4", (5246, "7.4.2")),
            }
        }
    };
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
                    Version::Tls13 if !tls13.is_empty() => (alert, Clause::new(8446, tls13)),
                    // TLS 1.2 has no alert of its own for it.
                    Version::Tls12 if *self == Self::CertificateRequired => {
                        (A::handshake_failure, Clause::new(tls12.0, tls12.1))
                    }
                    _ => (alert, Clause::new(tls12.0, tls12.1)),
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
            Self::MisplacedExtension { name, message } => {
                vec![("name", name.clone()), ("what", (*message).to_owned())]
            }
            Self::UnsolicitedExtension { name }
            | Self::DuplicateExtension { name }
            | Self::ExtensionNotSpoken { name }
            | Self::PreSharedKeyNotLast { name }
            | Self::DuplicateKeyShare { name }
            | Self::SecondHelloChanged { name } => vec![("name", name.clone())],
            Self::Internal { what } => vec![("what", (*what).to_owned())],
            Self::BinderCount(mismatch)
            | Self::IdentityNotOffered(mismatch)
            | Self::PskHashChanged(mismatch)
            | Self::PskWithoutShare(mismatch)
            | Self::EarlyDataUnfit(mismatch)
            | Self::ResumedSuiteChanged(mismatch)
            | Self::NoCommonVersion(mismatch)
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
            | Self::HandshakeTooLong(mismatch)
            | Self::LegacyVersionSsl3(mismatch)
            | Self::InappropriateFallback(mismatch)
            | Self::VersionNotOffered(mismatch)
            | Self::VersionNotSpoken(mismatch)
            | Self::SelectedVersionNotOffered(mismatch)
            | Self::SelectedVersionIllegal(mismatch)
            | Self::LegacyVersionNotTls12(mismatch)
            | Self::Downgraded(mismatch)
            | Self::NoCommonSuite(mismatch)
            | Self::NoSuiteForKey(mismatch)
            | Self::NoSuiteForCurve(mismatch)
            | Self::SuiteNotOffered(mismatch)
            | Self::SuiteNotSpoken(mismatch)
            | Self::SuiteIsSignal(mismatch)
            | Self::SuiteOfOtherVersion(mismatch)
            | Self::NoCommonGroup(mismatch)
            | Self::GroupNotOffered(mismatch)
            | Self::GroupNotSpoken(mismatch)
            | Self::ShareNotSent(mismatch)
            | Self::ShareWithoutKey(mismatch)
            | Self::ShareNotListed(mismatch)
            | Self::CurveNotNamed(mismatch)
            | Self::CurveNotOffered(mismatch)
            | Self::UncompressedMissing(mismatch)
            | Self::NoCommonSignatureScheme(mismatch)
            | Self::SchemeNotOffered(mismatch)
            | Self::SchemeNotSpoken(mismatch)
            | Self::SchemeNotForVersion(mismatch)
            | Self::SchemeUnfit(mismatch)
            | Self::NoCommonProtocol(mismatch)
            | Self::UnrecognizedName(mismatch)
            | Self::TwoHostNames(mismatch)
            | Self::ProtocolNotOffered(mismatch)
            | Self::ProtocolsNotOne(mismatch)
            | Self::SessionIdChanged(mismatch)
            | Self::CompressionNotNull(mismatch)
            | Self::NullCompressionMissing(mismatch)
            | Self::CompressionOffered(mismatch)
            | Self::ShareAlreadySent(mismatch)
            | Self::RetryIgnored(mismatch)
            | Self::CookieWrong(mismatch)
            | Self::RetryVersionChanged(mismatch)
            | Self::RetrySuiteChanged(mismatch)
            | Self::RetryGroupChanged(mismatch)
            | Self::BadRequestContext(mismatch)
            | Self::KeyUnfit(mismatch)
            | Self::BadRenegotiationInfo { mismatch, .. } => mismatch.pairs(),
            _ => Vec::new(),
        }
    }

    table! {
        Self::Undecodable { .. } => ("undecodable", A::decode_error, "6.2", (5246, "7.2.2")),
        Self::UnexpectedMessage(_) => ("unexpected_message", A::unexpected_message, "4", (5246, "7.4")),
        Self::UnexpectedChangeCipherSpec(_) => ("unexpected_change_cipher_spec", A::unexpected_message, "5", (5246, "7.1")),
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
        Self::LegacyVersionSsl3(_) => ("legacy_version_ssl3", A::protocol_version, "D.5", (8446, "D.5")),
        Self::InappropriateFallback(_) => ("inappropriate_fallback", A::inappropriate_fallback, "", (7507, "3")),
        Self::VersionNotOffered(_) => ("version_not_offered", A::protocol_version, "4.2.1", (5246, "E.1")),
        Self::VersionNotSpoken(_) => ("version_not_spoken", A::protocol_version, "6.2", (5246, "E.1")),
        Self::SelectedVersionNotOffered(_) => ("selected_version_not_offered", A::illegal_parameter, "4.2.1", (8446, "4.2.1")),
        Self::SelectedVersionIllegal(_) => ("selected_version_illegal", A::illegal_parameter, "4.2.1", (8446, "4.2.1")),
        Self::LegacyVersionNotTls12(_) => ("legacy_version_not_tls12", A::illegal_parameter, "4.1.3", (8446, "4.1.3")),
        Self::Downgraded(_) => ("downgraded", A::illegal_parameter, "4.1.3", (8446, "4.1.3")),
        Self::NoCommonSuite(_) => ("no_common_suite", A::handshake_failure, "4.1.1", (5246, "7.4.1.3")),
        Self::NoSuiteForKey(_) => ("no_suite_for_key", A::handshake_failure, "", (5246, "7.4.2")),
        Self::NoSuiteForCurve(_) => ("no_suite_for_curve", A::handshake_failure, "", (8422, "5.1")),
        Self::SuiteNotOffered(_) => ("suite_not_offered", A::illegal_parameter, "4.1.3", (5246, "7.4.1.3")),
        Self::SuiteNotSpoken(_) => ("suite_not_spoken", A::handshake_failure, "6.2", (5246, "7.2.2")),
        Self::SuiteIsSignal(_) => ("suite_is_signal", A::illegal_parameter, "4.1.3", (5746, "3.3")),
        Self::SuiteOfOtherVersion(_) => ("suite_of_other_version", A::illegal_parameter, "4.1.3", (5246, "7.4.1.3")),
        Self::NoCommonGroup(_) => ("no_common_group", A::handshake_failure, "4.1.1", (8422, "4")),
        Self::GroupNotOffered(_) => ("group_not_offered", A::illegal_parameter, "4.2.8", (8422, "5.4")),
        Self::GroupNotSpoken(_) => ("group_not_spoken", A::handshake_failure, "6.2", (5246, "7.2.2")),
        Self::ShareNotSent(_) => ("share_not_sent", A::illegal_parameter, "4.2.8", (8446, "4.2.8")),
        Self::ShareWithoutKey(_) => ("share_without_key", A::internal_error, "6.2", (8446, "6.2")),
        Self::ShareNotListed(_) => ("share_not_listed", A::illegal_parameter, "4.2.8", (8446, "4.2.8")),
        Self::DuplicateKeyShare { .. } => ("duplicate_key_share", A::illegal_parameter, "4.2.8", (8446, "4.2.8")),
        Self::CurveNotNamed(_) => ("curve_not_named", A::illegal_parameter, "", (8422, "5.4")),
        Self::CurveNotOffered(_) => ("curve_not_offered", A::illegal_parameter, "", (8422, "5.3")),
        Self::UncompressedMissing(_) => ("uncompressed_missing", A::illegal_parameter, "", (8422, "5.1.2")),
        Self::NoCommonSignatureScheme(_) => ("no_common_signature_scheme", A::handshake_failure, "4.2.3", (5246, "7.4.1.4.1")),
        Self::SchemeNotOffered(_) => ("scheme_not_offered", A::illegal_parameter, "4.4.3", (5246, "7.4.3")),
        Self::SchemeNotSpoken(_) => ("scheme_not_spoken", A::handshake_failure, "6.2", (5246, "7.2.2")),
        Self::SchemeNotForVersion(_) => ("scheme_not_for_version", A::illegal_parameter, "4.2.3", (8446, "4.2.3")),
        Self::SchemeUnfit(_) => ("scheme_unfit", A::illegal_parameter, "4.4.3", (5246, "7.4.3")),
        Self::NoCommonProtocol(_) => ("no_common_protocol", A::no_application_protocol, "4.2", (7301, "3.2")),
        Self::UnrecognizedName(_) => ("unrecognized_name", A::unrecognized_name, "6.2", (6066, "3")),
        Self::TwoHostNames(_) => ("two_host_names", A::illegal_parameter, "", (6066, "3")),
        Self::ProtocolNotOffered(_) => ("protocol_not_offered", A::illegal_parameter, "4.2", (7301, "3.1")),
        Self::ProtocolsNotOne(_) => ("protocols_not_one", A::illegal_parameter, "", (7301, "3.1")),
        Self::MissingExtension { .. } => ("missing_extension", A::missing_extension, "9.2", (5246, "7.4.1.4")),
        Self::UnsolicitedExtension { .. } => ("unsolicited_extension", A::unsupported_extension, "4.2", (5246, "7.4.1.4")),
        Self::DuplicateExtension { .. } => ("duplicate_extension", A::illegal_parameter, "4.2", (5246, "7.4.1.4")),
        Self::MisplacedExtension { .. } => ("misplaced_extension", A::illegal_parameter, "4.2", (5246, "7.4.1.4")),
        Self::ExtensionNotSpoken { .. } => ("extension_not_spoken", A::handshake_failure, "6.2", (5246, "7.2.2")),
        Self::PreSharedKeyNotLast { .. } => ("pre_shared_key_not_last", A::illegal_parameter, "4.2.11", (8446, "4.2.11")),
        Self::BinderCount(_) => ("binder_count", A::illegal_parameter, "4.2.11", (8446, "4.2.11")),
        Self::BadBinder => ("bad_binder", A::decrypt_error, "4.2.11", (8446, "4.2.11")),
        Self::IdentityNotOffered(_) => ("identity_not_offered", A::illegal_parameter, "4.2.11", (8446, "4.2.11")),
        Self::PskHashChanged(_) => ("psk_hash_changed", A::illegal_parameter, "4.2.11", (8446, "4.2.11")),
        Self::PskWithoutShare(_) => ("psk_without_share", A::illegal_parameter, "4.2.11", (8446, "4.2.11")),
        Self::EarlyDataUnfit(_) => ("early_data_unfit", A::illegal_parameter, "4.2.10", (8446, "4.2.10")),
        Self::ResumedSuiteChanged(_) => ("resumed_suite_changed", A::illegal_parameter, "", (5246, "7.4.1.3")),
        Self::ExtendedMasterSecretDropped => ("extended_master_secret_dropped", A::handshake_failure, "", (7627, "5.3")),
        Self::ExtendedMasterSecretAdded => ("extended_master_secret_added", A::handshake_failure, "", (7627, "5.3")),
        Self::SessionIdChanged(_) => ("session_id_changed", A::illegal_parameter, "4.1.3", (5246, "7.4.1.3")),
        Self::CompressionNotNull(_) => ("compression_not_null", A::illegal_parameter, "4.1.3", (5246, "7.4.1.3")),
        Self::NullCompressionMissing(_) => ("null_compression_missing", A::illegal_parameter, "4.1.2", (5246, "7.4.1.2")),
        Self::CompressionOffered(_) => ("compression_offered", A::illegal_parameter, "4.1.2", (8446, "4.1.2")),
        Self::SecondRetry => ("second_retry", A::unexpected_message, "4.1.4", (8446, "4.1.4")),
        Self::PointlessRetry => ("pointless_retry", A::illegal_parameter, "4.1.4", (8446, "4.1.4")),
        Self::ShareAlreadySent(_) => ("share_already_sent", A::illegal_parameter, "4.2.8", (8446, "4.2.8")),
        Self::RetryIgnored(_) => ("retry_ignored", A::illegal_parameter, "4.1.2", (8446, "4.1.2")),
        Self::CookieWrong(_) => ("cookie_wrong", A::illegal_parameter, "4.2.2", (8446, "4.2.2")),
        Self::SecondHelloChanged { .. } => ("second_hello_changed", A::illegal_parameter, "4.1.2", (8446, "4.1.2")),
        Self::RetryVersionChanged(_) => ("retry_version_changed", A::illegal_parameter, "4.1.4", (8446, "4.1.4")),
        Self::RetrySuiteChanged(_) => ("retry_suite_changed", A::illegal_parameter, "4.1.4", (8446, "4.1.4")),
        Self::RetryGroupChanged(_) => ("retry_group_changed", A::illegal_parameter, "4.2.8", (8446, "4.2.8")),
        Self::EmptyCertificate => ("empty_certificate", A::decode_error, "4.4.2.4", (5246, "7.4.2")),
        Self::CertificateRequired => ("certificate_required", A::certificate_required, "4.4.2.4", (5246, "7.4.6")),
        Self::BadRequestContext(_) => ("bad_request_context", A::illegal_parameter, "4.3.2", (8446, "4.3.2")),
        Self::KeyUnfit(_) => ("key_unfit", A::unsupported_certificate, "4.4.2.2", (5246, "7.4.2")),
        Self::LeafKeyUnusable => ("leaf_key_unusable", A::unsupported_certificate, "4.4.2.2", (5246, "7.4.2")),
        Self::BadServerKeyExchangeSignature => ("bad_server_key_exchange_signature", A::decrypt_error, "4.4.3", (5246, "7.4.3")),
        Self::BadCertificateVerify => ("bad_certificate_verify", A::decrypt_error, "4.4.3", (5246, "7.4.8")),
        Self::BadFinished => ("bad_finished", A::decrypt_error, "4.4.4", (5246, "7.4.9")),
        Self::BadRenegotiationInfo { by: Role::Server, .. } => ("bad_renegotiation_info", A::handshake_failure, "", (5746, "3.4")),
        Self::BadRenegotiationInfo { .. } => ("bad_renegotiation_info", A::handshake_failure, "", (5746, "3.6")),
        Self::BadKeyUpdate(_) => ("bad_key_update", A::illegal_parameter, "4.6.3", (8446, "4.6.3")),
        Self::BadPublicKey(_) => ("bad_public_key", A::illegal_parameter, "7.4.2", (8422, "5.11")),
        Self::ZeroSharedSecret => ("zero_shared_secret", A::illegal_parameter, "7.4.2", (8422, "5.11")),
        Self::TooManyKeyUpdates(_) => ("too_many_key_updates", A::unexpected_message, "4.6.3", (8446, "4.6.3")),
        Self::HandshakeTooLong(_) => ("handshake_too_long", A::illegal_parameter, "4", (5246, "7.4")),
        Self::Internal { .. } => ("internal", A::internal_error, "6.2", (5246, "7.2.2")),
    }
}

/// The alert of a chain that did not pass (RFC 8446, 4.4.2.4 and 6.2).
fn chain(reason: &pki::Reason) -> (A, Clause) {
    use pki::Reason as R;
    let alert = match reason {
        R::Expired | R::NotYetValid => A::certificate_expired,
        R::SelfSigned | R::UntrustedRoot | R::UnknownIssuer | R::SearchExhausted => A::unknown_ca,
        R::UnknownAlgorithm | R::PssSaltLength | R::UnusableKey | R::UnsupportedKey | R::KeyTooLarge => {
            A::unsupported_certificate
        }
        R::KeyUsage | R::ExtendedKeyUsage | R::UnknownCriticalExtension => A::unsupported_certificate,
        R::TooManyIntermediates | R::TooManyNames => A::unknown_ca,
        R::Revoked => A::certificate_revoked,
        R::StapleMissing | R::BadStaple(_) => A::bad_certificate_status_response,
        R::RevocationUnknown => A::certificate_unknown,
        _ => A::bad_certificate,
    };
    (alert, Clause::new(8446, "6.2"))
}
