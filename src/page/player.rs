//! The player in the document: marked where the run stands, dragged, and playing by itself. Knows no message.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::{IntervalHandle, set_interval_with_handle};
use web_sys::PointerEvent;

use super::dom;
use super::keys::act;
use super::live::{tell, watch};
use super::state::App;
use handscope::explain::several;
use handscope::view::keys::Act;
use handscope::view::ladder::many::position;
use handscope::view::sight::Sight;

/// How long a step stays when the run plays by itself.
const PACE: Duration = Duration::from_millis(2200);

/// Shows where the run stands; `aloud` is what the step is called.
pub fn mark(sight: &Sight, aloud: &str) {
    let at = sight.at;
    let Some(bar) = dom::find("#scrub") else { return };
    for (step, segment) in dom::all(&bar, "i").iter().enumerate() {
        let classes = segment.class_list();
        let _ = classes.toggle_with_force("past", step < at);
        let _ = classes.toggle_with_force("now", step == at);
    }
    let ends =
        [("first", at == 0), ("back", at == 0), ("next", at + 1 >= sight.count()), ("last", at + 1 >= sight.count())];
    for (act, end) in ends {
        tell(&format!(".player [data-act={act}]"), "aria-disabled", if end { "true" } else { "false" });
    }
    tell("#scrub", "aria-valuenow", &(at + 1).to_string());
    tell("#scrub", "aria-valuetext", aloud);
    dom::say(".player .count", &sight.position());
    if several(&sight.shown.trace) {
        dom::say(".player .of", &position(sight, at));
    }
}

/// A pointer on the scrubber: the step under it.
pub fn seek(app: App, event: &PointerEvent) {
    let Some(bar) = dom::find("#scrub") else { return };
    let rect = bar.get_bounding_client_rect();
    let part = (f64::from(event.client_x()) - rect.left()) / rect.width().max(1.0);
    app.playing.set(false);
    app.go((part.clamp(0.0, 0.9999) * app.count() as f64) as usize);
}

/// A pointer going down on the scrubber holds it until it is let go.
pub fn grab(app: App, event: &PointerEvent) {
    if let Some(bar) = dom::closest(event, "#scrub") {
        let _ = bar.set_pointer_capture(event.pointer_id());
        seek(app, event);
    }
}

/// Steps on while playing.
pub fn autoplay(app: App) {
    let handle = Cell::new(None::<IntervalHandle>);
    watch(move || {
        if let Some(old) = handle.take() {
            old.clear();
        }
        if app.playing.get() {
            if app.at.now() + 1 >= app.count() {
                app.go(0);
            }
            handle.set(set_interval_with_handle(move || act(app, Act::Next), PACE).ok());
        }
    });
}
