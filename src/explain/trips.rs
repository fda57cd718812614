//! The round trips of a connection: that of TCP, and those of TLS before application data flows, each with its steps and
//! its time. What a connection costs counts them, and the ladder's time axis numbers them. Knows no layout and no language.

use crate::lab::{Phase, StepKind, Trace};
use crate::net::TcpEvent;
use crate::wire::{ConnId, ContentType, Role};

/// From the first thing that a client sends until all of the server's answer has arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct Trip {
    /// Whether it opens the TCP connection; else it is one of TLS.
    pub tcp: bool,
    /// The step in which it begins, and the last one of the answer.
    pub steps: [usize; 2],
    /// Virtual milliseconds since the connection's start at its beginning and its end.
    pub time: [u32; 2],
    /// Whether the client's first application data, and the server's, come only after it.
    pub before: [bool; 2],
}

/// The round trips of a connection before the first application data of a side that sends some; all of them where none
/// does.
#[inline(never)] // of a later part
pub fn trips(trace: &Trace, conn: ConnId) -> Vec<Trip> {
    let data = [Role::Client, Role::Server].map(|role| first_data(trace, conn, role));
    let after = |last: usize| data.map(|data| data.is_some_and(|data| last < data));
    let mut trips: Vec<Trip> = Vec::new();
    for steps in handshake(trace, conn).into_iter().chain(flights(trace, conn)) {
        let [first, last] = steps;
        let time = [trace.steps.get(first).map_or(0, |step| step.time), arrival(trace, last)];
        let tcp = trace.steps.get(last).is_some_and(|step| matches!(step.kind, StepKind::Tcp { .. }));
        trips.push(Trip { tcp, steps, time, before: after(last) });
    }
    if data.iter().any(Option::is_some) {
        trips.retain(|trip| trip.tcp || trip.before.contains(&true));
    }
    trips
}

/// The step in which a side's first application data leaves.
pub fn first_data(trace: &Trace, conn: ConnId, role: Role) -> Option<usize> {
    trace.steps.iter().position(|step| {
        let StepKind::Transfer { message, from, phase } = step.kind else { return false };
        let data = || trace.message(message).is_some_and(|one| one.content_type == ContentType::application_data);
        step.conn == conn && from == role && phase != Phase::Arrive && data()
    })
}

/// The steps of SYN and its answer.
fn handshake(trace: &Trace, conn: ConnId) -> Option<[usize; 2]> {
    let find = |event: TcpEvent| {
        trace.steps.iter().position(|step| {
            let StepKind::Tcp { segment } = step.kind else { return false };
            step.conn == conn && trace.segment(segment).is_some_and(|segment| segment.flags.event() == event)
        })
    };
    Some([find(TcpEvent::Syn)?, find(TcpEvent::SynAck)?])
}

/// What the client sends until the server speaks, and all that the server then says until the client speaks again: the first
/// step of the one and the last of the other.
fn flights(trace: &Trace, conn: ConnId) -> Vec<[usize; 2]> {
    let mut flights: Vec<[usize; 2]> = Vec::new();
    // Where the client has begun to speak and the server has not yet answered.
    let mut asked: Option<usize> = None;
    let mut last = Role::Client;
    for (at, step) in trace.steps.iter().enumerate().filter(|(_, step)| step.conn == conn) {
        let StepKind::Transfer { from, phase, .. } = step.kind else { continue };
        if phase == Phase::Arrive {
            continue;
        }
        match (from, last) {
            (Role::Client, _) => asked = asked.or(Some(at)),
            (Role::Server, Role::Client) => flights.push([asked.take().unwrap_or(at), at]),
            (Role::Server, Role::Server) => flights.last_mut().into_iter().for_each(|flight| flight[1] = at),
        }
        last = from;
    }
    flights
}

/// When what a step sends has arrived; of what never did, when it left.
fn arrival(trace: &Trace, at: usize) -> u32 {
    let Some(step) = trace.steps.get(at) else { return 0 };
    let arrived = match step.kind {
        StepKind::Tcp { segment } => trace.segment(segment).and_then(|segment| segment.arrived),
        StepKind::Transfer { message, .. } => {
            let records = trace.message(message).into_iter().flat_map(|message| &message.records);
            let sent = records.filter_map(|(id, _)| trace.record(*id)?.sent).collect::<Vec<_>>();
            let carries = |blob| sent.contains(&blob);
            let segments = trace.segments.iter().filter(|one| one.payload.iter().any(|piece| carries(piece.blob)));
            segments.filter_map(|segment| segment.arrived).max()
        }
        _ => None,
    };
    arrived.unwrap_or(step.time)
}
