//! The field that is picked, as links write it: `PATH`, `PATH+3` for a byte of it that is not its first, and `1:PATH`
//! in the second of several boxes of bytes. Knows no markup.

use leptos::prelude::untrack;

use super::certificates;
use super::inspect::{List, list};
use crate::page::banner::Wrong;
use crate::page::bytes::{Bytes, Pick};
use crate::page::html::Html;
use crate::page::later;
use crate::page::state::{App, Pane};

/// What a link says of the field that is picked; nothing for a message as a whole.
pub fn field(app: App) -> Option<String> {
    let (wanted, pick) = (app.wanted.get(), app.pick.get());
    // As long as it is looked for, it stays in the address.
    wanted.or_else(|| write(&list(app), pick?))
}

fn write(list: &List, pick: Pick) -> Option<String> {
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
pub fn button(app: App, pick: Option<Pick>) -> Html {
    let mut out = Html::new();
    if pick.is_some_and(|pick| pick.span > 0) {
        out.open("button", &[("class", "chip"), ("data-act", "link")]).text(&app.t("page.link.copy")).close("button");
    }
    out
}

/// Looks for the field that the link asks for. What lies in a certificate is seen only by the whole program; where that
/// is there and the field is not, the banner says so.
pub fn seek(app: App) {
    let Some(wanted) = app.wanted.get() else { return };
    let found = find(&untrack(|| list(app)), &wanted);
    if found.is_none() {
        match (app.whole.get(), app.looked_now()) {
            (false, _) => return later::with(app, || ()),
            (true, Pane::Certificates) if app.opened.now().is_none() && certificates::reach(app, &wanted) => return,
            _ => app.missed(Wrong::view("page.link.field", "~field", &wanted, "")),
        }
    }
    app.wanted.set(None);
    if found.is_some() {
        app.pick.set(found);
    }
}

fn find(list: &List, text: &str) -> Option<Pick> {
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
