//! The lines themselves: those behind a figure, and those that deserve a second look.

use std::collections::BTreeSet;

use exact_model::financial_transaction::TransactionLine;
use exact_model::{Filter, Uuid};

use super::administration::Administration;
use super::batch::any_of;
use super::reading::both;
use super::route::{all_accounts, lines_on};
use super::when::{lines_of_years, lines_when};
use super::{Answer, Error};
use crate::anomalies::{Anomalies, AnomalyInput};
use crate::balance::Moment;
use crate::input::AccountVatRow;
use crate::ledger::{Account, AccountType, Line, TransactionType};
use crate::period::PeriodRequest;
use crate::selector::Selector;

/// The lines behind a figure, and what it cost to read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The lines; they add up to the figure to the cent, unless something was booked in between.
    pub lines: Vec<Line>,
    /// Their sum in the sign of the figure.
    pub total: exact_model::Decimal,
    /// Calls sent to Exact Online.
    pub calls: u64,
    /// Rows that were read.
    pub rows: u64,
}

impl Administration {
    /// The lines behind a figure, read afresh.
    ///
    /// A selector of a report that was made on the basis of dates is about the periods of its own calendar and finds other
    /// lines here.
    ///
    /// # Errors
    /// [`Error::Client`] when the lines cannot be read; [`Error::Report`] when they cannot be added up.
    pub async fn lines_behind(&self, selector: &Selector) -> Result<Behind, Error> {
        let mut reading = self.reading().await?;
        let accounts: BTreeSet<Uuid> = selector.parts().iter().flat_map(|part| part.accounts.clone()).collect();
        // The parts of a selector may overlap. One filter has every line once, and the selector keeps what it is about.
        let mut times: Vec<Filter<TransactionLine>> = Vec::new();
        let parts = selector.parts().iter().filter(|part| !part.accounts.is_empty());
        for when in parts.filter_map(|part| lines_when(&part.when)) {
            if !times.iter().any(|known| known.to_string() == when.to_string()) {
                times.push(when);
            }
        }
        let mut which = any_of(&accounts, |account| TransactionLine::GL_ACCOUNT.eq(*account));
        if let Some(when) = times.into_iter().reduce(Filter::or) {
            which = both(which, &when);
        }
        let lines = reading.detailed_lines(which).await?;
        let found: Vec<Line> = selector.lines(&lines).cloned().collect();
        let total = selector.total(&lines)?;
        let (calls, rows) = (reading.calls(), u64::try_from(lines.len()).unwrap_or(u64::MAX));
        Ok(Behind { lines: found, total, calls, rows })
    }

    /// What deserves a second look in a period; clearing accounts are told as they stand at its end.
    ///
    /// # Errors
    /// [`Error::Report`] for a period that does not exist or a year without books; [`Error::Client`] when the books cannot
    /// be read.
    pub async fn anomalies(&self, period: &PeriodRequest) -> Result<Answer<Anomalies>, Error> {
        let mut reading = self.reading().await?;
        let calendar = self.whole_calendar(&mut reading).await?;
        let (period, _) = self.resolve(&mut reading, period).await?;
        let moment = Moment::at(period.end, &calendar)?;
        let chart = reading.accounts(all_accounts()).await?;
        let list = reading.list::<AccountVatRow>().bulk().filter(all_accounts());
        let vat_codes = reading.setting("VAT codes of accounts", list).await?;
        let with_code: BTreeSet<Uuid> =
            vat_codes.rows().iter().filter(|row| row.vat_code.is_some()).map(|row| row.account).collect();
        let clearing = |account: &Account| !account.is_result && account.is_clearing();
        let looked_at = |account: &&Account| {
            account.account_type == AccountType::PAYABLE
                || clearing(account)
                || (account.is_result && with_code.contains(&account.id))
        };
        let accounts: Vec<&Account> = chart.accounts().filter(looked_at).collect();
        let years = lines_of_years(&period);
        let mut lines = match &years {
            Some(years) => reading.detailed_lines(lines_on(&accounts, years)).await?,
            None => Default::default(),
        };
        reading.require_books(&period, |year| lines.iter().any(|line| line.year == year)).await?;
        let first = period.years().min().unwrap_or(moment.year);
        let opened =
            |line: &Line| line.year == first && line.transaction_type == TransactionType::YEAR_START_OPENING_BALANCE;
        let is_first = calendar.years().first().is_none_or(|known| known.year >= first);
        if !is_first && !lines.iter().any(opened) {
            let clearing: Vec<&Account> = chart.accounts().filter(|account| clearing(account)).collect();
            let earlier = TransactionLine::FINANCIAL_YEAR.lt(first);
            let codes = any_of(&clearing, |account| TransactionLine::GL_ACCOUNT_CODE.eq(account.code.as_str()));
            lines = lines.and(reading.detailed_lines(both(codes, &earlier)).await?);
        }
        let input = AnomalyInput { period: &period, moment, chart: &chart, vat_codes: &vat_codes, lines: &lines };
        Ok(reading.answer(Anomalies::of(&input)?))
    }
}
