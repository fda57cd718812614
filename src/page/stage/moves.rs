//! From input to what is looked at: pointing at fields and bytes, arrows over bytes, the keys of a tree.
//! Knows no meaning.

use web_sys::{Element, Event, KeyboardEvent};

use super::light::open;
use crate::page::dom;
use handscope::view::bytes::{Bytes, Pick};
use handscope::view::sight::List;

/// The span under an event: of a tree's item, or the leaf of a byte.
pub fn hit(event: &Event, list: &List) -> Option<Pick> {
    let element = dom::closest(event, "[data-i], b[data-o]")?;
    let (_, bytes) = list.get(dom::number(&element.closest("[data-b]").ok()??, "data-b")?)?;
    match (dom::number(&element, "data-i"), dom::number(&element, "data-o")) {
        (Some(span), _) => Some(Pick { id: bytes.id, span, byte: bytes.tree.spans.get(span)?.range.start }),
        (_, Some(offset)) => at_byte(bytes, offset as u32),
        _ => None,
    }
}

fn at_byte(bytes: &Bytes, byte: u32) -> Option<Pick> {
    Some(Pick { id: bytes.id, span: bytes.tree.leaf_at(byte)?, byte })
}

/// Arrows over the bytes.
pub fn by_byte(event: &KeyboardEvent, list: &List, pick: Pick) -> Option<Pick> {
    let (_, bytes) = list.iter().find(|(_, bytes)| bytes.id == pick.id)?;
    let last = bytes.bytes.len().checked_sub(1)? as i64;
    let row = if dom::narrow() { 8 } else { 16 };
    let by = match event.key().as_str() {
        "ArrowRight" => 1,
        "ArrowLeft" => -1,
        "ArrowDown" => row,
        "ArrowUp" => -row,
        _ => return None,
    };
    at_byte(bytes, (i64::from(pick.byte) + by).clamp(0, last) as u32)
}

/// The keys of a tree (ARIA Authoring Practices, tree view).
pub fn by_item(event: &KeyboardEvent, list: &List, item: &Element) -> Option<Pick> {
    let tree = item.closest("[role=tree]").ok()??;
    let (_, bytes) = list.get(dom::number(&tree, "data-b")?)?;
    let at = dom::number(item, "data-i")?;
    let seen: Vec<usize> = dom::all(&tree, "[role=treeitem]:not([hidden])")
        .iter()
        .filter_map(|item| dom::number(item, "data-i"))
        .collect();
    let place = seen.iter().position(|seen| *seen == at)?;
    let expanded = item.get_attribute("aria-expanded");
    let to = match (event.key().as_str(), expanded.as_deref()) {
        ("ArrowDown", _) => *seen.get(place + 1).unwrap_or(&at),
        ("ArrowUp", _) => place.checked_sub(1).map_or(at, |up| seen[up]),
        ("Home", _) => *seen.first()?,
        ("End", _) => *seen.last()?,
        ("ArrowRight", Some("false")) => {
            open(item, Some(true));
            at
        }
        ("ArrowRight", Some(_)) => at + 1,
        ("ArrowLeft", Some("true")) => {
            open(item, Some(false));
            at
        }
        ("ArrowLeft", _) => bytes.tree.parent(at).unwrap_or(at),
        ("Enter" | " ", Some(_)) => {
            open(item, None);
            at
        }
        ("Enter" | " ", None) => at,
        _ => return None,
    };
    dom::focus(&format!("[role=tree][data-b=\"{}\"] [data-i=\"{to}\"]", dom::number(&tree, "data-b")?));
    Some(Pick { id: bytes.id, span: to, byte: bytes.tree.spans.get(to)?.range.start })
}
