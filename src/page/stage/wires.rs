//! The lines of the figure: from every value to what is computed from it. Drawn once the browser has laid out the cards,
//! and again when that changes. Knows no value.

use web_sys::{DomRect, Element};

use crate::page::dom;
use crate::page::live::{put, soon};
use handscope::view::html::Html;

/// The figure stands anew, or stands elsewhere.
pub fn resized() {
    if dom::find(".flow .wires").is_some() {
        soon(draw);
    }
}

/// Opens what is said of a value, and goes there.
pub fn open(nth: usize) {
    let value = format!("#value-{nth}");
    if let Some(details) = dom::find(&value) {
        let _ = details.set_attribute("open", "");
        dom::focus(&format!("{value} summary"));
    }
}

#[inline(never)] // of a later part
fn draw() {
    let (Some(area), Some(wires)) = (dom::find(".flow .columns"), dom::find(".flow .wires")) else { return };
    let origin = area.get_bounding_client_rect();
    let nodes = dom::all(&area, ".node");
    let mut out = Html::new();
    for target in &nodes {
        let of = target.get_attribute("data-of").unwrap_or_default();
        let sources = nodes
            .iter()
            .filter(|node| node.get_attribute("data-e").is_some_and(|entry| of.split(' ').any(|of| of == entry)));
        for source in sources {
            let class = if colour(target).is_empty() { colour(source) } else { colour(target) };
            let path = path(&origin, &source.get_bounding_client_rect(), &target.get_bounding_client_rect());
            out.open("path", &[("class", class), ("d", &path)]).close("path");
        }
    }
    put(&wires, &out.into_string());
}

/// The colour of a key's line is that of who writes under it.
fn colour(node: &Element) -> &'static str {
    let class = node.class_list();
    match (class.contains("client"), class.contains("server")) {
        (true, _) => "client",
        (_, true) => "server",
        _ => "",
    }
}

/// From one card to another: across the gap to the next column; down to the next card; along the right of a column.
fn path(origin: &DomRect, from: &DomRect, to: &DomRect) -> String {
    let (left, top) = (origin.left(), origin.top());
    let line = |rect: &DomRect| px(rect.top() + 17.0 - top);
    if to.left() > from.right() {
        let (x1, x2) = (px(from.right() - left), px(to.left() - left));
        let (y1, y2) = (line(from), line(to));
        return format!("M{x1},{y1} H{} V{y2} H{}{}", x2 - 16, x2 - 1, tip(x2, y2, -1));
    }
    if to.top() - from.bottom() < 30.0 {
        let x = px((from.left() + from.right()) / 2.0 - left);
        let (y1, y2) = (px(from.bottom() - top), px(to.top() - top));
        return format!("M{x},{y1} V{} M{},{} L{x},{y2} L{},{}", y2 - 1, x - 4, y2 - 6, x + 4, y2 - 6);
    }
    let (x, y1, y2) = (px(from.right() - left), line(from) + 14, line(to) + 14);
    format!("M{x},{y1} H{} V{y2} H{}{}", x + 9, x + 1, tip(x, y2, 1))
}

/// Whole pixels.
fn px(length: f64) -> i32 {
    length.round() as i32
}

/// The head of an arrow whose shaft comes from the left (-1) or from the right (1).
fn tip(x: i32, y: i32, from: i32) -> String {
    let back = x + 6 * from;
    format!(" M{back},{} L{x},{y} L{back},{}", y - 4, y + 4)
}
