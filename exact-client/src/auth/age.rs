//! How old an access token is, and what that allows. Exact refuses a refresh in the first 570 seconds and the token
//! after 600. Between the two lie thirty seconds; the client uses the last twenty of them.

use core::time::Duration;

use chrono::{DateTime, Utc};

/// Exact allows a refresh this long before the token ends.
pub(super) const WINDOW: Duration = Duration::from_secs(30);

/// This long before the end the client refreshes. Later than Exact allows: a clock that runs a little fast is not
/// refused for it, and a day that never stops asking takes 149 token calls.
const MARGIN: Duration = Duration::from_secs(20);

/// The life of an access token that does not say how long it lives.
pub(crate) const LIFETIME: Duration = Duration::from_secs(600);

/// A token from further in the future than this was made on another clock.
const TOLERANCE: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// Good, and too young to refresh.
    Young,
    /// Good; Exact would allow a refresh, and there is no need for one yet.
    Ripe,
    /// Still good, and time to refresh.
    Due,
    /// No longer good.
    Expired,
    /// The clock was set back since: try it, and refresh when Exact refuses it.
    Unknown,
}

impl Age {
    pub(crate) fn of(obtained_at: DateTime<Utc>, lifetime: Duration, now: DateTime<Utc>) -> Self {
        let Ok(age) = (now - obtained_at).to_std() else {
            let ahead = (obtained_at - now).to_std().unwrap_or_default();
            return if ahead > TOLERANCE { Self::Unknown } else { Self::Young };
        };
        if age >= lifetime {
            Self::Expired
        } else if age >= lifetime.saturating_sub(MARGIN) {
            Self::Due
        } else if age >= lifetime.saturating_sub(WINDOW) {
            Self::Ripe
        } else {
            Self::Young
        }
    }

    /// Whether the token may be used as it is.
    pub(crate) fn is_usable(self) -> bool {
        matches!(self, Self::Young | Self::Ripe | Self::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn age(seconds: i64) -> Age {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Age::of(start, LIFETIME, start + chrono::Duration::seconds(seconds))
    }

    #[test]
    fn the_window_is_from_570_to_600_seconds_and_its_last_two_thirds_are_used() {
        assert_eq!([age(0), age(540), age(569)], [Age::Young; 3]);
        assert_eq!([age(570), age(579)], [Age::Ripe; 2]);
        assert_eq!([age(580), age(599)], [Age::Due; 2]);
        assert_eq!([age(600), age(86_400)], [Age::Expired; 2]);
    }

    #[test]
    fn a_token_from_the_future_is_of_unknown_age() {
        assert_eq!(age(-3), Age::Young);
        assert_eq!(age(-3_600), Age::Unknown);
    }

    proptest! {
        #[test]
        fn a_refresh_is_never_tried_before_exact_allows_it(seconds in 0_i64..570) {
            prop_assert!(age(seconds).is_usable());
        }

        #[test]
        fn no_token_is_used_in_its_last_twenty_seconds(seconds in 580_i64..1_000_000) {
            prop_assert!(!age(seconds).is_usable());
        }
    }
}
