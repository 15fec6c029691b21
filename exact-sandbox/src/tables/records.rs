//! What stands beside the ledger: contacts, addresses, documents, cost centres, budgets and the like.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Collection;
use super::ledger::Ledger;
use super::rows::COMMON;
use crate::books::{Record, Value};
use crate::odata::cell::Cell;

/// Endpoints that show the records of another one, and whether in the order of their timestamp.
pub(super) fn listed(id: &str) -> (&str, bool) {
    match id {
        "bulk/CRM/Contacts" => ("crm/Contacts", false),
        "sync/CRM/Contacts" => ("crm/Contacts", true),
        "bulk/CRM/Addresses" => ("crm/Addresses", false),
        "sync/CRM/Addresses" => ("crm/Addresses", true),
        "bulk/Documents/Documents" => ("documents/Documents", false),
        "sync/Documents/Documents" => ("documents/Documents", true),
        "bulk/Documents/DocumentAttachments" => ("documents/DocumentAttachments", false),
        "sync/Documents/DocumentAttachments" => ("documents/DocumentAttachments", true),
        _ => (id, false),
    }
}

/// Records as rows. Every property that any of them has is a column; the others are null.
struct Records {
    ledger: Arc<Ledger>,
    names: Vec<&'static str>,
    /// Places in the division's records.
    order: Vec<usize>,
    endpoint: String,
}

/// The records of an endpoint; `None` when the division has none of that kind.
pub(super) fn rows(ledger: &Arc<Ledger>, id: &str) -> Option<Arc<dyn Collection>> {
    let (endpoint, by_timestamp) = listed(id);
    let records = ledger.division().records.get(endpoint)?;
    let names: BTreeSet<&'static str> =
        records.iter().flat_map(|record| record.values.iter().map(|(name, _)| *name)).chain(["Timestamp"]).collect();
    let mut order: Vec<usize> = (0..records.len()).collect();
    let timestamp = |at: &usize| records.get(*at).map(|record| ledger.stamp(record.id).timestamp);
    if by_timestamp {
        order.sort_by_key(timestamp);
    } else {
        let key = |at: &usize| records.get(*at).map_or(Cell::Null, |record| Cell::Guid(record.id));
        order.sort_by(|left, right| key(left).order(&key(right)));
    }
    let names = names.into_iter().collect();
    Some(Arc::new(Records { ledger: Arc::clone(ledger), names, order, endpoint: endpoint.to_owned() }))
}

impl Records {
    fn record(&self, row: usize) -> Option<&Record> {
        self.ledger.division().records.get(&*self.endpoint)?.get(*self.order.get(row)?)
    }
}

impl Collection for Records {
    fn len(&self) -> usize {
        self.order.len()
    }

    fn column(&self, name: &str) -> Option<usize> {
        let own = self.names.iter().position(|known| *known == name);
        own.or_else(|| COMMON.iter().position(|(column, _)| *column == name).map(|at| self.names.len() + at))
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Some(record) = self.record(row) else { return Cell::Null };
        match self.names.get(column) {
            Some(&"Timestamp") => Cell::Int(self.ledger.stamp(record.id).timestamp),
            Some(name) => record.value(name).map_or(Cell::Null, cell),
            None => COMMON.get(column - self.names.len()).map_or(Cell::Null, |(name, get)| match *name {
                "Modified" => Cell::moment(self.ledger.modified(record.id, self.ledger.created())),
                _ => get(&self.ledger),
            }),
        }
    }
}

/// A value as a cell.
pub(super) fn cell(value: &Value) -> Cell<'_> {
    match value {
        Value::Bool(value) => Cell::Bool(*value),
        Value::Int(value) => Cell::Int(*value),
        Value::Number(value) => Cell::Number(*value),
        Value::Text(text) => Cell::Text(text),
        Value::Guid(id) => Cell::Guid(*id),
        Value::Moment(at) => Cell::moment(*at),
    }
}
