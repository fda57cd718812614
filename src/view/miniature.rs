//! The drawing of a run that is as small as a stamp: one pitch for all, so that length alone tells. Knows no run.

use super::html::Html;
use super::sight::Sight;
use crate::explain::miniature::{Mark, Miniature};
use crate::wire::Role;

/// The lifelines, and how far apart the rows are, in pixels.
const LEFT: i32 = 8;
const RIGHT: i32 = 72;
const PITCH: i32 = 6;

/// The drawing, told in words to who does not see it.
pub fn html(sight: &Sight, drawing: &Miniature) -> Html {
    let mut out = Html::new();
    let rows: i32 = drawing.marks.iter().map(height).sum();
    let tall = (rows + 2 * PITCH).to_string();
    let vars = [Role::Client, Role::Server].map(|role| (role.name(), drawing.sent(role).to_string())).to_vec();
    let label = sight.tf("page.gallery.drawing", &vars);
    out.open(
        "svg",
        &[
            ("class", "mini"),
            ("role", "img"),
            ("aria-label", &label),
            ("width", "80"),
            ("height", &tall),
            ("viewBox", &format!("0 0 80 {tall}")),
        ],
    );
    let mut top = PITCH;
    let mut from = 2;
    for (at, mark) in drawing.marks.iter().enumerate() {
        match mark {
            Mark::Message { from, sealed } => message(&mut out, top, *from, *sealed),
            Mark::Wrong => wrong(&mut out, top - PITCH),
            Mark::Cut => cut(&mut out, top),
            Mark::Next => {}
        }
        top += height(mark);
        // The lifelines of a connection end where the next one has not begun.
        if matches!(mark, Mark::Next) || at + 1 == drawing.marks.len() {
            let end = if matches!(mark, Mark::Next) { top - 2 * PITCH } else { top };
            for x in [LEFT, RIGHT] {
                out.open("path", &[("class", "life"), ("d", &format!("M{x},{from} V{end}"))]).close("path");
            }
            from = top - PITCH;
        }
    }
    out.close("svg");
    out
}

fn height(mark: &Mark) -> i32 {
    match mark {
        Mark::Message { .. } | Mark::Cut => PITCH,
        Mark::Wrong => 0,
        Mark::Next => 2 * PITCH,
    }
}

/// An arrow; a double line where it is encrypted.
fn message(out: &mut Html, y: i32, from: Role, sealed: bool) {
    let (start, tip, back) = match from {
        Role::Client => (LEFT + 2, RIGHT - 2, RIGHT - 7),
        Role::Server => (RIGHT - 2, LEFT + 2, LEFT + 7),
    };
    let head = format!("M{tip},{y} L{back},{} V{} Z", y - 3, y + 3);
    let line = match sealed {
        true => format!("M{start},{y}.8 m0,-2.2 H{back} M{start},{y}.8 m0,.6 H{back}"),
        false => format!("M{start},{y} H{back}"),
    };
    out.open("g", &[("class", from.name())]);
    out.open("path", &[("class", "line"), ("d", &line)]).close("path");
    out.open("path", &[("class", "tip"), ("d", &head)]).close("path").close("g");
}

fn wrong(out: &mut Html, y: i32) {
    let x = (LEFT + RIGHT) / 2;
    let cross = format!("M{},{} L{},{} M{},{} L{},{}", x - 4, y - 4, x + 4, y + 4, x - 4, y + 4, x + 4, y - 4);
    out.open("circle", &[("class", "under"), ("cx", &x.to_string()), ("cy", &y.to_string()), ("r", "6")]);
    out.close("circle").open("path", &[("class", "wrong"), ("d", &cross)]).close("path");
}

fn cut(out: &mut Html, y: i32) {
    for x in [LEFT, RIGHT] {
        out.open("path", &[("class", "wrong"), ("d", &format!("M{},{y} H{}", x - 5, x + 5))]).close("path");
    }
}
