//! Keeping a copy of an administration's rows as fresh as Exact has them, by reading what changed and what was deleted.

mod position;

use exact_model::codes::SyncEntityType;
use exact_model::sync::DeletedEntity;
use exact_model::{CodeList, Listable, Meta, Row, SyncEntity, Uuid, projection};
use futures::StreamExt as _;
pub use position::SyncPosition;

use crate::division::Division;
use crate::error::{Error, Kind};
use crate::identity::DivisionRow;
use crate::pager::Pages;

/// A row that can be kept in step: it knows its key and its row version.
///
/// ```
/// use exact_client::SyncRow;
/// use exact_client::model::financial_transaction::TransactionLine;
/// use exact_client::model::{Decimal, Uuid, projection};
///
/// projection! {
///     /// A journal line.
///     struct Line of TransactionLine {
///         id: Uuid = ID,
///         timestamp: i64 = TIMESTAMP,
///         amount: Decimal = AMOUNT_DC,
///     }
/// }
///
/// impl SyncRow for Line {
///     fn key(&self) -> Uuid {
///         self.id
///     }
///     fn timestamp(&self) -> i64 {
///         self.timestamp
///     }
/// }
/// # let _ = |line: &Line| line.amount;
/// ```
pub trait SyncRow: Row {
    /// Exact's id of the entity.
    fn key(&self) -> Uuid;

    /// The row version, from the column `Timestamp`. It is no date.
    fn timestamp(&self) -> i64;
}

projection! {
    /// Something that was deleted.
    struct DeletedRow of DeletedEntity {
        key: Option<Uuid> = ENTITY_KEY,
        timestamp: i64 = TIMESTAMP,
    }
}

/// Why everything is read again: what was kept so far is to be forgotten first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StartOver {
    /// Nothing was read before.
    First,
    /// Exact moved the division to another database, where row versions began anew.
    DivisionMoved,
    /// The last read is longer ago than Exact remembers deletions, about two months.
    DeletionsForgotten,
}

/// A step of keeping in step: put `changed` in the place of rows with the same key, take `deleted` out, then keep `position`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes<R> {
    /// Forget everything first, and why; only ever at the first step.
    pub start_over: Option<StartOver>,
    /// Rows that are new or changed, each key once, as it is now.
    pub changed: Vec<R>,
    /// Keys of what is gone. Some may never have been seen here.
    pub deleted: Vec<Uuid>,
    /// Where to go on: with a process that ends here nothing is lost, and at most this step is read twice.
    pub position: SyncPosition,
}

/// Reads what changed since a position, step by step; made by [`Division::sync`].
///
/// Each step is a page of changes, at most 1,000 rows; the last one has the deletions. When [`next`](Self::next) gives
/// `None`, the copy is what Exact had when the last step was read.
#[derive(Debug)]
pub struct Sync<R> {
    division: Division,
    position: SyncPosition,
    start_over: Option<StartOver>,
    state: State<R>,
}

#[derive(Debug)]
enum State<R> {
    Begin,
    Changed(Pages<R>),
    Deleted,
    Done,
}

impl<R> Sync<R>
where
    R: SyncRow + Send + 'static,
    R::Entity: SyncEntity + Listable,
{
    pub(crate) fn new(division: Division, position: SyncPosition) -> Self {
        Self { division, position, start_over: None, state: State::Begin }
    }

    /// The next step; `None` after the last one. After an error nothing is lost: go on with a new [`Sync`] from the position
    /// that was kept last.
    ///
    /// # Errors
    /// As every read. [`Kind::Config`] for a position of another division or endpoint, and for an endpoint whose deletions
    /// Exact does not tell.
    pub async fn next(&mut self) -> Result<Option<Changes<R>>, Error> {
        if matches!(self.state, State::Begin) {
            self.begin().await?;
        }
        if let State::Changed(pages) = &mut self.state {
            match pages.next().await {
                Some(page) => {
                    let rows = page?.rows;
                    return Ok(Some(self.changed(rows)));
                }
                None => self.state = State::Deleted,
            }
        }
        if matches!(self.state, State::Deleted) {
            let step = self.deleted().await?;
            self.state = State::Done;
            return Ok(Some(step));
        }
        Ok(None)
    }

    /// Looks whether the position still means something, and begins to read from it.
    async fn begin(&mut self) -> Result<(), Error> {
        let meta = R::Entity::SYNC;
        let code = self.division.code();
        if !self.position.is_of(code, meta.id) {
            return Err(
                Error::new(Kind::Config, "the sync position is one of another division or endpoint").at(meta.id)
            );
        }
        if entity_type(meta).is_none() {
            return Err(Error::new(Kind::Config, "Exact does not tell what was deleted of this endpoint").at(meta.id));
        }
        let itself =
            self.division.list::<DivisionRow>().filter(exact_model::system::Division::CODE.eq(code)).first().await?;
        let moved = itself.and_then(|row| row.division_move_date);
        let today = self.division.exact().today();
        self.start_over = self.position.must_start_over(moved, today);
        if self.start_over.is_some() {
            self.position = SyncPosition::start(code, meta.id, moved);
        }
        self.position.read_on(today);
        let list = self.division.list::<R>().sync_after(self.position.changed);
        self.state = State::Changed(list.pages());
        Ok(())
    }

    fn changed(&mut self, rows: Vec<R>) -> Changes<R> {
        let mut newest: Vec<R> = Vec::with_capacity(rows.len());
        let mut places = std::collections::HashMap::with_capacity(rows.len());
        for row in rows {
            self.position.changed = self.position.changed.max(row.timestamp());
            match places.get(&row.key()).and_then(|at: &usize| newest.get_mut(*at)) {
                Some(known) if known.timestamp() <= row.timestamp() => *known = row,
                Some(_) => {}
                None => {
                    places.insert(row.key(), newest.len());
                    newest.push(row);
                }
            }
        }
        self.step(newest, Vec::new())
    }

    /// What is gone. It is read after the changes, so that nothing stays that was deleted while they were read.
    async fn deleted(&mut self) -> Result<Changes<R>, Error> {
        let mut deleted = Vec::new();
        if let Some(kind) = entity_type(R::Entity::SYNC) {
            let later = DeletedEntity::TIMESTAMP.gt(self.position.deleted).and(DeletedEntity::ENTITY_TYPE.eq(kind));
            let rows = self.division.list::<DeletedRow>().filter(later).complete().await?;
            for row in rows.rows() {
                self.position.deleted = self.position.deleted.max(row.timestamp);
                deleted.extend(row.key);
            }
        }
        Ok(self.step(Vec::new(), deleted))
    }

    fn step(&mut self, changed: Vec<R>, deleted: Vec<Uuid>) -> Changes<R> {
        Changes { start_over: self.start_over.take(), changed, deleted, position: self.position.clone() }
    }
}

/// What Exact calls the rows of an endpoint in its list of deletions.
fn entity_type(meta: &'static Meta) -> Option<SyncEntityType> {
    let name = meta.id.rsplit('/').next()?;
    let entry = SyncEntityType::ENTRIES.iter().find(|entry| format!("{:?}", entry.value).eq_ignore_ascii_case(name));
    entry.map(|entry| entry.value)
}

#[cfg(test)]
mod tests {
    use exact_model::catalogue;

    use super::*;

    #[test]
    fn the_deletions_of_the_everyday_endpoints_are_known() {
        let known = |id: &str| catalogue::endpoints().find(|meta| meta.id == id).and_then(entity_type);
        assert_eq!(known("sync/Financial/TransactionLines"), Some(SyncEntityType::TransactionLines));
        assert_eq!(known("sync/Financial/GLAccounts"), Some(SyncEntityType::GLAccounts));
        assert_eq!(known("sync/CRM/Accounts"), Some(SyncEntityType::Accounts));
        assert_eq!(known("sync/Cashflow/PaymentTerms"), Some(SyncEntityType::PaymentTerms));
    }
}
