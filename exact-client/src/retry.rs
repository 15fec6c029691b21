//! When a failed call is tried again: a pure function of what happened.

use core::time::Duration;

/// What happened to an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No connection, a connection that broke, or no answer in time.
    Connection,
    /// A 5xx answer that says nothing a user could act on.
    Server,
    /// Any other answer: a 4xx, or a 5xx with a message about the request itself.
    Final,
}

/// How often, and how soon, a call is tried again after a failure that may pass.
///
/// Only what can do no harm when it is sent twice is repeated, all reads among it, and never after a 4xx: Exact blocks
/// keys that keep making errors. The waits grow
/// exponentially and are shortened at random, so that clients that failed together do not return together.
///
/// ```
/// use std::time::Duration;
/// use exact_client::RetryPolicy;
///
/// let patient = RetryPolicy::default().attempts(6).longest_wait(Duration::from_secs(30));
/// let never = RetryPolicy::default().attempts(1);
/// # let _ = (patient, never);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
}

impl Default for RetryPolicy {
    /// Four attempts, with waits of at most 0.5, 1 and 2 seconds between them.
    fn default() -> Self {
        Self { attempts: 4, first_wait: Duration::from_millis(500), longest_wait: Duration::from_secs(8) }
    }
}

impl RetryPolicy {
    /// How many times a read is sent at most, the first time included. Zero counts as one.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The longest first wait; each next one may be twice as long.
    #[must_use]
    pub const fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// No wait is longer than this.
    #[must_use]
    pub const fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// How long to wait before the next attempt, or `None` to give up. `made` attempts were made, the last one ended in
    /// `failure`; `chance` is a random number that spreads the waits over the upper half of the allowed range.
    pub(crate) fn next(&self, made: u32, failure: Failure, chance: u32) -> Option<Duration> {
        if failure == Failure::Final || made >= self.attempts {
            return None;
        }
        let doublings = made.saturating_sub(1).min(16);
        let most = self.first_wait.saturating_mul(1 << doublings).min(self.longest_wait);
        let half = most / 2;
        let extra = half.as_nanos().saturating_mul(u128::from(chance)) / u128::from(u32::MAX);
        Some(half + Duration::from_nanos(u64::try_from(extra).unwrap_or(u64::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_client_error_is_never_tried_again() {
        assert_eq!(RetryPolicy::default().next(1, Failure::Final, 0), None);
    }

    #[test]
    fn attempts_are_bounded() {
        let policy = RetryPolicy::default();
        assert!(policy.next(3, Failure::Server, 0).is_some());
        assert_eq!(policy.next(4, Failure::Server, 0), None);
        assert_eq!(policy.attempts(0).next(1, Failure::Connection, 0), None);
    }

    proptest! {
        #[test]
        fn waits_grow_but_stay_between_half_the_allowed_and_the_allowed(made in 1_u32..40, chance: u32) {
            let policy = RetryPolicy::default().attempts(u32::MAX);
            let wait = policy.next(made, Failure::Connection, chance).unwrap();
            let most = Duration::from_millis(500).saturating_mul(1 << made.min(10).saturating_sub(1)).min(Duration::from_secs(8));
            prop_assert!(wait >= most / 2 && wait <= most);
        }
    }
}
