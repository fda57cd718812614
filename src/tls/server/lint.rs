//! What no ClientHello may be, by itself and under the version chosen (RFC 8446, 4.1.2, 4.2 and 9.2; RFC 5246, 7.4.1.2).
//! Weighs nothing against what the server has.

use crate::tls::contents;
use crate::tls::places::{self, Place};
use crate::tls::refusal::{Mismatch, Refusal, listed};
use crate::wire::extensions::ClientExtension;
use crate::wire::hello::ClientHello;
use crate::wire::{
    CompressionMethod, ExtensionType as E, NameType, NamedGroup, ProtocolVersion, Role, Version, printable,
};

/// In every version: a version from SSL 3.0 down, an extension twice, no null compression method, two host names.
pub fn hello(hello: &ClientHello) -> Result<(), Refusal> {
    // RFC 8446, D.5; RFC 7568, 3
    if hello.legacy_version <= ProtocolVersion::SSLv3 {
        let mismatch = Mismatch::new(ProtocolVersion::TLSv1_2, hello.legacy_version);
        return Err(Refusal::LegacyVersionSsl3(mismatch));
    }
    places::once(&types(hello))?;
    let (methods, null) = (&hello.legacy_compression_methods.0, CompressionMethod::null);
    if !methods.contains(&null) {
        return Err(Refusal::NullCompressionMissing(Mismatch::new(null, listed(methods))));
    }
    let names = crate::extension!(hello.extensions(), ClientExtension::server_name);
    let names = names.map_or(&[][..], |body| &body.server_name_list.0);
    // RFC 6066, 3: not more than one name of the same type.
    let hosts = names.iter().filter(|name| name.name_type == NameType::host_name);
    let hosts = hosts.map(|name| printable(&name.host_name.0)).collect::<Vec<_>>();
    match hosts.len() > 1 {
        true => Err(Refusal::TwoHostNames(Mismatch::new(1, listed(&hosts)))),
        false => Ok(()),
    }
}

/// Under the version that was chosen.
pub fn under(version: Version, hello: &ClientHello) -> Result<(), Refusal> {
    match version {
        Version::Tls12 => {
            let info = crate::extension!(hello.extensions(), ClientExtension::renegotiation_info);
            let formats = crate::extension!(hello.extensions(), ClientExtension::ec_point_formats);
            info.map_or(Ok(()), |info| contents::renegotiation(info, Role::Client))?;
            formats.map_or(Ok(()), contents::point_formats)
        }
        Version::Tls13 => tls13(hello),
    }
}

/// TLS 1.3 has no compression, a place for each extension, and some that must be there.
fn tls13(hello: &ClientHello) -> Result<(), Refusal> {
    let (methods, null) = (&hello.legacy_compression_methods.0, CompressionMethod::null);
    if *methods != [null] {
        return Err(Refusal::CompressionOffered(Mismatch::new(null, listed(methods))));
    }
    let types = types(hello);
    places::asks(&types, Place::ClientHello)?;
    // RFC 8446, 4.2.11: binders cover all that stands before them.
    let behind = types.iter().skip_while(|code| **code != E::pre_shared_key).nth(1);
    if let Some(code) = behind {
        return Err(Refusal::PreSharedKeyNotLast { name: code.to_string() });
    }
    mandatory(&types)?;
    shares(hello)
}

/// RFC 8446, 9.2: what must be there. Whoever offers a pre-shared key says how it may be used (4.2.9); groups and shares
/// come together.
fn mandatory(types: &[E]) -> Result<(), Refusal> {
    let has = |code: E| types.contains(&code);
    if !has(E::pre_shared_key) {
        return present(types, &[E::signature_algorithms, E::supported_groups, E::key_share]);
    }
    let groups: &[E] = if has(E::key_share) { &[E::supported_groups] } else { &[] };
    let shares: &[E] = if has(E::supported_groups) { &[E::key_share] } else { &[] };
    present(types, &[&[E::psk_key_exchange_modes], groups, shares].concat())
}

/// What a handshake without pre-shared key needs (RFC 8446, 9.2), where one was offered and is not taken.
pub fn full(hello: &ClientHello) -> Result<(), Refusal> {
    present(&types(hello), &[E::signature_algorithms, E::supported_groups, E::key_share])
}

fn present(types: &[E], needed: &[E]) -> Result<(), Refusal> {
    let missing = needed.iter().find(|code| !types.contains(code));
    missing.map_or(Ok(()), |code| Err(Refusal::MissingExtension { name: code.name().unwrap_or_default() }))
}

/// Each share once, and for a group that is offered (RFC 8446, 4.2.8).
fn shares(hello: &ClientHello) -> Result<(), Refusal> {
    let groups = crate::extension!(hello.extensions(), ClientExtension::supported_groups);
    let groups = groups.map_or(&[][..], |body| &body.named_group_list.0);
    let shares = crate::extension!(hello.extensions(), ClientExtension::key_share);
    let shares: Vec<NamedGroup> =
        shares.map_or(Vec::new(), |body| body.client_shares.0.iter().map(|share| share.group).collect());
    for (at, code) in shares.iter().enumerate() {
        if shares.iter().take(at).any(|earlier| earlier == code) {
            return Err(Refusal::DuplicateKeyShare { name: code.to_string() });
        }
        if !groups.contains(code) {
            return Err(Refusal::ShareNotListed(Mismatch::among(groups, code)));
        }
    }
    Ok(())
}

fn types(hello: &ClientHello) -> Vec<E> {
    hello.extensions().iter().map(ClientExtension::extension_type).collect()
}
