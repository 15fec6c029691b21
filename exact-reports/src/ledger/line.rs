use exact_model::{Complete, Decimal, NaiveDate, Uuid};

use super::{Detail, EntryStatus, Source, TransactionType};
use crate::calendar::Calendar;
use crate::input::{DetailedLineRow, LineRow};
use crate::period::PeriodBasis;

/// A journal line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The entry it belongs to.
    pub entry: Uuid,
    /// Book year.
    pub year: i16,
    /// Financial period.
    pub period: i16,
    /// Booking date, which need not lie in the period.
    pub date: NaiveDate,
    /// The general ledger account.
    pub account: Uuid,
    /// Type of the entry.
    pub transaction_type: TransactionType,
    /// Status of the entry.
    pub status: EntryStatus,
    /// Debit positive, division currency.
    pub amount: Decimal,
    /// The customer or supplier, where the line names one.
    pub relation: Option<Uuid>,
    /// Its code.
    pub relation_code: Option<String>,
    /// Its name.
    pub relation_name: Option<String>,
    /// What else was booked with it; empty in a narrow read.
    pub detail: Detail,
}

/// Journal lines of complete reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    list: Vec<Line>,
    sources: Vec<Source>,
    basis: PeriodBasis,
}

impl Lines {
    /// The lines of rows that are all there.
    #[must_use]
    pub fn from_rows(rows: &Complete<LineRow>) -> Self {
        let line = |row: &LineRow| Line {
            entry: row.entry,
            year: row.year,
            period: row.period,
            date: row.date,
            account: row.account,
            transaction_type: TransactionType(row.transaction_type),
            status: EntryStatus::from_code(row.status),
            amount: row.amount,
            relation: row.relation,
            relation_code: row.relation_code.as_ref().map(|code| code.as_str().to_owned()),
            relation_name: row.relation_name.clone(),
            detail: Detail::default(),
        };
        Self::read(rows.rows().iter().map(line).collect(), Source::of(rows))
    }

    /// The lines, with their details, of rows that are all there.
    #[must_use]
    pub fn from_detailed_rows(rows: &Complete<DetailedLineRow>) -> Self {
        let line = |row: &DetailedLineRow| Line {
            entry: row.entry,
            year: row.year,
            period: row.period,
            date: row.date,
            account: row.account,
            transaction_type: TransactionType(row.transaction_type),
            status: EntryStatus::from_code(row.status),
            amount: row.amount,
            relation: row.relation,
            relation_code: row.relation_code.as_ref().map(|code| code.as_str().to_owned()),
            relation_name: row.relation_name.clone(),
            detail: Detail::of(row),
        };
        Self::read(rows.rows().iter().map(line).collect(), Source::of(rows))
    }

    fn read(list: Vec<Line>, source: Source) -> Self {
        Self { list, sources: vec![source], basis: PeriodBasis::FinancialPeriod }
    }

    /// The same lines, each in the period that its date lies in instead of the one it was booked in. A line dated outside
    /// every period of the calendar is left out, so that a calendar of [`Calendar::between`] cuts out any days.
    #[must_use]
    pub fn by_date(&self, calendar: &Calendar) -> Self {
        let place = |line: &Line| {
            let period = calendar.containing(line.date)?;
            Some(Line { year: period.year, period: period.number, ..line.clone() })
        };
        let list = self.list.iter().filter_map(place).collect();
        Self { list, sources: self.sources.clone(), basis: PeriodBasis::Date }
    }

    /// The same lines without those dated after a day, for a balance on a day at which no financial period ends.
    #[must_use]
    pub fn dated_through(&self, day: NaiveDate) -> Self {
        let list = self.list.iter().filter(|line| line.date <= day).cloned().collect();
        Self { list, sources: self.sources.clone(), basis: PeriodBasis::Date }
    }

    /// Both together. The reads must not overlap.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        if self.is_empty() {
            self.basis = other.basis;
        }
        self.list.extend(other.list);
        self.sources.extend(other.sources);
        self
    }

    /// Every line.
    pub fn iter(&self) -> impl Iterator<Item = &Line> {
        self.list.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
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
