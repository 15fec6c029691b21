use super::label;
use crate::revenue::{ByCustomer, CustomerRevenue, Progress, Ranking, Revenue};
use crate::table::{Cell, Column, Table, Tabular};

impl Tabular for Revenue {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Periode"),
            Column::amount("Omzet", currency),
            Column::count("Regels"),
            Column::text("Stand"),
        ];
        let mut table = Table::new(format!("Omzet per periode, {}", self.period.label), columns);
        for row in &self.by_period {
            let name = label::sentence(&label::period(row.year, row.number, row.days.as_ref()));
            table.row([name.into(), row.amount.into(), Cell::count(row.lines), progress(row.progress).into()]);
        }
        let lines: u64 = self.by_period.iter().map(|row| row.lines).sum();
        table.total(["Totaal".into(), self.total.into(), Cell::count(lines), Cell::Empty]);
        table
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        let label = &self.period.label;
        let amount = || Column::amount("Omzet", currency);
        let mut quarters = Table::new(format!("Omzet per kwartaal, {label}"), [Column::text("Kwartaal"), amount()]);
        for row in &self.by_quarter {
            quarters.row([label::sentence(&label::quarter(row.quarter)).into(), row.amount.into()]);
        }
        let mut years = Table::new(format!("Omzet per boekjaar, {label}"), [Column::text("Boekjaar"), amount()]);
        for row in &self.by_year {
            years.row([row.year.to_string().into(), row.amount.into()]);
        }
        let columns = [Column::text("Rekening"), Column::text("Omschrijving"), amount(), Column::count("Regels")];
        let mut accounts = Table::new(format!("Omzet per rekening, {label}"), columns);
        for row in &self.by_account {
            let account = &row.account;
            accounts.row([
                Cell::from(&account.code),
                Cell::from(&account.description),
                row.amount.into(),
                Cell::count(row.lines),
            ]);
        }
        quarters.total(["Totaal".into(), self.total.into()]);
        years.total(["Totaal".into(), self.total.into()]);
        accounts.total(["Totaal".into(), Cell::Empty, self.total.into()]);
        vec![quarters, years, accounts]
    }
}

const fn progress(progress: Progress) -> &'static str {
    match progress {
        Progress::Finished => "afgelopen",
        Progress::Running => "loopt nog",
        Progress::ToCome => "moet nog komen",
        Progress::OutsideCalendar => "buiten de periodetabel",
    }
}

impl Tabular for ByCustomer {
    fn table(&self, currency: &str) -> Table {
        let mut table = Table::new(format!("Omzet per klant, {}", self.period.label), columns(currency));
        for row in self.customers.iter().chain(&self.nobody) {
            table.row(cells(row));
        }
        let lines: u64 = self.customers.iter().chain(&self.nobody).map(|row| row.lines).sum();
        table.total(["Totaal".into(), Cell::Empty, self.total.into(), Cell::count(lines)]);
        table
    }
}

impl Tabular for Ranking {
    fn table(&self, currency: &str) -> Table {
        let mut table = Table::new("Grootste klanten", columns(currency));
        for row in &self.rows {
            table.row(cells(row));
        }
        if let Some(others) = &self.others {
            let name = format!("overige klanten ({})", others.customers);
            table.row([name.into(), Cell::Empty, others.amount.into(), Cell::count(others.lines)]);
        }
        if let Some(nobody) = &self.nobody {
            table.row(cells(nobody));
        }
        table
    }
}

fn columns(currency: &str) -> [Column; 4] {
    [Column::text("Klant"), Column::text("Code"), Column::amount("Omzet", currency), Column::count("Regels")]
}

fn cells(row: &CustomerRevenue) -> [Cell; 4] {
    let code = row.customer.relation().and_then(|relation| relation.code.as_ref());
    let name = label::customer(&row.customer, "zonder klant");
    [name.into(), code.into(), row.amount.into(), Cell::count(row.lines)]
}
