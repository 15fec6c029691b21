use super::label;
use crate::anomalies::{Anomalies, Resemblance};
use crate::table::{Cell, Column, Table, Tabular};

impl Tabular for Anomalies {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Bevinding"),
            Column::text("Waar"),
            Column::count("Aantal"),
            Column::amount("Bedrag", currency),
        ];
        let mut table = Table::new(format!("Wat een tweede blik verdient, {}", self.period.label), columns);
        for row in &self.duplicates {
            let name = label::name(&row.supplier);
            table.row(["Mogelijk dubbel geboekt".into(), name.into(), Cell::Count(2), row.amount.into()]);
        }
        for row in &self.without_vat_code {
            let place = format!("{} {}", row.account.code, row.account.description);
            table.row(["Zonder btw-code".into(), place.into(), Cell::count(row.lines), row.amount.into()]);
        }
        for row in &self.suspense {
            let place = format!("{} {}", row.account.code, row.account.description);
            table.row(["Saldo op tussenrekening".into(), place.into(), Cell::Empty, row.amount.into()]);
        }
        table
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        let columns = [
            Column::text("Leverancier"),
            Column::text("Waarom"),
            Column::text("Kenmerk"),
            Column::text("Eerste boekstuk"),
            Column::date("Eerste datum"),
            Column::text("Tweede boekstuk"),
            Column::date("Tweede datum"),
            Column::amount("Bedrag", currency),
        ];
        let mut table = Table::new("Inkoopboekingen die mogelijk dubbel zijn", columns);
        for row in &self.duplicates {
            let [(_, first, first_day), (_, second, second_day)] = row.entries;
            let number = |number: Option<i32>| Cell::from(number.map(|number| number.to_string()));
            let why = match row.resemblance {
                Resemblance::Reference => "zelfde kenmerk",
                Resemblance::Amount => "zelfde bedrag binnen een week",
            };
            table.row([
                label::name(&row.supplier).into(),
                why.into(),
                row.reference.as_ref().into(),
                number(first),
                first_day.into(),
                number(second),
                second_day.into(),
                row.amount.into(),
            ]);
        }
        let columns = [
            Column::text("Rekening"),
            Column::text("Omschrijving"),
            Column::text("Verwachte btw-code"),
            Column::count("Regels"),
            Column::amount("Bedrag", currency),
        ];
        let mut missing = Table::new("Regels zonder verwachte btw-code", columns);
        for row in &self.without_vat_code {
            missing.row([
                Cell::from(&row.account.code),
                Cell::from(&row.account.description),
                Cell::from(&row.default_code),
                Cell::count(row.lines),
                row.amount.into(),
            ]);
        }
        vec![table, missing]
    }
}
