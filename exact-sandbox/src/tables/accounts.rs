//! GLAccounts: plain, bulk and sync.

use std::sync::Arc;

use super::Collection;
use super::ledger::{Index, Ledger};
use super::rows::{Columns, Rows};
use crate::books::Account;
use crate::odata::cell::Cell;

#[derive(Debug, Clone)]
struct AccountRow {
    at: Index,
    vat: Index,
    balance_type: String,
    balance_side: String,
    /// Left-aligned in 9 characters, as the search code was in recordings.
    search_code: String,
    timestamp: i64,
}

const COLUMNS: Columns<AccountRow> = &[
    ("Timestamp", |_, row| Cell::Int(row.timestamp)),
    ("ID", |ledger, row| account(ledger, row, |account| Cell::Guid(account.id))),
    ("AllowCostsInSales", |_, _| Cell::Int(0)),
    ("BalanceSide", |_, row| Cell::Text(&row.balance_side)),
    ("BalanceType", |_, row| Cell::Text(&row.balance_type)),
    ("Code", |ledger, row| account(ledger, row, |account| Cell::Text(&account.code))),
    ("Compress", |_, _| Cell::Bool(false)),
    ("Description", |ledger, row| account(ledger, row, |account| Cell::Text(&account.description))),
    ("ExcludeVATListing", |_, _| Cell::Int(0)),
    ("IsBlocked", |_, _| Cell::Bool(false)),
    ("Modified", |ledger, row| {
        account(ledger, row, |account| Cell::moment(ledger.modified(account.id, ledger.created())))
    }),
    ("Matching", |ledger, row| account(ledger, row, |account| Cell::Bool(matches!(account.account_type, 20 | 22)))),
    ("RevalueCurrency", |_, _| Cell::Bool(false)),
    ("SearchCode", |_, row| Cell::Text(&row.search_code)),
    ("Type", |ledger, row| account(ledger, row, |account| Cell::Int(account.account_type.into()))),
    ("TypeDescription", |ledger, row| account(ledger, row, |account| type_description(account.account_type))),
    ("UseCostcenter", |_, _| Cell::Int(0)),
    ("UseCostunit", |_, _| Cell::Int(0)),
    ("VATCode", |ledger, row| Cell::text(ledger.vat_wire_code(row.vat))),
    ("VATDescription", |ledger, row| Cell::some(ledger.vat(row.vat), |vat| Cell::Text(&vat.description))),
];

fn account<'a>(ledger: &'a Ledger, row: &'a AccountRow, read: impl FnOnce(&'a Account) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.account(row.at), read)
}

/// The accounts in the order of their ID.
pub(super) fn by_id(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    Rows::new(ledger, rows(ledger), COLUMNS, &["ID"]).share()
}

/// The accounts in the order of their timestamp.
pub(super) fn by_timestamp(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    Rows::new(ledger, rows(ledger), COLUMNS, &["Timestamp"]).share()
}

fn rows(ledger: &Ledger) -> Vec<AccountRow> {
    let accounts = ledger.division().accounts.iter().zip(0..);
    accounts
        .map(|(account, at)| AccountRow {
            at: Index(at),
            vat: ledger.vat_index(account.vat_code.as_ref()),
            balance_type: account.balance_type.to_string(),
            balance_side: account.balance_side.to_string(),
            search_code: format!("{:<9}", account.code),
            timestamp: ledger.stamp(account.id).timestamp,
        })
        .collect()
}

fn type_description(account_type: i32) -> Cell<'static> {
    let text = match account_type {
        10 => "Kas",
        12 => "Bank",
        14 => "Creditcard",
        16 => "Betalingsdiensten",
        20 => "Debiteuren",
        21 => "Vooruitbetalingen debiteuren",
        22 => "Crediteuren",
        24 => "Btw",
        25 => "Schulden aan personeel",
        26 => "Vooruitbetaalde kosten",
        27 => "Nog te betalen kosten",
        29 => "Te betalen vennootschapsbelasting",
        30 => "Vaste activa",
        32 => "Overige activa",
        35 => "Cumulatieve afschrijvingen",
        40 => "Voorraad",
        50 => "Kapitaal",
        52 => "Ingehouden winst",
        55 => "Langlopende schulden",
        60 => "Kortlopend deel van schulden",
        90 => "Algemeen",
        100 => "Te betalen belastingen",
        110 => "Omzet",
        111 => "Kostprijs van de omzet",
        120 => "Overige kosten",
        121 => "Verkoop-, algemene en beheerskosten",
        122 => "Afschrijvingskosten",
        123 => "Onderzoek en ontwikkeling",
        125 => "Personeelskosten",
        126 => "Sociale lasten",
        130 => "Bijzondere lasten",
        140 => "Bijzondere baten",
        150 => "Vennootschapsbelasting",
        160 => "Rente",
        300..=302 => "Jaarafsluiting",
        _ => return Cell::Null,
    };
    Cell::Text(text)
}
