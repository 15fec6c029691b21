//! A read, ready to be sent: its addresses, and how its answers become rows. No network here.

use exact_model::nested::NestedPages;
use exact_model::page::{DecodeError, Page};
use exact_model::{Meta, Query};
use std::sync::Arc;
use url::Url;

use crate::client::Exact;
use crate::continuation::{Continuation, Identity, Place};
use crate::division::Division;
use crate::error::Error;

/// What is read, from where.
pub(crate) struct Reading<T> {
    pub(crate) exact: Exact,
    pub(crate) meta: &'static Meta,
    /// The division in the addresses, if they have one.
    pub(crate) division: Option<i32>,
    /// What makes another read the same as this one.
    pub(crate) identity: Arc<Identity>,
    /// Where it begins.
    pub(crate) place: Place,
    /// Whether a page is fetched while the one before is used.
    pub(crate) ahead: bool,
    pub(crate) decoder: Decoder<T>,
}

type DecodePage<T> = dyn Fn(&[u8]) -> Result<Page<T>, DecodeError> + Send + Sync;

/// How answers become rows.
pub(crate) struct Decoder<T> {
    pub(crate) page: Box<DecodePage<T>>,
    /// The rows within a row.
    pub(crate) nested: fn(&mut T) -> Vec<&mut dyn NestedPages>,
}

/// The addresses of a query: its path with each of these texts.
pub(crate) fn addresses<C: FromIterator<Url>, E>(
    division: &Division,
    query: &Query<E>,
    below: &str,
    texts: &[String],
) -> Result<C, Error> {
    let start = format!("{}{}{below}", division.exact().line().origin, query.path(division.code()));
    let url = |text: &String| {
        let url = if text.is_empty() { start.clone() } else { format!("{start}?{text}") };
        Url::parse(&url).map_err(|error| Error::config("the query makes no valid address").because(error))
    };
    texts.iter().map(url).collect()
}

impl<T> Reading<T> {
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) for a query that Exact is known to refuse.
    pub(crate) fn new<E>(division: &Division, query: &Query<E>, decoder: Decoder<T>) -> Result<Self, Error> {
        let (exact, meta) = (division.exact().clone(), query.meta());
        let texts = query.texts().map_err(|error| Error::config(error.to_string()))?;
        let links = addresses(division, query, "", &texts)?;
        let scope = meta.division_scoped.then(|| division.code());
        let identity = Arc::new(Identity { endpoint: meta.id.to_owned(), division: division.code(), asked: texts });
        let place = Place { links, rows_left: query.limit().map(u64::from) };
        Ok(Self { exact, meta, division: scope, identity, place, ahead: false, decoder })
    }

    /// The same read from a place it was left at.
    ///
    /// # Errors
    /// When the place is of another read, see [`Continuation`].
    pub(crate) fn from(mut self, continuation: &Continuation) -> Result<Self, Error> {
        if let Some(start) = self.place.links.front() {
            self.place = continuation.place(&self.identity, start, self.division)?;
        }
        Ok(self)
    }
}
