use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Decimal, Uuid};

use super::ranking::CostRanking;
use super::wanted::Wanted;
use crate::amount::Sum;
use crate::basis::{AccountUse, Basis, Choice, Definition, Explained, Timing};
use crate::calendar::Calendar;
use crate::error::Error;
use crate::ledger::{Account, AccountType, Chart, Classification, Movements};
use crate::period::PeriodRange;
use crate::selector::{Counting, Selector, When};
use crate::series::{Column, Grid, Series};

/// Which costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CostScope {
    /// Types 120 to 126.
    #[default]
    Operating,
    /// The cost of goods (111) too.
    WithCostOfGoods,
}

impl CostScope {
    /// Whether an account is one of costs.
    #[must_use]
    pub const fn includes(self, account: &Account) -> bool {
        account.is_result
            && match account.account_type {
                AccountType(120..=126) => true,
                AccountType::COST_OF_GOODS => matches!(self, Self::WithCostOfGoods),
                _ => false,
            }
    }
}

/// What the report of costs is made of.
#[derive(Debug, Clone, Copy)]
pub struct CostInput<'a> {
    /// The period.
    pub period: &'a PeriodRange,
    /// Which costs.
    pub scope: CostScope,
    /// The accounts of costs, or more.
    pub chart: &'a Chart,
    /// The financial periods of the book years in the period.
    pub calendar: &'a Calendar,
    /// What was booked on the accounts of costs in the period, or more.
    pub movements: &'a Movements,
    /// The codes of the reference chart; `None` when they were not read.
    pub classification: Option<&'a Classification>,
}

/// Costs on one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountCosts {
    /// The account.
    pub account: Account,
    /// Its code in the reference chart, where it has one.
    pub reference: Option<String>,
    /// By period and in total; a cost is positive.
    pub amounts: Series,
}

/// Costs on the accounts of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindCosts {
    /// The type.
    pub account_type: AccountType,
    /// By period and in total; a cost is positive.
    pub amounts: Series,
}

/// Costs on the accounts of one main group of the reference chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceCosts {
    /// The first four letters of the code; `None` collects accounts without one.
    pub group: Option<String>,
    /// By period and in total; a cost is positive.
    pub amounts: Series,
}

/// Costs on the accounts that a word led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCosts {
    /// The accounts, largest costs first; empty when the word led to none, which is not the same as no costs.
    pub accounts: Vec<AccountCosts>,
    /// Their costs together; a cost is positive.
    pub amounts: Series,
}

/// Costs over a period. Accounts, kinds and groups of the reference chart each add up to the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Costs {
    /// The period.
    pub period: PeriodRange,
    /// Which costs.
    pub scope: CostScope,
    /// The financial periods that every series has an amount for, in order.
    pub columns: Vec<Column>,
    /// By period and in total; a cost is positive.
    pub amounts: Series,
    /// Accounts with lines, largest costs first; equal ones by code.
    pub accounts: Vec<AccountCosts>,
    /// By type, lowest number first.
    pub kinds: Vec<KindCosts>,
    /// By main group of the reference chart, accounts without one last; empty when the codes were not read.
    pub references: Vec<ReferenceCosts>,
}

impl Costs {
    /// Makes the report.
    ///
    /// # Errors
    /// [`Error::NoCostAccounts`] when the chart has none; [`Error::Overflow`].
    pub fn of(input: &CostInput<'_>) -> Result<Explained<Self>, Error> {
        let wanted: BTreeMap<Uuid, &Account> =
            input.chart.accounts().filter(|account| input.scope.includes(account)).map(|one| (one.id, one)).collect();
        if wanted.is_empty() {
            return Err(Error::NoCostAccounts);
        }
        let ids: BTreeSet<Uuid> = wanted.keys().copied().collect();
        let grid = Grid::of(input.movements, input.period, input.calendar, &ids, false)?;
        let width = grid.columns.len();
        let reference = |id| Some(input.classification?.code(id)?.to_owned());
        let mut accounts: Vec<_> = wanted
            .into_iter()
            .filter_map(|(id, account)| {
                let amounts = grid.accounts.get(&id)?.clone();
                Some(AccountCosts { account: account.clone(), reference: reference(id), amounts })
            })
            .collect();
        accounts.sort_by(largest_first);
        let report = Self {
            period: input.period.clone(),
            scope: input.scope,
            amounts: Series::of(width, accounts.iter().map(|row| &row.amounts))?,
            kinds: kinds(&accounts, width)?,
            references: if input.classification.is_some() { references(&accounts, width)? } else { Vec::new() },
            columns: grid.columns,
            accounts,
        };
        let mut choices = grid.choices;
        let without = report.accounts.iter().filter(|row| input.classification.is_some() && row.reference.is_none());
        let without: Vec<_> = without.map(|row| row.account.code.clone()).collect();
        if !without.is_empty() {
            choices.push(Choice::NoReferenceCode { accounts: without });
        }
        let by_code: BTreeMap<_, _> = report.accounts.iter().map(|row| (&row.account.code, &row.account)).collect();
        let classified = input.classification.map(Classification::sources).unwrap_or_default();
        let basis = Basis {
            definition: Definition::Costs,
            timing: Timing::within(&input.period.label, input.movements.basis()),
            accounts: by_code.into_values().map(AccountUse::from).collect(),
            left_out: grid.tally.left_out(),
            lines: grid.tally.lines,
            open_lines: grid.tally.open_lines,
            choices,
            sources: [input.chart.sources(), input.calendar.sources(), input.movements.sources(), classified].concat(),
        };
        Ok(Explained { report, basis, checks: Vec::new() })
    }

    /// The `count` largest accounts and all others together.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn top(&self, count: usize) -> Result<CostRanking, Error> {
        CostRanking::of(&self.accounts, count)
    }

    /// The costs of accounts that a word leads to, as an owner says it: "auto", "huisvestingskosten", "4400".
    ///
    /// A word leads to an account by beginning its code or its reference code, by standing in its description or in the
    /// name of its type, or by the group of the reference chart that abbreviates it: `Aut` in `WBedAutBra` for "auto". That is
    /// a guess by words: an answer has to name the accounts.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn search(&self, word: &str) -> Result<FoundCosts, Error> {
        let wanted = Wanted::of(word);
        let accounts: Vec<_> = self.accounts.iter().filter(|row| wanted.leads_to(row)).cloned().collect();
        let amounts = Series::of(self.columns.len(), accounts.iter().map(|row| &row.amounts))?;
        Ok(FoundCosts { accounts, amounts })
    }

    /// The lines behind the costs of some accounts, in total or in the period of one column.
    #[must_use]
    pub fn selector(&self, accounts: impl IntoIterator<Item = Uuid>, column: Option<&Column>) -> Selector {
        let when = match column {
            Some(column) => When::Period { year: column.year, number: column.number },
            None => When::from(&self.period),
        };
        Selector::of(accounts, when, Counting::Results)
    }

    /// A part of the total as a fraction of it, not rounded; `None` when the total is zero or has the other sign.
    #[must_use]
    pub fn share(&self, amount: Decimal) -> Option<Decimal> {
        let comparable =
            !self.amounts.total.is_zero() && amount.is_sign_negative() == self.amounts.total.is_sign_negative();
        comparable.then(|| amount.checked_div(self.amounts.total)).flatten()
    }
}

fn largest_first(left: &AccountCosts, right: &AccountCosts) -> core::cmp::Ordering {
    let by_amount = right.amounts.total.cmp(&left.amounts.total);
    by_amount.then_with(|| (&left.account.code, left.account.id).cmp(&(&right.account.code, right.account.id)))
}

fn kinds(accounts: &[AccountCosts], width: usize) -> Result<Vec<KindCosts>, Error> {
    let groups = grouped(accounts, width, |row| row.account.account_type)?;
    Ok(groups.into_iter().map(|(account_type, amounts)| KindCosts { account_type, amounts }).collect())
}

fn references(accounts: &[AccountCosts], width: usize) -> Result<Vec<ReferenceCosts>, Error> {
    let main = |row: &AccountCosts| {
        let code = row.reference.as_deref()?;
        Some(code.get(..4).unwrap_or(code).to_owned())
    };
    let groups = grouped(accounts, width, |row| (row.reference.is_none(), main(row)))?;
    Ok(groups.into_iter().map(|((_, group), amounts)| ReferenceCosts { group, amounts }).collect())
}

fn grouped<K: Ord>(
    accounts: &[AccountCosts],
    width: usize,
    key: impl Fn(&AccountCosts) -> K,
) -> Result<BTreeMap<K, Series>, Error> {
    let mut groups = BTreeMap::new();
    for row in accounts {
        let sum = groups.entry(key(row)).or_insert_with(|| Series::zero(width));
        *sum = sum.plus(&row.amounts)?;
    }
    Ok(groups)
}

/// The sum of the totals of accounts.
pub(super) fn total(accounts: &[AccountCosts]) -> Result<Decimal, Error> {
    Sum::of(accounts.iter().map(|row| row.amounts.total))
}
