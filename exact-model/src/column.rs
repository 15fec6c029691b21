//! Columns: a property's name together with its entity and its type, so that a wrong query does not compile.

use core::fmt;
use core::marker::PhantomData;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::code::Code;
use crate::date;
use crate::filter::{Filter, Operator};

/// A column of entity `E` whose values are `V`.
pub struct Column<E, V> {
    name: &'static str,
    of: PhantomData<fn() -> (E, V)>,
}

impl<E, V> Clone for Column<E, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, V> Copy for Column<E, V> {}

impl<E, V> fmt::Debug for Column<E, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Column").field(&self.name).finish()
    }
}

impl<E, V> Column<E, V> {
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

    /// `Column eq null`.
    #[must_use]
    pub fn is_null(self) -> Filter<E> {
        Filter::compare(self.name, Operator::Eq, "null".to_owned())
    }

    /// `Column ne null`.
    #[must_use]
    pub fn is_not_null(self) -> Filter<E> {
        Filter::compare(self.name, Operator::Ne, "null".to_owned())
    }

    /// Lowest first.
    #[must_use]
    pub const fn ascending(self) -> Order<E> {
        Order { name: self.name, descending: false, of: PhantomData }
    }

    /// Highest first.
    #[must_use]
    pub const fn descending(self) -> Order<E> {
        Order { name: self.name, descending: true, of: PhantomData }
    }
}

impl<E, V> Column<E, V> {
    /// Equal to `value`.
    #[must_use]
    pub fn eq(self, value: impl Literal<V>) -> Filter<E> {
        Filter::compare(self.name, Operator::Eq, value.literal())
    }

    /// Not equal to `value`.
    #[must_use]
    pub fn ne(self, value: impl Literal<V>) -> Filter<E> {
        Filter::compare(self.name, Operator::Ne, value.literal())
    }

    /// Greater than `value`.
    #[must_use]
    pub fn gt(self, value: impl Literal<V>) -> Filter<E> {
        Filter::compare(self.name, Operator::Gt, value.literal())
    }

    /// Greater than or equal to `value`.
    #[must_use]
    pub fn ge(self, value: impl Literal<V>) -> Filter<E> {
        Filter::compare(self.name, Operator::Ge, value.literal())
    }

    /// Less than `value`.
    #[must_use]
    pub fn lt(self, value: impl Literal<V>) -> Filter<E> {
        Filter::compare(self.name, Operator::Lt, value.literal())
    }

    /// Less than or equal to `value`.
    #[must_use]
    pub fn le(self, value: impl Literal<V>) -> Filter<E> {
        Filter::compare(self.name, Operator::Le, value.literal())
    }

    /// Equal to one of `values`; Exact has no `in`, so this becomes a chain of `or`. `None` when there are none, because
    /// no filter can say "nothing".
    #[must_use]
    pub fn one_of<L: Literal<V>>(self, values: impl IntoIterator<Item = L>) -> Option<Filter<E>> {
        values.into_iter().map(|value| self.eq(value)).reduce(Filter::or)
    }
}

impl<E> Column<E, String> {
    /// The text begins with `prefix`.
    #[must_use]
    pub fn starts_with(self, prefix: &str) -> Filter<E> {
        Filter::call(format!("startswith({},{})", self.name, text_literal(prefix)))
    }

    /// The text contains `part`.
    #[must_use]
    pub fn contains(self, part: &str) -> Filter<E> {
        Filter::call(format!("substringof({},{})", text_literal(part), self.name))
    }
}

impl<E> Column<E, Code> {
    /// Equal to `code`, however Exact pads it.
    #[must_use]
    pub fn trimmed_eq(self, code: &str) -> Filter<E> {
        Filter::compare(&format!("trim({})", self.name), Operator::Eq, text_literal(code.trim()))
    }
}

/// A sort key for `$orderby`.
pub struct Order<E> {
    name: &'static str,
    descending: bool,
    of: PhantomData<fn() -> E>,
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

/// A value that may stand in a `$filter` where the column's type is `V`.
#[diagnostic::on_unimplemented(
    message = "a column of `{V}` cannot be compared with a `{Self}`",
    label = "wrong type for this column"
)]
pub trait Literal<V> {
    /// The value as an OData literal, not percent-encoded.
    fn literal(&self) -> String;
}

fn text_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

macro_rules! display_literals {
    ($($ty:ty),*) => {$(
        impl Literal<$ty> for $ty {
            fn literal(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

display_literals!(bool, u8, i16, i32);

impl Literal<i64> for i64 {
    fn literal(&self) -> String {
        format!("{self}L")
    }
}

impl Literal<Decimal> for Decimal {
    fn literal(&self) -> String {
        self.normalize().to_string()
    }
}

impl Literal<Uuid> for Uuid {
    fn literal(&self) -> String {
        format!("guid'{self}'")
    }
}

impl Literal<NaiveDateTime> for NaiveDateTime {
    fn literal(&self) -> String {
        date::literal(*self)
    }
}

impl Literal<NaiveDateTime> for NaiveDate {
    fn literal(&self) -> String {
        date::literal(self.and_time(chrono::NaiveTime::MIN))
    }
}

impl Literal<String> for &str {
    fn literal(&self) -> String {
        text_literal(self)
    }
}

impl Literal<String> for String {
    fn literal(&self) -> String {
        text_literal(self)
    }
}

impl Literal<Code> for Code {
    fn literal(&self) -> String {
        text_literal(self.as_sent())
    }
}
