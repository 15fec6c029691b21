use super::label;
use super::results::{Place, STATEMENT};
use crate::budget::BudgetComparison;
use crate::change::Change;
use crate::comparison::{Comparison, CustomerChange, CustomerChanges};
use crate::table::{Cell, Column, Table, Tabular};

pub(super) fn change_columns(before: &str, after: &str, currency: &str) -> [Column; 4] {
    [
        Column::amount(before, currency),
        Column::amount(after, currency),
        Column::amount("Verschil", currency),
        Column::percentage("Verandering"),
    ]
}

/// Without a percentage where one would mislead.
pub(super) fn change_cells(change: &Change) -> [Cell; 4] {
    let percentage = change.percentage.map(Cell::Percentage).unwrap_or_default();
    [change.before.into(), change.after.into(), change.difference.into(), percentage]
}

fn statements(comparison: &Comparison, title: String, before: &str, after: &str, currency: &str) -> Table {
    let columns = [Column::text("Rekening"), Column::text("Omschrijving")];
    let mut table = Table::new(title, columns.into_iter().chain(change_columns(before, after, currency)));
    for place in STATEMENT {
        let change = match place {
            Place::Section(section) => {
                let rows = comparison.sections.iter().filter(|row| row.section == section && !row.accounts.is_empty());
                for row in rows.clone().flat_map(|row| &row.accounts) {
                    let first = [Cell::from(&row.account.code), Cell::from(&row.account.description)];
                    table.row(first.into_iter().chain(change_cells(&row.change)));
                }
                rows.map(|row| &row.change).next()
            }
            Place::Subtotal(subtotal) => {
                comparison.subtotals.iter().find(|row| row.subtotal == subtotal).map(|row| &row.change)
            }
        };
        if let Some(change) = change {
            let first = [Cell::Empty, label::sentence(place.label()).into()];
            table.subtotal(first.into_iter().chain(change_cells(change)));
        }
    }
    table
}

impl Tabular for Comparison {
    fn table(&self, currency: &str) -> Table {
        let (before, after) = (&self.before.label, &self.after.label);
        let title = format!("Vergelijking van {after} met {before}");
        statements(self, title, &label::sentence(before), &label::sentence(after), currency)
    }
}

impl Tabular for BudgetComparison {
    fn table(&self, currency: &str) -> Table {
        let title = format!("Budget {} en werkelijk, {}", self.scenario, self.comparison.after.label);
        statements(&self.comparison, title, "Budget", "Werkelijk", currency)
    }
}

impl Tabular for CustomerChanges {
    fn table(&self, currency: &str) -> Table {
        let columns = [Column::text("Klant"), Column::text("Groep")];
        let columns = columns.into_iter().chain(change_columns("Eerder", "Later", currency));
        let mut table = Table::new("Omzet per klant, vergeleken", columns);
        let groups: [(&str, &[CustomerChange]); 3] =
            [("gebleven", &self.kept), ("nieuw", &self.won), ("weg", &self.lost)];
        for (group, rows) in groups {
            for row in rows {
                let first = [Cell::from(label::name(&row.customer)), group.into()];
                table.row(first.into_iter().chain(change_cells(&row.change)));
            }
        }
        if let Some(nobody) = &self.nobody {
            table.row([Cell::from("zonder klant"), Cell::Empty].into_iter().chain(change_cells(nobody)));
        }
        table.total([Cell::from("Totaal"), Cell::Empty].into_iter().chain(change_cells(&self.total)));
        table
    }
}
