use exact_model::Decimal;

use super::label;
use crate::overview::Overview;
use crate::results::{Section, Subtotal};
use crate::table::{Cell, Column, Table, Tabular};

impl Tabular for Overview {
    fn table(&self, currency: &str) -> Table {
        let now = &self.statement.period.label;
        let before = self.comparison.as_ref().map(|comparison| comparison.before.label.clone());
        let columns = [Column::text("Onderdeel")].into_iter().chain(super::comparison::change_columns(
            &label::sentence(before.as_deref().unwrap_or("eerder")),
            &label::sentence(now),
            currency,
        ));
        let mut table = Table::new(format!("Hoe staat het ervoor, {now}"), columns);
        for (name, change, amount) in self.results() {
            let cells = match change {
                Some(change) => super::comparison::change_cells(change),
                None => [Cell::Empty, amount.into(), Cell::Empty, Cell::Empty],
            };
            table.row([label::sentence(name).into()].into_iter().chain(cells));
        }
        for (name, amount) in self.balances() {
            table.row([name.into(), Cell::Empty, amount.into()]);
        }
        table
    }
}

impl Overview {
    /// Revenue, costs and results, with their change where there is a year before.
    fn results(&self) -> Vec<(&'static str, Option<&crate::change::Change>, Option<Decimal>)> {
        let comparison = self.comparison.as_ref();
        let subtotal = |wanted: Subtotal| {
            let rows = comparison.into_iter().flat_map(|comparison| &comparison.subtotals);
            let mut changes = rows.filter(|row| row.subtotal == wanted).map(|row| &row.change);
            let amount = self.statement.amounts(crate::results::Figure::Subtotal(wanted)).map(|series| series.total);
            (wanted.label(), changes.next(), amount)
        };
        let section = |wanted: Section| self.statement.section(wanted).map(|row| row.amounts.total);
        vec![
            (Section::Revenue.label(), comparison.map(|comparison| &comparison.revenue), section(Section::Revenue)),
            subtotal(Subtotal::GrossMargin),
            (
                Section::OperatingCosts.label(),
                comparison.map(|comparison| &comparison.costs),
                section(Section::OperatingCosts),
            ),
            subtotal(Subtotal::OperatingResult),
            subtotal(Subtotal::Result),
        ]
    }

    fn balances(&self) -> impl Iterator<Item = (&'static str, Decimal)> {
        let cash = self.cash.as_ref().map(|cash| ("Liquide middelen", cash.total));
        let balance = |name, balance: &Option<crate::overview::LedgerBalance>| {
            balance.as_ref().map(|balance| (name, balance.amount))
        };
        let receivable = balance("Te ontvangen van klanten", &self.receivable);
        let payable = balance("Te betalen aan leveranciers", &self.payable);
        let vat = balance("Te betalen btw", &self.vat);
        [cash, receivable, payable, vat].into_iter().flatten()
    }
}
