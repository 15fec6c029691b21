use exact_model::Decimal;

use super::{Charted, largest};
use crate::budget::BudgetComparison;
use crate::chart::{Chart, Series};
use crate::comparison::Comparison;
use crate::cost_centers::CostCenters;
use crate::costs::{AccountCosts, BySupplier, Costs, FixedCosts};
use crate::group::Group;
use crate::overview::Overview;
use crate::results::{ProfitAndLoss, Section, Subtotal};
use crate::revenue::{ByCustomer, Revenue};
use crate::table::label;

impl Charted for Revenue {
    fn chart(&self, currency: &str) -> Chart {
        let names = self.by_period.iter().map(|row| label::short_period(row.year, row.number, row.days.as_ref()));
        let amounts = self.by_period.iter().map(|row| row.amount);
        let title = format!("Omzet per periode, {}", self.period.label);
        Chart::bars(title, currency, names, [Series::new("Omzet", amounts)])
    }
}

impl Charted for ByCustomer {
    fn chart(&self, currency: &str) -> Chart {
        let name = |row: &crate::revenue::CustomerRevenue| label::customer(&row.customer, "zonder klant").to_owned();
        let rows = self.customers.iter().map(|row| (name(row), row.amount)).collect();
        let nobody = self.nobody.iter().map(|row| (name(row), row.amount));
        let title = format!("Omzet per klant, {}", self.period.label);
        Chart::ranking(title, currency, largest(rows).into_iter().chain(nobody))
    }
}

/// By period: revenue, all costs of goods and operation, and the result.
impl Charted for ProfitAndLoss {
    fn chart(&self, currency: &str) -> Chart {
        let title = format!("Omzet, kosten en resultaat, {}", self.period.label);
        let names = self.columns.iter().map(|one| label::short_period(one.year, one.number, one.days.as_ref()));
        let section = |section: Section| self.section(section).map(|row| row.amounts.by_period.clone());
        let revenue = section(Section::Revenue).unwrap_or_default();
        let goods = section(Section::CostOfGoods).unwrap_or_default();
        let costs = section(Section::OperatingCosts).unwrap_or_default();
        let both = costs.iter().zip(&goods).map(|(one, other)| one.checked_add(*other).unwrap_or_default());
        let series = [
            Series::new("Omzet", revenue),
            Series::new("Kostprijs en bedrijfskosten", both),
            Series::new("Resultaat", self.result.by_period.iter().copied()),
        ];
        Chart::bars(title, currency, names, series)
    }
}

fn accounts(rows: &[AccountCosts]) -> Vec<(String, Decimal)> {
    let name = |row: &AccountCosts| format!("{} {}", row.account.code, row.account.description);
    rows.iter().map(|row| (name(row), row.amounts.total)).collect()
}

impl Charted for Costs {
    fn chart(&self, currency: &str) -> Chart {
        let title = format!("Kosten per rekening, {}", self.period.label);
        Chart::ranking(title, currency, largest(accounts(&self.accounts)))
    }
}

impl Costs {
    /// The same costs by type of account.
    #[must_use]
    pub fn chart_by_kind(&self, currency: &str) -> Chart {
        let rows = self.kinds.iter().map(|row| (label::sentence(row.account_type.label()), row.amounts.total));
        Chart::ranking(format!("Kosten per soort, {}", self.period.label), currency, rows)
    }
}

impl Charted for BySupplier {
    fn chart(&self, currency: &str) -> Chart {
        let rows = self.suppliers.iter().map(|row| (label::name(&row.supplier).to_owned(), row.amount)).collect();
        let nobody = ("zonder leverancier".to_owned(), self.without_supplier);
        let nobody = (self.lines_without_supplier > 0).then_some(nobody);
        let title = format!("Kosten per leverancier, {}", self.period.label);
        Chart::ranking(title, currency, largest(rows).into_iter().chain(nobody))
    }
}

impl Charted for FixedCosts {
    fn chart(&self, currency: &str) -> Chart {
        let rows = self.by_nature.iter().map(|row| (label::sentence(row.nature.label()), row.amounts.total));
        Chart::ranking(format!("Vaste kosten naar aard, {}", self.period.label), currency, rows)
    }
}

/// The six figures of a statement that say most.
fn changes(comparison: &Comparison, title: String, before: &str, after: &str, currency: &str) -> Chart {
    let section = |wanted: Section| {
        let row = comparison.sections.iter().find(|row| row.section == wanted && !row.accounts.is_empty());
        row.map(|row| (wanted.label(), &row.change))
    };
    let subtotal = |wanted: Subtotal| {
        let row = comparison.subtotals.iter().find(|row| row.subtotal == wanted);
        row.map(|row| (wanted.label(), &row.change))
    };
    let rows: Vec<_> = [
        section(Section::Revenue),
        section(Section::CostOfGoods),
        subtotal(Subtotal::GrossMargin),
        section(Section::OperatingCosts),
        subtotal(Subtotal::OperatingResult),
        subtotal(Subtotal::Result),
    ]
    .into_iter()
    .flatten()
    .collect();
    let before = Series::new(before, rows.iter().map(|(_, change)| change.before));
    let after = Series::new(after, rows.iter().map(|(_, change)| change.after));
    Chart::bars(title, currency, rows.iter().map(|(name, _)| label::sentence(name)), [before, after])
}

impl Charted for Comparison {
    fn chart(&self, currency: &str) -> Chart {
        let (before, after) = (&self.before.label, &self.after.label);
        changes(self, format!("Vergelijking van {after} met {before}"), before, after, currency)
    }
}

impl Charted for BudgetComparison {
    fn chart(&self, currency: &str) -> Chart {
        let title = format!("Budget {} en werkelijk, {}", self.scenario, self.comparison.after.label);
        changes(&self.comparison, title, "Budget", "Werkelijk", currency)
    }
}

/// Its comparison with the year before; in the first year its statement.
impl Charted for Overview {
    fn chart(&self, currency: &str) -> Chart {
        match &self.comparison {
            Some(comparison) => comparison.chart(currency),
            None => self.statement.chart(currency),
        }
    }
}

impl Charted for CostCenters {
    fn chart(&self, currency: &str) -> Chart {
        let name = |code: &Option<String>| code.clone().unwrap_or_else(|| "zonder kostenplaats".to_owned());
        let rows = self.rows.iter().map(|row| (name(&row.code), row.result));
        Chart::ranking(format!("Resultaat per kostenplaats, {}", self.period.label), currency, rows)
    }
}

impl Group {
    /// The results of the administrations in one currency, side by side; those in another are not in it.
    #[must_use]
    pub fn chart_in(&self, currency: &str) -> Chart {
        let members = self.members.iter().filter(|member| member.currency == currency);
        let figures = [Subtotal::OperatingResult, Subtotal::Result];
        let names = [Section::Revenue.label()].into_iter().chain(figures.iter().map(|figure| figure.label()));
        let series = members.map(|member| {
            let report = &member.statement.report;
            let revenue = report.section(Section::Revenue).map(|row| row.amounts.total).unwrap_or_default();
            let amounts = [revenue, report.operating_result.total, report.result.total];
            Series::new(&member.name, amounts)
        });
        Chart::bars("Administraties naast elkaar", currency, names.map(label::sentence), series)
    }
}

/// The administrations in the currency that is asked for.
impl Charted for Group {
    fn chart(&self, currency: &str) -> Chart {
        self.chart_in(currency)
    }
}
