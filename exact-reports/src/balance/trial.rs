use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Decimal, Uuid};

use super::Standing;
use crate::amount::{Sum, negated};
use crate::basis::{AccountUse, Basis, Choice, Definition, Explained, Tally, Timing};
use crate::check::{Against, Check};
use crate::error::Error;
use crate::ledger::{Account, Chart, Movements, Turnovers};
use crate::period::{PeriodRange, Span};
use crate::selector::{Counting, Selector, Side, When};

/// What the trial balance is made of.
#[derive(Debug, Clone, Copy)]
pub struct TrialInput<'a> {
    /// Periods of one book year.
    pub period: &'a PeriodRange,
    /// The whole chart.
    pub chart: &'a Chart,
    /// All lines up to the end of the period: of all years, or of the book year with its opening balance.
    pub turnovers: &'a Turnovers,
}

/// One account. Begin plus debit minus credit is end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialRow {
    /// The account.
    pub account: Account,
    /// Balance before the period; debit positive.
    pub begin: Decimal,
    /// All debits of the period.
    pub debit: Decimal,
    /// All credits of the period, positive.
    pub credit: Decimal,
    /// Balance after the period; debit positive.
    pub end: Decimal,
    /// Journal lines of the period.
    pub lines: u64,
}

/// The trial balance of periods in one book year, before the closing of that year.
///
/// Result accounts begin the book year at zero. What the years before it made and nobody carried to equity is
/// [`undistributed`](Self::undistributed), so that the begins add up to zero with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialBalance {
    /// The period.
    pub period: PeriodRange,
    /// Accounts with a balance or lines, lowest code first.
    pub rows: Vec<TrialRow>,
    /// The result of earlier years that is not in equity; debit positive, so that a profit is negative.
    pub undistributed: Decimal,
    /// All begins, without the undistributed result; debit positive.
    pub begin: Decimal,
    /// All debits.
    pub debit: Decimal,
    /// All credits, positive.
    pub credit: Decimal,
    /// All ends, without the undistributed result; debit positive.
    pub end: Decimal,
    span: Span,
    standing: Standing,
}

impl TrialBalance {
    /// Makes the trial balance.
    ///
    /// # Errors
    /// [`Error::SeveralBookYears`] for a period in more than one book year; [`Error::NoBalanceAccounts`] when the chart has
    /// no balance sheet accounts; [`Error::Overflow`].
    pub fn of(input: &TrialInput<'_>) -> Result<Explained<Self>, Error> {
        let [span] = input.period.spans.as_slice() else { return Err(Error::SeveralBookYears) };
        if input.chart.balance_sheet().is_empty() {
            return Err(Error::NoBalanceAccounts);
        }
        let movements = input.turnovers.movements();
        let everything: Vec<&Account> = by_code(input.chart);
        // The years before, with what their closing carried to equity.
        let before = super::Moment { year: span.year.saturating_sub(1), number: i16::MAX, day: input.period.start };
        let mut standing = Standing::of(before, &everything, movements)?;
        let results: BTreeSet<Uuid> = input.chart.results().iter().map(|account| account.id).collect();
        let undistributed = Sum::of(results.iter().map(|account| standing.balance(*account)))?;
        let (sides, tally) = sides(movements, *span, &standing)?;
        let mut rows = Vec::new();
        for account in everything {
            let carried = if results.contains(&account.id) { Decimal::ZERO } else { standing.balance(account.id) };
            let booked = sides.get(&account.id).copied().unwrap_or_default();
            let begin = Sum::of([carried, booked.before.value()])?;
            let (debit, credit) = (booked.debit.value(), booked.credit.value());
            if begin.is_zero() && booked.lines == 0 {
                continue;
            }
            let end = Sum::of([begin, debit, -credit])?;
            rows.push(TrialRow { account: account.clone(), begin, debit, credit, end, lines: booked.lines });
        }
        let sum = |amount: fn(&TrialRow) -> Decimal| Sum::of(rows.iter().map(amount));
        let (begin, debit) = (sum(|row| row.begin)?, sum(|row| row.debit)?);
        let (credit, end) = (sum(|row| row.credit)?, sum(|row| row.end)?);
        let mut checks = vec![
            Check::new(Against::DebitAndCredit, debit, credit),
            Check::new(Against::BothSides, begin, negated(undistributed)),
        ];
        checks.append(&mut standing.contradictions);
        let choices =
            if undistributed.is_zero() { Vec::new() } else { vec![Choice::EarlierResult { before: span.year }] };
        let basis = Basis {
            definition: Definition::TrialBalance,
            timing: Timing::within(&input.period.label, movements.basis()),
            accounts: rows.iter().map(|row| AccountUse::from(&row.account)).collect(),
            left_out: tally.left_out(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices,
            sources: [input.chart.sources(), movements.sources()].concat(),
        };
        let period = input.period.clone();
        let report = Self { period, rows, undistributed, begin, debit, credit, end, span: *span, standing };
        Ok(Explained { report, basis, checks })
    }

    /// The lines behind the begin of an account; debit positive.
    #[must_use]
    pub fn selector_of_begin(&self, account: &Account) -> Selector {
        let id = [account.id];
        let when = When::YearThrough { year: self.span.year, number: self.before() };
        let this_year = Selector::of(id, when, Counting::Results);
        let year = When::YearThrough { year: self.span.year, number: i16::MAX };
        let opening = (!self.standing.has(account.id)).then(|| Selector::of(id, year, Counting::Openings));
        let earlier = (!account.is_result).then(|| self.standing.selector(id));
        opening.into_iter().chain(earlier).fold(this_year, Selector::or)
    }

    /// The lines behind the debits or the credits of an account, positive.
    #[must_use]
    pub fn selector(&self, account: &Account, side: Side) -> Selector {
        let lines = Selector::of([account.id], When::Within(vec![self.span]), Counting::Results).on_side(side);
        if side == Side::Credit { lines.credit_positive() } else { lines }
    }

    /// The last period of the year that lies before it: none before the whole year.
    fn before(&self) -> i16 {
        first(self.span).saturating_sub(1)
    }
}

fn first(span: Span) -> i16 {
    if span.whole_year { i16::MIN } else { span.from }
}

fn by_code(chart: &Chart) -> Vec<&Account> {
    let mut accounts: Vec<&Account> = chart.accounts().collect();
    accounts.sort_by(|left, right| (&left.code, left.id).cmp(&(&right.code, right.id)));
    accounts
}

#[derive(Debug, Clone, Copy, Default)]
struct Booked {
    /// In the book year and before the period, its opening included.
    before: Sum,
    debit: Sum,
    credit: Sum,
    lines: u64,
}

/// What was booked in the book year of the span, in one pass.
fn sides(movements: &Movements, span: Span, standing: &Standing) -> Result<(BTreeMap<Uuid, Booked>, Tally), Error> {
    let mut booked: BTreeMap<Uuid, Booked> = BTreeMap::new();
    let mut tally = Tally::default();
    for movement in movements.iter().filter(|one| one.year == span.year && one.status.counts()) {
        if movement.transaction_type.is_opening() {
            // A year before it opened the account already.
            if !standing.has(movement.account) {
                booked.entry(movement.account).or_default().before.add(movement.amount)?;
            }
        } else if movement.transaction_type.is_left_out_of_results() {
            tally.leave_out(movement.transaction_type, movement.lines, movement.amount)?;
        } else if span.contains(movement.year, movement.period) {
            tally.count(movement.status, movement.lines);
            let account = booked.entry(movement.account).or_default();
            account.lines += movement.lines;
            if movement.amount > Decimal::ZERO {
                account.debit.add(movement.amount)?;
            } else {
                account.credit.subtract(movement.amount)?;
            }
        } else if movement.period < first(span) {
            booked.entry(movement.account).or_default().before.add(movement.amount)?;
        }
    }
    Ok((booked, tally))
}
