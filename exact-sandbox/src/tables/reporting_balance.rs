//! ReportingBalance: the ledger per year, period, account, type and status.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::Collection;
use super::classifications::scheme_id;
use super::ledger::{Index, Ledger, debit};
use super::rows::{Columns, Rows};
use crate::books::{Account, EntryType};
use crate::odata::cell::Cell;
use crate::quirks::Quirks;

/// What a book year begins with.
const OPENING: [EntryType; 2] = [EntryType::OPENING_BALANCE, EntryType::YEAR_START_OPENING_BALANCE];

#[derive(Debug, Clone)]
struct BalanceRow {
    id: i64,
    year: i16,
    period: i16,
    account: Index,
    account_code: String,
    balance_type: String,
    entry_type: i32,
    status: i16,
    debit: Decimal,
    credit: Decimal,
    count: i64,
    cost_center: Option<String>,
    cost_unit: Option<String>,
    rgs: Option<String>,
}

const COLUMNS: Columns<BalanceRow> = &[
    ("ID", |_, row| Cell::Int(row.id)),
    ("Amount", |_, row| Cell::Number(row.debit - row.credit)),
    ("AmountCredit", |_, row| Cell::Number(row.credit)),
    ("AmountDebit", |_, row| Cell::Number(row.debit)),
    ("BalanceType", |_, row| Cell::Text(&row.balance_type)),
    ("ClassificationCode", |_, row| Cell::text(row.rgs.as_ref())),
    ("ClassificationDescription", |_, row| Cell::text(row.rgs.as_ref())),
    ("CostCenterCode", |_, row| Cell::text(row.cost_center.as_ref())),
    ("CostCenterDescription", |ledger, row| Cell::text(ledger.cost_center(row.cost_center.as_ref()))),
    ("CostUnitCode", |_, row| Cell::text(row.cost_unit.as_ref())),
    ("CostUnitDescription", |ledger, row| Cell::text(ledger.cost_unit(row.cost_unit.as_ref()))),
    ("Count", |_, row| Cell::Int(row.count)),
    ("GLAccount", |ledger, row| account(ledger, row, |account| Cell::Guid(account.id))),
    ("GLAccountCode", |_, row| Cell::Text(&row.account_code)),
    ("GLScheme", |ledger, _| Cell::Guid(scheme_id(ledger))),
    ("GlScheme", |ledger, _| Cell::Guid(scheme_id(ledger))),
    ("GLAccountDescription", |ledger, row| account(ledger, row, |account| Cell::Text(&account.description))),
    ("ReportingPeriod", |_, row| Cell::Int(row.period.into())),
    ("ReportingYear", |_, row| Cell::Int(row.year.into())),
    ("Status", |_, row| Cell::Int(row.status.into())),
    ("Type", |_, row| Cell::Int(row.entry_type.into())),
];

fn account<'a>(ledger: &'a Ledger, row: &'a BalanceRow, read: impl FnOnce(&'a Account) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.account(row.account), read)
}

/// The movements of every year.
pub(super) fn rows(ledger: &Arc<Ledger>, quirks: &Quirks) -> Arc<dyn Collection> {
    let mut rows = sums(ledger);
    if quirks.opening_rows_once {
        let first = rows.iter().map(|row| row.year).min();
        rows.retain(|row| !OPENING.contains(&EntryType(row.entry_type)) || Some(row.year) == first);
    }
    Rows::new(ledger, rows, COLUMNS, &["ID"]).share()
}

/// The movements of the accounts with a code of the RGS scheme; the function's parameters choose scheme and year.
pub(super) fn by_classification(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    let rows = sums(ledger).into_iter().filter(|row| row.rgs.is_some()).collect();
    Rows::new(ledger, rows, COLUMNS, &["ID"]).share()
}

fn sums(ledger: &Ledger) -> Vec<BalanceRow> {
    let mut sums: BTreeMap<_, (Decimal, Decimal, i64)> = BTreeMap::new();
    for (entry, line) in ledger.lines() {
        let split = (line.cost_center.as_deref(), line.cost_unit.as_deref());
        let key = (entry.year, entry.period, line.account.as_str(), entry.kind.0, entry.status.code(), split);
        let (debits, credits, count) = sums.entry(key).or_default();
        *debits += debit(line.amount_dc);
        *credits += debit(-line.amount_dc);
        *count += 1;
    }
    let row = |((key, (debit, credit, count)), id)| {
        let (year, period, code, entry_type, status, (cost_center, cost_unit)): Key<'_> = key;
        let index = ledger.account_index(code);
        let account = ledger.account(index);
        BalanceRow {
            id,
            year,
            period,
            account: index,
            account_code: code.to_owned(),
            balance_type: account.map(|account| account.balance_type.to_string()).unwrap_or_default(),
            entry_type,
            status,
            debit,
            credit,
            count,
            cost_center: cost_center.map(str::to_owned),
            cost_unit: cost_unit.map(str::to_owned),
            rgs: account.and_then(|account| account.rgs.clone()),
        }
    };
    sums.into_iter().zip(1..).map(row).collect()
}

/// Year, period, account, type, status, and the cost centre and cost unit.
type Key<'a> = (i16, i16, &'a str, i32, i16, (Option<&'a str>, Option<&'a str>));
