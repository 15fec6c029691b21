//! sync/Deleted: what is gone since the sandbox started.

use std::sync::Arc;

use super::Collection;
use super::ledger::Ledger;
use super::me::user_id;
use super::rows::{Columns, Rows};
use super::stamps::Deletion;
use crate::odata::cell::Cell;

const COLUMNS: Columns<Deletion> = &[
    ("Timestamp", |_, row| Cell::Int(row.timestamp)),
    ("DeletedBy", |_, _| Cell::Guid(user_id())),
    ("DeletedDate", |_, row| Cell::moment(row.at)),
    ("EntityKey", |_, row| Cell::Guid(row.key)),
    ("EntityType", |_, row| Cell::Int(row.kind.0.into())),
    ("ID", |_, row| Cell::Guid(row.id)),
];

/// Deletions in the order of their timestamp.
pub(super) fn rows(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    Rows::new(ledger, ledger.deletions().to_vec(), COLUMNS, &["Timestamp"]).share()
}
