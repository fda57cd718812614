//! Help: how to move, the keys (from the one table), what is modelled and what is not, whose work this is.

use leptos::prelude::*;

use super::html::Html;
use super::keys::{TABLE, cap};
use super::state::App;

/// The help.
#[component]
pub fn Help(app: App) -> impl IntoView {
    let html = Memo::new(move |_| markup(app).into_string());
    view! {
        <div class="inner-menu" inner_html=html></div>
        <p class="field">
            <label class="tick">
                <input
                    type="checkbox" prop:checked=move || app.letters.get()
                    on:change=move |event| app.set_letters(event_target_checked(&event))
                />
                {move || app.t("page.letters")}
            </label>
        </p>
        <div class="inner-menu" inner_html=move || scope(app).into_string()></div>
    }
}

fn markup(app: App) -> Html {
    let mut out = Html::new();
    section(app, &mut out, "page.help.how");
    out.class("table", "keys").open("tbody", &[]);
    for key in TABLE {
        out.open("tr", &[]).open("th", &[("scope", "row")]);
        for name in key.keys {
            out.el("kbd", "", cap(name));
        }
        out.close("th").el("td", "", &app.t(key.id)).close("tr");
    }
    out.close("tbody").close("table");
    out
}

fn scope(app: App) -> Html {
    let mut out = Html::new();
    section(app, &mut out, "page.help.scope");
    section(app, &mut out, "page.help.privacy");
    out
}

/// A heading with its paragraphs; a paragraph that begins with a dash is an item of a list.
fn section(app: App, out: &mut Html, id: &str) {
    let Some(text) = app.text(id) else { return };
    out.class("section", "prose").open("h3", &[]).prose(&text.title).close("h3");
    let mut listing = false;
    for paragraph in &text.body {
        let item = paragraph.strip_prefix("- ");
        if item.is_some() != listing {
            listing = item.is_some();
            if listing {
                out.open("ul", &[])
            } else {
                out.close("ul")
            };
        }
        match item {
            Some(item) => out.open("li", &[]).prose(item).close("li"),
            None => out.paragraph("", paragraph),
        };
    }
    if listing {
        out.close("ul");
    }
    out.close("section");
}
