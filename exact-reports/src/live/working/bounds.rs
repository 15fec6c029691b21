use core::time::Duration;

/// How much a [`WorkingSet`](super::WorkingSet) keeps, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The most journal lines, of all administrations together. Beyond it the book year goes that was not asked about for
    /// the longest time. A line takes about half a kilobyte.
    pub lines: usize,
    /// How long lines are kept before they are read again from the start, however often they were refreshed. Exact tells of
    /// deletions for about two months: more than a month is taken as a month.
    pub age: Duration,
    /// How long accounts, periods, VAT codes, relations, classifications and budgets may be remembered: a change in these
    /// is seen this much later at most. A booking on an account or in a year that is not remembered ends it at once.
    pub settings_age: Duration,
}

/// The longest that lines are kept: well within what Exact still tells of deletions.
pub(super) const LONGEST: Duration = Duration::from_secs(30 * 24 * 3_600);

impl Default for Bounds {
    /// 200,000 lines, half a day, and ten minutes for settings.
    fn default() -> Self {
        let (age, settings_age) = (Duration::from_secs(12 * 3_600), Duration::from_secs(600));
        Self { lines: 200_000, age, settings_age }
    }
}
