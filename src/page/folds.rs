//! The connections of the ladder, folded and opened. Knows no layout.

use std::cell::RefCell;

use super::dom;
use super::live::tell;
use handscope::explain::{chapter_of, chapters};
use handscope::view::ladder::many::body;
use handscope::view::sight::Sight;

thread_local! {
    /// Which connections the reader has opened or folded, of the scenario with that text.
    static CHOSEN: RefCell<(String, Vec<(usize, bool)>)> = const { RefCell::new((String::new(), Vec::new())) };
}

/// The reader opens or folds a connection; that of the present step stays open.
#[inline(never)]
pub fn fold(sight: &Sight, conn: usize) {
    let open = dom::find(&header_of(conn)).is_some_and(|button| expanded(&button));
    CHOSEN.with_borrow_mut(|chosen| {
        forget_others(sight, chosen);
        chosen.1.retain(|(other, _)| *other != conn);
        chosen.1.push((conn, !open));
    });
    mark(sight);
}

fn forget_others(sight: &Sight, chosen: &mut (String, Vec<(usize, bool)>)) {
    if chosen.0 != sight.shown.text {
        *chosen = (sight.shown.text.clone(), Vec::new());
    }
}

fn header_of(conn: usize) -> String {
    format!(".conn [data-act=fold][data-n=\"{conn}\"]")
}

fn expanded(button: &web_sys::Element) -> bool {
    button.get_attribute("aria-expanded").as_deref() == Some("true")
}

/// Shows the connection of the present step open, others as the reader left them, else folded; names who stands on the left.
#[inline(never)]
pub fn mark(sight: &Sight) {
    let chapters = chapters(&sight.shown.trace);
    let chosen = CHOSEN.with_borrow_mut(|chosen| {
        forget_others(sight, chosen);
        chosen.1.clone()
    });
    let Some(here) = chapter_of(&chapters, sight.at) else { return };
    for chapter in &chapters {
        let (conn, own) = (usize::from(chapter.conn.0), chapter.conn == here.conn);
        let open = own || chosen.iter().any(|(other, open)| *other == conn && *open);
        let button = header_of(conn);
        tell(&button, "aria-expanded", if open { "true" } else { "false" });
        tell(&button, "aria-disabled", if own { "true" } else { "false" });
        if let Some(body) = dom::find(&format!("#{}", body(chapter))) {
            let _ = body.toggle_attribute_with_force("hidden", !open);
        }
        let chip = format!(".jump [data-c=\"{}\"]", chapter.conn.0 + 1);
        if let Some(chip) = dom::find(&chip) {
            let _ = match own {
                true => chip.set_attribute("aria-current", "true"),
                false => chip.remove_attribute("aria-current"),
            };
        }
    }
    let (who, class) = if here.foe() { ("who.attacker", "client network") } else { ("who.client", "client") };
    dom::say(".parties .client b", &sight.t(who));
    tell(".parties .client", "class", class);
}
