//! The rows behind the endpoints, all derived from one ledger per division.

mod accounts;
mod aging;
mod classifications;
mod deleted;
mod divisions;
mod entries;
mod entry_lines;
mod index;
mod invoices;
mod journal_status;
mod ledger;
mod lines;
mod lists;
mod live;
mod me;
mod opening;
mod orders;
mod overlay;
mod overviews;
mod processed;
mod records;
mod relations;
mod reporting_balance;
mod returns;
mod revenue;
mod rows;
mod schedules;
mod set_up;
mod stamps;
mod stock;
mod terms;
mod together;
mod utc;
mod vat;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use uuid::Uuid;

use crate::books::Books;
use crate::odata::cell::Cell;
use crate::quirks::Quirks;

pub(crate) use invoices::invoice_id;
pub(crate) use live::Live;
pub(crate) use me::me;
pub(crate) use orders::Orders;
pub(crate) use revenue::ACCOUNT_COLUMN;
pub(crate) use utc::Utc;

/// The rows of one endpoint, in the order of its key.
pub(crate) trait Collection: Send + Sync {
    /// How many rows.
    fn len(&self) -> usize;

    /// Where a property stands; `None` when the books know nothing of it, which reads as null in every row.
    fn column(&self, name: &str) -> Option<usize>;

    /// One value. Null outside the rows and columns.
    fn cell(&self, row: usize, column: usize) -> Cell<'_>;

    /// The rows of a navigation property, as indexes in the rows of its own endpoint.
    fn nested(&self, _row: usize, _property: &str) -> &[usize] {
        &[]
    }

    /// Where the orders of these rows are kept; `None` when they are not.
    fn orders(&self) -> Option<&Orders> {
        None
    }
}

/// No rows: an endpoint without books behind it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Empty;

impl Collection for Empty {
    fn len(&self) -> usize {
        0
    }

    fn column(&self, _name: &str) -> Option<usize> {
        None
    }

    fn cell(&self, _row: usize, _column: usize) -> Cell<'_> {
        Cell::Null
    }
}

/// The rows of every endpoint of every division, derived when they are first asked for and again after every change.
pub(crate) struct Tables {
    live: Mutex<Live>,
    /// Held while an answer is made, so that all its rows are of one moment.
    reading: RwLock<()>,
    quirks: Quirks,
}

impl Tables {
    /// Books to derive all rows from.
    pub(crate) fn new(books: &Arc<Books>, quirks: &Quirks) -> Self {
        Self { live: Mutex::new(Live::new(Arc::clone(books))), reading: RwLock::new(()), quirks: *quirks }
    }

    /// The rows of an endpoint in a division; `None` when no books are behind it.
    pub(crate) fn get(&self, division: i32, id: &str) -> Option<Arc<dyn Collection>> {
        let shelf = self.live().shelf(division, index::is_shared(id))?;
        shelf.get(id, &self.quirks)
    }

    /// Keeps the books as they are until the guard is dropped. Whoever holds it must not change them.
    pub(crate) fn hold(&self) -> RwLockReadGuard<'_, ()> {
        self.reading.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The books as they are now.
    pub(crate) fn books(&self) -> Arc<Books> {
        Arc::clone(&self.live().books)
    }

    /// The division of an entry; `None` when no division has it.
    pub(crate) fn division_of(&self, entry: Uuid) -> Option<i32> {
        let books = self.books();
        let has = |division: &&crate::books::Division| division.entries.iter().any(|one| one.id == entry);
        books.divisions.iter().find(has).map(|division| division.code)
    }

    /// Changes a division's books, once no answer is being made of them.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Live) -> T) -> T {
        let _alone = self.reading.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut self.live())
    }

    fn live(&self) -> MutexGuard<'_, Live> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
