//! openingbalance/…: what the balance sheet accounts stood at when the year began.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::Collection;
use super::ledger::{Index, Ledger};
use super::rows::{Columns, Rows};
use crate::books::{Account, Entry, EntryType, Status};
use crate::odata::cell::Cell;

#[derive(Debug, Clone)]
struct OpeningRow {
    year: i16,
    account: Index,
    amount: Decimal,
    side: String,
}

const COLUMNS: Columns<OpeningRow> = &[
    ("GLAccount", |ledger, row| account(ledger, row, |account| Cell::Guid(account.id))),
    ("ReportingYear", |_, row| Cell::Int(row.year.into())),
    ("Amount", |_, row| Cell::Number(row.amount)),
    ("BalanceSide", |_, row| Cell::Text(&row.side)),
    ("GLAccountCode", |ledger, row| account(ledger, row, |account| Cell::Text(&account.code))),
    ("GLAccountDescription", |ledger, row| account(ledger, row, |account| Cell::Text(&account.description))),
];

fn account<'a>(ledger: &'a Ledger, row: &OpeningRow, read: impl FnOnce(&'a Account) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.account(row.account), read)
}

fn opens(entry: &Entry) -> bool {
    matches!(entry.kind, EntryType::OPENING_BALANCE | EntryType::YEAR_START_OPENING_BALANCE)
}

/// Opening balances of the book year of today, or of one before, debit positive.
///
/// A year with an opening entry opens with that; another opens with all that was booked before it.
pub(super) fn balances(ledger: &Arc<Ledger>, years_back: i16, processed_only: bool) -> Arc<dyn Collection> {
    let year = ledger.current_period().0 - years_back;
    let has_opening = ledger.division().entries.iter().any(|entry| entry.year == year && opens(entry));
    let belongs = |entry: &Entry| {
        let in_time = if has_opening {
            entry.year == year && opens(entry)
        } else {
            // A closing balance and the opening after it cancel; without either, plain movements remain.
            entry.year < year
                && !matches!(entry.kind, EntryType::YEAR_END_CLOSING_BALANCE | EntryType::YEAR_START_OPENING_BALANCE)
        };
        in_time && (!processed_only || entry.status == Status::Processed)
    };
    let mut sums: BTreeMap<Index, Decimal> = BTreeMap::new();
    for (_, line) in ledger.lines().filter(|(entry, _)| belongs(entry)) {
        *sums.entry(ledger.account_index(&line.account)).or_default() += line.amount_dc;
    }
    let rows = sums.into_iter().filter_map(|(index, amount)| {
        let account = ledger.account(index)?;
        let side = account.balance_side.to_string();
        (account.balance_type == 'B' && !amount.is_zero()).then_some(OpeningRow { year, account: index, amount, side })
    });
    Rows::new(ledger, rows.collect(), COLUMNS, &["GLAccount"]).share()
}
