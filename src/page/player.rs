//! The player: first, back, next, last, autoplay, and a scrubber with one segment per step. Knows no message.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

use super::dom;
use super::html::Html;
use super::keys::{Act, act};
use super::ladder::layout::{Shape, shape};
use super::state::App;
use super::wording::Wording;
use handscope::tls::Effect as Did;
use handscope::wire::Role;

/// How long a step stays when the run plays by itself.
const PACE: Duration = Duration::from_millis(2200);

const FIRST: &str = "M3 3h2v10H3zM13 3v10L6 8z";
const BACK: &str = "M12 3v10L4 8z";
const LAST: &str = "M11 3h2v10h-2zM3 3v10l7-5z";
const PLAY: &str = "M4 3v10l8-5z";
const PAUSE: &str = "M4 3h3v10H4zM9 3h3v10H9z";

/// The footer.
#[component]
pub fn Player(app: App) -> impl IntoView {
    let count = Memo::new(move |_| app.shown.with(|shown| shown.trace.steps.len()));
    let atlast = move || app.at.get() + 1 >= count.get();
    autoplay(app);
    let button = move |id: &'static str, icon: &'static str, what: Act, off: Signal<bool>| {
        view! {
            <button aria-label=move || app.t(id) title=move || app.t(id) aria-disabled=move || off.get().to_string() on:click=move |_| act(app, what)>
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d=icon></path></svg>
            </button>
        }
    };
    let none = Signal::derive(move || app.at.get() == 0);
    let end = Signal::derive(atlast);
    let position = move || {
        let vars = vec![("n", (app.at.get() + 1).to_string()), ("count", count.get().to_string())];
        app.tf("page.position", &vars)
    };
    view! {
        <footer class="player">
            <div class="buttons" role="group" aria-label=move || app.t("page.player")>
                {button("page.first", FIRST, Act::First, none)}
                {button("page.back", BACK, Act::Back, none)}
                <button class="big" aria-disabled=move || atlast().to_string() on:click=move |_| act(app, Act::Next)>{move || app.t("page.next")}</button>
                {button("page.last", LAST, Act::Last, end)}
                <button
                    aria-pressed=move || app.playing.get().to_string()
                    aria-label=move || app.t("page.play")
                    title=move || app.t("page.play")
                    on:click=move |_| act(app, Act::Play)
                >
                    <svg viewBox="0 0 16 16" aria-hidden="true">
                        <path d=move || if app.playing.get() { PAUSE } else { PLAY }></path>
                    </svg>
                </button>
            </div>
            <Scrubber app count/>
            <span class="count">{position}</span>
        </footer>
    }
}

/// One segment per step, in its actor's colour; one control, as far as the keyboard is concerned.
#[component]
fn Scrubber(app: App, count: Memo<usize>) -> impl IntoView {
    let segments = Memo::new(move |_| {
        app.shown.with(|shown| {
            let mut out = Html::new();
            for step in &shown.trace.steps {
                let refused = step.effects.iter().any(|effect| matches!(effect, Did::Refused { .. }));
                let class = match shape(&shown.trace, &step.kind).0 {
                    Shape::Arrow { from: Role::Client, .. } => "client",
                    Shape::Arrow { .. } => "server",
                    Shape::Local(Role::Client) | Shape::End(Role::Client) => "client local",
                    Shape::Local(_) | Shape::End(_) => "server local",
                    Shape::Strike => "network bad",
                };
                out.el("i", if refused { "network bad" } else { class }, "");
            }
            out.into_string()
        })
    });
    let bar = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        segments.track();
        let at = app.at.get();
        let Some(bar) = bar.get() else { return };
        for (step, segment) in dom::all(&bar, "i").iter().enumerate() {
            let classes = segment.class_list();
            let _ = classes.toggle_with_force("past", step < at);
            let _ = classes.toggle_with_force("now", step == at);
        }
    });
    let seek = move |event: &PointerEvent| {
        let Some(bar) = event.current_target().and_then(|bar| bar.dyn_into::<Element>().ok()) else { return };
        let rect = bar.get_bounding_client_rect();
        let part = (f64::from(event.client_x()) - rect.left()) / rect.width().max(1.0);
        app.go((part.clamp(0.0, 0.9999) * count.get_untracked() as f64) as usize);
    };
    let down = move |event: PointerEvent| {
        if let Some(bar) = event.current_target().and_then(|bar| bar.dyn_into::<Element>().ok()) {
            let _ = bar.set_pointer_capture(event.pointer_id());
        }
        app.playing.set(false);
        seek(&event);
    };
    let drag = move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            seek(&event);
        }
    };
    // Arrows, Home and End act as everywhere; only what the page would scroll by is taken here.
    let press = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowUp" => Act::Next,
            "ArrowDown" => Act::Back,
            _ => return,
        };
        event.prevent_default();
        act(app, by);
    };
    let now =
        move || app.shown.with(|shown| app.texts.with(|texts| Wording::new(&shown.trace, app.at.get(), texts).aloud));
    view! {
        <div
            class="scrub" node_ref=bar role="slider" tabindex="0" aria-valuemin="1"
            aria-label=move || app.t("page.scrubber")
            aria-valuemax=move || count.get().to_string()
            aria-valuenow=move || (app.at.get() + 1).to_string()
            aria-valuetext=now
            on:pointerdown=down on:pointermove=drag on:keydown=press
            inner_html=segments
        ></div>
    }
}

/// Steps on while playing.
fn autoplay(app: App) {
    Effect::new(move |old: Option<Option<IntervalHandle>>| {
        if let Some(handle) = old.flatten() {
            handle.clear();
        }
        app.playing
            .get()
            .then(|| {
                if app.at.get_untracked() + 1 >= app.shown.with_untracked(|shown| shown.trace.steps.len()) {
                    app.go(0);
                }
                set_interval_with_handle(move || act(app, Act::Next), PACE).ok()
            })
            .flatten()
    });
}
