//! The parts of the page: each with what it follows, and what draws it. Knows no markup.

use super::ladder;
use super::stage;
use super::state::App;
use handscope::view::{self, Html};

pub fn header(app: App) -> Html {
    app.shown.track();
    app.lang.track();
    app.theme.track();
    app.texts.track();
    view::header::html(&app.sight())
}

pub fn banner(app: App) -> Html {
    app.bad.track();
    app.cut_off.track();
    app.texts.track();
    view::banner::html(&app.sight())
}

pub fn ladder(app: App) -> Html {
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
