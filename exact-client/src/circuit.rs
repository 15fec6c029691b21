//! The errors of the last hour per endpoint. Exact blocks an app that makes more than ten (400, 401, 403, 404) in an
//! hour at one endpoint of one division, for an hour at first and longer after that; the client stops before.

use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::clock::later;

/// Two fewer than Exact allows: another program of the same app may make some too.
const ALLOWED: usize = 8;
const HOUR: Duration = Duration::from_secs(3_600);

/// The errors that an endpoint gave in the last hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorBudget {
    /// The endpoint, as its id in the catalogue.
    pub endpoint: &'static str,
    /// The division; `None` for calls without one.
    pub division: Option<i32>,
    /// How many errors it may still give before the client stops calling it.
    pub remaining: usize,
    /// When the oldest error is an hour old, and one more is allowed.
    pub recovers_at: DateTime<Utc>,
}

/// When errors were made, oldest first.
pub(crate) type Moments = VecDeque<DateTime<Utc>>;

type Errors = BTreeMap<(Option<i32>, &'static str), Moments>;

/// Shared by all clones of a client.
#[derive(Debug, Default)]
pub(crate) struct Circuit {
    errors: Mutex<Errors>,
}

impl Circuit {
    /// Counts an answer, if it is of the kind that Exact counts.
    pub(crate) fn note(&self, division: Option<i32>, endpoint: &'static str, status: u16, now: DateTime<Utc>) {
        if is_counted(status) {
            let mut errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
            let moments = errors.entry((division, endpoint)).or_default();
            moments.push_back(now);
            // More than these are never asked for.
            if moments.len() > ALLOWED {
                moments.pop_front();
            }
        }
    }

    /// Takes over what all programs on this machine know together.
    pub(crate) fn learn(&self, division: Option<i32>, endpoint: &'static str, moments: Moments) {
        self.errors.lock().unwrap_or_else(PoisonError::into_inner).insert((division, endpoint), moments);
    }

    /// Until when the endpoint must not be called; `None` when it may.
    pub(crate) fn open_until(
        &self,
        division: Option<i32>,
        endpoint: &'static str,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let mut errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        let moments = errors.get_mut(&(division, endpoint))?;
        forget(moments, now);
        // With more than are allowed, as programs together may have made, all but seven have to grow old.
        let last = moments.len().checked_sub(ALLOWED)?;
        moments.get(last).map(|moment| later(*moment, HOUR))
    }

    pub(crate) fn budgets(&self, now: DateTime<Utc>) -> Vec<ErrorBudget> {
        let mut errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        errors.retain(|_, moments| {
            forget(moments, now);
            !moments.is_empty()
        });
        let budget = |(&(division, endpoint), moments): (&(Option<i32>, &'static str), &Moments)| {
            let recovers_at = later(*moments.front()?, HOUR);
            Some(ErrorBudget { endpoint, division, remaining: ALLOWED.saturating_sub(moments.len()), recovers_at })
        };
        errors.iter().filter_map(budget).collect()
    }
}

/// Whether Exact counts an answer with this status as an error.
pub(crate) fn is_counted(status: u16) -> bool {
    matches!(status, 400 | 401 | 403 | 404)
}

/// Drops what is older than an hour.
pub(crate) fn forget(moments: &mut Moments, now: DateTime<Utc>) {
    // An error from the future was made before the clock was set back; it stays until its hour is over.
    while moments.front().is_some_and(|moment| later(*moment, HOUR) <= now) {
        moments.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn the_eighth_error_of_an_hour_opens_the_circuit_until_the_first_is_an_hour_old() {
        let circuit = Circuit::default();
        for second in 0..8 {
            assert_eq!(circuit.open_until(Some(1), "a", at(second)), None);
            circuit.note(Some(1), "a", 400, at(second));
        }
        assert_eq!(circuit.open_until(Some(1), "a", at(8)), Some(at(3_600)));
        assert_eq!(circuit.open_until(Some(1), "b", at(8)), None, "another endpoint has errors of its own");
        assert_eq!(circuit.open_until(Some(2), "a", at(8)), None, "and so has another division");
        assert_eq!(circuit.open_until(Some(1), "a", at(3_600)), None);
        assert_eq!(circuit.budgets(at(3_600))[0].remaining, 1);
    }

    #[test]
    fn only_what_exact_counts_is_counted() {
        let circuit = Circuit::default();
        for status in [200, 302, 405, 408, 429, 500, 503] {
            (0..20).for_each(|_| circuit.note(None, "a", status, at(0)));
        }
        assert_eq!(circuit.budgets(at(0)), []);
    }

    proptest! {
        #[test]
        fn no_hour_ever_has_more_than_eight_errors(gaps in prop::collection::vec(0_i64..900, 1..200)) {
            let circuit = Circuit::default();
            let (mut now, mut sent) = (0, Vec::new());
            for gap in gaps {
                now += gap;
                if circuit.open_until(None, "a", at(now)).is_none() {
                    circuit.note(None, "a", 404, at(now));
                    sent.push(now);
                }
            }
            for first in &sent {
                prop_assert!(sent.iter().filter(|moment| (*first..*first + 3_600).contains(*moment)).count() <= ALLOWED);
            }
        }
    }
}
