//! What the reader asks for: another run, a fault more or less, a language. Knows no markup.

use std::cell::RefCell;
use std::sync::Arc;

use super::address;
use super::beside;
use super::dom;
use super::folds;
use super::given;
use super::ladder;
use super::later;
use super::live::soon;
use super::past::{self, Popped};
use super::state::{App, Dialog, Lang, Page, Theme};
use super::text;
use handscope::explain::tour::{About, STOPS};
use handscope::lab::{Mints, Scenario, run_with};
use handscope::net::Fault;
use handscope::view::areas;
use handscope::view::link::{self, Asked, View, is_default};
use handscope::view::pages::asked;
use handscope::view::pages::compare::usual;
use handscope::view::sight::Shown;
use handscope::view::wrong::Wrong;

/// The state that the address asks for.
pub fn begin() -> App {
    let fragment = address::current();
    let Asked { scenario, view, wrong } = link::read(&fragment);
    // A first visit needs no printer for the text that it came with.
    let text = if is_default(&fragment) { link::DEFAULT.to_owned() } else { link::write(&scenario) };
    let app = App::new(ran(&scenario, text), &view, later::there());
    app.entrance.set(fragment.is_empty());
    stand(app, fragment, &view, wrong);
    text::need_all(app);
    app
}

thread_local! {
    /// The chains of earlier runs: a run like one before mints nothing anew.
    static MINTS: RefCell<Mints> = RefCell::new(Mints::default());
}

/// Runs a scenario, and leaves in the browser's timeline how long it took.
fn ran(scenario: &Scenario, text: String) -> Shown {
    dom::timed("handscope-run", || Shown::told(MINTS.with_borrow_mut(|mints| run_with(scenario, mints)), text))
}

/// Goes where a link asks to, and tells what of it could not be taken.
fn stand(app: App, fragment: String, view: &View, mut wrong: Vec<Wrong>) {
    let anchor = view.at.as_deref();
    let found = app.shown.peek(|shown| anchor.is_none_or(|anchor| shown.trace.step_at(anchor).is_some()));
    if !found {
        wrong.push(Wrong::view("page.link.step", "~at", anchor.unwrap_or_default(), ""));
    }
    app.at.set(app.shown.peek(|shown| shown.place(anchor)));
    if is_default(&fragment) {
        app.page.set(Page::Run);
        app.entry.set(None);
        app.with.set(None);
        app.menu.set(None);
    } else {
        beside_run(app, view, &mut wrong);
    }
    app.wanted.set(view.field.clone());
    app.bad.set(if wrong.is_empty() { None } else { Some((fragment, wrong)) });
}

/// Goes to the page and to the menu of a link, as far as they have what it asks for.
#[inline(never)] // of a later part
fn beside_run(app: App, view: &View, wrong: &mut Vec<Wrong>) {
    let mut view = view.clone();
    // What the run is compared with is a link too.
    wrong.extend(view.with.iter().flat_map(|with| link::read(with).wrong));
    if view.page.is_some() || [&view.entry, &view.by, &view.with].into_iter().any(Option::is_some) {
        wrong.extend(app.shown.peek(|shown| asked::heed(&mut view, &shown.trace)));
        given::stand(app, &view);
    }
    if let Some(missing) = view.menu.as_deref().and_then(asked::in_menu) {
        wrong.push(missing);
        // It would lie over what says so.
        view.menu = None;
    }
    app.page.set(view.page.unwrap_or(Page::Run));
    app.entry.set(view.entry);
    app.with.set(view.with);
    app.menu.set(view.menu);
}

/// Reads the address again, as after the back button.
pub fn reload(app: App) {
    let fragment = address::current();
    let Asked { scenario, view, wrong } = link::read(&fragment);
    let text = link::write(&scenario);
    let same = text == app.shown.peek(|shown| shown.text.clone());
    if !same {
        app.clock.set(None);
        app.opened.set(None);
        app.shown.set(Arc::new(ran(&scenario, text)));
    }
    app.pick.set(None);
    let before = app.page.now();
    stand(app, fragment, &view, wrong);
    // The link that led here is gone with its page.
    match app.page.now() {
        here if here == before => {}
        Page::Run => soon(|| dom::focus("#stage")),
        _ => soon(|| dom::focus("#place")),
    }
    app.pane.set(view.pane);
    app.alone.set(view.alone);
    if let Some(lang) = view.lang.filter(|lang| *lang != app.lang.now()) {
        app.lang.set(lang);
        app.areas.set(Vec::new());
    }
    if let Some(theme) = view.theme {
        app.theme.set(theme);
    }
    text::need_all(app);
}

/// Runs a scenario and makes it a place of its own in the history.
pub fn apply(app: App, scenario: Scenario) {
    later::with(app, move || show(app, &scenario));
}

/// Runs a scenario that changes nothing of the run, and stays where the reader is.
pub fn apply_here(app: App, scenario: Scenario) {
    let (at, pane) = (app.at.now(), app.pane.now());
    later::with(app, move || {
        show(app, &scenario);
        app.at.set(at);
        app.pane.set(pane);
    });
}

fn show(app: App, scenario: &Scenario) {
    let shown = Arc::new(ran(scenario, link::write(scenario)));
    app.playing.set(false);
    app.entrance.set(false);
    app.bad.set(None);
    app.hover.set(None);
    app.clock.set(None);
    app.opened.set(None);
    app.at.set(0);
    app.page.set(Page::Run);
    app.entry.set(None);
    app.with.set(None);
    let at = shown.place(None);
    app.shown.set(shown);
    app.at.set(at);
    app.pane.set(None);
    app.wanted.set(None);
    text::need_all(app);
    past::push(app);
}

/// Runs the scenario of a text, or says what is wrong with it.
pub fn apply_text(app: App, text: &str) {
    let text = text.to_owned();
    later::with(app, move || {
        let asked = link::read(&text);
        match asked.wrong.iter().any(|one| one.keep) {
            true => app.bad.set(Some((text, asked.wrong))),
            false => {
                show(app, &asked.scenario);
                go_to(app, text, asked);
            }
        }
    });
}

/// Goes where a link leads that stood in a dialog: to a menu, to a page, to a place in this run or another. What lay under the
/// dialog is where Back leads to.
#[inline(never)] // of a later part
pub fn lead(app: App, link: &str) {
    let asked = link::read(link);
    if asked.view.menu.is_some() {
        return app.menu.set(asked.view.menu);
    }
    past::taken();
    app.dialog.set(None);
    let same = app.shown.peek(|shown| shown.text == link::write(&asked.scenario));
    match asked.view.page {
        Some(_) if same => return turn_to(app, asked.view),
        _ if same => beside::left(),
        _ => {
            beside::left();
            show(app, &asked.scenario);
        }
    }
    app.playing.set(false);
    app.entrance.set(false);
    app.pick.set(None);
    go_to(app, link.to_owned(), asked);
    past::push(app);
    soon(|| dom::focus(if dom::find("#place:not([hidden])").is_some() { "#place" } else { "#stage" }));
}

/// Goes where a link asks to in the run that is shown.
fn go_to(app: App, text: String, asked: Asked) {
    stand(app, text, &asked.view, asked.wrong);
    app.pane.set(asked.view.pane);
    if asked.view.alone {
        app.alone.set(true);
    }
}

/// Runs the scenario with one more fault.
pub fn add_fault(app: App, fault: Fault) {
    let mut scenario = app.scenario();
    scenario.faults.push(fault);
    apply(app, scenario);
}

/// Goes on without what of the link could not be taken.
pub fn leave(app: App) {
    app.bad.set(None);
    let scenario = app.scenario();
    if !scenario.unknown.is_empty() {
        let scenario = Scenario { unknown: Vec::new(), ..scenario };
        app.shown.set(Arc::new(ran(&scenario, link::write(&scenario))));
    }
}

/// Opens a menu, and fetches what it says.
pub fn open(app: App, dialog: Dialog) {
    ["further", "menus"].into_iter().for_each(|area| text::need(app, area));
    if dialog == Dialog::Faults {
        ["faults"].into_iter().chain(areas::FAULTS).for_each(|area| text::need(app, area));
    }
    later::with(app, move || app.dialog.set(Some(dialog)));
}

/// Runs the scenario without one of its faults.
pub fn remove_fault(app: App, at: usize) {
    let mut scenario = app.scenario();
    if at < scenario.faults.len() {
        scenario.faults.remove(at);
        apply(app, scenario);
    }
}

/// Chooses the language.
pub fn set_lang(app: App, lang: Lang) {
    app.told.set((true, app.told.now().1));
    app.lang.set(lang);
    app.areas.set(Vec::new());
    text::need_all(app);
}

/// Chooses the theme.
pub fn set_theme(app: App, theme: Theme) {
    app.told.set((app.told.now().0, true));
    app.theme.set(theme);
}

/// Turns single-character keys on or off.
pub fn set_letters(app: App, on: bool) {
    dom::keep("handscope.letters", if on { "on" } else { "off" });
    app.letters.set(on);
}

/// Goes to a page beside the run, or back to the run, and makes that an entry of the history.
pub fn visit(app: App, page: Page, entry: Option<String>) {
    turn_to(app, View { page: Some(page), entry, ..View::default() });
}

/// The same as a link says it. Within a page what its list is narrowed by stays, as far as the entry allows.
#[inline(never)] // of a later part
pub fn turn_to(app: App, mut view: View) {
    later::with(app, move || {
        beside::left();
        app.playing.set(false);
        let page = view.page.unwrap_or(Page::Run);
        if page == app.page.now() && view.by.is_none() {
            view.by = app.given.peek(|given| given.told());
            app.shown.peek(|shown| asked::heed(&mut view, &shown.trace));
        }
        given::stand(app, &view);
        app.entry.set(view.entry);
        app.page.set(page);
        past::push(app);
        soon(|| dom::focus("#place"));
    });
}

/// Goes to a stop of the tour, or leaves it.
pub fn tour(app: App, stop: Option<usize>) {
    text::need(app, "tour");
    let Some(stop) = stop.filter(|stop| *stop < STOPS.len()) else {
        dom::keep("handscope.tour", "taken");
        app.toured.set(true);
        app.tour.set(None);
        return dom::focus("#stage");
    };
    later::with(app, move || {
        let link = STOPS[stop].shown;
        let asked = link::read(link.0);
        if app.shown.peek(|shown| shown.text != link.text()) {
            show(app, &asked.scenario);
        }
        app.entrance.set(false);
        app.pick.set(None);
        go_to(app, link.0.to_owned(), asked);
        app.tour.set(Some(stop));
        soon(match STOPS[stop].about {
            // What is to be pressed is seen, however far down it stands.
            About::Flip => || {
                dom::focus("#tour-card");
                // Once the stage has gone to its head.
                soon(|| soon(|| dom::reveal("#flip")));
            },
            _ => || dom::focus("#tour-card"),
        });
    });
}

/// Chooses one of the two runs that stand side by side: by a scenario's text, or by a link, of which what stands behind
/// its `#` counts.
pub fn choose(app: App, which: &str, given: &str) {
    let text = given.trim().rsplit('#').next().unwrap_or_default();
    if text.is_empty() {
        return;
    }
    let other = app.other.peek(|other| other.as_ref().map(|other| other.text.clone()));
    let (own, with) = match which {
        "run-1" => (text.to_owned(), other),
        _ => (app.shown.peek(|shown| shown.text.clone()), Some(text.to_owned())),
    };
    let view = View { page: Some(Page::Compare), with, ..View::default() };
    address::go(&link::fragment(&own, &view));
}

/// Runs what the shown run is compared with, where it is.
pub fn compare(app: App) {
    app.shown.track();
    let with = app.with.get();
    if app.page.get() != Page::Compare {
        return app.other.set(None);
    }
    let text = with.unwrap_or_else(|| app.shown.peek(|shown| usual(shown)));
    if app.other.peek(|other| other.as_ref().is_none_or(|other| other.text != text)) {
        app.other.set(Some(Arc::new(Shown::read(&text))));
    }
}

/// The browser has gone back or forward.
pub fn popped(app: App) {
    let popped = past::popped(app);
    if !matches!(popped, Popped::Nothing) {
        app.dialog.set(None);
    }
    match popped {
        Popped::Nothing => {}
        // What was chosen in the dialog stays chosen.
        Popped::Under { chosen } => address::state(&address::address(app), chosen),
        // The whole program may be needed for it.
        Popped::Place if is_default(&address::current()) => reload(app),
        Popped::Place => later::with(app, move || {
            beside::again();
            reload(app);
        }),
    }
}

/// Opens or folds a connection of the ladder; that of the present step stays open.
pub fn fold(app: App, conn: usize) {
    folds::fold(&app.sight(), conn);
    // What is folded above moves the present step.
    soon(ladder::settle);
}
