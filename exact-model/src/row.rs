//! What can be read from a page: a whole entity, or only the columns a program needs.

use core::fmt;

use crate::entity::Entity;
use crate::slot::{Cell, Cells, Slots};

/// A row of an endpoint of `Self::Entity`.
///
/// Entities are rows of all their columns; [`projection!`](crate::projection) makes rows of some.
pub trait Row: Cells + Sized + Send + 'static {
    /// The entity it is a row of.
    type Entity: Entity;
    /// What is filled while the row is read.
    type Draft: Slots;
    /// The columns it needs, which become the `$select`.
    const COLUMNS: &'static [&'static str];

    /// The row, once everything has been read.
    ///
    /// # Errors
    /// The name of the first column that must have a value and has none.
    fn finish(draft: Self::Draft) -> Result<Self, &'static str>;
}

/// Shows a row without what is private in it: names, texts and amounts appear as `…`, ids, dates, numbers and flags as
/// they are.
#[doc(hidden)]
pub fn debug_row<R: Row>(row: &R, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    for (index, column) in R::COLUMNS.iter().enumerate() {
        match row.cell(index) {
            Cell::Null => {}
            Cell::Text(_) | Cell::Decimal(_) | Cell::Json(_) => {
                shown.field(column, &format_args!("…"));
            }
            Cell::DateTime(moment) => {
                shown.field(column, &moment);
            }
            Cell::Date(day) => {
                shown.field(column, &day);
            }
            Cell::Bool(flag) => {
                shown.field(column, &flag);
            }
            Cell::Int(number) => {
                shown.field(column, &number);
            }
            Cell::Guid(id) => {
                shown.field(column, &format_args!("{id}"));
            }
        }
    }
    shown.finish_non_exhaustive()
}
