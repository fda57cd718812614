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
use handscope::lab::StepKind;
use handscope::tls::Effect as Did;
use handscope::view::panes::{knows, row};
use handscope::view::sight::Shown;
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
/// checked, of certificates once a chain is judged; and the whole program where a pane is drawn by that alone.
pub fn need(app: App) {
    let row = row(app.looked());
    app.lang.track();
    row.texts.iter().for_each(|area| text::need(app, area));
    // Those of other runs only where one is shown.
    if row.texts.contains(&"fields") {
        text::need_details(app);
    }
    if row.later {
        untrack(|| later::with(app, || ()));
    }
    let here = |found: fn(&StepKind, &[Did]) -> bool| {
        let at = app.at.get();
        app.shown.with(|shown: &std::sync::Arc<Shown>| {
            shown.trace.steps.get(at).is_some_and(|step| found(&step.kind, &step.effects))
        })
    };
    let looked = app.pick.with(Option::is_some) || app.hover.with(Option::is_some);
    if looked || here(|kind, _| !matches!(kind, StepKind::Transfer { .. })) {
        text::need_details(app);
    }
    // What a code point is stands there.
    if looked {
        text::need(app, "further");
        text::need(app, "details");
    }
    if here(|_, effects| effects.iter().any(|effect| matches!(effect, Did::Judged(_)))) {
        text::need(app, "certificates");
    }
}
