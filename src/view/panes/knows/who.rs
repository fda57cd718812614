//! Who somebody is, and what was stolen when, in words. Knows no knowledge.

use crate::explain::knows::Who;
use crate::explain::question::span;
use crate::explain::several;
use crate::lab::{Theft, Trace};
use crate::view::sight::Sight;

/// What is stolen, in words.
pub fn name(sight: &Sight, trace: &Trace, theft: &Theft) -> String {
    if theft.booty.of_one() && several(trace) {
        return sight.tf(&format!("thief.{}.of", theft.booty), &vec![("n", (theft.conn.0 + 1).to_string())]);
    }
    sight.t(&format!("thief.{}", theft.booty))
}

/// The class and the name of somebody.
pub fn who(sight: &Sight, trace: &Trace, who: &Who) -> (&'static str, String) {
    match who {
        Who::Client => ("client", sight.name("who", "client")),
        Who::Server => ("server", sight.name("who", "server")),
        Who::Listener => ("listener", sight.t("knows.listener")),
        Who::Thief(theft) => ("network", sight.tf("knows.thief", &vec![("what", name(sight, trace, theft))])),
    }
}

/// `10 years later`
pub fn later(sight: &Sight, after: u32) -> String {
    sight.tf("knows.since.later", &vec![("span", span(&sight.texts, after.into()))])
}
