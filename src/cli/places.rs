//! The places of a server: so many connections at once. When all are taken, whoever has got nowhere for longest makes
//! room, those first whose handshake is not done, so that peers that sit idle never keep out those that go on. Knows no
//! protocol.

use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a connection may stand still before it can be asked to leave: longer than an honest round trip.
const GRACE: Duration = Duration::from_millis(500);
/// How long one that was asked may take to say so to its peer.
const FAREWELL: Duration = Duration::from_millis(250);

/// The places of one server.
pub struct Places {
    most: usize,
    inside: Mutex<Vec<Arc<Guest>>>,
    left: Condvar,
}

/// A connection inside, as its own thread and the others see it.
#[derive(Default)]
pub struct Guest {
    /// By which it is woken where it waits for its peer.
    stream: Option<TcpStream>,
    standing: Mutex<Standing>,
}

/// How far a connection has come.
#[derive(Clone, Copy, Debug)]
struct Standing {
    /// Whether the handshake is done.
    done: bool,
    /// When it last got on.
    moved: Instant,
    /// When it was asked to leave.
    asked: Option<Instant>,
}

/// A place inside; dropping it leaves, also when a thread dies or never starts.
pub struct Place {
    places: Arc<Places>,
    pub guest: Arc<Guest>,
}

impl Places {
    /// So many, all of them free.
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, inside: Mutex::default(), left: Condvar::new() })
    }

    /// Takes a place for a connection. Where all are taken it waits until one is free, and sees to it that one gets so.
    pub fn enter(self: &Arc<Self>, stream: &TcpStream) -> Place {
        let guest = Arc::new(Guest { stream: stream.try_clone().ok(), ..Guest::default() });
        let mut inside = self.wait(self.most.saturating_sub(1), true);
        inside.push(guest.clone());
        Place { places: self.clone(), guest }
    }

    /// Waits until everybody has left, in their own time.
    pub fn empty(&self) {
        drop(self.wait(0, false));
    }

    /// Makes one leave; false where nobody is inside.
    pub fn one_fewer(&self) -> bool {
        let busy = lock(&self.inside).len();
        drop(self.wait(busy.saturating_sub(1), true));
        busy > 0
    }

    /// Waits until no more than so many are inside, and asks them to leave where that is wanted.
    fn wait(&self, most: usize, ask: bool) -> MutexGuard<'_, Vec<Arc<Guest>>> {
        let mut inside = lock(&self.inside);
        while inside.len() > most {
            let standings: Vec<Standing> = inside.iter().map(|guest| *lock(&guest.standing)).collect();
            let (at, patience) = next(&standings, Instant::now());
            if ask && patience.is_zero() {
                inside.iter().skip(at).take(1).for_each(|guest| guest.ask());
            }
            let patience = if ask { patience.max(Duration::from_millis(1)) } else { Duration::from_secs(60) };
            let woken = self.left.wait_timeout(inside, patience);
            (inside, _) = woken.unwrap_or_else(PoisonError::into_inner);
        }
        inside
    }
}

/// Who leaves next, and after how long: whoever was asked already and has not gone; else whoever has stood still for
/// longest, those without a handshake before the others.
fn next(standings: &[Standing], now: Instant) -> (usize, Duration) {
    let left = |since: Instant, patience: Duration| patience.saturating_sub(now.saturating_duration_since(since));
    let asked = standings.iter().enumerate().find_map(|(at, one)| Some((at, left(one.asked?, FAREWELL))));
    let still = standings.iter().enumerate().min_by_key(|(_, one)| (one.done, one.moved));
    asked.or(still.map(|(at, one)| (at, left(one.moved, GRACE)))).unwrap_or((0, GRACE))
}

impl Guest {
    /// It got on: a message that was waited for came, or data did.
    pub fn moved(&self, done: bool) {
        let mut standing = lock(&self.standing);
        *standing = Standing { done, moved: Instant::now(), ..*standing };
    }

    /// Whether it was asked to leave.
    pub fn asked(&self) -> bool {
        lock(&self.standing).asked.is_some()
    }

    /// Asks it to leave: it reads no more, and can still say goodbye. Asked once more, it cannot write either.
    fn ask(&self) {
        let again = lock(&self.standing).asked.replace(Instant::now()).is_some();
        let how = if again { Shutdown::Both } else { Shutdown::Read };
        if let Some(stream) = &self.stream {
            // Where its peer is gone, it is leaving already.
            stream.shutdown(how).unwrap_or_default();
        }
    }
}

impl Default for Standing {
    fn default() -> Self {
        Self { done: false, moved: Instant::now(), asked: None }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.places.inside).retain(|guest| !Arc::ptr_eq(guest, &self.guest));
        self.places.left.notify_all();
    }
}

/// What a thread that died held is as it left it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who leaves next, and after how many milliseconds; each is (handshake done, still for, asked before).
    fn leaves(standings: &[(bool, u64, Option<u64>)]) -> (usize, u64) {
        let now = Instant::now() + Duration::from_secs(3600);
        let ago = |ms: u64| now - Duration::from_millis(ms);
        let standing = |(done, still, asked): &(bool, u64, Option<u64>)| Standing {
            done: *done,
            moved: ago(*still),
            asked: asked.map(ago),
        };
        let (at, patience) = next(&standings.iter().map(standing).collect::<Vec<_>>(), now);
        (at, patience.as_millis() as u64)
    }

    #[test]
    fn whoever_stands_still_longest_makes_room_and_handshakes_first() {
        for (standings, expected) in [
            (&[(false, 900, None), (false, 700, None)][..], (0, 0)),
            (&[(false, 600, None), (false, 700, None)], (1, 0)),
            (&[(true, 90_000, None), (false, 600, None)], (1, 0)),
            (&[(true, 600, None), (true, 90_000, None)], (1, 0)),
            // Nobody is sent away in the middle of a round trip.
            (&[(true, 90_000, None), (false, 100, None)], (1, 400)),
            // One after another: who was asked has a moment to go.
            (&[(false, 9_000, None), (false, 800, Some(100))], (1, 150)),
            (&[(false, 9_000, None), (false, 800, Some(300))], (1, 0)),
        ] {
            assert_eq!(leaves(standings), expected, "{standings:?}");
        }
    }
}
