use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Complete, Decimal, NaiveDate, Uuid};

use super::revenue_list_check;
use crate::amount::Sum;
use crate::basis::{AccountUse, Basis, Choice, Definition, Explained, Tally, Timing};
use crate::calendar::{Calendar, Period, Quarter};
use crate::error::Error;
use crate::input::RevenueListRow;
use crate::ledger::{Account, Chart, Movements};
use crate::period::PeriodRange;
use crate::selector::{Counting, Selector, When};

/// What the revenue report is made of.
#[derive(Debug)]
pub struct RevenueInput<'a> {
    /// The period.
    pub period: &'a PeriodRange,
    /// Today; tells finished periods from those to come.
    pub today: NaiveDate,
    /// The accounts of type revenue, or more.
    pub chart: &'a Chart,
    /// The financial periods of the book years in the period.
    pub calendar: &'a Calendar,
    /// What was booked on these accounts in the period, or more.
    pub movements: &'a Movements,
    /// Exact's own overview of each book year; empty when it could not be read.
    pub control: &'a [Complete<RevenueListRow>],
}

/// Whether a period is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Its last day is before today.
    Finished,
    /// Today lies in it.
    Running,
    /// It begins after today.
    ToCome,
    /// The calendar does not know it (0, 13, 55), so nobody can say.
    OutsideCalendar,
}

/// Revenue of one financial period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodRevenue {
    /// Book year.
    pub year: i16,
    /// Number of the period.
    pub number: i16,
    /// Its days; `None` for a period the calendar does not know.
    pub days: Option<Period>,
    /// Revenue, positive; zero in a period without any.
    pub amount: Decimal,
    /// Lines in it.
    pub lines: u64,
    /// Whether it is over.
    pub progress: Progress,
}

/// Revenue of the periods in the question that belong to one calendar quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuarterRevenue {
    /// The quarter; `None` collects periods the calendar does not know.
    pub quarter: Option<Quarter>,
    /// Revenue, positive.
    pub amount: Decimal,
}

/// Revenue of one book year, as far as it is in the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearRevenue {
    /// The book year.
    pub year: i16,
    /// Revenue, positive.
    pub amount: Decimal,
}

/// Revenue of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRevenue {
    /// The account.
    pub account: Account,
    /// Revenue, positive.
    pub amount: Decimal,
    /// Lines in it.
    pub lines: u64,
}

/// Revenue over a period. All parts add up to the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revenue {
    /// The period.
    pub period: PeriodRange,
    /// Revenue, positive, without VAT.
    pub total: Decimal,
    /// Every period in order, those without revenue too.
    pub by_period: Vec<PeriodRevenue>,
    /// Every quarter in order.
    pub by_quarter: Vec<QuarterRevenue>,
    /// Every book year in order.
    pub by_year: Vec<YearRevenue>,
    /// Accounts with lines, largest revenue first.
    pub by_account: Vec<AccountRevenue>,
}

impl Revenue {
    /// The lines behind the revenue of some accounts, in one financial period or, without one, in all of them.
    #[must_use]
    pub fn selector(&self, accounts: impl IntoIterator<Item = Uuid>, period: Option<&PeriodRevenue>) -> Selector {
        let when = match period {
            Some(period) => When::Period { year: period.year, number: period.number },
            None => When::from(&self.period),
        };
        Selector::of(accounts, when, Counting::Results).credit_positive()
    }

    /// The lines behind all revenue, in one financial period or, without one, in all of them.
    #[must_use]
    pub fn selector_of_all(&self, period: Option<&PeriodRevenue>) -> Selector {
        self.selector(self.by_account.iter().map(|row| row.account.id), period)
    }

    /// Makes the report.
    ///
    /// A period without revenue is zero; whether there are books at all is for the caller to find out, because the
    /// revenue accounts alone cannot tell.
    ///
    /// # Errors
    /// [`Error::NoAccounts`] when no account is of type revenue; [`Error::Overflow`].
    pub fn of(input: &RevenueInput<'_>) -> Result<Explained<Self>, Error> {
        let accounts = input.chart.require_revenue()?;
        let wanted: BTreeSet<Uuid> = accounts.iter().map(|account| account.id).collect();
        let mut total = Sum::default();
        let mut tally = Tally::default();
        let mut periods: BTreeMap<(i16, i16), (Sum, u64)> = input
            .period
            .periods(input.calendar)
            .map(|period| ((period.year, period.number), Default::default()))
            .collect();
        let mut by_account: BTreeMap<Uuid, (Sum, u64)> = BTreeMap::new();
        for movement in input.movements.iter() {
            if !wanted.contains(&movement.account) || !input.period.contains(movement.year, movement.period) {
                continue;
            }
            if !movement.transaction_type.counts_in_results(movement.status) {
                tally.leave_out(movement.transaction_type, movement.lines, -movement.amount)?;
                continue;
            }
            tally.count(movement.status, movement.lines);
            total.subtract(movement.amount)?;
            for (sum, lines) in [
                periods.entry((movement.year, movement.period)).or_default(),
                by_account.entry(movement.account).or_default(),
            ] {
                sum.subtract(movement.amount)?;
                *lines += movement.lines;
            }
        }
        let by_period: Vec<_> =
            periods.into_iter().map(|(key, sums)| period_revenue(key, sums, input.calendar, input.today)).collect();
        let report = Self {
            period: input.period.clone(),
            total: total.value(),
            by_quarter: by_quarter(&by_period)?,
            by_year: by_year(&by_period)?,
            by_account: largest_first(&accounts, &by_account),
            by_period,
        };
        let (check, choice) = revenue_list_check(report.total, input.period, input.control)?;
        let mut choices = calendar_choices(&report.by_period);
        choices.extend(choice);
        let basis = Basis {
            definition: Definition::Revenue,
            timing: Timing::BookPeriod { label: input.period.label.clone() },
            accounts: accounts
                .iter()
                .filter(|account| by_account.contains_key(&account.id))
                .map(|account| AccountUse::from(*account))
                .collect(),
            left_out: tally.left_out(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices,
            sources: [input.chart.sources(), input.calendar.sources(), input.movements.sources()].concat(),
        };
        Ok(Explained { report, basis, checks: check.into_iter().collect() })
    }
}

fn period_revenue(
    (year, number): (i16, i16),
    (sum, lines): (Sum, u64),
    calendar: &Calendar,
    today: NaiveDate,
) -> PeriodRevenue {
    let days = calendar.period(year, number).copied();
    let progress = match days {
        Some(period) if period.end < today => Progress::Finished,
        Some(period) if period.start <= today => Progress::Running,
        Some(_) => Progress::ToCome,
        None => Progress::OutsideCalendar,
    };
    PeriodRevenue { year, number, days, amount: sum.value(), lines, progress }
}

fn by_quarter(periods: &[PeriodRevenue]) -> Result<Vec<QuarterRevenue>, Error> {
    let mut sums: BTreeMap<(bool, Option<Quarter>), Sum> = BTreeMap::new();
    for period in periods {
        let quarter = period.days.map(|days| days.quarter());
        sums.entry((quarter.is_none(), quarter)).or_default().add(period.amount)?;
    }
    Ok(sums.into_iter().map(|((_, quarter), sum)| QuarterRevenue { quarter, amount: sum.value() }).collect())
}

fn by_year(periods: &[PeriodRevenue]) -> Result<Vec<YearRevenue>, Error> {
    let mut sums: BTreeMap<i16, Sum> = BTreeMap::new();
    for period in periods {
        sums.entry(period.year).or_default().add(period.amount)?;
    }
    Ok(sums.into_iter().map(|(year, sum)| YearRevenue { year, amount: sum.value() }).collect())
}

fn largest_first(accounts: &[&Account], sums: &BTreeMap<Uuid, (Sum, u64)>) -> Vec<AccountRevenue> {
    let mut rows: Vec<_> = accounts
        .iter()
        .filter_map(|account| {
            let (sum, lines) = sums.get(&account.id)?;
            Some(AccountRevenue { account: (*account).clone(), amount: sum.value(), lines: *lines })
        })
        .collect();
    rows.sort_by(|left, right| right.amount.cmp(&left.amount).then_with(|| left.account.code.cmp(&right.account.code)));
    rows
}

fn calendar_choices(periods: &[PeriodRevenue]) -> Vec<Choice> {
    let mut choices = Vec::new();
    let outside = periods.iter().filter(|period| period.days.is_none()).map(|period| period.lines).sum();
    if outside > 0 {
        choices.push(Choice::OutsideCalendar { lines: outside });
    }
    if periods.iter().filter_map(|period| period.days).any(|days| !days.is_calendar_month()) {
        choices.push(Choice::QuartersByMiddle);
    }
    choices
}
