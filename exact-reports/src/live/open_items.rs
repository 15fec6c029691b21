//! Open items: the accounts, the open terms in bulk, and the ledger balance to prove them.

use chrono::NaiveDate;
use exact_model::cashflow::{Payment, Receivable};
use exact_model::codes::ReceivableStatus;
use exact_model::financial::ReportingBalance;
use exact_model::financial_transaction::TransactionLine;

use super::administration::{Administration, year_of};
use super::batch::any_of;
use super::carried::{Carried, is_opened};
use super::reading::{Reading, both, on_accounts};
use super::terms::{read_payables, read_receivables};
use super::{Answer, Error};
use crate::basis::{Choice, Explained};
use crate::check::{Against, Check};
use crate::input::OutstandingRow;
use crate::ledger::{Account, Movements};
use crate::open_items::{OpenPosition, PositionInput, Side, Terms, part_payments_since};

/// What is open now, in three calls.
pub(super) async fn now(
    administration: &Administration,
    mut reading: Reading,
    side: Side,
    as_of: NaiveDate,
) -> Result<Answer<OpenPosition>, Error> {
    let chart = reading.chart(&[side.account_type()]).await?;
    let accounts = chart.require(side.account_type())?;
    let terms = open_terms(&mut reading, side).await?;

    let year = year_of(as_of);
    let which = on_accounts(&accounts);
    let calendar = administration.known_calendar();
    let carried = Carried::read(&mut reading, &which, year, calendar.as_ref(), is_opened).await?;
    let mut ledger = carried.movements;
    let input = PositionInput { as_of, chart: &chart, terms: &terms, ledger: &ledger, overview: None };
    let first = OpenPosition::now(&input);
    if let Ok(explained) = &first
        && reconciles(explained, side)
    {
        return Ok(reading.answer(first?));
    }
    // They differ: spend the calls that show where.
    if let Some(since) = carried.since {
        let earlier = ReportingBalance::REPORTING_YEAR.lt(i32::from(since));
        ledger = ledger.and(reading.movements(both(which, &earlier)).await?);
    }
    let overview = reading.list::<OutstandingRow>();
    let overview = reading.control(overview).await?;
    let input = PositionInput { as_of, chart: &chart, terms: &terms, ledger: &ledger, overview: overview.as_ref() };
    let mut explained = OpenPosition::now(&input)?;
    if overview.is_none() {
        explained.basis.choices.push(Choice::ControlMissing(Against::OutstandingInvoices));
    }
    Ok(reading.answer(explained))
}

/// What was open at the end of a day in the past. The ledger of a day is that of the lines of its book year and of later
/// ones that were dated back, with the balances of earlier years where the closing did not carry them in.
pub(super) async fn on(
    administration: &Administration,
    mut reading: Reading,
    side: Side,
    day: NaiveDate,
) -> Result<Answer<OpenPosition>, Error> {
    let calendar = administration.whole_calendar(&mut reading).await?;
    let year = calendar.year_at(day).map_or_else(|| year_of(day), |year| year.year);
    let chart = reading.chart(&[side.account_type()]).await?;
    let accounts = chart.require(side.account_type())?;
    let terms = terms_since(&mut reading, side, day).await?;
    let mut ledger = lines_of(&mut reading, &accounts, year, day).await?;
    if !is_opened(&ledger, year) && calendar.years().first().is_some_and(|first| first.year < year) {
        let earlier = ReportingBalance::REPORTING_YEAR.lt(i32::from(year));
        ledger = ledger.and(reading.movements(both(on_accounts(&accounts), &earlier)).await?);
    }
    let input = PositionInput { as_of: day, chart: &chart, terms: &terms, ledger: &ledger, overview: None };
    let first = OpenPosition::on(&input);
    if let Ok(explained) = &first
        && reconciles(explained, side)
    {
        return Ok(reading.answer(first?));
    }
    // Payments in parts are among what was matched before the day: look there only when something is missing.
    let Some(since) = part_payments_since(&terms, day) else { return Ok(reading.answer(first?)) };
    let terms = terms.and(terms_matched(&mut reading, side, since, day).await?);
    let input = PositionInput { as_of: day, chart: &chart, terms: &terms, ledger: &ledger, overview: None };
    Ok(reading.answer(OpenPosition::on(&input)?))
}

/// Everything that is not matched: a term in a payment run (30) or sent to the bank (40) is still owed in the ledger.
async fn open_terms(reading: &mut Reading, side: Side) -> Result<Terms, Error> {
    let matched = ReceivableStatus::Matched;
    match side {
        Side::Receivable => {
            let rows = read_receivables(reading, Receivable::STATUS.ne(matched)).await?;
            Ok(Terms::from_receivables(&rows))
        }
        Side::Payable => Ok(Terms::from_payables(&read_payables(reading, Payment::STATUS.ne(matched)).await?)),
    }
}

/// Everything that is not matched, and what was matched after a day and dated before it.
async fn terms_since(reading: &mut Reading, side: Side, day: NaiveDate) -> Result<Terms, Error> {
    let matched = ReceivableStatus::Matched;
    match side {
        Side::Receivable => {
            let since = Receivable::END_DATE.gt(day).and(Receivable::INVOICE_DATE.le(day));
            let rows = read_receivables(reading, Receivable::STATUS.ne(matched).or(since)).await?;
            Ok(Terms::from_receivables(&rows))
        }
        Side::Payable => {
            let since = Payment::END_DATE.gt(day).and(Payment::INVOICE_DATE.le(day));
            Ok(Terms::from_payables(&read_payables(reading, Payment::STATUS.ne(matched).or(since)).await?))
        }
    }
}

/// What was matched in a number of days.
async fn terms_matched(reading: &mut Reading, side: Side, since: NaiveDate, until: NaiveDate) -> Result<Terms, Error> {
    let matched = ReceivableStatus::Matched;
    match side {
        Side::Receivable => {
            let when = Receivable::END_DATE.ge(since).and(Receivable::END_DATE.le(until));
            let rows = read_receivables(reading, Receivable::STATUS.eq(matched).and(when)).await?;
            Ok(Terms::from_receivables(&rows))
        }
        Side::Payable => {
            let when = Payment::END_DATE.ge(since).and(Payment::END_DATE.le(until));
            Ok(Terms::from_payables(&read_payables(reading, Payment::STATUS.eq(matched).and(when)).await?))
        }
    }
}

async fn lines_of(reading: &mut Reading, accounts: &[&Account], year: i16, day: NaiveDate) -> Result<Movements, Error> {
    let codes = any_of(accounts, |account| TransactionLine::GL_ACCOUNT_CODE.eq(account.code.as_str()));
    let when = TransactionLine::FINANCIAL_YEAR.ge(year).and(TransactionLine::DATE.le(day));
    Ok(reading.turnovers(both(codes, &when)).await?.into())
}

fn reconciles(explained: &Explained<OpenPosition>, side: Side) -> bool {
    explained.checks.iter().filter(|check| check.against == side.ledger_control()).all(Check::agrees)
}
