//! What was written to an entity beyond what the ledger knows of it, over the rows the ledger gives.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use uuid::Uuid;

use super::Collection;
use super::ledger::Ledger;
use super::records::cell;
use crate::books::Record;
use crate::odata::cell::Cell;

struct Overlay {
    base: Arc<dyn Collection>,
    ledger: Arc<Ledger>,
    endpoint: &'static str,
    /// Places in the division's records.
    records: HashMap<Uuid, usize>,
    names: Vec<&'static str>,
    /// The base's columns under the same names.
    under: Vec<Option<usize>>,
    id: usize,
}

/// The rows with what was written over them; the rows themselves when nothing was.
pub(super) fn over(ledger: &Arc<Ledger>, endpoint: &'static str, base: Arc<dyn Collection>) -> Arc<dyn Collection> {
    let (Some(records), Some(id)) = (ledger.division().records.get(endpoint), base.column("ID")) else { return base };
    let names: BTreeSet<&'static str> = records
        .iter()
        .flat_map(|record| record.values.iter().map(|(name, _)| *name))
        .filter(|name| *name != "ID")
        .collect();
    let names: Vec<&'static str> = names.into_iter().collect();
    let under = names.iter().map(|name| base.column(name)).collect();
    let records = records.iter().enumerate().map(|(at, record)| (record.id, at)).collect();
    Arc::new(Overlay { base, ledger: Arc::clone(ledger), endpoint, records, names, under, id })
}

/// Columns of the overlay are told from the base's by a high bit.
const OVER: usize = 1 << 32;

impl Overlay {
    fn record(&self, row: usize) -> Option<&Record> {
        let Cell::Guid(id) = self.base.cell(row, self.id) else { return None };
        self.ledger.division().records.get(self.endpoint)?.get(*self.records.get(&id)?)
    }
}

impl Collection for Overlay {
    fn len(&self) -> usize {
        self.base.len()
    }

    fn column(&self, name: &str) -> Option<usize> {
        let own = self.names.iter().position(|known| *known == name).map(|at| at + OVER);
        own.or_else(|| self.base.column(name))
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Some(at) = column.checked_sub(OVER) else { return self.base.cell(row, column) };
        let written = self.names.get(at).and_then(|name| self.record(row)?.value(name));
        match written {
            Some(value) => cell(value),
            None => self.under.get(at).copied().flatten().map_or(Cell::Null, |column| self.base.cell(row, column)),
        }
    }

    fn nested(&self, row: usize, property: &str) -> &[usize] {
        self.base.nested(row, property)
    }
}
