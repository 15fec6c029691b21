//! Amounts by period beside each other.

use super::label;
use crate::series::{Column as Period, Series};
use crate::table::{Cell, Column, Table};

/// A table with a column for every period and one for the total, which comes last.
pub(super) fn by_period(title: String, first: Vec<Column>, periods: &[Period], currency: &str) -> Table {
    let periods = periods.iter().map(|period| Column::amount(label::sentence(&label::column(period)), currency));
    let total = Column::amount("Totaal", currency);
    Table::new(title, first.into_iter().chain(periods).chain([total]))
}

/// The cells of a series in such a table.
pub(super) fn cells(first: impl IntoIterator<Item = Cell>, series: &Series) -> Vec<Cell> {
    let amounts = series.by_period.iter().chain([&series.total]);
    first.into_iter().chain(amounts.map(|amount| Cell::Amount(*amount))).collect()
}
