//! Rows of an endpoint that is only known at run time.

use core::fmt;

use exact_model::query::AnyEntity;
use exact_model::{Complete, Filter, Meta, Query, Record, page};

use crate::division::Division;
use crate::error::Error;
use crate::pager::{Items, Pages};
use crate::reading::{Decoder, Reading};

/// A read of any endpoint of the catalogue, without a Rust type for its rows.
///
/// ```no_run
/// use exact_client::{Division, Error, model::catalogue};
/// use futures::TryStreamExt as _;
///
/// # async fn read(division: Division) -> Result<(), Error> {
/// let centres = catalogue::find("hrm/Costcenters").expect("it is in the catalogue");
/// let mut records = division.records(centres).columns(&["Code", "Description"]).items();
/// while let Some(record) = records.try_next().await? {
///     println!("{}", record.fields().count());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a list reads nothing until its rows are asked for"]
#[derive(Clone)]
pub struct Records {
    division: Division,
    query: Query<AnyEntity>,
}

impl Records {
    pub(crate) fn new(division: Division, meta: &'static Meta) -> Self {
        Self { division, query: Query::of_columns(meta, &[]) }
    }

    /// Only these columns; without it every column that the endpoint gives.
    pub fn columns(mut self, columns: &[&str]) -> Self {
        self.query = self.query.of_these(columns);
        self
    }

    /// A condition in OData's own words, not percent-encoded. Nothing checks it before Exact does.
    pub fn raw_filter(mut self, filter: &str) -> Self {
        self.query = self.query.filter(Filter::raw(filter));
        self
    }

    /// A parameter of a function, as an OData literal. Names are checked where the catalogue knows them.
    pub fn raw_parameter(mut self, name: impl Into<String>, literal: impl fmt::Display) -> Self {
        self.query = self.query.raw_argument(name, literal.to_string());
        self
    }

    /// At most this many rows.
    pub fn top(mut self, rows: u32) -> Self {
        self.query = self.query.top(rows);
        self
    }

    /// The rows, one by one.
    #[must_use]
    pub fn items(self) -> Items<Record> {
        Items::new(self.pages())
    }

    /// The rows, a page at a time.
    #[must_use]
    pub fn pages(self) -> Pages<Record> {
        let meta = self.query.meta();
        let decoder = Decoder { page: Box::new(move |body| page::decode_records(meta, body)), nested: |_| Vec::new() };
        match Reading::new(&self.division, &self.query, decoder) {
            Ok(reading) => Pages::new(reading),
            Err(error) => Pages::failed(meta, error.at(meta.id)),
        }
    }

    /// All rows, with the proof that they are all.
    ///
    /// # Errors
    /// Whatever stops the read; [`Kind::Config`](crate::Kind::Config) when [`top`](Self::top) was used.
    pub async fn complete(self) -> Result<Complete<Record>, Error> {
        if self.query.is_limited() {
            return Err(Error::config("a read with a top is never complete: leave it out").at(self.query.meta().id));
        }
        self.pages().complete().await
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Records").field(&self.query).finish()
    }
}
