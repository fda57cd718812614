//! The stage: what happens in this step and why, what followed from a fault, and the panes.

mod aftermath;
mod covers;
mod did;
mod explain;
mod flip;
mod inspect;
mod ledger;
mod light;
mod machines;
mod markup;
mod moves;

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::dom;
use super::html::Html;
use super::ladder::layout::{Shape, shape};
use super::state::{App, Pane, Shown};
use super::text;
use super::wording::Wording;
pub use flip::name as fault_name;
use handscope::tls::Effect as Did;
use handscope::wire::Role;
use inspect::Inspector;
pub use inspect::blobs;

/// The main part of the page.
#[component]
pub fn Stage(app: App) -> impl IntoView {
    let words = Memo::new(move |_| {
        app.shown.with(|shown| app.texts.with(|texts| Wording::new(&shown.trace, app.at.get(), texts)))
    });
    let who = Memo::new(move |_| {
        app.shown.with(|shown| {
            shown.trace.steps.get(app.at.get()).map_or("", |step| match shape(&shown.trace, &step.kind).0 {
                Shape::Arrow { from: Role::Client, .. } | Shape::Local(Role::Client) | Shape::End(Role::Client) => {
                    "client"
                }
                Shape::Strike => "network",
                _ => "server",
            })
        })
    });
    Effect::new(move |_| {
        let judged = |effect: &Did| matches!(effect, Did::Judged(_));
        let step = |shown: &std::sync::Arc<Shown>| {
            shown.trace.steps.get(app.at.get()).is_some_and(|step| step.effects.iter().any(judged))
        };
        if app.shown.with(step) {
            text::need(app, "certificates");
        }
    });
    // What is read aloud at a step waits for nothing and moves no focus.
    let spoken = move || {
        let vars = vec![
            ("n", (app.at.get() + 1).to_string()),
            ("count", app.shown.with(|shown| shown.trace.steps.len()).to_string()),
        ];
        format!("{}. {}", app.tf("page.position", &vars), words.with(|words| words.aloud.clone()))
    };
    view! {
        <main id="stage" class=move || format!("stage {}", who.get()) tabindex="-1">
            <div class="unseen" aria-live="polite">{spoken}</div>
            <div inner_html=move || words.with(head)></div>
            <div class="wrap" inner_html=move || aftermath::html(app).into_string() on:click=move |event| aftermath::click(app, &event)></div>
            <Tabs app/>
            <div role="tabpanel" id="panel" tabindex="-1" aria-labelledby=move || format!("tab-{}", app.pane.get().name())>
                {move || panel(app, app.pane.get())}
            </div>
        </main>
    }
}

/// Kicker, headline, and why.
fn head(words: &Wording) -> String {
    let mut out = Html::new();
    out.el("p", "kick", &words.kicker);
    match &words.text {
        Some(text) => {
            out.open("h1", &[]).prose(&text.title).close("h1");
            for paragraph in &text.body {
                out.paragraph("lead", paragraph);
            }
        }
        None => drop(out.el("h1", "", &words.label)),
    }
    out.into_string()
}

fn panel(app: App, pane: Pane) -> AnyView {
    match pane {
        Pane::Message => view! {
            <div class="wrap" inner_html=move || did::html(app).into_string()></div>
            <Inspector app record=false/>
        }
        .into_any(),
        Pane::Record => view! { <Inspector app record=true/> }.into_any(),
        Pane::Keys => scroll(app, "page.tab.keys", ledger::html),
        Pane::Transcript => scroll(app, "page.tab.transcript", covers::html),
        Pane::State => scroll(app, "page.tab.state", machines::html),
    }
}

/// A pane that is markup only.
fn scroll(app: App, label: &'static str, html: fn(App) -> Html) -> AnyView {
    let html = Memo::new(move |_| html(app).into_string());
    view! { <div class="scroll" tabindex="0" role="region" aria-label=move || app.t(label) inner_html=html></div> }
        .into_any()
}

#[component]
fn Tabs(app: App) -> impl IntoView {
    let fresh =
        Memo::new(move |_| {
            app.shown.with(|shown| {
                shown.trace.steps.get(app.at.get()).map_or(0, |step| {
                    step.effects.iter().filter(|effect| matches!(effect, Did::Learned { .. })).count()
                })
            })
        });
    let press = move |event: KeyboardEvent| {
        let at = Pane::ALL.iter().position(|pane| *pane == app.pane.get_untracked()).unwrap_or(0);
        let last = Pane::ALL.len() - 1;
        let to = match event.key().as_str() {
            "ArrowRight" => {
                if at == last {
                    0
                } else {
                    at + 1
                }
            }
            "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        app.pane.set(Pane::ALL[to]);
        dom::focus(&format!("#tab-{}", Pane::ALL[to].name()));
    };
    let tab = move |pane: Pane| {
        let name = pane.name();
        view! {
            <button
                role="tab" id=format!("tab-{name}") aria-controls="panel"
                aria-selected=move || (app.pane.get() == pane).to_string()
                tabindex=move || if app.pane.get() == pane { "0" } else { "-1" }
                on:click=move |_| app.pane.set(pane)
            >
                {move || app.t(&format!("page.tab.{name}"))}
                {move || (pane == Pane::Keys && fresh.get() > 0).then(|| view! { <span class="n">"+"{fresh.get()}</span> })}
            </button>
        }
    };
    view! {
        <div role="tablist" aria-label=move || app.t("page.panes") on:keydown=press>
            {Pane::ALL.map(tab).collect_view()}
        </div>
    }
}
