//! The books while the sandbox runs: what has been derived of them, and what changes them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDateTime;
use uuid::Uuid;

use super::ledger::Ledger;
use super::stamps::{EntityType, Stamps, TERM_WIDTH};
use super::{Collection, index};
use crate::books::{Books, Change, Division, NewEntry, PostingFault};
use crate::quirks::Quirks;

/// The derived rows of one division.
pub(super) struct Shelf {
    ledger: Arc<Ledger>,
    made: Mutex<HashMap<String, Arc<dyn Collection>>>,
}

impl Shelf {
    pub(super) fn get(&self, id: &str, quirks: &Quirks) -> Option<Arc<dyn Collection>> {
        let id = index::original(id);
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rows) = made.get(id) {
            return Some(Arc::clone(rows));
        }
        let rows = index::rows(&self.ledger, id, quirks)?;
        made.insert(id.to_owned(), Arc::clone(&rows));
        Some(rows)
    }
}

/// Books that can change.
pub(crate) struct Live {
    pub(super) books: Arc<Books>,
    stamps: Vec<Arc<Stamps>>,
    shelves: HashMap<i32, Arc<Shelf>>,
}

impl Live {
    pub(super) fn new(books: Arc<Books>) -> Self {
        let stamps = books.divisions.iter().map(|division| Arc::new(Stamps::new(division))).collect();
        Self { books, stamps, shelves: HashMap::new() }
    }

    /// The shelf of a division; for shared endpoints that of the first.
    pub(super) fn shelf(&mut self, division: i32, shared: bool) -> Option<Arc<Shelf>> {
        let at = if shared { 0 } else { self.place(division)? };
        let code = self.books.divisions.get(at)?.code;
        if let Some(shelf) = self.shelves.get(&code) {
            return Some(Arc::clone(shelf));
        }
        let ledger = Ledger::new(Arc::clone(&self.books), at, Arc::clone(self.stamps.get(at)?));
        let shelf = Arc::new(Shelf { ledger: Arc::new(ledger), made: Mutex::default() });
        self.shelves.insert(code, Arc::clone(&shelf));
        Some(shelf)
    }

    /// A division's books as they are.
    pub(crate) fn division(&self, code: i32) -> Option<&Division> {
        self.books.divisions.iter().find(|division| division.code == code)
    }

    /// Posts an entry.
    pub(crate) fn post(&mut self, division: i32, new: &NewEntry, now: NaiveDateTime) -> Result<Change, PostingFault> {
        self.alter(division, now, |books| books.post(new, now))
    }

    /// Replaces an entry.
    pub(crate) fn replace(
        &mut self,
        division: i32,
        id: Uuid,
        new: &NewEntry,
        now: NaiveDateTime,
    ) -> Result<Change, PostingFault> {
        self.alter(division, now, |books| books.change(id, new))
    }

    /// Replaces an entry; each line keeps the id that `kept` has in its place.
    pub(crate) fn replace_lines(
        &mut self,
        division: i32,
        id: Uuid,
        new: &NewEntry,
        kept: &[Option<Uuid>],
        now: NaiveDateTime,
    ) -> Result<Change, PostingFault> {
        self.alter(division, now, |books| books.change_lines(id, new, kept))
    }

    /// Deletes an entry.
    pub(crate) fn delete(&mut self, division: i32, id: Uuid, now: NaiveDateTime) -> Result<Change, PostingFault> {
        self.alter(division, now, |books| books.delete(id))
    }

    fn alter(
        &mut self,
        division: i32,
        now: NaiveDateTime,
        change: impl FnOnce(&mut Division) -> Result<Change, PostingFault>,
    ) -> Result<Change, PostingFault> {
        let (books, stamps) = self.open(division)?;
        let change = change(books)?;
        for line in &change.deleted_lines {
            stamps.delete(EntityType::TRANSACTION_LINES, *line, now);
        }
        for term in &change.deleted_terms {
            stamps.delete(EntityType::PAYMENT_TERMS, *term, now);
        }
        let entries = books.entries.iter().rev().filter(|entry| change.entries.contains(&entry.id));
        for entry in entries.take(change.entries.len()) {
            stamps.renew(entry.id, entry.lines.len(), now);
        }
        for term in &change.terms {
            stamps.renew(*term, TERM_WIDTH, now);
        }
        Ok(change)
    }

    /// A division's books and timestamps to change. What was derived of them is forgotten, so that nothing is copied
    /// unless somebody else holds the books.
    pub(super) fn open(&mut self, division: i32) -> Result<(&mut Division, &mut Stamps), PostingFault> {
        let at = self.place(division).ok_or(PostingFault::NoDivision(division))?;
        self.shelves.clear();
        let books = Arc::make_mut(&mut self.books).divisions.get_mut(at);
        let stamps = self.stamps.get_mut(at).map(Arc::make_mut);
        books.zip(stamps).ok_or(PostingFault::NoDivision(division))
    }

    fn place(&self, division: i32) -> Option<usize> {
        self.books.divisions.iter().position(|one| one.code == division)
    }
}
