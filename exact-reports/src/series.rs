//! Amounts by financial period and in total.

use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Decimal, Uuid};

use crate::amount::{Sum, negated};
use crate::basis::{Choice, Tally};
use crate::calendar::{Calendar, Period};
use crate::error::Error;
use crate::ledger::Movements;
use crate::period::PeriodRange;

/// A financial period that a series has an amount for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Book year.
    pub year: i16,
    /// Number of the period.
    pub number: i16,
    /// Its days; `None` for a period the calendar does not know.
    pub days: Option<Period>,
}

/// An amount for every column, and their total.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Series {
    /// The sum of all periods.
    pub total: Decimal,
    /// One amount for every column of the report, in its order.
    pub by_period: Vec<Decimal>,
    /// Journal lines in it.
    pub lines: u64,
}

impl Series {
    pub(crate) fn zero(columns: usize) -> Self {
        Self { total: Decimal::ZERO, by_period: vec![Decimal::ZERO; columns], lines: 0 }
    }

    pub(crate) fn plus(&self, other: &Self) -> Result<Self, Error> {
        let by_period = self.by_period.iter().zip(&other.by_period);
        Ok(Self {
            total: Sum::of([self.total, other.total])?,
            by_period: by_period.map(|(left, right)| Sum::of([*left, *right])).collect::<Result<_, _>>()?,
            lines: self.lines + other.lines,
        })
    }

    pub(crate) fn minus(&self, other: &Self) -> Result<Self, Error> {
        self.plus(&other.negated())
    }

    pub(crate) fn negated(&self) -> Self {
        Self {
            total: negated(self.total),
            by_period: self.by_period.iter().copied().map(negated).collect(),
            lines: self.lines,
        }
    }

    pub(crate) fn of<'a>(columns: usize, parts: impl IntoIterator<Item = &'a Self>) -> Result<Self, Error> {
        parts.into_iter().try_fold(Self::zero(columns), |sum, part| sum.plus(part))
    }
}

/// By book year and period: the sum, and its lines.
type Cells = BTreeMap<(i16, i16), (Sum, u64)>;

/// What was booked for results, by account and period.
pub(crate) struct Grid {
    pub(crate) columns: Vec<Column>,
    /// Debit positive; accounts without a line are not in it.
    pub(crate) accounts: BTreeMap<Uuid, Series>,
    pub(crate) tally: Tally,
    pub(crate) choices: Vec<Choice>,
}

impl Grid {
    /// In one pass over the movements; `left_out` amounts are debit positive, or with `credit` credit positive.
    pub(crate) fn of(
        movements: &Movements,
        period: &PeriodRange,
        calendar: &Calendar,
        wanted: &BTreeSet<Uuid>,
        credit: bool,
    ) -> Result<Self, Error> {
        let mut tally = Tally::default();
        let mut outside = 0;
        let mut keys: BTreeSet<(i16, i16)> = period.periods(calendar).map(|known| (known.year, known.number)).collect();
        let mut cells: BTreeMap<Uuid, Cells> = BTreeMap::new();
        for movement in movements.iter() {
            if !wanted.contains(&movement.account) || !period.contains(movement.year, movement.period) {
                continue;
            }
            if !movement.transaction_type.counts_in_results(movement.status) {
                let amount = if credit { -movement.amount } else { movement.amount };
                tally.leave_out(movement.transaction_type, movement.lines, amount)?;
                continue;
            }
            tally.count(movement.status, movement.lines);
            let key = (movement.year, movement.period);
            if keys.insert(key) || calendar.period(key.0, key.1).is_none() {
                outside += movement.lines;
            }
            let (sum, lines) = cells.entry(movement.account).or_default().entry(key).or_default();
            sum.add(movement.amount)?;
            *lines += movement.lines;
        }
        let column =
            |&(year, number): &(i16, i16)| Column { year, number, days: calendar.period(year, number).copied() };
        let columns = keys.iter().map(column).collect();
        let accounts = cells
            .into_iter()
            .map(|(account, cells)| Ok((account, series(&keys, &cells)?)))
            .collect::<Result<_, Error>>()?;
        let choices = if outside > 0 { vec![Choice::OutsideCalendar { lines: outside }] } else { Vec::new() };
        Ok(Self { columns, accounts, tally, choices })
    }
}

fn series(keys: &BTreeSet<(i16, i16)>, cells: &Cells) -> Result<Series, Error> {
    let by_period: Vec<_> =
        keys.iter().map(|key| cells.get(key).map_or(Decimal::ZERO, |(sum, _)| sum.value())).collect();
    Ok(Series {
        total: Sum::of(by_period.iter().copied())?,
        by_period,
        lines: cells.values().map(|(_, lines)| lines).sum(),
    })
}
