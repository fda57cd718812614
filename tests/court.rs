//! Judging a chain of a run again: at the run's own clock the verdict is the run's, and another clock changes what a
//! clock should change, without another handshake.

#![cfg(test)]

use handscope::lab::{Scenario, cases, run};
use handscope::pki::{Certificate, Reason};
use handscope::tls::Effect;

fn scenario(text: &str) -> Scenario {
    Scenario::parse(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}")).scenario
}

/// Every scenario that a link is pinned for: chain, staple and policy are those that the party had.
#[test]
fn at_the_clock_of_the_run_every_verdict_is_the_runs() {
    let links = include_str!("links.txt").lines().filter_map(|line| line.split_once(' '));
    let mut judged = [0; 2];
    for (_, text) in links {
        let trace = run(&scenario(text));
        let cases = cases(&trace);
        let mut found = cases.iter();
        for (at, step) in trace.steps.iter().enumerate() {
            for effect in &step.effects {
                let Effect::Judged(judgement) = effect else { continue };
                let case = found.next().unwrap_or_else(|| panic!("{text}: step {at} has no case"));
                assert_eq!(case.step, at, "{text}");
                assert_eq!(case.judge(case.policy.now), *judgement, "{text}: step {at}");
                judged[usize::from(case.judge == handscope::wire::Role::Server)] += 1;
            }
        }
        assert_eq!(found.next(), None, "{text}");
    }
    assert!(judged[0] > 50 && judged[1] > 3, "{judged:?} by the client and the server");
}

#[test]
fn another_clock_changes_the_verdict_and_nothing_else() {
    let cases = cases(&run(&scenario("v=1")));
    let [case] = &cases[..] else { panic!("{} cases", cases.len()) };
    let leaf = Certificate::read(&case.chain[0]).unwrap();
    for (now, reason) in [
        (leaf.not_before - 1, Some(Reason::NotYetValid)),
        (leaf.not_before, None),
        (leaf.not_after, None),
        (leaf.not_after + 1, Some(Reason::Expired)),
        (i64::MIN, Some(Reason::NotYetValid)),
        (i64::MAX, Some(Reason::Expired)),
    ] {
        assert_eq!(case.judge(now).reason(), reason.as_ref(), "{now}");
    }
}
