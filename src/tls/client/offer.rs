//! What the client has offered, read from the hello that it wrote: what was given as bytes counts like what was computed.
//! Knows no answer.

use super::resume::Psk;
use crate::pki::Staple;
use crate::tls::memory::Kept;
use crate::tls::schemes;
use crate::tls::shared::Share;
use crate::wire::extensions::ClientExtension;
use crate::wire::hello::ClientHello;
use crate::wire::{CipherSuite, EntryId, ExtensionType as E, NamedGroup, ProtocolVersion, SignatureScheme};

/// What the client offered and must hold the answer against.
#[derive(Clone, Debug)]
pub struct Offer {
    pub hello: ClientHello,
    pub random: EntryId,
    /// The key shares that were sent and whose private keys are here.
    pub shares: Vec<Share>,
    pub retried: Option<Retry>,
    /// The pre-shared keys that it offers, in the order of their identities.
    pub psks: Vec<Psk>,
    /// Whether early data was sent, whose fate is open.
    pub early: bool,
    /// The session of TLS 1.2 that it offers to resume, with the number under which it is kept.
    pub session: Option<(u32, Kept)>,
}

/// What a HelloRetryRequest has settled.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    pub suite: CipherSuite,
    /// The group of the only share that the second hello may bring.
    pub group: Option<NamedGroup>,
}

impl Offer {
    /// The versions, where a list names them.
    pub fn versions(&self) -> Option<&[ProtocolVersion]> {
        let body = crate::extension!(self.hello.extensions(), ClientExtension::supported_versions);
        body.map(|body| &body.versions.0[..])
    }

    /// Whether TLS 1.3 is among the versions offered.
    pub fn offers_tls13(&self) -> bool {
        self.versions().is_some_and(|versions| versions.contains(&ProtocolVersion::TLSv1_3))
    }

    /// The groups; none leaves the choice to the server (RFC 8422, 4).
    pub fn groups(&self) -> Option<&[NamedGroup]> {
        let body = crate::extension!(self.hello.extensions(), ClientExtension::supported_groups);
        body.map(|body| &body.named_group_list.0[..])
    }

    /// The groups for which a share was sent, by whatever hand.
    pub fn shared(&self) -> Vec<NamedGroup> {
        let body = crate::extension!(self.hello.extensions(), ClientExtension::key_share);
        body.map_or(Vec::new(), |body| body.client_shares.0.iter().map(|share| share.group).collect())
    }

    /// The signature schemes.
    pub fn schemes(&self) -> Vec<SignatureScheme> {
        schemes::offered(&self.hello)
    }

    /// The application protocols.
    pub fn protocols(&self) -> Vec<Vec<u8>> {
        let body = crate::extension!(self.hello.extensions(), ClientExtension::application_layer_protocol_negotiation);
        body.map_or(Vec::new(), |body| body.protocol_name_list.0.iter().map(|name| name.0.clone()).collect())
    }

    /// Whether a stapled response was asked for, and so what its absence means.
    pub fn no_staple<T>(&self) -> Staple<T> {
        if self.offers(E::status_request) { Staple::Absent } else { Staple::NotAsked }
    }

    /// Whether an extension of that type was offered.
    pub fn offers(&self, code: E) -> bool {
        self.hello.extensions().iter().any(|extension| extension.extension_type() == code)
    }

    /// Whether an answer of that type was asked for. The signalling suite asks for renegotiation_info as well
    /// (RFC 5746, 3.4).
    pub fn asks_for(&self, code: E) -> bool {
        let scsv = || self.hello.cipher_suites.0.contains(&CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
        self.offers(code) || (code == E::renegotiation_info && scsv())
    }
}
