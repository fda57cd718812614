//! The certificate that lies open: its part of the pane, and the message that brought it.
//! Knows no DER.

use super::cards::{order, title};
use super::court::{all, here};
use super::inside::{inside, span};
use crate::explain::{message_of, parts};
use crate::lab::{Case, StepKind, Trace};
use crate::pki::Place;
use crate::view::bytes::Pick;
use crate::view::html::Html;
use crate::view::of_trace::of_part;
use crate::view::panes::did::place as place_name;
use crate::view::panes::inspect::{boxes, list};
use crate::view::panes::picked::pick;
use crate::view::sight::Sight;

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
        boxes(sight, &mut out, list(sight));
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
#[inline(never)] // of a later part
pub fn reach(sight: &Sight, text: &str) -> Option<(usize, Place)> {
    here(sight).iter().find_map(|case| {
        let places = order(case).into_iter().map(|(place, _)| (case.step, place));
        places
            .into_iter()
            .find(|(step, place)| inside(sight, *step, *place).iter().any(|(_, bytes)| pick(bytes, text).is_some()))
    })
}
