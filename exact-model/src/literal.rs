//! Values as OData literals.

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::code::Code;
use crate::date;

/// A value that may stand in a `$filter` where the column's type is `V`.
#[diagnostic::on_unimplemented(
    message = "a column of `{V}` cannot be compared with a `{Self}`",
    label = "wrong type for this column"
)]
pub trait Literal<V> {
    /// The value as an OData literal, not percent-encoded.
    fn literal(&self) -> String;
}

/// Text between quotes, quotes within it doubled.
pub(crate) fn text_literal(text: &str) -> String {
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
