//! A read in the making.

use core::fmt;

use exact_model::{
    Arguments, BulkEntity, Column, Complete, Entity as _, Filter, Folded, Many, Order, Query, Row, SyncEntity, page,
};
use futures::StreamExt as _;

use crate::continuation::Continuation;
use crate::count::count;
use crate::division::Division;
use crate::error::Error;
use crate::pager::{Items, Pages};
use crate::reading::{Decoder, Reading};

/// What to read: rows `R` of one division. Nothing is sent until the rows are asked for.
///
/// ```no_run
/// use exact_client::{Division, Error};
/// use exact_model::financial_transaction::TransactionLine;
/// use exact_model::{Decimal, NaiveDate, projection};
///
/// projection! {
///     /// What this example reads of a line.
///     pub struct Booked of TransactionLine {
///         /// Booking date.
///         pub date: NaiveDate = DATE,
///         /// Debit positive, in the currency of the administration.
///         pub amount_dc: Decimal = AMOUNT_DC,
///     }
/// }
///
/// # async fn read(division: Division) -> Result<(), Error> {
/// let lines = division
///     .list::<Booked>()
///     .filter(TransactionLine::FINANCIAL_YEAR.eq(2026))
///     .bulk()
///     .complete()
///     .await?;
/// let total: Decimal = lines.rows().iter().map(|line| line.amount_dc).sum();
/// # let _ = total;
/// # Ok(())
/// # }
/// ```
#[must_use = "a list reads nothing until its rows are asked for"]
pub struct List<R: Row> {
    division: Division,
    query: Query<R::Entity>,
    since: Option<i64>,
    filtered: bool,
    ahead: bool,
    from: Option<Continuation>,
}

impl<R: Row> List<R> {
    pub(crate) fn new(division: Division) -> Self {
        Self {
            division,
            query: Query::of::<R>(R::Entity::META),
            since: None,
            filtered: false,
            ahead: false,
            from: None,
        }
    }

    pub(crate) fn called(division: Division, arguments: &Arguments<R::Entity>) -> Self {
        let mut list = Self::new(division);
        list.query = list.query.arguments(arguments);
        list
    }

    /// Only rows for which this holds. Used more than once, all of it must hold.
    pub fn filter(mut self, filter: Filter<R::Entity>) -> Self {
        self.query = self.query.filter(filter);
        self.filtered = true;
        self
    }

    /// A condition in OData's own words, not percent-encoded, for what [`Filter`] cannot say. Nothing checks it before
    /// Exact does, and Exact counts errors.
    pub fn raw_filter(self, filter: &str) -> Self {
        self.filter(Filter::raw(filter))
    }

    /// With the rows of a navigation, for an entity with all its columns; a projection with a
    /// [`Nested`](exact_model::Nested) field has them without asking. Lists longer than 60 rows take more calls, which
    /// are made here.
    pub fn expand<T, F>(mut self, navigation: Column<R::Entity, Many<T>, F>) -> Self {
        self.query = self.query.expand(navigation);
        self
    }

    /// In this order. Exact is slow at it; without it rows come in the order of their key. Used more than once, later
    /// ones sort what earlier ones leave equal.
    pub fn order_by(mut self, order: Order<R::Entity>) -> Self {
        self.query = self.query.order_by(order);
        self
    }

    /// At most this many rows. The rest exists, so the result is never [`complete`](Self::complete).
    pub fn top(mut self, rows: u32) -> Self {
        self.query = self.query.top(rows);
        self
    }

    /// Reads 1,000 rows a call instead of 60, where Exact offers it. Does not compile when a projection has a column
    /// that the bulk endpoint lacks:
    ///
    /// ```compile_fail
    /// use exact_client::Division;
    /// use exact_client::model::{crm::Account, projection};
    ///
    /// projection! {
    ///     /// The row version is on the sync endpoint only.
    ///     pub struct Version of Account {
    ///         /// Exact's row version.
    ///         pub timestamp: i64 = TIMESTAMP,
    ///     }
    /// }
    ///
    /// fn read(division: &Division) {
    ///     let _ = division.list::<Version>().bulk();
    /// }
    /// # let _ = read as fn(&Division);
    /// ```
    pub fn bulk(mut self) -> Self
    where
        R::Entity: BulkEntity,
    {
        const {
            assert!(
                R::WHOLE || <R::Entity as BulkEntity>::BULK.has_all(R::COLUMNS),
                "the bulk endpoint does not have all these columns: leave out `.bulk()` or the column"
            );
        }
        self.query = self.query.at(<R::Entity as BulkEntity>::BULK);
        self
    }

    /// Reads what changed after `timestamp`, 1,000 rows a call; 0 reads everything. The timestamp is Exact's row
    /// version, found in the column `Timestamp`; it is no date. A row may come more than once: its highest timestamp
    /// counts.
    pub fn sync_after(mut self, timestamp: i64) -> Self
    where
        R::Entity: SyncEntity,
    {
        const {
            assert!(
                R::WHOLE || <R::Entity as SyncEntity>::SYNC.has_all(R::COLUMNS),
                "the sync endpoint does not have all these columns: leave out `.sync_after(…)` or the column"
            );
        }
        self.query = self.query.at(<R::Entity as SyncEntity>::SYNC);
        self.since = Some(timestamp);
        self
    }

    /// A parameter of a function whose parameters the catalogue does not know, as an OData literal: `2026`, `guid'…'`,
    /// `true`. Nothing checks it before Exact does.
    pub fn raw_parameter(mut self, name: impl Into<String>, literal: impl fmt::Display) -> Self {
        self.query = self.query.raw_argument(name, literal.to_string());
        self
    }

    /// Fetches the next page while the rows of this one are used, in a task of its own: at most one page, and still one
    /// request at a time for the division. The page in hand and the one ahead are both in memory.
    pub fn read_ahead(mut self) -> Self {
        self.ahead = true;
        self
    }

    /// Has Exact count all rows on the first page, for [`Page::count`](exact_model::page::Page::count) and
    /// [`Event::Page`](crate::Event::Page).
    pub fn inline_count(mut self) -> Self {
        self.query = self.query.inline_count();
        self
    }

    /// Goes on where this same read was left, see [`Continuation`].
    ///
    /// The stream begins with an error of kind [`Config`](crate::Kind::Config) when it was another read: of another
    /// division, endpoint, columns or filter.
    pub fn resume(mut self, continuation: Continuation) -> Self {
        self.from = Some(continuation);
        self
    }

    /// The rows, one by one, read a page at a time as they are asked for.
    #[must_use]
    pub fn items(self) -> Items<R> {
        Items::new(self.pages())
    }

    /// The rows, a page at a time.
    #[must_use]
    pub fn pages(self) -> Pages<R> {
        let meta = self.query.meta();
        match self.reading() {
            Ok(reading) => Pages::new(reading),
            Err(error) => Pages::failed(meta, error.at(meta.id)),
        }
    }

    /// All rows, with the proof that they are all. This is what a total may be made of.
    ///
    /// # Errors
    /// Whatever stops the read; then there are no rows. [`Kind::Config`](crate::Kind::Config) when [`top`](Self::top) was used: the first
    /// rows are never all rows; or [`resume`](Self::resume): what was read before is not in this read.
    pub async fn complete(self) -> Result<Complete<R>, Error> {
        self.whole()?.pages().complete().await
    }

    /// What all rows fold into, with the proof that they were all; in memory is one page at a time.
    ///
    /// # Errors
    /// As [`complete`](Self::complete); then there is no value, however far the read went.
    pub async fn fold<T>(self, start: T, each: impl FnMut(&mut T, R)) -> Result<Folded<T>, Error> {
        self.whole()?.pages().fold(start, each).await
    }

    /// Itself, if it begins at the first row and ends after the last.
    fn whole(self) -> Result<Self, Error> {
        let what = if self.from.is_some() {
            "a read that goes on somewhere is never complete: read its pages, or begin anew"
        } else if self.query.is_limited() {
            "a read with a top is never complete: leave it out"
        } else {
            return Ok(self);
        };
        Err(Error::config(what).at(self.query.meta().id))
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// Whatever stops the read.
    pub async fn first(self) -> Result<Option<R>, Error> {
        self.top(1).items().next().await.transpose()
    }

    /// How many rows there are, in one call that reads none of them.
    ///
    /// # Errors
    /// Whatever stops the call; [`Kind::Config`](crate::Kind::Config) when [`top`](Self::top) was used.
    pub async fn count(self) -> Result<u64, Error> {
        let query = self.timed()?;
        count(&self.division, &query).await
    }

    /// The query, from the timestamp on.
    fn timed(&self) -> Result<Query<R::Entity>, Error> {
        let query = self.query.clone();
        match self.since {
            Some(_) if self.filtered => {
                Err(Error::config("a sync read takes no filter: Exact filters it by timestamp only"))
            }
            Some(since) => Ok(query.filter(Filter::raw(format!("Timestamp gt {since}L")))),
            None => Ok(query),
        }
    }

    fn reading(self) -> Result<Reading<R>, Error> {
        let query = self.timed()?;
        let columns = query.columns();
        let decoder =
            Decoder { page: Box::new(move |body| page::decode_selected(body, &columns)), nested: Row::nested };
        let reading = Reading { ahead: self.ahead, ..Reading::new(&self.division, &query, decoder)? };
        match &self.from {
            Some(continuation) => reading.from(continuation),
            None => Ok(reading),
        }
    }
}

impl<R: Row> Clone for List<R> {
    fn clone(&self) -> Self {
        Self {
            division: self.division.clone(),
            query: self.query.clone(),
            since: self.since,
            filtered: self.filtered,
            ahead: self.ahead,
            from: self.from.clone(),
        }
    }
}

impl<R: Row> fmt::Debug for List<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("List").field(&self.query).finish()
    }
}
