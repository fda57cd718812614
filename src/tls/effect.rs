//! What a party did, as plain data. Knows neither screens nor how any of it was computed.

use super::names::Name;
use super::refusal::Refusal;
use crate::pki::Judgement;
use crate::wire::{
    AlertDescription, AlertLevel, BlobId, CipherSuite, Clause, ContentType, EntryId, NamedGroup, Piece, Role, Version,
};

/// One local computation, named by what it is for. It parts a party's turn into steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verb {
    /// Draws randoms and key shares before the first message.
    Prepare,
    /// Weighs the peer's offer and settles version, suite, group.
    Negotiate,
    /// Reads the peer's choice and accepts it.
    AcceptChoice,
    MakeKeyShare,
    DeriveHandshakeKeys,
    DeriveMasterSecret,
    DeriveTrafficKeys,
    JudgeCertificate,
    /// Looks for a certificate that the server's request allows.
    ChooseCertificate,
    VerifySignature,
    Sign,
    ComputeFinished,
    VerifyFinished,
    MakePreMasterSecret,
    DecryptPreMasterSecret,
    MakeTicket,
    ReadTicket,
    UpdateKeys,
    ReadData,
    ReadAlert,
    ReadMessage,
    /// Refuses: notices, names the reason, tells the peer.
    Refuse,
    Close,
}

impl Verb {
    /// Every verb.
    pub const ALL: &'static [Self] = &[
        Self::Prepare,
        Self::Negotiate,
        Self::AcceptChoice,
        Self::MakeKeyShare,
        Self::DeriveHandshakeKeys,
        Self::DeriveMasterSecret,
        Self::DeriveTrafficKeys,
        Self::JudgeCertificate,
        Self::ChooseCertificate,
        Self::VerifySignature,
        Self::Sign,
        Self::ComputeFinished,
        Self::VerifyFinished,
        Self::MakePreMasterSecret,
        Self::DecryptPreMasterSecret,
        Self::MakeTicket,
        Self::ReadTicket,
        Self::UpdateKeys,
        Self::ReadData,
        Self::ReadAlert,
        Self::ReadMessage,
        Self::Refuse,
        Self::Close,
    ];

    /// The verb's id in anchors and texts.
    pub fn id(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Negotiate => "negotiate",
            Self::AcceptChoice => "accept_choice",
            Self::MakeKeyShare => "make_key_share",
            Self::DeriveHandshakeKeys => "derive_handshake_keys",
            Self::DeriveMasterSecret => "derive_master_secret",
            Self::DeriveTrafficKeys => "derive_traffic_keys",
            Self::JudgeCertificate => "judge_certificate",
            Self::ChooseCertificate => "choose_certificate",
            Self::VerifySignature => "verify_signature",
            Self::Sign => "sign",
            Self::ComputeFinished => "compute_finished",
            Self::VerifyFinished => "verify_finished",
            Self::MakePreMasterSecret => "make_pre_master_secret",
            Self::DecryptPreMasterSecret => "decrypt_pre_master_secret",
            Self::MakeTicket => "make_ticket",
            Self::ReadTicket => "read_ticket",
            Self::UpdateKeys => "update_keys",
            Self::ReadData => "read_data",
            Self::ReadAlert => "read_alert",
            Self::ReadMessage => "read_message",
            Self::Refuse => "refuse",
            Self::Close => "close",
        }
    }
}

/// What was chosen in a negotiation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    Version,
    CipherSuite,
    Group,
    SignatureScheme,
    Protocol,
    Certificate,
}

impl Choice {
    /// The choice's id in texts.
    pub fn id(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::CipherSuite => "cipher_suite",
            Self::Group => "group",
            Self::SignatureScheme => "signature_scheme",
            Self::Protocol => "protocol",
            Self::Certificate => "certificate",
        }
    }
}

/// The rule by which a choice was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The highest that both speak.
    HighestCommon,
    /// The first of the server's list that the client offered.
    ServerPreference,
    /// The first of the client's list that the server accepts.
    ClientPreference,
    /// There was nothing to choose among.
    OnlyOne,
}

impl Rule {
    /// The rule's id in texts.
    pub fn id(self) -> &'static str {
        match self {
            Self::HighestCommon => "highest_common",
            Self::ServerPreference => "server_preference",
            Self::ClientPreference => "client_preference",
            Self::OnlyOne => "only_one",
        }
    }
}

/// One candidate of a choice and, where it fell out, why.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub name: String,
    /// `not_offered`, `other_version`, `key_type`, `no_group`, `other_authority`; none where it was eligible.
    pub out: Option<&'static str>,
}

/// The keys of one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Epoch {
    Handshake,
    Application,
    /// TLS 1.2 has one set of keys.
    Session,
}

impl Epoch {
    /// The epoch's id in texts.
    pub fn id(self) -> &'static str {
        match self {
            Self::Handshake => "handshake",
            Self::Application => "application",
            Self::Session => "session",
        }
    }
}

/// What a party did within a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Entered a state of its machine.
    Entered {
        from: &'static str,
        to: &'static str,
    },
    /// Took up a message; the blob is the message as it arrived.
    Read {
        message: BlobId,
    },
    Chose {
        what: Choice,
        value: String,
        rule: Rule,
        among: Vec<Candidate>,
        clause: Clause,
    },
    Learned {
        entry: EntryId,
        name: Name,
    },
    /// Compared something; the pairs are what was compared, by name.
    Checked {
        check: &'static str,
        passed: bool,
        clause: Clause,
        compared: Vec<(&'static str, String)>,
    },
    /// Judged a certificate chain, check by check.
    Judged(Judgement),
    /// Saw something and went on.
    Ignored {
        what: &'static str,
        clause: Clause,
    },
    /// From here on, records of one direction are protected by these keys.
    Armed {
        writer: Role,
        epoch: Epoch,
        suite: CipherSuite,
        keys: Vec<EntryId>,
    },
    Refused {
        refusal: Refusal,
        alert: AlertDescription,
        clause: Clause,
    },
    /// An alert arrived.
    Alerted {
        level: AlertLevel,
        description: AlertDescription,
    },
    /// Application data came through.
    Delivered {
        data: BlobId,
    },
    /// Both Finished are in order.
    HandshakeDone,
    /// Nothing more will be written.
    Closed,
    /// A fault struck here (of the network or of a quirk); its index in the scenario.
    Struck {
        fault: usize,
    },
}

/// What comes out of a party, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// A new local computation begins.
    Step(Verb),
    Effect(Effect),
    /// A message was written; its records follow once the flight is packed.
    Wrote(Wrote),
    /// A record was written to the wire.
    Record(SentRecord),
    /// A record was taken from the wire.
    Opened(OpenedRecord),
    /// A whole message was put together from opened records.
    Arrived {
        name: &'static str,
        blob: BlobId,
        pieces: Vec<Piece>,
    },
}

/// A message as its sender made it.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrote {
    /// The message's name in paths: `client_hello`, `alert`, `application_data`.
    pub name: &'static str,
    pub blob: BlobId,
    pub content_type: ContentType,
    /// Which bytes of which plaintexts carried it.
    pub pieces: Vec<Piece>,
}

/// A record as its sender made it.
#[derive(Clone, Debug, PartialEq)]
pub struct SentRecord {
    pub content_type: ContentType,
    /// The bytes on the wire.
    pub wire: BlobId,
    /// The fragment before protection (with MAC and padding, or inner type, where it has them).
    pub plain: BlobId,
    /// The key that sealed it.
    pub key: Option<EntryId>,
    /// The record's sequence number under that key.
    pub seq: u64,
}

/// A record as its receiver took it.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedRecord {
    pub wire: BlobId,
    /// None where it could not be opened.
    pub plain: Option<BlobId>,
    pub key: Option<EntryId>,
    pub seq: u64,
}

/// What one side holds to be agreed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Negotiated {
    pub version: Option<Version>,
    pub suite: Option<CipherSuite>,
    pub group: Option<NamedGroup>,
    pub protocol: Option<String>,
}

/// How a connection ended for one party.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// close_notify was exchanged.
    Closed,
    /// The transport ended without close_notify.
    CutOff {
        reset: bool,
    },
    Refused(Refusal),
    /// A fatal alert arrived.
    Told(AlertDescription),
    /// Nothing more can arrive; what was awaited.
    Stalled {
        state: &'static str,
    },
    /// A limit of the run was reached.
    Exhausted {
        limit: &'static str,
    },
    /// Of a peer of which nothing inside is known.
    Unknown,
}

impl Ending {
    /// The ending's id in texts and JSON.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::CutOff { reset: false } => "cut_off",
            Self::CutOff { reset: true } => "reset",
            Self::Refused(_) => "refused",
            Self::Told(_) => "told",
            Self::Stalled { .. } => "stalled",
            Self::Exhausted { .. } => "exhausted",
            Self::Unknown => "unknown",
        }
    }
}
