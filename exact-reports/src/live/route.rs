//! The cheaper of two routes to the same movements: balances by account, period and type (60 rows a call), or journal lines
//! (1,000 rows a call).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use exact_model::financial::GLAccount;
use exact_model::financial_transaction::TransactionLine;
use exact_model::{Filter, Uuid};

use super::Error;
use super::batch::any_of;
use super::reading::{Reading, both, on_accounts};
use super::when::{balances_in, lines_in};
use crate::calendar::Calendar;
use crate::input::LineRow;
use crate::ledger::{Account, Lines, Movement, Movements, TransactionType, Turnovers};
use crate::period::PeriodRange;

/// Rows on a page of `financial/ReportingBalance`.
const BALANCE_PAGE: usize = 60;

/// Balances have a row for every type of entry: an account mostly has invoices and something else.
const TYPES_OF_ENTRY: usize = 2;

/// Filters by account that still beat reading every line of the period.
const FEW_BATCHES: usize = 4;

/// Every account.
pub(super) fn all_accounts() -> Filter<GLAccount> {
    GLAccount::BALANCE_TYPE.eq("B").or(GLAccount::BALANCE_TYPE.eq("W"))
}

/// Every result account.
pub(super) fn result_accounts() -> Filter<GLAccount> {
    GLAccount::BALANCE_TYPE.eq("W")
}

/// Lines on accounts, in filters that do not overlap; with too many accounts for the URL, all lines.
pub(super) fn lines_on(accounts: &[&Account], when: &Filter<TransactionLine>) -> Vec<Filter<TransactionLine>> {
    let batches = any_of(accounts, |account| TransactionLine::GL_ACCOUNT_CODE.eq(account.code.as_str()));
    if batches.len() > FEW_BATCHES { vec![when.clone()] } else { both(batches, when) }
}

/// What was booked on accounts in a period, and on no others, by the cheaper route.
pub(super) async fn movements(
    reading: &mut Reading,
    accounts: &[&Account],
    period: &PeriodRange,
    calendar: &Calendar,
) -> Result<Movements, Error> {
    let (Some(lines), Some(balances)) = (lines_in(period), balances_in(period)) else {
        return Ok(Movements::default());
    };
    let by_line = lines_on(accounts, &lines);
    let rows = accounts.len() * period.periods(calendar).count() * TYPES_OF_ENTRY;
    if rows.div_ceil(BALANCE_PAGE) <= by_line.len() {
        return Ok(reading.movements(both(on_accounts(accounts), &balances)).await?.on(accounts));
    }
    Ok(Movements::from(reading.turnovers(by_line).await?).on(accounts))
}

/// What all lines of a book year add up to, and of all years before it unless the closing of the one before opened it.
pub(super) async fn ledger(reading: &mut Reading, year: i16, calendar: &Calendar) -> Result<Turnovers, Error> {
    let column = TransactionLine::FINANCIAL_YEAR;
    let booked = reading.turnovers(vec![column.eq(year)]).await?;
    let opening = |one: &Movement| one.transaction_type == TransactionType::YEAR_START_OPENING_BALANCE;
    let is_opened = booked.movements().iter().any(opening);
    if is_opened || calendar.years().first().is_none_or(|first| first.year >= year) {
        return Ok(booked);
    }
    Ok(booked.and(reading.turnovers(vec![column.lt(year)]).await?))
}

impl Reading {
    /// All lines of the entries that have a line on accounts of money. Entries of cash and bank journals come whole in one
    /// read; those of others are few, and are read by their id in the book years of the period.
    pub(super) async fn entries_with(
        &mut self,
        money: &[&Account],
        when: &Filter<TransactionLine>,
        years: &Filter<TransactionLine>,
    ) -> Result<Lines, Error> {
        let cash_flow = TransactionLine::TYPE.eq(TransactionType::CASH_FLOW.0);
        let mut lines = self.lines(vec![when.clone().and(cash_flow)]).await?;
        let others = when.clone().and(TransactionLine::TYPE.ne(TransactionType::CASH_FLOW.0));
        let elsewhere = any_of(money, |account| TransactionLine::GL_ACCOUNT_CODE.eq(account.code.as_str()));
        let elsewhere = self.lines(both(elsewhere, &others)).await?;
        let counts = elsewhere.iter().filter(|line| line.transaction_type.counts_in_results(line.status));
        let entries: BTreeSet<Uuid> = counts.map(|line| line.entry).collect();
        lines =
            lines.and(self.lines(both(any_of(&entries, |entry| TransactionLine::ENTRY_ID.eq(*entry)), years)).await?);
        Ok(lines)
    }

    /// The date of the last line on accounts in a book year or later, or else in any; `None` when there is none.
    pub(super) async fn last_date_on(&mut self, accounts: &[&Account], year: i16) -> Result<Option<NaiveDate>, Error> {
        let batches = any_of(accounts, |account| TransactionLine::GL_ACCOUNT_CODE.eq(account.code.as_str()));
        let last = self.last_date(both(batches.clone(), &TransactionLine::FINANCIAL_YEAR.ge(year))).await?;
        if last.is_some() { Ok(last) } else { self.last_date(batches).await }
    }

    async fn last_date(&mut self, which: Vec<Filter<TransactionLine>>) -> Result<Option<NaiveDate>, Error> {
        let mut last = None;
        for filter in which {
            if let Some(rows) = self.kept::<LineRow, _>(&filter).await? {
                last = last.max(rows.rows().iter().map(|line| line.date).max());
                continue;
            }
            let list = self.list::<LineRow>().filter(filter).order_by(TransactionLine::DATE.descending());
            last = last.max(self.first(list).await?.map(|line| line.date));
        }
        Ok(last)
    }
}
