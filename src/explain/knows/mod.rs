//! Who knows what: the values of a run in the order in which they came about, and for client, server, listener and each thief
//! since when it is known there and how, or what is missing. Everything is computed: parties have their ledgers, the others
//! are observers of the wire. Knows no layout.

mod lacks;
mod minds;
mod path;
mod rows;

pub use path::Stone;

use crate::explain::copied::{blind, copy_of};
use crate::lab::{MessageId, RecordId, Theft, Trace};
use crate::tls::Name;
use crate::tls::observer::{Needs, Secrets};
use crate::wire::{ConnId, Role};
use minds::Mind;

/// Who may know.
#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    Client,
    Server,
    /// Somebody on the path, without any secret.
    Listener,
    Thief(Theft),
}

/// What is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A value, and whose it is where either side has one of that name.
    Value(Name, Role),
    /// The name of the host that the client asks for.
    ServerName,
    /// The server's certificate, and with it who the server is.
    Certificate,
    /// Application data.
    Data(MessageId),
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub conn: ConnId,
    pub what: What,
    pub bytes: Vec<u8>,
    /// The step in which it came about.
    pub step: usize,
    /// In the order of the columns.
    pub cells: Vec<Cell>,
}

/// Since when something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Since {
    Step(usize),
    /// So many seconds after the end of the run: when what opens it is stolen.
    Later(u32),
}

/// How something is known.
#[derive(Clone, Debug, PartialEq)]
pub enum How {
    /// Its own from the beginning, as a private key is.
    Own,
    /// Drawn or computed, by a formula of that actor's own ledger.
    Derived(String),
    /// Read where it is in the clear.
    Read,
    /// Read in a record that this key opened.
    Decrypted(Name),
    /// Written by itself.
    Wrote,
    /// Part of what was stolen.
    Stolen,
}

/// Whether somebody knows a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Known {
        since: Since,
        how: How,
    },
    /// Never; what is missing, where that can be said.
    Unknown {
        needs: Option<Needs>,
    },
}

impl Cell {
    /// Whether it is known, at some time.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Known { .. })
    }
}

/// A record that an observer opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub record: RecordId,
    pub content: Vec<u8>,
    /// From what was stolen to the key that opened it.
    pub path: Vec<Stone>,
}

/// All of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Knowledge {
    pub columns: Vec<Who>,
    pub rows: Vec<Row>,
    /// For each column, the protected records that it opened as an observer of the wire.
    pub opened: Vec<Vec<Opened>>,
}

impl Knowledge {
    /// Watches a run.
    pub fn of(trace: &Trace) -> Self {
        let steps = rows::carried(trace);
        let (listener, _) = minds::observer(trace, Secrets::default(), &steps);
        let mut columns = vec![Who::Client, Who::Server, Who::Listener];
        let mut opened = vec![Vec::new(); columns.len()];
        let mut rows = rows::rows(trace);
        let parties = [Role::Client, Role::Server].map(|role| minds::party(trace, role, &steps));
        for row in &mut rows {
            let parties = parties.iter().map(|mind| mind.knows(row).unwrap_or(Cell::Unknown { needs: None }));
            row.cells = parties.chain([listens(trace, row, &listener)]).collect();
        }
        for theft in &trace.scenario.thefts {
            let secrets = theft.secrets(trace);
            let (thief, read) = minds::observer(trace, secrets.clone(), &steps);
            for row in &mut rows {
                let cell = match secrets.holds(&row.bytes) {
                    true => Some(Cell::Known { since: Since::Step(row.step), how: How::Stolen }),
                    false => thief.knows(row),
                };
                row.cells.push(steals(trace, row, *theft, (listener.knows(row), cell)));
            }
            columns.push(Who::Thief(*theft));
            opened.push(read);
        }
        // Data that nobody got to read is ciphertext and nothing else.
        rows.retain(|row| !matches!(row.what, What::Data(_)) || row.cells.iter().any(Cell::is_known));
        for at in 0..rows.len() {
            repeats(trace, &mut rows, at);
        }
        Self { columns, rows, opened }
    }

    /// Of the application data of a run, how many messages somebody can read.
    pub fn reads(&self, column: usize) -> (usize, usize) {
        let data = || self.rows.iter().filter(|row| matches!(row.what, What::Data(_)));
        let known = data().filter(|row| matches!(row.cells.get(column), Some(Cell::Known { .. })));
        (known.count(), data().count())
    }

    /// What somebody lacks, each once, to read the application data that it cannot read; and on which connections.
    pub fn lacks(&self, column: usize) -> Vec<(Needs, Vec<ConnId>)> {
        let mut all: Vec<(Needs, Vec<ConnId>)> = Vec::new();
        for row in self.rows.iter().filter(|row| matches!(row.what, What::Data(_))) {
            let Some(Cell::Unknown { needs: Some(needs) }) = row.cells.get(column) else { continue };
            match all.iter_mut().find(|(known, _)| known == needs) {
                Some((_, conns)) if conns.contains(&row.conn) => {}
                Some((_, conns)) => conns.push(row.conn),
                None => all.push((*needs, vec![row.conn])),
            }
        }
        all
    }

    /// Of a record, what an observer made of it that opened it: its column, and what was in it.
    pub fn opened(&self, record: RecordId) -> Option<(usize, &Opened)> {
        let columns = self.opened.iter().enumerate();
        columns.flat_map(|(at, all)| all.iter().map(move |one| (at, one))).find(|(_, one)| one.record == record)
    }
}

/// What an attacker repeats is known to both sides since the original, if that was read.
fn repeats(trace: &Trace, rows: &mut [Row], at: usize) {
    let Some(Row { what: What::Data(id), .. }) = rows.get(at) else { return };
    let Some(original) = trace.message(*id).filter(|one| blind(trace, one)).and_then(|one| copy_of(trace, one)) else {
        return;
    };
    let own = rows.iter().find(|row| row.what == What::Data(original.id));
    let cells = own.map(|row| row.cells.clone()).unwrap_or_default();
    let places = rows.get_mut(at).into_iter().flat_map(|row| &mut row.cells);
    for (place, cell) in places.zip(cells).take(2).filter(|(_, cell)| cell.is_known()) {
        *place = cell;
    }
}

fn listens(trace: &Trace, row: &Row, listener: &Mind) -> Cell {
    listener.knows(row).unwrap_or(Cell::Unknown { needs: lacks::needs(trace, row) })
}

/// What whoever listens knows a thief knows too, as early; what only the theft gives away is known when that happens.
fn steals(trace: &Trace, row: &Row, theft: Theft, (heard, found): (Option<Cell>, Option<Cell>)) -> Cell {
    match (heard, found) {
        (Some(cell), _) => cell,
        (_, Some(Cell::Known { how, .. })) if theft.after > 0 => Cell::Known { since: Since::Later(theft.after), how },
        (_, Some(cell)) => cell,
        (None, None) => Cell::Unknown { needs: lacks::needs(trace, row) },
    }
}
