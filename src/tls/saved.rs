//! What an actor keeps, by itself: bytes where its memory has entries of its ledger, so that another mind can go on with
//! it. Knows neither how it is written down nor where it goes.

use super::memory::{Item, Kept, TicketKey};
use super::mind::Mind;
use super::names::Name;
use crate::wire::{ConnId, EntryId, Version};

/// Something that is kept, by itself.
pub type Saved = Item<Vec<u8>>;

impl Mind {
    /// What has that number, by itself. None where it is not there.
    pub fn saved(&self, number: u32) -> Option<Saved> {
        let bytes = |_, entry: EntryId| self.ledger.bytes(entry).ok().map(<[u8]>::to_vec);
        self.memory.get(number)?.clone().with(bytes)
    }

    /// Keeps what another mind kept, under the number that it has there; its secrets are given to the ledger. No effect tells
    /// of it, since nothing happened here.
    pub fn restore(&mut self, conn: ConnId, number: u32, saved: Saved) {
        let Self { ledger, memory, .. } = self;
        if let Some(item) = saved.with(|name, bytes| Some(ledger.give(conn, name, bytes))) {
            memory.put_back(number, item);
        }
    }
}

impl<S> Item<S> {
    /// The same with other secrets in place of its own, each by its name; none where one has no other.
    fn with<T>(self, mut other: impl FnMut(Name, S) -> Option<T>) -> Option<Item<T>> {
        Some(match self {
            Self::Session(kept) => Item::Session(kept.with(other)?),
            Self::TicketKey(TicketKey { name, key, since }) => {
                let name = other(Name::TicketKeyName, name)?;
                Item::TicketKey(TicketKey { name, key: other(Name::TicketKey, key)?, since })
            }
            Self::Flight(flight) => Item::Flight(flight),
        })
    }
}

impl<S> Kept<S> {
    fn with<T>(self, mut other: impl FnMut(Name, S) -> Option<T>) -> Option<Kept<T>> {
        let name = if self.version == Version::Tls13 { Name::ResumptionPsk } else { Name::MasterSecret };
        let Self { handle, version, suite, secret, extended, host, protocol, since, lifetime, age_add, early, client } =
            self;
        let secret = other(name, secret)?;
        Some(Kept { handle, version, suite, secret, extended, host, protocol, since, lifetime, age_add, early, client })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::memory::{Flight, Handle};
    use crate::wire::CipherSuite;

    fn session(since: u64) -> Saved {
        Item::Session(Kept {
            handle: Handle::Ticket(vec![since as u8; 32]),
            version: Version::Tls13,
            suite: CipherSuite::TLS_AES_128_GCM_SHA256,
            secret: vec![7; 32],
            extended: false,
            host: Some("www.example.com".to_owned()),
            protocol: None,
            since,
            lifetime: 7200,
            age_add: 1,
            early: 0,
            client: None,
        })
    }

    #[test]
    fn what_is_kept_goes_from_mind_to_mind() {
        let all = [
            (4, session(4)),
            (7, Item::TicketKey(TicketKey { name: vec![1; 16], key: vec![2; 32], since: 9 })),
            (9, Item::Flight(Flight { binder: vec![3; 32], since: 10 })),
        ];
        let mut mind = Mind::default();
        // In whatever order they come: the oldest is first.
        for (number, saved) in all.iter().rev() {
            mind.restore(ConnId(0), *number, saved.clone());
        }
        assert_eq!(mind.memory.items().map(|(number, _)| number).collect::<Vec<_>>(), [4, 7, 9]);
        for (number, saved) in all {
            assert_eq!(mind.saved(number), Some(saved));
        }
        assert_eq!(mind.saved(5), None);
        let names = mind.ledger.iter().map(|(_, entry)| entry.name).collect::<Vec<_>>();
        assert_eq!(names, [Name::TicketKeyName, Name::TicketKey, Name::ResumptionPsk]);
        let next = mind.memory.keep(Item::Flight(Flight { binder: Vec::new(), since: 0 }));
        assert_eq!(next, 10, "numbers are never given twice");
    }
}
