//! Balances carried from year to year, read no further back than needed.

use exact_model::Filter;
use exact_model::financial::ReportingBalance;

use super::Error;
use super::reading::{Reading, both};
use crate::calendar::Calendar;
use crate::ledger::{Movements, TransactionType};

/// What was booked in a book year and later, and in as many earlier years as it takes.
pub(super) struct Carried {
    pub(super) movements: Movements,
    /// The first year that was read; `None` when all were.
    pub(super) since: Option<i16>,
}

impl Carried {
    /// Reads `year` and later; then the year before it; then all others: each only when `enough` says that the years
    /// read so far do not tell the whole. A year that the closing of the one before opened stands for all before it.
    ///
    /// A calendar of all years saves the reads of years that do not exist. Without one the second step is everything.
    pub(super) async fn read(
        reading: &mut Reading,
        which: &[Filter<ReportingBalance>],
        year: i16,
        calendar: Option<&Calendar>,
        enough: impl Fn(&Movements, i16) -> bool,
    ) -> Result<Self, Error> {
        let year_column = ReportingBalance::REPORTING_YEAR;
        let before = year.saturating_sub(1);
        // Where all years were needed once they will be again: one read instead of two or three.
        let name = format!("carried {year} {}", which.first().map(ToString::to_string).unwrap_or_default());
        if reading.recall(&name) == Some(true) {
            return Ok(Self { movements: reading.movements(which.to_vec()).await?, since: None });
        }
        let first = calendar.and_then(|calendar| calendar.years().first().map(|year| year.year));
        let mut movements = reading.movements(both(which.to_vec(), &year_column.ge(i32::from(year)))).await?;
        if enough(&movements, year) {
            return Ok(Self { movements, since: Some(year) });
        }
        if first.is_some_and(|first| first >= year) {
            return Ok(Self { movements, since: None });
        }
        if let Some(first) = first {
            let earlier = reading.movements(both(which.to_vec(), &year_column.eq(i32::from(before)))).await?;
            movements = movements.and(earlier);
            if enough(&movements, before) {
                return Ok(Self { movements, since: Some(before) });
            }
            if first >= before {
                return Ok(Self { movements, since: None });
            }
        }
        reading.note(&name, true);
        let rest = if first.is_some() { before } else { year };
        let rest = reading.movements(both(which.to_vec(), &year_column.lt(i32::from(rest)))).await?;
        Ok(Self { movements: movements.and(rest), since: None })
    }
}

/// Whether the closing of the year before opened this one. An opening balance that a person entered (type 10) proves
/// nothing about earlier years.
pub(super) fn is_opened(movements: &Movements, year: i16) -> bool {
    movements.iter().any(|movement| {
        movement.year == year && movement.transaction_type == TransactionType::YEAR_START_OPENING_BALANCE
    })
}
