//! The rows of an answer, written down once: programs get them as data, readers as a table, and both say the same.

use chrono::NaiveDate;
use exact_reports::Selector;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::dutch;
use crate::reply::TracedRow;
use crate::table::{Align, Table};

/// A value in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Does not apply: left out of the data, blank in a table.
    Blank,
    /// Words; those from the books have been cleaned.
    Text(String),
    /// An amount in the currency of the answer.
    Money(Decimal),
    /// A percentage.
    Percent(Decimal),
    /// A day.
    Day(NaiveDate),
    /// A number of things.
    Count(i64),
    /// A number that is neither money nor a count, shown with one decimal, such as days on average.
    Number(Decimal),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    fn data(&self) -> Option<Value> {
        match self {
            Self::Blank => None,
            Self::Text(text) => Some(json!(text)),
            Self::Money(amount) => Some(json!(dutch::plain(*amount))),
            Self::Percent(part) => Some(json!(part.to_string())),
            Self::Day(day) => Some(json!(day.to_string())),
            Self::Count(count) => Some(json!(count)),
            Self::Number(number) => Some(json!(number.to_string())),
            Self::Flag(flag) => Some(json!(flag)),
        }
    }

    fn shown(&self, currency: &str) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text.clone(),
            Self::Money(amount) => dutch::money(*amount, currency),
            Self::Percent(part) => dutch::percent(*part),
            Self::Day(day) => dutch::date(*day),
            Self::Count(count) => count.to_string(),
            Self::Number(number) => format!("{number:.1}").replace('.', ","),
            Self::Flag(flag) => if *flag { "ja" } else { "" }.to_owned(),
        }
    }

    fn is_number(&self) -> bool {
        matches!(self, Self::Money(_) | Self::Percent(_) | Self::Count(_) | Self::Number(_))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Decimal> for Cell {
    fn from(amount: Decimal) -> Self {
        Self::Money(amount)
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<i64> for Cell {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}

/// A column: its name in the data, its heading in a table, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    key: Option<&'static str>,
    heading: Option<&'static str>,
}

impl Column {
    /// In the data and in the table.
    pub(crate) const fn new(key: &'static str, heading: &'static str) -> Self {
        Self { key: Some(key), heading: Some(heading) }
    }

    /// In the data only.
    pub(crate) const fn data(key: &'static str) -> Self {
        Self { key: Some(key), heading: None }
    }

    /// In the table only.
    pub(crate) const fn shown(heading: &'static str) -> Self {
        Self { key: None, heading: Some(heading) }
    }
}

/// Rows under columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    title: Option<&'static str>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    total: Option<Vec<Cell>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    cells: Vec<Cell>,
    /// The journal lines that its amount was added up from.
    behind: Option<Selector>,
}

impl Sheet {
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), ..Self::default() }
    }

    /// With a title above its table.
    pub(crate) fn titled(mut self, title: &'static str) -> Self {
        self.title = Some(title);
        self
    }

    /// Adds a row, with a cell for every column.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let cells: Vec<_> = cells.into_iter().collect();
        debug_assert_eq!(cells.len(), self.columns.len(), "a cell for every column");
        self.rows.push(Row { cells, behind: None });
    }

    /// Adds a row whose amount can be traced to journal lines.
    pub(crate) fn traced(&mut self, behind: Selector, cells: impl IntoIterator<Item = Cell>) {
        self.row(cells);
        if let Some(row) = self.rows.last_mut() {
            row.behind = Some(behind);
        }
    }

    /// The rows, to be named in a next question.
    pub(crate) fn traces(&self) -> Vec<TracedRow> {
        let names = |row: &Row| {
            let texts = row.cells.iter().filter_map(|cell| if let Cell::Text(text) = cell { Some(text) } else { None });
            texts.cloned().collect()
        };
        self.rows.iter().map(|row| TracedRow { names: names(row), behind: row.behind.clone() }).collect()
    }

    /// The last row of the table, which adds up the others. The data has its total elsewhere.
    pub(crate) fn total(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.total = Some(cells.into_iter().collect());
    }

    /// The rows that have a name and an amount.
    pub(crate) fn amounts(&self) -> Vec<(String, Decimal)> {
        let at = |key| self.columns.iter().position(|column| column.key == Some(key));
        let (Some(name), Some(amount)) = (at("naam"), at("bedrag")) else { return Vec::new() };
        let amounts = self.rows.iter().filter_map(|row| match (row.cells.get(name)?, row.cells.get(amount)?) {
            (Cell::Text(name), Cell::Money(amount)) => Some((name.clone(), *amount)),
            _ => None,
        });
        amounts.collect()
    }

    /// An object for every row.
    pub(crate) fn data(&self) -> Value {
        let object = |row: &Row| {
            let named =
                self.columns.iter().zip(&row.cells).filter_map(|(column, cell)| Some((column.key?, cell.data()?)));
            Value::Object(named.map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
        };
        self.rows.iter().map(object).collect()
    }

    /// The table; a column in which no row has anything is left out.
    pub(crate) fn table(&self, currency: &str) -> Table {
        let is_shown = |at: usize| {
            let cell = |row: &Row| row.cells.get(at).is_some_and(|cell| *cell != Cell::Blank);
            self.rows.is_empty() || self.rows.iter().any(cell)
        };
        let shown: Vec<_> = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| Some((at, column.heading?)))
            .filter(|(at, _)| is_shown(*at))
            .collect();
        let align = |at: usize| {
            let mut cells = self.rows.iter().filter_map(|row| row.cells.get(at)).filter(|cell| **cell != Cell::Blank);
            if cells.next().is_some_and(Cell::is_number) { Align::Right } else { Align::Left }
        };
        let mut table = Table::new(shown.iter().map(|(at, heading)| (*heading, align(*at))));
        if let Some(title) = self.title {
            table = table.titled(title);
        }
        let cells = |row: &Vec<Cell>| -> Vec<String> {
            shown.iter().map(|(at, _)| row.get(*at).map(|cell| cell.shown(currency)).unwrap_or_default()).collect()
        };
        for row in &self.rows {
            table.row(cells(&row.cells));
        }
        if let Some(total) = &self.total {
            table.total(cells(total));
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let columns = [
            Column::new("naam", "Klant"),
            Column::new("bedrag", "Bedrag"),
            Column::data("code"),
            Column::shown("Sinds"),
            Column::new("aandeel", "Aandeel"),
        ];
        let mut sheet = Sheet::new(columns);
        let amount = Decimal::new(-123_456, 2);
        sheet.row(["Molen".into(), amount.into(), "7".into(), "gisteren".into(), Cell::Blank]);
        sheet.total(["Totaal".into(), amount.into(), Cell::Blank, Cell::Blank, Cell::Blank]);
        sheet
    }

    #[test]
    fn programs_get_plain_amounts_and_only_what_applies() {
        assert_eq!(sheet().data(), json!([{ "naam": "Molen", "bedrag": "-1234.56", "code": "7" }]));
    }

    #[test]
    fn rows_are_drawn_by_their_names_and_amounts() {
        assert_eq!(sheet().amounts(), [("Molen".to_owned(), Decimal::new(-123_456, 2))]);
        assert!(Sheet::new([Column::new("naam", "Klant")]).amounts().is_empty());
    }

    #[test]
    fn readers_get_dutch_amounts_and_no_empty_columns() {
        let expected = "| Klant | Bedrag | Sinds |\n| --- | ---: | --- |\n| Molen | € -1.234,56 | gisteren |\n\
             | **Totaal** | **€ -1.234,56** |  |\n";
        assert_eq!(sheet().table("EUR").markdown(), expected);
    }
}
