//! Key exchange, signatures, names and protocols that two hellos agree on: each rule of the RFCs broken once, as in
//! `negotiation.rs`; and bytes that a scenario gives, which count like computed ones.

#![cfg(test)]

#[path = "support/endings.rs"]
mod endings;

use endings::*;
use handscope::lab::{Scenario, ScenarioError};
use handscope::wire::hex;

/// RFC 8446, 4.2.8 and 4.1.4.
#[test]
fn groups_and_shares() {
    const GROUP: &str = "fault=alter:c0.s.server_hello@server_hello.extensions.key_share.server_share.group+0=";
    const RETRY: &str = "client.groups=x25519,secp256r1,secp384r1,secp521r1&server.groups=secp256r1";
    const WANTED: &str =
        "fault=alter:c0.s.hello_retry_request@hello_retry_request.extensions.key_share.selected_group+0=";
    let retry = |rest: &str| -> &'static str { format!("{RETRY}&{rest}").leak() };
    let wanted = |code: &str| retry(&format!("{WANTED}{code}"));
    let group = |base: &str, code: &str| -> &'static str { format!("{base}&{GROUP}{code}").leak() };
    const ALL: &str = "x25519, secp256r1, secp384r1, secp521r1";
    const SPOKEN: &str = "x25519, secp256r1, secp384r1";
    // A share for X25519MLKEM768, two bytes long.
    const HYBRID: &str = "client.groups=0x11ec,x25519,secp256r1&USUAL,key_share:000611ec00020102";
    hold(&[
        ("server.groups=0x11ec", Refuses(Server, "no_common_group", "handshake_failure", &["", SPOKEN])),
        (
            "client.groups=secp256r1&client.shares=x25519",
            Refuses(Server, "share_not_listed", "illegal_parameter", &["secp256r1", "x25519"]),
        ),
        ("client.shares=x25519,x25519", Refuses(Server, "duplicate_key_share", "illegal_parameter", &["x25519"])),
        (group("", "001e"), Refuses(Client, "group_not_offered", "illegal_parameter", &[SPOKEN, "x448"])),
        (group("", "0018"), Refuses(Client, "share_not_sent", "illegal_parameter", &["x25519", "secp384r1"])),
        // A share that was given as bytes: to a server that does not speak the group, to one that answers it, and for a
        // group that is spoken, but whose private key nobody has.
        (HYBRID, Completes),
        (
            group(
                "client.groups=0x11ec,x25519&USUAL,key_share:002a11ec00020102001d00200900000000000000000000000000000000000000000000000000000000000000",
                "11ec",
            ),
            Refuses(Client, "group_not_spoken", "handshake_failure", &[SPOKEN, "X25519MLKEM768"]),
        ),
        (
            "USUAL,key_share:0024001d00200900000000000000000000000000000000000000000000000000000000000000",
            Refuses(Client, "share_without_key", "internal_error", &["", "x25519"]),
        ),
        // A value that makes the secret zero, on either side.
        (
            "USUAL,key_share:0024001d00200000000000000000000000000000000000000000000000000000000000000000",
            Refuses(Server, "zero_shared_secret", "illegal_parameter", &[]),
        ),
        (
            "fault=alter:c0.s.server_hello@server_hello.extensions.key_share.server_share.key_exchange.value+0=0000000000000000000000000000000000000000000000000000000000000000",
            Refuses(Client, "zero_shared_secret", "illegal_parameter", &[]),
        ),
        (
            "V12&fault=alter:c0.c.client_key_exchange@client_key_exchange.ecdh_yc.value+0=0000000000000000000000000000000000000000000000000000000000000000",
            Refuses(Server, "zero_shared_secret", "illegal_parameter", &[]),
        ),
        (retry(""), Completes),
        (wanted("0019"), Refuses(Client, "group_not_spoken", "handshake_failure", &[SPOKEN, "secp521r1"])),
        (wanted("001e"), Refuses(Client, "group_not_offered", "illegal_parameter", &[ALL, "x448"])),
        (wanted("001d"), Refuses(Client, "share_already_sent", "illegal_parameter", &["x25519", "x25519"])),
        (
            group(RETRY, "0018"),
            Refuses(Client, "retry_group_changed", "illegal_parameter", &["secp256r1", "secp384r1"]),
        ),
        (
            retry("fault=alter:c0.s.server_hello@server_hello.cipher_suite+0=1302"),
            Refuses(
                Client,
                "retry_suite_changed",
                "illegal_parameter",
                &["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"],
            ),
        ),
        (
            retry("fault=alter:c0.s.server_hello@server_hello.extensions.supported_versions.extension_type+0=0a0a"),
            Refuses(Client, "retry_version_changed", "illegal_parameter", &["TLS 1.3", "TLS 1.2"]),
        ),
        (retry("fault=dup:c0.s.hello_retry_request"), Refuses(Client, "second_retry", "unexpected_message", &[])),
        // What the second hello must bring, and must not change.
        (
            retry("fault=alter:c0.c.client_hello%232@client_hello.extensions.key_share.client_shares.0.group+0=001d"),
            Refuses(Server, "retry_ignored", "illegal_parameter", &["secp256r1", "x25519"]),
        ),
        (
            retry("fault=alter:c0.c.client_hello%232@client_hello.random+0^ff"),
            Refuses(Server, "second_hello_changed", "illegal_parameter", &["random"]),
        ),
        (
            retry(
                "fault=alter:c0.c.client_hello%232@client_hello.extensions.supported_groups.named_group_list.0+0=001e",
            ),
            Refuses(Server, "second_hello_changed", "illegal_parameter", &["supported_groups"]),
        ),
        (
            "server.cookie=on&fault=alter:c0.c.client_hello%232@client_hello.extensions.cookie.cookie.value+0^ff",
            Refuses(Server, "cookie_wrong", "illegal_parameter", &[]),
        ),
        (
            "server.cookie=on&fault=alter:c0.c.client_hello%232@client_hello.extensions.cookie.extension_type+0=0a0a",
            Refuses(Server, "second_hello_changed", "illegal_parameter", &["0x0a0a"]),
        ),
        (
            "server.cookie=on&fault=alter:c0.c.client_hello%232@client_hello.extensions.key_share.client_shares.0.group+0=0017",
            Refuses(Server, "second_hello_changed", "illegal_parameter", &["key_share"]),
        ),
    ]);
}

/// RFC 8446, 4.2.3 and 4.4.3; RFC 5246, 7.4.3.
#[test]
fn schemes() {
    const SCHEMES: &str =
        "client.schemes=ecdsa_secp256r1_sha256,rsa_pss_rsae_sha256,ecdsa_sha1,rsa_pkcs1_sha256,dsa_sha256";
    let verify = |code: &str| -> &'static str {
        format!("{SCHEMES}&fault=alter:c0.s.certificate_verify@certificate_verify.algorithm+0={code}").leak()
    };
    let exchange = |code: &str| -> &'static str {
        format!("V12&{SCHEMES}&fault=alter:c0.s.server_key_exchange@server_key_exchange.algorithm+0={code}").leak()
    };
    const USABLE: &str = "ecdsa_secp256r1_sha256";
    const USABLE12: &str = "ecdsa_secp256r1_sha256, ecdsa_sha1";
    hold(&[
        (verify("0603"), Refuses(Client, "scheme_not_offered", "illegal_parameter", &[])),
        (verify("0402"), Refuses(Client, "scheme_not_spoken", "handshake_failure", &[USABLE, "dsa_sha256"])),
        (verify("0401"), Refuses(Client, "scheme_not_for_version", "illegal_parameter", &[USABLE, "rsa_pkcs1_sha256"])),
        (verify("0203"), Refuses(Client, "scheme_not_for_version", "illegal_parameter", &[USABLE, "ecdsa_sha1"])),
        (verify("0804"), Refuses(Client, "scheme_unfit", "illegal_parameter", &[USABLE, "rsa_pss_rsae_sha256"])),
        (exchange("0603"), Refuses(Client, "scheme_not_offered", "illegal_parameter", &[])),
        (exchange("0402"), Refuses(Client, "scheme_not_spoken", "handshake_failure", &[USABLE12, "dsa_sha256"])),
        (exchange("0401"), Refuses(Client, "scheme_unfit", "illegal_parameter", &[USABLE12, "rsa_pkcs1_sha256"])),
        ("client.schemes=rsa_pss_rsae_sha256", Refuses(Server, "no_common_signature_scheme", "handshake_failure", &[])),
    ]);
}

/// RFC 7301, 3.1 and 3.2; RFC 6066, 3.
#[test]
fn protocols_and_names() {
    const TWO: &str = "application_layer_protocol_negotiation:000c02683208687474702f312e31";
    const OTHER: &str = "application_layer_protocol_negotiation:0003026833";
    let answer = |base: &str, raw: &str| -> &'static str { format!("{base}server.extensions={raw}").leak() };
    hold(&[
        (answer("", TWO), Refuses(Client, "protocols_not_one", "illegal_parameter", &["1", "2"])),
        (answer("V12&", TWO), Refuses(Client, "protocols_not_one", "illegal_parameter", &["1", "2"])),
        (answer("", OTHER), Refuses(Client, "protocol_not_offered", "illegal_parameter", &["h2, http/1.1", "h3"])),
        (answer("V12&", OTHER), Refuses(Client, "protocol_not_offered", "illegal_parameter", &["h2, http/1.1", "h3"])),
        ("client.alpn=h2", Refuses(Server, "no_common_protocol", "no_application_protocol", &["http/1.1", "h2"])),
        (
            "client.host=other.example&server.sni=refuse",
            Refuses(Server, "unrecognized_name", "unrecognized_name", &["www.example.com", "other.example"]),
        ),
    ]);
}

/// What a side says in given bytes counts like what it computes: the run goes on with it.
#[test]
fn given_bytes_are_read_back() {
    let own = share_of_the_default();
    hold(&[
        (
            "client.extensions=server_name,supported_groups,signature_algorithms,key_share,psk_key_exchange_modes,supported_versions:0403040303",
            Completes,
        ),
        (
            "client.versions=1.2&client.extensions=supported_groups,signature_algorithms,supported_versions:020304,key_share:0000",
            Refuses(Server, "no_common_suite", "handshake_failure", &[]),
        ),
        (
            "client.extensions=supported_groups:0004001d0017,signature_algorithms,supported_versions,key_share",
            Completes,
        ),
        (
            "client.extensions=supported_groups:00020017,signature_algorithms,supported_versions,key_share:0000",
            Completes,
        ),
        ("client.extensions=supported_groups,signature_algorithms:00020403,supported_versions,key_share", Completes),
        ("USUAL,key_share,psk_key_exchange_modes:0101", Completes),
        ("USUAL,key_share:0000", Completes),
        ("USUAL,key_share:ff", Refuses(Server, "undecodable", "decode_error", &[])),
        (own, Completes),
        // A share for a value that keeps servers tolerant alone, a retry, and a cookie that was there too early.
        ("client.groups=0x0a0a,x25519,secp256r1&USUAL,key_share:00050a0a000100&server.groups=secp256r1", Completes),
        ("USUAL,key_share,cookie:000101&server.cookie=on", Completes),
        ("USUAL,key_share,status_request:0100000000&server.staple=on", Completes),
        (
            "V12&client.extensions=supported_groups,signature_algorithms,status_request:0100000000&server.staple=on",
            Completes,
        ),
        ("USUAL,key_share,application_layer_protocol_negotiation:000908687474702f312e31&client.alpn=", Completes),
        (
            "USUAL,key_share,application_layer_protocol_negotiation&server.alpn=&server.extensions=application_layer_protocol_negotiation:0003026832",
            Completes,
        ),
        (
            "V12&client.ems=off&client.extensions=supported_groups,signature_algorithms,extended_master_secret:",
            Completes,
        ),
        (
            "V12&server.ems=off&server.extensions=extended_master_secret:,renegotiation_info:00,ec_point_formats:0100",
            Completes,
        ),
        // A hello that does not offer TLS 1.3 is not told of a downgrade by the server's random.
        ("client.extensions=server_name,supported_groups,signature_algorithms", Completes),
    ]);
    let agreed = |text: &str| {
        let trace = trace(text);
        [0, 1].map(|side| trace.connections[0].negotiated[side].protocol.clone())
    };
    let h2 = Some("h2".to_owned());
    assert_eq!(
        agreed("server.alpn=&server.extensions=application_layer_protocol_negotiation:0003026832"),
        [h2.clone(), h2],
        "the server keeps to what it answers"
    );
}

/// The default key share, its bytes given: whoever has its private key can go on with it.
fn share_of_the_default() -> &'static str {
    let plain = trace("");
    let blob = plain.messages[0].sent.and_then(|blob| plain.blobs.get(blob)).unwrap();
    let tree = handscope::wire::annotate(blob);
    let path = "client_hello.extensions.key_share.client_shares";
    let range = &tree.spans[tree.find(path).unwrap()].range;
    let bytes = &blob.bytes[range.start as usize..range.end as usize];
    format!("USUAL,key_share:{}", hex::encode(bytes)).leak()
}

/// What cannot be computed is an error of the scenario, and says what to give.
#[test]
fn a_share_that_cannot_be_computed() {
    for value in ["0x11ec", "secp521r1", "x448", "0x0a0a", "nonsense"] {
        let text = format!("client.groups=x25519&client.shares=x25519,{value}");
        let errors = Scenario::parse(&text).map(|_| ()).unwrap_err();
        let [ScenarioError { key, value: found, allowed, .. }] = &errors[..] else { panic!("{errors:?}") };
        assert_eq!((key.as_str(), found.as_str()), ("client.shares", value));
        assert!(allowed.contains("x25519, secp256r1, secp384r1") && allowed.contains("key_share:HEX"), "{allowed}");
    }
    assert!(Scenario::parse("client.groups=0x11ec,x448&client.shares=P-384").is_ok(), "groups may be any");
}
