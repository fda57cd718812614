//! The page in a browser: events, timers, the address, what is fetched. What stands on it is made by `view`.

mod acts;
mod address;
mod beside;
mod copy;
mod dom;
mod events;
mod folds;
mod given;
mod keys;
mod ladder;
mod later;
mod live;
mod menus;
mod parts;
mod past;
mod player;
mod search;
mod stage;
mod state;
mod terms;
mod text;
mod work;

use leptos::prelude::*;

use handscope::explain::tour::STOPS;
use handscope::view;
use handscope::view::pages::RUN;
use handscope::view::wording::{Wording, plain};
use live::watch;
use parts::{nothing, part};
use state::{App, Dialog, Theme};

/// Puts the page into the document, once what the link needs of the program is there.
pub fn start() {
    let mount = || leptos::mount::mount_to_body(page);
    match later::wants() {
        true => later::begin(mount),
        false => mount(),
    }
}

/// Every part of the page, each followed by what it is drawn from.
fn page() -> impl IntoView {
    let app = acts::begin();
    // After the parts are in the document.
    request_animation_frame(move || {
        events::listen(app);
        keys::listen(app);
        address::bind(app);
        later::then(move || stage::open_up(app));
        watch(move || dress(app));
        watch(move || step(app));
        watch(move || stage::look(app));
        watch(move || stage::seek(app));
        watch(move || stage::need(app));
        watch(move || places(app));
        watch(move || acts::compare(app));
        watch(move || given::follow(app));
        watch(move || mark_tour(app));
        watch(move || opened(app));
        watch(move || left(app));
        watch(move || menus::show(app));
        watch(move || asked(app));
        player::autoplay(app);
        watch(move || stage::follow(app));
        watch(move || stage::lay_open(app));
    });
    view! {
        <div class="app">
            {part(app, "header", parts::header, nothing)}
            {part(app, "banner", parts::banner, nothing)}
            {part(app, "ladder", parts::ladder, drawn)}
            <main id="stage" tabindex="-1">
                <div id="aloud" aria-live="polite"></div>
                {part(app, "head", parts::head, nothing)}
                {part(app, "tabs", parts::tabs, stage::tabs::drawn)}
                {part(app, "pane", parts::pane, stage::drawn)}
            </main>
            <main id="place" tabindex="-1" hidden="">{part(app, "beside", parts::place, laid)}</main>
            {part(app, "player", parts::player, step)}
            {part(app, "tour", parts::tour, nothing)}
        </div>
        <dialog aria-labelledby="dialog-title">{part(app, "menu", parts::menu, nothing)}</dialog>
    }
}

/// The ladder is marked, and out of sight where the link leads to a page beside the run.
fn drawn(app: App) {
    places(app);
    step(app);
}

/// Shows where the run stands, in everything that a step does not draw anew, and says it aloud.
fn step(app: App) {
    if !app.is_ready() {
        return;
    }
    let at = app.at.get();
    app.texts.track();
    app.shown.track();
    app.whole.track();
    let sight = app.sight();
    let words = Wording::new(&sight.shown.trace, at, &sight.texts);
    let aloud = &words.aloud;
    document().set_title(&format!("{} · {} · Handscope", words.headline(), plain(&view::menus::named::title(&sight))));
    ladder::mark(app, &sight);
    player::mark(&sight, aloud);
    live::tell("#stage", "class", &format!("stage {}", view::head::who(&sight.shown, at)));
    // Once: what comes later, as texts do, is no reason to speak over what is heard meanwhile.
    let said = format!("{}. {aloud}", sight.position());
    if app.said.replace(said.clone()) != said {
        dom::say("#aloud", &said);
    }
    live::soon(settle);
    if app.read.replace(Some(at)).is_some_and(|before| before != at) {
        live::soon(stage::top);
    }
    // What waits for the page to be usable (tests, embedding pages) sees it here.
    live::tell("html", "data-ready", "");
    if app.whole.now() {
        // What terms mean is fetched once the whole program is there to mark them.
        later::rest(move || text::need(app, "glossary"));
    }
}

/// A page beside the run was drawn: what is drawn apart from it, then its entry.
fn laid(app: App) {
    given::fill(app);
    beside::drawn(app);
}

/// Marks what the tour speaks of.
fn mark_tour(app: App) {
    let stop = app.tour.get().and_then(|at| STOPS.get(at));
    live::tell("html", "data-tour", stop.map_or("", |stop| stop.about.id()));
}

/// Shows the parts that stand at this place, and fetches what is said there; where that changes how wide the ladder's pane is,
/// it is drawn anew.
fn places(app: App) {
    let row = view::pages::row(app.page.get());
    app.lang.track();
    row.iter().flat_map(|row| row.texts).for_each(|area| text::need(app, area));
    let parts = row.map_or(RUN, |row| row.parts);
    for part in RUN.iter().chain(&["place"]) {
        let hidden = !parts.contains(part);
        live::hide(&format!(".app > #{part}"), hidden);
    }
    request_animation_frame(move || ladder::measure(app));
}

/// A page beside the run is read from its entry.
fn opened(app: App) {
    app.page.track();
    app.entry.track();
    if later::there() {
        beside::opened(app);
    }
}

/// A link may ask for a menu; the search is drawn apart from its dialog.
fn asked(app: App) {
    if app.menu.with(Option::is_some) {
        search::menu(app);
    }
    if app.dialog.get() == Some(Dialog::Search) {
        search::follow(app);
    }
}

/// The card of a term goes with its word.
fn left(app: App) {
    app.at.track();
    app.page.track();
    if app.terms.peek(Option::is_some) {
        terms::close();
    }
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
