//! The live ledger of a running sandbox, for tests that post between two reads.

use std::sync::Arc;

use uuid::Uuid;

use crate::books::{Books, NewEntry, PostingFault};
use crate::sandbox::Sandbox;
use crate::webhooks::Action;

impl Sandbox {
    /// The books as they are now. Whoever keeps them makes the next change copy them: let go before posting in bulk.
    #[must_use]
    pub fn books_now(&self) -> Arc<Books> {
        self.app.tables.books()
    }

    /// Posts an entry in a division while clients read, and says which id it got. Every endpoint follows at once,
    /// and webhooks tell of it.
    ///
    /// # Errors
    /// [`PostingFault`] when the entry does not balance or names what the division does not have.
    pub fn post_entry(&self, division: i32, new: &NewEntry) -> Result<Uuid, PostingFault> {
        let posted = self.app.alter(division, Action::Create, |live, now| live.post(division, new, now));
        posted.map(|change| change.entry)
    }

    /// Puts other facts and lines in the place of an entry's; it keeps its id and number.
    ///
    /// # Errors
    /// [`PostingFault`]; nothing has changed then.
    pub fn change_entry(&self, id: Uuid, new: &NewEntry) -> Result<(), PostingFault> {
        let division = self.app.tables.division_of(id).ok_or(PostingFault::NoEntry(id))?;
        self.app.alter(division, Action::Update, |live, now| live.replace(division, id, new, now)).map(|_| ())
    }

    /// Takes an entry out of the books; `sync/Deleted` tells of its lines.
    ///
    /// # Errors
    /// [`PostingFault`]; nothing has changed then.
    pub fn delete_entry(&self, id: Uuid) -> Result<(), PostingFault> {
        let division = self.app.tables.division_of(id).ok_or(PostingFault::NoEntry(id))?;
        self.app.alter(division, Action::Delete, |live, now| live.delete(division, id, now)).map(|_| ())
    }
}
