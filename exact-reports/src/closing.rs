//! How far a book year is closed: which journals are open in which periods.
//!
//! Only the figures of a period whose journals are all closed can no longer change. This is not the closing of a year,
//! which books entries.

use std::collections::BTreeMap;

use exact_model::Complete;

use crate::basis::{Basis, Definition, Explained, Timing};
use crate::input::JournalStatusRow;
use crate::ledger::Source;

/// A journal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct JournalName {
    /// The code.
    pub code: String,
    /// The description; empty when Exact gave none.
    pub description: String,
}

/// A financial period and its journals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodClosing {
    /// Number of the period.
    pub number: i16,
    /// The journals that are open, lowest code first.
    pub open: Vec<JournalName>,
    /// How many journals are closed.
    pub closed: usize,
}

impl PeriodClosing {
    /// Whether no journal is open.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.open.is_empty() && self.closed > 0
    }
}

/// How far a book year is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The book year.
    pub year: i16,
    /// Its periods, the first one first.
    pub periods: Vec<PeriodClosing>,
    /// The last period that is closed like every one before it; `None` when the first is open.
    pub closed_through: Option<i16>,
}

impl Closing {
    /// Makes the report of a year out of rows of that year, or more.
    #[must_use]
    pub fn of(year: i16, rows: &Complete<JournalStatusRow>) -> Explained<Self> {
        let mut periods: BTreeMap<i16, PeriodClosing> = BTreeMap::new();
        let mut lines = 0;
        for row in rows.rows().iter().filter(|row| row.year == i32::from(year)) {
            let Ok(number) = i16::try_from(row.period) else { continue };
            lines += 1;
            let period = periods.entry(number).or_insert_with(|| PeriodClosing { number, open: Vec::new(), closed: 0 });
            if row.status == CLOSED {
                period.closed += 1;
            } else {
                let description = row.description.as_deref().unwrap_or_default().trim().to_owned();
                period.open.push(JournalName { code: row.journal.trim().to_owned(), description });
            }
        }
        let mut periods: Vec<PeriodClosing> = periods.into_values().collect();
        periods.iter_mut().for_each(|period| period.open.sort());
        let closed_through = periods.iter().take_while(|period| period.is_closed()).last().map(|period| period.number);
        let basis = Basis {
            definition: Definition::Closing,
            timing: Timing::BookPeriod { label: format!("boekjaar {year}") },
            accounts: Vec::new(),
            left_out: Vec::new(),
            lines,
            open_lines: 0,
            choices: Vec::new(),
            sources: vec![Source::of(rows)],
        };
        Explained { report: Self { year, periods, closed_through }, basis, checks: Vec::new() }
    }
}

/// Exact's code for a closed journal.
const CLOSED: i32 = 1;

#[cfg(test)]
mod tests {
    use super::*;
    use exact_model::Entity as _;
    use exact_model::financial::JournalStatusList;

    fn closing(rows: &[(&str, i32, i32)]) -> Closing {
        let row = |&(journal, period, status): &(&str, i32, i32)| JournalStatusRow {
            journal: journal.to_owned(),
            description: None,
            year: 2026,
            period,
            status,
        };
        let mut rows: Vec<_> = rows.iter().map(row).collect();
        rows.push(JournalStatusRow { year: 2025, ..row(&("70", 1, 0)) });
        Closing::of(2026, &Complete::finished(JournalStatusList::META, 1, rows)).report
    }

    #[test]
    fn a_year_is_closed_up_to_the_first_period_with_an_open_journal() {
        let report = closing(&[("70", 1, 1), ("20", 1, 1), ("70", 2, 1), ("20", 2, 0), ("70", 3, 1), ("20", 3, 1)]);
        assert_eq!(report.closed_through, Some(1));
        let open: Vec<_> = report.periods.iter().map(|period| period.open.len()).collect();
        assert_eq!(open, [0, 1, 0]);
    }

    #[test]
    fn a_year_with_an_open_first_period_or_without_rows_is_not_closed() {
        assert_eq!(closing(&[("70", 1, 0), ("70", 2, 1)]).closed_through, None);
        assert_eq!(closing(&[]).closed_through, None);
    }
}
