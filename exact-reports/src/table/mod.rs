//! Reports as tables: for the eye, for Markdown, for CSV and, with the feature `xlsx`, for a workbook.
//!
//! Every report is [`Tabular`]. Its tables have Dutch headings, because an owner reads them; amounts are rounded to cents
//! here and nowhere else. Words from the books are data: control characters never leave, and each notation escapes what
//! would mean something in it.
//!
//! ```
//! use exact_reports::table::{Column, Table};
//! use exact_model::Decimal;
//!
//! let mut table = Table::new("Omzet", [Column::text("Klant"), Column::amount("Omzet", "EUR")]);
//! table.row(["Molen | Zn".into(), Decimal::new(123_450, 2).into()]);
//! assert!(table.markdown().contains(r"| Molen \| Zn | 1.234,50 |"));
//! assert_eq!(table.csv()?, "Klant,Omzet (EUR)\r\nMolen | Zn,1234.50\r\n");
//! # Ok::<(), std::io::Error>(())
//! ```

mod cell;
mod column;
mod csv;
mod markdown;
mod notation;
mod reports;
mod tabular;
mod text;
mod wording;
#[cfg(feature = "xlsx")]
pub mod xlsx;

pub use cell::Cell;
pub use column::{Column, Kind};
pub use tabular::Tabular;
#[cfg(feature = "chart")]
pub(crate) use {reports::label, wording::clean};

/// What a row is to the rows around it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Weight {
    /// One of many.
    #[default]
    Plain,
    /// It adds up rows above it.
    Subtotal,
}

/// Cells under the columns of a table. Missing ones count as empty, those beyond the last column are not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// One for every column.
    pub cells: Vec<Cell>,
    /// What it is to the rows around it.
    pub weight: Weight,
}

/// Rows under columns, with a title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What it shows, in Dutch.
    pub title: String,
    /// What the cells of each row are.
    pub columns: Vec<Column>,
    /// The rows in order.
    pub rows: Vec<Row>,
    /// The last row, which adds up the others; `None` when they do not add up.
    pub total: Option<Row>,
}

impl Table {
    /// A table without rows.
    pub fn new(title: impl Into<String>, columns: impl IntoIterator<Item = Column>) -> Self {
        Self { title: title.into(), columns: columns.into_iter().collect(), ..Self::default() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(Row { cells: cells.into_iter().collect(), weight: Weight::Plain });
    }

    /// Adds a row that adds up rows above it.
    pub fn subtotal(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(Row { cells: cells.into_iter().collect(), weight: Weight::Subtotal });
    }

    /// Sets the last row.
    pub fn total(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.total = Some(Row { cells: cells.into_iter().collect(), weight: Weight::Subtotal });
    }

    /// Every row, the total last.
    fn all_rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().chain(&self.total)
    }

    /// The cells of a row, one for every column.
    fn cells<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = (&'a Column, &'a Cell)> {
        self.columns.iter().zip(row.cells.iter().chain(core::iter::repeat(&Cell::Empty)))
    }

    /// The currency of all amounts, when there is one.
    fn currency(&self) -> Option<&str> {
        let mut codes = self.columns.iter().filter_map(Column::currency);
        let first = codes.next()?;
        codes.all(|code| code == first).then_some(first)
    }

    /// The title as it is shown, with the currency when all amounts have the same.
    fn caption(&self) -> String {
        let title = wording::clean(&self.title);
        match self.currency() {
            Some(code) => format!("{title} (bedragen in {})", wording::clean(code)),
            None => title,
        }
    }

    /// The heading of a column where the caption does not tell the currency.
    fn heading(&self, column: &Column) -> String {
        if self.currency().is_some() { wording::clean(&column.heading) } else { column.full_heading() }
    }
}
