//! Columns: a property's name together with its entity and its type, so that a wrong query does not compile.

use core::fmt;
use core::marker::PhantomData;

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::code::Code;
use crate::code_list::CodeList;
use crate::filter::{Filter, Operator};
use crate::literal::{Literal, text_literal};

/// A column of entity `E` whose values are `V`; `F` says whether Exact filters on it.
pub struct Column<E, V, F = Filterable> {
    name: &'static str,
    of: PhantomData<Of<E, V, F>>,
}

type Of<E, V, F> = fn() -> (E, V, F);

/// Exact takes the column in a `$filter`, or nothing is known against it.
#[derive(Debug)]
pub enum Filterable {}

/// Exact is known to refuse the column in a `$filter`.
#[derive(Debug)]
pub enum Unfilterable {}

/// Columns that may stand in a `$filter`.
#[diagnostic::on_unimplemented(
    message = "Exact Online does not filter on this column",
    label = "not filterable",
    note = "filter the rows after they have been read; `Filter::raw` sends anything, and Exact counts what it refuses"
)]
pub trait MayFilter {}

impl MayFilter for Filterable {}

impl<E, V, F> Clone for Column<E, V, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, V, F> Copy for Column<E, V, F> {}

impl<E, V, F> fmt::Debug for Column<E, V, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Column").field(&self.name).finish()
    }
}

impl<E, V, F> Column<E, V, F> {
    /// A column by its name on the wire. The generated constants are made with it; use those.
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        Self { name, of: PhantomData }
    }

    /// The name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Lowest first.
    #[must_use]
    pub const fn ascending(self) -> Order<E>
    where
        V: Sorts,
    {
        Order { name: self.name, descending: false, of: PhantomData }
    }

    /// Highest first.
    #[must_use]
    pub const fn descending(self) -> Order<E>
    where
        V: Sorts,
    {
        Order { name: self.name, descending: true, of: PhantomData }
    }
}

/// Values that have an order: all but nested rows and raw JSON.
#[diagnostic::on_unimplemented(
    message = "rows cannot be sorted by a column of `{Self}`",
    label = "no order is defined for this column"
)]
pub trait Sorts {}

macro_rules! sorts {
    ($($ty:ty),*) => {$(impl Sorts for $ty {})*};
}

sorts!(bool, u8, i16, i32, i64, Decimal, Uuid, NaiveDateTime, String, Code);

impl<L: CodeList> Sorts for L {}

impl<E, V, F> Column<E, V, F> {
    /// `Column eq null`.
    #[must_use]
    pub fn is_null(self) -> Filter<E>
    where
        F: MayFilter,
        V: Sorts,
    {
        Filter::compare(self.name, Operator::Eq, "null".to_owned())
    }

    /// `Column ne null`.
    #[must_use]
    pub fn is_not_null(self) -> Filter<E>
    where
        F: MayFilter,
        V: Sorts,
    {
        Filter::compare(self.name, Operator::Ne, "null".to_owned())
    }

    /// Equal to `value`.
    #[must_use]
    pub fn eq(self, value: impl Literal<V>) -> Filter<E>
    where
        F: MayFilter,
    {
        Filter::compare(self.name, Operator::Eq, value.literal())
    }

    /// Not equal to `value`.
    #[must_use]
    pub fn ne(self, value: impl Literal<V>) -> Filter<E>
    where
        F: MayFilter,
    {
        Filter::compare(self.name, Operator::Ne, value.literal())
    }

    /// Greater than `value`.
    #[must_use]
    pub fn gt(self, value: impl Literal<V>) -> Filter<E>
    where
        F: MayFilter,
    {
        Filter::compare(self.name, Operator::Gt, value.literal())
    }

    /// Greater than or equal to `value`.
    #[must_use]
    pub fn ge(self, value: impl Literal<V>) -> Filter<E>
    where
        F: MayFilter,
    {
        Filter::compare(self.name, Operator::Ge, value.literal())
    }

    /// Less than `value`.
    #[must_use]
    pub fn lt(self, value: impl Literal<V>) -> Filter<E>
    where
        F: MayFilter,
    {
        Filter::compare(self.name, Operator::Lt, value.literal())
    }

    /// Less than or equal to `value`.
    #[must_use]
    pub fn le(self, value: impl Literal<V>) -> Filter<E>
    where
        F: MayFilter,
    {
        Filter::compare(self.name, Operator::Le, value.literal())
    }

    /// Equal to one of `values`; Exact has no `in`, so this becomes a chain of `or`, which a
    /// [`Query`](crate::Query) splits where it gets too long for an address. `None` when there are no values, because no
    /// filter can say "nothing".
    #[must_use]
    pub fn one_of<L: Literal<V>>(self, values: impl IntoIterator<Item = L>) -> Option<Filter<E>>
    where
        F: MayFilter,
    {
        Filter::one_of(self.name, values.into_iter().map(|value| value.literal()))
    }
}

impl<E, F> Column<E, String, F> {
    /// The text begins with `prefix`.
    #[must_use]
    pub fn starts_with(self, prefix: &str) -> Filter<E>
    where
        F: MayFilter,
    {
        Filter::call(self.name, format!("startswith({},{})", self.name, text_literal(prefix)))
    }

    /// The text contains `part`.
    #[must_use]
    pub fn contains(self, part: &str) -> Filter<E>
    where
        F: MayFilter,
    {
        Filter::call(self.name, format!("substringof({},{})", text_literal(part), self.name))
    }

    /// The text ends with `suffix`.
    #[must_use]
    pub fn ends_with(self, suffix: &str) -> Filter<E>
    where
        F: MayFilter,
    {
        Filter::call(self.name, format!("endswith({},{})", self.name, text_literal(suffix)))
    }
}

impl<E, F> Column<E, Code, F> {
    /// Equal to `code`, however Exact pads it.
    #[must_use]
    pub fn trimmed_eq(self, code: &str) -> Filter<E>
    where
        F: MayFilter,
    {
        Filter::call(self.name, format!("trim({}) eq {}", self.name, text_literal(code.trim())))
    }
}

/// A sort key for `$orderby`.
pub struct Order<E> {
    name: &'static str,
    descending: bool,
    of: PhantomData<fn() -> E>,
}

impl<E> Order<E> {
    /// Words for `$orderby` that nothing checks before Exact does.
    #[must_use]
    pub const fn raw(words: &'static str) -> Self {
        Self { name: words, descending: false, of: PhantomData }
    }
}

impl<E> fmt::Display for Order<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        if self.descending { f.write_str(" desc") } else { Ok(()) }
    }
}

impl<E> fmt::Debug for Order<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Order({self})")
    }
}
