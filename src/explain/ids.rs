//! Every id of the protocol that must have a text: what tests hold the texts against.
//! Ids of fields are not here: they follow from the bytes of runs.

use super::aftermath::Fate;
use crate::pki;
use crate::tls::{Name, Verb};
use crate::wire::AlertDescription;

/// The messages that a transfer step can show.
pub const TRANSFERS: [&str; 20] = [
    "client_hello",
    "server_hello",
    "hello_retry_request",
    "encrypted_extensions",
    "certificate_request",
    "certificate",
    "certificate_verify",
    "server_key_exchange",
    "server_hello_done",
    "client_key_exchange",
    "finished",
    "new_session_ticket",
    "key_update",
    "hello_request",
    "certificate_status",
    "end_of_early_data",
    "unknown_handshake",
    "change_cipher_spec",
    "alert",
    "application_data",
];

/// The checks of the protocol, as `Effect::Checked` names them.
pub const CHECKS: [&str; 15] = [
    "client_certificate",
    "server_name_served",
    "server_random_sentinel",
    "session_id_echo",
    "supported_version",
    "cipher_suite_offered",
    "key_share_group",
    "signature",
    "finished",
    "renegotiation_info",
    "record_mac",
    "retry_consistency",
    "signature_scheme_offered",
    "alpn_offered",
    "compression_null",
];

/// The states of both machines.
pub const STATES: [&str; 17] = [
    "wait_certificate_status",
    "start",
    "wait_client_hello",
    "wait_second_client_hello",
    "wait_server_hello",
    "wait_encrypted_extensions",
    "wait_certificate_or_request",
    "wait_certificate",
    "wait_certificate_verify",
    "wait_server_key_exchange",
    "wait_request_or_done",
    "wait_server_hello_done",
    "wait_client_key_exchange",
    "wait_change_cipher_spec",
    "wait_finished",
    "connected",
    "closed",
];

/// The ids of refusals, those of a certificate chain aside (but one: see [`refusal_id`](super::refusal_id)).
pub const REFUSALS: [&str; 52] = [
    "unrecognized_name",
    "undecodable",
    "unexpected_message",
    "unexpected_change_cipher_spec",
    "excess_handshake_data",
    "unknown_content_type",
    "bad_record_version",
    "record_overflow",
    "empty_record",
    "bad_record_mac",
    "too_many_empty_records",
    "bad_alert",
    "no_common_version",
    "version_not_offered",
    "selected_version_illegal",
    "downgraded",
    "no_common_suite",
    "suite_not_offered",
    "suite_of_other_version",
    "no_common_group",
    "group_not_offered",
    "bad_key_share",
    "duplicate_key_share",
    "no_common_signature_scheme",
    "scheme_not_offered",
    "scheme_unfit",
    "no_common_protocol",
    "protocol_not_offered",
    "missing_extension",
    "unsolicited_extension",
    "duplicate_extension",
    "session_id_changed",
    "compression_not_null",
    "second_retry",
    "pointless_retry",
    "retry_ignored",
    "retry_suite_changed",
    "empty_certificate",
    "certificate_required",
    "bad_request_context",
    "misplaced_extension",
    "key_unfit",
    "bad_server_key_exchange_signature",
    "bad_certificate_verify",
    "bad_finished",
    "bad_renegotiation_info",
    "bad_key_update",
    "bad_public_key",
    "too_many_key_updates",
    "handshake_too_long",
    "internal",
    "undecodable_certificate",
];

/// The kinds of formulas.
pub const FORMULAS: [&str; 16] = [
    "given",
    "random",
    "received",
    "transcript_hash",
    "transcript",
    "public_key",
    "agree",
    "extract",
    "expand_label",
    "prf",
    "hmac",
    "part",
    "join",
    "rsa_encrypt",
    "rsa_decrypt",
    "sign",
];

/// Every id that must have a text, fields aside.
pub fn required_ids() -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut family = |family: &str, members: &[&str]| ids.extend(members.iter().map(|m| format!("{family}.{m}")));
    family("step", &Verb::ALL.iter().map(|verb| verb.id()).collect::<Vec<_>>());
    family("transfer", &TRANSFERS);
    family("phase", &["send", "arrive"]);
    family("tcp", &["syn", "syn_ack", "ack", "ack.fin", "fin", "rst"]);
    family("strike", &["changed", "added", "removed", "dropped", "duplicated", "injected"]);
    family("ending", &["closed", "cut_off", "reset", "refused", "told", "stalled", "exhausted"]);
    family("secret", &Name::ALL.iter().map(|name| name.id()).collect::<Vec<_>>());
    family("state", &STATES);
    for (kind, checks) in [("chain", &pki::CheckId::ALL.map(pki::CheckId::id)[..]), ("check", &CHECKS)] {
        family(kind, checks);
        let answers = checks.iter().flat_map(|check| ["pass", "fail"].map(|verdict| format!("{check}.{verdict}")));
        family(kind, &answers.collect::<Vec<_>>().iter().map(String::as_str).collect::<Vec<_>>());
    }
    family("refusal", &REFUSALS);
    family("refusal", &pki::Reason::IDS);
    family("choice", &["version", "cipher_suite", "group", "signature_scheme", "protocol", "certificate"]);
    family("rule", &["highest_common", "server_preference", "client_preference", "only_one"]);
    family(
        "out",
        &[
            "not_offered",
            "not_spoken",
            "other_version",
            "key_type",
            "key_length",
            "no_group",
            "no_scheme",
            "no_share",
            "other_kind",
            "other_authority",
        ],
    );
    family("ignored", &["warning_alert", "hello_request", "certificate_request", "client_without_certificate"]);
    family("epoch", &["handshake", "application", "session"]);
    family("formula", &FORMULAS);
    family("who", &["client", "server", "network", "attacker"]);
    family("shelter", &["tcp", "clear", "handshake", "application", "session"]);
    family("aftermath.who", &["client", "server", "harmless", "nobody"]);
    family("verdict", &["pass", "fail", "not_applicable"]);
    family("alert", &AlertDescription::ALL.iter().filter_map(|alert| alert.name()).collect::<Vec<_>>());
    ids.extend(Fate::ALL.map(|fate| fate.id().to_owned()));
    for unit in ["second", "minute", "hour", "day"] {
        ids.extend([format!("span.{unit}"), format!("span.{unit}s")]);
    }
    ids.sort();
    ids.dedup();
    ids
}
