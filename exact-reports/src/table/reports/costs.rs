use exact_model::Decimal;

use super::{label, series};
use crate::costs::{BySupplier, CostRanking, Costs, FixedCosts, Recurring, Riser, Subject};
use crate::table::{Cell, Column, Table, Tabular};

impl Tabular for Costs {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Rekening"),
            Column::text("Omschrijving"),
            Column::text("Soort"),
            Column::amount("Kosten", currency),
            Column::percentage("Aandeel"),
            Column::count("Regels"),
        ];
        let mut table = Table::new(format!("Kosten per rekening, {}", self.period.label), columns);
        let share = |amount: Decimal| self.share(amount).map(Cell::Percentage).unwrap_or_default();
        for row in &self.accounts {
            let account = &row.account;
            table.row([
                Cell::from(&account.code),
                Cell::from(&account.description),
                account.account_type.label().into(),
                row.amounts.total.into(),
                share(row.amounts.total),
                Cell::count(row.amounts.lines),
            ]);
        }
        let total = self.amounts.total;
        table.total([
            "Totaal".into(),
            Cell::Empty,
            Cell::Empty,
            total.into(),
            share(total),
            Cell::count(self.amounts.lines),
        ]);
        table
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        let label = &self.period.label;
        let first = |heading: &str| vec![Column::text(heading)];
        let title = format!("Kosten per soort, {label}");
        let mut kinds = series::by_period(title, first("Soort"), &self.columns, currency);
        for row in &self.kinds {
            kinds.row(series::cells([label::sentence(row.account_type.label()).into()], &row.amounts));
        }
        kinds.total(series::cells(["Totaal".into()], &self.amounts));
        let title = format!("Kosten per rekening en periode, {label}");
        let two = vec![Column::text("Rekening"), Column::text("Omschrijving")];
        let mut accounts = series::by_period(title, two, &self.columns, currency);
        for row in &self.accounts {
            let first = [Cell::from(&row.account.code), Cell::from(&row.account.description)];
            accounts.row(series::cells(first, &row.amounts));
        }
        accounts.total(series::cells(["Totaal".into(), Cell::Empty], &self.amounts));
        let mut tables = vec![kinds, accounts];
        if !self.references.is_empty() {
            let title = format!("Kosten per hoofdgroep van het referentiegrootboekschema, {label}");
            let mut references = series::by_period(title, first("Hoofdgroep"), &self.columns, currency);
            for row in &self.references {
                let group = row.group.as_deref().unwrap_or("zonder code");
                references.row(series::cells([group.into()], &row.amounts));
            }
            references.total(series::cells(["Totaal".into()], &self.amounts));
            tables.push(references);
        }
        tables
    }
}

impl Tabular for CostRanking {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Rekening"),
            Column::text("Omschrijving"),
            Column::amount("Kosten", currency),
            Column::count("Regels"),
        ];
        let mut table = Table::new("Grootste kostenposten", columns);
        for row in &self.rows {
            let (code, name) = (Cell::from(&row.account.code), Cell::from(&row.account.description));
            table.row([code, name, row.amounts.total.into(), Cell::count(row.amounts.lines)]);
        }
        if let Some(others) = &self.others {
            let name = format!("overige rekeningen ({})", others.accounts);
            table.row([Cell::Empty, name.into(), others.amount.into(), Cell::count(others.lines)]);
        }
        table
    }
}

impl Tabular for BySupplier {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Leverancier"),
            Column::text("Code"),
            Column::amount("Kosten", currency),
            Column::count("Regels"),
        ];
        let mut table = Table::new(format!("Kosten per leverancier, {}", self.period.label), columns);
        for row in &self.suppliers {
            let (name, code) = (label::name(&row.supplier).into(), row.supplier.code.as_ref().into());
            table.row([name, code, row.amount.into(), Cell::count(row.lines)]);
        }
        let mut lines: u64 = self.suppliers.iter().map(|row| row.lines).sum();
        if self.lines_without_supplier > 0 {
            lines += self.lines_without_supplier;
            let counted = Cell::count(self.lines_without_supplier);
            table.row(["zonder leverancier".into(), Cell::Empty, self.without_supplier.into(), counted]);
        }
        table.total(["Totaal".into(), Cell::Empty, self.total.into(), Cell::count(lines)]);
        table
    }
}

impl Tabular for FixedCosts {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Aard"),
            Column::text("Rekening"),
            Column::text("Omschrijving"),
            Column::amount("Kosten", currency),
        ];
        let mut table = Table::new(format!("Vaste kosten naar aard, {}", self.period.label), columns);
        for nature in &self.by_nature {
            for row in &nature.accounts {
                let (code, name) = (Cell::from(&row.account.code), Cell::from(&row.account.description));
                table.row([Cell::Empty, code, name, row.amounts.total.into()]);
            }
            let name = label::sentence(nature.nature.label());
            table.subtotal([name.into(), Cell::Empty, Cell::Empty, nature.amounts.total.into()]);
        }
        table.total(["Totaal".into(), Cell::Empty, Cell::Empty, self.fixed_by_nature.total.into()]);
        table
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        let label = &self.period.label;
        let title = format!("Vaste kosten naar aard en periode, {label}");
        let mut natures = series::by_period(title, vec![Column::text("Aard")], &self.columns, currency);
        for row in &self.by_nature {
            natures.row(series::cells([label::sentence(row.nature.label()).into()], &row.amounts));
        }
        natures.total(series::cells(["Totaal".into()], &self.fixed_by_nature));
        let columns = [
            Column::text("Waarvoor"),
            Column::text("Rekening"),
            Column::text("Omschrijving"),
            Column::count("Om de hoeveel perioden"),
            Column::count("Aantal keer"),
            Column::amount("Gewoonlijk per keer", currency),
            Column::amount("Per periode", currency),
            Column::amount("Totaal", currency),
        ];
        let mut recurring = Table::new(format!("Terugkerende kosten, {label}"), columns);
        for row in &self.recurring {
            recurring.row(recurring_cells(row));
        }
        vec![natures, recurring]
    }
}

fn recurring_cells(row: &Recurring) -> [Cell; 8] {
    let subject = match &row.subject {
        Subject::Supplier(relation) => label::name(relation),
        Subject::Description(wording) => wording,
    };
    [
        subject.into(),
        Cell::from(&row.account.code),
        Cell::from(&row.account.description),
        Cell::count(row.every),
        Cell::count(row.times),
        row.median.into(),
        row.per_period.into(),
        row.total.into(),
    ]
}

impl Tabular for [Riser] {
    fn table(&self, currency: &str) -> Table {
        let columns = [Column::text("Rekening"), Column::text("Omschrijving")];
        let columns = columns.into_iter().chain(super::comparison::change_columns("Eerder", "Later", currency));
        let mut table = Table::new("Gestegen kosten", columns);
        for row in self {
            let first = [Cell::from(&row.account.code), Cell::from(&row.account.description)];
            table.row(first.into_iter().chain(super::comparison::change_cells(&row.change)));
        }
        table
    }
}
