//! The keys of the whole scenario that need more than a line: connections, faults, given draws.

use super::percent::encode;
use super::value::{Bad, Read, number, text};
use crate::lab::catalogue::{Args, Entry, ParamKind, catalogue};
use crate::lab::scenario::{Plan, Scenario};
use crate::net::Fault;
use crate::tls::Name;
use crate::wire::{ConnId, hex};

/// The most connections of a scenario.
pub(super) const MAX_CONNECTIONS: u64 = ConnId::LIMIT as u64;
/// The most faults of a scenario.
const MAX_FAULTS: usize = 64;

pub(super) fn set_connections(scenario: &mut Scenario, raw: &str) -> Read<()> {
    let count: usize = number(raw, MAX_CONNECTIONS)?;
    if count == 0 {
        return Err(Bad::new(raw));
    }
    scenario.connections.resize_with(count, Plan::default);
    Ok(())
}

pub(super) fn faults(scenario: &Scenario) -> Vec<String> {
    scenario.faults.iter().map(|fault| encode(fault.to_string())).collect()
}

pub(super) fn add_fault(scenario: &mut Scenario, raw: &str) -> Read<()> {
    let text = text(raw)?;
    let told = |value: String, allowed: String| Bad { allowed: Some(allowed), ..Bad::new(value) };
    let fault = Fault::parse(&text).map_err(|error| told(error.part, error.wanted.to_owned()))?;
    if let Fault::Named { conn, id, params } = &fault {
        let ids = || catalogue().iter().map(|entry| entry.id).collect::<Vec<_>>();
        let unknown = || Bad { among: ids(), ..told(id.clone(), ids().join(", ")) };
        let entry = Entry::of(id).ok_or_else(unknown)?;
        Args::check(entry.params, params)
            .map_err(|unfit| Bad { among: unfit.among, ..told(unfit.part, unfit.allowed) })?;
        if conn.is_some() && entry.params.iter().any(|param| param.kind == ParamKind::Target) {
            return Err(told(text, format!("{id}(target=...): the target names its connection")));
        }
    }
    if scenario.faults.len() == MAX_FAULTS {
        return Err(Bad::new(text));
    }
    scenario.faults.push(fault);
    Ok(())
}

pub(super) fn given(scenario: &Scenario) -> Vec<String> {
    let write = |(draw, bytes): (&String, &Vec<u8>)| {
        format!("{}:{}", encode(draw.strip_suffix("#0").unwrap_or(draw)), hex::encode(bytes))
    };
    scenario.given.iter().map(write).collect()
}

pub(super) fn add_given(scenario: &mut Scenario, raw: &str) -> Read<()> {
    let text = text(raw)?;
    let read = || {
        let (draw, bytes) = text.split_once(':')?;
        Some((draw_name(draw)?, hex::decode(bytes)?))
    };
    match read() {
        Some((draw, bytes)) if !scenario.given.contains_key(&draw) => {
            scenario.given.insert(draw, bytes);
            Ok(())
        }
        _ => Err(Bad::new(text)),
    }
}

/// `c0.client.client_random#0`; without `#` it is the first, 0. Draws are named by what they become in the ledger.
fn draw_name(text: &str) -> Option<String> {
    let (place, n) = text.split_once('#').unwrap_or((text, "0"));
    let (conn, rest) = place.split_once('.')?;
    let (actor, label) = rest.split_once('.')?;
    let conn: u16 = number(conn.strip_prefix('c')?, MAX_CONNECTIONS - 1).ok()?;
    let n: u32 = number(n, u32::MAX.into()).ok()?;
    let known = ["client", "server"].contains(&actor) && Name::ALL.iter().any(|name| name.id() == label);
    known.then(|| format!("c{conn}.{actor}.{label}#{n}"))
}
