//! Revenue by customer, by the lines: the balances do not name customers.

use std::collections::BTreeSet;

use exact_model::financial_transaction::TransactionLine;
use exact_model::{Filter, Uuid};

use super::administration::Administration;
use super::batch::any_of;
use super::reading::{Reading, both, on_accounts};
use super::when::{balances_in, lines_in, lines_of_years};
use super::{Answer, Error};
use crate::ledger::{Account, AccountType, Chart, Lines};
use crate::period::{PeriodRange, PeriodRequest, Span};
use crate::revenue::{ByCustomer, CustomerInput, entries_without_customer};

/// Rows on a page of a bulk endpoint.
const BULK_PAGE: usize = 1_000;

pub(super) async fn answer(
    administration: &Administration,
    mut reading: Reading,
    request: &PeriodRequest,
) -> Result<Answer<ByCustomer>, Error> {
    let (period, _) = administration.resolve(&mut reading, request).await?;
    let chart = reading.chart(&[AccountType::REVENUE, AccountType::RECEIVABLE]).await?;
    let revenue = chart.revenue();
    let lines = reading.lines(lines_on(&revenue, lines_in(&period))).await?;
    reading.require_books(&period, |year| lines.iter().any(|line| line.year == year)).await?;
    let nameless = entries_without_customer(&period, &chart, &lines);
    let debtor_lines = reading.lines(debtor_lines(&chart, &period, &lines, &nameless)).await?;
    // Lines in memory have no balances of Exact beside them.
    let control = match balances_in(&period).filter(|_| !reading.has_lines()) {
        Some(when) => Some(reading.movements(both(on_accounts(&revenue), &when)).await?),
        None => None,
    };
    let input = CustomerInput {
        period: &period,
        chart: &chart,
        lines: &lines,
        debtor_lines: &debtor_lines,
        control: control.as_ref(),
    };
    Ok(reading.answer(ByCustomer::of(&input)?))
}

fn lines_on(accounts: &[&Account], when: Option<Filter<TransactionLine>>) -> Vec<Filter<TransactionLine>> {
    let Some(when) = when else { return Vec::new() };
    both(any_of(accounts, |account| TransactionLine::GL_ACCOUNT_CODE.eq(account.code.as_str())), &when)
}

/// The debtor lines of the entries that need one, by the cheaper of two routes: the entries by id, some fifteen to a
/// call, or every debtor line of the book years, a thousand to a call. An entry's lines need not share its period, so the
/// second route does not ask for periods.
fn debtor_lines(
    chart: &Chart,
    period: &PeriodRange,
    revenue: &Lines,
    entries: &BTreeSet<Uuid>,
) -> Vec<Filter<TransactionLine>> {
    let Some(years) = lines_of_years(period) else { return Vec::new() };
    let by_entry = both(any_of(entries, |entry| TransactionLine::ENTRY_ID.eq(*entry)), &years);
    let by_account = lines_on(&chart.of_type(AccountType::RECEIVABLE), Some(years));
    let pages = by_account.len() + debtor_lines_a_year(period, revenue.len()) / BULK_PAGE;
    if pages < by_entry.len() { by_account } else { by_entry }
}

/// A guess at the debtor lines of the book years: an invoice has one and so has its receipt, and no invoice has fewer
/// revenue lines than one. A wrong guess costs a call, never a row.
fn debtor_lines_a_year(period: &PeriodRange, revenue_lines: usize) -> usize {
    let periods = |span: &Span| if span.whole_year { 12 } else { usize::from(span.to.abs_diff(span.from)) + 1 };
    let read: usize = period.spans.iter().map(periods).sum();
    revenue_lines.saturating_mul(2).saturating_mul(12 * period.spans.len()) / read.max(1)
}
