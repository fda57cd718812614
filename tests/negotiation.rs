//! Hellos and what is agreed in them: each rule of the RFCs broken once, in a scenario, with who refuses, for which
//! reason, by which alert, and what it tells of what was expected and what came.

#![cfg(test)]

#[path = "support/endings.rs"]
mod endings;

use endings::*;
use handscope::wire::hex;

/// RFC 8446, 9.2, 4.2.3 and 4.2.9.
#[test]
fn extensions_that_must_be_there() {
    hold(&[
        (
            "client.extensions=server_name,key_share,supported_groups,supported_versions",
            Refuses(Server, "missing_extension", "missing_extension", &["signature_algorithms"]),
        ),
        (
            "client.extensions=server_name,key_share,signature_algorithms,supported_versions",
            Refuses(Server, "missing_extension", "missing_extension", &["supported_groups"]),
        ),
        ("USUAL", Refuses(Server, "missing_extension", "missing_extension", &["key_share"])),
        ("USUAL&server.versions=1.3", Refuses(Server, "missing_extension", "missing_extension", &["key_share"])),
        // The same hello is a good one where TLS 1.2 is chosen.
        ("USUAL&server.versions=1.2", Completes),
        ("USUAL,key_share", Completes),
        ("client.extensions=key_share,supported_groups,signature_algorithms,supported_versions", Completes),
        (
            "USUAL,key_share,pre_shared_key:0007000161000000000021200000000000000000000000000000000000000000000000000000000000000000",
            Refuses(Server, "missing_extension", "missing_extension", &["psk_key_exchange_modes"]),
        ),
        (
            "client.extensions=supported_groups,supported_versions,psk_key_exchange_modes,key_share,pre_shared_key:0007000161000000000021200000000000000000000000000000000000000000000000000000000000000000",
            Refuses(Server, "missing_extension", "missing_extension", &["signature_algorithms"]),
        ),
        // A TLS 1.2 hello may do without any; then SHA-1 is meant (RFC 5246, 7.4.1.4.1).
        ("V12&client.extensions=&server.cert=rsa&server.schemes=rsa_pkcs1_sha1", Completes),
        ("V12&client.extensions=", Refuses(Server, "no_common_signature_scheme", "handshake_failure", &[])),
        (
            "server.groups=secp256r1&fault=alter:c0.s.hello_retry_request@hello_retry_request.extensions.supported_versions.extension_type+0=0a0a",
            Refuses(Client, "missing_extension", "missing_extension", &["supported_versions"]),
        ),
        (
            "fault=alter:c0.s.server_hello@server_hello.extensions.supported_versions.extension_type+0=0a0a&fault=alter:c0.s.server_hello@server_hello.legacy_version+0=0304",
            Refuses(Client, "missing_extension", "missing_extension", &["supported_versions"]),
        ),
        (
            "fault=alter:c0.s.server_hello@server_hello.extensions.key_share.extension_type+0=0a0a",
            Refuses(Client, "unsolicited_extension", "unsupported_extension", &["0x0a0a"]),
        ),
    ]);
}

/// RFC 8446, 4.2: not asked for, asked for and not allowed there, asked for and not spoken, twice.
#[test]
fn extensions_in_the_wrong_place() {
    const ILLEGAL: &str = "illegal_parameter";
    const MISPLACED: &str = "misplaced_extension";
    const UNSOLICITED: &str = "unsolicited_extension";
    const UNSUPPORTED: &str = "unsupported_extension";
    const STAPLED: &str = "client.status_request=on&server.staple=on&fault=alter:c0.s.certificate@certificate.certificate_list.0.extensions.status_request.extension_type+0=";
    let stapled = |code: &str| format!("{STAPLED}{code}");
    let (alpn, unknown): (&'static str, &'static str) = (stapled("0010").leak(), stapled("0a0a").leak());
    hold(&[
        (
            "server.extensions=ec_point_formats:0100",
            Refuses(Client, MISPLACED, ILLEGAL, &["ec_point_formats", "encrypted_extensions"]),
        ),
        (
            "server.extensions=renegotiation_info:00",
            Refuses(Client, MISPLACED, ILLEGAL, &["renegotiation_info", "encrypted_extensions"]),
        ),
        (
            "server.extensions=extended_master_secret:",
            Refuses(Client, MISPLACED, ILLEGAL, &["extended_master_secret", "encrypted_extensions"]),
        ),
        (
            "server.extensions=supported_versions:0304",
            Refuses(Client, MISPLACED, ILLEGAL, &["supported_versions", "encrypted_extensions"]),
        ),
        (
            "server.extensions=key_share:001d000100",
            Refuses(Client, MISPLACED, ILLEGAL, &["key_share", "encrypted_extensions"]),
        ),
        (
            "client.status_request=on&server.extensions=status_request:",
            Refuses(Client, MISPLACED, ILLEGAL, &["status_request", "encrypted_extensions"]),
        ),
        ("server.extensions=status_request:", Refuses(Client, UNSOLICITED, UNSUPPORTED, &["status_request"])),
        ("server.extensions=record_size_limit:4001", Refuses(Client, UNSOLICITED, UNSUPPORTED, &["record_size_limit"])),
        ("server.extensions=0x1234:", Refuses(Client, UNSOLICITED, UNSUPPORTED, &["0x1234"])),
        ("server.extensions=supported_groups:0002001d", Completes),
        (
            "server.extensions=server_name,server_name",
            Refuses(Client, "duplicate_extension", ILLEGAL, &["server_name"]),
        ),
        // In the ServerHello of TLS 1.2.
        ("V12&server.extensions=key_share:001d000100", Refuses(Client, UNSOLICITED, UNSUPPORTED, &["key_share"])),
        (
            "server.versions=1.2&server.sentinel=off&server.extensions=key_share:001d000100",
            Refuses(Client, MISPLACED, ILLEGAL, &["key_share", "server_hello"]),
        ),
        (
            "V12&server.extensions=signature_algorithms:00020403",
            Refuses(Client, MISPLACED, ILLEGAL, &["signature_algorithms", "server_hello"]),
        ),
        ("V12&server.extensions=server_name,server_name", Refuses(Client, "duplicate_extension", ILLEGAL, &[])),
        // In ServerHello and HelloRetryRequest of TLS 1.3.
        (
            "fault=alter:c0.s.server_hello@server_hello.extensions.key_share.extension_type+0=000d",
            Refuses(Client, MISPLACED, ILLEGAL, &["signature_algorithms", "server_hello"]),
        ),
        (
            "server.groups=secp256r1&fault=alter:c0.s.hello_retry_request@hello_retry_request.extensions.key_share.extension_type+0=0010",
            Refuses(Client, MISPLACED, ILLEGAL, &["application_layer_protocol_negotiation", "hello_retry_request"]),
        ),
        (
            "server.groups=secp256r1&fault=alter:c0.s.hello_retry_request@hello_retry_request.extensions.key_share.extension_type+0=0012",
            Refuses(Client, UNSOLICITED, UNSUPPORTED, &["signed_certificate_timestamp"]),
        ),
        // In a ticket, and beside a certificate.
        (
            "server.tickets=1&server.ticket_early_data=16&fault=alter:c0.s.new_session_ticket@new_session_ticket.extensions.early_data.extension_type+0=0010",
            Refuses(Client, MISPLACED, ILLEGAL, &["application_layer_protocol_negotiation", "new_session_ticket"]),
        ),
        ("server.tickets=1&server.ticket_early_data=16", Completes),
        (alpn, Refuses(Client, MISPLACED, ILLEGAL, &["application_layer_protocol_negotiation", "certificate"])),
        (unknown, Refuses(Client, UNSOLICITED, UNSUPPORTED, &["0x0a0a"])),
        // What was offered as given bytes, and would change the records.
        (
            "V12&client.extensions=supported_groups,signature_algorithms,encrypt_then_mac:&server.extensions=encrypt_then_mac:",
            Refuses(Client, "extension_not_spoken", "handshake_failure", &["encrypt_then_mac"]),
        ),
        // The client's side of it.
        ("USUAL,server_name,key_share", Refuses(Server, "duplicate_extension", ILLEGAL, &["server_name"])),
        ("USUAL,key_share,oid_filters:0000", Refuses(Server, MISPLACED, ILLEGAL, &["oid_filters", "client_hello"])),
        ("V12&client.extensions=supported_groups,signature_algorithms,oid_filters:0000", Completes),
        (
            "USUAL,psk_key_exchange_modes,pre_shared_key:0007000161000000000021200000000000000000000000000000000000000000000000000000000000000000,key_share",
            Refuses(Server, "pre_shared_key_not_last", ILLEGAL, &["key_share"]),
        ),
        (
            "client.extensions=server_name:000e000004612e6f6d000004622e6f6d,supported_groups,signature_algorithms,supported_versions,key_share",
            Refuses(Server, "two_host_names", ILLEGAL, &["1", "a.om, b.om"]),
        ),
        (
            "V12&client.extensions=server_name:000e000004612e6f6d000004622e6f6d,supported_groups,signature_algorithms",
            Refuses(Server, "two_host_names", ILLEGAL, &["1", "a.om, b.om"]),
        ),
    ]);
}

/// RFC 8422, 5.1, 5.1.2 and 5.3: groups and formats are for certificates too.
#[test]
fn curves_in_tls12() {
    hold(&[
        (
            "V12&server.cert=p384&client.groups=secp256r1",
            Refuses(Server, "no_suite_for_curve", "handshake_failure", &["secp256r1", "secp384r1"]),
        ),
        (
            "V12&client.groups=x25519",
            Refuses(Server, "no_suite_for_curve", "handshake_failure", &["x25519", "secp256r1"]),
        ),
        (
            "V12&client.groups=x25519&server.groups=secp384r1",
            Refuses(Server, "no_common_group", "handshake_failure", &["secp384r1", "x25519"]),
        ),
        ("V12&client.groups=x25519&server.groups=secp384r1&server.cert=rsa", Completes),
        (
            "V12&server.cert=rsa&client.suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            Refuses(
                Server,
                "no_suite_for_key",
                "handshake_failure",
                &["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "RSA"],
            ),
        ),
        (
            "V12&client.schemes=rsa_pss_rsae_sha256",
            Refuses(Server, "no_common_signature_scheme", "handshake_failure", &[]),
        ),
        ("V12&server.cert=p384&client.groups=secp256r1,secp384r1", Completes),
        ("V12&server.cert=ed25519&client.groups=x25519", Completes),
        ("V12&server.cert=rsa&client.groups=x25519", Completes),
        ("V12&client.extensions=server_name,signature_algorithms", Completes),
        ("server.cert=p384&client.groups=x25519", Completes),
        // Somebody on the path puts the curve in; the client knows that it had not.
        (
            "V12&client.groups=x25519,0x001a&fault=wire:c0.c.client_hello@client_hello.extensions.supported_groups.named_group_list.1+0=0017",
            Refuses(Client, "curve_not_offered", "illegal_parameter", &["x25519, 0x001a", "secp256r1"]),
        ),
        (
            "V12&client.extensions=server_name,supported_groups,signature_algorithms,ec_point_formats:0101",
            Refuses(
                Server,
                "uncompressed_missing",
                "illegal_parameter",
                &["uncompressed", "ansiX962_compressed_prime"],
            ),
        ),
        ("V12&client.extensions=server_name,supported_groups,signature_algorithms,ec_point_formats:020100", Completes),
        ("USUAL,key_share,ec_point_formats:0101", Completes),
        (
            "V12&server.extensions=ec_point_formats:0101",
            Refuses(
                Client,
                "uncompressed_missing",
                "illegal_parameter",
                &["uncompressed", "ansiX962_compressed_prime"],
            ),
        ),
        (
            "V12&fault=alter:c0.s.server_key_exchange@server_key_exchange.params.curve_params.named_curve+0=001e",
            Refuses(Client, "group_not_offered", "illegal_parameter", &["x25519, secp256r1, secp384r1", "x448"]),
        ),
        (
            "V12&client.groups=x25519,secp256r1,x448&fault=alter:c0.s.server_key_exchange@server_key_exchange.params.curve_params.named_curve+0=001e",
            Refuses(Client, "group_not_spoken", "handshake_failure", &["x25519, secp256r1, secp384r1", "x448"]),
        ),
        (
            "V12&fault=alter:c0.s.server_key_exchange@server_key_exchange.params.curve_params.curve_type+0=01",
            Refuses(Client, "curve_not_named", "illegal_parameter", &["named_curve", "explicit_prime"]),
        ),
    ]);
}

/// RFC 5746, RFC 7507.
#[test]
fn signals() {
    const OLD: &str = "client.versions=1.2&client.suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_FALLBACK_SCSV";
    let old = |rest: &str| -> &'static str { format!("{OLD}{rest}").leak() };
    let fallback = Refuses(Server, "inappropriate_fallback", "inappropriate_fallback", &["TLS 1.3", "TLS 1.2"]);
    hold(&[
        (old(""), fallback),
        (old("&server.versions=1.2"), Completes),
        // protocol_version comes first where the version is not spoken at all (RFC 7507, 3).
        (
            old("&server.versions=1.3"),
            Refuses(Server, "no_common_version", "protocol_version", &["TLS 1.3", "TLS 1.2"]),
        ),
        ("client.suites=TLS_AES_128_GCM_SHA256,TLS_FALLBACK_SCSV", Completes),
        (
            "client.suites=TLS_AES_128_GCM_SHA256,TLS_FALLBACK_SCSV&fault=alter:c0.s.server_hello@server_hello.cipher_suite+0=5600",
            Refuses(Client, "suite_is_signal", "illegal_parameter", &["", "TLS_FALLBACK_SCSV"]),
        ),
        (
            "V12&client.extensions=server_name,supported_groups,signature_algorithms,renegotiation_info:020102",
            Refuses(Server, "bad_renegotiation_info", "handshake_failure", &["", "0102"]),
        ),
        ("V12&client.extensions=server_name,supported_groups,signature_algorithms,renegotiation_info:00", Completes),
        ("V12&client.renegotiation=scsv", Completes),
        ("USUAL,key_share,renegotiation_info:020102", Completes),
        (
            "V12&server.extensions=renegotiation_info:020102",
            Refuses(Client, "bad_renegotiation_info", "handshake_failure", &["", "0102"]),
        ),
    ]);
}

/// RFC 8446, 4.1.3, 4.2.1 and D.5; RFC 5246, E.1.
#[test]
fn versions() {
    const DRAFT: &str = "client.extensions=supported_groups,signature_algorithms,key_share,supported_versions:0603047f1c0303&fault=alter:c0.s.server_hello@server_hello.extensions.supported_versions.selected_version+0=";
    let selected = |code: &str| -> &'static str { format!("{DRAFT}{code}").leak() };
    hold(&[
        (
            "client.versions=1.3&server.versions=1.2",
            Refuses(Server, "no_common_version", "protocol_version", &["TLS 1.2", "TLS 1.3"]),
        ),
        (
            "fault=alter:c0.c.client_hello@client_hello.legacy_version+0=0300",
            Refuses(Server, "legacy_version_ssl3", "protocol_version", &["TLS 1.2", "SSL 3.0"]),
        ),
        (
            "V12&fault=alter:c0.c.client_hello@client_hello.legacy_version+0=0002",
            Refuses(Server, "legacy_version_ssl3", "protocol_version", &["TLS 1.2", "0x0002"]),
        ),
        (
            "fault=alter:c0.s.server_hello@server_hello.legacy_version+0=0300",
            Refuses(Client, "legacy_version_ssl3", "protocol_version", &["TLS 1.2", "SSL 3.0"]),
        ),
        (
            "V12&fault=alter:c0.s.server_hello@server_hello.legacy_version+0=0300",
            Refuses(Client, "legacy_version_ssl3", "protocol_version", &["TLS 1.2", "SSL 3.0"]),
        ),
        (
            "server.cookie=on&fault=alter:c0.s.hello_retry_request@hello_retry_request.legacy_version+0=0300",
            Refuses(Client, "legacy_version_ssl3", "protocol_version", &["TLS 1.2", "SSL 3.0"]),
        ),
        (
            "fault=alter:c0.s.server_hello@server_hello.legacy_version+0=0302",
            Refuses(Client, "legacy_version_not_tls12", "illegal_parameter", &["TLS 1.2", "TLS 1.1"]),
        ),
        (
            "V12&fault=alter:c0.s.server_hello@server_hello.legacy_version+0=0302",
            Refuses(Client, "version_not_spoken", "protocol_version", &["TLS 1.3, TLS 1.2", "TLS 1.1"]),
        ),
        (
            "V12&fault=alter:c0.s.server_hello@server_hello.legacy_version+0=0304",
            Refuses(Client, "version_not_offered", "protocol_version", &["TLS 1.2", "TLS 1.3"]),
        ),
        (
            "client.versions=1.3&fault=alter:c0.s.server_hello@server_hello.extensions.supported_versions.extension_type+0=0a0a",
            Refuses(Client, "version_not_offered", "protocol_version", &["TLS 1.3", "TLS 1.2"]),
        ),
        (
            selected("0305"),
            Refuses(
                Client,
                "selected_version_not_offered",
                "illegal_parameter",
                &["TLS 1.3, 0x7f1c, TLS 1.2", "0x0305"],
            ),
        ),
        (selected("0303"), Refuses(Client, "selected_version_illegal", "illegal_parameter", &["TLS 1.3", "TLS 1.2"])),
        (selected("7f1c"), Refuses(Client, "version_not_spoken", "protocol_version", &["TLS 1.3, TLS 1.2", "0x7f1c"])),
        (
            "V12&server.extensions=supported_versions:0304",
            Refuses(Client, "unsolicited_extension", "unsupported_extension", &["supported_versions"]),
        ),
    ]);
}

/// RFC 8446, 4.1.3; RFC 5246, 7.4.1.3.
#[test]
fn suites_and_methods() {
    const CCM: &str = "client.suites=TLS_AES_128_GCM_SHA256,TLS_AES_128_CCM_SHA256&fault=alter:c0.s.server_hello@server_hello.cipher_suite+0=";
    let chosen = |code: &str| -> &'static str { format!("{CCM}{code}").leak() };
    const METHOD: &str = "fault=alter:c0.c.client_hello@client_hello.legacy_compression_methods.0+0=01";
    hold(&[
        (
            chosen("1304"),
            Refuses(
                Client,
                "suite_not_spoken",
                "handshake_failure",
                &["TLS_AES_128_GCM_SHA256", "TLS_AES_128_CCM_SHA256"],
            ),
        ),
        (
            chosen("1303"),
            Refuses(
                Client,
                "suite_not_offered",
                "illegal_parameter",
                &["TLS_AES_128_GCM_SHA256, TLS_AES_128_CCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"],
            ),
        ),
        (
            "client.suites=TLS_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_CBC_SHA&fault=alter:c0.s.server_hello@server_hello.cipher_suite+0=002f",
            Refuses(
                Client,
                "suite_of_other_version",
                "illegal_parameter",
                &["TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA"],
            ),
        ),
        (
            "V12&fault=alter:c0.s.server_hello@server_hello.cipher_suite+0=1301",
            Refuses(Client, "suite_not_offered", "illegal_parameter", &[]),
        ),
        (
            "client.suites=TLS_AES_128_GCM_SHA256&server.suites=TLS_AES_256_GCM_SHA384",
            Refuses(
                Server,
                "no_common_suite",
                "handshake_failure",
                &["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"],
            ),
        ),
        (
            "fault=alter:c0.s.server_hello@server_hello.legacy_compression_method+0=01",
            Refuses(Client, "compression_not_null", "illegal_parameter", &["null", "DEFLATE"]),
        ),
        (METHOD, Refuses(Server, "null_compression_missing", "illegal_parameter", &["null", "DEFLATE"])),
        (
            format!("V12&{METHOD}").leak(),
            Refuses(Server, "null_compression_missing", "illegal_parameter", &["null", "DEFLATE"]),
        ),
        (two_methods(""), Refuses(Server, "compression_offered", "illegal_parameter", &["null", "DEFLATE, null"])),
        (
            "fault=alter:c0.s.server_hello@server_hello.legacy_session_id_echo.value+0^ff",
            Refuses(Client, "session_id_changed", "illegal_parameter", &[]),
        ),
    ]);
}

/// A hello that offers DEFLATE before the null method: a byte more, and the message's length with it.
fn two_methods(base: &str) -> &'static str {
    let plain = trace(base);
    let sent = plain.messages[0].sent.map_or(&[][..], |blob| plain.blobs.bytes(blob));
    let length = hex::encode(&u32::try_from(sent.len() - 4 + 1).unwrap().to_be_bytes()[1..]);
    let target = "fault=alter:c0.c.client_hello@client_hello";
    format!("{base}&{target}.legacy_compression_methods.length+0+02&{target}.length+0={length}").leak()
}
