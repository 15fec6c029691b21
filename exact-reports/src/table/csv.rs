use std::io;

use super::{Cell, Table, notation};

impl Table {
    /// The table as CSV (RFC 4180): comma, CRLF, UTF-8, a heading with the unit of each column, amounts as `1234.56`, days
    /// as `2025-12-31`. The total is the last record.
    ///
    /// A text that a spreadsheet would take for a formula has an apostrophe in front of it. Numbers are never touched.
    ///
    /// # Errors
    /// What the writer reports.
    pub fn write_csv(&self, out: impl io::Write) -> io::Result<()> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(self.columns.iter().map(|column| unarmed(column.full_heading())))?;
        for row in self.all_rows() {
            writer.write_record(self.cells(row).map(|(_, cell)| field(cell)))?;
        }
        writer.flush()
    }

    /// The same as a string.
    ///
    /// # Errors
    /// None in practice: memory takes every byte, and everything written is UTF-8.
    pub fn csv(&self) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.write_csv(&mut bytes)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    }
}

fn field(cell: &Cell) -> String {
    let plain = notation::plain(cell);
    if matches!(cell, Cell::Text(_)) { unarmed(plain) } else { plain }
}

/// With an apostrophe in front of what a spreadsheet takes for the beginning of a formula, wide forms included.
fn unarmed(text: String) -> String {
    let is_armed = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if is_armed { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use exact_model::Decimal;

    use super::super::{Column, Table};

    fn fields(texts: &[&str]) -> Vec<String> {
        let mut table = Table::new("T", [Column::text("Naam"), Column::amount("Bedrag", "EUR")]);
        for text in texts {
            table.row([(*text).into(), Decimal::new(-150, 2).into()]);
        }
        let csv = table.csv().unwrap();
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        reader.records().map(|record| record.unwrap().get(0).unwrap().to_owned()).collect()
    }

    #[test]
    fn a_name_that_looks_like_a_formula_is_written_as_text() {
        let armed = ["=1+1", "+31 6", "-x", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "\u{200b}=1"];
        for written in fields(&armed) {
            assert!(written.starts_with('\''), "{written}");
        }
        assert_eq!(fields(&["Jan = Piet", "A-B"]), ["Jan = Piet", "A-B"]);
    }

    #[test]
    fn commas_quotes_and_line_ends_stay_in_their_field() {
        assert_eq!(fields(&["Jan, \"de\" Vries\r\nBV"]), ["Jan, \"de\" Vries BV"]);
    }

    #[test]
    fn amounts_are_plain_numbers_also_when_negative() {
        let mut table = Table::new("T", [Column::amount("Bedrag", "EUR"), Column::percentage("Deel")]);
        table.row([Decimal::new(-123_456_789, 3).into(), super::Cell::Percentage(Decimal::new(-125, 1))]);
        assert_eq!(table.csv().unwrap(), "Bedrag (EUR),Deel (%)\r\n-123456.79,-12.5\r\n");
    }

    #[test]
    fn a_row_with_too_few_cells_has_empty_fields() {
        let mut table = Table::new("T", [Column::text("A"), Column::text("B")]);
        table.row(["x".into()]);
        table.row(["x".into(), "y".into(), "z".into()]);
        assert_eq!(table.csv().unwrap(), "A,B\r\nx,\r\nx,y\r\n");
    }
}
