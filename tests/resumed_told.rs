//! What is told beside connections that go on from an earlier one: the rule of a choice, the names of tickets and keys, limits,
//! and settings that a fault brought. From the scenario's text to what a reader sees.

#![cfg(test)]

mod support;

use handscope::explain::did::{Chosen, Detail, Line, lines};
use handscope::explain::values::rows;
use handscope::explain::{flow, formula_text, step_text};
use handscope::lab::{Scenario, Trace, run};
use handscope::tls::{Choice, Effect, Name};
use handscope::wire::Role;

fn trace(text: &str) -> Trace {
    run(&Scenario::parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}")).scenario)
}

fn at(trace: &Trace, anchor: &str) -> usize {
    trace.step_at(anchor).unwrap_or_else(|| panic!("{anchor} is not there"))
}

fn told(trace: &Trace, anchor: &str) -> Vec<Line> {
    lines(trace, at(trace, anchor))
}

fn chosen(trace: &Trace, anchor: &str) -> Chosen {
    let found = told(trace, anchor).into_iter().find_map(|line| match line.detail {
        Detail::Chosen(chosen) => Some(chosen),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("nothing was chosen in {anchor}"))
}

fn learned(trace: &Trace, anchor: &str) -> Vec<Name> {
    let effects = trace.steps[at(trace, anchor)].effects.iter();
    effects
        .filter_map(|effect| match effect {
            Effect::Learned { name, .. } => Some(*name),
            _ => None,
        })
        .collect()
}

const TWO: &str = "v=1&connections=3&client.resume=2&server.tickets=2&server.ticket_form=sealed";

#[test]
fn early_data_is_refused_by_the_rule_that_the_server_decides() {
    let base = "v=1&connections=2&client.resume=1&client.early_data=hi&server.tickets=1&server.ticket_early_data=99";
    for (text, anchor) in [
        (base.to_owned(), "c1.c.encrypted_extensions#1.read_message"),
        (format!("{base}&server.accept_early_data=on&1.server.cookie=on"), "c1.c.hello_retry_request#1.accept_choice"),
    ] {
        let trace = trace(&text);
        let lines = told(&trace, anchor);
        let texts: Vec<_> = lines.iter().flat_map(|line| &line.more).flat_map(|more| &more.keys).collect();
        assert!(texts.iter().any(|id| *id == "rule.server_decides"), "{text}: {texts:?}");
        assert!(!texts.iter().any(|id| *id == "rule.server_preference"), "{text}: {texts:?}");
    }
}

#[test]
fn what_was_chosen_is_no_candidate_that_was_left() {
    let trace = trace(TWO);
    let chosen = chosen(&trace, "c1.c.start#1.find_session");
    assert_eq!(chosen.value.split(", ").count(), 2);
    assert_eq!(chosen.eligible, Vec::<String>::new());
    // Of four that fit the two newest are offered, and the others are left.
    let text = TWO.replace("resume=2", "resume=1");
    let left = self::chosen(&self::trace(&text), "c1.c.start#1.find_session");
    assert_eq!((left.value.split(", ").count(), left.eligible.len()), (1, 1));
}

#[test]
fn tickets_that_one_key_sealed_have_names_of_their_own() {
    let trace = trace(TWO);
    let names = chosen(&trace, "c1.c.start#1.find_session").value;
    let (one, other) = names.split_once(", ").unwrap();
    assert!(one != other && one.starts_with('…') && other.starts_with('…'), "{names}");
    // Both sides call them the same, whether by a handle or sealed.
    for form in ["sealed", "handle"] {
        let trace = self::trace(&TWO.replace("sealed", form));
        let offered = chosen(&trace, "c1.c.start#1.find_session").value;
        let weighed = trace.steps.iter().filter(|step| step.anchor.to_string().starts_with("c1.s.client_hello"));
        let taken = weighed.flat_map(|step| &step.effects).find_map(|effect| match effect {
            Effect::Chose { what: Choice::Psk, value, .. } => Some(value.clone()),
            _ => None,
        });
        let taken = taken.unwrap();
        assert!(offered.split(", ").any(|name| name == taken), "{form}: {offered} / {taken}");
        assert!((form == "handle") == taken.ends_with('…'), "{form}: {taken}");
    }
}

#[test]
fn a_name_that_can_be_read_is_no_ticket_and_told_as_text() {
    let key = "2f1c5d0a9b8e47f6d3c2b1a09f8e7d6c";
    let long = "urn:sensor:factory-7:line-3:device-17";
    let find = "c0.s.client_hello#1.find_session";
    for (identity, name) in [("sensor-17", "“sensor-17”"), (long, "“urn:sensor:factory-7:lin…”")] {
        let known = trace(&format!("v=1&client.psk={identity}:{key}&server.psk={identity}:{key}"));
        assert_eq!(chosen(&known, find).value, name);
        let unknown = trace(&format!("v=1&client.psk={identity}:{key}"));
        assert_eq!(chosen(&unknown, find).out, [("out.unknown".to_owned(), vec![name.to_owned()])]);
        assert_eq!(learned(&unknown, find), []);
    }
    assert!(learned(&trace(TWO), "c1.s.client_hello#1.find_session").contains(&Name::Ticket));
}

#[test]
fn what_a_fault_brings_is_told_of_the_connections_that_it_adds() {
    let pack = support::pack("en");
    let trace = trace("v=1&fault=server_restarts");
    let told = step_text(&trace, at(&trace, "c1.c.certificate#1.judge_certificate")).unwrap();
    assert_eq!(told.resolve(&pack).unwrap().title, "verifies the certificate chain for `www.example.com`");
    // So is for how long a ticket key seals and then opens.
    let trace = self::trace("v=1&fault=ticket_key_rotated");
    let last = trace.steps.len() - 1;
    let things = handscope::explain::kept(&trace, last);
    let lifetimes: Vec<_> = things.iter().flat_map(|keeper| &keeper.things).map(|thing| thing.lifetime).collect();
    assert!(lifetimes.contains(&Some(2 * 3600)), "{lifetimes:?}");
}

#[test]
fn a_limit_is_told_as_a_limit() {
    let trace = trace("v=1&fault=too_much_early_data");
    let refused = trace.steps.iter().flat_map(|step| &step.effects).find_map(|effect| match effect {
        Effect::Refused { refusal, .. } => Some(refusal.told()),
        _ => None,
    });
    assert_eq!(refused.unwrap(), [("at_most_bytes", "8".to_owned()), ("came", "19".to_owned())]);
    for language in support::LANGUAGES {
        let pack = support::pack(language);
        let at = at(&trace, "c1.s.application_data#1.refuse");
        let texts = step_text(&trace, at).unwrap().resolve_also(&pack);
        assert!(texts.iter().any(|text| text.id == "refusal.too_much_early_data"), "{texts:?}");
        assert!(texts.iter().flat_map(|text| &text.body).all(|body| !body.contains("0-8") && !body.contains('{')));
    }
}

fn names<'a>(nodes: impl IntoIterator<Item = &'a handscope::explain::Node>) -> Vec<String> {
    nodes.into_iter().map(handscope::explain::Node::called).collect()
}

#[test]
fn the_same_value_is_listed_once_and_others_of_its_name_by_their_ticket() {
    for text in [TWO.to_owned(), TWO.replace("sealed", "handle")] {
        let trace = trace(&text);
        let found = at(&trace, "c1.c.start#1.find_session");
        let offered = chosen(&trace, "c1.c.start#1.find_session").value;
        let (one, other) = offered.split_once(", ").unwrap();
        let step = flow(&trace, found).unwrap();
        assert_eq!(step.constant.len(), 3, "{:?}", step.constant);
        let secrets = [format!("early_secret ({one})"), format!("early_secret ({other})")];
        assert_eq!(names(&step.out)[..2], secrets, "{text}");
        // Both tickets came at once, so that their age is one value.
        assert_eq!(names(&step.out)[2..], ["ticket_age"], "{text}");
        let binders = flow(&trace, at(&trace, "c1.c.start#1.compute_binder")).unwrap();
        assert_eq!(names(&binders.out), [format!("binder ({one})"), format!("binder ({other})")]);
        let once = |name: Name| rows(&trace, found).iter().filter(|row| row.name == name).count();
        assert_eq!([Name::Zeros, Name::EmptyHash, Name::EarlySecret, Name::TicketAge].map(once), [1, 1, 2, 1]);
    }
    // A configured key goes by its identity.
    let key = "2f1c5d0a9b8e47f6d3c2b1a09f8e7d6c";
    let trace = trace(&format!("{TWO}&client.psk=sensor-17:{key}"));
    let step = flow(&trace, at(&trace, "c1.c.start#1.find_session")).unwrap();
    assert!(names(&step.out).contains(&"early_secret (“sensor-17”)".to_owned()), "{:?}", names(&step.out));
}

#[test]
fn a_binder_covers_the_truncated_hello() {
    let hash = |text: &str, anchor: &str| {
        let trace = trace(text);
        let step = &trace.steps[at(&trace, anchor)];
        let role = if anchor.contains(".s.") { Role::Server } else { Role::Client };
        let actor = trace.actor(step.conn, role).unwrap().id;
        let learned = step.effects.iter().find_map(|effect| match effect {
            Effect::Learned { entry, name: Name::BinderHash } => Some(*entry),
            _ => None,
        });
        formula_text(&trace, actor, learned.unwrap()).unwrap()
    };
    let plain = "SHA-256(Truncate(client_hello))";
    assert_eq!(hash(TWO, "c1.c.start#1.compute_binder"), plain);
    assert_eq!(hash(TWO, "c1.s.client_hello#1.verify_binder"), plain);
    let retried = format!("{TWO}&1.server.cookie=on");
    let again = "SHA-256(message_hash(client_hello_hash) || hello_retry_request || Truncate(client_hello))";
    assert_eq!(hash(&retried, "c1.c.hello_retry_request#1.compute_binder"), again);
    assert_eq!(hash(&retried, "c1.s.client_hello#2.verify_binder"), again);
}

#[test]
fn a_client_of_both_versions_looks_for_pre_shared_keys_and_for_a_session() {
    let both = "v=1&connections=2&client.resume=1&server.session_cache=8&server.tickets=1";
    for (text, version) in
        [(format!("{both}&server.versions=1.2"), "1.2"), (format!("{both}&0.server.versions=1.2"), "1.3")]
    {
        let trace = trace(&text);
        assert_eq!(
            trace.connections[1].negotiated[0].version.map(handscope::wire::Version::name),
            Some(version),
            "{text}"
        );
        for language in support::LANGUAGES {
            let pack = support::pack(language);
            let told = ["c1.c.start#1.find_session", "c1.c.start~2#1.find_session"]
                .map(|anchor| step_text(&trace, at(&trace, anchor)).unwrap().resolve(&pack).unwrap().id);
            assert_eq!(told, ["step.find_session.psks", "step.find_session.sessions"], "{text}");
        }
    }
}
