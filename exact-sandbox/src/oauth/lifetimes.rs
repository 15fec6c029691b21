use std::time::Duration;

/// How long codes and tokens live. [`Default`] has Exact's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// An access token: 600 seconds.
    pub access: Duration,
    /// The age of the access token from which it may be refreshed: 570 seconds.
    pub earliest_refresh: Duration,
    /// A refresh token that is not used: 30 days.
    pub refresh: Duration,
    /// An authorisation code: 3 minutes.
    pub code: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            access: Duration::from_secs(600),
            earliest_refresh: Duration::from_secs(570),
            refresh: Duration::from_secs(30 * 86_400),
            code: Duration::from_secs(180),
        }
    }
}

pub(super) fn ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 4)
}
