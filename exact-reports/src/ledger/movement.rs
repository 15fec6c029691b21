use std::collections::{HashMap, HashSet};

use exact_model::{Complete, Decimal, NaiveDate, Uuid};

use super::{Account, EntryStatus, Line, Lines, Source, TransactionType};
use crate::amount::Sum;
use crate::error::Error;
use crate::input::{BalanceRow, LineRow};
use crate::period::PeriodBasis;

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

impl From<&LineRow> for Movement {
    fn from(row: &LineRow) -> Self {
        Self {
            year: row.year,
            period: row.period,
            account: row.account,
            transaction_type: TransactionType(row.transaction_type),
            status: EntryStatus::from_code(row.status),
            amount: row.amount,
            lines: 1,
        }
    }
}

/// Movements of complete reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Movements {
    list: Vec<Movement>,
    sources: Vec<Source>,
    basis: PeriodBasis,
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
        Ok(Self { list, sources: vec![source], basis: PeriodBasis::FinancialPeriod })
    }

    /// From journal lines: one movement for every account, period, type and status, however many lines there are.
    ///
    /// # Errors
    /// [`Error::Overflow`] when a sum has too many digits.
    pub fn from_lines(lines: &Lines) -> Result<Self, Error> {
        Self::grouped(lines, |_| true)
    }

    /// From journal lines dated on or before a day: what the ledger was at its end.
    ///
    /// # Errors
    /// As [`from_lines`](Self::from_lines).
    pub fn from_lines_until(lines: &Lines, day: NaiveDate) -> Result<Self, Error> {
        Self::grouped(lines, |line| line.date <= day)
    }

    fn grouped(lines: &Lines, counts: impl Fn(&Line) -> bool) -> Result<Self, Error> {
        let mut groups: HashMap<_, (Sum, u64)> = HashMap::new();
        for line in lines.iter().filter(|line| counts(line)) {
            let key = (line.year, line.period, line.account, line.transaction_type, line.status);
            let (sum, count) = groups.entry(key).or_default();
            sum.add(line.amount)?;
            *count += 1;
        }
        let mut list: Vec<_> = groups
            .into_iter()
            .map(|((year, period, account, transaction_type, status), (sum, lines))| Movement {
                year,
                period,
                account,
                transaction_type,
                status,
                amount: sum.value(),
                lines,
            })
            .collect();
        list.sort_by_key(|one| (one.year, one.period, one.account, one.transaction_type, one.status));
        Ok(Self { list, sources: lines.sources().to_vec(), basis: lines.basis() })
    }

    /// Only those on some accounts.
    #[must_use]
    pub fn on(mut self, accounts: &[&Account]) -> Self {
        let wanted: HashSet<Uuid> = accounts.iter().map(|account| account.id).collect();
        self.list.retain(|movement| wanted.contains(&movement.account));
        self
    }

    /// Movements from elsewhere: added up already, or no bookings, such as those of a budget.
    pub(crate) const fn made(list: Vec<Movement>, sources: Vec<Source>, basis: PeriodBasis) -> Self {
        Self { list, sources, basis }
    }

    /// Both together. The reads must not overlap: whoever asks for two halves of the books sees to that.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        if self.is_empty() {
            self.basis = other.basis;
        }
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

    /// What puts them in their period.
    #[must_use]
    pub const fn basis(&self) -> PeriodBasis {
        self.basis
    }

    /// Where they came from.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
}
