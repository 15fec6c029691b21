//! Time as an argument, so that waiting can be tested without waiting.

use core::fmt::Debug;
use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;

/// Where the client gets the time from, and how it waits.
///
/// Token ages and rate limits are the only things that look at it; dates in the books never do.
pub trait Clock: Debug + Send + Sync {
    /// The time now.
    fn now(&self) -> DateTime<Utc>;

    /// Returns once it is `moment` or later.
    fn sleep_until(&self, moment: DateTime<Utc>) -> BoxFuture<'_, ()>;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).ok().and_then(DateTime::from_timestamp_millis).unwrap_or_default()
    }

    fn sleep_until(&self, moment: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            loop {
                // Asked again after each sleep: the machine may have been asleep itself, or its clock moved.
                let left = until(self.now(), moment);
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(Duration::from_secs(30))).await;
            }
        })
    }
}

/// A clock that stands still until a test moves it; waiting for a moment moves it there at once.
///
/// ```
/// use std::time::Duration;
/// use exact_client::{Clock, ManualClock};
///
/// let clock = ManualClock::at("2026-03-01T09:00:00Z".parse()?);
/// clock.advance(Duration::from_secs(570));
/// assert_eq!(clock.now().to_string(), "2026-03-01 09:09:30 UTC");
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ManualClock {
    face: Arc<Mutex<Face>>,
}

#[derive(Debug)]
struct Face {
    now: DateTime<Utc>,
    waits: Vec<DateTime<Utc>>,
}

impl ManualClock {
    /// A clock that shows `now`. Clones show the same time.
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        Self { face: Arc::new(Mutex::new(Face { now, waits: Vec::new() })) }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let mut face = self.face.lock().unwrap_or_else(PoisonError::into_inner);
        face.now = later(face.now, by);
    }

    /// Sets the clock, backwards too.
    pub fn set(&self, now: DateTime<Utc>) {
        self.face.lock().unwrap_or_else(PoisonError::into_inner).now = now;
    }

    /// Every moment somebody waited for, in order.
    #[must_use]
    pub fn waits(&self) -> Vec<DateTime<Utc>> {
        self.face.lock().unwrap_or_else(PoisonError::into_inner).waits.clone()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        self.face.lock().unwrap_or_else(PoisonError::into_inner).now
    }

    fn sleep_until(&self, moment: DateTime<Utc>) -> BoxFuture<'_, ()> {
        {
            let mut face = self.face.lock().unwrap_or_else(PoisonError::into_inner);
            face.waits.push(moment);
            face.now = face.now.max(moment);
        }
        // Others get their turn, as they would during a real wait.
        Box::pin(tokio::task::yield_now())
    }
}

/// The time from `now` to `moment`; zero when that has passed.
pub(crate) fn until(now: DateTime<Utc>, moment: DateTime<Utc>) -> Duration {
    (moment - now).to_std().unwrap_or_default()
}

/// `moment` moved forward; stays put where the calendar ends.
pub(crate) fn later(moment: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    chrono::Duration::from_std(by).ok().and_then(|by| moment.checked_add_signed(by)).unwrap_or(moment)
}

/// `moment` moved back; stays put where the calendar begins.
pub(crate) fn earlier(moment: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    chrono::Duration::from_std(by).ok().and_then(|by| moment.checked_sub_signed(by)).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn waiting_on_a_manual_clock_moves_it_and_is_remembered() {
        let start = DateTime::from_timestamp_millis(1_000_000).unwrap();
        let clock = ManualClock::at(start);
        let later = later(start, Duration::from_secs(61));
        clock.clone().sleep_until(later).await;
        assert_eq!(clock.now(), later);
        assert_eq!(clock.waits(), [later]);
    }

    #[test]
    fn the_system_clock_is_past_the_year_this_was_written() {
        assert!(SystemClock.now() > DateTime::from_timestamp_millis(1_760_000_000_000).unwrap());
    }
}
