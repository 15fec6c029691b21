use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use uuid::Uuid;

/// A value of a property, as the books keep it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A whole number of any width.
    Int(i64),
    /// An amount, a rate or a quantity.
    Number(Decimal),
    /// Text, in the padded form Exact sends where there is one.
    Text(String),
    /// An id.
    Guid(Uuid),
    /// A moment on the wall clock; a day is its midnight.
    Moment(NaiveDateTime),
}

impl Value {
    /// A day.
    #[must_use]
    pub fn day(date: NaiveDate) -> Self {
        Self::Moment(date.into())
    }

    /// Text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// Something that stands beside the ledger and that nothing is computed from: the values of its properties by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its key.
    pub id: Uuid,
    /// Values by the property's name on the wire; what is not there is null.
    pub values: Vec<(&'static str, Value)>,
}

impl Record {
    /// A record with its key under the name `ID`.
    #[must_use]
    pub fn new(id: Uuid, values: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        let values = std::iter::once(("ID", Value::Guid(id))).chain(values).collect();
        Self { id, values }
    }

    /// The value of a property; `None` is null.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Sets a property, or with `None` makes it null.
    pub fn set(&mut self, name: &'static str, value: Option<Value>) {
        self.values.retain(|(known, _)| *known != name);
        self.values.extend(value.map(|value| (name, value)));
    }
}
