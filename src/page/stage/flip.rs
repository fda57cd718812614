//! Changing one byte: which byte of the field, which of its bits, on the wire or before sealing.
//! Knows how to name a fault, nothing of what will come of it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::page::bytes::{Aim, Bytes, Pick, push_hex};
use crate::page::state::App;
use handscope::net::Fault;

/// The controls below an explanation.
#[component]
pub fn Flip(app: App, list: Signal<Arc<Vec<(String, Bytes)>>>, pick: Signal<Option<Pick>>) -> impl IntoView {
    let mask = RwSignal::new(1_u8);
    let byte = Memo::new(move |_| {
        let pick = pick.get()?;
        list.with(|list| {
            let (_, bytes) = list.iter().find(|(_, bytes)| bytes.blob == pick.blob)?;
            let span = bytes.tree.spans.get(pick.span)?;
            let value = *bytes.bytes.get(pick.byte as usize)?;
            let sealed = matches!(bytes.aim, Aim::Alter(_));
            let reach = bytes.aim != Aim::Never && !span.range.is_empty();
            reach.then_some((value, pick.byte, span.range.start, span.range.end, sealed))
        })
    });
    let go = move |_| {
        let fault = pick.get_untracked().and_then(|pick| {
            list.with_untracked(|list| {
                let (_, bytes) = list.iter().find(|(_, bytes)| bytes.blob == pick.blob)?;
                bytes.fault(pick, mask.get_untracked())
            })
        });
        if let Some(fault) = fault {
            app.add_fault(fault);
        }
    };
    let shift = move |by: i64| {
        move |_| {
            let (Some(pick), Some((_, at, start, end, _))) = (pick.get_untracked(), byte.get_untracked()) else {
                return;
            };
            let to = (i64::from(at) + by).clamp(i64::from(start), i64::from(end) - 1);
            app.pick.set(Some(Pick { byte: to as u32, ..pick }));
        }
    };
    let value = move || byte.get().map_or(0, |byte| byte.0);
    let bit = move |n: u8| {
        let flag = 1 << n;
        view! {
            <button
                aria-pressed=move || (mask.get() & flag != 0).to_string()
                aria-label=move || app.tf("page.flip.bit", &vec![("n", n.to_string())])
                on:click=move |_| mask.update(|mask| *mask ^= flag)
            >{move || if (value() ^ mask.get()) & flag == 0 { "0" } else { "1" }}</button>
        }
    };
    let result = move || {
        let (mut old, mut new) = (String::new(), String::new());
        push_hex(&mut old, value());
        push_hex(&mut new, value() ^ mask.get());
        vec![("old", old), ("new", new)]
    };
    let sealed = move || byte.get().is_some_and(|byte| byte.4);
    view! {
        <Show when=move || byte.get().is_some()>
            <div class="flip" role="group" aria-label=move || app.t("page.flip")>
                <span class="step">
                    <button aria-label=move || app.t("page.flip.before") on:click=shift(-1)>"‹"</button>
                    <span>{move || app.tf("page.flip.byte", &vec![("n", byte.get().map_or(0, |byte| byte.1).to_string())])}</span>
                    <button aria-label=move || app.t("page.flip.after") on:click=shift(1)>"›"</button>
                </span>
                <span class="bits">{(0..8).rev().map(bit).collect_view()}</span>
                <button class="go" disabled=move || mask.get() == 0 on:click=go>{move || app.tf(if sealed() { "page.flip.alter" } else { "page.flip.go" }, &result())}</button>
                <Show when=sealed><span class="soft">{move || app.t("page.flip.sealed")}</span></Show>
            </div>
        </Show>
    }
}

/// A fault's aim in the text form, as links write it.
pub fn name(app: App, fault: &Fault) -> String {
    match fault {
        Fault::Named { id, .. } => app.name("fault", id),
        other => other.to_string(),
    }
}
