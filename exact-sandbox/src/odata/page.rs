//! Which rows a request gets: filtered, ordered, after the `$skiptoken`, at most a page.

use core::cmp::Ordering;

use exact_model::{Edm, Meta};

use super::bind::{Binder, Test};
use super::cell::Cell;
use super::evaluate::holds;
use super::key;
use super::literal::{InUrl, Literal};
use super::options::Options;
use super::order::{self, OrderKey};
use super::parser;
use crate::error::Refusal;
use crate::schema::Filterable;
use crate::tables::Collection;

/// A condition the endpoint itself puts on its rows: a function's parameter, the divisions a token may see.
#[derive(Debug, Clone)]
pub(crate) enum Restriction {
    /// Only rows with one of these values.
    Values { column: usize, values: Vec<Literal> },
    /// Only these rows, in ascending order.
    Rows(Vec<usize>),
}

impl Restriction {
    /// Whether the row may be seen.
    pub(crate) fn allows(&self, rows: &dyn Collection, row: usize) -> bool {
        match self {
            Self::Values { column, values } => {
                let cell = rows.cell(row, *column);
                values.iter().any(|value| value.cell().order(&cell).is_eq())
            }
            Self::Rows(allowed) => allowed.binary_search(&row).is_ok(),
        }
    }
}

/// The rows of one answer.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) rows: Vec<usize>,
    /// Rows in the whole result, when `$inlinecount` asks for it.
    pub(crate) count: Option<usize>,
    /// The `$skiptoken` of the next page, when there is one.
    pub(crate) skiptoken: Option<String>,
    /// What is left of `$top` for the pages after this one.
    pub(crate) top_left: Option<usize>,
}

/// A request bound to its rows.
pub(crate) struct Selection<'a> {
    meta: &'static Meta,
    rows: &'a dyn Collection,
    restrictions: Vec<Restriction>,
    test: Option<Test>,
    order: Vec<OrderKey>,
}

/// One row in so many is few.
const FEW: usize = 16;

/// A `$skiptoken` of ordered rows.
struct Token<'a> {
    /// What the last row was ordered by.
    values: &'a [Literal],
    /// The first row with a key behind that of the last one.
    after_key: usize,
}

impl<'a> Token<'a> {
    fn new(selection: &Selection<'_>, token: &'a [Literal]) -> Self {
        let (values, key) = token.split_at(selection.order.len().min(token.len()));
        Self { values, after_key: selection.after_key(key) }
    }

    /// Whether the row comes behind the token.
    fn is_before(&self, selection: &Selection<'_>, row: usize) -> bool {
        let keys = selection.order.iter().zip(self.values);
        keys.map(|(key, value)| key.order(selection.cell(row, key.column), value.cell()))
            .find(|order| order.is_ne())
            .map_or(row >= self.after_key, Ordering::is_gt)
    }
}

impl<'a> Selection<'a> {
    /// Binds `$filter`, which may name what is `filterable`, and `$orderby`.
    pub(crate) fn new(
        meta: &'static Meta,
        rows: &'a dyn Collection,
        options: &Options,
        restrictions: Vec<Restriction>,
        filterable: Filterable,
    ) -> Result<Self, Refusal> {
        let test = match &options.filter {
            Some(text) => Some(Binder { meta, rows, filterable }.condition(&parser::parse(text)?)?),
            None => None,
        };
        let order = match &options.orderby {
            Some(text) => text.split(',').map(|key| OrderKey::read(meta, rows, key)).collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        Ok(Self { meta, rows, restrictions, test, order })
    }

    /// How many rows there are in all.
    pub(crate) fn count(&self) -> usize {
        self.candidates(0).filter(|row| self.takes(*row)).count()
    }

    /// One page. `size` is the most rows it may have; `always_link` gives a full last page a link as well.
    pub(crate) fn page(&self, options: &Options, size: usize, always_link: bool) -> Result<Page, Refusal> {
        let count = options.inlinecount.then(|| self.count());
        let wanted = options.top.map_or(size, |top| top.min(size));
        let skip = options.skip.unwrap_or(0);
        let token = options.skiptoken.as_deref().map(|text| self.token(text)).transpose()?;
        let mut rows = self.first(skip.saturating_add(wanted).saturating_add(1), token.as_deref());
        rows.drain(..skip.min(rows.len()));
        let more = rows.len() > wanted || (always_link && rows.len() == wanted && wanted > 0);
        rows.truncate(wanted);
        // Up to the page size `$top` is the whole answer: Exact links nothing then.
        let top_left = options.top.map(|top| top.saturating_sub(rows.len()));
        let linked = more && options.top.is_none_or(|top| top > size);
        let skiptoken = if linked { rows.last().map(|row| self.write_token(*row)) } else { None };
        Ok(Page { rows, count, skiptoken, top_left })
    }

    fn takes(&self, row: usize) -> bool {
        self.restrictions.iter().all(|restriction| restriction.allows(self.rows, row))
            && self.test.as_ref().is_none_or(|test| holds(test, self.rows, row))
    }

    /// The rows that may be taken, from one on, in the order of their key.
    fn candidates(&self, from: usize) -> Box<dyn Iterator<Item = usize> + '_> {
        let listed = self.restrictions.iter().find_map(|restriction| match restriction {
            Restriction::Rows(rows) => Some(rows),
            Restriction::Values { .. } => None,
        });
        match listed {
            Some(rows) => {
                let all = from..self.rows.len();
                Box::new(rows.iter().copied().filter(move |row| all.contains(row)))
            }
            None => Box::new(from..self.rows.len()),
        }
    }

    /// The first `wanted` rows after the token, in order.
    fn first(&self, wanted: usize, token: Option<&[Literal]>) -> Vec<usize> {
        if self.order.is_empty() {
            let start = token.map_or(0, |token| self.after_key(token));
            return self.candidates(start).filter(|row| self.takes(*row)).take(wanted).collect();
        }
        let token = token.map(|token| Token::new(self, token));
        let is_after = |row: usize| token.as_ref().is_none_or(|token| token.is_before(self, row));
        if self.asks_for_few() && !order::is_kept(&self.order, self.rows) {
            let mut rows: Vec<usize> = self.candidates(0).filter(|row| self.takes(*row) && is_after(*row)).collect();
            rows.sort_unstable_by(|left, right| order::order(&self.order, self.rows, *left, *right));
            rows.truncate(wanted);
            return rows;
        }
        let sorted = order::sorted(&self.order, self.rows);
        let start = sorted.partition_point(|row| !is_after(*row as usize));
        let rest = sorted.iter().skip(start).map(|row| *row as usize);
        rest.filter(|row| self.takes(*row)).take(wanted).collect()
    }

    /// Whether so few rows are asked for that putting those in order is less work than putting all.
    fn asks_for_few(&self) -> bool {
        let is_some_of_all = self.test.is_some() || !self.restrictions.is_empty();
        let most = self.rows.len() / FEW;
        is_some_of_all && self.candidates(0).filter(|row| self.takes(*row)).nth(most).is_none()
    }

    /// Index of the first row whose key is greater.
    fn after_key(&self, key: &[Literal]) -> usize {
        let columns: Vec<Option<usize>> = self.meta.key.iter().map(|name| self.rows.column(name)).collect();
        let (mut low, mut high) = (0, self.rows.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let order = columns
                .iter()
                .zip(key)
                .map(|(column, value)| self.cell(middle, *column).order(&value.cell()))
                .find(|order| order.is_ne());
            if order.unwrap_or(Ordering::Equal).is_gt() { high = middle } else { low = middle + 1 }
        }
        low
    }

    fn cell(&self, row: usize, column: Option<usize>) -> Cell<'_> {
        column.map_or(Cell::Null, |column| self.rows.cell(row, column))
    }

    /// The token that points behind `row`: the values it is ordered by, then its key.
    fn write_token(&self, row: usize) -> String {
        let ordered = self.order.iter().map(|key| (key.column, key.edm));
        let keyed = self.meta.key.iter().map(|name| {
            let edm = self.meta.property(name).map_or(Edm::Guid, |property| property.edm);
            (self.rows.column(name), edm)
        });
        let parts: Vec<String> = ordered
            .chain(keyed)
            .map(|(column, edm)| InUrl { cell: self.cell(row, column), long: edm == Edm::Int64 }.to_string())
            .collect();
        parts.join(",")
    }

    /// Reads a token that [`Self::write_token`] wrote.
    fn token(&self, text: &str) -> Result<Vec<Literal>, Refusal> {
        let values = key::list(text)?;
        let ordered = self.order.iter().map(|key| key.edm);
        let keyed = self.meta.key.iter().filter_map(|name| self.meta.property(name)).map(|property| property.edm);
        let types: Vec<Edm> = ordered.chain(keyed).collect();
        let fits =
            types.len() == values.len() && types.iter().zip(&values).all(|(edm, value)| key::fits_token(*edm, value));
        if fits { Ok(values) } else { Err(Refusal::query_syntax()) }
    }
}
