use super::label;
use super::open_items::{items, nobody, party};
use crate::open_items::{Dso, FallingDue, Punctuality, Side};
use crate::table::notation::dutch_day;
use crate::table::{Cell, Column, Table, Tabular};

impl Tabular for Dso {
    fn table(&self, currency: &str) -> Table {
        let columns = [Column::text("Onderdeel"), Column::amount("Bedrag", currency), Column::number("Dagen")];
        let title = format!("Gemiddelde betaaltermijn van klanten (DSO), {}", self.window.label);
        let mut table = Table::new(title, columns);
        let days = |days: Option<exact_model::Decimal>| days.map(Cell::Number).unwrap_or_default();
        table.row(["Debiteuren aan het begin".into(), self.opening.into()]);
        table.row(["Debiteuren aan het einde".into(), self.closing.into()]);
        table.row(["Gefactureerd, inclusief btw".into(), self.invoiced.into()]);
        table.row(["Dagen in de periode".into(), Cell::Empty, Cell::Number(self.days.into())]);
        table.row(["DSO naar de eindstand".into(), Cell::Empty, days(self.at_end)]);
        table.row(["DSO naar de gemiddelde stand".into(), Cell::Empty, days(self.on_average)]);
        table
    }
}

impl Tabular for Punctuality {
    fn table(&self, _currency: &str) -> Table {
        let columns = [
            Column::text("Relatie"),
            Column::text("Code"),
            Column::count("Betaalde facturen"),
            Column::count("Waarvan te laat"),
            Column::number("Gemiddeld te laat (dagen)"),
        ];
        let mut table =
            Table::new(format!("Betaalgedrag, twaalf maanden tot en met {}", dutch_day(self.as_of)), columns);
        for row in &self.rows {
            table.row([
                label::customer(&row.customer, "zonder relatie").into(),
                row.customer.relation().and_then(|relation| relation.code.as_ref()).into(),
                Cell::count(row.invoices),
                Cell::count(row.late),
                Cell::Number(row.average_days),
            ]);
        }
        let late: u64 = self.rows.iter().map(|row| u64::from(row.late)).sum();
        let average = self.average_days.map(Cell::Number).unwrap_or_default();
        table.total(["Totaal".into(), Cell::Empty, Cell::count(self.invoices), Cell::count(late), average]);
        table
    }
}

impl FallingDue {
    /// Of its items, which all are of one side.
    fn side(&self) -> Side {
        self.items.first().map_or(Side::Receivable, |item| item.side)
    }
}

impl Tabular for FallingDue {
    fn table(&self, currency: &str) -> Table {
        let side = self.side();
        let columns = [
            Column::text(if self.items.is_empty() { "Relatie" } else { party(side) }),
            Column::amount("Al vervallen", currency),
            Column::amount("Vervalt nog", currency),
            Column::amount("Te verrekenen", currency),
            Column::count("Facturen"),
        ];
        let until = dutch_day(self.until);
        let mut table = Table::new(format!("Facturen die vervallen tot en met {until}"), columns);
        for row in &self.customers {
            table.row([
                label::customer(&row.customer, nobody(side)).into(),
                row.overdue.into(),
                row.due.into(),
                row.credits.into(),
                Cell::count(row.invoices),
            ]);
        }
        let invoices: usize = self.customers.iter().map(|row| row.invoices).sum();
        let (overdue, due) = (self.overdue.into(), self.due.into());
        table.total(["Totaal".into(), overdue, due, Cell::Empty, Cell::count(invoices)]);
        table
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        let until = dutch_day(self.until);
        vec![items(&self.items, format!("Vervallende facturen tot en met {until}"), self.side(), currency)]
    }
}
