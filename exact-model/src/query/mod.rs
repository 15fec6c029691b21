//! A read as text: the path and query of an address, checked against the catalogue before anything is sent.

mod address;
mod check;
mod error;

use core::fmt;
use core::marker::PhantomData;

pub use address::LONGEST_QUERY;
pub use error::QueryError;

use crate::column::{Column, Order};
use crate::entity::Arguments;
use crate::filter::{Condition, Filter};
use crate::meta::{Edm, Meta, Property};
use crate::nested::Many;
use crate::row::{Row, Shape};

/// A read of rows of one endpoint: which columns, which rows, in which order.
///
/// ```
/// use exact_model::financial_transaction::TransactionLine;
/// use exact_model::{Entity as _, Query, projection, Decimal};
///
/// projection! {
///     /// Only the amount.
///     pub struct Booked of TransactionLine {
///         /// Debit positive.
///         pub amount: Decimal = AMOUNT_DC,
///     }
/// }
///
/// let query = Query::of::<Booked>(TransactionLine::META).filter(TransactionLine::FINANCIAL_YEAR.eq(2026));
/// assert_eq!(query.texts()?, ["$filter=FinancialYear%20eq%202026&$select=AmountDC"]);
/// # Ok::<(), exact_model::QueryError>(())
/// ```
#[must_use = "a query does nothing by itself"]
pub struct Query<E> {
    meta: &'static Meta,
    wanted: Wanted,
    expand: Vec<&'static str>,
    conditions: Vec<Condition>,
    order: Vec<String>,
    top: Option<u32>,
    count: bool,
    arguments: Vec<(String, String)>,
    of: PhantomData<fn() -> E>,
}

/// Which columns a query asks for.
#[derive(Debug, Clone)]
enum Wanted {
    /// Of these, what the endpoint has and gives.
    Available(&'static [&'static str]),
    /// All of these.
    Shape(Shape),
    /// All of these, by name; all there are when there are none.
    Named(Vec<String>),
}

/// The entity of a query whose columns are only known at run time: its filters are raw text.
#[derive(Debug)]
pub enum AnyEntity {}

impl Query<AnyEntity> {
    /// A read of the columns of that name of any endpoint; of all it gives when there are none.
    pub fn of_columns(meta: &'static Meta, columns: &[&str]) -> Self {
        Self::new(meta, Wanted::Named(Vec::new())).of_these(columns)
    }

    /// The same read of other columns.
    pub fn of_these(mut self, columns: &[&str]) -> Self {
        self.wanted = Wanted::Named(columns.iter().map(|column| (*column).to_owned()).collect());
        self
    }
}

impl<E> Query<E> {
    /// A read of all rows `R` of `meta`, one of the endpoints of the row's entity.
    ///
    /// An entity has the columns of all its endpoints and takes those this one has; a row that names its columns gets
    /// all of them, or the query is refused.
    pub fn of<R: Row<Entity = E>>(meta: &'static Meta) -> Self {
        let wanted = if R::WHOLE { Wanted::Available(R::COLUMNS) } else { Wanted::Shape(Shape::of::<R>()) };
        Self::new(meta, wanted)
    }

    const fn new(meta: &'static Meta, wanted: Wanted) -> Self {
        Self {
            meta,
            wanted,
            expand: Vec::new(),
            conditions: Vec::new(),
            order: Vec::new(),
            top: None,
            count: false,
            arguments: Vec::new(),
            of: PhantomData,
        }
    }

    /// The same read of another endpoint of the entity.
    pub const fn at(mut self, meta: &'static Meta) -> Self {
        self.meta = meta;
        self
    }

    /// The endpoint.
    #[must_use]
    pub const fn meta(&self) -> &'static Meta {
        self.meta
    }

    /// What `$select` asks for; columns of nested rows as `Lines/Amount`.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let mut columns = Vec::new();
        let readable = |property: &&'static Property| property.is_readable() && !matches!(property.edm, Edm::Nested(_));
        match &self.wanted {
            Wanted::Available(names) => {
                let here = names.iter().filter_map(|name| self.meta.property(name)).filter(readable);
                columns.extend(here.map(|property| property.name.to_owned()));
            }
            Wanted::Named(names) if names.is_empty() => {
                columns.extend(self.meta.properties.iter().filter(readable).map(|property| property.name.to_owned()));
            }
            Wanted::Named(names) => columns.extend(names.iter().cloned()),
            Wanted::Shape(shape) => flatten("", *shape, &mut columns, &mut Vec::new()),
        }
        columns.extend(self.expand.iter().map(|name| (*name).to_owned()));
        columns
    }

    /// The navigations whose rows come along.
    fn expanded(&self) -> Vec<String> {
        let mut expanded = Vec::new();
        if let Wanted::Shape(shape) = &self.wanted {
            flatten("", *shape, &mut Vec::new(), &mut expanded);
        }
        expanded.extend(self.expand.iter().map(|name| (*name).to_owned()));
        expanded
    }

    /// Whether it asks for only some of the rows.
    #[must_use]
    pub const fn is_limited(&self) -> bool {
        self.top.is_some()
    }

    /// At most how many rows it asks for.
    #[must_use]
    pub const fn limit(&self) -> Option<u32> {
        self.top
    }

    /// Only rows for which this holds. Used more than once, all of it must hold.
    pub fn filter(mut self, filter: Filter<E>) -> Self {
        match filter.into_condition() {
            Condition::All(parts) => self.conditions.extend(parts),
            single => self.conditions.push(single),
        }
        self
    }

    /// In this order. Used more than once, later ones sort what earlier ones leave equal.
    pub fn order_by(mut self, order: Order<E>) -> Self {
        self.order.push(order.to_string());
        self
    }

    /// With the rows of a navigation.
    pub fn expand<T, F>(mut self, navigation: Column<E, Many<T>, F>) -> Self {
        if !self.expand.contains(&navigation.name()) {
            self.expand.push(navigation.name());
        }
        self
    }

    /// At most this many rows.
    pub const fn top(mut self, rows: u32) -> Self {
        self.top = Some(rows);
        self
    }

    /// Asks Exact to count all rows of the query on the first page.
    pub const fn inline_count(mut self) -> Self {
        self.count = true;
        self
    }

    /// Arguments of a function.
    pub fn arguments(mut self, arguments: &Arguments<E>) -> Self {
        self.arguments.extend(arguments.iter().map(|(name, literal)| (name.to_owned(), literal.to_owned())));
        self
    }

    /// One argument of a function, as an OData literal that nothing checks.
    pub fn raw_argument(mut self, name: impl Into<String>, literal: impl Into<String>) -> Self {
        self.arguments.push((name.into(), literal.into()));
        self
    }
}

/// The columns of a shape and the navigations among them, each below `path`.
fn flatten(path: &str, shape: Shape, columns: &mut Vec<String>, expanded: &mut Vec<String>) {
    for (at, column) in shape.columns.iter().enumerate() {
        let name = format!("{path}{column}");
        match shape.nested.get(at).copied().flatten() {
            None => columns.push(name),
            Some(inner) => {
                expanded.push(name.clone());
                if inner.columns.is_empty() {
                    columns.push(name);
                } else {
                    flatten(&format!("{name}/"), inner, columns, expanded);
                }
            }
        }
    }
}

impl<E> Clone for Query<E> {
    fn clone(&self) -> Self {
        Self {
            meta: self.meta,
            wanted: self.wanted.clone(),
            expand: self.expand.clone(),
            conditions: self.conditions.clone(),
            order: self.order.clone(),
            top: self.top,
            count: self.count,
            arguments: self.arguments.clone(),
            of: PhantomData,
        }
    }
}

/// Shows endpoint and columns; a filter may hold a name.
impl<E> fmt::Debug for Query<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("endpoint", &self.meta.id)
            .field("columns", &self.columns())
            .finish_non_exhaustive()
    }
}
