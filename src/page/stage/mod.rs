//! The stage in the document: what of it a step or the reader changes beside its markup.

mod certificates;
mod flip;
pub mod inspect;
mod light;
mod moves;
mod open;
mod picked;
pub mod tabs;
mod ways;
mod wires;

use leptos::prelude::untrack;

use super::acts;
use super::state::App;
use super::{later, text};
pub use certificates::{act as certificate, clock, follow, lay_open};
pub use flip::{flip, shift, toggle};
use handscope::view::areas;
use handscope::view::panes::{knows, row};
pub use inspect::{look, open_up, pick_at, press, sight};
pub use light::{open, settle, top};
pub use picked::seek;
pub use ways::show;
pub use wires::{open as value, resized};

/// The panel was drawn anew.
pub fn drawn(app: App) {
    inspect::drawn(app);
    let _ = certificates::show(app);
    lay_open(app);
    resized();
}

/// Steals what a button of the table says, or gives it back, and stays in the step.
pub fn steal(app: App, text: &str) {
    acts::apply_here(app, knows::toggled(app.scenario(), text));
}

/// Fetches what is looked at needs beyond a message as a whole: the texts of a field, of a pane, of what a step chose and
/// checked, of certificates once a chain is judged; and the whole program where a pane is drawn by that alone. A link brings
/// what its pane needs with it: nothing else is fetched before it is usable.
pub fn need(app: App) {
    app.lang.track();
    let (at, pane, is_ready) = (app.at.get(), app.looked(), app.is_ready());
    if row(pane).later && (is_ready || !later::there()) {
        untrack(|| later::with(app, || ()));
    }
    let mut areas = app.shown.with(|shown| areas::needed(shown, at, pane));
    // What a code point is stands with what goes beyond the default handshake.
    if app.pick.with(Option::is_some) || app.hover.with(Option::is_some) {
        areas.extend(["fields", "checks", "details", "further"]);
    }
    areas.into_iter().for_each(|area| text::need(app, area));
}
