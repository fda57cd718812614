//! The steps of a trace, in the order a reader wants them: a party's turn in its own order, each message
//! it writes as an arrow where it writes it, then the peer's turn.

use super::tables::Tables;
use crate::lab::log::{Cause, Entry, Log, What};
use crate::lab::trace::{ActorKind, Anchor, Message, MessageId, Phase, Step, StepKind};
use crate::net::{DELAY, Fate, Struck};
use crate::tls::{Effect, Output, Stray, Verb};
use crate::wire::{ConnId, Role};

/// The steps of a log.
pub fn steps(log: &Log, tables: &Tables) -> Vec<Step> {
    let mut builder = Builder { log, tables, steps: Vec::new(), used: Vec::new() };
    for entry in &log.entries {
        builder.entry(entry);
    }
    builder.steps
}

struct Builder<'a> {
    log: &'a Log,
    tables: &'a Tables,
    steps: Vec<Step>,
    used: Vec<Anchor>,
}

/// A turn as it is gone through.
struct Turn {
    conn: ConnId,
    time: u32,
    role: Role,
    /// What the local steps answer to: an event and its number.
    trigger: (String, u32),
    /// Where the last local step to this trigger stands.
    local: Option<usize>,
    /// Whether an arrow stands behind that step.
    parted: bool,
}

impl Builder<'_> {
    fn entry(&mut self, entry: &Entry) {
        let (conn, time) = (entry.conn, entry.time);
        match &entry.what {
            What::Tcp(id) => {
                let Some(segment) = self.log.segments.get(id.0 as usize) else { return };
                let event = segment.flags.event().id();
                let nth = self.count(conn, self.letter(conn, segment.from), event, "send");
                let kind = StepKind::Tcp { segment: *id };
                self.push(conn, self.letter(conn, segment.from), (event.to_owned(), nth), "send", time, kind);
            }
            What::Turn { role, cause, outputs } => self.turn(entry, *role, *cause, outputs),
            What::Passed { passage, .. } => {
                let homeless = passage.struck.iter().filter(|struck| struck.message.is_none());
                homeless.for_each(|struck| self.strike(conn, Role::Client, time, struck, None));
            }
            What::Ended { role, .. } => {
                let kind = StepKind::End { role: *role };
                self.push(conn, self.letter(conn, *role), ("end".to_owned(), 1), "end", time, kind);
            }
        }
    }

    fn turn(&mut self, entry: &Entry, role: Role, cause: Cause, outputs: &[Output]) {
        let trigger = match cause {
            Cause::Start => "start",
            Cause::Data => "data",
            Cause::Own => "own",
            Cause::Fin { reset: false } => "fin",
            Cause::Fin { reset: true } => "rst",
        };
        let nth = if cause == Cause::Own || cause == Cause::Data {
            self.count(entry.conn, self.letter(entry.conn, role), trigger, "")
        } else {
            1
        };
        let (conn, time) = (entry.conn, entry.time);
        let mut turn = Turn { conn, time, role, trigger: (trigger.to_owned(), nth), local: None, parted: false };
        for output in outputs {
            match output {
                Output::Step(verb) => self.local(&mut turn, *verb),
                Output::Effect(effect) => self.effect(&mut turn, effect),
                Output::Wrote(wrote) => {
                    turn.parted = true;
                    if let Some(message) = self.tables.message(wrote.blob) {
                        self.transfer(&turn, message);
                    }
                }
                Output::Record(_) => {}
                Output::Opened(opened) => {
                    let record = self.tables.record_of.get(&opened.wire).filter(|_| opened.plain.is_none());
                    if let Some(id) = record {
                        turn.trigger = ("record".to_owned(), self.record_number(conn, role.peer(), id.0));
                        turn.local = None;
                    }
                }
                Output::Arrived { blob, .. } => {
                    turn.local = None;
                    let Some(message) = self.tables.message(*blob) else { continue };
                    // Bytes that are no message give no event its name; a record does that has its place.
                    let stray = Stray::ALL.iter().find(|stray| stray.id() == message.name);
                    if stray.is_none_or(|stray| *stray == Stray::EarlyData) {
                        turn.trigger = (message.name.to_owned(), message.nth);
                    }
                    if message.sent.is_none() {
                        let phase = if self.remote(conn, role.peer()) { Phase::Whole } else { Phase::Arrive };
                        self.arrow(message, phase, time);
                    }
                }
            }
        }
    }

    /// Begins a local step. One that says nothing but that a message was read, or a state entered, is
    /// taken over by the next to the same message.
    fn local(&mut self, turn: &mut Turn, verb: Verb) {
        let kind = StepKind::Local { role: turn.role, verb };
        let dull = |step: &Step| {
            step.effects.iter().all(|effect| matches!(effect, Effect::Read { .. } | Effect::Entered { .. }))
        };
        let last = turn.local.filter(|at| !turn.parted && at + 1 == self.steps.len());
        let merged = match last {
            Some(_) if self.steps.last().is_some_and(dull) => self.steps.pop().map(|step| {
                self.used.retain(|used| *used != step.anchor);
                step.effects
            }),
            _ => None,
        };
        self.push(turn.conn, self.letter(turn.conn, turn.role), turn.trigger.clone(), verb.id(), turn.time, kind);
        if let (Some(effects), Some(step)) = (merged, self.steps.last_mut()) {
            step.effects = effects;
        }
        turn.local = self.steps.len().checked_sub(1);
        turn.parted = false;
    }

    /// Adds an effect to the local step it belongs to; what follows an arrow belongs to what made the message.
    fn effect(&mut self, turn: &mut Turn, effect: &Effect) {
        if turn.local.is_none() {
            self.local(turn, Verb::ReadMessage);
        }
        if let Some(step) = turn.local.and_then(|at| self.steps.get_mut(at)) {
            step.effects.push(effect.clone());
        }
    }

    /// A message leaves: one arrow, or its parts where a fault stands between them.
    fn transfer(&mut self, turn: &Turn, message: &Message) {
        let fate = self.tables.fates.get(&message.id).copied().unwrap_or(Fate::Whole);
        let whole = fate == Fate::Whole;
        self.arrow(message, if whole { Phase::Whole } else { Phase::Send }, turn.time);
        let shown = self.log.marks.iter().filter(|(_, target)| {
            target.conn == message.conn
                && target.from == message.role
                && target.name == message.name
                && target.nth == message.nth
        });
        if let Some(step) = self.steps.last_mut() {
            step.effects.extend(shown.map(|(fault, _)| Effect::Struck { fault: *fault }));
        }
        for struck in self.tables.strikes.get(&message.id).into_iter().flatten() {
            self.strike(turn.conn, turn.role, turn.time + DELAY / 2, struck, Some(message.id));
        }
        if fate == Fate::Changed {
            self.arrow(message, Phase::Arrive, turn.time + DELAY);
        }
    }

    fn arrow(&mut self, message: &Message, phase: Phase, time: u32) {
        let kind = StepKind::Transfer { message: message.id, from: message.role, phase };
        let id = if phase == Phase::Arrive { "arrive" } else { "send" };
        self.push(
            message.conn,
            self.letter(message.conn, message.role),
            (message.name.to_owned(), message.nth),
            id,
            time,
            kind,
        );
    }

    fn strike(&mut self, conn: ConnId, from: Role, time: u32, struck: &Struck, message: Option<MessageId>) {
        let kind = StepKind::Strike { fault: struck.fault, from, strike: struck.strike.clone(), message };
        let nth = self.count(conn, 'n', "fault", "strike");
        self.push(conn, 'n', ("fault".to_owned(), nth), "strike", time, kind);
    }

    fn push(&mut self, conn: ConnId, actor: char, on: (String, u32), phase: &'static str, time: u32, kind: StepKind) {
        let (name, nth) = on;
        let mut anchor = Anchor { conn, actor, event: name.clone(), nth, phase };
        let mut again = 1;
        while self.used.contains(&anchor) {
            again += 1;
            anchor.event = format!("{name}~{again}");
        }
        self.used.push(anchor.clone());
        self.steps.push(Step { anchor, conn, time, kind, effects: Vec::new() });
    }

    /// The number that the next event of a name and phase has.
    fn count(&self, conn: ConnId, actor: char, event: &str, phase: &str) -> u32 {
        let same = |used: &&Anchor| used.conn == conn && used.actor == actor && used.event == event;
        let before = self.used.iter().filter(same).filter(|used| phase.is_empty() || used.phase == phase);
        before.map(|used| used.nth).max().unwrap_or(0) + 1
    }

    /// Which record of that side, from 1.
    fn record_number(&self, conn: ConnId, from: Role, id: u32) -> u32 {
        let Some(actor) = self.log.connections.get(usize::from(conn.0)) else { return 1 };
        let actor = if from == Role::Client { actor.client } else { actor.server };
        let records = self.tables.records.iter().take(id as usize + 1);
        records.filter(|record| record.conn == conn && record.from == actor).count() as u32
    }

    /// The letter of who plays a role: `c`, `s`, or `a` for an attacker.
    fn letter(&self, conn: ConnId, role: Role) -> char {
        match self.kind(conn, role) {
            Some(ActorKind::Attacker) => 'a',
            _ => role.letter(),
        }
    }

    /// Whether nothing is known of the inside of that side.
    fn remote(&self, conn: ConnId, role: Role) -> bool {
        self.kind(conn, role) == Some(ActorKind::Remote)
    }

    fn kind(&self, conn: ConnId, role: Role) -> Option<ActorKind> {
        let connection = self.log.connections.get(usize::from(conn.0))?;
        let id = if role == Role::Client { connection.client } else { connection.server };
        self.log.actors.iter().find(|actor| actor.id == id).map(|actor| actor.kind)
    }
}
