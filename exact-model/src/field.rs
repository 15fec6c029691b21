//! Which Rust types a field may have, and which columns it can hold.

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::cell::Cell;
use crate::code::Code;
use crate::json::Json;
use crate::nested::NestedPages;
use crate::presence::Sent;
use crate::row::Shape;
use crate::slot::Slot;

/// A Rust type that a column's value can be read into.
pub trait FieldType: Sized {
    /// The rows inside, where the column is a navigation.
    const NESTED: Option<Shape> = None;
    /// The place of a field of this type.
    fn slot(field: &mut Option<Self>) -> Slot<'_>;
    /// The value of a field of this type.
    fn cell(&self) -> Cell<'_>;
    /// The rows inside, where there are any.
    fn nested(&mut self) -> Option<&mut dyn NestedPages> {
        None
    }
}

macro_rules! field_types {
    ($($ty:ty => $slot:ident, $value:ident => $cell:expr;)*) => {$(
        impl FieldType for $ty {
            fn slot(field: &mut Option<Self>) -> Slot<'_> {
                Slot::$slot(field)
            }
            fn cell(&self) -> Cell<'_> {
                let $value = self;
                $cell
            }
        }
    )*};
}

field_types! {
    String => Text, text => Cell::Text(text);
    Code => Code, code => Cell::Text(code.as_sent());
    Decimal => Decimal, amount => Cell::Decimal(*amount);
    NaiveDateTime => DateTime, moment => Cell::DateTime(*moment);
    NaiveDate => Date, day => Cell::Date(*day);
    bool => Bool, flag => Cell::Bool(*flag);
    u8 => U8, number => Cell::Int(i64::from(*number));
    i16 => I16, number => Cell::Int(i64::from(*number));
    i32 => I32, number => Cell::Int(i64::from(*number));
    i64 => I64, number => Cell::Long(*number);
    Uuid => Guid, id => Cell::Guid(*id);
    Json => Json, json => Cell::Json(json.as_str());
}

/// Field type `Self` can hold the values of a column of type `V`.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot hold a column of `{V}`",
    label = "this column's values are `{V}`"
)]
pub trait Holds<V> {}

macro_rules! holds {
    ($($field:ty : $($column:ty),*;)*) => {$($(impl Holds<$column> for $field {})*)*};
}

holds! {
    String: String, Code;
    Code: Code, String;
    Decimal: Decimal;
    NaiveDateTime: NaiveDateTime;
    NaiveDate: NaiveDateTime;
    bool: bool;
    u8: u8;
    i16: i16, u8;
    i32: i32, i16, u8;
    i64: i64, i32, i16, u8;
    Uuid: Uuid;
    Json: Json;
}

/// A field as a row declares it: `T` must be there, `Option<T>` may be null or absent, [`Sent<T>`] says which.
pub trait Field: Sized {
    /// What is read.
    type Value: FieldType;
    /// The field from what was read, and whether the column was there at all; `None` when it must have a value and has
    /// none.
    fn finish(read: Option<Self::Value>, sent: bool) -> Option<Self>;
    /// The value to show.
    fn cell(&self) -> Cell<'_>;
    /// The rows inside, where there are any.
    fn nested(&mut self) -> Option<&mut dyn NestedPages>;
}

impl<T: FieldType> Field for T {
    type Value = T;
    fn finish(read: Option<T>, _: bool) -> Option<Self> {
        read
    }
    fn cell(&self) -> Cell<'_> {
        FieldType::cell(self)
    }
    fn nested(&mut self) -> Option<&mut dyn NestedPages> {
        FieldType::nested(self)
    }
}

impl<T: FieldType> Field for Option<T> {
    type Value = T;
    fn finish(read: Option<T>, _: bool) -> Option<Self> {
        Some(read)
    }
    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, FieldType::cell)
    }
    fn nested(&mut self) -> Option<&mut dyn NestedPages> {
        self.as_mut().and_then(FieldType::nested)
    }
}

impl<T: FieldType> Field for Sent<T> {
    type Value = T;
    fn finish(read: Option<T>, sent: bool) -> Option<Self> {
        Some(match read {
            Some(value) => Self::Value(value),
            None if sent => Self::Null,
            None => Self::Absent,
        })
    }
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Value(value) => value.cell(),
            Self::Null => Cell::Null,
            Self::Absent => Cell::Absent,
        }
    }
    fn nested(&mut self) -> Option<&mut dyn NestedPages> {
        match self {
            Self::Value(value) => value.nested(),
            Self::Null | Self::Absent => None,
        }
    }
}
