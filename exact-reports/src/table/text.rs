use comfy_table::presets::ASCII_BORDERS_ONLY_CONDENSED;
use comfy_table::{CellAlignment, ContentArrangement};

use super::{Row, Table, notation};

impl Table {
    /// The table as text with its columns aligned, for a terminal or a letter.
    #[must_use]
    pub fn text(&self) -> String {
        let mut drawn = comfy_table::Table::new();
        drawn.load_style(ASCII_BORDERS_ONLY_CONDENSED).set_content_arrangement(ContentArrangement::Disabled);
        drawn.set_header(self.columns.iter().map(|column| self.heading(column)));
        for row in self.all_rows() {
            drawn.add_row(self.shown(row));
        }
        for (at, _) in self.columns.iter().enumerate().filter(|(_, column)| column.is_number()) {
            if let Some(column) = drawn.column_mut(at) {
                column.set_cell_alignment(CellAlignment::Right);
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
