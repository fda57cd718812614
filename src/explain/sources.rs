//! Which bytes a check or a refusal is about: the field of the message at hand, or of the certificate that was asked.
//! A table from ids to the ends of paths. Knows no verdict.

use std::ops::Range;

use super::hand::{Hand, hand, message_of};
use crate::lab::{StepKind, Trace};
use crate::pki::{Place, annotate};
use crate::tls::{Effect, Refusal};
use crate::wire::{BlobId, Tree};

/// The bytes of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The step that shows them: the message on its arrival.
    pub step: usize,
    pub blob: BlobId,
    /// The path of the field.
    pub path: String,
    pub range: Range<u32>,
}

/// What a check or a refusal reads, as the ends of paths; the first that is there counts.
fn fields(id: &str) -> &'static [&'static str] {
    match id {
        "chain.issuer" => &["tbsCertificate.issuer"],
        "chain.signature" | "chain.signature_strength" => &["signatureValue"],
        "chain.not_before" => &["validity.notBefore"],
        "chain.not_after" => &["validity.notAfter"],
        "chain.serial_number" => &["tbsCertificate.serialNumber"],
        "chain.names" => &["tbsCertificate.subject", "tbsCertificate.issuer"],
        "chain.certificate_authority" | "chain.path_length" => &["extensions.basicConstraints"],
        "chain.key_usage" => &["extensions.keyUsage"],
        "chain.extended_key_usage" => &["extensions.extKeyUsage"],
        "chain.key_size" => &["tbsCertificate.subjectPublicKeyInfo"],
        "chain.critical_extensions" => &["tbsCertificate.extensions"],
        "chain.name_constraints" => &["extensions.nameConstraints", "extensions.subjectAltName"],
        "chain.policies" => &["extensions.certificatePolicies"],
        "chain.host_name" => &["extensions.subjectAltName", "tbsCertificate.subject"],
        "check.supported_version"
        | "selected_version_illegal"
        | "selected_version_not_offered"
        | "version_not_offered"
        | "version_not_spoken"
        | "retry_version_changed" => &["supported_versions.selected_version", "server_hello.legacy_version"],
        "legacy_version_ssl3" | "legacy_version_not_tls12" => &["legacy_version"],
        "check.session_id_echo" => &["legacy_session_id_echo"],
        "check.cipher_suite_offered"
        | "suite_not_spoken"
        | "suite_is_signal"
        | "suite_of_other_version"
        | "retry_suite_changed" => &["cipher_suite"],
        "check.compression_null" | "null_compression_missing" | "compression_offered" => {
            &["legacy_compression_method", "legacy_compression_methods"]
        }
        "check.key_share_group"
        | "group_not_offered"
        | "group_not_spoken"
        | "share_not_sent"
        | "share_without_key"
        | "share_already_sent"
        | "retry_group_changed" => &["server_share.group", "key_share.selected_group", "curve_params.named_curve"],
        "curve_not_named" => &["curve_params.curve_type"],
        "curve_not_offered" => &["certificate.certificate_list.0"],
        "uncompressed_missing" => &["extensions.ec_point_formats"],
        "check.signature_scheme_offered" | "scheme_not_spoken" | "scheme_not_for_version" | "scheme_unfit" => {
            &["certificate_verify.algorithm", "server_key_exchange.algorithm"]
        }
        "check.signature" => &["certificate_verify.signature", "server_key_exchange.signature"],
        "check.finished" => &["finished.verify_data"],
        "check.alpn_offered" | "no_common_protocol" | "protocols_not_one" => {
            &["application_layer_protocol_negotiation"]
        }
        "check.server_random_sentinel" => &["server_hello.random"],
        "check.renegotiation_info" | "bad_renegotiation_info" => &["renegotiation_info"],
        "check.client_certificate" => &["certificate.certificate_list"],
        "check.server_name_served" | "two_host_names" => &["extensions.server_name"],
        "unknown_content_type" => &["record.type"],
        "bad_record_version" => &["record.legacy_record_version"],
        "record_overflow" => &["record.length"],
        "bad_change_cipher_spec" => &["change_cipher_spec"],
        "bad_record_mac" => &["record.fragment.tag", "record.tag"],
        "no_common_version" | "inappropriate_fallback" => {
            &["extensions.supported_versions", "client_hello.legacy_version"]
        }
        "no_common_suite" | "no_suite_for_key" => &["client_hello.cipher_suites"],
        "no_common_group" | "no_suite_for_curve" => &["extensions.supported_groups"],
        "no_common_signature_scheme" => &["extensions.signature_algorithms"],
        "share_not_listed" | "duplicate_key_share" | "bad_public_key" | "zero_shared_secret" | "retry_ignored" => {
            &["extensions.key_share", "public", "client_key_exchange.ecdh_yc"]
        }
        "cookie_wrong" => &["extensions.cookie"],
        "pre_shared_key_not_last" => &["extensions.pre_shared_key"],
        "unexpected_message" => &["msg_type"],
        _ => &[],
    }
}

/// The field of the message at hand in a step that a check of the protocol or a refusal is about.
pub fn of_message(trace: &Trace, at: usize, id: &str, refusal: Option<&Refusal>) -> Option<Source> {
    let blob = match hand(trace, at)? {
        Hand::Message { id, .. } => trace.message(id)?.arrived?,
        Hand::Record(id) => trace.record(id)?.arrived?,
    };
    let tree = annotate(trace.blobs.get(blob)?);
    let told = refusal.map(Refusal::told).unwrap_or_default();
    let named = told.iter().find_map(|(what, value)| match *what {
        "path" => tree.find(value),
        // An extension, whose type may have no name, or another field of the hello.
        "name" => {
            let places = ["extensions.", "extensions.ext_", "client_hello."];
            places.iter().find_map(|place| end(&tree, &format!("{place}{value}"), ""))
        }
        _ => None,
    });
    let found = named.or_else(|| fields(id).iter().find_map(|field| end(&tree, field, "")))?;
    let mut source = source(trace, at, blob, &tree, found)?;
    // The downgrade sentinel is the last eight bytes of the random (RFC 8446, 4.1.3).
    if id == "check.server_random_sentinel" {
        source.range.start = source.range.end.saturating_sub(8);
    }
    Some(source)
}

/// The field of a certificate that a check of its chain is about; none of a root, which no message brought.
pub fn of_certificate(trace: &Trace, at: usize, id: &str, place: Option<Place>) -> Option<Source> {
    let Some(Place::Sent(nth)) = place else { return None };
    let Hand::Message { id: message, .. } = judged(trace, at)? else { return None };
    let blob = trace.message(message)?.arrived?;
    let tree = annotate(trace.blobs.get(blob)?);
    let within = format!("certificate.certificate_list.{nth}.");
    let found = fields(id).iter().find_map(|field| end(&tree, field, &within))?;
    source(trace, at, blob, &tree, found)
}

/// What is at hand where the chain was judged: in the step, or in the last before it of the same connection.
fn judged(trace: &Trace, at: usize) -> Option<Hand> {
    let conn = trace.steps.get(at)?.conn;
    let judges = |step: &crate::lab::Step| {
        step.conn == conn && step.effects.iter().any(|effect| matches!(effect, Effect::Judged(_)))
    };
    let step = trace.steps.get(..=at)?.iter().rposition(judges)?;
    hand(trace, step)
}

/// The first span whose path begins and ends so.
fn end(tree: &Tree, end: &str, begin: &str) -> Option<usize> {
    let fits = |path: &str| {
        let tail = path.strip_suffix(end).is_some_and(|head| head.is_empty() || head.ends_with('.'));
        path.starts_with(begin) && tail
    };
    (0..tree.spans.len()).find(|at| fits(&tree.path(*at)))
}

fn source(trace: &Trace, at: usize, blob: BlobId, tree: &Tree, found: usize) -> Option<Source> {
    let range = tree.spans.get(found)?.range.clone();
    let message = message_of(trace, blob).map(|message| message.id);
    let carries = |kind: &StepKind| matches!(kind, StepKind::Transfer { message: own, .. } if Some(*own) == message);
    let step = trace.steps.get(..=at)?.iter().rposition(|step| carries(&step.kind)).unwrap_or(at);
    Some(Source { step, blob, path: tree.path(found), range })
}
