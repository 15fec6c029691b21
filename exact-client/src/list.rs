//! A read in the making.

use core::any::TypeId;
use core::fmt;
use core::marker::PhantomData;

use exact_model::{BulkEntity, Complete, Entity, Filter, Meta, Order, Row, SyncEntity};
use futures::StreamExt as _;

use crate::division::Division;
use crate::error::{Error, Kind};
use crate::pager::{Items, Pages};
use crate::request::Query;

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
    meta: &'static Meta,
    filters: Vec<String>,
    order: Vec<String>,
    top: Option<u32>,
    parameters: Vec<(String, String)>,
    since: Option<i64>,
    of: PhantomData<fn() -> R>,
}

impl<R: Row> List<R> {
    pub(crate) fn new(division: Division) -> Self {
        Self {
            division,
            meta: R::Entity::META,
            filters: Vec::new(),
            order: Vec::new(),
            top: None,
            parameters: Vec::new(),
            since: None,
            of: PhantomData,
        }
    }

    /// Only rows for which this holds. Used more than once, all of it must hold.
    pub fn filter(mut self, filter: Filter<R::Entity>) -> Self {
        self.filters.push(filter.to_string());
        self
    }

    /// A condition in OData's own words, not percent-encoded, for what [`Filter`] cannot say. Nothing checks it before
    /// Exact does, and Exact counts errors.
    pub fn raw_filter(mut self, filter: &str) -> Self {
        self.filters.push(filter.to_owned());
        self
    }

    /// In this order. Exact is slow at it; without it rows come in the order of their key. Used more than once, later
    /// ones sort what earlier ones leave equal.
    pub fn order_by(mut self, order: Order<R::Entity>) -> Self {
        self.order.push(order.to_string());
        self
    }

    /// At most this many rows. The rest exists, so the result is never [`complete`](Self::complete).
    pub fn top(mut self, rows: u32) -> Self {
        self.top = Some(rows);
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
        R::Entity: BulkEntity + Row,
    {
        const {
            assert!(
                whole::<R>() || <R::Entity as BulkEntity>::BULK.has_all(R::COLUMNS),
                "the bulk endpoint does not have all these columns: leave out `.bulk()` or the column"
            );
        }
        self.meta = <R::Entity as BulkEntity>::BULK;
        self
    }

    /// Reads what changed after `timestamp`, 1,000 rows a call; 0 reads everything. The timestamp is Exact's row
    /// version, found in the column `Timestamp`; it is no date. A row may come more than once: its highest timestamp
    /// counts.
    pub fn sync_after(mut self, timestamp: i64) -> Self
    where
        R::Entity: SyncEntity + Row,
    {
        const {
            assert!(
                whole::<R>() || <R::Entity as SyncEntity>::SYNC.has_all(R::COLUMNS),
                "the sync endpoint does not have all these columns: leave out `.sync_after(…)` or the column"
            );
        }
        self.meta = <R::Entity as SyncEntity>::SYNC;
        self.since = Some(timestamp);
        self
    }

    /// A parameter of a function endpoint as an OData literal: `2026`, `guid'…'`, `true`. Parameters are checked by
    /// name before anything is sent.
    pub fn parameter(mut self, name: impl Into<String>, literal: impl fmt::Display) -> Self {
        self.parameters.push((name.into(), literal.to_string()));
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
        match self.query() {
            Ok((division, query)) => Pages::new(division.exact().clone(), division.code(), query),
            Err((meta, error)) => Pages::failed(meta, error),
        }
    }

    /// All rows, with the proof that they are all. This is what a total may be made of.
    ///
    /// # Errors
    /// Whatever stops the read; then there are no rows. [`Kind::Config`] when [`top`](Self::top) was used: the first
    /// rows are never all rows.
    pub async fn complete(self) -> Result<Complete<R>, Error> {
        if self.top.is_some() {
            return Err(Error::config("a read with a top is never complete: leave it out").at(self.meta.id));
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

    fn query(self) -> Result<(Division, Query), (&'static Meta, Error)> {
        let filter = match (self.since, self.filters.as_slice()) {
            (None, []) => None,
            (None, [only]) => Some(only.clone()),
            (None, many) => Some(many.iter().map(|filter| format!("({filter})")).collect::<Vec<_>>().join(" and ")),
            (Some(since), []) => Some(format!("Timestamp gt {since}L")),
            (Some(_), _) => {
                let error = Error::new(Kind::Config, "a sync read takes no filter: Exact filters it by timestamp only");
                return Err((self.meta, error.at(self.meta.id)));
            }
        };
        let columns = columns::<R>(self.meta).map_err(|error| (self.meta, error.at(self.meta.id)))?;
        let query =
            Query { meta: self.meta, columns, filter, order: self.order, top: self.top, parameters: self.parameters };
        Ok((self.division, query))
    }
}

/// Whether `R` is the entity itself rather than a choice of its columns.
const fn whole<R: Row>() -> bool
where
    R::Entity: Row,
{
    R::COLUMNS.len() == <R::Entity as Row>::COLUMNS.len()
}

/// What to ask this endpoint for. An entity has the columns of all its endpoints, and takes what this one has; a row
/// that names its columns gets all of them or is not sent, because Exact refuses the whole query for one it lacks.
fn columns<R: Row>(meta: &Meta) -> Result<Vec<&'static str>, Error> {
    let here = |column: &&str| meta.property(column).is_some();
    if TypeId::of::<R>() == TypeId::of::<R::Entity>() {
        return Ok(R::COLUMNS.iter().copied().filter(here).collect());
    }
    match R::COLUMNS.iter().find(|column| !here(column)) {
        Some(missing) => Err(Error::config(format!("the endpoint has no column {missing}: read another endpoint"))),
        None => Ok(R::COLUMNS.to_vec()),
    }
}

impl<R: Row> Clone for List<R> {
    fn clone(&self) -> Self {
        Self {
            division: self.division.clone(),
            meta: self.meta,
            filters: self.filters.clone(),
            order: self.order.clone(),
            top: self.top,
            parameters: self.parameters.clone(),
            since: self.since,
            of: PhantomData,
        }
    }
}

impl<R: Row> fmt::Debug for List<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List").field("endpoint", &self.meta.id).field("columns", &R::COLUMNS).finish_non_exhaustive()
    }
}
