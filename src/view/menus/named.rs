//! What the scenario that is shown is called: by the gallery's name, where it is one of the gallery's. Knows no menu.

use crate::lab::{FIRST, Scenario, gallery};
use crate::view::link;
use crate::view::sight::{Shown, Sight};

/// The name of the scenario that is shown: of the gallery's, or one of the reader's own.
pub fn title(sight: &Sight) -> String {
    called(sight, &sight.shown)
}

/// The name of a run.
pub fn called(sight: &Sight, shown: &Shown) -> String {
    match example(shown) {
        Some(id) => sight.t(&format!("example.{id}")),
        None => sight.t("page.scenario.own"),
    }
}

/// The gallery's scenario that is shown; else that to which faults were added.
pub fn current(sight: &Sight) -> Option<&'static str> {
    example(&sight.shown)
}

fn example(shown: &Shown) -> Option<&'static str> {
    let find = |text: &str| match text == FIRST.text {
        true => Some(FIRST.id),
        false => gallery().iter().find(|example| example.plain() == text).map(|example| example.id),
    };
    find(&shown.text).or_else(|| {
        let plain = Scenario { faults: Vec::new(), ..shown.trace.scenario.clone() };
        find(&link::write(&plain))
    })
}
