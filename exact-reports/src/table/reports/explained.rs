use super::label;
use crate::basis::{Basis, Explained};
use crate::check::Check;
use crate::table::{Cell, Column, Table, Tabular};

/// With two more tables: how the figures came about, and what they were compared with.
impl<T: Tabular> Tabular for Explained<T> {
    fn table(&self, currency: &str) -> Table {
        self.report.table(currency)
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        with_proof(self.report.details(currency), &self.basis, &self.checks, currency)
    }
}

/// With two more tables: how the figures came about, and what they were compared with.
#[cfg(feature = "live")]
impl<T: Tabular> Tabular for crate::live::Answer<T> {
    fn table(&self, currency: &str) -> Table {
        self.report.table(currency)
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        with_proof(self.report.details(currency), &self.basis, &self.checks, currency)
    }
}

impl<T> Tabular for Vec<T>
where
    [T]: Tabular,
{
    fn table(&self, currency: &str) -> Table {
        self.as_slice().table(currency)
    }
}

fn with_proof(mut tables: Vec<Table>, basis: &Basis, checks: &[Check], currency: &str) -> Vec<Table> {
    let mut explanation = Table::new("Toelichting", [Column::text("Toelichting")]);
    for sentence in basis.sentences() {
        explanation.row([sentence.into()]);
    }
    tables.push(explanation);
    if !checks.is_empty() {
        let columns = [
            Column::text("Vergeleken met"),
            Column::amount("Hier", currency),
            Column::amount("Daar", currency),
            Column::amount("Verschil", currency),
            Column::text("Gelijk"),
        ];
        let mut table = Table::new("Controles", columns);
        for check in checks {
            let name = label::sentence(&check.against.label());
            let (ours, theirs) = (check.ours.into(), check.exacts.into());
            table.row([name.into(), ours, theirs, check.difference.into(), Cell::flag(check.agrees())]);
        }
        tables.push(table);
    }
    tables
}
