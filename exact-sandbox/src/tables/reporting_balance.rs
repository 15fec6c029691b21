//! ReportingBalance: the ledger per year, period, account, type and status.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::Collection;
use super::ledger::{Index, Ledger, debit};
use super::rows::{Columns, Rows};
use crate::books::Account;
use crate::odata::cell::Cell;

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
}

const COLUMNS: Columns<BalanceRow> = &[
    ("ID", |_, row| Cell::Int(row.id)),
    ("Amount", |_, row| Cell::Number(row.debit - row.credit)),
    ("AmountCredit", |_, row| Cell::Number(row.credit)),
    ("AmountDebit", |_, row| Cell::Number(row.debit)),
    ("BalanceType", |_, row| Cell::Text(&row.balance_type)),
    ("Count", |_, row| Cell::Int(row.count)),
    ("GLAccount", |ledger, row| account(ledger, row, |account| Cell::Guid(account.id))),
    ("GLAccountCode", |_, row| Cell::Text(&row.account_code)),
    ("GLAccountDescription", |ledger, row| account(ledger, row, |account| Cell::Text(&account.description))),
    ("ReportingPeriod", |_, row| Cell::Int(row.period.into())),
    ("ReportingYear", |_, row| Cell::Int(row.year.into())),
    ("Status", |_, row| Cell::Int(row.status.into())),
    ("Type", |_, row| Cell::Int(row.entry_type.into())),
];

fn account<'a>(ledger: &'a Ledger, row: &'a BalanceRow, read: impl FnOnce(&'a Account) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.account(row.account), read)
}

/// The movements of every year. The books know no cost centres or cost units, so those do not split rows.
pub(super) fn rows(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    let mut sums: BTreeMap<_, (Decimal, Decimal, i64)> = BTreeMap::new();
    for (entry, line) in ledger.lines() {
        let key = (entry.year, entry.period, line.account.as_str(), entry.kind.0, entry.status.code());
        let (debits, credits, count) = sums.entry(key).or_default();
        *debits += debit(line.amount_dc);
        *credits += debit(-line.amount_dc);
        *count += 1;
    }
    let rows =
        sums.into_iter().zip(1..).map(|(((year, period, code, entry_type, status), (debit, credit, count)), id)| {
            let account = ledger.account_index(code);
            BalanceRow {
                id,
                year,
                period,
                account,
                account_code: code.to_owned(),
                balance_type: ledger
                    .account(account)
                    .map(|account| account.balance_type.to_string())
                    .unwrap_or_default(),
                entry_type,
                status,
                debit,
                credit,
                count,
            }
        });
    Rows::new(ledger, rows.collect(), COLUMNS, &["ID"]).share()
}
