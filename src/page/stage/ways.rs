//! Ways from here to elsewhere in the run, taken: to a step, to a pane, to the field that something is about.

use web_sys::Element;

use super::inspect;
use crate::page::dom;
use crate::page::live::soon;
use crate::page::state::App;
use handscope::explain::Pane;
use handscope::view::bytes::Pick;

/// Goes where a button says: to a step, to a pane, to a field.
pub fn show(app: App, button: &Element) {
    let pane = button.get_attribute("data-pane").and_then(|name| Pane::of(&name));
    if let Some(step) = dom::number(button, "data-n") {
        app.go(step);
    }
    if pane.is_some() {
        app.pane.set(pane);
    }
    if button.has_attribute("data-see") {
        soon(|| dom::reveal(".keeps"));
    }
    let Some(path) = button.get_attribute("data-path") else { return };
    let list = inspect::list(app);
    let found = list.iter().rev().find_map(|(_, bytes)| {
        let span = bytes.tree.find(&path)?;
        Some(Pick { id: bytes.id, span, byte: bytes.tree.spans.get(span)?.range.start })
    });
    if found.is_some() {
        app.pick.set(found);
    }
}
