//! Showing what is looked at: classes on the items of trees and on bytes, groups opened, boxes scrolled.
//! Knows no meaning.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use crate::page::dom;
use handscope::view::bytes::{Bytes, Pick};
use handscope::view::sight::List;

/// Opens or closes a group; without a wish, the other of the two.
pub fn open(item: &Element, wish: Option<bool>) {
    let Some(old) = item.get_attribute("aria-expanded") else { return };
    let new = wish.unwrap_or(old == "false");
    let _ = item.set_attribute("aria-expanded", if new { "true" } else { "false" });
    let level = dom::number(item, "aria-level").unwrap_or(0);
    let mut next = item.next_element_sibling();
    let mut closed = None;
    while let Some(below) = next.filter(|below| dom::number(below, "aria-level").is_some_and(|depth| depth > level)) {
        let depth = dom::number(&below, "aria-level").unwrap_or(0);
        if closed.is_some_and(|closed| depth <= closed) {
            closed = None;
        }
        let _ = below.toggle_attribute_with_force("hidden", !new || closed.is_some());
        if closed.is_none() && below.get_attribute("aria-expanded").as_deref() == Some("false") {
            closed = Some(depth);
        }
        next = below.next_element_sibling();
    }
}

/// Lights what is looked at, in every tree and grid.
pub fn light(area: &Element, list: &List, (pick, hover): (Option<Pick>, Option<Pick>)) {
    for old in dom::all(area, ".on, .head, .tail, .spot") {
        let _ = old.class_list().remove_4("on", "head", "tail", "spot");
    }
    for old in dom::all(area, "[aria-selected=true]") {
        let _ = old.set_attribute("aria-selected", "false");
    }
    for (nth, (_, bytes)) in list.iter().enumerate() {
        let here = |pick: Option<Pick>| pick.filter(|pick| pick.id == bytes.id);
        let (pick, hover) = (here(pick), here(hover));
        let part = |selector: &str| area.query_selector(&format!("{selector}[data-b=\"{nth}\"]")).ok().flatten();
        let (Some(tree), Some(grid)) = (part(".tree"), part(".box-hex")) else { continue };
        let item = |span: usize| tree.children().item(span as u32);
        if let Some(item) = pick.and_then(|pick| item(pick.span)) {
            let _ = item.set_attribute("aria-selected", "true");
            let span = pick.filter(|_| item.has_attribute("hidden")).map(|pick| pick.span);
            let above = std::iter::successors(span, |at| bytes.tree.parent(*at)).skip(1).collect::<Vec<_>>();
            // The outermost first: opening one shows what is in it, but not what is in others that are closed.
            for parent in above.into_iter().rev().filter_map(|at| tree.children().item(at as u32)) {
                open(&parent, Some(true));
            }
        }
        let roving = pick.map_or(0, |pick| pick.span);
        for old in dom::all(&tree, "[tabindex=\"0\"]") {
            let _ = old.set_attribute("tabindex", "-1");
        }
        if let Some(item) = item(roving) {
            let _ = item.set_attribute("tabindex", "0");
        }
        if let Some(item) = hover.and_then(|hover| item(hover.span)) {
            let _ = item.class_list().add_1("on");
        }
        cells(&grid, bytes, hover.or(pick), pick);
    }
}

/// Lights the bytes of a span. A whole message lights none: everything would shine.
fn cells(grid: &Element, bytes: &Bytes, looked: Option<Pick>, pick: Option<Pick>) {
    // Only the bytes that are lit are fetched: a certificate has a thousand.
    let Ok(cells) = grid.query_selector_all("b") else { return };
    let cell = |at: u32| cells.item(at).map(Node::unchecked_into::<Element>);
    let Some(span) = looked.filter(|looked| looked.span > 0).and_then(|looked| bytes.tree.spans.get(looked.span))
    else {
        return;
    };
    for at in span.range.clone() {
        let Some(cell) = cell(at) else { continue };
        let _ = cell.class_list().add_1("on");
        if at == span.range.start {
            let _ = cell.class_list().add_1("head");
        }
        if at + 1 == span.range.end {
            let _ = cell.class_list().add_1("tail");
        }
    }
    if let Some(cell) = pick.and_then(|pick| cell(pick.byte)) {
        let _ = cell.class_list().add_1("spot");
    }
}

/// Scrolls boxes, never the page, until what is lit is seen; not the box that the pointer is in, which would move
/// under it.
pub fn settle() {
    for item in [".trees .on", ".trees [aria-selected=true]", ".box-hex .head"] {
        let Some(element) = dom::find(item) else { continue };
        let Some(pane) = element.closest(".box-hex, .trees").ok().flatten() else { continue };
        if pane.matches(":hover").unwrap_or(false) || (item.ends_with("=true]") && dom::find(".trees .on").is_some()) {
            continue;
        }
        let (outer, inner) = (pane.get_bounding_client_rect(), element.get_bounding_client_rect());
        let by = (inner.top() - outer.top() - 30.0).min(0.0) + (inner.bottom() - outer.bottom() + 30.0).max(0.0);
        pane.set_scroll_top(pane.scroll_top() + by as i32);
    }
}

/// After a step the stage is read from its head, however far the one before was read. On a phone it is the page that
/// scrolls, and no further than it must.
pub fn top() {
    let Some(head) = dom::find(".stage .head") else { return };
    if !dom::narrow() {
        if let Some(stage) = dom::find("#stage") {
            stage.set_scroll_top(0);
        }
        return;
    }
    let tall = window().inner_height().ok().and_then(|tall| tall.as_f64()).unwrap_or_default();
    let place = head.get_bounding_client_rect();
    if place.top() < 0.0 || place.top() > tall * 0.6 {
        head.scroll_into_view();
    }
}
