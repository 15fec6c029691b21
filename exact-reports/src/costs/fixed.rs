use std::collections::BTreeSet;

use exact_model::Uuid;

use super::recurring::{Recurring, recurring};
use super::report::{AccountCosts, CostInput, CostScope, Costs};
use crate::basis::{Choice, Definition, Explained};
use crate::calendar::Calendar;
use crate::error::Error;
use crate::ledger::{AccountType, Chart, Classification, Lines, Movements};
use crate::period::PeriodRange;
use crate::series::{Column, Series};

/// Why costs are fixed by what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Nature {
    /// Wages and what comes with them.
    Personnel,
    /// Depreciation.
    Depreciation,
    /// Rent and housing.
    Housing,
    /// Insurance.
    Insurance,
    /// Lease of cars and equipment.
    Lease,
    /// Subscriptions and software.
    Subscriptions,
}

impl Nature {
    /// The beginning of the reference codes, and words in a description that tell the same.
    const SIGNS: [(Self, &'static [&'static str], &'static [&'static str]); 6] = [
        (Self::Personnel, &["WPer"], &[]),
        (Self::Depreciation, &["WAfs"], &["afschrijving"]),
        (Self::Housing, &["WBedHui"], &["huur", "huisvesting"]),
        (Self::Insurance, &["WBedAss"], &["verzekering"]),
        (Self::Lease, &["WBedAutLea", "WBedAutOpl"], &["lease"]),
        (Self::Subscriptions, &[], &["abonnement", "software", "licentie"]),
    ];

    /// The nature of an account; `None` when nothing says that its costs are fixed. Its type goes first, then its
    /// reference code, then its description.
    fn of(row: &AccountCosts) -> Option<Self> {
        match row.account.account_type {
            AccountType::EMPLOYEE_COSTS | AccountType::EMPLOYMENT_COSTS => return Some(Self::Personnel),
            AccountType::DEPRECIATION => return Some(Self::Depreciation),
            _ => {}
        }
        let reference = row.reference.as_deref().unwrap_or_default();
        let description = row.account.description.to_lowercase();
        let by = |sign: &dyn Fn(&[&str], &[&str]) -> bool| {
            Self::SIGNS.iter().find(|(_, codes, words)| sign(codes, words)).map(|(nature, ..)| *nature)
        };
        by(&|codes, _| codes.iter().any(|code| reference.starts_with(code)))
            .or_else(|| by(&|_, words| words.iter().any(|word| description.contains(word))))
    }

    /// What it is called, for an owner.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Personnel => "personeel",
            Self::Depreciation => "afschrijvingen",
            Self::Housing => "huisvesting",
            Self::Insurance => "verzekeringen",
            Self::Lease => "lease",
            Self::Subscriptions => "abonnementen en software",
        }
    }
}

/// What the report of fixed costs is made of.
#[derive(Debug, Clone, Copy)]
pub struct FixedInput<'a> {
    /// The period; a year or so, because what recurs must have been booked three times in it.
    pub period: &'a PeriodRange,
    /// The accounts of costs, or more.
    pub chart: &'a Chart,
    /// The financial periods of the book years in the period.
    pub calendar: &'a Calendar,
    /// The lines on the accounts of costs in the period with their details, or more.
    pub lines: &'a Lines,
    /// The codes of the reference chart; `None` when they were not read.
    pub classification: Option<&'a Classification>,
}

/// Costs of one nature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NatureCosts {
    /// Why they are fixed.
    pub nature: Nature,
    /// By period and in total; a cost is positive.
    pub amounts: Series,
    /// The accounts, largest costs first.
    pub accounts: Vec<AccountCosts>,
}

/// Fixed costs in two lists that overlap: what is fixed by its nature, though its amount may vary, and what recurs in fact.
/// They are no parts of one total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedCosts {
    /// The period.
    pub period: PeriodRange,
    /// The financial periods that every series has an amount for, in order.
    pub columns: Vec<Column>,
    /// By nature.
    pub by_nature: Vec<NatureCosts>,
    /// All of [`by_nature`](Self::by_nature) together.
    pub fixed_by_nature: Series,
    /// What recurs, largest amount a period first.
    pub recurring: Vec<Recurring>,
}

impl FixedCosts {
    /// Makes the report.
    ///
    /// # Errors
    /// [`Error::NoCostAccounts`] when the chart has none; [`Error::Overflow`].
    pub fn of(input: &FixedInput<'_>) -> Result<Explained<Self>, Error> {
        let movements = Movements::from_lines(input.lines)?;
        let scope = CostScope::Operating;
        let Explained { report: costs, mut basis, checks } = Costs::of(&CostInput {
            period: input.period,
            scope,
            chart: input.chart,
            calendar: input.calendar,
            movements: &movements,
            classification: input.classification,
        })?;
        let width = costs.columns.len();
        let mut by_nature = Vec::new();
        for (nature, ..) in Nature::SIGNS {
            let rows = costs.accounts.iter().filter(|row| Nature::of(row) == Some(nature));
            let accounts: Vec<_> = rows.cloned().collect();
            if !accounts.is_empty() {
                let amounts = Series::of(width, accounts.iter().map(|row| &row.amounts))?;
                by_nature.push(NatureCosts { nature, amounts, accounts });
            }
        }
        let used: BTreeSet<Uuid> =
            by_nature.iter().flat_map(|nature| &nature.accounts).map(|row| row.account.id).collect();
        basis.definition = Definition::FixedCosts;
        basis.choices.push(Choice::FixedByNature { accounts: used.len() });
        let report = Self {
            fixed_by_nature: Series::of(width, by_nature.iter().map(|nature| &nature.amounts))?,
            recurring: recurring(input.period, scope, input.chart, input.calendar, input.lines)?,
            period: costs.period,
            columns: costs.columns,
            by_nature,
        };
        Ok(Explained { report, basis, checks })
    }
}
