//! Changing one byte: what the buttons below an explanation do. Knows nothing of what will come of it.

use leptos::prelude::untrack;

use super::inspect::{list, looked};
use crate::page::acts;
use crate::page::state::App;
use handscope::view::bytes::Pick;
use handscope::view::sight::List;

/// Changes the byte that is picked.
pub fn flip(app: App) {
    let fault = picked(app).and_then(|(list, pick)| {
        let (_, bytes) = list.iter().find(|(_, bytes)| bytes.id == pick.id)?;
        bytes.fault(pick, app.mask.now()).filter(|_| app.mask.now() != 0)
    });
    if let Some(fault) = fault {
        acts::add_fault(app, fault);
    }
}

/// Picks the byte before or after, within the field.
pub fn shift(app: App, by: i64) {
    let moved = picked(app).and_then(|(list, pick)| {
        let (_, bytes) = list.iter().find(|(_, bytes)| bytes.id == pick.id)?;
        let range = bytes.tree.spans.get(pick.span)?.range.clone();
        let to = (i64::from(pick.byte) + by).clamp(i64::from(range.start), i64::from(range.end) - 1);
        Some(Pick { byte: to as u32, ..pick })
    });
    if moved.is_some() {
        app.pick.set(moved);
    }
}

/// Takes a bit into the change, or out of it.
pub fn toggle(app: App, bit: usize) {
    app.mask.set(app.mask.now() ^ 1_u8.checked_shl(bit as u32).unwrap_or(0));
}

fn picked(app: App) -> Option<(List, Pick)> {
    untrack(|| {
        let list = list(app);
        let pick = looked(app, &list).0?;
        Some((list, pick))
    })
}
