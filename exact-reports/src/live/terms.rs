//! Questions that payment terms answer by themselves: who pays late, what falls due, what was paid, what came twice.

use chrono::{Months, NaiveDate};
use exact_model::cashflow::{Payment, Receivable};
use exact_model::codes::ReceivableStatus;
use exact_model::{Complete, Filter};

use super::administration::Administration;
use super::carried::{Carried, is_opened};
use super::reading::{Reading, on_accounts};
use super::{Answer, Error};
use crate::basis::Explained;
use crate::input::{PayableRow, ReceivableRow};
use crate::open_items::{Dso, DsoInput, Duplicates, FallingDue, Horizon, InvoiceSettlement, Punctuality, Side, Terms};
use crate::period::PeriodRequest;

/// How far back an invoice is looked for that was written differently.
const LOOK_BACK: Months = Months::new(24);

pub(super) async fn dso(
    administration: &Administration,
    mut reading: Reading,
    request: &PeriodRequest,
) -> Result<Answer<Dso>, Error> {
    let calendar = administration.whole_calendar(&mut reading).await?;
    let window = match request.resolve(&calendar) {
        Ok(window) => window,
        Err(crate::Error::NoBooks { year, .. }) => return Err(reading.no_books(year).await?.into()),
        Err(error) => return Err(error.into()),
    };
    let chart = reading.chart(&[Side::Receivable.account_type()]).await?;
    let which = on_accounts(&chart.require(Side::Receivable.account_type())?);
    let first = window.years().min().unwrap_or_default();
    let ledger = Carried::read(&mut reading, &which, first, Some(&calendar), is_opened).await?.movements;
    let input = DsoInput { window: &window, chart: &chart, calendar: &calendar, ledger: &ledger };
    Ok(reading.answer(Dso::of(&input)?))
}

pub(super) async fn punctuality(
    mut reading: Reading,
    side: Side,
    as_of: NaiveDate,
) -> Result<Answer<Punctuality>, Error> {
    let since = as_of.checked_sub_months(Months::new(12)).unwrap_or(as_of);
    let terms = match side {
        Side::Receivable => {
            let filter = Receivable::STATUS.ne(ReceivableStatus::Matched).or(Receivable::END_DATE.gt(since));
            Terms::from_receivables(&read_receivables(&mut reading, filter).await?)
        }
        Side::Payable => {
            let filter = Payment::STATUS.ne(ReceivableStatus::Matched).or(Payment::END_DATE.gt(since));
            Terms::from_payables(&read_payables(&mut reading, filter).await?)
        }
    };
    Ok(reading.answer(Punctuality::of(&terms, as_of)))
}

pub(super) async fn falling_due(
    administration: &Administration,
    reading: Reading,
    side: Side,
    today: NaiveDate,
    horizon: Horizon,
) -> Result<Answer<FallingDue>, Error> {
    let Answer { report, basis, checks, calls, rows, pages, .. } =
        super::open_items::now(administration, reading, side, today).await?;
    let due = FallingDue::of(Explained { report, basis, checks }, horizon)?;
    Ok(Answer::new(due, calls, rows, pages))
}

pub(super) async fn invoice(
    mut reading: Reading,
    side: Side,
    reference: &str,
    as_of: NaiveDate,
) -> Result<Answer<Vec<InvoiceSettlement>>, Error> {
    let number = reference.trim().parse::<i32>().ok();
    let written = match (side, number) {
        // Of receivables Exact looks for invoice numbers only.
        (Side::Receivable, None) => None,
        (Side::Receivable, Some(number)) => {
            let numbered = Receivable::INVOICE_NUMBER.eq(number);
            Some(Terms::from_receivables(&read_receivables(&mut reading, numbered).await?))
        }
        (Side::Payable, number) => {
            let text = Payment::YOUR_REF.eq(reference.trim());
            let filter = number.map_or(text.clone(), |number| {
                text.or(Payment::INVOICE_NUMBER.eq(number)).or(Payment::ENTRY_NUMBER.eq(number))
            });
            Some(Terms::from_payables(&read_payables(&mut reading, filter).await?))
        }
    };
    if let Some(written) = written {
        let found = InvoiceSettlement::find(&written, reference, None, as_of)?;
        if !found.report.is_empty() {
            return Ok(reading.answer(found));
        }
    }
    // Not written that way: Exact cannot look for what a reference has in common with another spelling of it.
    let since = as_of.checked_sub_months(LOOK_BACK).unwrap_or(as_of);
    let terms = dated_since(&mut reading, side, since).await?;
    Ok(reading.answer(InvoiceSettlement::find(&terms, reference, None, as_of)?))
}

pub(super) async fn duplicates(
    mut reading: Reading,
    since: NaiveDate,
    as_of: NaiveDate,
) -> Result<Answer<Duplicates>, Error> {
    let terms = dated_since(&mut reading, Side::Payable, since).await?;
    Ok(reading.answer(Duplicates::of(&terms, as_of)?))
}

async fn dated_since(reading: &mut Reading, side: Side, since: NaiveDate) -> Result<Terms, Error> {
    match side {
        Side::Receivable => {
            let rows = read_receivables(reading, Receivable::INVOICE_DATE.ge(since)).await?;
            Ok(Terms::from_receivables(&rows))
        }
        Side::Payable => Ok(Terms::from_payables(&read_payables(reading, Payment::INVOICE_DATE.ge(since)).await?)),
    }
}

pub(super) async fn read_receivables(
    reading: &mut Reading,
    filter: Filter<Receivable>,
) -> Result<Complete<ReceivableRow>, Error> {
    let list = reading.list::<ReceivableRow>().bulk().filter(filter);
    reading.all(list).await
}

pub(super) async fn read_payables(
    reading: &mut Reading,
    filter: Filter<Payment>,
) -> Result<Complete<PayableRow>, Error> {
    let list = reading.list::<PayableRow>().bulk().filter(filter);
    reading.all(list).await
}
