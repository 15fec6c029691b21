//! Rate limits (L1 to L4) and the error limit (L5), counted as Exact counts them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Calls an app may make to one division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Calls in a minute of the clock.
    pub minute: u32,
    /// Calls in a day of UTC.
    pub day: u32,
}

impl Default for Limits {
    /// Exact's usual numbers: 60 a minute and 5,000 a day.
    fn default() -> Self {
        Self { minute: 60, day: 5_000 }
    }
}

/// One fixed window: what it allows, what is left, when it ends (epoch milliseconds).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    pub(crate) reset_ms: i64,
}

/// What the limits say of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Go ahead; both windows after this call.
    Allowed { day: Window, minute: Window },
    /// The minute is used up.
    MinuteUsedUp(Window),
    /// The day is used up.
    DayUsedUp(Window),
}

#[derive(Debug, Default, Clone, Copy)]
struct Counter {
    minute: (i64, u32),
    day: (i64, u32),
}

/// Counts calls per division. There is one registered app, so the app needs no place in the key.
#[derive(Debug)]
pub(crate) struct RateLimiter {
    limits: Limits,
    counters: Mutex<HashMap<i32, Counter>>,
}

impl RateLimiter {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, counters: Mutex::default() }
    }

    /// Counts a call to `division`. A refused call is not counted.
    pub(crate) fn count(&self, division: i32, now_ms: i64) -> Verdict {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let counter = counters.entry(division).or_default();
        counter.roll(now_ms);
        if counter.day.1 >= self.limits.day {
            return Verdict::DayUsedUp(self.day(*counter));
        }
        if counter.minute.1 >= self.limits.minute {
            return Verdict::MinuteUsedUp(self.minute(*counter));
        }
        counter.day.1 += 1;
        counter.minute.1 += 1;
        Verdict::Allowed { day: self.day(*counter), minute: self.minute(*counter) }
    }

    /// The windows of `division` as they stand, for calls that carry the headers but count nowhere.
    pub(crate) fn look(&self, division: i32, now_ms: i64) -> Verdict {
        let counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counter = counters.get(&division).copied().unwrap_or_default();
        counter.roll(now_ms);
        Verdict::Allowed { day: self.day(counter), minute: self.minute(counter) }
    }

    fn minute(&self, counter: Counter) -> Window {
        window(self.limits.minute, counter.minute, MINUTE_MS)
    }

    fn day(&self, counter: Counter) -> Window {
        window(self.limits.day, counter.day, DAY_MS)
    }
}

impl Counter {
    fn roll(&mut self, now_ms: i64) {
        for (counter, length) in [(&mut self.minute, MINUTE_MS), (&mut self.day, DAY_MS)] {
            let window = now_ms.div_euclid(length);
            if counter.0 != window {
                *counter = (window, 0);
            }
        }
    }
}

fn window(limit: u32, (index, used): (i64, u32), length: i64) -> Window {
    Window { limit, remaining: limit.saturating_sub(used), reset_ms: (index + 1) * length }
}

/// Refuses a combination of division and endpoint that made too many errors: for an hour, then longer each time.
#[derive(Debug)]
pub(crate) struct ErrorLimiter {
    errors_per_hour: u32,
    offenders: Mutex<HashMap<(i32, String), Offender>>,
}

#[derive(Debug, Default)]
struct Offender {
    errors: Vec<i64>,
    blocked_until: i64,
    blocks: i64,
}

impl ErrorLimiter {
    pub(crate) fn new(errors_per_hour: u32) -> Self {
        Self { errors_per_hour, offenders: Mutex::default() }
    }

    /// Until when the combination is blocked, if it is.
    pub(crate) fn blocked_until(&self, division: i32, endpoint: &str, now_ms: i64) -> Option<i64> {
        let offenders = self.offenders.lock().unwrap_or_else(PoisonError::into_inner);
        let offender = offenders.get(&(division, endpoint.to_owned()))?;
        (offender.blocked_until > now_ms).then_some(offender.blocked_until)
    }

    /// Counts an error answer.
    pub(crate) fn count(&self, division: i32, endpoint: &str, now_ms: i64) {
        let mut offenders = self.offenders.lock().unwrap_or_else(PoisonError::into_inner);
        let offender = offenders.entry((division, endpoint.to_owned())).or_default();
        offender.errors.retain(|at| now_ms - at < HOUR_MS);
        offender.errors.push(now_ms);
        if offender.errors.len() > self.errors_per_hour as usize {
            offender.errors.clear();
            offender.blocks += 1;
            offender.blocked_until = now_ms + offender.blocks * HOUR_MS;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_780_000_000_000 - 1_780_000_000_000 % DAY_MS + DAY_MS / 2;

    #[test]
    fn l1_the_61st_call_of_a_minute_is_refused_and_the_next_minute_is_not() {
        let limiter = RateLimiter::new(Limits::default());
        for _ in 0..60 {
            assert!(matches!(limiter.count(1, NOON), Verdict::Allowed { .. }));
        }
        assert!(matches!(limiter.count(1, NOON + 59_999), Verdict::MinuteUsedUp(_)));
        assert!(matches!(limiter.count(2, NOON), Verdict::Allowed { .. }), "another division has its own count");
        assert!(matches!(limiter.count(1, NOON + MINUTE_MS), Verdict::Allowed { .. }));
    }

    #[test]
    fn l4_windows_are_whole_minutes_and_utc_days() {
        let limiter = RateLimiter::new(Limits::default());
        let Verdict::Allowed { day, minute } = limiter.count(1, NOON + 12_345) else { panic!("refused") };
        assert_eq!(minute, Window { limit: 60, remaining: 59, reset_ms: NOON + MINUTE_MS });
        assert_eq!(day, Window { limit: 5_000, remaining: 4_999, reset_ms: NOON + DAY_MS / 2 });
    }

    #[test]
    fn l5_the_eleventh_error_in_an_hour_blocks_for_an_hour_and_the_next_block_is_longer() {
        let limiter = ErrorLimiter::new(10);
        for _ in 0..10 {
            limiter.count(1, "crm/Accounts", NOON);
        }
        assert_eq!(limiter.blocked_until(1, "crm/Accounts", NOON), None);
        limiter.count(1, "crm/Accounts", NOON);
        assert_eq!(limiter.blocked_until(1, "crm/Accounts", NOON), Some(NOON + HOUR_MS));
        assert_eq!(limiter.blocked_until(1, "vat/VATCodes", NOON), None);
        let later = NOON + HOUR_MS;
        assert_eq!(limiter.blocked_until(1, "crm/Accounts", later), None);
        for _ in 0..11 {
            limiter.count(1, "crm/Accounts", later);
        }
        assert_eq!(limiter.blocked_until(1, "crm/Accounts", later), Some(later + 2 * HOUR_MS));
    }

    #[test]
    fn l5_errors_more_than_an_hour_apart_do_not_add_up() {
        let limiter = ErrorLimiter::new(10);
        for n in 0..20 {
            limiter.count(1, "crm/Accounts", NOON + n * HOUR_MS / 5);
        }
        assert_eq!(limiter.blocked_until(1, "crm/Accounts", NOON + 4 * HOUR_MS), None);
    }
}
