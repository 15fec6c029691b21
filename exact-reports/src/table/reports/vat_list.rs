use exact_model::CodeList as _;

use super::label;
use crate::table::notation::dutch_day;
use crate::table::{Cell, Column, Table, Tabular};
use crate::vat::{EuListing, TaxReturns, TurnoverByRate};

impl Tabular for EuListing {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Btw-nummer"),
            Column::text("Klant"),
            Column::amount("Goederen", currency),
            Column::amount("Diensten", currency),
            Column::amount("ABC-leveringen", currency),
            Column::amount("Alles op de cent", currency),
            Column::count("Regels"),
        ];
        let title = format!("Opgaaf intracommunautaire prestaties, {}", self.period.label());
        let mut table = Table::new(title, columns);
        for row in &self.customers {
            let parts = [row.goods.exact, row.services.exact, row.triangulation.exact];
            table.row([
                row.vat_number.as_deref().unwrap_or("zonder btw-nummer").into(),
                row.names.join(", ").into(),
                row.goods.rounded.into(),
                row.services.rounded.into(),
                row.triangulation.rounded.into(),
                crate::amount::Sum::of(parts).ok().into(),
                Cell::count(row.lines),
            ]);
        }
        let name = format!("Totaal op te geven: {}", crate::amount::dutch(self.filed));
        table.total([name.into(), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, self.exact.into()]);
        table
    }
}

impl Tabular for TurnoverByRate {
    fn table(&self, currency: &str) -> Table {
        let columns = [Column::text("Tarief"), Column::amount("Omzet", currency), Column::count("Regels")];
        let mut table = Table::new(format!("Omzet per btw-tarief, {}", self.period.label()), columns);
        for row in &self.rows {
            table.row([label::turnover_class(row.class).into(), row.amount.into(), Cell::count(row.lines)]);
        }
        let lines: u64 = self.rows.iter().map(|row| row.lines).sum();
        table.total(["Totaal".into(), self.total.into(), Cell::count(lines)]);
        table
    }
}

impl Tabular for TaxReturns {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Aangifte"),
            Column::text("Tijdvak"),
            Column::text("Omschrijving"),
            Column::text("Stand"),
            Column::amount("Bedrag", currency),
            Column::date("Uiterlijk"),
        ];
        let mut table = Table::new(format!("Aangiften op {}", dutch_day(self.today)), columns);
        for row in &self.returns {
            table.row([
                row.kind.dutch().unwrap_or("overige aangifte").into(),
                row.period.as_ref().map(|period| label::sentence(&period.label())).into(),
                Cell::words(&row.description),
                row.status.dutch().unwrap_or("onbekend").into(),
                row.amount.into(),
                row.due.into(),
            ]);
        }
        table
    }

    fn details(&self, _currency: &str) -> Vec<Table> {
        let columns = [Column::text("Tijdvak"), Column::date("Uiterlijk"), Column::text("Te laat")];
        let mut table = Table::new("Btw-aangiften die nog moeten worden ingediend", columns);
        for period in &self.to_file {
            let deadline = period.deadline();
            let is_late = deadline.is_some_and(|deadline| deadline < self.today);
            table.row([label::sentence(&period.label()).into(), deadline.into(), Cell::flag(is_late)]);
        }
        vec![table]
    }
}
