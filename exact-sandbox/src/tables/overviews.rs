//! ProfitLossOverview and OutstandingInvoicesOverview: one row each.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::Collection;
use super::ledger::Ledger;
use super::rows::{Columns, Rows};
use crate::books::{EntryType, Side};
use crate::odata::cell::Cell;

/// The account type of revenue.
pub(super) const REVENUE: i32 = 110;

/// The entry type of budget figures.
const BUDGET: EntryType = EntryType(3000);

/// Whether an overview counts an entry: closing entries and budgets are not part of the year.
pub(super) fn counts(kind: EntryType) -> bool {
    !kind.is_closing() && kind != BUDGET
}

/// Revenue and costs of a year or a period, both normally positive.
#[derive(Debug, Clone, Copy, Default)]
struct Result {
    revenue: Decimal,
    costs: Decimal,
}

#[derive(Debug, Clone)]
struct ProfitLossRow {
    year: i16,
    period: i16,
    this_period: Result,
    this_year: Result,
    last_year: Result,
    last_year_period: Result,
}

const PROFIT_LOSS: Columns<ProfitLossRow> = &[
    ("CurrentYear", |_, row| Cell::Int(row.year.into())),
    ("CostsCurrentPeriod", |_, row| Cell::Number(row.this_period.costs)),
    ("CostsCurrentYear", |_, row| Cell::Number(row.this_year.costs)),
    ("CostsPreviousYear", |_, row| Cell::Number(row.last_year.costs)),
    ("CostsPreviousYearPeriod", |_, row| Cell::Number(row.last_year_period.costs)),
    ("CurrencyCode", |ledger, _| Cell::Text(&ledger.division().currency)),
    ("CurrentPeriod", |_, row| Cell::Int(row.period.into())),
    ("PreviousYear", |_, row| Cell::Int(i64::from(row.year) - 1)),
    ("PreviousYearPeriod", |_, row| Cell::Int(row.period.into())),
    ("ResultCurrentPeriod", |_, row| result(row.this_period)),
    ("ResultCurrentYear", |_, row| result(row.this_year)),
    ("ResultPreviousYear", |_, row| result(row.last_year)),
    ("ResultPreviousYearPeriod", |_, row| result(row.last_year_period)),
    ("RevenueCurrentPeriod", |_, row| Cell::Number(row.this_period.revenue)),
    ("RevenueCurrentYear", |_, row| Cell::Number(row.this_year.revenue)),
    ("RevenuePreviousYear", |_, row| Cell::Number(row.last_year.revenue)),
    ("RevenuePreviousYearPeriod", |_, row| Cell::Number(row.last_year_period.revenue)),
];

fn result(of: Result) -> Cell<'static> {
    Cell::Number(of.revenue - of.costs)
}

/// The year and period of today beside those of a year before. Costs are everything that is not revenue.
pub(super) fn profit_and_loss(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    let (year, period) = ledger.current_period();
    let mut row = ProfitLossRow {
        year,
        period,
        this_period: Result::default(),
        this_year: Result::default(),
        last_year: Result::default(),
        last_year_period: Result::default(),
    };
    for (entry, line) in ledger.lines().filter(|(entry, _)| counts(entry.kind)) {
        let Some(account) = ledger.account(ledger.account_index(&line.account)) else { continue };
        if account.balance_type != 'W' {
            continue;
        }
        let (whole, part) = match year - entry.year {
            0 => (&mut row.this_year, &mut row.this_period),
            1 => (&mut row.last_year, &mut row.last_year_period),
            _ => continue,
        };
        let in_period = (entry.period == period).then_some(part);
        for sum in [Some(whole), in_period].into_iter().flatten() {
            if account.account_type == REVENUE {
                sum.revenue -= line.amount_dc;
            } else {
                sum.costs += line.amount_dc;
            }
        }
    }
    Rows::new(ledger, vec![row], PROFIT_LOSS, &["CurrentYear"]).share()
}

/// How much and how many.
#[derive(Debug, Clone, Copy, Default)]
struct Outstanding {
    amount: Decimal,
    count: i64,
}

#[derive(Debug, Clone, Default)]
struct OutstandingRow {
    receivable: Outstanding,
    receivable_overdue: Outstanding,
    payable: Outstanding,
    payable_overdue: Outstanding,
}

const OUTSTANDING: Columns<OutstandingRow> = &[
    ("CurrencyCode", |ledger, _| Cell::Text(&ledger.division().currency)),
    ("OutstandingPayableInvoiceAmount", |_, row| Cell::Number(row.payable.amount)),
    ("OutstandingPayableInvoiceCount", |_, row| Cell::Int(row.payable.count)),
    ("OutstandingReceivableInvoiceAmount", |_, row| Cell::Number(row.receivable.amount)),
    ("OutstandingReceivableInvoiceCount", |_, row| Cell::Int(row.receivable.count)),
    ("OverduePayableInvoiceAmount", |_, row| Cell::Number(row.payable_overdue.amount)),
    ("OverduePayableInvoiceCount", |_, row| Cell::Int(row.payable_overdue.count)),
    ("OverdueReceivableInvoiceAmount", |_, row| Cell::Number(row.receivable_overdue.amount)),
    ("OverdueReceivableInvoiceCount", |_, row| Cell::Int(row.receivable_overdue.count)),
];

/// All open terms in the division's currency; what is owed counts positive on both sides, credits negative.
pub(super) fn outstanding_invoices(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    let mut row = OutstandingRow::default();
    for (_, item) in ledger.open_items() {
        let (all, overdue, amount) = match item.side {
            Side::Receivable => (&mut row.receivable, &mut row.receivable_overdue, item.open_dc),
            Side::Payable => (&mut row.payable, &mut row.payable_overdue, -item.open_dc),
        };
        // Due today is not overdue.
        let late = item.due_date.is_some_and(|due| due < ledger.today()).then_some(overdue);
        for sum in [Some(all), late].into_iter().flatten() {
            sum.amount += amount;
            sum.count += 1;
        }
    }
    Rows::new(ledger, vec![row], OUTSTANDING, &["CurrencyCode"]).share()
}
