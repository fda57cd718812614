//! Hellos and what is agreed in them: each rule of the RFCs broken once, in a scenario, with who refuses, for which
//! reason, by which alert, and what it tells of what was expected and what came.

#![cfg(test)]

use handscope::explain::{aftermath, failure};
use handscope::lab::{Outcome, Scenario, ScenarioError, Trace, run};
use handscope::tls::{Ending, Refusal};
use handscope::wire::{Role, Version, hex};

/// How a connection goes on.
#[derive(Clone, Copy)]
enum End {
    Completes,
    /// A side refuses: the id of its reason, its alert, and what it tells (left out where there is nothing to compare
    /// with, or the values are random).
    Refuses(Role, &'static str, &'static str, &'static [&'static str]),
}

use End::{Completes, Refuses};
use Role::{Client, Server};

/// A scenario text and how it ends.
type Row = (&'static str, End);

const V12: &str = "client.versions=1.2&server.versions=1.2";
/// Every extension of a plain hello of TLS 1.3 but the last ones, which rows add.
const USUAL: &str = "client.extensions=server_name,supported_groups,signature_algorithms,supported_versions";

fn trace(text: &str) -> Trace {
    let text = text.replace("V12", V12).replace("USUAL", USUAL);
    let parsed = Scenario::parse(&text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    assert_eq!(parsed.warnings, [], "{text}");
    run(&parsed.scenario)
}

fn outcome(trace: &Trace, role: Role) -> &Outcome {
    &trace.connections[0].outcome[usize::from(role == Server)]
}

/// How a side ended, in words.
fn told(trace: &Trace, role: Role) -> String {
    let version = trace.connections[0].negotiated[usize::from(role == Server)].version;
    match &outcome(trace, role).ending {
        _ if outcome(trace, role).completed() => "completed".to_owned(),
        Ending::Refused(refusal) => {
            let (alert, _) = refusal.verdict(version.unwrap_or(Version::Tls13));
            format!("refused {} with {alert}", refusal.id())
        }
        Ending::Told(alert) => format!("told {alert}"),
        other => other.id().to_owned(),
    }
}

fn refusal(trace: &Trace, role: Role) -> Option<Refusal> {
    match &outcome(trace, role).ending {
        Ending::Refused(refusal) => Some(refusal.clone()),
        _ => None,
    }
}

/// Runs every row, and fails with all that went another way.
fn hold(rows: &[Row]) {
    let mut wrong = Vec::new();
    for (text, end) in rows {
        let trace = trace(text);
        let ends = [Client, Server].map(|role| told(&trace, role));
        let (expected, values) = match end {
            Completes => (["completed".to_owned(), "completed".to_owned()], None),
            Refuses(role, id, alert, values) => {
                let mut both = [format!("refused {id} with {alert}"), format!("told {alert}")];
                both.rotate_left(usize::from(*role == Server));
                (both, Some((*role, *values)))
            }
        };
        if ends != expected {
            wrong.push(format!("{text}\n    client {}, server {}\n    not {expected:?}", ends[0], ends[1]));
            continue;
        }
        let Some((role, values)) = values else { continue };
        let pairs = refusal(&trace, role).map_or(Vec::new(), |refusal| refusal.told());
        let found = pairs.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>();
        // A refusal without values is the exception, and says all by its name.
        let silent = ["second_retry", "zero_shared_secret"];
        let silent = refusal(&trace, role).is_some_and(|refusal| silent.contains(&refusal.id()));
        if found.is_empty() != silent || (!values.is_empty() && found != values) {
            wrong.push(format!("{text}\n    tells {pairs:?}\n    not {values:?}"));
        }
        let noticed = aftermath(&trace).and_then(|after| after.noticed).expect("somebody noticed");
        let source = failure(&trace, &noticed).source.map(|source| source.path);
        // What is missing has no place, nor has a message that came once too often.
        let nowhere = ["missing_extension", "second_retry"].contains(&noticed.refusal.id())
            || text.ends_with("client.extensions=");
        if source.is_none() != nowhere {
            wrong.push(format!("{text}\n    {} is shown at {source:?}", noticed.refusal.id()));
        }
        assert!(trace.unstruck.is_empty(), "{text}: a fault did not strike");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

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
            "USUAL,key_share,pre_shared_key:0000",
            Refuses(Server, "missing_extension", "missing_extension", &["psk_key_exchange_modes"]),
        ),
        (
            "client.extensions=supported_groups,supported_versions,psk_key_exchange_modes,key_share,pre_shared_key:0000",
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
            "USUAL,psk_key_exchange_modes,pre_shared_key:0000,key_share",
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
    let fallback = Refuses(Server, "inappropriate_fallback", "inappropriate_fallback", &["TLSv1_3", "TLSv1_2"]);
    hold(&[
        (old(""), fallback),
        (old("&server.versions=1.2"), Completes),
        // protocol_version comes first where the version is not spoken at all (RFC 7507, 3).
        (
            old("&server.versions=1.3"),
            Refuses(Server, "no_common_version", "protocol_version", &["TLSv1_3", "TLSv1_2"]),
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
            Refuses(Server, "no_common_version", "protocol_version", &["TLSv1_2", "TLSv1_3"]),
        ),
        (
            "fault=alter:c0.c.client_hello@client_hello.legacy_version+0=0300",
            Refuses(Server, "legacy_version_ssl3", "protocol_version", &["TLSv1_2", "SSLv3"]),
        ),
        (
            "V12&fault=alter:c0.c.client_hello@client_hello.legacy_version+0=0002",
            Refuses(Server, "legacy_version_ssl3", "protocol_version", &["TLSv1_2", "0x0002"]),
        ),
        (
            "fault=alter:c0.s.server_hello@server_hello.legacy_version+0=0300",
            Refuses(Client, "legacy_version_ssl3", "protocol_version", &["TLSv1_2", "SSLv3"]),
        ),
        (
            "V12&fault=alter:c0.s.server_hello@server_hello.legacy_version+0=0300",
            Refuses(Client, "legacy_version_ssl3", "protocol_version", &["TLSv1_2", "SSLv3"]),
        ),
        (
            "server.cookie=on&fault=alter:c0.s.hello_retry_request@hello_retry_request.legacy_version+0=0300",
            Refuses(Client, "legacy_version_ssl3", "protocol_version", &["TLSv1_2", "SSLv3"]),
        ),
        (
            "fault=alter:c0.s.server_hello@server_hello.legacy_version+0=0302",
            Refuses(Client, "legacy_version_not_tls12", "illegal_parameter", &["TLSv1_2", "TLSv1_1"]),
        ),
        (
            "V12&fault=alter:c0.s.server_hello@server_hello.legacy_version+0=0302",
            Refuses(Client, "version_not_spoken", "protocol_version", &["TLSv1_3, TLSv1_2", "TLSv1_1"]),
        ),
        (
            "V12&fault=alter:c0.s.server_hello@server_hello.legacy_version+0=0304",
            Refuses(Client, "version_not_offered", "protocol_version", &["TLSv1_2", "TLSv1_3"]),
        ),
        (
            "client.versions=1.3&fault=alter:c0.s.server_hello@server_hello.extensions.supported_versions.extension_type+0=0a0a",
            Refuses(Client, "version_not_offered", "protocol_version", &["TLSv1_3", "TLSv1_2"]),
        ),
        (
            selected("0305"),
            Refuses(
                Client,
                "selected_version_not_offered",
                "illegal_parameter",
                &["TLSv1_3, 0x7f1c, TLSv1_2", "0x0305"],
            ),
        ),
        (selected("0303"), Refuses(Client, "selected_version_illegal", "illegal_parameter", &["TLSv1_3", "TLSv1_2"])),
        (selected("7f1c"), Refuses(Client, "version_not_spoken", "protocol_version", &["TLSv1_3, TLSv1_2", "0x7f1c"])),
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
            Refuses(Client, "retry_version_changed", "illegal_parameter", &["TLSv1_3", "TLSv1_2"]),
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
