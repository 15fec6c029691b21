//! RevenueList and its two functions: revenue per period.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::Collection;
use super::ledger::Ledger;
use super::overviews::{REVENUE, counts};
use super::rows::{Columns, Rows};
use crate::books::Status;
use crate::odata::cell::Cell;
use crate::quirks::Quirks;

#[derive(Debug, Clone)]
struct RevenueRow {
    year: i16,
    period: i16,
    /// Empty unless the rows are per account.
    account: String,
    amount: Decimal,
    /// The `afterEntry` the row answers: with open entries, or processed ones only.
    after_entry: bool,
}

/// The column that RevenueListByYear may have beyond what is documented.
pub(crate) const ACCOUNT_COLUMN: &str = "GLAccountCode";

/// `AfterEntry` is no property of the entity: it is what the function's parameter chooses rows by.
const COLUMNS: Columns<RevenueRow> = &[
    ("Period", |_, row| Cell::Int(row.period.into())),
    ("Year", |_, row| Cell::Int(row.year.into())),
    ("Amount", |_, row| Cell::Number(row.amount)),
    (ACCOUNT_COLUMN, |_, row| Cell::Text(&row.account)),
    ("AfterEntry", |_, row| Cell::Bool(row.after_entry)),
];

/// RevenueList: the book year of today.
pub(super) fn current_year(ledger: &Arc<Ledger>, quirks: &Quirks) -> Arc<dyn Collection> {
    let (year, _) = ledger.current_period();
    let mut rows = sums(ledger, quirks, true);
    rows.retain(|row| row.year == year);
    share(ledger, rows)
}

/// RevenueListByYear: every year; the function's parameter chooses one. By quirk a row for each account.
pub(super) fn every_year(ledger: &Arc<Ledger>, quirks: &Quirks) -> Arc<dyn Collection> {
    share(ledger, sums_by(ledger, quirks, true, quirks.revenue_by_account))
}

/// RevenueListByYearAndStatus: every year, with and without open entries.
pub(super) fn by_status(ledger: &Arc<Ledger>, quirks: &Quirks) -> Arc<dyn Collection> {
    let mut rows = sums(ledger, quirks, true);
    rows.extend(sums(ledger, quirks, false));
    share(ledger, rows)
}

fn share(ledger: &Arc<Ledger>, rows: Vec<RevenueRow>) -> Arc<dyn Collection> {
    Rows::new(ledger, rows, COLUMNS, &["Period", "Year"]).share()
}

/// Revenue of the periods that have any; revenue is a credit in the ledger and positive here.
fn sums(ledger: &Ledger, quirks: &Quirks, after_entry: bool) -> Vec<RevenueRow> {
    sums_by(ledger, quirks, after_entry, false)
}

fn sums_by(ledger: &Ledger, quirks: &Quirks, after_entry: bool, per_account: bool) -> Vec<RevenueRow> {
    let mut sums: BTreeMap<(i16, i16, &str), Decimal> = BTreeMap::new();
    for (entry, line) in ledger.lines() {
        let account = ledger.account(ledger.account_index(&line.account));
        let is_revenue = account.is_some_and(|account| account.account_type == REVENUE);
        if is_revenue && counts(entry.kind) && (after_entry || entry.status == Status::Processed) {
            let account = if per_account { line.account.as_str() } else { "" };
            *sums.entry((entry.year, entry.period, account)).or_default() -= line.amount_dc;
        }
    }
    let flip = quirks.revenue_list_negative;
    let row = |((year, period, account), amount): ((_, _, &str), Decimal)| RevenueRow {
        year,
        period,
        account: account.to_owned(),
        amount: if flip { -amount } else { amount },
        after_entry,
    };
    sums.into_iter().map(row).collect()
}
