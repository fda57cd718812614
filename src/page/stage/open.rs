//! A certificate laid open in the document, and the way to the message that brought it. Knows no DER.

use super::inspect::drawn;
use crate::page::dom;
use crate::page::live::{put_in, soon, tell};
use crate::page::state::App;
use handscope::explain::Pane;
use handscope::view::panes::certificates::cards::order;
use handscope::view::panes::certificates::court::here;
use handscope::view::panes::certificates::open;

/// Lays a certificate open, or closes it.
pub fn toggle(app: App, court: usize, card: usize) {
    let sight = app.sight();
    let chosen = here(&sight).get(court).and_then(|case| Some((case.step, order(case).get(card)?.0)));
    let again = chosen == sight.opened;
    app.opened.set(chosen.filter(|_| !again));
    if !again {
        soon(|| dom::reveal(".inside"));
    }
}

/// Puts the certificate that lies open below the cards of its court, and says so on its button.
pub fn show(app: App) {
    let sight = app.sight();
    for (court, case) in here(&sight).into_iter().enumerate() {
        for (card, (place, _)) in order(case).into_iter().enumerate() {
            let open = sight.opened == Some((case.step, place));
            tell(&format!("#bytes-{court}-{card}"), "aria-expanded", if open { "true" } else { "false" });
        }
        put_in(&format!("#inside-{court}"), open::section(&sight, case));
    }
    drawn(app);
}

/// Shows the certificate that lies open in the message that brought it.
pub fn carried(app: App) {
    if let Some((at, pick)) = open::carried(&app.sight()) {
        app.go(at);
        app.pick.set(Some(pick));
        app.pane.set(Some(Pane::Message));
    }
}

/// Lays the certificate open in which a place lies, as links write places; whether there is one.
#[inline(never)] // of a later part
pub fn reach(app: App, text: &str) -> bool {
    let found = open::reach(&app.sight(), text);
    app.opened.set(found);
    found.is_some()
}
