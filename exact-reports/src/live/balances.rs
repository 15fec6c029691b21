//! Balances: the balance sheet, the trial balance, the money and the overview.

use chrono::NaiveDate;
use exact_model::codes::EntryStatus;
use exact_model::financial::JournalStatusList;
use exact_model::financial_transaction::TransactionLine;

use super::administration::Administration;
use super::batch::any_of;
use super::carried::{Carried, is_opened};
use super::reading::{both, on_accounts};
use super::route::{all_accounts, ledger, movements};
use super::when::{lines_in, lines_of_years};
use super::{Answer, Error};
use crate::balance::{BalanceSheet, Moment, SheetInput, TrialBalance, TrialInput};
use crate::cash::{
    CashCourse, CashInput, CashPosition, CourseInput, Spending, SpendingInput, UnprocessedMoney, money_accounts,
};
use crate::closing::Closing;
use crate::comparison::Cut;
use crate::input::JournalStatusRow;
use crate::ledger::{Account, AccountType, Chart, Lines, Movements};
use crate::overview::{Overview, OverviewInput};
use crate::period::PeriodRequest;
use crate::phrase::Phrase;

/// Accounts of money.
const MONEY: [AccountType; 4] =
    [AccountType::CASH, AccountType::BANK, AccountType::CREDIT_CARD, AccountType::PAYMENT_SERVICE];

impl Administration {
    /// The balance sheet on a day, everything booked in the financial period of that day included.
    ///
    /// # Errors
    /// [`Error::Report`] for a day before the first book year; [`Error::Client`] when the books cannot be read.
    pub async fn balance_sheet(&self, day: NaiveDate) -> Result<Answer<BalanceSheet>, Error> {
        let mut reading = self.reading().await?;
        let calendar = self.whole_calendar(&mut reading).await?;
        let moment = Moment::at(day, &calendar)?;
        let chart = reading.accounts(all_accounts()).await?;
        let turnovers = ledger(&mut reading, moment.year, &calendar).await?;
        let input = SheetInput { moment, chart: &chart, movements: turnovers.movements() };
        Ok(reading.answer(BalanceSheet::of(&input)?))
    }

    /// The trial balance of periods in one book year.
    ///
    /// # Errors
    /// [`Error::Report`] for a period that does not exist, in several book years or in a year without books;
    /// [`Error::Client`] when the books cannot be read.
    pub async fn trial_balance(&self, period: &PeriodRequest) -> Result<Answer<TrialBalance>, Error> {
        let mut reading = self.reading().await?;
        let calendar = self.whole_calendar(&mut reading).await?;
        let (period, _) = self.resolve(&mut reading, period).await?;
        let [span] = period.spans.as_slice() else { return Err(crate::Error::SeveralBookYears.into()) };
        let chart = reading.accounts(all_accounts()).await?;
        let turnovers = ledger(&mut reading, span.year, &calendar).await?;
        reading.require_books(&period, |year| turnovers.movements().iter().any(|one| one.year == year)).await?;
        let input = TrialInput { period: &period, chart: &chart, turnovers: &turnovers };
        Ok(reading.answer(TrialBalance::of(&input)?))
    }

    /// The money on cash and bank accounts on a day, everything booked in the financial period of that day included.
    ///
    /// # Errors
    /// [`Error::Report`] for a day before the first book year or a chart without such accounts; [`Error::Client`] when the
    /// books cannot be read.
    pub async fn cash(&self, day: NaiveDate) -> Result<Answer<CashPosition>, Error> {
        let mut reading = self.reading().await?;
        let calendar = self.whole_calendar(&mut reading).await?;
        let moment = Moment::at(day, &calendar)?;
        let chart = reading.chart(&MONEY).await?;
        let which = on_accounts(&chart.balance_sheet());
        let carried = Carried::read(&mut reading, &which, moment.year, Some(&calendar), is_opened).await?;
        let last_booked = reading.last_date_on(&chart.balance_sheet(), moment.year).await?;
        let input = CashInput { moment, chart: &chart, movements: &carried.movements, last_booked };
        Ok(reading.answer(CashPosition::of(&input)?))
    }

    /// The money at the end of each financial period between two days.
    ///
    /// # Errors
    /// As [`cash`](Self::cash); also when no period ends between the days.
    pub async fn cash_course(&self, from: NaiveDate, to: NaiveDate) -> Result<Answer<CashCourse>, Error> {
        let mut reading = self.reading().await?;
        let calendar = self.whole_calendar(&mut reading).await?;
        let moments = Moment::period_ends(from, to, &calendar);
        let first = moments.first().ok_or(crate::Error::NoMoments)?;
        let chart = reading.chart(&MONEY).await?;
        let which = on_accounts(&chart.balance_sheet());
        let carried = Carried::read(&mut reading, &which, first.year, Some(&calendar), is_opened).await?;
        let input = CourseInput { moments: &moments, chart: &chart, movements: &carried.movements };
        Ok(reading.answer(CashCourse::of(&input)?))
    }

    /// Where the money of a period came from and where it went.
    ///
    /// # Errors
    /// [`Error::Report`] for a period that does not exist, a year without books or a chart without cash and bank accounts;
    /// [`Error::Client`] when the books cannot be read.
    pub async fn spending(&self, period: &PeriodRequest) -> Result<Answer<Spending>, Error> {
        let mut reading = self.reading().await?;
        let (period, _) = self.resolve(&mut reading, period).await?;
        let chart = reading.accounts(all_accounts()).await?;
        let lines = match (lines_in(&period), lines_of_years(&period)) {
            (Some(when), Some(years)) => reading.entries_with(&money_accounts(&chart), &when, &years).await?,
            _ => Lines::default(),
        };
        reading.require_books(&period, |year| lines.iter().any(|line| line.year == year)).await?;
        let input = SpendingInput { period: &period, chart: &chart, lines: &lines };
        Ok(reading.answer(Spending::of(&input)?))
    }

    /// Movements on accounts of money between two days, first and last included, that were booked and not processed.
    ///
    /// # Errors
    /// [`Error::Report`] for days in reverse or a chart without cash and bank accounts; [`Error::Client`] when the books
    /// cannot be read.
    pub async fn unprocessed_money(&self, from: NaiveDate, to: NaiveDate) -> Result<Answer<UnprocessedMoney>, Error> {
        if from > to {
            return Err(crate::Error::RangeReversed.into());
        }
        let mut reading = self.reading_elsewhere().await;
        let chart = reading.chart(&MONEY).await?;
        let open = TransactionLine::STATUS.eq(EntryStatus::Open);
        let open = open.and(TransactionLine::DATE.ge(from)).and(TransactionLine::DATE.le(to));
        let which =
            any_of(money_accounts(&chart), |account| TransactionLine::GL_ACCOUNT_CODE.eq(account.code.as_str()));
        let lines = reading.detailed_lines(both(which, &open)).await?;
        let label = format!("{} t/m {}", from.format("%d-%m-%Y"), to.format("%d-%m-%Y"));
        Ok(reading.answer(UnprocessedMoney::of(&chart, &lines, &label)?))
    }

    /// How far a book year is closed.
    ///
    /// # Errors
    /// [`Error::Client`] when the statuses cannot be read.
    pub async fn closing(&self, year: i16) -> Result<Answer<Closing>, Error> {
        let mut reading = self.reading_elsewhere().await;
        let list = reading.list::<JournalStatusRow>().filter(JournalStatusList::YEAR.eq(i32::from(year)));
        let rows = reading.all(list).await?;
        Ok(reading.answer(Closing::of(year, &rows)))
    }

    /// How the business is doing on a day, mostly today.
    ///
    /// # Errors
    /// [`Error::Report`] for a day before the first book year; [`Error::Client`] when the books cannot be read.
    pub async fn overview(&self, today: NaiveDate) -> Result<Answer<Overview>, Error> {
        let mut reading = self.reading().await?;
        let calendar = self.whole_calendar(&mut reading).await?;
        let moment = Moment::at(today, &calendar)?;
        let chart = reading.accounts(all_accounts()).await?;
        let mut read = Movements::default();
        let periods = match Cut::to_date(today, &calendar) {
            Ok(cut) => vec![cut.before, cut.after],
            Err(_) => vec![Phrase::YearToDate.resolve(today, &calendar)?.range],
        };
        for period in &periods {
            read = read.and(movements(&mut reading, &chart.results(), period, &calendar).await?);
        }
        let told = balances_told(&chart);
        let carried = Carried::read(&mut reading, &on_accounts(&told), moment.year, Some(&calendar), is_opened).await?;
        let read = read.and(carried.movements.on(&told));
        let input = OverviewInput { today, chart: &chart, calendar: &calendar, movements: &read };
        Ok(reading.answer(Overview::of(&input)?))
    }
}

/// The balance sheet accounts that the overview tells about.
fn balances_told(chart: &Chart) -> Vec<&Account> {
    let told = [AccountType::RECEIVABLE, AccountType::PAYABLE, AccountType::VAT];
    let kinds = MONEY.into_iter().chain(told);
    kinds.flat_map(|kind| chart.of_type(kind)).filter(|account| !account.is_result).collect()
}
