//! The page: showing a trace, choosing a scenario. Knows how to lay out, never how to compute anything else.

mod bytes;
mod dom;
mod header;
mod help;
mod html;
mod keys;
mod ladder;
mod link;
mod menus;
mod player;
mod stage;
mod state;
mod text;
mod wording;

use leptos::prelude::*;
use web_sys::TouchEvent;

use header::{Banner, Header};
use ladder::Ladder;
use player::Player;
use stage::Stage;
use state::{App, Theme};

/// Puts the page into the document.
pub fn start() {
    leptos::mount::mount_to_body(Page);
}

#[component]
fn Page() -> impl IntoView {
    let app = App::new();
    keys::listen(app);
    link::bind(app);
    Effect::new(move |_| dress(app.theme.get()));
    let here = Memo::new(move |_| app.texts.with(|texts| texts.get("page.next").is_some()));
    Effect::new(move |_| {
        if here.get() {
            // What waits for the page to be usable (tests, embedding pages) sees it here.
            request_animation_frame(|| {
                if let Some(root) = dom::root() {
                    let _ = root.set_attribute("data-ready", "");
                }
            });
        }
    });
    move || here.get().then(|| view! { <Frame app/> })
}

#[component]
fn Frame(app: App) -> impl IntoView {
    let from = StoredValue::new(None::<(i32, i32)>);
    let place = |event: &TouchEvent| event.changed_touches().get(0).map(|touch| (touch.client_x(), touch.client_y()));
    let began = move |event: TouchEvent| {
        // A finger on the bytes scrolls them.
        let own = dom::closest(&event, ".box-hex, .scrub, [role=tablist], .scroll, input, dialog").is_some();
        from.set_value(place(&event).filter(|_| !own && event.touches().length() == 1));
    };
    let ended = move |event: TouchEvent| {
        let (Some((x, y)), Some((to_x, to_y))) = (from.get_value(), place(&event)) else { return };
        let (by_x, by_y) = (to_x - x, to_y - y);
        if by_x.abs() > 60 && by_x.abs() > 2 * by_y.abs() {
            keys::act(app, if by_x < 0 { keys::Act::Next } else { keys::Act::Back });
        }
    };
    view! {
        <div class="app" on:touchstart=began on:touchend=ended>
            <Header app/>
            <Banner app/>
            <Ladder app/>
            <Stage app/>
            <Player app/>
        </div>
        <menus::Dialogs app/>
    }
}

/// Puts the theme on the document; the stylesheet does the rest.
fn dress(theme: Theme) {
    let Some(root) = dom::root() else { return };
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        chosen => root.set_attribute("data-theme", chosen.name()),
    };
}
