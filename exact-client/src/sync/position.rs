use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::StartOver;

/// Days that Exact remembers deletions, with a margin: "about two months".
const REMEMBERED_DAYS: i64 = 55;

/// How far a copy of one endpoint of one division is. Empty at first; keep it beside the copy, in one transaction.
///
/// It has no secret and nothing from the books.
///
/// ```
/// use exact_client::SyncPosition;
///
/// let nothing_yet = SyncPosition::default();
/// let text = serde_json::to_string(&nothing_yet)?;
/// assert_eq!(serde_json::from_str::<SyncPosition>(&text)?, nothing_yet);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SyncPosition {
    of: Option<(i32, String)>,
    pub(super) changed: i64,
    pub(super) deleted: i64,
    moved: Option<NaiveDate>,
    read_on: Option<NaiveDate>,
}

impl SyncPosition {
    /// Before the first row.
    pub(super) fn start(division: i32, endpoint: &str, moved: Option<NaiveDate>) -> Self {
        Self { of: Some((division, endpoint.to_owned())), moved, ..Self::default() }
    }

    /// Whether it is empty, or of that division and endpoint.
    pub(super) fn is_of(&self, division: i32, endpoint: &str) -> bool {
        self.of.as_ref().is_none_or(|(code, id)| *code == division && id == endpoint)
    }

    /// Why it leads nowhere any more; `None` when it does.
    pub(super) fn must_start_over(&self, moved: Option<NaiveDate>, today: NaiveDate) -> Option<StartOver> {
        let Some(read_on) = self.read_on.filter(|_| self.of.is_some()) else { return Some(StartOver::First) };
        if self.moved != moved {
            return Some(StartOver::DivisionMoved);
        }
        ((today - read_on).num_days() > REMEMBERED_DAYS).then_some(StartOver::DeletionsForgotten)
    }

    /// Notes the day that deletions were asked for. A clock that goes back takes nothing away.
    pub(super) fn read_on(&mut self, today: NaiveDate) {
        self.read_on = Some(self.read_on.map_or(today, |day| day.max(today)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_position_is_good_until_the_division_moves_or_deletions_are_forgotten() {
        let mut position = SyncPosition::start(7, "sync/Financial/TransactionLines", None);
        assert_eq!(position.must_start_over(None, day("2026-01-01")), Some(StartOver::First));
        position.read_on(day("2026-01-01"));
        assert_eq!(position.must_start_over(None, day("2026-02-20")), None);
        assert_eq!(position.must_start_over(None, day("2026-03-01")), Some(StartOver::DeletionsForgotten));
        let moved = Some(day("2026-01-10"));
        assert_eq!(position.must_start_over(moved, day("2026-01-12")), Some(StartOver::DivisionMoved));
        assert!(
            position.is_of(7, "sync/Financial/TransactionLines")
                && !position.is_of(8, "sync/Financial/TransactionLines")
        );
        assert!(SyncPosition::default().is_of(8, "anything"));
    }
}
