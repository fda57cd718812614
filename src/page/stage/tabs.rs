//! The tabs of the stage: kept in view, and their keys.

use leptos::prelude::request_animation_frame;
use web_sys::KeyboardEvent;

use crate::page::dom;
use crate::page::live::soon;
use crate::page::state::App;
use handscope::explain::{Pane, panes};

/// On a narrow screen the tabs scroll: the chosen one is in view.
pub fn drawn(_: App) {
    soon(|| {
        let (Some(list), Some(tab)) = (dom::find("[role=tablist]"), dom::find("[role=tab][aria-selected=true]")) else {
            return;
        };
        let (outer, inner) = (list.get_bounding_client_rect(), tab.get_bounding_client_rect());
        let by = (inner.left() - outer.left()).min(0.0) + (inner.right() - outer.right()).max(0.0);
        list.set_scroll_left(list.scroll_left() + by as i32);
    });
}

/// The keys of the tabs (ARIA Authoring Practices, tabs with automatic activation).
pub fn press(app: App, event: &KeyboardEvent) -> bool {
    let all: Vec<Pane> = app.shown.peek(|shown| panes(&shown.trace, shown.aftermath.as_ref(), app.at.now()).collect());
    let last = all.len().saturating_sub(1);
    let at = all.iter().position(|pane| *pane == app.looked_now()).unwrap_or(0);
    let to = match event.key().as_str() {
        "ArrowRight" if at == last => 0,
        "ArrowRight" => at + 1,
        "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
        "Home" => 0,
        "End" => last,
        _ => return false,
    };
    let Some(pane) = all.get(to).copied() else { return false };
    app.pane.set(Some(pane));
    // The tabs are drawn anew at the end of this task.
    request_animation_frame(move || dom::focus(&format!("#tab-{}", pane.name())));
    true
}
