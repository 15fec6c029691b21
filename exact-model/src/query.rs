//! A read as text: the path and query of an address, checked against the catalogue before anything is sent.

use core::fmt;
use core::marker::PhantomData;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::column::{Column, Order};
use crate::entity::Arguments;
use crate::filter::{Condition, Filter};
use crate::meta::{Edm, Family, Meta, Property};
use crate::nested::Many;
use crate::row::{Row, Shape};

/// Longest query that is sent. IIS takes 2,048 bytes unless it is told otherwise; whether Exact's does is unknown.
pub const LONGEST_QUERY: usize = 2_000;

/// What stays readable in a query: none of these has a meaning there.
const READABLE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b',')
    .remove(b'(')
    .remove(b')')
    .remove(b':')
    .remove(b'/')
    .remove(b'*')
    .remove(b'@');

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

/// Why a query is not sent. Exact would refuse it, and counts refusals.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The endpoint lacks a column of the row type.
    #[error("the endpoint {endpoint} has no column {column}: read another endpoint or leave the column out")]
    NoSuchColumn {
        /// The endpoint.
        endpoint: &'static str,
        /// The column.
        column: String,
    },
    /// Exact is known to refuse a filter on this column of this endpoint.
    #[error("the endpoint {endpoint} does not filter on {column}: filter the rows after they have been read")]
    NotFilterable {
        /// The endpoint.
        endpoint: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A function was given an argument it does not have.
    #[error("the endpoint {endpoint} has no parameter {parameter:?}")]
    NoSuchParameter {
        /// The endpoint.
        endpoint: &'static str,
        /// The parameter.
        parameter: String,
    },
    /// A function lacks an argument.
    #[error("the endpoint {endpoint} needs the parameter {parameter}")]
    MissingParameter {
        /// The endpoint.
        endpoint: &'static str,
        /// The parameter.
        parameter: &'static str,
    },
    /// Counting the rows of a read that asks for the first few.
    #[error("counting {endpoint} with a top means nothing: leave the top out")]
    CountOfTop {
        /// The endpoint.
        endpoint: &'static str,
    },
    /// The query does not fit in an address and cannot be split into several.
    #[error(
        "the query for {endpoint} is {length} characters, Exact takes {LONGEST_QUERY}: read fewer columns or split the filter"
    )]
    TooLong {
        /// The endpoint.
        endpoint: &'static str,
        /// Its length, percent-encoded.
        length: usize,
    },
}

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

    /// The path after the host: `/api/v1/123/crm/Accounts`.
    #[must_use]
    pub fn path(&self, division: i32) -> String {
        format!("/api/v1/{}", self.meta.path.replace("{division}", &division.to_string()))
    }

    /// The query of the address, percent-encoded; several when one would be longer than [`LONGEST_QUERY`]. No row is in
    /// the answers of two of them, and together they have all rows.
    ///
    /// Only a [`one_of`](crate::Column::one_of) is split, and only when neither order nor number of rows was asked:
    /// several reads cannot keep those.
    ///
    /// # Errors
    /// Whatever Exact is known to refuse, see [`QueryError`].
    pub fn texts(&self) -> Result<Vec<String>, QueryError> {
        self.check()?;
        let whole = self.text(&self.conditions);
        if whole.len() <= LONGEST_QUERY {
            return Ok(vec![whole]);
        }
        let too_long = QueryError::TooLong { endpoint: self.meta.id, length: whole.len() };
        let longest = |(_, condition): &(usize, &Condition)| match condition {
            Condition::OneOf { literals, .. } => literals.len(),
            _ => 0,
        };
        let splittable = self.conditions.iter().enumerate().max_by_key(longest);
        let Some((at, Condition::OneOf { column, literals })) = splittable else { return Err(too_long) };
        if !self.order.is_empty() || self.top.is_some() {
            return Err(too_long);
        }
        let text_of = |part: &[String]| {
            let mut conditions = self.conditions.clone();
            if let Some(condition) = conditions.get_mut(at) {
                *condition = Condition::OneOf { column, literals: part.to_vec() };
            }
            self.text(&conditions)
        };
        let length = |literal: &String| encoded(&format!("{column} eq {literal} or ")).len();
        // Everything else, brackets included: there are some as soon as there are two values.
        let around = match literals.as_slice() {
            [one, two, ..] => {
                text_of(&[one.clone(), two.clone()]).len() - length(one) - length(two) + encoded(" or ").len()
            }
            _ => return Err(too_long),
        };
        let mut parts: Vec<Vec<String>> = vec![Vec::new()];
        let mut used = around;
        for literal in literals {
            if used + length(literal) > LONGEST_QUERY + encoded(" or ").len() {
                parts.push(Vec::new());
                used = around;
            }
            used += length(literal);
            if let Some(part) = parts.last_mut() {
                part.push(literal.clone());
            }
        }
        let texts: Vec<String> = parts.iter().filter(|part| !part.is_empty()).map(|part| text_of(part)).collect();
        if texts.iter().any(|text| text.len() > LONGEST_QUERY) { Err(too_long) } else { Ok(texts) }
    }

    /// The query of the address that counts its rows, `…/$count`: only the arguments and conditions matter there. Several
    /// when one would be too long; their counts add up.
    ///
    /// # Errors
    /// As [`texts`](Self::texts), and [`QueryError::CountOfTop`] when a number of rows was asked.
    pub fn count_texts(&self) -> Result<Vec<String>, QueryError> {
        if self.is_limited() {
            return Err(QueryError::CountOfTop { endpoint: self.meta.id });
        }
        let texts = self.texts()?;
        let matters = |option: &&str| {
            !["$select=", "$expand=", "$orderby=", "$inlinecount="].iter().any(|name| option.starts_with(name))
        };
        Ok(texts.iter().map(|text| text.split('&').filter(matters).collect::<Vec<_>>().join("&")).collect())
    }

    fn text(&self, conditions: &[Condition]) -> String {
        let mut options: Vec<String> =
            self.arguments.iter().map(|(name, literal)| format!("{}={}", encoded(name), encoded(literal))).collect();
        let filter = match conditions {
            [] => None,
            [only] => Some(only.to_string()),
            many => Some(Condition::All(many.to_vec()).to_string()),
        };
        if let Some(filter) = filter {
            options.push(format!("$filter={}", encoded(&filter)));
        }
        if !self.order.is_empty() {
            options.push(format!("$orderby={}", encoded(&self.order.join(","))));
        }
        // Always there where anything can be selected, even where Exact does not insist: it makes answers small.
        let columns = self.columns();
        if !columns.is_empty() {
            options.push(format!("$select={}", encoded(&columns.join(","))));
        }
        let expanded = self.expanded();
        if !expanded.is_empty() {
            options.push(format!("$expand={}", encoded(&expanded.join(","))));
        }
        if self.count {
            options.push("$inlinecount=allpages".to_owned());
        }
        if let Some(top) = self.top {
            options.push(format!("$top={top}"));
        }
        options.join("&")
    }

    fn check(&self) -> Result<(), QueryError> {
        let endpoint = self.meta.id;
        let asked = self.columns();
        let named = asked.iter().map(|column| column.split('/').next().unwrap_or(column));
        if let Some(missing) = named.into_iter().find(|column| self.meta.property(column).is_none()) {
            return Err(QueryError::NoSuchColumn { endpoint, column: missing.to_owned() });
        }
        let mut refused = None;
        for condition in &self.conditions {
            condition.columns(&mut |column| {
                if self.meta.property(column).is_none() {
                    refused.get_or_insert(QueryError::NoSuchColumn { endpoint, column: column.to_owned() });
                } else if self.meta.refuses_filter_on(column) && !self.is_sync_timestamp(column) {
                    refused.get_or_insert(QueryError::NotFilterable { endpoint, column });
                }
            });
        }
        if let Some(error) = refused {
            return Err(error);
        }
        let Some(parameters) = self.meta.parameters else { return Ok(()) };
        let known = |name: &str| parameters.iter().any(|parameter| parameter.name == name);
        if let Some((name, _)) = self.arguments.iter().find(|(name, _)| !known(name)) {
            return Err(QueryError::NoSuchParameter { endpoint, parameter: name.clone() });
        }
        let given = |name: &str| self.arguments.iter().any(|(given, _)| given == name);
        match parameters.iter().find(|parameter| parameter.required && !given(parameter.name)) {
            Some(missing) => Err(QueryError::MissingParameter { endpoint, parameter: missing.name }),
            None => Ok(()),
        }
    }

    fn is_sync_timestamp(&self, column: &str) -> bool {
        self.meta.family == Family::Sync && column == "Timestamp"
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, READABLE).to_string()
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
