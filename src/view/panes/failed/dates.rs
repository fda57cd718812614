//! A validity and the clock that it is held against, drawn to scale. Knows no certificate.

use crate::explain::Dates;
use crate::explain::question::{moment, span};
use crate::pki::der::format_time;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::wire::Role;

/// Where the scale begins and ends, in tenths of a percent of the width: room is left for the clock on its side.
const WIDE: [i64; 2] = [10, 990];
const ROOM: i64 = 230;

/// The drawing.
pub fn html(sight: &Sight, out: &mut Html, dates: &Dates, judge: Role) {
    let (first, last) = (dates.from.min(dates.now), dates.to.max(dates.now));
    let narrow = sight.narrow;
    let room = if narrow { 30 } else { ROOM };
    let start = WIDE[0] + if dates.now < dates.from { room } else { 0 };
    let end = WIDE[1] - if dates.now > dates.to { room } else { 0 };
    // The validity and what lies between it and the clock keep their proportion.
    let place = |time: i64| {
        let (first, last) = (i128::from(first), i128::from(last));
        let at = i128::from(start) + (i128::from(time) - first) * i128::from(end - start) / (last - first).max(1);
        i64::try_from(at).unwrap_or(start)
    };
    let percent = |at: i64| format!("{}.{}%", at / 10, at.rem_euclid(10));
    let (from, to, now) = (place(dates.from), place(dates.to), place(dates.now));
    let clock = sight.tf("page.failed.clock", &vec![("who", sight.name("who", judge.name()))]);
    let names = if dates.certificate { ["notBefore", "notAfter"] } else { ["thisUpdate", "nextUpdate"] };
    let times = [dates.from, dates.to, dates.now].map(|time| moment(&format_time(time)));
    let (colon, comma) = (sight.lang.colon(), sight.lang.comma());
    let said = [names[0], names[1], &clock].into_iter().zip(&times).map(|(name, time)| format!("{name}{colon}{time}"));
    let said = said.collect::<Vec<_>>().join(comma);
    out.open(
        "svg",
        &[("class", "dates"), ("role", "img"), ("aria-label", &said), ("height", if narrow { "94" } else { "74" })],
    );
    let rect = |out: &mut Html, class: &str, from: i64, to: i64| {
        let (x, wide) = (percent(from), percent((to - from).max(2)));
        let at = [("x", &*x), ("width", &*wide), ("y", "22"), ("height", "22")];
        out.open("rect", &[&[("class", class)], &at[..]].concat()).close("rect");
    };
    rect(out, "valid", from, to);
    if now > to {
        rect(out, "beyond", to, now);
    } else if now < from {
        rect(out, "beyond", now, from);
    }
    for (class, at) in [("", from), ("", to), ("now", now)] {
        let x = percent(at);
        out.open("line", &[("class", class), ("x1", &x), ("x2", &x), ("y1", "17"), ("y2", "49")]).close("line");
    }
    let text = |out: &mut Html, class: &str, at: i64, y: &str, anchor: &str, text: &str| {
        out.open("text", &[("class", class), ("x", &percent(at)), ("y", y), ("text-anchor", anchor)]);
        out.text(text).close("text");
    };
    let day = |time: &str| time.get(..10).unwrap_or(time).to_owned();
    text(out, "", from, "12", "start", names[0]);
    text(out, "mono", from, "64", "start", &day(&times[0]));
    text(out, "", to, "12", "end", names[1]);
    text(out, "mono", to, "64", "end", &day(&times[1]));
    let (aside, anchor) = if now > to { (now + 8, "start") } else { (now - 8, "end") };
    if narrow {
        // There is no room beside it.
        text(
            out,
            "now",
            if now > to { 1_000 } else { 0 },
            "86",
            if now > to { "end" } else { "start" },
            &format!("{clock}: {}", day(&times[2])),
        );
    } else if now < from || now > to {
        text(out, "now", aside, "12", anchor, &clock);
        text(out, "now mono", aside, "64", anchor, &day(&times[2]));
    }
    let whole = u64::try_from(dates.to.saturating_sub(dates.from)).unwrap_or(0);
    let valid = span(&sight.texts, whole);
    text(out, "inside", (from + to) / 2, "38", "middle", &sight.tf("page.failed.valid", &vec![("span", valid)]));
    out.close("svg");
}
