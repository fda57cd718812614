//! The catalogue by itself: ids, parameters, needs.

use super::*;
use crate::lab::Scenario;
use crate::net::{Fault, Target};
use crate::tls::{Mismatch, Refusal};
use crate::wire::AlertDescription;

fn scenario(fault: &str) -> Scenario {
    let read = Scenario::parse(&format!("connections=2&fault={fault}"));
    read.unwrap_or_else(|errors| panic!("{fault}: {errors:?}")).scenario
}

#[test]
fn ids_are_told_apart_and_entries_are_whole() {
    for (at, entry) in catalogue().iter().enumerate() {
        assert!(catalogue()[..at].iter().all(|other| other.id != entry.id), "{}", entry.id);
        assert!(entry.doc.ends_with('.') && !entry.needs.is_empty() && !entry.expected.is_empty(), "{}", entry.id);
        assert!(entry.expected.iter().all(|case| entry.needs.contains(&case.version)), "{}", entry.id);
        assert!(entry.needs.iter().all(|need| entry.expected.iter().any(|case| case.version == *need)), "{}", entry.id);
        let names = entry.expected.iter().flat_map(|case| [case.client, case.server]).filter_map(|end| match end {
            End::Refused(_, alert) | End::Told(alert) => Some(alert),
            _ => None,
        });
        assert!(names.into_iter().all(|alert| AlertDescription::named(alert).is_some()), "{}", entry.id);
    }
}

#[test]
fn every_fault_does_something_with_its_defaults_told_or_not() {
    for entry in catalogue() {
        let plain = resolve(&scenario(entry.id));
        let told: Vec<_> = entry.params.iter().map(|param| format!("{}={}", param.name, param.default)).collect();
        let with = scenario(&format!("{}({})", entry.id, told.join(";")));
        assert!(Scenario::parse(&with.to_text()).is_ok(), "{}", entry.id);
        let with = resolve(&with);
        assert_eq!((&plain.taps, &plain.faults, &plain.marks), (&with.taps, &with.faults, &with.marks), "{}", entry.id);
        assert_eq!(plain.scenario.connections, with.scenario.connections, "{}", entry.id);
        let parts = plain.taps.len() + plain.faults.len() + plain.marks.len() + plain.replays.len();
        assert!(parts > 0, "{}", entry.id);
        assert!(plain.faults.iter().all(|(_, fault)| !matches!(fault, Fault::Named { .. })), "{}", entry.id);
        // What shows in a message shows in it on both connections.
        for (_, target) in &plain.marks {
            let same = |other: &&Target| (other.from, &other.name) == (target.from, &target.name);
            let conns: Vec<_> = plain.marks.iter().map(|(_, other)| other).filter(same).map(|one| one.conn.0).collect();
            assert_eq!(conns, if entry.again { vec![1] } else { vec![0, 1] }, "{}", entry.id);
        }
    }
}

#[test]
fn parts_know_their_fault() {
    let scenario =
        Scenario::parse("fault=drop:c0.s.finished&fault=version_rollback&fault=wrong_host").unwrap().scenario;
    let resolved = resolve(&scenario);
    assert_eq!(resolved.faults[0].0, 0);
    assert_eq!(resolved.taps[0].0, 1);
    assert_eq!(resolved.marks[0].0, 2);
}

#[test]
fn what_a_fault_does_not_take_is_an_error() {
    for (fault, value, allowed) in [
        ("no_such_fault", "no_such_fault", "wrong_host"),
        ("wrong_host(host=x)", "host", "name"),
        ("self_signed_certificate(x=1)", "x", "no parameter"),
        ("version_rollback(sentinel=maybe)", "sentinel=maybe", "on, off"),
        ("expired_certificate(days=0)", "days=0", "1 to 3650"),
        ("drop_message(target=c0.x.y)", "target=c0.x.y", "c0.s.server_hello"),
        ("suite_list_edited(remove=NOPE)", "remove=NOPE", "suites"),
    ] {
        let errors = Scenario::parse(&format!("fault={fault}")).unwrap_err();
        assert_eq!((errors[0].key.as_str(), errors[0].value.as_str()), ("fault", value), "{fault}");
        assert!(errors[0].allowed.contains(allowed), "{fault}: {}", errors[0].allowed);
    }
}

#[test]
fn the_table_of_refusals_agrees_on_alerts() {
    for case in catalogue().iter().flat_map(|entry| entry.expected) {
        let compared = [Refusal::NoCommonVersion, Refusal::NoCommonSuite, Refusal::Downgraded];
        let refusals = compared.map(|refusal| refusal(Mismatch::default()));
        for end in [case.client, case.server] {
            if let End::Refused(id, alert) = end
                && let Some(refusal) = refusals.iter().find(|refusal| refusal.id() == id)
            {
                assert_eq!(refusal.verdict(case.version).0.name(), Some(alert));
            }
        }
    }
}
