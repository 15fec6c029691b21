use super::label;
use crate::balance::{BalanceSheet, SheetSide, TrialBalance};
use crate::table::notation::dutch_day;
use crate::table::{Cell, Column, Table, Tabular};

impl Tabular for BalanceSheet {
    fn table(&self, currency: &str) -> Table {
        let columns = [Column::text("Rekening"), Column::text("Omschrijving"), Column::amount("Bedrag", currency)];
        let mut table = Table::new(format!("Balans op {}", dutch_day(self.moment.day)), columns);
        for side in [SheetSide::Assets, SheetSide::Liabilities] {
            for kind in self.types.iter().filter(|kind| kind.side == side) {
                for row in &kind.accounts {
                    let (code, name) = (Cell::from(&row.account.code), Cell::from(&row.account.description));
                    table.row([code, name, row.amount.into()]);
                }
                let name = label::sentence(kind.account_type.label());
                table.subtotal([Cell::Empty, name.into(), kind.amount.into()]);
            }
            if side == SheetSide::Assets {
                table.subtotal([Cell::Empty, "Totaal activa".into(), self.assets.into()]);
            }
        }
        for row in &self.undistributed {
            let name = format!("Onverdeeld resultaat van boekjaar {}", row.year);
            table.row([Cell::Empty, name.into(), row.amount.into()]);
        }
        // What was booked and what is on the result accounts are the other side together.
        let total = self.liabilities.checked_add(self.result);
        table.subtotal([Cell::Empty, "Totaal passiva".into(), total.into()]);
        table
    }
}

impl Tabular for TrialBalance {
    fn table(&self, currency: &str) -> Table {
        let columns = [Column::text("Rekening"), Column::text("Omschrijving")];
        let amounts = ["Beginsaldo", "Debet", "Credit", "Eindsaldo"];
        let amounts = amounts.into_iter().map(|heading| Column::amount(heading, currency));
        let columns = columns.into_iter().chain(amounts).chain([Column::count("Regels")]);
        let mut table = Table::new(format!("Kolommenbalans, {}", self.period.label), columns);
        for row in &self.rows {
            table.row([
                Cell::from(&row.account.code),
                Cell::from(&row.account.description),
                row.begin.into(),
                row.debit.into(),
                row.credit.into(),
                row.end.into(),
                Cell::count(row.lines),
            ]);
        }
        let lines: u64 = self.rows.iter().map(|row| row.lines).sum();
        let sums = [self.begin, self.debit, self.credit, self.end].map(Cell::Amount);
        table.total(["Totaal".into(), Cell::Empty].into_iter().chain(sums).chain([Cell::count(lines)]));
        table
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        if self.undistributed.is_zero() {
            return Vec::new();
        }
        let columns = [Column::text("Onderdeel"), Column::amount("Bedrag", currency)];
        let mut table = Table::new("Resultaat van eerdere jaren dat niet is verdeeld", columns);
        table.row(["Niet in het vermogen geboekt (debet is positief)".into(), self.undistributed.into()]);
        vec![table]
    }
}
