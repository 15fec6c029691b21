use std::collections::HashMap;

use exact_model::{Folded, Uuid};

use super::{EntryStatus, Lines, Movement, Movements, Source, TransactionType};
use crate::amount::Sum;
use crate::error::Error;
use crate::period::PeriodBasis;

/// What lines are added up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Group {
    year: i16,
    period: i16,
    account: Uuid,
    transaction_type: TransactionType,
    status: EntryStatus,
    is_debit: bool,
}

/// Journal lines added up as they come, so that memory grows with the accounts and periods and not with the lines.
///
/// ```
/// use exact_model::financial_transaction::TransactionLine;
/// use exact_model::{Entity as _, Folded};
/// use exact_reports::input::LineRow;
/// use exact_reports::ledger::{LineSums, Turnovers};
/// # fn rows() -> Vec<LineRow> { Vec::new() }
///
/// // With a division of exact-client: `division.list().bulk().fold(LineSums::default(), |sums, row: LineRow| sums.add(&row))`.
/// let (mut sums, mut count) = (LineSums::default(), 0);
/// for row in rows() {
///     sums.add(&row);
///     count += 1;
/// }
/// let turnovers = Turnovers::from_sums(Folded::finished(TransactionLine::META, 1, count, sums))?;
/// assert_eq!(turnovers.movements().iter().count(), 0);
/// # Ok::<(), exact_reports::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct LineSums {
    groups: HashMap<Group, (Sum, u64)>,
    is_overflowed: bool,
}

impl LineSums {
    /// Adds a line. A sum with too many digits is told at the end, by [`Turnovers::from_sums`].
    pub fn add(&mut self, line: impl Into<Movement>) {
        let line = line.into();
        let group = Group {
            year: line.year,
            period: line.period,
            account: line.account,
            transaction_type: line.transaction_type,
            status: line.status,
            is_debit: line.amount.is_sign_positive() && !line.amount.is_zero(),
        };
        let (sum, lines) = self.groups.entry(group).or_default();
        self.is_overflowed |= sum.add(line.amount).is_err();
        *lines += line.lines;
    }
}

/// What was booked, debits and credits apart: movements that never set off a debit line against a credit line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turnovers(Movements);

impl Turnovers {
    /// From lines that were all read and added up.
    ///
    /// # Errors
    /// [`Error::Overflow`] when a sum has too many digits.
    pub fn from_sums(sums: Folded<LineSums>) -> Result<Self, Error> {
        let source = Source::of_folded(&sums);
        Self::made(sums.into_value(), vec![source], PeriodBasis::FinancialPeriod)
    }

    /// From journal lines.
    ///
    /// # Errors
    /// As [`from_sums`](Self::from_sums).
    pub fn from_lines(lines: &Lines) -> Result<Self, Error> {
        let mut sums = LineSums::default();
        lines.iter().for_each(|line| sums.add(line));
        Self::made(sums, lines.sources().to_vec(), lines.basis())
    }

    fn made(sums: LineSums, sources: Vec<Source>, basis: PeriodBasis) -> Result<Self, Error> {
        if sums.is_overflowed {
            return Err(Error::Overflow);
        }
        let mut groups: Vec<_> = sums.groups.into_iter().collect();
        groups.sort_unstable_by_key(|(group, _)| *group);
        let movement = |(group, (sum, lines)): (Group, (Sum, u64))| Movement {
            year: group.year,
            period: group.period,
            account: group.account,
            transaction_type: group.transaction_type,
            status: group.status,
            amount: sum.value(),
            lines,
        };
        Ok(Self(Movements::made(groups.into_iter().map(movement).collect(), sources, basis)))
    }

    /// The movements, of debit lines or of credit lines each.
    #[must_use]
    pub const fn movements(&self) -> &Movements {
        &self.0
    }

    /// Both together. The reads must not overlap.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0.and(other.0))
    }
}

impl From<Turnovers> for Movements {
    fn from(turnovers: Turnovers) -> Self {
        turnovers.0
    }
}
