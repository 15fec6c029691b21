//! A read in the making.

use core::fmt;

use exact_model::{
    Arguments, BulkEntity, Column, Complete, Entity as _, Filter, Many, Order, Query, Row, SyncEntity, page,
};
use futures::StreamExt as _;

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
}

impl<R: Row> List<R> {
    pub(crate) fn new(division: Division) -> Self {
        Self { division, query: Query::of::<R>(R::Entity::META), since: None, filtered: false }
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
    /// rows are never all rows.
    pub async fn complete(self) -> Result<Complete<R>, Error> {
        if self.query.is_limited() {
            return Err(Error::config("a read with a top is never complete: leave it out").at(self.query.meta().id));
        }
        self.pages().complete().await
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// Whatever stops the read.
    pub async fn first(self) -> Result<Option<R>, Error> {
        self.top(1).items().next().await.transpose()
    }

    fn reading(self) -> Result<Reading<R>, Error> {
        let mut query = self.query;
        if let Some(since) = self.since {
            if self.filtered {
                return Err(Error::config("a sync read takes no filter: Exact filters it by timestamp only"));
            }
            query = query.filter(Filter::raw(format!("Timestamp gt {since}L")));
        }
        let columns = query.columns();
        let decoder =
            Decoder { page: Box::new(move |body| page::decode_selected(body, &columns)), nested: Row::nested };
        Reading::new(&self.division, &query, decoder)
    }
}

impl<R: Row> Clone for List<R> {
    fn clone(&self) -> Self {
        Self { division: self.division.clone(), query: self.query.clone(), since: self.since, filtered: self.filtered }
    }
}

impl<R: Row> fmt::Debug for List<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("List").field(&self.query).finish()
    }
}
