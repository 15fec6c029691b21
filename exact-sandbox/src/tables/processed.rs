//! Sales invoices of which every one that is booked is processed, for the quirk that doubts they follow their entries.

use std::sync::Arc;

use super::Collection;
use super::entries;
use crate::books::Status;
use crate::odata::cell::Cell;

struct Processed {
    rows: Arc<dyn Collection>,
    code: Option<usize>,
    words: Option<usize>,
}

/// The same rows with another status.
pub(super) fn all(rows: Arc<dyn Collection>) -> Arc<dyn Collection> {
    let (code, words) = (rows.column("Status"), rows.column("StatusDescription"));
    Arc::new(Processed { rows, code, words })
}

impl Collection for Processed {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.rows.column(name)
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        if Some(column) == self.code {
            Cell::Int(Status::Processed.code().into())
        } else if Some(column) == self.words {
            Cell::Text(entries::status(Status::Processed))
        } else {
            self.rows.cell(row, column)
        }
    }

    fn nested(&self, row: usize, property: &str) -> &[usize] {
        self.rows.nested(row, property)
    }
}
