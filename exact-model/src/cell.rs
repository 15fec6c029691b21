//! The values of a row, column by column: what `Serialize`, `Debug`, comparison and exports are made of.

use core::fmt;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::date;

/// One column's value, borrowed for showing.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Cell<'a> {
    /// The answer did not carry the column.
    Absent,
    /// Explicitly empty.
    Null,
    /// Text or a code, padding included.
    Text(&'a str),
    /// A number, exactly as it was sent.
    Decimal(Decimal),
    /// Local wall-clock time.
    DateTime(NaiveDateTime),
    /// A day.
    Date(NaiveDate),
    /// A flag.
    Bool(bool),
    /// A byte, 16-bit or 32-bit integer, or a number of a code list.
    Int(i64),
    /// An `Edm.Int64`, which Exact writes between quotes.
    Long(i64),
    /// An id.
    Guid(Uuid),
    /// JSON text of a shape that has no type.
    Json(&'a str),
    /// Nested rows.
    Rows(&'a dyn NestedCells),
}

impl Cell<'_> {
    /// A null of which nothing was sent is no null but an absence.
    #[allow(dead_code, reason = "without features there are no entities")]
    pub(crate) fn or_absent(self, sent: bool) -> Self {
        if matches!(self, Self::Null) && !sent { Self::Absent } else { self }
    }
}

impl PartialEq for Cell<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Absent | Self::Null, Self::Absent | Self::Null) => true,
            (Self::Text(left), Self::Text(right)) | (Self::Json(left), Self::Json(right)) => left == right,
            (Self::Decimal(left), Self::Decimal(right)) => left == right,
            (Self::DateTime(left), Self::DateTime(right)) => left == right,
            (Self::Date(left), Self::Date(right)) => left == right,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Int(left) | Self::Long(left), Self::Int(right) | Self::Long(right)) => left == right,
            (Self::Guid(left), Self::Guid(right)) => left == right,
            (Self::Rows(left), Self::Rows(right)) => {
                left.rows() == right.rows()
                    && (0..left.rows()).all(|row| same_row(left.columns(), left.row(row), right.row(row)))
            }
            _ => false,
        }
    }
}

fn same_row(columns: &[&str], left: Option<&dyn Cells>, right: Option<&dyn Cells>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => (0..columns.len()).all(|index| left.cell(index) == right.cell(index)),
        (left, right) => left.is_none() && right.is_none(),
    }
}

/// Shows ids, dates, numbers and flags; texts, amounts and nested rows only as `…`.
impl fmt::Debug for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent | Self::Null => f.write_str("null"),
            Self::Text(_) | Self::Decimal(_) | Self::Json(_) => f.write_str("…"),
            Self::Rows(nested) => write!(f, "{} rows", nested.rows()),
            Self::DateTime(moment) => moment.fmt(f),
            Self::Date(day) => day.fmt(f),
            Self::Bool(flag) => flag.fmt(f),
            Self::Int(number) | Self::Long(number) => number.fmt(f),
            Self::Guid(id) => write!(f, "{id}"),
        }
    }
}

/// Something whose values can be shown in the order of its columns.
pub trait Cells {
    /// The value of the column at `index` in [`Row::COLUMNS`](crate::Row::COLUMNS); [`Cell::Absent`] past the end.
    fn cell(&self, index: usize) -> Cell<'_>;
}

/// Rows within a row.
pub trait NestedCells {
    /// The columns of each row.
    fn columns(&self) -> &'static [&'static str];
    /// How many rows there are.
    fn rows(&self) -> usize;
    /// The row at `index`.
    fn row(&self, index: usize) -> Option<&dyn Cells>;
    /// The link that stands where the rows would be.
    fn deferred(&self) -> Option<&str>;
    /// The link to the rows that did not fit.
    fn next(&self) -> Option<&str>;
    /// Whether it is one row rather than a list.
    fn is_single(&self) -> bool;
}

/// As Exact writes it, but for decimals: those are text, so that no reader makes a float of them.
impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Decimal(number) => serializer.collect_str(number),
            Self::DateTime(moment) => serializer.serialize_str(&date::to_wire(*moment)),
            Self::Date(day) => serializer.serialize_str(&date::to_wire(day.and_time(chrono::NaiveTime::MIN))),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Long(number) => serializer.collect_str(number),
            Self::Guid(id) => serializer.collect_str(id),
            Self::Json(text) => match serde_json::from_str::<&RawValue>(text) {
                Ok(json) => json.serialize(serializer),
                Err(_) => serializer.serialize_str(text),
            },
            Self::Rows(nested) => nested_rows(*nested, serializer),
        }
    }
}

fn nested_rows<S: Serializer>(nested: &dyn NestedCells, serializer: S) -> Result<S::Ok, S::Error> {
    struct Deferred<'a>(&'a str);
    impl Serialize for Deferred<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry("uri", self.0)?;
            map.end()
        }
    }
    struct List<'a>(&'a dyn NestedCells);
    impl Serialize for List<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let rows = (0..self.0.rows()).filter_map(|index| self.0.row(index));
            serializer.collect_seq(rows.map(|row| Shown { columns: self.0.columns(), row }))
        }
    }
    if let Some(uri) = nested.deferred() {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("__deferred", &Deferred(uri))?;
        return map.end();
    }
    if nested.is_single() {
        return match nested.row(0) {
            Some(row) => Shown { columns: nested.columns(), row }.serialize(serializer),
            None => serializer.serialize_none(),
        };
    }
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("results", &List(nested))?;
    if let Some(next) = nested.next() {
        map.serialize_entry("__next", next)?;
    }
    map.end()
}

/// A row with its columns, ready for any serde format: a map of what was sent.
pub(crate) struct Shown<'a> {
    pub(crate) columns: &'static [&'static str],
    pub(crate) row: &'a dyn Cells,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sent = |index: &usize| !matches!(self.row.cell(*index), Cell::Absent);
        let mut map = serializer.serialize_map(Some((0..self.columns.len()).filter(sent).count()))?;
        for (index, column) in self.columns.iter().enumerate().filter(|(index, _)| sent(index)) {
            map.serialize_entry(column, &self.row.cell(index))?;
        }
        map.end()
    }
}
