//! Where the value of a column goes when a row is read.
//!
//! Rows do not derive serde: for 450 entities that costs minutes of compile time. Each row only says which field belongs
//! to which column ([`Slots`]) and shows its fields in order ([`Cells`](crate::cell::Cells)); reading and writing are
//! done once, for all of them.

use core::fmt;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::Deserialize as _;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::code::Code;
use crate::json::Json;
use crate::{date, number};

/// The place for one column's value.
pub enum Slot<'a> {
    /// Text, or base64 of binary data.
    Text(&'a mut Option<String>),
    /// Text that Exact pads.
    Code(&'a mut Option<Code>),
    /// A number, digit by digit.
    Decimal(&'a mut Option<Decimal>),
    /// Local wall-clock time.
    DateTime(&'a mut Option<NaiveDateTime>),
    /// The day of a local wall-clock time.
    Date(&'a mut Option<NaiveDate>),
    /// `true` or `false`; 1 and 0 count as such.
    Bool(&'a mut Option<bool>),
    /// A byte.
    U8(&'a mut Option<u8>),
    /// A 16-bit integer.
    I16(&'a mut Option<i16>),
    /// A 32-bit integer.
    I32(&'a mut Option<i32>),
    /// A 64-bit integer, in quotes or not.
    I64(&'a mut Option<i64>),
    /// An id.
    Guid(&'a mut Option<Uuid>),
    /// A code of a list that has numbers.
    NumberListed(&'a mut dyn Reads),
    /// A code of a list that has letters.
    TextListed(&'a mut dyn Reads),
    /// Rows of another entity, from their JSON.
    Nested(&'a mut dyn Reads),
    /// JSON of a shape that has no type.
    Json(&'a mut Option<Json>),
}

/// Something that takes its value from text.
pub trait Reads {
    /// Takes the value.
    ///
    /// # Errors
    /// What was expected, when the text is not that.
    fn read(&mut self, text: &str) -> Result<(), String>;
}

/// Something with a place for every column it reads.
pub trait Slots: Default {
    /// The place for the column at `index` in [`Row::COLUMNS`](crate::Row::COLUMNS); `None` past the end.
    fn slot(&mut self, index: usize) -> Option<Slot<'_>>;
    /// Takes note that the answer carried this column, null or not.
    fn sent(&mut self, index: usize);
}

impl fmt::Debug for Slot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expects())
    }
}

impl Slot<'_> {
    /// What the column's values are, for an error.
    pub(crate) const fn expects(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Code(_) => "a code",
            Self::Decimal(_) => "a decimal number",
            Self::DateTime(_) | Self::Date(_) => "a date",
            Self::Bool(_) => "a boolean",
            Self::U8(_) => "a number from 0 to 255",
            Self::I16(_) => "a 16-bit integer",
            Self::I32(_) => "a 32-bit integer",
            Self::I64(_) => "a 64-bit integer",
            Self::Guid(_) => "a GUID",
            Self::NumberListed(_) => "a number of a code list",
            Self::TextListed(_) => "a code of a code list",
            Self::Nested(_) => "nested rows",
            Self::Json(_) => "JSON",
        }
    }

    /// Takes the value from its text without quotes; `false` when it is not what the column holds.
    fn take(self, text: &str) -> bool {
        match self {
            Self::Text(field) => put(field, Some(text.to_owned())),
            Self::Code(field) => put(field, Some(Code::from(text))),
            Self::Decimal(field) => put(field, number::parse_decimal(text)),
            Self::DateTime(field) => put(field, date::parse(text)),
            Self::Date(field) => put(field, date::parse(text).map(|moment| moment.date())),
            Self::Bool(field) => put(field, parse_bool(text)),
            Self::U8(field) => put(field, text.parse().ok()),
            Self::I16(field) => put(field, text.parse().ok()),
            Self::I32(field) => put(field, text.parse().ok()),
            Self::I64(field) => put(field, text.parse().ok()),
            Self::Guid(field) => put(field, Uuid::try_parse(text).ok()),
            Self::NumberListed(list) | Self::TextListed(list) => list.read(text).is_ok(),
            Self::Nested(rows) => rows.read(text).is_ok(),
            Self::Json(field) => put(field, Some(Json::from(text))),
        }
    }

    /// Whether blank text says nothing: an empty string is a text, but no number.
    const fn is_scalar(&self) -> bool {
        !matches!(self, Self::Text(_) | Self::Code(_) | Self::TextListed(_) | Self::Json(_) | Self::Nested(_))
    }
}

/// Text without the blanks around it; most has none.
fn unpadded(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=b'~', .., b'!'..=b'~'] | [b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

fn put<T>(field: &mut Option<T>, value: Option<T>) -> bool {
    *field = value;
    field.is_some()
}

fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "1" => Some(true),
        "false" | "False" | "0" => Some(false),
        _ => None,
    }
}

/// Reads one JSON value of a borrowed document into a slot. Decimals are taken from their text; a number in quotes is a
/// number all the same.
pub(crate) struct JsonValue<'a>(pub(crate) Slot<'a>);

impl<'de> DeserializeSeed<'de> for JsonValue<'_> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.0 {
            // The only values of which a parsed number would not be what was sent.
            Slot::Decimal(field) => {
                let raw = <&RawValue>::deserialize(deserializer)?.get();
                match raw.as_bytes().first() {
                    Some(b'n') => return Ok(()),
                    Some(b'"') => return AnyValue(Slot::Decimal(field)).text(raw.trim_matches('"')),
                    _ => {}
                }
                *field = number::parse_decimal(raw);
                if field.is_some() { Ok(()) } else { Err(D::Error::custom("a decimal number")) }
            }
            Slot::Json(field) => {
                let raw = <&RawValue>::deserialize(deserializer)?.get();
                *field = (raw != "null").then(|| Json::from(raw));
                Ok(())
            }
            Slot::Nested(rows) => {
                let raw = <&RawValue>::deserialize(deserializer)?.get();
                if raw == "null" { Ok(()) } else { rows.read(raw).map_err(D::Error::custom) }
            }
            slot => deserializer.deserialize_any(AnyValue(slot)),
        }
    }
}

/// Reads a value of any serde format into a slot: what this crate's rows write, and what other people's formats make
/// of it.
pub(crate) struct AnyValue<'a>(pub(crate) Slot<'a>);

impl<'de> DeserializeSeed<'de> for AnyValue<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.0 {
            // Nested values are read as JSON, from whatever format they came in.
            Slot::Json(field) => {
                let value = serde_json::Value::deserialize(deserializer)?;
                *field = (!value.is_null()).then(|| Json::from(value.to_string().as_str()));
                Ok(())
            }
            Slot::Nested(rows) => {
                let value = serde_json::Value::deserialize(deserializer)?;
                if value.is_null() { Ok(()) } else { rows.read(&value.to_string()).map_err(D::Error::custom) }
            }
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl AnyValue<'_> {
    fn text<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        let text = if self.0.is_scalar() { unpadded(text) } else { text };
        if text.is_empty() && self.0.is_scalar() {
            return Ok(());
        }
        let expects = self.0.expects();
        if self.0.take(text) { Ok(()) } else { Err(E::custom(expects)) }
    }
}

impl<'de> Visitor<'de> for AnyValue<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.expects())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.text(text)
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<(), E> {
        match self.0 {
            // The catalogue has flags of both kinds, and may be wrong about which is which.
            Slot::U8(_) | Slot::I16(_) | Slot::I32(_) | Slot::I64(_) | Slot::NumberListed(_) => {
                self.visit_i64(i64::from(flag))
            }
            _ => self.text(if flag { "true" } else { "false" }),
        }
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        let expects = self.0.expects();
        let taken = match self.0 {
            Slot::U8(field) => put(field, number.try_into().ok()),
            Slot::I16(field) => put(field, number.try_into().ok()),
            Slot::I32(field) => put(field, number.try_into().ok()),
            Slot::I64(field) => put(field, Some(number)),
            slot => slot.take(&number.to_string()),
        };
        if taken { Ok(()) } else { Err(E::custom(expects)) }
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => self.text(&number.to_string()),
        }
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        // Only where a format has nothing but floats: its shortest text is what was written. Pages of Exact never come
        // here, their numbers are read from the text.
        self.text(&number.to_string())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let expects = self.0.expects();
        let mut deferred = false;
        while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
            deferred |= key == "__deferred";
            map.next_value::<IgnoredAny>()?;
        }
        // A link where a value was expected: nothing was sent.
        if deferred { Ok(()) } else { Err(A::Error::custom(expects)) }
    }
}
