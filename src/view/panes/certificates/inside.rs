//! A certificate by itself: its bytes, as an inspector shows them. Knows no DER.

use super::cards::der;
use super::court::all;
use crate::explain::message_of;
use crate::pki::Place;
use crate::view::bytes::{Bytes, Id};
use crate::view::of_trace::of_message;
use crate::view::panes::did::place as place_name;
use crate::view::sight::Sight;

/// What the inspector shows of the certificate at a place before the judge of a step.
#[inline(never)] // of a later part
pub fn inside(sight: &Sight, step: usize, place: Place) -> Vec<(String, Bytes)> {
    let Some(case) = all(sight).iter().find(|case| case.step == step) else { return Vec::new() };
    let Some(der) = der(case, place) else { return Vec::new() };
    let id = Id::Certificate(step, place);
    let trace = &sight.shown.trace;
    let sent = match place {
        Place::Sent(nth) => message_of(trace, case.message)
            .and_then(|message| of_message(trace, message, case.message))
            .and_then(|message| Some(message.held(span(&message, nth)?, id))),
        Place::Root(_) => None,
    };
    vec![(place_name(sight, place), sent.unwrap_or_else(|| Bytes::certificate(id, der)))]
}

/// The span of the nth certificate's DER in a Certificate message: the value of a field of its entry in TLS 1.3
/// (RFC 8446, 4.4.2), of the item itself in TLS 1.2 (RFC 5246, 7.4.2).
pub fn span(bytes: &Bytes, nth: usize) -> Option<usize> {
    let item = format!("certificate.certificate_list.{nth}");
    let value = |path: &str| bytes.tree.find(&format!("{path}.value"));
    value(&format!("{item}.cert_data")).or_else(|| value(&item))
}
