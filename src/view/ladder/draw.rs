//! The ladder as SVG. Knows where things stand and what they are called; nothing of time or input.

use super::given::{Beyond, Label, Mark};
use super::layout::{Frame, Kind, Reach, Row, Shape};
use super::measure::width;
use super::segments::Bracket;
use crate::view::html::Html;
use crate::view::icons::{LOCK, OPEN};
use crate::wire::Role;

/// How far the lifelines stand from the edges.
pub const MARGIN: u32 = 46;

/// The drawing of one connection, `wide` and `tall` pixels.
pub struct Drawing<'a> {
    /// Where the left lifeline stands, and the time axis beside it, if there is one.
    pub left: u32,
    pub axis: &'a Html,
    pub beyond: &'a Beyond,
    pub rows: &'a [Row],
    pub labels: &'a [Label],
    pub frames: &'a [Frame],
    /// Each with what is written along it, the longest wording first.
    pub brackets: &'a [(Vec<String>, Bracket)],
    pub title: &'a str,
    pub wide: u32,
    pub tall: u32,
}

impl Drawing<'_> {
    /// The markup.
    pub fn html(&self) -> Html {
        let mut out = Html::new();
        let (wide, tall) = (self.wide.to_string(), self.tall.to_string());
        let view = format!("0 0 {wide} {tall}");
        // A list, so that it reads as what it is: the steps in order.
        out.open("svg", &[("viewBox", &view), ("role", "list"), ("aria-label", self.title)]);
        for (x, class) in [(self.left, self.class_of("life")), (self.wide - MARGIN, "life")] {
            self.line(&mut out, class, (x, 0), (x, self.tall - 8));
        }
        for frame in self.frames {
            self.frame(&mut out, frame);
        }
        for (row, label) in self.rows.iter().zip(self.labels) {
            self.row(&mut out, row, label);
        }
        // Above the mark of the present step.
        for (texts, bracket) in self.brackets {
            self.bracket(&mut out, texts, bracket);
        }
        out.add(self.axis);
        if !self.beyond.is_empty() {
            self.beyond(&mut out);
        }
        out.close("svg");
        out
    }

    /// Of the left lifeline: an attacker's is solid, in its colour.
    fn class_of(&self, class: &'static str) -> &'static str {
        if self.beyond.foe.is_some() { "life network" } else { class }
    }

    /// Who stands on the left, where that is no client, which orders were carried out, what thieves read.
    #[inline(never)] // of a later part
    fn beyond(&self, out: &mut Html) {
        if let Some(name) = &self.beyond.foe {
            let wide = (width(name, 12) + 20).to_string();
            out.open("g", &[("class", "name network")]);
            let x = (self.left - 40).to_string();
            out.open("rect", &[("x", &x), ("y", "3"), ("width", &wide), ("height", "21"), ("rx", "6")]).close("rect");
            self.text(out, "", (self.left - 30, 18), "start", name);
            out.close("g");
        }
        for (step, n) in &self.beyond.orders {
            let brings = |row: &&Row| {
                let sent = matches!(row.shape, Shape::Arrow { from: Role::Client, kind: Kind::Application, .. });
                row.step < *step && sent
            };
            // Where there are messages alone, beside the one that brought the order.
            let own = self.rows.iter().find(|row| row.step == *step);
            let Some(row) = own.or_else(|| self.rows.iter().rfind(brings)) else { continue };
            let (x, y) = (self.wide - MARGIN + 9, row.top + 6);
            out.open("g", &[("class", if *n > 1 { "order bad" } else { "order" }), ("aria-hidden", "true")]);
            let (left, top) = (x.to_string(), y.to_string());
            out.open("rect", &[("x", &left), ("y", &top), ("width", "33"), ("height", "22"), ("rx", "5")])
                .close("rect");
            let sign = if *n > 1 { "✗" } else { "✓" };
            self.text(out, "", (x + 16, y + 16), "middle", &format!("{sign} {n}"));
            out.close("g");
        }
        for mark in &self.beyond.marks {
            self.mark(out, mark);
        }
    }

    /// On the middle of an arrow.
    fn mark(&self, out: &mut Html, mark: &Mark) {
        let Some(row) = self.rows.iter().find(|row| row.step == mark.step) else { return };
        let text = mark.read.as_deref().filter(|read| !read.is_empty()).map(|read| format!("“{read}”"));
        let long = text.as_ref().map_or(0, |text| width(text, 13) + 6);
        let (wide, y) = (24 + long, row.top + 29);
        let x = self.middle() - wide / 2;
        let (class, path) = if mark.read.is_some() { ("read", OPEN) } else { ("read not", LOCK) };
        out.open("g", &[("class", class), ("aria-hidden", "true")]);
        let [left, top, wide] = [x, y - 9, wide].map(|n| n.to_string());
        out.open("rect", &[("x", &left), ("y", &top), ("width", &wide), ("height", "18"), ("rx", "9")]).close("rect");
        let place = format!("translate({} {}) scale(.8)", x + 6, y - 7);
        out.open("path", &[("d", path), ("transform", &place)]).close("path");
        if let Some(text) = text {
            self.text(out, "", (x + 22, y + 4), "start", &text);
        }
        out.close("g");
    }

    fn frame(&self, out: &mut Html, frame: &Frame) {
        let (Some(first), Some(last)) = (self.rows.get(frame.first), self.rows.get(frame.last)) else { return };
        let class = match frame.kind {
            Kind::Sealed => "box",
            Kind::Application => "box data",
            // One clear message in one record needs no frame.
            _ if frame.first == frame.last => return,
            _ => "box plain",
        };
        let (x, y) = ((self.left + 10).to_string(), (first.top + 3).to_string());
        let (width, height) =
            ((self.wide - self.left - MARGIN - 20).to_string(), (last.top + last.height - first.top - 5).to_string());
        out.open(
            "rect",
            &[("class", class), ("x", &x), ("y", &y), ("width", &width), ("height", &height), ("rx", "7")],
        );
        out.close("rect");
    }

    /// Beside the lifeline, on its outer side; along it the longest wording that there is room for.
    fn bracket(&self, out: &mut Html, texts: &[String], bracket: &Bracket) {
        let (Some(first), Some(last)) = (self.rows.get(bracket.first), self.rows.get(bracket.last)) else { return };
        let (x, tip, beside) = match bracket.from {
            Role::Client => (MARGIN - 16, MARGIN - 10, MARGIN - 22),
            Role::Server => (self.wide - MARGIN + 16, self.wide - MARGIN + 10, self.wide - MARGIN + 30),
        };
        let (top, bottom) = (first.top + 8, last.top + last.height - 6);
        out.open("g", &[("class", "segment"), ("aria-hidden", "true")]);
        out.open("path", &[("d", &format!("M{tip},{top} H{x} V{bottom} H{tip}"))]).close("path");
        let fitting = texts.iter().find(|text| width(text, 11) <= bottom - top);
        let turn = format!("translate({beside} {}) rotate(-90)", (top + bottom) / 2);
        if let Some(text) = fitting {
            out.open("text", &[("transform", &turn), ("text-anchor", "middle")]).text(text).close("text");
        }
        out.close("g");
    }

    fn row(&self, out: &mut Html, row: &Row, label: &Label) {
        let step = row.step.to_string();
        let who = match row.shape {
            Shape::Arrow { from: Role::Client, .. } | Shape::Local(Role::Client) if self.beyond.foe.is_some() => {
                "network"
            }
            Shape::Arrow { from: Role::Client, .. } | Shape::Local(Role::Client) | Shape::End(Role::Client) => "client",
            Shape::Strike => "network",
            _ => "server",
        };
        let bad = if row.bad { " bad" } else { "" };
        let kind = match row.shape {
            Shape::Arrow { kind: Kind::Tcp, .. } => " tcp",
            Shape::Arrow { reach: Reach::Whole, .. } => "",
            Shape::Arrow { .. } => " lost",
            _ => "",
        };
        let class = format!("next {who}{kind}{bad}");
        out.open("g", &[("role", "listitem")]);
        out.open(
            "a",
            &[
                ("class", &class),
                ("data-s", &step),
                ("data-kind", label.kind),
                ("href", &label.href),
                ("tabindex", "-1"),
                ("aria-label", &label.aloud),
            ],
        );
        let (y, height) = (row.top.to_string(), row.height.to_string());
        let hit = (self.wide - 8).to_string();
        out.open("rect", &[("class", "hit"), ("x", "4"), ("y", &y), ("width", &hit), ("height", &height), ("rx", "6")]);
        out.close("rect");
        match row.shape {
            Shape::Arrow { from, reach, kind } => self.arrow(out, row, label, from, reach, kind),
            Shape::Local(role) => self.local(out, row, label, role, false),
            Shape::End(role) => self.local(out, row, label, role, true),
            Shape::Strike => self.strike(out, row, label),
        }
        out.close("a").close("g");
    }

    #[inline(never)] // of a later part
    fn strike(&self, out: &mut Html, row: &Row, label: &Label) {
        let (x, y) = (self.middle(), row.top + row.height / 2);
        let w = label.lines.first().map_or(0, |line| width(line, 13));
        self.cross(out, x - w / 2 - 10, y);
        let text = label.lines.first().map_or("", String::as_str);
        self.text(out, "do", (x - w / 2 + 6, y + 4), "start", text);
    }

    fn arrow(&self, out: &mut Html, row: &Row, label: &Label, from: Role, reach: Reach, kind: Kind) {
        let (left, right, middle) = (self.left + 5, self.wide - MARGIN - 5, self.middle());
        let (start, end) = match (from, reach) {
            (Role::Client, Reach::Whole) => (left, right),
            (Role::Client, Reach::Out) => (left, middle),
            (Role::Client, Reach::In) => (middle, right),
            (Role::Server, Reach::Whole) => (right, left),
            (Role::Server, Reach::Out) => (right, middle),
            (Role::Server, Reach::In) => (middle, left),
        };
        let tcp = kind == Kind::Tcp;
        let y = if tcp { row.top + row.height - 7 } else { row.top + 29 };
        let back = |x: u32, by: u32| if end > start { x - by } else { x + by };
        let stop = back(end, 8);
        if matches!(kind, Kind::Sealed | Kind::Application) {
            // Sealed: a double line, as RFC diagrams write <====.
            self.line(out, "wide", (start, y), (stop, y));
            self.line(out, "core", (start, y), (stop, y));
        } else {
            self.line(out, "", (start, y), (stop, y));
        }
        let head = format!("M{end},{y} L{0},{1} L{0},{2} z", back(end, 10), y - 5, y + 5);
        if reach == Reach::Out {
            self.cross(out, back(end, 2), y);
        } else {
            out.open("path", &[("d", &head)]).close("path");
        }
        let text = label.lines.first().map_or("", String::as_str);
        if tcp {
            self.text(out, "t", (middle, y - 4), "middle", text);
            return;
        }
        self.text(out, "t", (left + 17, y - 8), "start", text);
        let under = label.lines.len() > 1;
        let at = if under { (left + 17, y + 15) } else { (right - 17, y - 8) };
        self.text(out, "sub", at, if under { "start" } else { "end" }, &label.sub);
    }

    fn local(&self, out: &mut Html, row: &Row, label: &Label, role: Role, end: bool) {
        let (x, side, anchor) = match role {
            Role::Client => (MARGIN, MARGIN + 15, "start"),
            Role::Server => (self.wide - MARGIN, self.wide - MARGIN - 15, "end"),
        };
        let y = row.top + 17;
        if row.bad {
            self.cross(out, x, y);
        } else if end {
            let (x, y) = ((x - 6).to_string(), (y - 6).to_string());
            out.open("rect", &[("class", "end"), ("x", &x), ("y", &y), ("width", "12"), ("height", "12"), ("rx", "2")]);
            out.close("rect");
        } else {
            let (x, y) = (x.to_string(), y.to_string());
            out.open("circle", &[("cx", &x), ("cy", &y), ("r", "5")]).close("circle");
        }
        for (n, line) in label.lines.iter().enumerate() {
            self.text(out, "do", (side, y + 4 + 15 * n as u32), anchor, line);
        }
    }

    /// Between the lifelines.
    fn middle(&self) -> u32 {
        (self.left + self.wide - MARGIN) / 2
    }

    fn line(&self, out: &mut Html, class: &str, from: (u32, u32), to: (u32, u32)) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(|n| n.to_string());
        out.open("line", &[("class", class), ("x1", &x1), ("y1", &y1), ("x2", &x2), ("y2", &y2)]).close("line");
    }

    fn cross(&self, out: &mut Html, x: u32, y: u32) {
        let d = format!("M{0},{2} L{1},{3} M{0},{3} L{1},{2}", x - 5, x + 5, y - 5, y + 5);
        out.open("path", &[("class", "cross"), ("d", &d)]).close("path");
    }

    fn text(&self, out: &mut Html, class: &str, at: (u32, u32), anchor: &str, text: &str) {
        let (x, y) = (at.0.to_string(), at.1.to_string());
        out.open("text", &[("class", class), ("x", &x), ("y", &y), ("text-anchor", anchor)]).text(text).close("text");
        // Else two texts of one step would read as one word.
        out.text(" ");
    }
}
