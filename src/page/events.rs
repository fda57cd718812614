//! From what the reader does to what the page does: one listener per kind of event, for the whole document.
//! Controls say by attributes what they do; nothing is listened to that is drawn anew.

use std::cell::Cell;

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, MouseEvent, PointerEvent, TouchEvent};

use super::acts;
use super::address;
use super::beside;
use super::copy::copy;
use super::dom;
use super::given;
use super::keys;
use super::live::soon;
use super::menus;
use super::stage;
use super::state::{App, Dialog, Page, Pane};
use super::work;
use super::{ladder, player};
use handscope::view::keys::Act;
use handscope::view::link;

/// Listens as long as the page lives.
pub fn listen(app: App) {
    let document = document();
    dom::listen(&document, "click", move |event| click(app, &event.unchecked_into()));
    dom::listen(&document, "change", move |event| change(app, &event));
    // Not what comes to lie under a pointer at rest, when something is drawn anew.
    dom::listen(&document, "mousemove", move |event| {
        let pick = dom::closest(&event, ".inspect").and_then(|_| stage::pick_at(app, &event));
        if pick != app.hover.now() {
            app.hover.set(pick);
        }
    });
    dom::listen(&document, "keydown", move |event| press(app, &event.unchecked_into()));
    dom::listen(&document, "pointerdown", move |event| {
        let event: PointerEvent = event.unchecked_into();
        player::grab(app, &event);
    });
    dom::listen(&document, "pointermove", move |event| {
        let event: PointerEvent = event.unchecked_into();
        if event.buttons() & 1 == 1 && dom::closest(&event, "#scrub").is_some() {
            player::seek(app, &event);
        }
    });
    dom::listen(&window(), "resize", move |_| {
        ladder::measure(app);
        // A lower window holds less of the ladder: the present step stays in it.
        soon(ladder::settle);
        stage::resized();
    });
    dom::listen(&window(), "popstate", move |_| acts::popped(app));
    swipe(app);
    if let Some(dialog) = dom::find("dialog") {
        // Escape closes the dialog by itself.
        dom::listen(&dialog, "close", move |_| app.dialog.set(None));
    }
    dom::listen(&document, "input", move |event| {
        stage::clock(app, &event);
        menus::typed(app, &event);
        given::typed(app, &event);
    });
}

fn click(app: App, event: &MouseEvent) {
    if let Some(button) = dom::closest(event, "[data-act]") {
        return act(app, &button);
    }
    if let Some(tab) = dom::closest(event, "[role=tab]") {
        return app.pane.set(Pane::of(tab.id().trim_start_matches("tab-")));
    }
    if let Some(step) = dom::closest(event, "a[data-s]").and_then(|link| dom::number(&link, "data-s")) {
        // With a modifier it is a link like any other.
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            app.go(step);
        }
        return;
    }
    let modified = event.ctrl_key() || event.meta_key() || event.shift_key();
    if let Some(anchor) = dom::closest(event, "a[href^='#']").filter(|_| !modified) {
        return follow(app, event, &anchor);
    }
    if let Some(pick) = stage::pick_at(app, event) {
        if let (Some(item), Some(_)) = (dom::closest(event, "[role=treeitem]"), dom::closest(event, ".tw")) {
            stage::open(&item, None);
        }
        return app.pick.set(Some(pick));
    }
    // A click on the dialog's own box is one on the backdrop: all that is inside has boxes of its own.
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if target.is_some_and(|target| target.tag_name() == "DIALOG") {
        app.dialog.set(None);
    }
}

/// A link within the page: one to a place beside the run that is shown keeps what else is shown.
#[inline(never)] // of a later part
fn follow(app: App, event: &MouseEvent, anchor: &Element) {
    let href = anchor.get_attribute("href").unwrap_or_default();
    let link = href.trim_start_matches('#');
    if dom::closest(event, "dialog").is_some() {
        event.prevent_default();
        return acts::lead(app, link);
    }
    let asked = link::read(link);
    let same = || app.shown.peek(|shown| shown.text == link::write(&asked.scenario));
    match asked.view.page.filter(|_| asked.view.with.is_none() && same()) {
        Some(_) => {
            event.prevent_default();
            acts::turn_to(app, asked.view);
        }
        None => beside::left(),
    }
}

/// What a button says that it does.
fn act(app: App, button: &Element) {
    let number = dom::number(button, "data-n");
    match button.get_attribute("data-act").unwrap_or_default().as_str() {
        "first" => keys::act(app, Act::First),
        "back" => keys::act(app, Act::Back),
        "next" => keys::act(app, Act::Next),
        "last" => keys::act(app, Act::Last),
        "play" => keys::act(app, Act::Play),
        "language" => keys::act(app, Act::Language),
        "theme" => keys::act(app, Act::Theme),
        "search" => keys::act(app, Act::Search),
        "help" => keys::act(app, Act::Help),
        "scenario" => acts::open(app, Dialog::Scenario),
        "faults" => acts::open(app, Dialog::Faults),
        "close" => app.dialog.set(None),
        "skip" => dom::focus("#stage"),
        "go" => app.go(number.unwrap_or(0)),
        "page" => {
            let page = button.get_attribute("data-text").and_then(|name| Page::of(&name)).unwrap_or(Page::Run);
            acts::visit(app, page, button.get_attribute("data-entry"));
        }
        "fold" => acts::fold(app, number.unwrap_or(0)),
        other => more(app, button, other),
    }
}

/// The same of what a first visit does not press.
#[inline(never)] // of a later part
fn more(app: App, button: &Element, act: &str) {
    let number = dom::number(button, "data-n");
    let text = |id: &str| dom::find(id).map(|control| dom::value_of(&control)).unwrap_or_default();
    match act {
        "bit" => stage::toggle(app, number.unwrap_or(0)),
        "byte" => stage::shift(app, if button.get_attribute("data-n").as_deref() == Some("1") { 1 } else { -1 }),
        "flip" => stage::flip(app),
        "value" => stage::value(number.unwrap_or(0)),
        "rows" => keys::act(app, Act::Rows),
        "show" => stage::show(app, button),
        "remove" => acts::remove_fault(app, number.unwrap_or(usize::MAX)),
        "there" => menus::there(app, number.unwrap_or(usize::MAX)),
        "fault" => menus::choose(app, button),
        "example" => acts::apply_text(app, &button.get_attribute("data-text").unwrap_or_default()),
        "entry" => given::choose(app, button),
        "order" | "narrow" | "sample" => given::press(app, button, act),
        "sweep" => work::press(app, &button.get_attribute("data-text").unwrap_or_default()),
        "tour" => acts::tour(app, number),
        "theft" => stage::steal(app, &button.get_attribute("data-text").unwrap_or_default()),
        "fresh" => menus::reseed(app),
        "up" => menus::changed(app, button),
        "run" => menus::take(app, &text("#scenario-text")),
        "retry" => acts::apply_text(app, &text("#bad-link")),
        "leave" => acts::leave(app),
        "link" => copy(app, button, &address::whole(app)),
        "copy" | "clock" | "der" | "carried" => stage::certificate(app, button),
        _ => {}
    }
}

fn change(app: App, event: &Event) {
    match event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
        Some(control) if control.id() == "letters" => acts::set_letters(app, dom::checked(event)),
        Some(control) if control.id().starts_with("run-") => acts::choose(app, &control.id(), &dom::value(event)),
        Some(element) => menus::changed(app, &element),
        None => {}
    }
}

/// Keys that belong to a widget; what it takes goes no further.
fn press(app: App, event: &KeyboardEvent) {
    let on = |selector: &str| dom::closest(event, selector).is_some();
    let taken = match event.key().as_str() {
        "Enter" if on("#bad-link") => {
            acts::apply_text(app, &dom::value(event));
            true
        }
        // A fault's parameter is part of its card, which is the button.
        "Enter" if on("[data-param]") => {
            let card = dom::closest(event, ".card");
            if let Some(button) = card.and_then(|card| card.query_selector("[data-act=fault]").ok().flatten()) {
                act(app, &button);
            }
            true
        }
        _ if on("[role=tablist]") => stage::tabs::press(app, event),
        _ if on("[role=tree], .box-hex") => stage::press(app, event),
        // On a slider up means more (ARIA Authoring Practices); elsewhere down is the way of time.
        "ArrowUp" if on("#scrub") => {
            keys::act(app, Act::Next);
            true
        }
        "ArrowDown" if on("#scrub") => {
            keys::act(app, Act::Back);
            true
        }
        _ => false,
    };
    if taken {
        event.prevent_default();
    }
}

/// A swipe on a touch screen steps; a finger on what scrolls sideways scrolls it.
fn swipe(app: App) {
    let place = |event: &TouchEvent| event.changed_touches().get(0).map(|touch| (touch.client_x(), touch.client_y()));
    let from: &'static Cell<Option<(i32, i32)>> = Box::leak(Box::default());
    dom::listen(&document(), "touchstart", move |event| {
        let event: TouchEvent = event.unchecked_into();
        let own = dom::closest(&event, ".box-hex, .scrub, [role=tablist], .scroll, input, dialog").is_some();
        from.set(place(&event).filter(|_| !own && event.touches().length() == 1));
    });
    dom::listen(&document(), "touchend", move |event| {
        let (Some((x, y)), Some((to_x, to_y))) = (from.take(), place(&event.unchecked_into())) else { return };
        let (by_x, by_y) = (to_x - x, to_y - y);
        if by_x.abs() > 60 && by_x.abs() > 2 * by_y.abs() {
            keys::act(app, if by_x < 0 { Act::Next } else { Act::Back });
        }
    });
}
