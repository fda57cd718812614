//! The field that is picked, as links write it: `PATH`, `PATH+3` for a byte of it that is not its first, and `1:PATH`
//! in the second of several boxes of bytes.

use crate::view::bytes::{Bytes, Pick};
use crate::view::html::Html;
use crate::view::sight::{List, Sight};

/// What a link says of what is picked; nothing for a message as a whole.
pub fn write(list: &List, pick: Pick) -> Option<String> {
    let (nth, (_, bytes)) = list.iter().enumerate().find(|(_, (_, bytes))| bytes.id == pick.id)?;
    let span = bytes.tree.spans.get(pick.span).filter(|_| pick.span > 0)?;
    let mut text = if nth > 0 { format!("{nth}:") } else { String::new() };
    text.push_str(&bytes.path(pick.span));
    if let Some(by) = pick.byte.checked_sub(span.range.start).filter(|by| *by > 0) {
        text.push_str(&format!("+{by}"));
    }
    Some(text)
}

/// The button that copies the link to the field.
pub fn button(sight: &Sight, pick: Option<Pick>) -> Html {
    let mut out = Html::new();
    if pick.is_some_and(|pick| pick.span > 0) {
        out.open("button", &[("class", "chip"), ("data-act", "link")]).text(&sight.t("page.link.copy")).close("button");
    }
    out
}

/// Finds what a link says.
pub fn find(list: &List, text: &str) -> Option<Pick> {
    let (nth, rest) = text.split_once(':').and_then(|(nth, rest)| Some((nth.parse().ok()?, rest))).unwrap_or((0, text));
    let (_, bytes) = list.get::<usize>(nth)?;
    pick(bytes, rest)
}

/// A place in some bytes.
pub fn pick(bytes: &Bytes, text: &str) -> Option<Pick> {
    let (path, by) = text.split_once('+').map_or((text, 0), |(path, by)| (path, by.parse().unwrap_or(0)));
    let span = (0..bytes.tree.spans.len()).find(|at| bytes.path(*at) == path)?;
    let range = &bytes.tree.spans.get(span)?.range;
    Some(Pick { id: bytes.id, span, byte: (range.start + by).min(range.end.saturating_sub(1).max(range.start)) })
}
