use exact_model::Decimal;

use super::{label, series};
use crate::cost_centers::CostCenters;
use crate::group::Group;
use crate::results::{AccountResult, Figure, ProfitAndLoss, Section, Subtotal};
use crate::series::Series;
use crate::table::{Cell, Column, Table, Tabular};

/// A line of a statement, in its order.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// A section, and below it its accounts.
    Section(Section),
    /// What the sections above it add up to.
    Subtotal(Subtotal),
}

/// The statement from top to bottom.
pub(super) const STATEMENT: [Place; 12] = [
    Place::Section(Section::Revenue),
    Place::Section(Section::CostOfGoods),
    Place::Subtotal(Subtotal::GrossMargin),
    Place::Section(Section::OperatingCosts),
    Place::Subtotal(Subtotal::OperatingResult),
    Place::Section(Section::ExceptionalIncome),
    Place::Section(Section::ExceptionalCosts),
    Place::Section(Section::Financial),
    Place::Section(Section::Unclassified),
    Place::Subtotal(Subtotal::ResultBeforeTax),
    Place::Section(Section::IncomeTax),
    Place::Subtotal(Subtotal::Result),
];

impl ProfitAndLoss {
    /// The statement from top to bottom, without sections in which nothing was booked.
    fn lines(&self) -> impl Iterator<Item = (Place, &Series)> {
        STATEMENT.into_iter().filter_map(|place| {
            let figure = match place {
                Place::Section(section) => Figure::Section(section),
                Place::Subtotal(subtotal) => Figure::Subtotal(subtotal),
            };
            let is_shown = match place {
                Place::Section(section) => self.section(section).is_some_and(|row| !row.types.is_empty()),
                Place::Subtotal(_) => true,
            };
            self.amounts(figure).filter(|_| is_shown).map(|series| (place, series))
        })
    }

    /// By code, which is the order that an owner knows from the chart of accounts.
    fn accounts_of(&self, section: Section) -> Vec<&AccountResult> {
        let types = self.section(section).into_iter().flat_map(|row| &row.types);
        let mut accounts: Vec<_> = types.flat_map(|kind| &kind.accounts).collect();
        accounts.sort_by(|left, right| left.account.code.cmp(&right.account.code));
        accounts
    }
}

impl Tabular for ProfitAndLoss {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Rekening"),
            Column::text("Omschrijving"),
            Column::amount("Bedrag", currency),
            Column::count("Regels"),
        ];
        let mut table = Table::new(format!("Winst-en-verliesrekening, {}", self.period.label), columns);
        for (place, amounts) in self.lines() {
            let (name, amount) = (label::sentence(place.label()), amounts.total.into());
            if let Place::Section(section) = place {
                for row in self.accounts_of(section) {
                    let (code, description) = (Cell::from(&row.account.code), Cell::from(&row.account.description));
                    table.row([code, description, row.amounts.total.into(), Cell::count(row.amounts.lines)]);
                }
            }
            table.subtotal([Cell::Empty, name.into(), amount, Cell::count(amounts.lines)]);
        }
        table
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        let title = format!("Winst-en-verliesrekening per periode, {}", self.period.label);
        let first = vec![Column::text("Rekening"), Column::text("Omschrijving")];
        let mut table = series::by_period(title, first, &self.columns, currency);
        for (place, amounts) in self.lines() {
            if let Place::Section(section) = place {
                for row in self.accounts_of(section) {
                    let first = [Cell::from(&row.account.code), Cell::from(&row.account.description)];
                    table.row(series::cells(first, &row.amounts));
                }
            }
            table.subtotal(series::cells([Cell::Empty, label::sentence(place.label()).into()], amounts));
        }
        vec![table]
    }
}

impl Place {
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Section(section) => section.label(),
            Self::Subtotal(subtotal) => subtotal.label(),
        }
    }
}

impl Tabular for CostCenters {
    fn table(&self, currency: &str) -> Table {
        let is_used = |section: &Section| self.rows.iter().any(|row| amount_of(&row.sections, *section).is_some());
        let sections: Vec<Section> = Section::ALL.into_iter().filter(is_used).collect();
        let heading = |section: &Section| Column::amount(label::sentence(section.label()), currency);
        let columns = [Column::text("Kostenplaats")]
            .into_iter()
            .chain(sections.iter().map(heading))
            .chain([Column::amount("Resultaat", currency), Column::count("Regels")]);
        let mut table = Table::new(format!("Resultaat per kostenplaats, {}", self.period.label), columns);
        for row in &self.rows {
            let code = row.code.as_deref().unwrap_or("zonder kostenplaats");
            let amounts = sections.iter().map(|section| Cell::from(amount_of(&row.sections, *section)));
            let ending = [row.result.into(), Cell::count(row.lines)];
            table.row([Cell::from(code)].into_iter().chain(amounts).chain(ending));
        }
        let between = sections.iter().map(|_| Cell::Empty);
        table.total([Cell::from("Totaal")].into_iter().chain(between).chain([self.result.into()]));
        table
    }
}

fn amount_of<K: PartialEq + Copy>(amounts: &[(K, Decimal)], key: K) -> Option<Decimal> {
    amounts.iter().find(|(known, _)| *known == key).map(|(_, amount)| *amount)
}

impl Tabular for Group {
    fn table(&self, _currency: &str) -> Table {
        let members = self.members.iter().map(|member| Column::amount(&member.name, &member.currency));
        let together = self.together.iter().map(|together| {
            Column::amount(format!("Samen, {} administraties", together.members.len()), &together.currency)
        });
        let columns = [Column::text("Onderdeel")].into_iter().chain(members).chain(together);
        let mut table = Table::new("Administraties naast elkaar", columns);
        for place in STATEMENT {
            let each = self.members.iter().map(|member| {
                let report = &member.statement.report;
                Cell::from(report.lines().find(|(known, _)| known.label() == place.label()).map(|(_, row)| row.total))
            });
            let all = self.together.iter().map(|together| {
                Cell::from(match place {
                    Place::Section(section) => amount_of(&together.sections, section),
                    Place::Subtotal(subtotal) => amount_of(&together.subtotals, subtotal),
                })
            });
            let cells = [label::sentence(place.label()).into()].into_iter().chain(each).chain(all);
            match place {
                Place::Section(_) => table.row(cells),
                Place::Subtotal(_) => table.subtotal(cells),
            }
        }
        table
    }
}
