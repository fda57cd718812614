//! The verdict on early data that can be repeated: how often the server has carried out an order that a client sent once.
//! Knows no rule.

use super::ways::to_step;
use crate::explain::{carried, chapter_of, chapters};
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::wire::printable;

/// The verdict, from the first order on; nothing where nobody repeats one.
#[inline(never)] // of a later part
pub fn html(sight: &Sight, out: &mut Html) {
    let shown = &*sight.shown;
    let at = sight.at;
    let Some(carried) = carried(&shown.trace, at) else { return };
    let foe = chapter_of(&chapters(&shown.trace), at).is_some_and(|chapter| chapter.foe());
    let count = carried.done.len();
    // Where nothing is repeated yet it is told in the step that does it alone.
    if !foe && !carried.done.contains(&at) {
        return;
    }
    let (class, sign) = if count > carried.sent { ("orders bad", "✗") } else { ("orders", "✓") };
    out.class("p", class).el("span", "t", &sight.t("page.orders")).text(" ");
    out.el("b", "", &format!("{sign} {count}")).text(" ").open("span", &[]);
    let data = printable(shown.trace.blobs.bytes(carried.data));
    let vars = vec![("n", carried.sent.to_string()), ("data", data)];
    out.prose(&sight.tf("page.orders.sent", &vars)).close("span").text(" ").class("span", "steps");
    for (n, step) in carried.done.iter().enumerate() {
        if n > 0 {
            out.text(" · ");
        }
        to_step(sight, out, *step);
    }
    out.close("span").close("p");
}
