//! The page: showing a trace, choosing a scenario. Knows how to lay out, never how to compute anything else.

mod banner;
mod bytes;
mod choices;
mod copy;
mod dom;
mod events;
mod header;
mod help;
mod html;
mod icons;
mod keys;
mod ladder;
mod later;
mod link;
mod live;
mod menus;
mod past;
mod player;
mod stage;
mod state;
mod text;
mod wording;

use leptos::prelude::*;

use live::{nothing, part, watch};
use state::{App, Theme};
use wording::Wording;

/// Puts the page into the document. A link to anything but the default handshake needs the whole program.
pub fn start() {
    let mount = || leptos::mount::mount_to_body(page);
    match link::is_default(&link::current()) {
        true => mount(),
        false => later::begin(mount),
    }
}

/// Every part of the page, each followed by what it is drawn from.
fn page() -> impl IntoView {
    let app = App::new();
    // After the parts are in the document.
    request_animation_frame(move || {
        events::listen(app);
        keys::listen(app);
        link::bind(app);
        past::listen(app);
        later::listen(app);
        watch(move || dress(app));
        watch(move || step(app));
        watch(move || stage::look(app));
        watch(move || stage::seek(app));
        watch(move || stage::need(app));
        watch(move || menus::show(app));
        player::autoplay(app);
        watch(move || stage::follow(app));
        watch(move || stage::lay_open(app));
        watch(move || stage::fetch(app));
    });
    view! {
        <div class="app">
            {part(app, "header", header::html, nothing)}
            {part(app, "banner", banner::html, nothing)}
            {part(app, "ladder", ladder::html, drawn)}
            <main id="stage" tabindex="-1">
                <div id="aloud" aria-live="polite"></div>
                {part(app, "head", stage::html, nothing)}
                {part(app, "tabs", stage::tabs::html, stage::tabs::drawn)}
                {part(app, "pane", stage::panel, stage::drawn)}
            </main>
            {part(app, "player", player::html, step)}
        </div>
        <dialog aria-labelledby="dialog-title">{part(app, "menu", menus::html, nothing)}</dialog>
    }
}

/// The ladder is drawn as wide as its pane, and marked.
fn drawn(app: App) {
    ladder::measure(app);
    step(app);
}

/// Shows where the run stands, in everything that a step does not draw anew, and says it aloud.
fn step(app: App) {
    if !app.is_ready() {
        return;
    }
    let at = app.at.get();
    let words = app.shown.with(|shown| app.texts.with(|texts| Wording::new(&shown.trace, at, texts)));
    let aloud = &words.aloud;
    document().set_title(&format!("{} · {} · Handscope", words.headline(), wording::plain(&menus::title(app))));
    ladder::mark(app, at);
    player::mark(app, at, aloud);
    live::tell("#stage", "class", &app.shown.with(|shown| format!("stage {}", stage::who(shown, at))));
    dom::say("#aloud", &format!("{}. {aloud}", app.position()));
    live::soon(settle);
    if app.read.replace(Some(at)).is_some_and(|before| before != at) {
        live::soon(stage::top);
    }
    // What waits for the page to be usable (tests, embedding pages) sees it here.
    live::tell("html", "data-ready", "");
}

/// Scrolls to what is looked at. Asking where things stand makes the browser lay the page out: once, when all is drawn.
fn settle() {
    ladder::settle();
    stage::settle();
}

/// Puts the theme on the document; the stylesheet does the rest.
fn dress(app: App) {
    let Some(root) = dom::root() else { return };
    let _ = match app.theme.get() {
        Theme::System => root.remove_attribute("data-theme"),
        chosen => root.set_attribute("data-theme", chosen.name()),
    };
}
