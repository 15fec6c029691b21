use crate::cash::UnprocessedMoney;
use crate::closing::Closing;
use crate::table::{Cell, Column, Table, Tabular};

impl Tabular for Closing {
    fn table(&self, _currency: &str) -> Table {
        let columns = [
            Column::count("Periode"),
            Column::text("Stand"),
            Column::count("Dagboeken afgesloten"),
            Column::text("Dagboeken nog open"),
        ];
        let mut table = Table::new(format!("Afsluiting van boekjaar {}", self.year), columns);
        for period in &self.periods {
            let open: Vec<&str> = period.open.iter().map(|journal| journal.code.as_str()).collect();
            table.row([
                Cell::Count(i64::from(period.number)),
                if period.is_closed() { "afgesloten" } else { "open" }.into(),
                Cell::count(period.closed),
                open.join(", ").into(),
            ]);
        }
        table
    }
}

impl Tabular for UnprocessedMoney {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Rekening"),
            Column::date("Datum"),
            Column::text("Boekstuk"),
            Column::text("Omschrijving"),
            Column::amount("Bedrag", currency),
        ];
        let mut table = Table::new("Geldmutaties die nog niet zijn verwerkt", columns);
        for one in &self.accounts {
            for line in &one.lines {
                table.row([
                    format!("{} {}", one.account.code, one.account.description).into(),
                    line.date.into(),
                    line.detail.entry_number.map(|number| number.to_string()).into(),
                    line.detail.description.as_ref().into(),
                    line.amount.into(),
                ]);
            }
        }
        table.total(["Totaal".into(), Cell::Empty, Cell::Empty, Cell::Empty, self.total.into()]);
        table
    }
}
