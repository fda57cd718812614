//! The field that is picked, in the address: written there, and looked for.

use super::inspect::list;
use super::open;
use crate::page::later;
use crate::page::state::App;
use handscope::explain::Pane;
use handscope::view::banner::Wrong;
use handscope::view::panes::picked::{find, write};

/// What a link says of the field that is picked; nothing for a message as a whole.
pub fn field(app: App) -> Option<String> {
    let (wanted, pick) = (app.wanted.get(), app.pick.get());
    app.at.track();
    // As long as it is looked for, it stays in the address.
    wanted.or_else(|| write(&list(app), pick?))
}

/// Looks for the field that the link asks for. What lies in a certificate is seen only by the whole program; where that
/// is there and the field is not, the banner says so.
pub fn seek(app: App) {
    let Some(wanted) = app.wanted.get() else { return };
    // It is looked for again when other bytes are shown.
    app.at.track();
    app.texts.track();
    let found = find(&list(app), &wanted);
    if found.is_none() {
        match (app.whole.get(), app.looked_now()) {
            (false, _) => return later::with(app, || ()),
            (true, Pane::Certificates) if app.opened.now().is_none() && open::reach(app, &wanted) => return,
            _ => app.missed(Wrong::view("page.link.field", "~field", &wanted, "")),
        }
    }
    app.wanted.set(None);
    if found.is_some() {
        app.pick.set(found);
    }
}
