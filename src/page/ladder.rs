//! The ladder in the document: measured, marked where the run stands, scrolled. Knows no markup of it but what it marks.

use std::cell::Cell;

use leptos::prelude::document;

use super::dom;
use super::folds;
use super::state::App;
use super::text;
use handscope::explain::several;
use handscope::view::ladder::{axis, party};
use handscope::view::sight::Sight;
use handscope::wire::Role;

thread_local! {
    /// Whether the button for messages alone had the focus when the ladder was last drawn anew.
    static FOCUSED: Cell<bool> = const { Cell::new(false) };
}

/// Makes room for the drawing before it is drawn, while there is little to lay out, and takes the width that it has.
pub fn room(app: App) {
    if let Some(part) = dom::find("#ladder") {
        part.set_inner_html("<div class=ladder></div>");
    }
    measure(app);
}

/// Takes the width that the pane has, unless it is out of sight; the drawing follows.
pub fn measure(app: App) {
    let wide = dom::find(".ladder").map_or(0, |pane| pane.client_width());
    let wide = if wide > 0 { wide.clamp(300, 720) as u32 } else { app.wide.now().max(300) };
    if wide != app.wide.now() {
        app.wide.set(wide);
    }
}

/// Shows where the run stands: each side's state, and the classes past, now and next.
pub fn mark(app: App, sight: &Sight) {
    for role in [Role::Client, Role::Server] {
        let (class, words) = party(sight, role);
        if let Some(place) = dom::find(&format!(".parties .{} small", role.name())) {
            place.set_class_name(class);
            place.set_text_content(Some(&words));
        }
    }
    if several(&sight.shown.trace) {
        folds::mark(sight);
    }
    steps(if sight.whole { row(app, sight) } else { sight.at });
}

/// The step whose row is the present place; puts the button for messages alone where it belongs.
#[inline(never)] // of a later part, as the two below
fn row(app: App, sight: &Sight) -> usize {
    button(app, sight);
    if !sight.alone {
        return sight.at;
    }
    let here = axis::here(&sight.shown.trace, sight.at);
    if let Some(pane) = dom::find(".ladder") {
        let _ = pane.class_list().toggle_with_force("near", here != sight.at);
    }
    here
}

/// Notes whether the button has the focus, before the ladder is drawn anew.
#[inline(never)]
pub fn keep() {
    let on = document().active_element().and_then(|focused| focused.get_attribute("data-act"));
    FOCUSED.set(on.as_deref() == Some("rows"));
}

/// Puts the button at the ladder's head, once there are words for it: it comes with a later part, and what the reader
/// is about to click on is not drawn anew for it.
#[inline(never)]
fn button(app: App, sight: &Sight) {
    let Some(head) = dom::find(".parties > span") else { return };
    if head.query_selector("button").ok().flatten().is_some() {
        return;
    }
    let Some(html) = axis::button(sight) else { return text::need(app, "further") };
    head.set_inner_html(&html.into_string());
    if FOCUSED.replace(false) {
        dom::focus(".rows");
    }
}

/// Moves the classes, and the focus with them.
fn steps(at: usize) {
    let Some(pane) = dom::find(".ladder") else { return };
    // Who walks along the ladder by keys stays on it.
    let within = document().active_element().is_some_and(|focused| focused.has_attribute("data-s"));
    for link in dom::all(&pane, "a[data-s]") {
        let Some(step) = dom::number(&link, "data-s") else { continue };
        let classes = link.class_list();
        let _ = classes.toggle_with_force("past", step < at);
        let _ = classes.toggle_with_force("now", step == at);
        let _ = classes.toggle_with_force("next", step > at);
        if step == at {
            let _ = link.set_attribute("aria-current", "step");
            let _ = link.set_attribute("tabindex", "0");
            if within {
                dom::focus("a[data-s][tabindex=\"0\"][aria-current]");
            }
        } else {
            let _ = link.remove_attribute("aria-current");
            let _ = link.set_attribute("tabindex", "-1");
        }
    }
}

/// Scrolls the pane, never the page, until the current step stands well within it.
pub fn settle() {
    let (Some(pane), Some(step)) = (dom::find(".ladder"), dom::find(".ladder a.now")) else { return };
    let (outer, inner) = (pane.get_bounding_client_rect(), step.get_bounding_client_rect());
    let (above, below) = (inner.top() - outer.top(), outer.bottom() - inner.bottom());
    let (head, foot) = (outer.height() * 0.25, outer.height() * 0.3);
    let by = if above < head {
        above - head
    } else if below < foot {
        foot - below
    } else {
        return;
    };
    pane.set_scroll_top(pane.scroll_top() + by as i32);
}
