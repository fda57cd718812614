//! What time it is: by the real clock, or by a scenario's, which goes on from the moment at which it was read. Knows no
//! connection.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A clock that goes.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Unix time in seconds at some moment; none where it is the real one.
    given: Option<(i64, Instant)>,
    /// By how much it is ahead.
    ahead: Duration,
}

impl Clock {
    /// The real clock.
    pub fn real() -> Self {
        Self { given: None, ahead: Duration::ZERO }
    }

    /// One that says this Unix time in seconds now.
    pub fn at(time: i64) -> Self {
        Self { given: Some((time, Instant::now())), ..Self::real() }
    }

    /// One that is ahead of this one.
    pub fn ahead(self, by: Duration) -> Self {
        Self { ahead: self.ahead.saturating_add(by), ..self }
    }

    /// Unix time in whole seconds, before 1970 as well.
    pub fn seconds(self) -> i64 {
        let (time, since) = self.parts();
        time.saturating_add(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
    }

    /// Unix time in milliseconds; what is before 1970 is 1970. A part of one counts for nothing, or for a whole one.
    pub fn millis(self, up: bool) -> u64 {
        let (time, since) = self.parts();
        let micros = Duration::from_secs(u64::try_from(time).unwrap_or_default()).saturating_add(since).as_micros();
        let millis = if up { micros.div_ceil(1000) } else { micros / 1000 };
        u64::try_from(millis).unwrap_or(u64::MAX)
    }

    /// A moment, and how long ago it was.
    fn parts(self) -> (i64, Duration) {
        let (time, since) = match self.given {
            Some((time, since)) => (time, since.elapsed()),
            None => (0, SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()),
        };
        (time, since.saturating_add(self.ahead))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_clock_goes_on_and_can_be_ahead() {
        let clock = Clock::at(1000);
        assert_eq!((clock.seconds(), Clock::at(-5).seconds(), Clock::at(-5).millis(false) / 1000), (1000, -5, 0));
        let later = clock.ahead(Duration::from_secs(7200));
        assert_eq!(later.seconds(), 8200);
        assert!(later.millis(true) >= later.millis(false).max(8_200_000));
        assert!(Clock::real().seconds() > 1_700_000_000);
    }
}
