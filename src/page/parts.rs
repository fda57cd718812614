//! The parts of the page: each with what it follows, and what draws it. Knows no markup.

use std::cell::RefCell;

use leptos::prelude::*;

use super::ladder;
use super::live::{put, watch};
use super::stage;
use super::state::{App, Page};
use super::text;
use handscope::view::{self, Html};

/// A part of the page: an element that holds what `draw` gives, and what is to be done once it is drawn.
pub fn part(app: App, id: &'static str, draw: fn(App) -> Html, after: fn(App)) -> impl IntoView {
    let drawn = RefCell::new(String::new());
    watch(move || {
        if !app.is_ready() {
            return;
        }
        let html = draw(app).into_string();
        if *drawn.borrow() != html {
            if let Some(element) = document().get_element_by_id(id) {
                put(&element, &html);
            }
            drawn.replace(html);
            untrack(|| after(app));
        }
    });
    view! { <div class="part" id=id></div> }
}

/// Nothing to be done.
pub fn nothing(_: App) {}

pub fn header(app: App) -> Html {
    app.shown.track();
    app.lang.track();
    app.theme.track();
    app.page.track();
    app.texts.track();
    view::header::html(&app.sight())
}

pub fn banner(app: App) -> Html {
    app.bad.track();
    app.cut_off.track();
    app.texts.track();
    if app.bad.peek(Option::is_some) {
        ["further", "menus"].into_iter().for_each(|area| text::need(app, area));
    }
    view::banner::html(&app.sight())
}

pub fn ladder(app: App) -> Html {
    if app.wide.now() == 0 {
        ladder::room(app);
    }
    app.shown.track();
    app.alone.track();
    app.whole.track();
    app.wide.track();
    app.texts.track();
    if app.whole.now() {
        ladder::keep();
    }
    view::ladder::html(&app.sight())
}

pub fn head(app: App) -> Html {
    app.entrance.track();
    app.terms.track();
    app.shown.track();
    app.at.track();
    app.texts.track();
    view::head::html(&app.sight())
}

pub fn tabs(app: App) -> Html {
    app.shown.track();
    app.at.track();
    app.pane.track();
    app.texts.track();
    view::tabs::html(&app.sight())
}

pub fn pane(app: App) -> Html {
    app.terms.track();
    app.shown.track();
    app.at.track();
    app.pane.track();
    app.whole.track();
    app.texts.track();
    view::panes::html(&stage::sight(app))
}

pub fn player(app: App) -> Html {
    app.shown.track();
    app.playing.track();
    app.texts.track();
    view::player::html(&app.sight())
}

pub fn menu(app: App) -> Html {
    app.dialog.track();
    app.shown.track();
    app.letters.track();
    app.texts.track();
    view::menus::html(&app.sight())
}

pub fn place(app: App) -> Html {
    app.terms.track();
    app.page.track();
    app.entry.track();
    app.other.track();
    app.shown.track();
    app.texts.track();
    if app.page.now() == Page::Compare {
        app.at.track();
    }
    view::pages::html(&app.sight())
}

pub fn tour(app: App) -> Html {
    app.tour.track();
    app.shown.track();
    app.texts.track();
    match app.tour.now() {
        None => Html::new(),
        Some(_) => view::tour::html(&app.sight()),
    }
}
