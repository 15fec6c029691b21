use std::collections::{BTreeMap, BTreeSet};

use exact_model::Uuid;

use super::{Section, Subtotal};
use crate::basis::{AccountUse, Basis, Choice, Definition, Explained, Timing};
use crate::calendar::Calendar;
use crate::error::Error;
use crate::ledger::{Account, AccountType, Chart, Movements};
use crate::period::PeriodRange;
use crate::selector::{Counting, Selector, When};
use crate::series::{Column, Grid, Series};

/// What the statement is made of.
#[derive(Debug, Clone, Copy)]
pub struct StatementInput<'a> {
    /// The period.
    pub period: &'a PeriodRange,
    /// All result accounts, or more.
    pub chart: &'a Chart,
    /// The financial periods of the book years in the period.
    pub calendar: &'a Calendar,
    /// What was booked on the result accounts in the period, or more.
    pub movements: &'a Movements,
}

/// The result of one account, in the sign of its section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountResult {
    /// The account.
    pub account: Account,
    /// By period and in total.
    pub amounts: Series,
}

/// The accounts of one type, in the sign of their section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeResult {
    /// The type.
    pub account_type: AccountType,
    /// By period and in total.
    pub amounts: Series,
    /// Accounts with lines, lowest code first.
    pub accounts: Vec<AccountResult>,
}

/// One section. Costs are positive in a section of costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionResult {
    /// The section.
    pub section: Section,
    /// By period and in total.
    pub amounts: Series,
    /// Its types, lowest number first.
    pub types: Vec<TypeResult>,
}

/// A figure of the statement, to ask for the lines behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// One account.
    Account(Uuid),
    /// All accounts of a type in a section.
    Type(Section, AccountType),
    /// A section.
    Section(Section),
    /// A subtotal.
    Subtotal(Subtotal),
}

/// The profit and loss statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfitAndLoss {
    /// The period.
    pub period: PeriodRange,
    /// The financial periods that every series has an amount for, in order.
    pub columns: Vec<Column>,
    /// Every section, those without lines too.
    pub sections: Vec<SectionResult>,
    /// Revenue minus cost of goods; `None` when the chart has no account for the cost of goods, so that a margin cannot be
    /// told from the revenue.
    pub gross_margin: Option<Series>,
    /// Revenue minus cost of goods and operating costs; a profit is positive.
    pub operating_result: Series,
    /// The result without taxes on it; a profit is positive.
    pub before_tax: Series,
    /// The result; a profit is positive.
    pub result: Series,
}

impl ProfitAndLoss {
    /// Makes the statement.
    ///
    /// # Errors
    /// [`Error::NoResultAccounts`] when the chart has no result accounts; [`Error::Overflow`].
    pub fn of(input: &StatementInput<'_>) -> Result<Explained<Self>, Error> {
        let accounts = input.chart.results();
        if accounts.is_empty() {
            return Err(Error::NoResultAccounts);
        }
        let wanted: BTreeSet<Uuid> = accounts.iter().map(|account| account.id).collect();
        let grid = Grid::of(input.movements, input.period, input.calendar, &wanted, true)?;
        let width = grid.columns.len();
        let mut rows: BTreeMap<Section, BTreeMap<AccountType, Vec<AccountResult>>> = BTreeMap::new();
        for account in &accounts {
            let (Some(section), Some(booked)) = (Section::of(account), grid.accounts.get(&account.id)) else {
                continue;
            };
            let amounts = if section.is_cost() { booked.clone() } else { booked.negated() };
            let row = AccountResult { account: (*account).clone(), amounts };
            rows.entry(section).or_default().entry(account.account_type).or_default().push(row);
        }
        let sections = Section::ALL
            .into_iter()
            .map(|section| section_of(section, rows.remove(&section).unwrap_or_default(), width))
            .collect::<Result<Vec<_>, _>>()?;
        let subtotal = |subtotal: Subtotal| subtotal_of(subtotal, &sections, width);
        let has_cost_of_goods = accounts.iter().any(|account| account.account_type == AccountType::COST_OF_GOODS);
        let report = Self {
            period: input.period.clone(),
            gross_margin: has_cost_of_goods.then(|| subtotal(Subtotal::GrossMargin)).transpose()?,
            operating_result: subtotal(Subtotal::OperatingResult)?,
            before_tax: subtotal(Subtotal::ResultBeforeTax)?,
            result: subtotal(Subtotal::Result)?,
            columns: grid.columns,
            sections,
        };
        let mut choices = grid.choices;
        if !has_cost_of_goods {
            choices.push(Choice::NoGrossMargin);
        }
        choices.extend(report.unclassified());
        let basis = Basis {
            definition: Definition::ProfitAndLoss,
            timing: Timing::within(&input.period.label, input.movements.basis()),
            accounts: report.accounts().map(|row| AccountUse::from(&row.account)).collect(),
            left_out: grid.tally.left_out(),
            lines: grid.tally.lines,
            open_lines: grid.tally.open_lines,
            choices,
            sources: [input.chart.sources(), input.calendar.sources(), input.movements.sources()].concat(),
        };
        Ok(Explained { report, basis, checks: Vec::new() })
    }

    /// One section.
    #[must_use]
    pub fn section(&self, section: Section) -> Option<&SectionResult> {
        self.sections.iter().find(|row| row.section == section)
    }

    /// Every account with lines, section by section.
    pub fn accounts(&self) -> impl Iterator<Item = &AccountResult> {
        self.sections.iter().flat_map(|section| &section.types).flat_map(|kind| &kind.accounts)
    }

    /// The amounts of a figure; `None` when nothing was booked on it, or for a gross margin that cannot be told.
    #[must_use]
    pub fn amounts(&self, figure: Figure) -> Option<&Series> {
        match figure {
            Figure::Account(id) => self.accounts().find(|row| row.account.id == id).map(|row| &row.amounts),
            Figure::Type(section, kind) => {
                let types = &self.section(section)?.types;
                types.iter().find(|row| row.account_type == kind).map(|row| &row.amounts)
            }
            Figure::Section(section) => self.section(section).map(|row| &row.amounts),
            Figure::Subtotal(Subtotal::GrossMargin) => self.gross_margin.as_ref(),
            Figure::Subtotal(Subtotal::OperatingResult) => Some(&self.operating_result),
            Figure::Subtotal(Subtotal::ResultBeforeTax) => Some(&self.before_tax),
            Figure::Subtotal(Subtotal::Result) => Some(&self.result),
        }
    }

    /// The lines behind a figure, in total or in the period of one column.
    #[must_use]
    pub fn selector(&self, figure: Figure, column: Option<&Column>) -> Selector {
        let when = match column {
            Some(column) => When::Period { year: column.year, number: column.number },
            None => When::from(&self.period),
        };
        let in_sections = |sections: &[Section]| -> BTreeSet<Uuid> {
            let wanted = self.sections.iter().filter(|row| sections.contains(&row.section));
            wanted.flat_map(|row| &row.types).flat_map(|kind| &kind.accounts).map(|row| row.account.id).collect()
        };
        let (accounts, is_cost) = match figure {
            Figure::Account(id) => {
                let row = self.accounts().find(|row| row.account.id == id);
                let section = row.and_then(|row| Section::of(&row.account));
                (BTreeSet::from([id]), section.is_some_and(Section::is_cost))
            }
            Figure::Type(section, kind) => {
                let types = self.section(section).into_iter().flat_map(|row| &row.types);
                let rows = types.filter(|row| row.account_type == kind).flat_map(|row| &row.accounts);
                (rows.map(|row| row.account.id).collect(), section.is_cost())
            }
            Figure::Section(section) => (in_sections(&[section]), section.is_cost()),
            Figure::Subtotal(subtotal) => (in_sections(subtotal.sections()), false),
        };
        let selector = Selector::of(accounts, when, Counting::Results);
        if is_cost { selector } else { selector.credit_positive() }
    }

    fn unclassified(&self) -> Option<Choice> {
        let rows = self.section(Section::Unclassified)?;
        let accounts: Vec<_> =
            rows.types.iter().flat_map(|kind| &kind.accounts).map(|row| row.account.code.clone()).collect();
        (!accounts.is_empty()).then_some(Choice::Unclassified { accounts })
    }
}

fn section_of(
    section: Section,
    types: BTreeMap<AccountType, Vec<AccountResult>>,
    width: usize,
) -> Result<SectionResult, Error> {
    let types = types
        .into_iter()
        .map(|(account_type, accounts)| {
            let amounts = Series::of(width, accounts.iter().map(|row| &row.amounts))?;
            Ok(TypeResult { account_type, amounts, accounts })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(SectionResult { section, amounts: Series::of(width, types.iter().map(|row| &row.amounts))?, types })
}

fn subtotal_of(subtotal: Subtotal, sections: &[SectionResult], width: usize) -> Result<Series, Error> {
    let wanted = sections.iter().filter(|row| subtotal.sections().contains(&row.section));
    wanted.into_iter().try_fold(Series::zero(width), |sum, row| {
        if row.section.is_cost() { sum.minus(&row.amounts) } else { sum.plus(&row.amounts) }
    })
}
