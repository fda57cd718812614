//! The header: name, scenario, faults, language, theme, help; below it what was wrong with a link.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::keys::{Act, act};
use super::menus;
use super::state::{App, Dialog, Theme};

/// The header.
#[component]
pub fn Header(app: App) -> impl IntoView {
    let open = move |dialog| move |_| app.dialog.set(Some(dialog));
    let theme = move || match app.theme.get() {
        Theme::System => "◐",
        Theme::Light => "☀",
        Theme::Dark => "☾",
    };
    let themed = move || {
        let name = app.t(&format!("page.theme.{}", app.theme.get().name()));
        app.tf("page.theme", &vec![("name", name)])
    };
    view! {
        <header class="bar">
            <button class="skip" on:click=move |_| super::dom::focus("#stage")>{move || app.t("page.skip")}</button>
            <span class="brand">"Hand"<i>"scope"</i></span>
            <button class="edged scenario" aria-haspopup="dialog" on:click=open(Dialog::Scenario)>
                {move || menus::title(app)}" ▾"
            </button>
            <button class="break" aria-haspopup="dialog" on:click=open(Dialog::Faults)>{move || app.t("page.break")}" ▾"</button>
            <span class="gap"></span>
            <button lang=move || app.lang.get().other().tag() on:click=move |_| act(app, Act::Language)>
                {move || app.t("page.other_language")}
            </button>
            <button class="icon" aria-label=themed title=themed on:click=move |_| act(app, Act::Theme)>{theme}</button>
            <button
                class="icon" aria-haspopup="dialog" aria-label=move || app.t("page.help") title=move || app.t("page.help")
                on:click=open(Dialog::Help)
            >"?"</button>
        </header>
    }
}

/// Says which part of a link could not be read, and lets it be mended.
#[component]
pub fn Banner(app: App) -> impl IntoView {
    move || {
        let bad = app.bad.get()?;
        let vars = vec![("key", bad.key.clone()), ("value", bad.value.clone()), ("allowed", bad.allowed.clone())];
        let text = RwSignal::new(bad.text.clone());
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            app.apply_text(&text.get_untracked());
        };
        Some(view! {
            <div class="banner" role="alert">
                <p><strong>{app.t("page.bad_link")}</strong>" "{app.tf("page.bad_link.why", &vars)}</p>
                <form on:submit=submit>
                    <input
                        aria-label=app.t("page.bad_link.text") spellcheck="false" prop:value=bad.text
                        on:input=move |event| text.set(event_target_value(&event))
                    />
                    <button class="edged" type="submit">{app.t("page.bad_link.retry")}</button>
                    <button class="edged" type="button" on:click=move |_| app.apply_text("")>{app.t("page.bad_link.start")}</button>
                </form>
            </div>
        })
    }
}
