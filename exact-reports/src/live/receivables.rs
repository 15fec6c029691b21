//! Receivables in three calls: the open terms, the receivable accounts, and their balance in the ledger.

use chrono::NaiveDate;
use exact_model::cashflow::Receivable;
use exact_model::codes::ReceivableStatus;
use exact_model::financial::ReportingBalance;

use super::administration::{Administration, year_of};
use super::carried::{Carried, is_opened};
use super::reading::{Reading, both, on_accounts};
use super::{Answer, Error};
use crate::basis::{Choice, Explained};
use crate::check::{Against, Check};
use crate::input::{OutstandingRow, ReceivableRow};
use crate::ledger::AccountType;
use crate::open_items::{OpenPosition, PositionInput, Terms};

pub(super) async fn answer(
    administration: &Administration,
    mut reading: Reading,
    as_of: NaiveDate,
) -> Result<Answer<OpenPosition>, Error> {
    let chart = reading.chart(&[AccountType::RECEIVABLE]).await?;
    let accounts = chart.require(AccountType::RECEIVABLE)?;
    // Everything that is not matched is open: a term in a payment run (30) or sent to the bank (40) is still owed in the
    // ledger.
    let open = reading.list::<ReceivableRow>().bulk().filter(Receivable::STATUS.ne(ReceivableStatus::Matched));
    let terms = Terms::from_receivables(&reading.all(open).await?);

    let year = year_of(as_of);
    let which = on_accounts(&accounts);
    let calendar = administration.known_calendar();
    let carried = Carried::read(&mut reading, &which, year, calendar.as_ref(), is_opened).await?;
    let mut ledger = carried.movements;
    let input = PositionInput { as_of, chart: &chart, terms: &terms, ledger: &ledger, overview: None };
    let explained = OpenPosition::now(&input)?;
    if reconciles(&explained) {
        return Ok(reading.answer(explained));
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

fn reconciles(explained: &Explained<OpenPosition>) -> bool {
    explained.checks.iter().filter(|check| check.against == Against::ReceivableLedger).all(Check::agrees)
}
