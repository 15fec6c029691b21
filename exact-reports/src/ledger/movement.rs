use exact_model::{Complete, Decimal, NaiveDate, Uuid};

use super::{EntryStatus, Line, Lines, Source, TransactionType};
use crate::error::Error;
use crate::input::BalanceRow;

/// What was booked on one account in one period by one type of entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Book year.
    pub year: i16,
    /// Financial period.
    pub period: i16,
    /// The general ledger account.
    pub account: Uuid,
    /// Type of the entries.
    pub transaction_type: TransactionType,
    /// Status of the entries.
    pub status: EntryStatus,
    /// Debit positive, division currency.
    pub amount: Decimal,
    /// How many lines are in it.
    pub lines: u64,
}

impl From<&Line> for Movement {
    fn from(line: &Line) -> Self {
        Self {
            year: line.year,
            period: line.period,
            account: line.account,
            transaction_type: line.transaction_type,
            status: line.status,
            amount: line.amount,
            lines: 1,
        }
    }
}

/// Movements of complete reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Movements {
    list: Vec<Movement>,
    sources: Vec<Source>,
}

impl Movements {
    /// From `financial/ReportingBalance`: one movement for every row.
    ///
    /// # Errors
    /// [`Error::OddRow`] when a year, period or count is out of range.
    pub fn from_balances(rows: &Complete<BalanceRow>) -> Result<Self, Error> {
        let source = Source::of(rows);
        let odd = |column| Error::OddRow { endpoint: source.endpoint, column };
        let list = rows
            .rows()
            .iter()
            .map(|row| {
                Ok(Movement {
                    year: i16::try_from(row.year).map_err(|_| odd("ReportingYear"))?,
                    period: i16::try_from(row.period).map_err(|_| odd("ReportingPeriod"))?,
                    account: row.account,
                    transaction_type: TransactionType(row.transaction_type),
                    status: EntryStatus::from_code(row.status),
                    amount: row.amount,
                    lines: u64::try_from(row.count).map_err(|_| odd("Count"))?,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { list, sources: vec![source] })
    }

    /// From journal lines: one movement for every line.
    #[must_use]
    pub fn from_lines(lines: &Lines) -> Self {
        Self { list: lines.iter().map(Movement::from).collect(), sources: lines.sources().to_vec() }
    }

    /// From journal lines dated on or before a day: what the ledger was at its end.
    #[must_use]
    pub fn from_lines_until(lines: &Lines, day: NaiveDate) -> Self {
        let list = lines.iter().filter(|line| line.date <= day).map(Movement::from).collect();
        Self { list, sources: lines.sources().to_vec() }
    }

    /// Both together. The reads must not overlap: whoever asks for two halves of the books sees to that.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.sources.extend(other.sources);
        self
    }

    /// Every movement.
    pub fn iter(&self) -> impl Iterator<Item = &Movement> {
        self.list.iter()
    }

    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Where they came from.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
}
