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
use handscope::view::link::{self, Asked};
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
