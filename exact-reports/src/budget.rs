//! Budget against what was booked.
//!
//! A budget is made into the same statement as the books, so that its sections and subtotals are the same ones. In the
//! [`Comparison`] the budget is what was before.

use std::collections::BTreeSet;

use exact_model::{Complete, Decimal};

use crate::basis::{Choice, Definition, Explained};
use crate::calendar::Calendar;
use crate::comparison::Comparison;
use crate::error::Error;
use crate::input::BudgetRow;
use crate::ledger::{AccountType, Chart, EntryStatus, Movement, Movements, Source, TransactionType};
use crate::period::{PeriodBasis, PeriodRange};
use crate::results::{ProfitAndLoss, StatementInput};

/// What the comparison with a budget is made of.
#[derive(Debug, Clone, Copy)]
pub struct BudgetInput<'a> {
    /// The period.
    pub period: &'a PeriodRange,
    /// All result accounts, or more.
    pub chart: &'a Chart,
    /// The financial periods of the book years in the period.
    pub calendar: &'a Calendar,
    /// What was booked on the result accounts in the period, or more.
    pub movements: &'a Movements,
    /// The budgets of the book years in the period, of any scenario.
    pub budgets: &'a Complete<BudgetRow>,
    /// Code of the scenario; `None` when there is only one.
    pub scenario: Option<&'a str>,
}

/// The books next to the budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetComparison {
    /// Code of the scenario.
    pub scenario: String,
    /// The budget as what was before, the books as what came after.
    pub comparison: Comparison,
}

impl BudgetComparison {
    /// Makes the report.
    ///
    /// # Errors
    /// [`Error::NoBudget`] when the scenario has none in the period; [`Error::SeveralScenarios`] when there are several and
    /// none was chosen; [`Error::OddRow`] for an impossible year or period; [`Error::NoResultAccounts`];
    /// [`Error::Overflow`].
    pub fn of(input: &BudgetInput<'_>) -> Result<Explained<Self>, Error> {
        let scenario = scenario(input)?;
        let rows: Vec<&BudgetRow> = input.budgets.rows().iter().filter(|row| code(row) == scenario).collect();
        let movements = rows.iter().map(|row| movement(row)).collect::<Result<Vec<_>, _>>()?;
        let mut movements: Vec<_> =
            movements.into_iter().filter(|one| input.period.contains(one.year, one.period)).collect();
        if movements.is_empty() {
            return Err(Error::NoBudget);
        }
        let unsigned = is_unsigned(input.chart, &movements);
        if unsigned {
            movements.iter_mut().for_each(|one| one.amount = ledger_sign(input.chart, one));
        }
        let (period, chart, calendar) = (input.period, input.chart, input.calendar);
        let statement = |movements: &_| ProfitAndLoss::of(&StatementInput { period, chart, calendar, movements });
        let sources = vec![Source::of(input.budgets)];
        let mut budget = statement(&Movements::made(movements, sources, PeriodBasis::FinancialPeriod))?;
        // The lines of a budget are no journal lines.
        (budget.basis.lines, budget.basis.open_lines) = (0, 0);
        let booked = statement(input.movements)?;
        let Explained { report: comparison, mut basis, checks } = Comparison::of(&budget, &booked)?;
        basis.definition = Definition::Budget;
        basis.choices.retain(|choice| choice.key() != "compared_with");
        basis.choices.push(Choice::BudgetScenario { scenario: scenario.clone() });
        if unsigned {
            basis.choices.push(Choice::BudgetUnsigned);
        }
        Ok(Explained { report: Self { scenario, comparison }, basis, checks })
    }
}

fn code(row: &BudgetRow) -> String {
    row.scenario.as_deref().unwrap_or_default().trim().to_owned()
}

fn scenario(input: &BudgetInput<'_>) -> Result<String, Error> {
    let codes: BTreeSet<String> = input.budgets.rows().iter().map(code).collect();
    match input.scenario {
        Some(wanted) if codes.contains(wanted.trim()) => Ok(wanted.trim().to_owned()),
        Some(_) => Err(Error::NoBudget),
        None if codes.len() > 1 => Err(Error::SeveralScenarios { scenarios: codes.into_iter().collect() }),
        None => codes.into_iter().next().ok_or(Error::NoBudget),
    }
}

fn movement(row: &BudgetRow) -> Result<Movement, Error> {
    let odd = |column| Error::OddRow { endpoint: "budget/Budgets", column };
    Ok(Movement {
        year: i16::try_from(row.year).map_err(|_| odd("ReportingYear"))?,
        period: i16::try_from(row.period).map_err(|_| odd("ReportingPeriod"))?,
        account: row.account,
        transaction_type: TransactionType::OTHER,
        status: EntryStatus::Processed,
        amount: row.amount,
        lines: 1,
    })
}

/// Whether revenue was budgeted as a positive amount, so that the budget does not have the ledger's signs.
fn is_unsigned(chart: &Chart, movements: &[Movement]) -> bool {
    let is_revenue = |one: &&Movement| {
        chart.get(one.account).is_some_and(|account| account.is_result && account.account_type == AccountType::REVENUE)
    };
    let (mut positive, mut negative) = (0_usize, 0_usize);
    for one in movements.iter().filter(is_revenue) {
        positive += usize::from(one.amount > Decimal::ZERO);
        negative += usize::from(one.amount < Decimal::ZERO);
    }
    positive > negative
}

/// An amount that is positive for what its account normally has, in the sign of the ledger.
fn ledger_sign(chart: &Chart, one: &Movement) -> Decimal {
    let is_credit = chart.get(one.account).is_some_and(|account| account.is_credit);
    if is_credit { -one.amount } else { one.amount }
}
