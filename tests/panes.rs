//! What the page shows, part by part, as it was looked at and found right: `tests/panes` holds the markup of a run's parts
//! and of every pane there is, in each language. After a change that is meant, run this test with `BLESS=1`, read the
//! difference, and look at the page.

#![cfg(test)]

#[path = "support/markup.rs"]
mod markup;
mod support;

use std::collections::BTreeSet;
use std::sync::Arc;

use handscope::explain::panes;
use handscope::view::choices::Lang;
use handscope::view::given::Given;
use handscope::view::link::{self, Asked};
use handscope::view::pages;
use handscope::view::panes::PANES;
use handscope::view::sight::{Pane, Shown, Sight};
use handscope::view::{head, header, ladder, player, tabs};
use markup::{golden, lines, well_formed};

const RSA: &str =
    "v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_CBC_SHA&server.cert=rsa";
const ZERO: &str = "v=1&connections=2&1.after=600&client.resume=1&client.early_data=GET%20/&server.tickets=1&server.ticket_early_data=16384&server.ticket_form=sealed&server.accept_early_data=on";

/// Links that between them open every pane, each with the name of its file.
const LINKS: [(&str, &str, &str); 14] = [
    ("client_hello", "v=1", "~at=c0.c.client_hello%231.send"),
    ("message", "v=1", "~at=c0.s.certificate_verify%231.send&~tab=message"),
    ("record", "v=1", "~at=c0.s.certificate%231.send&~tab=record"),
    ("keys", "v=1", "~at=c0.c.server_hello%231.derive_handshake_keys&~tab=keys"),
    ("transcript", "v=1", "~at=c0.s.finished%231.send&~tab=transcript"),
    ("state", "v=1", "~at=c0.s.finished%231.send&~tab=state"),
    ("certificates", "v=1", "~at=c0.c.certificate%231.judge_certificate&~tab=certificates"),
    ("knows", "v=1", "~at=c0.c.finished%231.send&~tab=knows"),
    ("failed", "v=1&fault=expired_certificate", ""),
    ("failed_byte", "v=1&fault=wire:c0.s.server_hello@server_hello.random+6%5E01", ""),
    ("rsa", RSA, "~at=c0.c.client_key_exchange%231.send"),
    ("rsa_stolen", RSA, "theft=server_key@315576000&~tab=knows"),
    ("early", ZERO, "~at=c1.c.client_hello%231.send&~ladder=messages"),
    ("costs", ZERO, "~tab=costs&~at=c1.c.ack%232.send"),
];

fn sight(text: &str, view: &str, lang: Lang) -> Sight {
    let whole = if view.is_empty() { text.to_owned() } else { format!("{text}&{view}") };
    let Asked { scenario, view, wrong } = link::read(&whole);
    assert!(wrong.is_empty(), "{whole}: {wrong:?}");
    let pack = support::pack(lang.tag());
    let shown = Arc::new(Shown::of(&scenario, link::write(&scenario)));
    if let Some(at) = &view.at {
        assert!(shown.trace.step_at(at).is_some(), "{at} is no step of {whole}");
    }
    Sight::new(shown, &view, Arc::new(pack), lang)
}

#[test]
fn parts_and_panes_are_drawn_as_they_were() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, text, view) in LINKS {
        for lang in Lang::ALL {
            let sight = sight(text, view, lang);
            seen.insert(sight.looked().name());
            let parts = match name {
                "client_hello" | "early" => vec![header::html(&sight), ladder::html(&sight), player::html(&sight)],
                _ => Vec::new(),
            };
            let stage = [head::html(&sight), tabs::html(&sight), handscope::view::panes::html(&sight)];
            let html: String = parts.into_iter().chain(stage).map(|part| lines(part.into_string())).collect();
            wrong.extend(golden(name, lang, &html));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let all: BTreeSet<&str> = Pane::ALL.iter().map(|pane| pane.name()).collect();
    assert_eq!(seen, all, "every pane is among them");
}

const EXPIRED: &str = "* TLSv1.3 (OUT), TLS alert, certificate expired (557):\n<script> & curl: (60) SSL certificate problem: \
                       certificate has expired\n";

/// Parts of pages beside the run: a link, what was pasted there, and the parts.
const PAGES: [(&str, &str, &str, &[&str]); 3] = [
    ("failures", "~page=failures", EXPIRED, &["mirror", "recognised", "found"]),
    ("cause", "~page=failures&~entry=no_common_suite", "", &["found"]),
    ("suite", "~page=registry&~entry=suites/TLS_RSA_WITH_3DES_EDE_CBC_SHA", "", &["narrow", "opened"]),
];

/// The parts of a page that are drawn apart.
fn live(sight: &Sight, wanted: impl Fn(&str) -> bool) -> String {
    let row = pages::row(sight.page).expect("a page beside the run");
    let parts = row.live.iter().filter(|part| wanted(part.id));
    parts.map(|part| lines((part.html)(sight).into_string())).collect()
}

#[test]
fn parts_of_pages_are_drawn_as_they_were() {
    let mut wrong = Vec::new();
    for (name, view, pasted, parts) in PAGES {
        for lang in Lang::ALL {
            let mut sight = sight("v=1", view, lang);
            sight.given = Arc::new(Given::default().pasting(pasted));
            let html = live(&sight, |id| parts.contains(&id));
            well_formed(&html, &format!("{view} {}", lang.tag()));
            wrong.extend(golden(&format!("page_{name}"), lang, &html));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What every change does, of a message of few bytes: before, half way, and when all is done.
#[test]
fn changes_are_drawn_as_they_were() {
    use handscope::explain::work::Work;
    use handscope::view::pages::sweep;
    use handscope::view::swept::{State, Swept};
    let mut wrong = Vec::new();
    for lang in Lang::ALL {
        let mut sight = sight("v=1", "~page=sweep&~entry=c0.s.change_cipher_spec", lang);
        let asked = sweep::asked(&sight).expect("a message of the run");
        let mut work = Work::read(&asked).expect("a work");
        let mut swept = Swept::begun(&asked, work.count());
        for (name, from, to, state) in
            [("begun", 0, 0, State::Runs), ("half", 0, 3, State::Stopped), ("done", 3, work.count(), State::Done)]
        {
            for at in from..to {
                assert_eq!(swept.take(&format!("{at} {}", work.unit(at))), Some(at));
            }
            swept.state = state;
            sight.given = Arc::new(Given::default().sweeping(&swept));
            let html = lines(pages::html(&sight).into_string());
            well_formed(&html, &format!("sweep {name} {}", lang.tag()));
            wrong.extend(golden(&format!("page_sweep_{name}"), lang, &html));
        }
        let mut sight = self::sight("v=1", "~page=sweep&~entry=faults", lang);
        let asked = sweep::asked(&sight).expect("the catalogue");
        let mut work = Work::read(&asked).expect("a work");
        let mut swept = Swept::begun(&asked, work.count());
        for at in 0..work.count() {
            assert_eq!(swept.take(&format!("{at} {}", work.unit(at))), Some(at));
        }
        sight.given = Arc::new(Given::default().sweeping(&swept));
        well_formed(&lines(pages::html(&sight).into_string()), &format!("faults {}", lang.tag()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whatever is looked up, or narrowed by, or laid open is well-formed, with no text missing.
#[test]
fn every_cause_and_every_entry_can_be_shown() {
    use handscope::explain::registry::{alerts, extensions, groups, schemes, suites};
    use handscope::explain::symptoms::{causes, recognise};
    for lang in Lang::ALL {
        let looked = |view: String, given: Given| {
            let mut sight = sight("v=1", &view, lang);
            sight.given = Arc::new(given);
            let html = pages::html(&sight).into_string() + &live(&sight, |_| true);
            well_formed(&html, &format!("{view} {}", lang.tag()));
            html
        };
        for cause in causes() {
            let html = looked(format!("~page=failures&~entry={}", cause.id), Given::default());
            assert!(html.contains(&format!("href=\"#{}\"", cause.run.replace('&', "&amp;"))), "{}", cause.id);
            assert!(html.contains("<svg class=\"mini\""), "{} has no drawing", cause.id);
        }
        for order in ["alert", "tool", "check"] {
            let html = looked("~page=failures".to_owned(), Given::default().looking(order, ""));
            assert!(causes().iter().all(|cause| html.contains(&format!("~entry={}\"", cause.id))), "{order}");
        }
        for sample in pages::failures::SAMPLES {
            assert!(!recognise(sample.text).causes.is_empty(), "{}", sample.name);
            let html = looked("~page=failures".to_owned(), Given::default().pasting(sample.text));
            assert!(html.contains("<mark>"), "{}", sample.name);
        }
        let names = |registry: &str, names: Vec<&'static str>| {
            for name in names.iter().step_by(9) {
                let html = looked(format!("~page=registry&~entry={registry}/{name}"), Given::default());
                assert!(html.contains("class=\"opened\""), "{name}");
            }
        };
        names("suites", suites().iter().map(|row| row.name).step_by(3).collect());
        names("alerts", alerts().iter().map(|row| row.name).collect());
        names("extensions", extensions().iter().map(|row| row.name).collect());
        names("groups", groups().iter().map(|row| row.name).collect());
        names("schemes", schemes().iter().map(|row| row.name).collect());
    }
}

/// What is asked for is what is left, and every chip leaves something.
#[test]
fn a_registry_is_narrowed() {
    let left = |view: &str, given: Given| {
        let mut sight = sight("v=1", view, Lang::En);
        sight.given = Arc::new(given);
        pages::registry::left(&sight).into_iter().filter(|left| *left).count()
    };
    let all = left("~page=registry", Given::default());
    assert_eq!(all, handscope::explain::registry::suites().len());
    let three = left("~page=registry", Given::default().looking("", "AES_256 ecdhe-rsa"));
    assert!(three > 0 && three < 10, "{three}");
    let runs = Given::default().narrowed("runs", pages::registry::rivals(None, "runs"));
    assert_eq!(left("~page=registry", runs), handscope::wire::suites::SUITES.len());
    let both = Given::default().narrowed("v13", &["v13", "v12"]).narrowed("v12", &["v13", "v12"]);
    assert_eq!(both.by, "v12");
    assert!(both.narrowed("v12", &[]).by.is_empty());
    for registry in ["suites", "alerts", "extensions", "groups", "schemes"] {
        let view = format!("~page=registry&~entry={registry}");
        let html = live(&sight("v=1", &view, Lang::En), |id| id == "narrow");
        let chips = html.split("data-text=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for chip in chips.map(str::to_owned).collect::<Vec<_>>() {
            let some = left(&view, Given::default().narrowed(&chip, &[]));
            assert!(some > 0, "{registry}, {chip}: {some}");
        }
    }
}

/// The table of the panes has each of them once, in their order.
#[test]
fn every_pane_has_its_row() {
    assert_eq!(PANES.iter().map(|row| row.pane).collect::<Vec<_>>(), Pane::ALL);
}

/// Each pane of each step of a run is well-formed markup, with no id twice and no text missing.
#[test]
fn all_markup_is_well_formed() {
    for (_, text, view) in LINKS {
        for lang in Lang::ALL {
            let mut sight = sight(text, view, lang);
            for at in 0..sight.count() {
                sight.at = at;
                let shown = sight.shown.clone();
                for pane in panes(&shown.trace, shown.aftermath.as_ref(), at) {
                    sight.pane = Some(pane);
                    sight.list = std::sync::OnceLock::new();
                    let html = handscope::view::panes::html(&sight).into_string() + &head::html(&sight).into_string();
                    well_formed(&html, &format!("{text} {at} {} {}", pane.name(), lang.tag()));
                }
            }
        }
    }
}
