use comfy_table::presets::ASCII_BORDERS_ONLY_CONDENSED;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width};

use super::{Row, Table, notation};

/// Characters on a line of a column of words; longer ones go on below.
const WIDEST: u16 = 100;

impl Table {
    /// The table as text with its columns aligned, for a terminal or a letter. Long words go on on the next line.
    #[must_use]
    pub fn text(&self) -> String {
        let mut drawn = comfy_table::Table::new();
        drawn.load_style(ASCII_BORDERS_ONLY_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
        drawn.set_width(u16::MAX);
        drawn.set_header(self.columns.iter().map(|column| self.heading(column)));
        for row in self.all_rows() {
            drawn.add_row(self.shown(row));
        }
        for (column, drawn) in self.columns.iter().zip(drawn.column_iter_mut()) {
            if column.is_number() {
                drawn.set_cell_alignment(CellAlignment::Right);
            } else {
                drawn.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(WIDEST)));
            }
        }
        format!("{}\n{drawn}\n", self.caption())
    }

    fn shown<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = String> + 'a {
        self.cells(row).map(|(_, cell)| notation::shown(cell))
    }
}

#[cfg(test)]
mod tests {
    use exact_model::Decimal;

    use super::super::{Column, Table};

    #[test]
    fn a_sentence_that_is_too_long_goes_on_below() {
        let mut table = Table::new("Toelichting", [Column::text("Toelichting")]);
        table.row(["woord ".repeat(60).into()]);
        let text = table.text();
        assert!(text.lines().all(|line| line.chars().count() <= 104), "{text}");
        assert_eq!(text.matches("woord").count(), 60);
    }

    #[test]
    fn amounts_stand_under_each_other_and_a_name_stays_on_its_line() {
        let mut table = Table::new("Omzet", [Column::text("Klant"), Column::amount("Omzet", "EUR")]);
        table.row(["Molen\nZn".into(), Decimal::new(123_456, 2).into()]);
        table.total(["Totaal".into(), Decimal::new(5, 2).into()]);
        let text = table.text();
        assert!(text.starts_with("Omzet (bedragen in EUR)\n"));
        let lines: Vec<_> = text.lines().collect();
        assert!(lines.iter().any(|line| line.contains("Molen Zn   1.234,56")), "{text}");
        assert!(lines.iter().any(|line| line.contains("Totaal         0,05")), "{text}");
    }
}
