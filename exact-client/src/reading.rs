//! A read, ready to be sent: its addresses, and how its answers become rows. No network here.

use exact_model::nested::NestedPages;
use exact_model::page::{DecodeError, Page};
use exact_model::{Meta, Query};
use url::Url;

use crate::client::Exact;
use crate::division::Division;
use crate::error::Error;

/// What is read, from where.
pub(crate) struct Reading<T> {
    pub(crate) exact: Exact,
    pub(crate) meta: &'static Meta,
    /// The division in the addresses, if they have one.
    pub(crate) division: Option<i32>,
    /// The address of the first page; several when the filter was too long for one.
    pub(crate) urls: Vec<Url>,
    pub(crate) top: Option<u32>,
    pub(crate) decoder: Decoder<T>,
}

type DecodePage<T> = dyn Fn(&[u8]) -> Result<Page<T>, DecodeError> + Send + Sync;

/// How answers become rows.
pub(crate) struct Decoder<T> {
    pub(crate) page: Box<DecodePage<T>>,
    /// The rows within a row.
    pub(crate) nested: fn(&mut T) -> Vec<&mut dyn NestedPages>,
}

impl<T> Reading<T> {
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) for a query that Exact is known to refuse.
    pub(crate) fn new<E>(division: &Division, query: &Query<E>, decoder: Decoder<T>) -> Result<Self, Error> {
        let (exact, meta) = (division.exact().clone(), query.meta());
        let texts = query.texts().map_err(|error| Error::config(error.to_string()))?;
        let start = format!("{}{}", exact.line().origin, query.path(division.code()));
        let urls = texts.iter().map(|text| {
            let url = if text.is_empty() { start.clone() } else { format!("{start}?{text}") };
            Url::parse(&url).map_err(|error| Error::config("the query makes no valid address").because(error))
        });
        let urls = urls.collect::<Result<_, _>>()?;
        let scope = meta.division_scoped.then(|| division.code());
        Ok(Self { exact, meta, division: scope, urls, top: query.limit(), decoder })
    }
}
