//! A certificate laid open: its bytes, as the inspector shows them, by themselves, and the message that brought them.
//! Knows no DER.

use leptos::prelude::untrack;

use super::cards::{der, order, title};
use super::{all, here, put_in};
use crate::page::bytes::{Bytes, Id, Pick, of_message, of_part};
use crate::page::dom;
use crate::page::html::Html;
use crate::page::live::{soon, tell};
use crate::page::stage::did::place as place_name;
use crate::page::stage::inspect::{boxes, drawn};
use crate::page::stage::picked::pick;
use crate::page::state::{App, Pane};
use handscope::explain::{message_of, parts};
use handscope::lab::{Case, StepKind, Trace};
use handscope::pki::Place;

/// What the inspector shows of the certificate at a place before the judge of a step.
#[inline(never)] // of the program's second part
pub fn inside(app: App, step: usize, place: Place) -> Vec<(String, Bytes)> {
    let found = untrack(|| all(app));
    let Some(case) = found.iter().find(|case| case.step == step) else { return Vec::new() };
    let Some(der) = der(case, place) else { return Vec::new() };
    let id = Id::Certificate(step, place);
    let sent = match place {
        Place::Sent(nth) => app.shown.peek(|shown| {
            let message = of_message(&shown.trace, message_of(&shown.trace, case.message)?, case.message)?;
            Some(message.held(span(&message, nth)?, id))
        }),
        Place::Root(_) => None,
    };
    vec![(place_name(app, place), sent.unwrap_or_else(|| Bytes::certificate(id, der)))]
}

/// The span of the nth certificate's DER in a Certificate message: the value of a field of its entry in TLS 1.3
/// (RFC 8446, 4.4.2), of the item itself in TLS 1.2 (RFC 5246, 7.4.2).
fn span(bytes: &Bytes, nth: usize) -> Option<usize> {
    let item = format!("certificate.certificate_list.{nth}");
    let value = |path: &str| bytes.tree.find(&format!("{path}.value"));
    value(&format!("{item}.cert_data")).or_else(|| value(&item))
}

/// Lays a certificate open, or closes it.
pub fn toggle(app: App, court: usize, card: usize) {
    let chosen = untrack(|| here(app)).get(court).and_then(|case| Some((case.step, order(case).get(card)?.0)));
    let again = chosen == app.opened.now();
    app.opened.set(chosen.filter(|_| !again));
    if !again {
        soon(|| dom::reveal(".inside"));
    }
}

/// Puts the certificate that lies open below the cards of its court, and says so on its button.
pub fn show(app: App) {
    let opened = app.opened.now();
    for (court, case) in here(app).iter().enumerate() {
        let mut out = Html::new();
        for (card, (place, der)) in order(case).into_iter().enumerate() {
            let open = opened == Some((case.step, place));
            tell(&format!("#bytes-{court}-{card}"), "aria-expanded", if open { "true" } else { "false" });
            if open {
                let name = format!("{}{}{}", place_name(app, place), app.lang.get().colon(), title(app, der));
                out.open("section", &[("class", "inside"), ("aria-label", &name)]);
                out.class("div", "name").el("h3", "", &name);
                if matches!(place, Place::Sent(_)) {
                    out.open("button", &[("class", "chip"), ("data-act", "carried")]);
                    out.text(&app.t("page.cert.carried")).close("button");
                }
                out.close("div");
                boxes(app, &mut out);
                out.close("section");
            }
        }
        put_in(&format!("#inside-{court}"), out);
    }
    drawn(app);
}

/// Shows the certificate that lies open in the message that brought it.
pub fn carried(app: App) {
    let Some((step, Place::Sent(nth))) = app.opened.now() else { return };
    let found = untrack(|| all(app));
    let Some(case) = found.iter().find(|case| case.step == step) else { return };
    let Some((at, pick)) = app.shown.peek(|shown| message(&shown.trace, case, nth)) else { return };
    app.go(at);
    app.pick.set(Some(pick));
    app.pane.set(Some(Pane::Message));
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

/// Lays the certificate open in which a place lies, as links write places; whether there is one.
#[inline(never)] // of the program's second part
pub fn reach(app: App, text: &str) -> bool {
    let found = here(app).iter().find_map(|case| {
        let places = order(case).into_iter().map(|(place, _)| (case.step, place));
        places
            .into_iter()
            .find(|(step, place)| inside(app, *step, *place).iter().any(|(_, bytes)| pick(bytes, text).is_some()))
    });
    app.opened.set(found);
    found.is_some()
}
