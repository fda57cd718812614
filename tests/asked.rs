//! What links ask of a page: every key of the view comes back from the link that it was written into, and what a page does
//! not have is named and left out.

#![cfg(test)]

mod support;

use handscope::lab::{Scenario, run};
use handscope::view::choices::Page;
use handscope::view::link::{VIEW_KEYS, View, fragment, read};
use handscope::view::pages::asked::{heed, in_menu, names, orders};

/// A value for every key, as a link has it.
const VALUES: &[(&str, &str)] = &[
    ("~at", "c0.s.server_hello%231.send"),
    ("~tab", "keys"),
    ("~field", "server_hello.random+6"),
    ("~ladder", "messages"),
    ("~lang", "ja"),
    ("~theme", "dark"),
    ("~page", "registry"),
    ("~entry", "groups/x25519"),
    ("~by", "v13%2Caead/aes%20256%20%E9%8D%B5%26%23"),
    ("~with", "v=1%26client.versions=1.2%26~at=c0.c.client_hello%25231.send"),
    ("~menu", "search/sni%7C42"),
];

#[test]
fn every_key_comes_back_from_its_link() {
    assert_eq!(
        VALUES.iter().map(|(key, _)| *key).collect::<Vec<_>>(),
        VIEW_KEYS.iter().map(|key| key.name).collect::<Vec<_>>()
    );
    let all: Vec<String> = VALUES.iter().map(|(key, value)| format!("{key}={value}")).collect();
    for link in all.iter().cloned().chain([all.join("&")]) {
        let asked = read(&format!("v=1&{link}"));
        assert!(asked.wrong.is_empty() && asked.view != View::default(), "{link}: {:?}", asked.wrong);
        assert_eq!(fragment("v=1", &asked.view), format!("#v=1&{link}"));
        assert_eq!(read(&fragment("v=1", &asked.view)[1..]).view, asked.view);
    }
}

#[test]
fn what_a_page_has_not_is_named_and_left_out() {
    let trace = run(&Scenario::default());
    // A link, the text that says what is wrong with it, what that names, and what is left of the link.
    for (link, wanted, left) in [
        (
            "~page=registry&~entry=groups/x25519&~by=mark",
            &[("page.link.value", "mark")][..],
            "~page=registry&~entry=groups/x25519",
        ),
        (
            "~page=registry&~entry=groups/x25519&~by=recommended,montgomery",
            &[],
            "~page=registry&~entry=groups/x25519&~by=recommended%2Cmontgomery",
        ),
        (
            "~page=registry&~entry=groups/x25518",
            &[("page.link.entry", "groups/x25518")],
            "~page=registry&~entry=groups",
        ),
        ("~page=registry&~entry=nonsense&~by=/rc4", &[("page.link.entry", "nonsense")], "~page=registry&~by=/rc4"),
        ("~page=registry&~by=v13,nonsense", &[("page.link.value", "nonsense")], "~page=registry&~by=v13"),
        ("~page=failures&~entry=expird&~by=tool", &[("page.link.entry", "expird")], "~page=failures&~by=tool"),
        ("~page=failures&~by=v13", &[("page.link.value", "v13")], "~page=failures"),
        ("~page=failures&~by=/rc4", &[("page.link.idle", "/rc4")], "~page=failures"),
        ("~page=glossary&~entry=nonse", &[("page.link.entry", "nonse")], "~page=glossary"),
        ("~page=glossary&~entry=group.nothing", &[("page.link.entry", "group.nothing")], "~page=glossary"),
        ("~page=glossary&~by=v13", &[("page.link.idle", "v13")], "~page=glossary"),
        ("~page=basics&~entry=lesson.hash", &[("page.link.entry", "lesson.hash")], "~page=basics"),
        (
            "~page=gallery&~entry=1.3,nothing,fails",
            &[("page.link.entry", "nothing")],
            "~page=gallery&~entry=1.3%2Cfails",
        ),
        (
            "~page=sweep&~entry=c0.s.hello_retry_request",
            &[("page.link.entry", "c0.s.hello_retry_request")],
            "~page=sweep",
        ),
        ("~page=sweep&~entry=c0.s.server_hello", &[], "~page=sweep&~entry=c0.s.server_hello"),
        ("~page=compare&~entry=x", &[("page.link.idle", "x")], "~page=compare"),
        ("~page=glossary&~with=v=1", &[("page.link.idle", "v=1")], "~page=glossary"),
        (
            "~entry=nonce&~by=v13/rc4&~with=v=1",
            &[
                ("page.link.idle", "nonce"),
                ("page.link.idle", "v13"),
                ("page.link.idle", "/rc4"),
                ("page.link.idle", "v=1"),
            ],
            "",
        ),
    ] {
        let mut view = read(link).view;
        let wrong = heed(&mut view, &trace);
        let named: Vec<(&str, &str)> = wrong
            .iter()
            .map(|one| (one.id, one.vars.iter().find(|(name, _)| *name == "value").unwrap().1.as_str()))
            .collect();
        assert_eq!(named, wanted, "{link}");
        assert_eq!(fragment("", &view), format!("#{left}"), "{link}");
        for (pack, one) in
            support::LANGUAGES.map(support::pack).iter().flat_map(|pack| wrong.iter().map(move |one| (pack, one)))
        {
            let told = handscope::explain::fill(pack.label(one.id), &one.vars);
            assert!(!told.contains('{') && told.contains('`'), "{told}");
        }
    }
    let mut view = read("~page=failures&~entry=expird").view;
    assert!(heed(&mut view, &trace)[0].nearest.contains(&"expired".to_owned()));
}

#[test]
fn every_entry_of_every_page_is_one() {
    let trace = run(&Scenario::default());
    for page in Page::ALL.iter().copied().filter(|page| *page != Page::Run) {
        for entry in names(page, &trace) {
            let by = orders(page, Some(&entry)).join(",");
            let view = View {
                page: Some(page),
                entry: Some(entry.clone()),
                by: (!by.is_empty()).then_some(by),
                ..View::default()
            };
            let mut kept = view.clone();
            assert!(heed(&mut kept, &trace).is_empty(), "{entry}");
            assert_eq!(kept, view);
        }
        assert!(names(page, &trace).len() > 5 || page == Page::Compare, "{}", page);
    }
}

#[test]
fn what_a_menu_has_not_is_named() {
    for menu in ["scenario", "faults", "help", "search", "faults/", "faults/wrong_host", "search/anything"] {
        assert_eq!(in_menu(menu), None, "{menu}");
    }
    assert!(in_menu("faults/wrong_hots").is_some_and(|wrong| wrong.nearest.contains(&"wrong_host".to_owned())));
    assert!(in_menu("help/me").is_some());
}
