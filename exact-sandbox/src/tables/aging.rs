//! AgingOverview, AgingReceivablesList and AgingPayablesList: Exact's own four age groups.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::Collection;
use super::ledger::{Index, Ledger};
use super::rows::{Columns, Rows};
use crate::books::{OpenItem, Side};
use crate::odata::cell::Cell;

/// Descriptions of the total and of the groups.
const GROUPS: [&str; 5] = ["Totaal", "0 - 30 dagen", "31 - 60 dagen", "61 - 90 dagen", "> 90 dagen"];

/// The group from 1 to 4, by days since the invoice's date. A term without a date is older than the books: group 4.
pub(super) fn group(ledger: &Ledger, item: &OpenItem) -> usize {
    match item.invoice_date.map(|date| (ledger.today() - date).num_days()) {
        Some(..=30) => 1,
        Some(31..=60) => 2,
        Some(61..=90) => 3,
        _ => 4,
    }
}

/// What is owed counts positive on both sides.
fn amount(item: &OpenItem) -> Decimal {
    match item.side {
        Side::Receivable => item.open_dc,
        Side::Payable => -item.open_dc,
    }
}

#[derive(Debug, Clone, Default)]
struct GroupRow {
    group: usize,
    receivable: Decimal,
    payable: Decimal,
    /// The customer or supplier of the rows by account.
    account: Option<Uuid>,
}

const OVERVIEW: Columns<GroupRow> = &[
    ("AccountId", |_, row| Cell::some(row.account, Cell::Guid)),
    ("AgeGroup", |_, row| Cell::Int(i64::try_from(row.group).unwrap_or_default())),
    ("AgeGroupDescription", |_, row| Cell::some(GROUPS.get(row.group), |text| Cell::Text(text))),
    ("AmountPayable", |_, row| Cell::Number(row.payable)),
    ("AmountReceivable", |_, row| Cell::Number(row.receivable)),
    ("CurrencyCode", |ledger, _| Cell::Text(&ledger.division().currency)),
];

/// The total (group 0) and the four groups.
pub(super) fn overview(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    Rows::new(ledger, of(ledger, None), OVERVIEW, &["AgeGroup"]).share()
}

/// The same five rows for every customer and supplier; the function's parameter chooses one.
pub(super) fn overview_by_account(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    let relations = ledger.division().relations.iter();
    let rows = relations.flat_map(|relation| of(ledger, Some((&relation.code, relation.id)))).collect();
    Rows::new(ledger, rows, OVERVIEW, &["AgeGroup"]).share()
}

fn of(ledger: &Ledger, relation: Option<(&String, Uuid)>) -> Vec<GroupRow> {
    let account = relation.map(|(_, id)| id);
    let empty = |group| GroupRow { group, account, ..GroupRow::default() };
    let mut rows: Vec<GroupRow> = (0..GROUPS.len()).map(empty).collect();
    let wanted = |item: &OpenItem| relation.is_none_or(|(code, _)| item.relation.as_ref() == Some(code));
    for (_, item) in ledger.open_items().filter(|(_, item)| wanted(item)) {
        for group in [0, group(ledger, item)] {
            let Some(row) = rows.get_mut(group) else { continue };
            match item.side {
                Side::Receivable => row.receivable += amount(item),
                Side::Payable => row.payable += amount(item),
            }
        }
    }
    rows
}

#[derive(Debug, Clone)]
struct AccountRow {
    relation: Index,
    groups: [Decimal; 4],
}

const ACCOUNTS: Columns<AccountRow> = &[
    ("AccountId", |ledger, row| Cell::Guid(ledger.relation(row.relation).map_or(Uuid::nil(), |relation| relation.id))),
    ("AccountCode", |ledger, row| Cell::text(ledger.relation_code(row.relation))),
    ("AccountName", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Text(&relation.name))),
    ("AgeGroup1", |_, _| Cell::Int(1)),
    ("AgeGroup1Amount", |_, row| Cell::some(row.groups.first().copied(), Cell::Number)),
    ("AgeGroup1Description", |_, _| Cell::some(GROUPS.get(1), |text| Cell::Text(text))),
    ("AgeGroup2", |_, _| Cell::Int(2)),
    ("AgeGroup2Amount", |_, row| Cell::some(row.groups.get(1).copied(), Cell::Number)),
    ("AgeGroup2Description", |_, _| Cell::some(GROUPS.get(2), |text| Cell::Text(text))),
    ("AgeGroup3", |_, _| Cell::Int(3)),
    ("AgeGroup3Amount", |_, row| Cell::some(row.groups.get(2).copied(), Cell::Number)),
    ("AgeGroup3Description", |_, _| Cell::some(GROUPS.get(3), |text| Cell::Text(text))),
    ("AgeGroup4", |_, _| Cell::Int(4)),
    ("AgeGroup4Amount", |_, row| Cell::some(row.groups.get(3).copied(), Cell::Number)),
    ("AgeGroup4Description", |_, _| Cell::some(GROUPS.get(4), |text| Cell::Text(text))),
    ("CurrencyCode", |ledger, _| Cell::Text(&ledger.division().currency)),
    ("TotalAmount", |_, row| Cell::Number(row.groups.iter().sum())),
];

/// One row per customer with something open.
pub(super) fn receivables(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    accounts(ledger, Side::Receivable)
}

/// One row per supplier with something open.
pub(super) fn payables(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    accounts(ledger, Side::Payable)
}

fn accounts(ledger: &Arc<Ledger>, side: Side) -> Arc<dyn Collection> {
    let mut rows: BTreeMap<Index, AccountRow> = BTreeMap::new();
    for (_, item) in ledger.open_items().filter(|(_, item)| item.side == side) {
        let relation = ledger.relation_index(item.relation.as_ref());
        let row = rows.entry(relation).or_insert(AccountRow { relation, groups: [Decimal::ZERO; 4] });
        if let Some(sum) = row.groups.get_mut(group(ledger, item) - 1) {
            *sum += amount(item);
        }
    }
    Rows::new(ledger, rows.into_values().collect(), ACCOUNTS, &["AccountId"]).share()
}
