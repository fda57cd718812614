//! The tabs of the stage. Knows nothing of what they show.

use leptos::prelude::request_animation_frame;
use web_sys::KeyboardEvent;

use crate::page::dom;
use crate::page::html::Html;
use crate::page::live::soon;
use crate::page::state::{App, Pane};
use handscope::tls::Effect as Did;

/// The tabs.
pub fn html(app: App) -> Html {
    let learned = app.shown.with(|shown| {
        let step = shown.trace.steps.get(app.at.get());
        let news = |effect: &&Did| matches!(effect, Did::Learned { .. });
        step.map_or(0, |step| step.effects.iter().filter(news).count())
    });
    let mut out = Html::new();
    out.open("div", &[("role", "tablist"), ("aria-label", &app.t("page.panes"))]);
    for pane in Pane::ALL {
        let on = app.pane.get() == pane;
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
        out.text(&app.t(&format!("page.tab.{}", pane.name())));
        if pane == Pane::Keys && learned > 0 {
            out.el("span", "n", &format!("+{learned}"));
        }
        out.close("button");
    }
    out.close("div");
    out
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
    let last = Pane::ALL.len() - 1;
    let at = Pane::ALL.iter().position(|pane| *pane == app.pane.now()).unwrap_or(0);
    let to = match event.key().as_str() {
        "ArrowRight" if at == last => 0,
        "ArrowRight" => at + 1,
        "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
        "Home" => 0,
        "End" => last,
        _ => return false,
    };
    app.pane.set(Pane::ALL[to]);
    // The tabs are drawn anew at the end of this task.
    request_animation_frame(move || dom::focus(&format!("#tab-{}", Pane::ALL[to].name())));
    true
}
