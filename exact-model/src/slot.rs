//! Where the value of a column goes when a row is read, and where it comes from when a row is shown.
//!
//! Rows do not derive serde: for 450 entities that costs minutes of compile time. Each row only says which field belongs
//! to which column ([`Slots`]) and shows its fields in order ([`Cells`]); reading and writing are done once, here.

use core::fmt;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, Visitor};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::code::Code;
use crate::json::Json;
use crate::{date, number};

/// The place for one column's value.
#[derive(Debug)]
#[allow(missing_docs)]
pub enum Slot<'a> {
    Text(&'a mut Option<String>),
    Code(&'a mut Option<Code>),
    Decimal(&'a mut Option<Decimal>),
    DateTime(&'a mut Option<NaiveDateTime>),
    Date(&'a mut Option<NaiveDate>),
    Bool(&'a mut Option<bool>),
    U8(&'a mut Option<u8>),
    I16(&'a mut Option<i16>),
    I32(&'a mut Option<i32>),
    I64(&'a mut Option<i64>),
    Guid(&'a mut Option<Uuid>),
    Json(&'a mut Option<Json>),
}

/// One column's value, borrowed for showing.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub enum Cell<'a> {
    Null,
    Text(&'a str),
    Decimal(Decimal),
    DateTime(NaiveDateTime),
    Date(NaiveDate),
    Bool(bool),
    Int(i64),
    Guid(Uuid),
    Json(&'a str),
}

/// Something with a field for every column it reads.
pub trait Slots: Default {
    /// The field for `column`; `None` for a column it does not read.
    fn slot(&mut self, column: &str) -> Option<Slot<'_>>;
}

/// Something whose fields can be shown in the order of its columns.
pub trait Cells {
    /// The value of the column at `index` in [`Row::COLUMNS`](crate::Row::COLUMNS); [`Cell::Null`] past the end.
    fn cell(&self, index: usize) -> Cell<'_>;
}

/// A Rust type that a column's value can be read into.
pub trait FieldType: Sized {
    /// The slot of a field of this type.
    fn slot(field: &mut Option<Self>) -> Slot<'_>;
    /// The cell of a field of this type.
    fn cell(&self) -> Cell<'_>;
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
    i64 => I64, number => Cell::Int(*number);
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

/// A field as a row declares it: `T` must be there, `Option<T>` may be null or absent.
pub trait Field: Sized {
    /// What is read.
    type Value: FieldType;
    /// The field from what was read; `None` when it must be there and is not.
    fn finish(read: Option<Self::Value>) -> Option<Self>;
    /// The value to show.
    fn cell(&self) -> Cell<'_>;
}

impl<T: FieldType> Field for T {
    type Value = T;
    fn finish(read: Option<T>) -> Option<Self> {
        read
    }
    fn cell(&self) -> Cell<'_> {
        FieldType::cell(self)
    }
}

impl<T: FieldType> Field for Option<T> {
    type Value = T;
    fn finish(read: Option<T>) -> Option<Self> {
        Some(read)
    }
    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, FieldType::cell)
    }
}

/// Reads one JSON value into a slot. Numbers are taken from their text; a number in quotes is a number all the same.
pub(crate) struct SlotSeed<'a>(pub(crate) Slot<'a>);

impl<'de> DeserializeSeed<'de> for SlotSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.0 {
            Slot::Text(field) => *field = deserializer.deserialize_any(TextVisitor)?,
            Slot::Code(field) => *field = deserializer.deserialize_any(TextVisitor)?.map(Code::from),
            Slot::DateTime(field) => *field = read_date(deserializer)?,
            Slot::Date(field) => *field = read_date(deserializer)?.map(|moment| moment.date()),
            Slot::Bool(field) => *field = scalar(deserializer, "a boolean", parse_bool)?,
            Slot::Decimal(field) => *field = scalar(deserializer, "a decimal number", number::parse_decimal)?,
            Slot::U8(field) => *field = scalar(deserializer, "a number from 0 to 255", |text| text.parse().ok())?,
            Slot::I16(field) => *field = scalar(deserializer, "a 16-bit integer", |text| text.parse().ok())?,
            Slot::I32(field) => *field = scalar(deserializer, "a 32-bit integer", |text| text.parse().ok())?,
            Slot::I64(field) => *field = scalar(deserializer, "a 64-bit integer", |text| text.parse().ok())?,
            Slot::Guid(field) => *field = scalar(deserializer, "a GUID", |text| text.parse().ok())?,
            Slot::Json(field) => {
                let raw = <&RawValue as serde::Deserialize>::deserialize(deserializer)?.get();
                *field = (raw != "null").then(|| Json::from(raw));
            }
        }
        Ok(())
    }
}

fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// A scalar from its text, quoted or not. Never quotes the text in its error: it may be an amount or a name.
fn scalar<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    expected: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, D::Error> {
    let raw = <&RawValue as serde::Deserialize>::deserialize(deserializer)?.get();
    if raw == "null" {
        return Ok(None);
    }
    let text = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw).trim();
    if text.is_empty() {
        return Ok(None);
    }
    parse(text).map(Some).ok_or_else(|| D::Error::custom(expected))
}

fn read_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDateTime>, D::Error> {
    // The slashes may come escaped (`\/Date(0)\/`), so the string has to be unescaped first.
    match deserializer.deserialize_any(TextVisitor)? {
        Some(text) if text.is_empty() => Ok(None),
        Some(text) => date::parse(&text).map(Some).ok_or_else(|| D::Error::custom("a date")),
        None => Ok(None),
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(text))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Some(flag.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        // A code that came as a number; never an amount, those are read from their text.
        Ok(Some(number.to_string()))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        // A deferred link where text was expected: nothing was sent.
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}
