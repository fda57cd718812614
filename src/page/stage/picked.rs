//! The field that a link asks for, looked for in what is shown.

use super::inspect::list;
use super::open;
use crate::page::address;
use crate::page::later;
use crate::page::state::App;
use handscope::explain::Pane;
use handscope::view::panes::picked::find;
use handscope::view::wrong::Wrong;

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
            _ => app.missed(Wrong::view("page.link.field", "~field", &wanted, ""), address::current),
        }
    }
    app.wanted.set(None);
    if found.is_some() {
        app.pick.set(found);
    }
}
