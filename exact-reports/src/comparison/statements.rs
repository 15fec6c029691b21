use std::collections::BTreeMap;

use exact_model::{Decimal, Uuid};

use crate::basis::{AccountUse, Basis, Choice, Definition, Explained, Timing};
use crate::change::Change;
use crate::error::Error;
use crate::ledger::Account;
use crate::period::PeriodRange;
use crate::results::{Figure, ProfitAndLoss, Section, Subtotal};

/// A section in two periods, in the sign of the section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionChange {
    /// The section.
    pub section: Section,
    /// What changed.
    pub change: Change,
    /// Its accounts with lines in either period, lowest code first.
    pub accounts: Vec<AccountChange>,
}

/// An account in two periods, in the sign of its section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountChange {
    /// The account.
    pub account: Account,
    /// What changed.
    pub change: Change,
}

/// A subtotal in two periods; a profit is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubtotalChange {
    /// The subtotal.
    pub subtotal: Subtotal,
    /// What changed.
    pub change: Change,
}

/// Two profit and loss statements next to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The period that is compared with.
    pub before: PeriodRange,
    /// The period asked about.
    pub after: PeriodRange,
    /// Every section.
    pub sections: Vec<SectionChange>,
    /// Every subtotal that both periods have.
    pub subtotals: Vec<SubtotalChange>,
    /// Operating costs in both.
    pub costs: Change,
    /// Revenue in both.
    pub revenue: Change,
}

impl Comparison {
    /// Compares two statements of the same administration, or of two.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn of(before: &Explained<ProfitAndLoss>, after: &Explained<ProfitAndLoss>) -> Result<Explained<Self>, Error> {
        let change = |figure| {
            let total = |side: &ProfitAndLoss| side.amounts(figure).map(|amounts| amounts.total);
            match (total(&before.report), total(&after.report)) {
                (None, None) => Ok(None),
                (before, after) => Change::of(before.unwrap_or_default(), after.unwrap_or_default()).map(Some),
            }
        };
        let zero = Change::of(Decimal::ZERO, Decimal::ZERO)?;
        let mut sections = Vec::new();
        for section in Section::ALL {
            let accounts = accounts(section, &before.report, &after.report)?;
            let change = change(Figure::Section(section))?.unwrap_or(zero);
            sections.push(SectionChange { section, change, accounts });
        }
        let mut subtotals = Vec::new();
        for subtotal in [Subtotal::GrossMargin, Subtotal::OperatingResult, Subtotal::ResultBeforeTax, Subtotal::Result]
        {
            let figure = Figure::Subtotal(subtotal);
            if before.report.amounts(figure).is_some() && after.report.amounts(figure).is_some() {
                subtotals.extend(change(figure)?.map(|change| SubtotalChange { subtotal, change }));
            }
        }
        let of = |wanted| sections.iter().find(|row| row.section == wanted).map_or(zero, |row| row.change);
        let report = Self {
            before: before.report.period.clone(),
            after: after.report.period.clone(),
            costs: of(Section::OperatingCosts),
            revenue: of(Section::Revenue),
            sections,
            subtotals,
        };
        Ok(Explained {
            report,
            basis: basis(before, after),
            checks: [before.checks.clone(), after.checks.clone()].concat(),
        })
    }
}

fn accounts(section: Section, before: &ProfitAndLoss, after: &ProfitAndLoss) -> Result<Vec<AccountChange>, Error> {
    let mut sides: BTreeMap<(&str, Uuid), (&Account, Decimal, Decimal)> = BTreeMap::new();
    let rows = |side: &'_ ProfitAndLoss| side.section(section).map(|row| row.types.clone()).unwrap_or_default();
    let (before, after) = (rows(before), rows(after));
    for row in before.iter().flat_map(|kind| &kind.accounts) {
        let account = &row.account;
        sides.insert((&account.code, account.id), (account, row.amounts.total, Decimal::ZERO));
    }
    for row in after.iter().flat_map(|kind| &kind.accounts) {
        let account = &row.account;
        let side = sides.entry((&account.code, account.id)).or_insert((account, Decimal::ZERO, Decimal::ZERO));
        side.2 = row.amounts.total;
    }
    let changes = sides.into_values();
    changes
        .map(|(account, before, after)| {
            Ok(AccountChange { account: account.clone(), change: Change::of(before, after)? })
        })
        .collect()
}

/// The basis of both: lines and what was left out are counted together.
fn basis(before: &Explained<ProfitAndLoss>, after: &Explained<ProfitAndLoss>) -> Basis {
    let (left, right) = (&before.basis, &after.basis);
    let accounts: BTreeMap<&str, &AccountUse> =
        left.accounts.iter().chain(&right.accounts).map(|account| (account.code.as_str(), account)).collect();
    let mut choices = vec![Choice::ComparedWith { period: before.report.period.label.clone() }];
    for choice in left.choices.iter().chain(&right.choices) {
        if !choices.contains(choice) {
            choices.push(choice.clone());
        }
    }
    Basis {
        definition: Definition::Comparison,
        timing: match &right.timing {
            Timing::BookDate { .. } => Timing::BookDate { label: after.report.period.label.clone() },
            _ => Timing::BookPeriod { label: after.report.period.label.clone() },
        },
        accounts: accounts.into_values().cloned().collect(),
        left_out: [left.left_out.clone(), right.left_out.clone()].concat(),
        lines: left.lines + right.lines,
        open_lines: left.open_lines + right.open_lines,
        choices,
        sources: [left.sources.clone(), right.sources.clone()].concat(),
    }
}
