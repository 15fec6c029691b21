//! Results: the statement, costs, comparisons, budgets and cost centres, all from what was booked on result accounts.

use chrono::NaiveDate;
use exact_model::budget::Budget;

use super::administration::Administration;
use super::reading::Reading;
use super::route::{all_accounts, lines_on, movements, result_accounts};
use super::when::lines_in;
use super::{Answer, Error};
use crate::basis::Explained;
use crate::budget::{BudgetComparison, BudgetInput};
use crate::calendar::Calendar;
use crate::comparison::{Comparison, Cut};
use crate::cost_centers::{CostCenterInput, CostCenters};
use crate::costs::{BySupplier, CostInput, CostScope, Costs, FixedCosts, FixedInput, SupplierInput};
use crate::input::BudgetRow;
use crate::ledger::{Account, AccountType, Chart};
use crate::period::{PeriodRange, PeriodRequest};
use crate::results::{ProfitAndLoss, StatementInput};

impl Administration {
    /// The profit and loss statement of a period, by financial period.
    ///
    /// # Errors
    /// [`Error::Report`] for a period that does not exist, a year without books or a chart without result accounts;
    /// [`Error::Client`] when the books cannot be read.
    pub async fn profit_and_loss(&self, period: &PeriodRequest) -> Result<Answer<ProfitAndLoss>, Error> {
        let mut reading = self.reading().await?;
        let (period, calendar) = self.resolve(&mut reading, period).await?;
        let chart = reading.accounts(result_accounts()).await?;
        let explained = statement(&mut reading, &chart, &period, &calendar).await?;
        Ok(reading.answer(explained))
    }

    /// Costs of a period by account, kind and code of the reference chart.
    ///
    /// # Errors
    /// As [`profit_and_loss`](Self::profit_and_loss).
    pub async fn costs(&self, period: &PeriodRequest, scope: CostScope) -> Result<Answer<Costs>, Error> {
        let mut reading = self.reading().await?;
        let (period, calendar) = self.resolve(&mut reading, period).await?;
        let chart = reading.accounts(result_accounts()).await?;
        let movements = movements(&mut reading, &accounts_of(&chart, scope), &period, &calendar).await?;
        reading.require_books(&period, |year| movements.iter().any(|one| one.year == year)).await?;
        let classification = reading.classification().await?;
        let explained = Costs::of(&CostInput {
            period: &period,
            scope,
            chart: &chart,
            calendar: &calendar,
            movements: &movements,
            classification: classification.as_ref(),
        })?;
        Ok(reading.answer(explained))
    }

    /// Costs of a period by supplier.
    ///
    /// # Errors
    /// As [`profit_and_loss`](Self::profit_and_loss).
    pub async fn costs_by_supplier(
        &self,
        period: &PeriodRequest,
        scope: CostScope,
    ) -> Result<Answer<BySupplier>, Error> {
        let mut reading = self.reading().await?;
        let (period, _) = self.resolve(&mut reading, period).await?;
        let chart = reading.accounts(all_accounts()).await?;
        let accounts: Vec<&Account> =
            accounts_of(&chart, scope).into_iter().chain(chart.of_type(AccountType::PAYABLE)).collect();
        let lines = match lines_in(&period) {
            Some(when) => reading.lines(lines_on(&accounts, &when)).await?,
            None => Default::default(),
        };
        reading.require_books(&period, |year| lines.iter().any(|line| line.year == year)).await?;
        let input = SupplierInput { period: &period, scope, chart: &chart, lines: &lines };
        Ok(reading.answer(BySupplier::of(&input)?))
    }

    /// Fixed costs of a period by nature and by recurrence; a year or so, because what recurs must have been booked three
    /// times in it.
    ///
    /// # Errors
    /// As [`profit_and_loss`](Self::profit_and_loss).
    pub async fn fixed_costs(&self, period: &PeriodRequest) -> Result<Answer<FixedCosts>, Error> {
        let mut reading = self.reading().await?;
        let (period, calendar) = self.resolve(&mut reading, period).await?;
        let chart = reading.accounts(result_accounts()).await?;
        let accounts = accounts_of(&chart, CostScope::Operating);
        let lines = match lines_in(&period) {
            Some(when) => reading.detailed_lines(lines_on(&accounts, &when)).await?,
            None => Default::default(),
        };
        reading.require_books(&period, |year| lines.iter().any(|line| line.year == year)).await?;
        let classification = reading.classification().await?;
        let explained = FixedCosts::of(&FixedInput {
            period: &period,
            chart: &chart,
            calendar: &calendar,
            lines: &lines,
            classification: classification.as_ref(),
        })?;
        Ok(reading.answer(explained))
    }

    /// The results of a period next to those of another.
    ///
    /// # Errors
    /// As [`profit_and_loss`](Self::profit_and_loss).
    pub async fn comparison(&self, before: &PeriodRequest, after: &PeriodRequest) -> Result<Answer<Comparison>, Error> {
        let mut reading = self.reading().await?;
        let calendar = self.whole_calendar(&mut reading).await?;
        let (before, _) = self.resolve(&mut reading, before).await?;
        let (after, _) = self.resolve(&mut reading, after).await?;
        compared(reading, &before, &after, &calendar).await
    }

    /// The results of the book year up to a day, mostly today, next to the same financial periods of the year before.
    ///
    /// # Errors
    /// As [`profit_and_loss`](Self::profit_and_loss); also when there is no year before.
    pub async fn to_date(&self, today: NaiveDate) -> Result<Answer<Comparison>, Error> {
        let mut reading = self.reading().await?;
        let calendar = self.whole_calendar(&mut reading).await?;
        let cut = Cut::to_date(today, &calendar)?;
        let mut answer = compared(reading, &cut.before, &cut.after, &calendar).await?;
        if cut.unfinished {
            answer.basis.choices.push(crate::basis::Choice::UnfinishedPeriod);
        }
        Ok(answer)
    }

    /// The results of a period next to a budget; `scenario` may be left out when there is one.
    ///
    /// # Errors
    /// As [`profit_and_loss`](Self::profit_and_loss); also when there is no budget, or several and none was chosen.
    pub async fn budget(
        &self,
        period: &PeriodRequest,
        scenario: Option<&str>,
    ) -> Result<Answer<BudgetComparison>, Error> {
        let mut reading = self.reading().await?;
        let (period, calendar) = self.resolve(&mut reading, period).await?;
        let chart = reading.accounts(result_accounts()).await?;
        let (year, number) = (Budget::REPORTING_YEAR, Budget::REPORTING_PERIOD);
        let spans = period.spans.iter().map(|span| {
            let of_year = year.eq(span.year);
            if span.whole_year { of_year } else { of_year.and(number.ge(span.from)).and(number.le(span.to)) }
        });
        let Some(when) = spans.reduce(exact_model::Filter::or) else { return Err(crate::Error::NoBudget.into()) };
        let name = format!("budgets {when}");
        let list = reading.list::<BudgetRow>().filter(when);
        let budgets = reading.setting(&name, list).await?;
        let movements = movements(&mut reading, &chart.results(), &period, &calendar).await?;
        let explained = BudgetComparison::of(&BudgetInput {
            period: &period,
            chart: &chart,
            calendar: &calendar,
            movements: &movements,
            budgets: &budgets,
            scenario,
        })?;
        Ok(reading.answer(explained))
    }

    /// The results of a period by cost centre.
    ///
    /// # Errors
    /// As [`profit_and_loss`](Self::profit_and_loss).
    pub async fn cost_centers(&self, period: &PeriodRequest) -> Result<Answer<CostCenters>, Error> {
        let mut reading = self.reading().await?;
        let (period, _) = self.resolve(&mut reading, period).await?;
        let chart = reading.accounts(result_accounts()).await?;
        let lines = match lines_in(&period) {
            Some(when) => reading.detailed_lines(lines_on(&chart.results(), &when)).await?,
            None => Default::default(),
        };
        reading.require_books(&period, |year| lines.iter().any(|line| line.year == year)).await?;
        let input = CostCenterInput { period: &period, chart: &chart, lines: &lines };
        Ok(reading.answer(CostCenters::of(&input)?))
    }
}

fn accounts_of(chart: &Chart, scope: CostScope) -> Vec<&Account> {
    chart.results().into_iter().filter(|account| scope.includes(account)).collect()
}

async fn statement(
    reading: &mut Reading,
    chart: &Chart,
    period: &PeriodRange,
    calendar: &Calendar,
) -> Result<Explained<ProfitAndLoss>, Error> {
    let movements = movements(reading, &chart.results(), period, calendar).await?;
    reading.require_books(period, |year| movements.iter().any(|one| one.year == year)).await?;
    Ok(ProfitAndLoss::of(&StatementInput { period, chart, calendar, movements: &movements })?)
}

async fn compared(
    mut reading: Reading,
    before: &PeriodRange,
    after: &PeriodRange,
    calendar: &Calendar,
) -> Result<Answer<Comparison>, Error> {
    let chart = reading.accounts(result_accounts()).await?;
    let before = statement(&mut reading, &chart, before, calendar).await?;
    let after = statement(&mut reading, &chart, after, calendar).await?;
    Ok(reading.answer(Comparison::of(&before, &after)?))
}
