//! Rows of any entity, read by the catalogue instead of a Rust type.

use core::fmt;

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use serde::de::{Deserialize as _, Deserializer};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::cell::Cell;
use crate::date;
use crate::envelope::Assembly;
use crate::json::Json;
use crate::meta::{Edm, Meta};
use crate::number;

/// A row of any entity: its properties in the order they came, each with the type the catalogue gives it.
///
/// Nothing is left out: properties the catalogue does not know, `__metadata` and nested rows are kept as the JSON they
/// came in, and so is a value that does not fit its type.
///
/// ```
/// use exact_model::record::Value;
/// use exact_model::{catalogue, page};
///
/// let meta = catalogue::find("hrm/Costcenters").unwrap();
/// let page = page::decode_records(meta, br#"{"d":{"results":[{"Code":"01","Active":true,"Brand":{"New":1}}]}}"#)?;
/// let record = &page.rows[0];
/// assert_eq!(record.get("Code"), Some(&Value::Text("01".to_owned())));
/// assert_eq!(record.get("Active"), Some(&Value::Bool(true)));
/// assert!(matches!(record.get("Brand"), Some(Value::Json(_))));
/// # Ok::<(), page::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct Record {
    meta: &'static Meta,
    fields: Vec<(Name, Value)>,
}

/// The name of a property: the catalogue's own text where it knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    Known(&'static str),
    Unknown(String),
}

impl Name {
    fn as_str(&self) -> &str {
        match self {
            Self::Known(name) => name,
            Self::Unknown(name) => name,
        }
    }
}

/// A value of a record.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// Explicitly empty.
    Null,
    /// Text, padding included; also base64 of binary data.
    Text(String),
    /// A number, exactly as it was sent.
    Decimal(Decimal),
    /// Local wall-clock time.
    DateTime(NaiveDateTime),
    /// A flag.
    Bool(bool),
    /// A byte, 16-bit or 32-bit integer.
    Int(i32),
    /// A 64-bit integer.
    Long(i64),
    /// An id.
    Guid(Uuid),
    /// Anything else: nested rows, unknown properties, values that do not fit their type.
    Json(Json),
}

impl Value {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Null => Cell::Null,
            Self::Text(text) => Cell::Text(text),
            Self::Decimal(number) => Cell::Decimal(*number),
            Self::DateTime(moment) => Cell::DateTime(*moment),
            Self::Bool(flag) => Cell::Bool(*flag),
            Self::Int(number) => Cell::Int(i64::from(*number)),
            Self::Long(number) => Cell::Long(*number),
            Self::Guid(id) => Cell::Guid(*id),
            Self::Json(json) => Cell::Json(json.as_str()),
        }
    }

    fn from_json(raw: &str, edm: Option<Edm>) -> Self {
        if raw == "null" {
            return Self::Null;
        }
        edm.and_then(|edm| Self::of_type(raw, edm)).unwrap_or_else(|| Self::Json(Json::from(raw)))
    }

    fn of_type(raw: &str, edm: Edm) -> Option<Self> {
        let text = || -> Option<String> { serde_json::from_str(raw).ok() };
        let bare = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw);
        Some(match edm {
            Edm::String | Edm::Binary => Self::Text(text()?),
            Edm::Guid => Self::Guid(Uuid::try_parse(bare).ok()?),
            Edm::DateTime => Self::DateTime(date::parse(&text()?)?),
            Edm::Double => Self::Decimal(number::parse_decimal(bare)?),
            Edm::Boolean => Self::Bool(raw.parse().ok()?),
            Edm::Byte | Edm::Int16 | Edm::Int32 => Self::Int(bare.parse().ok()?),
            Edm::Int64 => Self::Long(bare.parse().ok()?),
            Edm::Nested(_) => return None,
        })
    }
}

/// Shows ids, dates, numbers and flags; texts and amounts only as `…`.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cell().fmt(f)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.cell().serialize(serializer)
    }
}

impl Record {
    /// The endpoint it is a row of.
    #[must_use]
    pub const fn meta(&self) -> &'static Meta {
        self.meta
    }

    /// The value of a property; `None` when the answer did not carry it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.iter().find(|(known, _)| known.as_str() == name).map(|(_, value)| value)
    }

    /// Every property with its value, in the order they came.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.meta.id == other.meta.id && self.fields == other.fields
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct(self.meta.name);
        for (name, value) in self.fields().filter(|(_, value)| **value != Value::Null) {
            shown.field(name, value);
        }
        shown.finish()
    }
}

/// As it came, but for decimals: those are text, so that no reader makes a float of them.
impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for (name, value) in self.fields() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Puts records together.
pub(crate) struct Records {
    meta: &'static Meta,
    fields: Vec<(Name, Value)>,
    /// The type of the property under way.
    edm: Option<Edm>,
}

impl Records {
    pub(crate) const fn new(meta: &'static Meta) -> Self {
        Self { meta, fields: Vec::new(), edm: None }
    }
}

impl Assembly for Records {
    type Row = Record;

    fn begin(&mut self) {
        self.fields.clear();
    }

    fn property(&mut self, at: usize, name: &str) -> Option<usize> {
        let property = self.meta.property(name);
        self.edm = property.map(|property| property.edm);
        let name = property.map_or_else(|| Name::Unknown(name.to_owned()), |property| Name::Known(property.name));
        self.fields.push((name, Value::Null));
        Some(at)
    }

    fn value<'de, D: Deserializer<'de>>(&mut self, _: usize, deserializer: D) -> Result<(), D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        if let Some((_, value)) = self.fields.last_mut() {
            *value = Value::from_json(raw.get(), self.edm);
        }
        Ok(())
    }

    fn name(&self, _: usize) -> String {
        self.fields.last().map_or_else(String::new, |(name, _)| name.as_str().to_owned())
    }

    fn finish(&mut self) -> Result<Record, &'static str> {
        Ok(Record { meta: self.meta, fields: core::mem::take(&mut self.fields) })
    }
}
