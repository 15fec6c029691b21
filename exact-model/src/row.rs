//! What can be read from a page: a whole entity, or only the columns a program needs.

use core::fmt;

use serde::Serialize as _;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::Serializer;

use crate::cell::{Cell, Cells, Shown};
use crate::entity::Entity;
use crate::nested::NestedPages;
use crate::slot::{AnyValue, Slots};

/// A row of an endpoint of `Self::Entity`.
///
/// Entities are rows of all their columns; [`projection!`](crate::projection) makes rows of some.
pub trait Row: Cells + Sized + Send + 'static {
    /// The entity it is a row of.
    type Entity: Entity;
    /// What is filled while the row is read.
    type Draft: Slots;
    /// The columns it reads, in the order of its fields.
    const COLUMNS: &'static [&'static str];
    /// For each column the shape of the rows within it; `None` for an ordinary column. Empty when there are none.
    const NESTED: &'static [Option<Shape>] = &[];
    /// Whether it is the entity itself, which takes what its endpoint has, rather than a choice of columns, which needs
    /// them all.
    const WHOLE: bool = false;

    /// The row, once everything has been read.
    ///
    /// # Errors
    /// The name of the first column that must have a value and has none.
    fn finish(draft: Self::Draft) -> Result<Self, &'static str>;

    /// The rows within it, whose further pages have yet to be read.
    fn nested(&mut self) -> Vec<&mut dyn NestedPages> {
        Vec::new()
    }
}

/// The columns of a row type, and of the rows within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// The columns; empty for all there are.
    pub columns: &'static [&'static str],
    /// For each column the rows within; empty when there are none.
    pub nested: &'static [Option<Shape>],
}

impl Shape {
    /// The shape of row type `R`.
    #[must_use]
    pub const fn of<R: Row>() -> Self {
        if R::WHOLE { Self { columns: &[], nested: &[] } } else { Self { columns: R::COLUMNS, nested: R::NESTED } }
    }
}

/// Shows a row without what is private in it: names, texts and amounts appear as `…`, ids, dates, numbers and flags as
/// they are.
#[doc(hidden)]
pub fn debug_row(columns: &[&str], row: &dyn Cells, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    for (index, column) in columns.iter().enumerate() {
        let cell = row.cell(index);
        if !matches!(cell, Cell::Null | Cell::Absent) {
            shown.field(column, &cell);
        }
    }
    shown.finish_non_exhaustive()
}

/// Whether two rows have the same values; what was sent of them does not matter.
#[doc(hidden)]
#[must_use]
pub fn same_values(columns: &[&str], left: &dyn Cells, right: &dyn Cells) -> bool {
    (0..columns.len()).all(|index| left.cell(index) == right.cell(index))
}

#[doc(hidden)]
pub fn serialize_row<S: Serializer>(
    columns: &'static [&'static str],
    row: &dyn Cells,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    Shown { columns, row }.serialize(serializer)
}

/// Reads a row from any serde format: a map of column names and values.
#[doc(hidden)]
pub fn deserialize_row<'de, R: Row, D: Deserializer<'de>>(deserializer: D) -> Result<R, D::Error> {
    struct Filled<'a, T>(&'a mut T, &'static [&'static str]);

    impl<'de, T: Slots> Visitor<'de> for Filled<'_, T> {
        type Value = ();
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map of columns")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
                let index = self.1.iter().position(|column| *column == key).unwrap_or(usize::MAX);
                match self.0.slot(index) {
                    Some(slot) => map.next_value_seed(AnyValue(slot))?,
                    None => {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                self.0.sent(index);
            }
            Ok(())
        }
    }

    let mut draft = R::Draft::default();
    deserializer.deserialize_map(Filled(&mut draft, R::COLUMNS))?;
    R::finish(draft).map_err(|column| D::Error::custom(format_args!("{column} has no value")))
}
