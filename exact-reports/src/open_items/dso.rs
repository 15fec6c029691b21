use exact_model::Decimal;
use rust_decimal::RoundingStrategy;

use super::Side;
use crate::amount::Sum;
use crate::basis::{AccountUse, Basis, Definition, Explained, Tally, Timing};
use crate::calendar::Calendar;
use crate::error::Error;
use crate::ledger::{Chart, Movement, Movements, TransactionType, balances};
use crate::period::PeriodRange;

/// What days sales outstanding are made of.
#[derive(Debug)]
pub struct DsoInput<'a> {
    /// The window.
    pub window: &'a PeriodRange,
    /// The accounts of type receivable, or more.
    pub chart: &'a Chart,
    /// The financial periods.
    pub calendar: &'a Calendar,
    /// What was booked on these accounts: all years, or every period of the years since one that begins with an opening
    /// balance; at least those of the window.
    pub ledger: &'a Movements,
}

/// Days sales outstanding. Balance and invoices both include VAT, so that neither side inflates the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dso {
    /// The window.
    pub window: PeriodRange,
    /// Its days.
    pub days: i64,
    /// Receivables at its beginning.
    pub opening: Decimal,
    /// Receivables at its end.
    pub closing: Decimal,
    /// What sales entries and credit notes put on the receivable accounts, including VAT.
    pub invoiced: Decimal,
    /// Closing balance over invoices times days, in tenths of a day; `None` when nothing was invoiced.
    pub at_end: Option<Decimal>,
    /// The same with the average of opening and closing balance.
    pub on_average: Option<Decimal>,
}

impl Dso {
    /// Makes the report.
    ///
    /// # Errors
    /// [`Error::NoAccounts`] when no account is of type receivable; [`Error::Overflow`].
    pub fn of(input: &DsoInput<'_>) -> Result<Explained<Self>, Error> {
        let accounts = input.chart.require(Side::Receivable.account_type())?;
        let (calendar, window) = (input.calendar, input.window);
        let begun = |movement: &Movement| calendar.has_begun(movement.year, movement.period, window.end);
        let before = |movement: &Movement| {
            let is_opening = movement.transaction_type.is_opening();
            calendar
                .begin(movement.year, movement.period)
                .is_some_and(|begin| begin < window.start || (is_opening && begin <= window.start))
        };
        let balance = |counts: &dyn Fn(&Movement) -> bool| -> Result<Decimal, Error> {
            let balances = balances(input.ledger, &accounts, counts)?;
            Sum::of(balances.values().map(|balance| balance.amount))
        };
        let (opening, closing) = (balance(&before)?, balance(&begun)?);
        let (mut invoiced, mut tally) = (Sum::default(), Tally::default());
        for movement in input.ledger.iter() {
            let is_sale =
                matches!(movement.transaction_type, TransactionType::SALES_ENTRY | TransactionType::SALES_CREDIT_NOTE);
            let is_ours = accounts.iter().any(|account| account.id == movement.account);
            if is_ours && is_sale && movement.status.counts() && window.contains(movement.year, movement.period) {
                invoiced.add(movement.amount)?;
                tally.count(movement.status, movement.lines);
            }
        }
        let invoiced = invoiced.value();
        let days = (window.end - window.start).num_days() + 1;
        let average = Sum::of([opening, closing])?.checked_div(Decimal::TWO).ok_or(Error::Overflow)?;
        let report = Self {
            window: window.clone(),
            days,
            opening,
            closing,
            invoiced,
            at_end: outstanding(closing, invoiced, days),
            on_average: outstanding(average, invoiced, days),
        };
        let basis = Basis {
            definition: Definition::Dso,
            timing: Timing::BookPeriod { label: window.label.clone() },
            accounts: accounts.iter().map(|account| AccountUse::from(*account)).collect(),
            left_out: Vec::new(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices: Vec::new(),
            sources: [input.chart.sources(), calendar.sources(), input.ledger.sources()].concat(),
        };
        Ok(Explained { report, basis, checks: Vec::new() })
    }
}

fn outstanding(balance: Decimal, invoiced: Decimal, days: i64) -> Option<Decimal> {
    if invoiced <= Decimal::ZERO {
        return None;
    }
    let days = balance.checked_mul(Decimal::from(days))?.checked_div(invoiced)?;
    Some(days.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero))
}
