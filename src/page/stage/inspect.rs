//! The inspector: field tree, hex grid and explanation, linked by hover, focus and click. Knows no protocol.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::{Element, Event, KeyboardEvent};

use super::{explain, flip::Flip, markup};
use crate::page::bytes::{Bytes, Pick, of_message, of_record};
use crate::page::dom;
use crate::page::html::Html;
use crate::page::state::App;
use handscope::lab::{MessageId, Phase, StepKind, Trace};
use handscope::tls::Effect as Did;

/// What an inspector shows: blobs with a caption each.
type List = Arc<Vec<(String, Bytes)>>;

/// The message of the step, or its records.
#[component]
pub fn Inspector(app: App, record: bool) -> impl IntoView {
    let list = Memo::new(move |_| Arc::new(app.shown.with(|shown| app.texts.with(|texts| {
        let place = focus(&shown.trace, app.at.get());
        place.map_or(Vec::new(), |place| crate::page::wording::captions(&shown.trace, place, record, texts))
    }))));
    let per = if dom::narrow() { 8 } else { 16 };
    let trees = Memo::new(move |_| joined(app, &list.get(), |bytes, nth, name| markup::tree(bytes, nth, name)));
    let grids = Memo::new(move |_| joined(app, &list.get(), |bytes, nth, name| markup::hex(bytes, nth, per, name)));
    let looked = Memo::new(move |_| {
        let list = list.get();
        let known = |pick: &Pick| list.iter().any(|(_, bytes)| bytes.blob == pick.blob);
        let first = list.first().map(|(_, bytes)| Pick { blob: bytes.blob, span: 0, byte: 0 });
        (app.pick.get().filter(known).or(first), app.hover.get().filter(known))
    });
    let area = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        trees.track();
        grids.track();
        if let Some(area) = area.get() {
            light(&area, &list.get_untracked(), looked.get());
        }
    });
    let why = Memo::new(move |_| {
        let (pick, hover) = looked.get();
        hover.or(pick).map_or(String::new(), |pick| explain::html(app, &list.get(), pick).into_string())
    });
    let over = move |event: Event| app.hover.set(hit(&event, &list.get_untracked()).map(|(pick, _)| pick));
    let click = move |event: Event| {
        let Some((pick, element)) = hit(&event, &list.get_untracked()) else { return };
        if dom::closest(&event, ".tw").is_some() {
            open(&element, None);
        }
        app.pick.set(Some(pick));
    };
    let press = move |event: KeyboardEvent| {
        let list = list.get_untracked();
        let moved = match looked.get_untracked().0 {
            Some(pick) if dom::closest(&event, ".box-hex").is_some() => by_byte(&event, &list, pick),
            _ => dom::closest(&event, "[role=treeitem]").and_then(|item| by_item(&event, &list, &item)),
        };
        if let Some(pick) = moved {
            event.prevent_default();
            app.hover.set(None);
            app.pick.set(Some(pick));
        }
    };
    view! {
        <div class="inspect" class:empty=move || list.get().is_empty() node_ref=area
            on:mouseover=move |event| over(event.into()) on:mouseleave=move |_| app.hover.set(None)
            on:click=move |event| click(event.into()) on:keydown=press>
            <div class="trees" inner_html=trees></div>
            <div class="bytes">
                <div class="wrap grids" inner_html=grids></div>
                <div class="why">
                    <div inner_html=why></div>
                    <Flip app list=Signal::derive(move || list.get()) pick=Signal::derive(move || looked.get().0)/>
                </div>
            </div>
        </div>
    }
}

fn joined(app: App, list: &List, each: impl Fn(&Bytes, usize, &str) -> Html) -> String {
    let mut out = Html::new();
    for (nth, (caption, bytes)) in list.iter().enumerate() {
        if list.len() > 1 {
            out.el("p", "cap", caption);
        }
        out.add(&each(bytes, nth, &format!("{} · {caption}", app.t("page.bytes"))));
    }
    out.into_string()
}

/// The message that a step is about, and whether as it arrived.
pub fn focus(trace: &Trace, at: usize) -> Option<(MessageId, bool)> {
    let step = trace.steps.get(at)?;
    match &step.kind {
        StepKind::Transfer { message, phase, .. } => Some((*message, *phase == Phase::Arrive)),
        StepKind::Strike { message, .. } => message.map(|message| (message, true)),
        StepKind::Tcp { .. } | StepKind::End { .. } => None,
        StepKind::Local { .. } => {
            let read = step.effects.iter().find_map(|effect| match effect {
                Did::Read { message } => trace.messages.iter().find(|m| m.arrived == Some(*message) || m.sent == Some(*message)),
                _ => None,
            });
            read.map(|message| (message.id, true)).or_else(|| {
                // Nothing new was read: what is worked on is what travelled last.
                trace.steps[..at].iter().rev().find_map(|step| match step.kind {
                    StepKind::Transfer { message, phase, .. } => Some((message, phase == Phase::Arrive)),
                    _ => None,
                })
            })
        }
    }
}

/// The blobs of a message, or of the records that carry it.
pub fn blobs(trace: &Trace, (message, arrived): (MessageId, bool), record: bool) -> Vec<Bytes> {
    let Some(message) = trace.message(message) else { return Vec::new() };
    match record {
        false => of_message(trace, message, arrived).into_iter().collect(),
        true => {
            let records = message.records.iter().filter_map(|(id, _)| trace.record(*id));
            records.flat_map(|record| of_record(trace, record, arrived)).collect()
        }
    }
}

/// The span under an event: of a tree's item, or the leaf of a byte.
fn hit(event: &Event, list: &List) -> Option<(Pick, Element)> {
    let element = dom::closest(event, "[data-i], b[data-o]")?;
    let (_, bytes) = list.get(dom::number(&element.closest("[data-b]").ok()??, "data-b")?)?;
    let pick = match (dom::number(&element, "data-i"), dom::number(&element, "data-o")) {
        (Some(span), _) => Pick { blob: bytes.blob, span, byte: bytes.tree.spans.get(span)?.range.start },
        (_, Some(offset)) => at_byte(bytes, offset as u32)?,
        _ => return None,
    };
    Some((pick, element))
}

fn at_byte(bytes: &Bytes, byte: u32) -> Option<Pick> {
    Some(Pick { blob: bytes.blob, span: bytes.tree.leaf_at(byte)?, byte })
}

/// Arrows over the bytes.
fn by_byte(event: &KeyboardEvent, list: &List, pick: Pick) -> Option<Pick> {
    let (_, bytes) = list.iter().find(|(_, bytes)| bytes.blob == pick.blob)?;
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
fn by_item(event: &KeyboardEvent, list: &List, item: &Element) -> Option<Pick> {
    let tree = item.closest("[role=tree]").ok()??;
    let (_, bytes) = list.get(dom::number(&tree, "data-b")?)?;
    let at = dom::number(item, "data-i")?;
    let seen: Vec<usize> = dom::all(&tree, "[role=treeitem]:not([hidden])").iter().filter_map(|item| dom::number(item, "data-i")).collect();
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
    Some(Pick { blob: bytes.blob, span: to, byte: bytes.tree.spans.get(to)?.range.start })
}

/// Opens or closes a group; without a wish, the other of the two.
fn open(item: &Element, wish: Option<bool>) {
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
fn light(area: &Element, list: &List, (pick, hover): (Option<Pick>, Option<Pick>)) {
    for old in dom::all(area, ".on, .head, .tail, .spot") {
        let _ = old.class_list().remove_4("on", "head", "tail", "spot");
    }
    for old in dom::all(area, "[aria-selected=true]") {
        let _ = old.set_attribute("aria-selected", "false");
    }
    for (nth, (_, bytes)) in list.iter().enumerate() {
        let here = |pick: Option<Pick>| pick.filter(|pick| pick.blob == bytes.blob);
        let (pick, hover) = (here(pick), here(hover));
        let part = |selector: &str| area.query_selector(&format!("{selector}[data-b=\"{nth}\"]")).ok().flatten();
        let (Some(tree), Some(grid)) = (part(".tree"), part(".box-hex")) else { continue };
        let item = |span: usize| tree.children().item(span as u32);
        if let Some(item) = pick.and_then(|pick| item(pick.span)) {
            let _ = item.set_attribute("aria-selected", "true");
            let mut up = Some(pick.map_or(0, |pick| pick.span));
            while let Some(parent) = up.and_then(|at| bytes.tree.parent(at)) {
                if let Some(parent) = tree.children().item(parent as u32).filter(|_| item.has_attribute("hidden")) {
                    open(&parent, Some(true));
                }
                up = Some(parent);
            }
        }
        let roving = pick.map_or(0, |pick| pick.span);
        for old in dom::all(&tree, "[tabindex=\"0\"]") {
            let _ = old.set_attribute("tabindex", "-1");
        }
        if let Some(item) = item(roving) {
            let _ = item.set_attribute("tabindex", "0");
            if pick.is_some() && hover.is_none() {
                nearest(&item);
            }
        }
        if let Some(item) = hover.and_then(|hover| item(hover.span)) {
            let _ = item.class_list().add_1("on");
            nearest(&item);
        }
        cells(&grid, bytes, hover.or(pick), pick);
    }
}

/// Lights the bytes of a span. A whole message lights none: everything would shine.
fn cells(grid: &Element, bytes: &Bytes, looked: Option<Pick>, pick: Option<Pick>) {
    let cells = dom::all(grid, "b");
    let Some(span) = looked.filter(|looked| looked.span > 0).and_then(|looked| bytes.tree.spans.get(looked.span)) else { return };
    for at in span.range.clone() {
        let Some(cell) = cells.get(at as usize) else { continue };
        let _ = cell.class_list().add_1("on");
        if at == span.range.start {
            let _ = cell.class_list().add_1("head");
            nearest(cell);
        }
        if at + 1 == span.range.end {
            let _ = cell.class_list().add_1("tail");
        }
    }
    if let Some(cell) = pick.and_then(|pick| cells.get(pick.byte as usize)) {
        let _ = cell.class_list().add_1("spot");
    }
}

/// Scrolls the nearest scrolling box, never the page, until an element is seen.
fn nearest(element: &Element) {
    let Some(pane) = element.closest(".box-hex, .trees").ok().flatten() else { return };
    let (outer, inner) = (pane.get_bounding_client_rect(), element.get_bounding_client_rect());
    let by = (inner.top() - outer.top() - 30.0).min(0.0) + (inner.bottom() - outer.bottom() + 30.0).max(0.0);
    pane.set_scroll_top(pane.scroll_top() + by as i32);
}
