//! Extensions: one enum per place where they may stand (RFC 8446, 4.2), since the same type reads
//! differently there. Knows no rule about who may send which.

use super::codec::{DecodeError, Reader};
use super::codes::*;
use super::status::{CertificateStatus, CertificateStatusRequest};
use super::tree::Name;
use super::vectors::{List, Maybe, Opaque, Rest, Text};

wire_extensions! {
    /// In a ClientHello.
    ClientExtension {
        server_name(ServerNameList),
        status_request(CertificateStatusRequest),
        supported_groups(SupportedGroups),
        ec_point_formats(EcPointFormats),
        signature_algorithms(SignatureAlgorithms),
        application_layer_protocol_negotiation(ProtocolNameList),
        extended_master_secret(Empty),
        session_ticket(SessionTicket),
        supported_versions(SupportedVersions),
        cookie(Cookie),
        psk_key_exchange_modes(PskKeyExchangeModes),
        key_share(KeyShareClientHello),
        record_size_limit(RecordSizeLimit),
        renegotiation_info(RenegotiationInfo),
        early_data(Empty),
        pre_shared_key(OfferedPsks),
    }
}

wire_extensions! {
    /// In a ServerHello or in EncryptedExtensions.
    ServerExtension {
        server_name(Empty),
        status_request(Empty),
        supported_groups(SupportedGroups),
        ec_point_formats(EcPointFormats),
        application_layer_protocol_negotiation(ProtocolNameList),
        extended_master_secret(Empty),
        session_ticket(Empty),
        supported_versions(SelectedVersion),
        key_share(KeyShareServerHello),
        record_size_limit(RecordSizeLimit),
        renegotiation_info(RenegotiationInfo),
        early_data(Empty),
        pre_shared_key(SelectedIdentity),
    }
}

wire_extensions! {
    /// In a HelloRetryRequest.
    RetryExtension {
        supported_versions(SelectedVersion),
        cookie(Cookie),
        key_share(KeyShareHelloRetryRequest),
    }
}

wire_extensions! {
    /// In a CertificateEntry of TLS 1.3.
    CertificateExtension {
        status_request(CertificateStatus),
    }
}

wire_extensions! {
    /// In a CertificateRequest of TLS 1.3.
    CertificateRequestExtension {
        signature_algorithms(SignatureAlgorithms),
        certificate_authorities(CertificateAuthorities),
        signature_algorithms_cert(SignatureAlgorithms),
    }
}

wire_extensions! {
    /// In a NewSessionTicket of TLS 1.3.
    TicketExtension {
        early_data(EarlyDataIndication),
    }
}

wire_struct! {
    /// An extension whose presence is all it says.
    Empty as "Empty" {}
}
wire_struct! {
    /// ServerNameList, RFC 6066, 3
    ServerNameList as "ServerNameList" { server_name_list: List<ServerName, 1, 0xffff>, }
}
wire_struct! {
    /// ServerName, RFC 6066, 3
    ServerName as "ServerName" { name_type: NameType, host_name: Text<1, 0xffff>, }
}
wire_struct! {
    /// NamedGroupList, RFC 8446, 4.2.7
    SupportedGroups as "NamedGroupList" { named_group_list: List<NamedGroup, 2, 0xffff>, }
}
wire_struct! {
    /// ECPointFormatList, RFC 8422, 5.1.2
    EcPointFormats as "ECPointFormatList" { ec_point_format_list: List<ECPointFormat, 1, 255>, }
}
wire_struct! {
    /// SignatureSchemeList, RFC 8446, 4.2.3
    SignatureAlgorithms as "SignatureSchemeList" { supported_signature_algorithms: List<SignatureScheme, 2, 0xfffe>, }
}
wire_struct! {
    /// ProtocolNameList, RFC 7301, 3.1
    ProtocolNameList as "ProtocolNameList" { protocol_name_list: List<Text<1, 255>, 2, 0xffff>, }
}
wire_struct! {
    /// The ticket itself fills the extension, RFC 5077, 3.2
    SessionTicket as "SessionTicket" { ticket: Rest, }
}
wire_struct! {
    /// SupportedVersions of a ClientHello, RFC 8446, 4.2.1
    SupportedVersions as "SupportedVersions" { versions: List<ProtocolVersion, 2, 254>, }
}
wire_struct! {
    /// SupportedVersions of a ServerHello, RFC 8446, 4.2.1
    SelectedVersion as "SupportedVersions" { selected_version: ProtocolVersion, }
}
wire_struct! {
    /// Cookie, RFC 8446, 4.2.2
    Cookie as "Cookie" { cookie: Opaque<1, 0xffff>, }
}
wire_struct! {
    /// PskKeyExchangeModes, RFC 8446, 4.2.9
    PskKeyExchangeModes as "PskKeyExchangeModes" { ke_modes: List<PskKeyExchangeMode, 1, 255>, }
}
wire_struct! {
    /// PskIdentity, RFC 8446, 4.2.11
    PskIdentity as "PskIdentity" { identity: Opaque<1, 0xffff>, obfuscated_ticket_age: u32, }
}
wire_struct! {
    /// OfferedPsks, RFC 8446, 4.2.11
    OfferedPsks as "OfferedPsks" {
        identities: List<PskIdentity, 7, 0xffff>,
        binders: List<Opaque<32, 255>, 33, 0xffff>,
    }
}
wire_struct! {
    /// PreSharedKeyExtension of a ServerHello, RFC 8446, 4.2.11
    SelectedIdentity as "PreSharedKeyExtension" { selected_identity: u16, }
}
wire_struct! {
    /// KeyShareEntry, RFC 8446, 4.2.8
    KeyShareEntry as "KeyShareEntry" { group: NamedGroup, key_exchange: Opaque<1, 0xffff>, }
}
wire_struct! {
    /// KeyShareClientHello, RFC 8446, 4.2.8
    KeyShareClientHello as "KeyShareClientHello" { client_shares: List<KeyShareEntry, 0, 0xffff>, }
}
wire_struct! {
    /// KeyShareServerHello, RFC 8446, 4.2.8
    KeyShareServerHello as "KeyShareServerHello" { server_share: KeyShareEntry, }
}
wire_struct! {
    /// KeyShareHelloRetryRequest, RFC 8446, 4.2.8
    KeyShareHelloRetryRequest as "KeyShareHelloRetryRequest" { selected_group: NamedGroup, }
}
wire_struct! {
    /// RecordSizeLimit, RFC 8449, 4
    RecordSizeLimit as "RecordSizeLimit" { record_size_limit: u16, }
}
wire_struct! {
    /// RenegotiationInfo, RFC 5746, 3.2
    RenegotiationInfo as "RenegotiationInfo" { renegotiated_connection: Opaque<0, 255>, }
}
wire_struct! {
    /// CertificateAuthoritiesExtension, RFC 8446, 4.2.4: the DER of distinguished names
    CertificateAuthorities as "CertificateAuthoritiesExtension" { authorities: List<Opaque<1, 0xffff>, 3, 0xffff>, }
}
wire_struct! {
    /// EarlyDataIndication of a NewSessionTicket, RFC 8446, 4.2.10
    EarlyDataIndication as "EarlyDataIndication" { max_early_data_size: u32, }
}

/// The extensions block that TLS 1.3 always has.
pub type Extensions<T> = List<T, 0, 0xffff>;
/// The extensions block that a TLS 1.2 hello may lack (RFC 5246, 7.4.1.4).
pub type MaybeExtensions<T> = Maybe<List<T, 0, 0xffff>>;

/// Reads `extension_type` and names the extension's span by it.
pub(super) fn open(reader: &mut Reader<'_>) -> Result<ExtensionType, DecodeError> {
    let code: ExtensionType = reader.field("Extension", "extension_type")?;
    match code.name() {
        Some(name) => reader.rename(
            |other| matches!(other, Name::Field(n) | Name::Nth(n, _) if *n == name),
            |earlier| if earlier == 0 { Name::Field(name) } else { Name::Nth(name, earlier + 1) },
        ),
        None => reader.rename(
            |other| matches!(other, Name::Unknown(_, n, _) if *n == u32::from(code.0)),
            |earlier| Name::Unknown("ext", code.0.into(), earlier + 1),
        ),
    }
    Ok(code)
}
