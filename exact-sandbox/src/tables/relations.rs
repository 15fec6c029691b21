//! crm/Accounts: plain, bulk and sync.

use std::sync::Arc;

use super::Collection;
use super::ledger::{Index, Ledger};
use super::rows::{Columns, Rows};
use crate::books::Relation;
use crate::odata::cell::Cell;

#[derive(Debug, Clone, Copy)]
struct RelationRow {
    at: Index,
    timestamp: i64,
}

const COLUMNS: Columns<RelationRow> = &[
    ("Timestamp", |_, row| Cell::Int(row.timestamp)),
    ("ID", |ledger, row| relation(ledger, row, |relation| Cell::Guid(relation.id))),
    ("Blocked", |_, _| Cell::Bool(false)),
    ("CanDropShip", |_, _| Cell::Bool(false)),
    ("City", |ledger, row| relation(ledger, row, |relation| Cell::text(relation.city.as_ref()))),
    ("Code", |ledger, row| Cell::text(ledger.relation_code(row.at))),
    ("ConsolidationScenario", |_, _| Cell::Int(0)),
    ("Country", |ledger, row| Cell::text(ledger.relation_country(row.at))),
    ("Email", |ledger, row| relation(ledger, row, |relation| Cell::text(relation.email.as_ref()))),
    ("IsAccountant", |_, _| Cell::Int(0)),
    ("IsAgency", |_, _| Cell::Int(0)),
    ("IsAnonymised", |_, _| Cell::Int(0)),
    ("IsBank", |_, _| Cell::Bool(false)),
    ("IsCompetitor", |_, _| Cell::Int(0)),
    ("IsMailing", |_, _| Cell::Int(0)),
    ("IsMember", |_, _| Cell::Bool(false)),
    ("IsPilot", |_, _| Cell::Bool(false)),
    ("IsPurchase", |ledger, row| relation(ledger, row, |relation| Cell::Bool(relation.is_supplier))),
    ("IsReseller", |_, _| Cell::Bool(false)),
    ("IsSales", |ledger, row| relation(ledger, row, |relation| Cell::Bool(relation.is_customer))),
    ("IsSupplier", |ledger, row| relation(ledger, row, |relation| Cell::Bool(relation.is_supplier))),
    ("Language", |_, _| Cell::Text("NL        ")),
    ("Modified", |ledger, row| {
        relation(ledger, row, |relation| Cell::moment(ledger.modified(relation.id, ledger.created())))
    }),
    ("Name", |ledger, row| relation(ledger, row, |relation| Cell::Text(&relation.name))),
    ("PurchaseCurrency", |ledger, _| Cell::Text(&ledger.division().currency)),
    ("SalesCurrency", |ledger, _| Cell::Text(&ledger.division().currency)),
    ("StartDate", |ledger, _| Cell::day(ledger.created().date())),
    ("Status", |ledger, row| {
        relation(ledger, row, |relation| Cell::Text(if relation.is_customer { "C" } else { "A" }))
    }),
    ("Type", |_, _| Cell::Text("A")),
    ("VATNumber", |ledger, row| relation(ledger, row, |relation| Cell::text(relation.vat_number.as_ref()))),
];

fn relation<'a>(ledger: &'a Ledger, row: &'a RelationRow, read: impl FnOnce(&'a Relation) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.relation(row.at), read)
}

/// The relations in the order of their ID.
pub(super) fn by_id(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    Rows::new(ledger, rows(ledger), COLUMNS, &["ID"]).share()
}

/// The relations in the order of their timestamp.
pub(super) fn by_timestamp(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    Rows::new(ledger, rows(ledger), COLUMNS, &["Timestamp"]).share()
}

fn rows(ledger: &Ledger) -> Vec<RelationRow> {
    let relations = ledger.division().relations.iter().zip(0..);
    let row = |(relation, at): (&Relation, u32)| RelationRow {
        at: Index(at),
        timestamp: ledger.stamp(relation.id).timestamp,
    };
    relations.map(row).collect()
}
