//! Results by cost centre: the rows and what has no cost centre add up to the result of the administration.

use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Decimal, Uuid};

use crate::amount::{Sum, negated};
use crate::basis::{AccountUse, Basis, Definition, Explained, Tally, Timing};
use crate::error::Error;
use crate::ledger::{Account, Chart, Lines};
use crate::period::PeriodRange;
use crate::results::Section;
use crate::selector::{Counting, Selector, When};

/// What the report is made of.
#[derive(Debug, Clone, Copy)]
pub struct CostCenterInput<'a> {
    /// The period.
    pub period: &'a PeriodRange,
    /// All result accounts, or more.
    pub chart: &'a Chart,
    /// The lines on result accounts in the period with their details, or more; none twice.
    pub lines: &'a Lines,
}

/// The results of one cost centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostCenterResult {
    /// Its code; `None` is what was booked without one.
    pub code: Option<String>,
    /// By section, in the sign of the section; sections without lines are not in it.
    pub sections: Vec<(Section, Decimal)>,
    /// The result; a profit is positive.
    pub result: Decimal,
    /// Lines in it.
    pub lines: u64,
}

/// By section, debit positive, and how many lines.
type Booked = (BTreeMap<Section, Sum>, u64);

/// Results by cost centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostCenters {
    /// The period.
    pub period: PeriodRange,
    /// Cost centres by code, then what has none.
    pub rows: Vec<CostCenterResult>,
    /// The result of all of them; a profit is positive.
    pub result: Decimal,
    accounts: BTreeSet<Uuid>,
}

impl CostCenters {
    /// Makes the report.
    ///
    /// # Errors
    /// [`Error::NoResultAccounts`] when the chart has none; [`Error::Overflow`].
    pub fn of(input: &CostCenterInput<'_>) -> Result<Explained<Self>, Error> {
        let accounts: BTreeMap<Uuid, &Account> =
            input.chart.results().into_iter().map(|account| (account.id, account)).collect();
        if accounts.is_empty() {
            return Err(Error::NoResultAccounts);
        }
        let mut tally = Tally::default();
        let mut used: BTreeSet<(&str, Uuid)> = BTreeSet::new();
        let mut groups: BTreeMap<(bool, Option<&str>), Booked> = BTreeMap::new();
        for line in input.lines.iter().filter(|line| input.period.contains(line.year, line.period)) {
            let Some(account) = accounts.get(&line.account) else { continue };
            let Some(section) = Section::of(account) else { continue };
            if !line.transaction_type.counts_in_results(line.status) {
                tally.leave_out(line.transaction_type, 1, -line.amount)?;
                continue;
            }
            tally.count(line.status, 1);
            used.insert((&account.code, account.id));
            let code = line.detail.cost_center.as_deref();
            let (sections, lines) = groups.entry((code.is_none(), code)).or_default();
            sections.entry(section).or_default().add(line.amount)?;
            *lines += 1;
        }
        let rows = groups
            .into_iter()
            .map(|((_, code), (sections, lines))| {
                let result = negated(Sum::of(sections.values().map(|sum| sum.value()))?);
                let signed = |(section, sum): (Section, Sum)| {
                    (section, if section.is_cost() { sum.value() } else { negated(sum.value()) })
                };
                let sections = sections.into_iter().map(signed).collect();
                Ok(CostCenterResult { code: code.map(str::to_owned), sections, result, lines })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let basis = Basis {
            definition: Definition::CostCenters,
            timing: Timing::within(&input.period.label, input.lines.basis()),
            accounts: used.iter().filter_map(|(_, id)| accounts.get(id)).map(|one| AccountUse::from(*one)).collect(),
            left_out: tally.left_out(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices: Vec::new(),
            sources: [input.chart.sources(), input.lines.sources()].concat(),
        };
        let report = Self {
            period: input.period.clone(),
            result: Sum::of(rows.iter().map(|row| row.result))?,
            rows,
            accounts: accounts.into_keys().collect(),
        };
        Ok(Explained { report, basis, checks: Vec::new() })
    }

    /// The lines behind the result of a row; a profit is positive.
    #[must_use]
    pub fn selector(&self, row: &CostCenterResult) -> Selector {
        let lines = Selector::of(self.accounts.iter().copied(), When::from(&self.period), Counting::Results);
        lines.of_cost_center(row.code.as_deref()).credit_positive()
    }
}
