use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What time it is for tokens, limits, faults and the log. It can be moved, set, made faster and stopped.
///
/// Clones share the same time, so a test keeps one handle and the sandbox the other.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Mutex<Reading>>);

/// What the clock showed when the machine's clock showed something else, and how fast it went from there.
#[derive(Debug, Clone, Copy)]
struct Reading {
    shown_ms: i64,
    machine_ms: i64,
    /// Seconds it moves in a second of the machine.
    speed: u32,
}

impl Reading {
    fn at(self, machine_ms: i64) -> i64 {
        let passed = machine_ms.saturating_sub(self.machine_ms);
        self.shown_ms.saturating_add(passed.saturating_mul(self.speed.into()))
    }
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        let now = machine_ms();
        Self::starting(Reading { shown_ms: now, machine_ms: now, speed: 1 })
    }

    /// A clock that stands at `unix_ms` (milliseconds since 1970 in UTC) until it is moved.
    #[must_use]
    pub fn manual(unix_ms: i64) -> Self {
        Self::starting(Reading { shown_ms: unix_ms, machine_ms: machine_ms(), speed: 0 })
    }

    fn starting(reading: Reading) -> Self {
        Self(Arc::new(Mutex::new(reading)))
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let mut reading = self.reading();
        reading.shown_ms = reading.shown_ms.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX));
    }

    /// Puts the clock at a moment (milliseconds since 1970 in UTC), forward or back; it goes on from there at its speed.
    pub fn set(&self, unix_ms: i64) {
        let mut reading = self.reading();
        *reading = Reading { shown_ms: unix_ms, machine_ms: machine_ms(), ..*reading };
    }

    /// How many seconds it moves in a second of the machine, from now on: 1 is as fast as a clock goes, 60 an hour in a
    /// minute, 0 stands still.
    pub fn set_speed(&self, speed: u32) {
        let machine_ms = machine_ms();
        let mut reading = self.reading();
        *reading = Reading { shown_ms: reading.at(machine_ms), machine_ms, speed };
    }

    /// How many seconds it moves in a second of the machine.
    #[must_use]
    pub fn speed(&self) -> u32 {
        self.reading().speed
    }

    /// Milliseconds since 1970 in UTC.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.reading().at(machine_ms())
    }

    fn reading(&self) -> MutexGuard<'_, Reading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

fn machine_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told_and_clones_share_it() {
        let clock = Clock::manual(1_000);
        let other = clock.clone();
        assert_eq!(other.now_ms(), 1_000);
        clock.advance(Duration::from_secs(2));
        assert_eq!(other.now_ms(), 3_000);
        clock.set(500);
        assert_eq!((other.now_ms(), other.speed()), (500, 0));
    }

    #[test]
    fn a_clock_of_speed_60_moves_a_minute_in_a_second() {
        let reading = Reading { shown_ms: 1_000, machine_ms: 50_000, speed: 60 };
        assert_eq!(reading.at(50_000), 1_000);
        assert_eq!(reading.at(51_000), 61_000);
    }

    #[test]
    fn a_clock_that_was_stopped_stands_where_it_was() {
        let clock = Clock::manual(1_000);
        clock.set_speed(1_000_000);
        clock.set_speed(0);
        let stopped = clock.now_ms();
        assert!(stopped >= 1_000);
        assert_eq!(clock.now_ms(), stopped);
    }
}
