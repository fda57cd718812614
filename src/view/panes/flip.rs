//! Changing one byte: which byte of the field, which of its bits, on the wire or before sealing.
//! Knows how to name a fault, nothing of what will come of it.

use crate::explain::sweep::Aim as Swept;
use crate::net::Fault;
use crate::view::bytes::{Aim, Bytes, Pick, push_hex};
use crate::view::choices::Page;
use crate::view::html::Html;
use crate::view::sight::List;
use crate::view::sight::Sight;
use crate::view::ways::to_entry;
use crate::view::wording::camel;

/// The controls below an explanation; none where no fault reaches the byte.
pub fn html(sight: &Sight, list: &List, pick: Pick) -> Html {
    let mut out = Html::new();
    let Some((value, sealed)) = byte(list, pick) else { return out };
    let mask = sight.mask;
    out.open("div", &[("class", "flip"), ("role", "group"), ("aria-label", &sight.t("page.flip"))]);
    out.class("span", "step");
    let step = |out: &mut Html, by: &str, id: &str, sign: &str| {
        out.open("button", &[("data-act", "byte"), ("data-n", by), ("aria-label", &sight.t(id))])
            .text(sign)
            .close("button");
    };
    step(&mut out, "-1", "page.flip.before", "‹");
    out.el("span", "", &sight.tf("page.flip.byte", &vec![("n", pick.byte.to_string())]));
    step(&mut out, "1", "page.flip.after", "›");
    out.close("span").class("span", "bits");
    for n in (0..8_u8).rev() {
        let (flag, name) = (1 << n, n.to_string());
        let shown = if (value ^ mask) & flag == 0 { "0" } else { "1" };
        let label = sight.tf("page.flip.bit", &vec![("n", name.clone()), ("value", shown.to_owned())]);
        let pressed = if mask & flag != 0 { "true" } else { "false" };
        out.open(
            "button",
            &[("data-act", "bit"), ("data-n", &name), ("aria-label", &label), ("aria-pressed", pressed)],
        );
        out.text(shown).close("button");
    }
    let (mut old, mut new) = (String::new(), String::new());
    push_hex(&mut old, value);
    push_hex(&mut new, value ^ mask);
    let id = if sealed { "page.flip.alter" } else { "page.flip.go" };
    out.close("span").open("button", &[("class", "go"), ("data-act", "flip")]);
    out.text(&sight.tf(id, &vec![("old", old), ("new", new)])).close("button");
    if sealed {
        out.el("span", "soft", &sight.t("page.flip.sealed"));
    }
    if sight.whole {
        all(sight, &mut out, list, pick);
    }
    out.close("div");
    out
}

/// The way to what every byte of the message would do.
#[inline(never)] // of a later part
fn all(sight: &Sight, out: &mut Html, list: &List, pick: Pick) {
    let aim = |bytes: &Bytes| match &bytes.aim {
        Aim::Wire(target) | Aim::Alter(target) if target.name != "record" => Some(target.clone()),
        _ => None,
    };
    let target = list.iter().find(|(_, bytes)| bytes.id == pick.id).and_then(|(_, bytes)| aim(bytes));
    let (Some(target), Some(told)) = (target, sight.text("page.flip.all")) else { return };
    let entry = Swept::Bytes(target).to_string();
    out.open("a", &[("href", &to_entry(sight, Page::Sweep, Some(&entry)))]).text(&told.title).close("a");
}

/// The byte that is picked, and whether only its sender can change it.
fn byte(list: &List, pick: Pick) -> Option<(u8, bool)> {
    let (_, bytes) = list.iter().find(|(_, bytes)| bytes.id == pick.id)?;
    let span = bytes.tree.spans.get(pick.span).filter(|span| !span.range.is_empty() && bytes.aim != Aim::Never)?;
    let at = pick.byte.clamp(span.range.start, span.range.end - 1);
    Some((*bytes.bytes.get(at as usize)?, matches!(bytes.aim, Aim::Alter(_))))
}

/// A fault in words: its name in the catalogue, or what it does to what.
pub fn name(sight: &Sight, fault: &Fault) -> String {
    let (id, target, path) = match fault {
        Fault::Named { id, .. } => return sight.name("fault", id),
        Fault::Wire { target, spot } => ("page.aim.wire", target, spot.path.as_str()),
        Fault::Drop { target } => ("page.aim.drop", target, ""),
        Fault::Duplicate { target } => ("page.aim.dup", target, ""),
        Fault::Inject { target, .. } => ("page.aim.inject", target, ""),
        Fault::Alter { target, spot } => ("page.aim.alter", target, spot.path.as_str()),
        Fault::Omit { target } => ("page.aim.omit", target, ""),
    };
    let whole = target.to_string();
    let last = whole.rsplit('.').next().unwrap_or_default();
    let (message, nth) = last.split_once('#').unwrap_or((last, ""));
    let mut name = match message {
        "record" => format!("{} {nth}", sight.name("message", message)).trim_end().to_owned(),
        message => camel(message),
    };
    let is_name = |part: &&str| *part != "value" && *part != message && part.parse::<usize>().is_err();
    if let Some(field) = path.rsplit('.').find(is_name).filter(|field| !field.is_empty()) {
        name = format!("{name}, {field}");
    }
    sight.tf(id, &vec![("name", name)])
}
