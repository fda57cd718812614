//! The tabs of the stage. Knows nothing of what they show.

use leptos::prelude::{request_animation_frame, untrack};
use web_sys::KeyboardEvent;

use crate::page::dom;
use crate::page::html::Html;
use crate::page::live::soon;
use crate::page::state::{App, Pane};
use handscope::explain::flow::made;
use handscope::explain::panes;

/// The tabs.
pub fn html(app: App) -> Html {
    let (at, looked) = (app.at.get(), app.looked());
    let mut out = Html::new();
    out.open("div", &[("role", "tablist"), ("aria-label", &app.t("page.panes"))]);
    for pane in all(app) {
        let on = looked == pane;
        let (id, selected) = (format!("tab-{}", pane.name()), if on { "true" } else { "false" });
        let index = if on { "0" } else { "-1" };
        out.open(
            "button",
            &[
                ("role", "tab"),
                ("id", &id),
                ("aria-controls", "panel"),
                ("aria-selected", selected),
                ("tabindex", index),
            ],
        );
        let label = label(app, pane);
        out.text(&app.t(&label));
        let made = if pane == Pane::Keys { app.shown.with(|shown| made(&shown.trace, at)) } else { 0 };
        if made > 0 {
            out.el("span", "n", &format!("+{made}"));
        }
        if label == "page.tab.failed" {
            out.open("span", &[("class", "n bad"), ("aria-hidden", "true")]).text("✗").close("span");
        }
        out.close("button");
    }
    out.close("div");
    out
}

/// The panes of the present step.
fn all(app: App) -> Vec<Pane> {
    app.shown.with(|shown| panes(&shown.trace, shown.aftermath.as_ref(), app.at.get()).collect())
}

/// The id of a tab's label. Where both sides completed in spite of a fault, nothing failed.
fn label(app: App, pane: Pane) -> String {
    let fine = |shown: &std::sync::Arc<crate::page::state::Shown>| {
        shown.aftermath.as_ref().is_some_and(|after| after.completed == [true, true])
    };
    match pane {
        Pane::Failed if app.shown.with(fine) => "page.tab.came".to_owned(),
        pane => format!("page.tab.{}", pane.name()),
    }
}

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
    let all = untrack(|| all(app));
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
