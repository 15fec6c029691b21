use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What time it is for tokens, limits and the log: the machine's clock or one that stands still, both movable.
///
/// Clones share the same time, so a test keeps one handle and the sandbox the other.
#[derive(Debug, Clone)]
pub struct Clock {
    runs: bool,
    offset_ms: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's clock. It can be moved forward, for instance to let a token expire.
    #[must_use]
    pub fn system() -> Self {
        Self { runs: true, offset_ms: Arc::new(AtomicI64::new(0)) }
    }

    /// A clock that stands at `unix_ms` (milliseconds since 1970 in UTC) until it is moved.
    #[must_use]
    pub fn manual(unix_ms: i64) -> Self {
        Self { runs: false, offset_ms: Arc::new(AtomicI64::new(unix_ms)) }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.offset_ms.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
    }

    /// Milliseconds since 1970 in UTC.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        let base = if self.runs { machine_ms() } else { 0 };
        base.saturating_add(self.offset_ms.load(Ordering::SeqCst))
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
    }
}
