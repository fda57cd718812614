//! Faults as data: what goes wrong, and where. Knows nothing of how a party will react.

use crate::tls::Edit;
use crate::wire::{ConnId, Role};

/// Which message, or which record, a fault concerns: `c0.s.server_hello#1`, `c0.c.record#3`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    pub conn: ConnId,
    /// Who sends it.
    pub from: Role,
    /// The message's name, or `record`.
    pub name: String,
    /// The nth of that name from that side, from 1.
    pub nth: u32,
}

/// Where inside its target a fault bites: a field's path (empty: the whole) and an edit whose offset
/// counts from that field's start.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    pub path: String,
    pub edit: Edit,
}

/// Something that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// On the wire, without keys: bytes of the records that carry the target are changed.
    Wire { target: Target, spot: Spot },
    /// On the wire: the records that carry the target never arrive.
    Drop { target: Target },
    /// On the wire: they arrive twice.
    Duplicate { target: Target },
    /// On the wire: these bytes arrive right after them.
    Inject { target: Target, bytes: Vec<u8> },
    /// A quirk of the sender: the message is changed before it is sealed.
    Alter { target: Target, spot: Spot },
    /// A quirk of the sender: the message is not sent.
    Omit { target: Target },
    /// A fault of the catalogue by its id, with its parameters, on one connection or on all.
    Named { conn: Option<ConnId>, id: String, params: Vec<(String, String)> },
}

impl Fault {
    /// A fault of the catalogue as it is by default, on every connection.
    pub fn named(id: &str) -> Self {
        Self::Named { conn: None, id: id.to_owned(), params: Vec::new() }
    }

    /// Whether it works on the path, without keys.
    pub fn on_wire(&self) -> bool {
        matches!(self, Self::Wire { .. } | Self::Drop { .. } | Self::Duplicate { .. } | Self::Inject { .. })
    }
}

/// What a fault of the network did when it struck.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Strike {
    /// Bytes changed: offset in the record, what stood there, what stands there now.
    Changed {
        at: u32,
        before: Vec<u8>,
        after: Vec<u8>,
    },
    Dropped,
    Duplicated,
    /// So many bytes were inserted.
    Injected {
        len: u32,
    },
}

ids_of!(Strike {
    Self::Changed { before, .. } if before.is_empty() => "added",
    Self::Changed { after, .. } if after.is_empty() => "removed",
    Self::Changed { .. } => "changed",
    Self::Dropped => "dropped",
    Self::Duplicated => "duplicated",
    Self::Injected { .. } => "injected",
});
