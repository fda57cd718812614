//! A certificate laid open: its bytes by themselves, as the inspector shows them, and the message that brought them.
//! Knows no DER.

use super::cards::{der, order, title};
use super::{all, here};
use crate::explain::{message_of, parts};
use crate::lab::{Case, StepKind, Trace};
use crate::pki::Place;
use crate::view::bytes::{Bytes, Id, Pick, of_message, of_part};
use crate::view::html::Html;
use crate::view::panes::did::place as place_name;
use crate::view::panes::inspect::boxes;
use crate::view::panes::picked::pick;
use crate::view::sight::Sight;

/// What the inspector shows of the certificate at a place before the judge of a step.
#[inline(never)] // of the program's second part
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
fn span(bytes: &Bytes, nth: usize) -> Option<usize> {
    let item = format!("certificate.certificate_list.{nth}");
    let value = |path: &str| bytes.tree.find(&format!("{path}.value"));
    value(&format!("{item}.cert_data")).or_else(|| value(&item))
}

/// Of a court's certificates the one that lies open, below their cards; nothing where none of them does.
pub fn section(sight: &Sight, case: &Case) -> Html {
    let mut out = Html::new();
    for (place, der) in order(case) {
        if sight.opened != Some((case.step, place)) {
            continue;
        }
        let name = format!("{}{}{}", place_name(sight, place), sight.lang.colon(), title(sight, der));
        out.open("section", &[("class", "inside"), ("aria-label", &name)]);
        out.class("div", "name").el("h3", "", &name);
        if matches!(place, Place::Sent(_)) {
            out.open("button", &[("class", "chip"), ("data-act", "carried")]);
            out.text(&sight.t("page.cert.carried")).close("button");
        }
        out.close("div");
        boxes(sight, &mut out, sight.list());
        out.close("section");
    }
    out
}

/// The step in which the message of the certificate that lies open arrived, and its span there.
pub fn carried(sight: &Sight) -> Option<(usize, Pick)> {
    let (step, Place::Sent(nth)) = sight.opened? else { return None };
    let case = all(sight).iter().find(|case| case.step == step)?;
    message(&sight.shown.trace, case, nth)
}

/// The step in which the message arrived, and the nth certificate's span in it.
fn message(trace: &Trace, case: &Case, nth: usize) -> Option<(usize, Pick)> {
    let id = message_of(trace, case.message)?.id;
    let carries = |kind: &StepKind| matches!(kind, StepKind::Transfer { message, .. } if *message == id);
    let at = trace.steps.iter().rposition(|step| carries(&step.kind))?;
    let bytes = of_part(trace, parts(trace, at, false).last()?, true)?;
    let span = bytes.tree.parent(span(&bytes, nth)?)?;
    Some((at, Pick { id: bytes.id, span, byte: bytes.tree.spans.get(span)?.range.start }))
}

/// The certificate in which a place lies, as links write places.
#[inline(never)] // of the program's second part
pub fn reach(sight: &Sight, text: &str) -> Option<(usize, Place)> {
    here(sight).iter().find_map(|case| {
        let places = order(case).into_iter().map(|(place, _)| (case.step, place));
        places
            .into_iter()
            .find(|(step, place)| inside(sight, *step, *place).iter().any(|(_, bytes)| pick(bytes, text).is_some()))
    })
}
