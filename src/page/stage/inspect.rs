//! The inspector: field tree, hex grid and explanation, linked by hover, focus and click. Knows no protocol.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::{Event, KeyboardEvent};

use super::light::{light, open};
use super::moves::{by_byte, by_item, hit};
use super::{explain, flip::Flip, markup};
use crate::page::bytes::{Bytes, Pick, message_of, of_message, of_record};
use crate::page::dom;
use crate::page::html::Html;
use crate::page::state::App;
use crate::page::wording::message_name;
use handscope::lab::{MessageId, Phase, Step, StepKind, Trace};
use handscope::tls::Effect as Did;

/// What an inspector shows: blobs with a caption each.
pub type List = Arc<Vec<(String, Bytes)>>;

/// The message of the step, or its records.
#[component]
pub fn Inspector(app: App, record: bool) -> impl IntoView {
    let list = Memo::new(move |_| {
        Arc::new(app.shown.with(|shown| {
            app.texts.with(|texts| {
                let place = focus(&shown.trace, app.at.get());
                place.map_or(Vec::new(), |place| crate::page::wording::captions(&shown.trace, place, record, texts))
            })
        }))
    });
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
        <div class="wrap" inner_html=move || aside(app)></div>
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
        // What was read in this step; else what this side last read or wrote.
        StepKind::Local { role, .. } => trace.steps[..=at].iter().rev().find_map(|earlier| match earlier.kind {
            StepKind::Local { role: by, .. } if by == *role && earlier.conn == step.conn => read(trace, earlier),
            StepKind::Transfer { message, from, phase } if from == *role && earlier.conn == step.conn => {
                Some((message, phase == Phase::Arrive))
            }
            _ => None,
        }),
    }
}

/// The message that was read in a step.
fn read(trace: &Trace, step: &Step) -> Option<(MessageId, bool)> {
    step.effects.iter().find_map(|effect| match effect {
        Did::Read { message } => Some((message_of(trace, *message)?.id, true)),
        _ => None,
    })
}

/// What is said where nothing travels, and which message is at hand where none travels now.
fn aside(app: App) -> String {
    let mut out = Html::new();
    app.shown.with(|shown| {
        let at = app.at.get();
        let Some(step) = shown.trace.steps.get(at) else { return };
        let at_hand = focus(&shown.trace, at).and_then(|(message, _)| shown.trace.message(message));
        match (&step.kind, at_hand) {
            (StepKind::Transfer { .. } | StepKind::Strike { .. }, Some(_)) => {}
            (_, Some(message)) => {
                let vars = vec![("name", message_name(&shown.trace, message))];
                out.el("p", "cap", &app.tf("page.at_hand", &vars));
            }
            (StepKind::Tcp { .. }, None) => drop(out.paragraph("soft", &app.t("page.nothing.tcp"))),
            (_, None) => drop(out.paragraph("soft", &app.t("page.nothing"))),
        }
    });
    out.into_string()
}

/// The blobs of a message, or of the records that carry it.
pub fn blobs(trace: &Trace, (message, arrived): (MessageId, bool), record: bool) -> Vec<Bytes> {
    let Some(message) = trace.message(message) else { return Vec::new() };
    match record {
        false => of_message(trace, message, arrived).into_iter().collect(),
        true => {
            let records = message.records.iter().filter_map(|(id, piece)| Some((trace.record(*id)?, piece)));
            records.flat_map(|(record, piece)| of_record(trace, record, piece, arrived)).collect()
        }
    }
}
