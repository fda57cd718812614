//! What the connections of one command keep for each other: sessions, ticket keys, first flights. A connection gets what
//! concerns it before each turn of its handshake, and what changed goes back behind it, with nobody in between: a first
//! flight that was taken on one connection is known to all others. Knows no protocol, and no file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use handscope::tls::Mind;
use handscope::tls::memory::{Handle, Item};
use handscope::tls::saved::Saved;

use super::keep::CONN;

/// The length of a handle that a server of ours makes, in bytes: of a session ID, and of a ticket that is a handle.
const HANDLE_LEN: usize = 32;
/// The most sessions, and the most first flights, that are kept; beyond that the oldest go. Nobody may fill the memory.
const MAX_SESSIONS: usize = 4096;
const MAX_FLIGHTS: usize = 4096;

/// What is kept for all connections.
pub struct Shelf {
    sight: Sight,
    inside: Mutex<Inside>,
}

/// What a connection is given of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Nothing is kept at all.
    Nothing,
    /// Everything: a client chooses what it offers.
    All,
    /// Of the sessions those whose handle the peer has said, since nobody else's concern the connection. So many at most
    /// have a session ID.
    Said { by_id: usize },
}

#[derive(Default)]
struct Inside {
    /// By number, and so by age.
    items: BTreeMap<u32, Saved>,
    /// The numbers of sessions by their handles.
    handles: HashMap<Vec<u8>, u32>,
    next: u32,
}

/// One connection's dealings with it.
pub struct Visit<'a> {
    shelf: &'a Shelf,
    /// What the peer said and was not looked through, and before it as much as a handle may lack.
    heard: Vec<u8>,
    /// The sessions whose handles it said.
    said: BTreeSet<u32>,
}

impl Shelf {
    /// An empty one.
    pub fn new(sight: Sight) -> Self {
        Self { sight, inside: Mutex::default() }
    }

    /// Keeps something that came from elsewhere.
    pub fn add(&self, saved: Saved) {
        let mut inside = self.inside();
        let number = inside.next;
        inside.keep(number, saved);
    }

    /// Forgets every session: its server has lost them. A party that begins anew forgets what it was given, and of sessions
    /// that is none before its peer names one.
    pub fn lose_sessions(&self) {
        let mut inside = self.inside();
        inside.handles.clear();
        inside.items.retain(|_, saved| !matches!(saved, Item::Session(_)));
    }

    /// Everything that is kept, the oldest first.
    pub fn all(&self) -> Vec<Saved> {
        self.inside().items.values().cloned().collect()
    }

    /// A new connection.
    pub fn visit(&self) -> Visit<'_> {
        Visit { shelf: self, heard: Vec::new(), said: BTreeSet::new() }
    }

    /// Another connection's fault leaves what is kept as it is.
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Visit<'_> {
    /// The peer says something.
    pub fn hear(&mut self, bytes: &[u8]) {
        if matches!(self.shelf.sight, Sight::Said { .. }) {
            self.heard.extend_from_slice(bytes);
        }
    }

    /// Runs a turn. Until the handshake is `done` it is given what concerns it, and no other runs at the same time.
    pub fn turn<T>(&mut self, mind: &mut Mind, done: bool, act: impl FnOnce(&mut Mind) -> T) -> T {
        let shelf = self.shelf;
        if shelf.sight == Sight::Nothing {
            return act(mind);
        }
        let mut inside = (!done).then(|| shelf.inside());
        match &inside {
            Some(inside) => self.lay_out(inside, mind),
            None => self.heard.clear(),
        }
        let before = numbers(mind);
        let result = act(mind);
        let after = numbers(mind);
        if before != after {
            let mut inside = inside.take().unwrap_or_else(|| shelf.inside());
            before.difference(&after).for_each(|gone| inside.forget(*gone));
            for number in after.difference(&before) {
                if let Some(saved) = mind.saved(*number) {
                    inside.keep(*number, saved);
                }
            }
            inside.limit(shelf.sight);
        }
        result
    }

    /// Brings a mind up to what is kept now.
    fn lay_out(&mut self, inside: &Inside, mind: &mut Mind) {
        self.listen(inside);
        let known = numbers(mind);
        known.iter().filter(|number| !inside.items.contains_key(number)).for_each(|gone| mind.memory.forget(*gone));
        for (number, saved) in inside.items.iter().filter(|(number, _)| !known.contains(number)) {
            let concerns = match saved {
                Item::Session(_) => self.shelf.sight == Sight::All || self.said.contains(number),
                Item::TicketKey(_) | Item::Flight(_) => true,
            };
            if concerns {
                mind.restore(CONN, *number, saved.clone());
            }
        }
        mind.memory.skip_to(inside.next);
    }

    /// Looks for handles in what the peer said. One that is cut by the end of a record is not found, and its session then
    /// not resumed, which a client must be ready for anyway.
    fn listen(&mut self, inside: &Inside) {
        self.said.extend(self.heard.windows(HANDLE_LEN).filter_map(|handle| inside.handles.get(handle)));
        let looked_through = (self.heard.len() + 1).saturating_sub(HANDLE_LEN);
        self.heard.drain(..looked_through);
    }
}

impl Inside {
    fn keep(&mut self, number: u32, saved: Saved) {
        if let Some(handle) = handle(&saved) {
            self.handles.insert(handle.to_vec(), number);
        }
        self.items.insert(number, saved);
        self.next = self.next.max(number.saturating_add(1));
    }

    fn forget(&mut self, number: u32) {
        if let Some(saved) = self.items.remove(&number)
            && let Some(handle) = handle(&saved)
        {
            self.handles.remove(handle);
        }
    }

    /// Lets the oldest go where there are too many of a kind. A connection sees but its own sessions, so that the room for
    /// those with a session ID is measured here.
    fn limit(&mut self, sight: Sight) {
        let by_id = if let Sight::Said { by_id } = sight { by_id } else { MAX_SESSIONS };
        self.at_most(by_id, |item| matches!(item, Item::Session(kept) if matches!(kept.handle, Handle::SessionId(_))));
        self.at_most(MAX_SESSIONS, |item| matches!(item, Item::Session(_)));
        self.at_most(MAX_FLIGHTS, |item| matches!(item, Item::Flight(_)));
    }

    fn at_most(&mut self, room: usize, of: impl Fn(&Saved) -> bool) {
        let all = self.items.iter().filter(|(_, item)| of(item)).map(|(number, _)| *number).collect::<Vec<_>>();
        all.iter().take(all.len().saturating_sub(room)).for_each(|number| self.forget(*number));
    }
}

fn handle(saved: &Saved) -> Option<&[u8]> {
    match saved {
        Item::Session(kept) => Some(kept.handle.bytes()),
        Item::TicketKey(_) | Item::Flight(_) => None,
    }
}

fn numbers(mind: &Mind) -> BTreeSet<u32> {
    mind.memory.numbers().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use handscope::tls::memory::{Flight, Kept};
    use handscope::wire::{CipherSuite, Version};

    fn session(handle: Handle) -> Saved {
        Item::Session(Kept {
            handle,
            version: Version::Tls12,
            suite: CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA,
            secret: vec![1; 48],
            extended: true,
            host: None,
            protocol: None,
            since: 0,
            lifetime: 60,
            age_add: 0,
            early: 0,
            client: None,
        })
    }

    fn id(byte: u8) -> Handle {
        Handle::SessionId(vec![byte; HANDLE_LEN])
    }

    /// The first bytes of the handles that a connection has before a turn, and how many flights.
    fn seen(visit: &mut Visit, mind: &mut Mind) -> (Vec<u8>, usize) {
        visit.turn(mind, false, |mind| {
            let handles = mind.memory.sessions().filter_map(|(_, kept)| kept.handle.bytes().first().copied());
            (handles.collect(), mind.memory.flights().count())
        })
    }

    #[test]
    fn a_connection_has_the_sessions_that_its_peer_names() {
        let shelf = Shelf::new(Sight::Said { by_id: 8 });
        (1..=3).for_each(|byte| shelf.add(session(id(byte))));
        let (mut visit, mut mind) = (shelf.visit(), Mind::default());
        assert_eq!(seen(&mut visit, &mut mind), (vec![], 0));
        visit.hear(&[0; 5]);
        visit.hear(&[2; 20]);
        assert_eq!(seen(&mut visit, &mut mind), (vec![], 0));
        // However it is cut.
        visit.hear(&[2; 12]);
        visit.hear(&[9; 40]);
        assert_eq!(seen(&mut visit, &mut mind), (vec![2], 0));
        assert_eq!(mind.ledger.iter().count(), 1, "nobody else's secret");
        // What another connection forgets is gone here as well.
        let (mut other, mut elsewhere) = (shelf.visit(), Mind::default());
        other.hear(&[2; HANDLE_LEN]);
        other.turn(&mut elsewhere, false, |mind| mind.memory.forget(1));
        assert_eq!(seen(&mut visit, &mut mind), (vec![], 0));
        let client = Shelf::new(Sight::All);
        (1..=3).for_each(|byte| client.add(session(id(byte))));
        assert_eq!(seen(&mut client.visit(), &mut Mind::default()), (vec![1, 2, 3], 0));
    }

    #[test]
    fn what_one_connection_keeps_all_others_have_at_once() {
        let shelf = Shelf::new(Sight::Said { by_id: 1 });
        let [mut one, mut two] = [shelf.visit(), shelf.visit()];
        let [mut first, mut second] = [Mind::default(), Mind::default()];
        assert_eq!(seen(&mut two, &mut second).1, 0);
        let flight = Item::Flight(Flight { binder: vec![7; 32], since: 0 });
        one.turn(&mut first, false, |mind| mind.memory.keep(flight));
        assert_eq!(seen(&mut two, &mut second).1, 1);
        assert_eq!(second.memory.keep(Item::Flight(Flight { binder: vec![8; 32], since: 0 })), 1, "numbered on");
    }

    #[test]
    fn the_oldest_make_room() {
        let shelf = Shelf::new(Sight::Said { by_id: 2 });
        let (mut visit, mut mind) = (shelf.visit(), Mind::default());
        for byte in 1..=4 {
            let number = 10 * u32::from(byte);
            visit.turn(&mut mind, false, |mind| mind.restore(CONN, number, session(id(byte))));
            let flight = Item::Flight(Flight { binder: vec![byte], since: 0 });
            visit.turn(&mut mind, false, |mind| mind.memory.keep(flight));
        }
        let handles =
            shelf.all().into_iter().filter_map(|saved| handle(&saved).map(<[u8]>::to_vec)).collect::<Vec<_>>();
        assert_eq!(handles, [vec![3; HANDLE_LEN], vec![4; HANDLE_LEN]]);
        assert_eq!(shelf.all().len(), 6);
    }
}
