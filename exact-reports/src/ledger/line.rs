use exact_model::{Complete, Decimal, NaiveDate, Uuid};

use super::{EntryStatus, Source, TransactionType};
use crate::input::LineRow;

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
}

/// Journal lines of complete reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    list: Vec<Line>,
    sources: Vec<Source>,
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
        };
        Self { list: rows.rows().iter().map(line).collect(), sources: vec![Source::of(rows)] }
    }

    /// Both together. The reads must not overlap.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
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

    /// Where they came from.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
}
