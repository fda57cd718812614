//! Bytes as markup: the field tree and the hex grid. Knows nothing of what is looked at.

use crate::view::bytes::{Bytes, Pick, push_hex};
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::wire::Name;

/// A tree of more spans than this starts with its inner parts closed.
const MANY: usize = 34;

/// The field tree, the accessible form of the bytes; `nth` tells it from others on the same pane.
pub fn tree(bytes: &Bytes, nth: usize, label: &str) -> Html {
    let spans = &bytes.tree.spans;
    let tree = nth.to_string();
    let mut out = Html::new();
    let class = if bytes.before { "tree before" } else { "tree" };
    out.open("div", &[("role", "tree"), ("class", class), ("data-b", &tree), ("aria-label", label)]);
    let closed = closed(bytes);
    let mut hidden_below = None::<u8>;
    for (at, span) in spans.iter().enumerate() {
        if hidden_below.is_some_and(|depth| span.depth <= depth) {
            hidden_below = None;
        }
        let (place, of) = siblings(bytes, at);
        let (id, level, place, of) = (at.to_string(), (span.depth + 1).to_string(), place.to_string(), of.to_string());
        let expanded = match (bytes.tree.is_leaf(at), closed.contains(&at)) {
            (true, _) => ("", ""),
            (false, open) => ("aria-expanded", if open { "false" } else { "true" }),
        };
        let minor = span.owner == "der" || span.owner == "vector";
        let minor = minor && matches!(span.name, Name::Field(_)) && bytes.tree.is_leaf(at);
        let class = match (bytes.is_struck(at), minor) {
            (true, _) => "hurt",
            (_, true) => "minor",
            _ => "",
        };
        out.open(
            "div",
            &[
                ("role", "treeitem"),
                (if class.is_empty() { "" } else { "class" }, class),
                ("data-i", &id),
                ("aria-level", &level),
                ("aria-posinset", &place),
                ("aria-setsize", &of),
                ("aria-selected", "false"),
                ("tabindex", "-1"),
                expanded,
                (if hidden_below.is_some() { "hidden" } else { "" }, ""),
            ],
        );
        let (kind, value) = bytes.shown(at);
        out.el("span", "tw", "").el("span", "m", &span.name.to_string());
        out.el("span", &format!("v {kind}"), &value).el("span", "l", &span.range.len().to_string());
        out.close("div");
        if closed.contains(&at) && hidden_below.is_none() {
            hidden_below = Some(span.depth);
        }
    }
    out.close("div");
    out
}

/// The groups that start closed.
fn closed(bytes: &Bytes) -> Vec<usize> {
    let spans = &bytes.tree.spans;
    // What is only there for peers of old is nothing to begin with.
    let legacy = |at: usize| matches!(spans[at].name, Name::Field(name) if name.starts_with("legacy_"));
    if spans.len() <= MANY {
        return (1..spans.len()).filter(|at| legacy(*at) && !bytes.tree.is_leaf(*at)).collect();
    }
    let long = |at: usize| {
        let depth = spans[at].depth;
        spans[at + 1..].iter().take_while(|s| s.depth > depth).filter(|s| s.depth == depth + 1).count() > 12
    };
    let extensions = |at: usize| spans[at].name == Name::Field("extensions");
    (1..spans.len())
        .filter(|at| !(bytes.tree.is_leaf(*at) || extensions(*at) && spans[*at].depth == 1))
        .filter(|at| spans[*at].depth >= 2 || long(*at) || legacy(*at) || !bytes.shown(*at).1.is_empty())
        .collect()
}

/// The place of a span among those of the same parent, and how many there are.
fn siblings(bytes: &Bytes, at: usize) -> (usize, usize) {
    let spans = &bytes.tree.spans;
    let depth = spans[at].depth;
    let same = |span: &&crate::wire::Span| span.depth == depth;
    let before = spans[..at].iter().rev().take_while(|span| span.depth >= depth).filter(same).count();
    let after = spans[at + 1..].iter().take_while(|span| span.depth >= depth).filter(same).count();
    (before + 1, before + 1 + after)
}

/// What is heard of a byte: its offset, its value, the field that it is in.
pub fn aloud(sight: &Sight, list: &[(String, Bytes)], pick: Pick) -> String {
    let Some((_, bytes)) = list.iter().find(|(_, bytes)| bytes.id == pick.id) else { return String::new() };
    let mut digits = String::new();
    bytes.bytes.get(pick.byte as usize).into_iter().for_each(|byte| push_hex(&mut digits, *byte));
    let name = bytes.tree.spans.get(pick.span).map(|span| span.name.to_string()).unwrap_or_default();
    sight.tf("page.hex.aloud", &vec![("n", pick.byte.to_string()), ("value", digits), ("name", name)])
}

/// The hex grid, `per` bytes a row.
pub fn hex(bytes: &Bytes, nth: usize, per: usize, label: &str) -> Html {
    let mut out = Html::new();
    let grid = nth.to_string();
    let class = if per == 8 { "box-hex eight" } else { "box-hex" };
    let class = if bytes.before { format!("{class} before") } else { class.to_owned() };
    out.open(
        "div",
        &[("class", &class), ("data-b", &grid), ("tabindex", "0"), ("role", "group"), ("aria-label", label)],
    );
    for (row, chunk) in bytes.bytes.chunks(per).enumerate() {
        let from = row * per;
        let mut offset = String::new();
        for byte in (from as u16).to_be_bytes() {
            push_hex(&mut offset, byte);
        }
        out.class("div", "row").el("span", "off", &offset);
        out.class("span", if chunk.len() < per { "cells short" } else { "cells" });
        for (at, byte) in (from..).zip(chunk) {
            let mut digits = String::new();
            push_hex(&mut digits, *byte);
            let class = match (bytes.is_hurt(at as u32), bytes.part.contains(&(at as u32))) {
                (true, _) => ("class", "hurt"),
                (_, false) => ("class", "far"),
                _ => ("", ""),
            };
            let at = at.to_string();
            out.open("b", &[("data-o", &at), class]).text(&digits).close("b");
        }
        let text: String = chunk
            .iter()
            .map(|byte| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '·' })
            .collect();
        out.close("span").el("span", "asc", &text).close("div");
    }
    out.close("div");
    out
}
