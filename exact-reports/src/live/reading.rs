use std::collections::BTreeSet;

use exact_client::{Division, Error as ClientError, Kind, List};
use exact_model::financial::{FinancialPeriod, GLAccount, ReportingBalance, RevenueOfYear};
use exact_model::financial_transaction::TransactionLine;
use exact_model::{BulkEntity, Complete, Entity, Filter, Folded, Listable, Row};
use futures::TryStreamExt as _;

use super::batch::any_of;
use super::working::{CONTROL, Opened, Part, WorkingSet, selected};
use super::{Answer, Error};
use crate::basis::Explained;
use crate::input::{AccountRow, BalanceRow, ClassificationRow, DetailedLineRow, LineRow, PeriodRow, RevenueListRow};
use crate::ledger::{Account, AccountType, Chart, Classification, LineSums, Lines, Movements, Turnovers};
use crate::period::PeriodRange;

/// How many batches of accounts still beat reading every result account.
const FEW_BATCHES: usize = 3;

/// All reads for one answer, counted.
pub(super) struct Reading {
    /// Counts its calls from zero.
    division: Division,
    rows: u64,
    pages: u64,
    /// Taken out while it reads.
    kept: Option<Box<Opened>>,
}

impl Reading {
    pub(super) fn start(division: &Division) -> Self {
        Self { division: division.metered(), rows: 0, pages: 0, kept: None }
    }

    /// A reading that remembers settings.
    pub(super) async fn with_settings(division: &Division, set: &WorkingSet) -> Self {
        let kept = Opened::settings(set, division).await;
        Self { kept: Some(Box::new(kept)), ..Self::start(division) }
    }

    /// A reading that remembers settings and lines, these brought up to date.
    pub(super) async fn with_lines(division: &Division, set: &WorkingSet) -> Result<Self, Error> {
        let mut reading = Self::with_settings(division, set).await;
        if let Some(mut kept) = reading.kept.take() {
            Box::pin(kept.refresh(&mut reading)).await?;
            reading.kept = Some(kept);
        }
        Ok(reading)
    }

    pub(super) const fn division(&self) -> &Division {
        &self.division
    }

    /// The lines that are in memory, when all that the filter selects are.
    pub(super) async fn kept<P: Part, E>(&mut self, filter: &Filter<E>) -> Result<Option<Complete<P>>, Error> {
        let Some(mut kept) = self.kept.take() else { return Ok(None) };
        let found = Box::pin(kept.lines(self, &filter.to_string())).await;
        self.kept = Some(kept);
        found
    }

    /// What the lines in memory add up to, when all that the filter selects are there.
    async fn kept_sums<E>(&mut self, filter: &Filter<E>) -> Result<Option<Folded<LineSums>>, Error> {
        let Some(mut kept) = self.kept.take() else { return Ok(None) };
        let found = Box::pin(kept.sums(self, &filter.to_string())).await;
        self.kept = Some(kept);
        found
    }

    /// Whether lines come from memory.
    pub(super) fn has_lines(&self) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.has_lines())
    }

    /// What was noted under a name and is not too old.
    pub(super) fn recall<T: Clone + 'static>(&mut self, name: &str) -> Option<T> {
        self.kept.as_mut()?.setting(name)
    }

    /// Notes a setting for the questions to come.
    pub(super) fn note<T: Clone + Send + Sync + 'static>(&mut self, name: &str, value: T) {
        if let Some(kept) = &mut self.kept {
            kept.remember(name, value);
        }
    }

    /// Rows that change seldom, remembered for a while under a name.
    pub(super) async fn setting<R: Row + Clone + Sync>(
        &mut self,
        name: &str,
        list: List<R>,
    ) -> Result<Complete<R>, Error> {
        if let Some(rows) = self.recall(name) {
            return Ok(rows);
        }
        let rows = self.all(list).await?;
        self.note(name, rows.clone());
        Ok(rows)
    }

    pub(super) fn calls(&self) -> u64 {
        self.division.calls().total()
    }

    pub(super) fn answer<T>(self, explained: Explained<T>) -> Answer<T> {
        let calls = self.calls();
        Answer::new(explained, calls, self.rows, self.pages)
    }

    pub(super) fn list<R: Row<Entity: Listable>>(&self) -> List<R> {
        self.division.list()
    }

    /// Reads a list to its end.
    pub(super) async fn all<R: Row>(&mut self, list: List<R>) -> Result<Complete<R>, Error> {
        let rows = list.complete().await?;
        self.rows += rows.proof().rows;
        self.pages += u64::from(rows.proof().pages);
        Ok(rows)
    }

    /// Reads one row: to see whether there is any, never to make a figure of.
    pub(super) async fn first<R: Row>(&mut self, list: List<R>) -> Result<Option<R>, Error> {
        let row = list.first().await?;
        self.rows += u64::from(row.is_some());
        self.pages += 1;
        Ok(row)
    }

    /// Reads the first few rows: for a list, never to make a figure of.
    pub(super) async fn some<R: Row>(&mut self, list: List<R>) -> Result<Vec<R>, Error> {
        let mut pages = list.pages();
        let mut rows = Vec::new();
        while let Some(page) = pages.try_next().await? {
            self.pages += 1;
            rows.extend(page.rows);
        }
        self.rows += rows.len() as u64;
        Ok(rows)
    }

    /// Reads a control total to its end; `None` when Exact refuses it, because the app lacks the scope or the licence
    /// the module. A figure without control beats no figure, and the basis says so.
    pub(super) async fn control<R: Row>(&mut self, list: List<R>) -> Result<Option<Complete<R>>, Error> {
        match self.all(list).await {
            Ok(rows) => Ok(Some(rows)),
            Err(Error::Client(error)) if is_refusal(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The accounts of these types.
    pub(super) async fn chart(&mut self, types: &[AccountType]) -> Result<Chart, Error> {
        let Some(filter) = GLAccount::TYPE.one_of(types.iter().map(|kind| kind.0)) else { return Ok(Chart::default()) };
        self.accounts(filter).await
    }

    /// The accounts that `filter` selects.
    pub(super) async fn accounts(&mut self, filter: Filter<GLAccount>) -> Result<Chart, Error> {
        if let Some(mut kept) = self.kept.take() {
            let all = Box::pin(kept.accounts(self)).await;
            self.kept = Some(kept);
            if let Some(rows) = selected(&all?, &filter.to_string(), GLAccount::BULK) {
                return Ok(Chart::from_rows(&rows));
            }
        }
        let list = self.list::<AccountRow>().bulk().filter(filter);
        Ok(Chart::from_rows(&self.all(list).await?))
    }

    /// The codes of the reference chart.
    pub(super) async fn classification(&mut self) -> Result<Option<Classification>, Error> {
        const NAME: &str = "classification";
        if let Some(known) = self.recall::<Option<Complete<ClassificationRow>>>(NAME) {
            return Ok(known.as_ref().map(Classification::from_rows));
        }
        let list = self.list::<ClassificationRow>();
        let rows = self.control(list).await?;
        self.note(NAME, rows.clone());
        Ok(rows.as_ref().map(Classification::from_rows))
    }

    /// The journal lines that `which` selects with their details, one bulk read for every filter.
    pub(super) async fn detailed_lines(&mut self, which: Vec<Filter<TransactionLine>>) -> Result<Lines, Error> {
        let mut lines = Lines::default();
        for filter in which {
            if let Some(rows) = self.kept(&filter).await? {
                lines = lines.and(Lines::from_detailed_rows(&rows));
                continue;
            }
            let list = self.list::<DetailedLineRow>().bulk().filter(filter);
            lines = lines.and(Lines::from_detailed_rows(&self.all(list).await?));
        }
        Ok(lines)
    }

    /// The financial periods that `filter` selects, or all.
    pub(super) async fn periods(
        &mut self,
        filter: Option<Filter<FinancialPeriod>>,
    ) -> Result<Complete<PeriodRow>, Error> {
        if let Some(mut kept) = self.kept.take() {
            let all = Box::pin(kept.periods(self)).await;
            self.kept = Some(kept);
            let all = all?;
            let Some(filter) = &filter else { return Ok(all) };
            if let Some(rows) = selected(&all, &filter.to_string(), FinancialPeriod::META) {
                return Ok(rows);
            }
        }
        let list = self.list::<PeriodRow>();
        let list = match filter {
            Some(filter) => list.filter(filter),
            None => list,
        };
        self.all(list).await
    }

    /// What was booked, one read for every filter. The filters must not overlap.
    pub(super) async fn movements(&mut self, which: Vec<Filter<ReportingBalance>>) -> Result<Movements, Error> {
        let mut movements = Movements::default();
        for filter in which {
            if let Some(sums) = self.kept_sums(&filter).await? {
                movements = movements.and(Turnovers::from_sums(sums)?.into());
                continue;
            }
            let list = self.list::<BalanceRow>().filter(filter);
            movements = movements.and(Movements::from_balances(&self.all(list).await?)?);
        }
        Ok(movements)
    }

    /// What the journal lines that `which` selects add up to, one bulk read for every filter; no line is kept.
    pub(super) async fn turnovers(&mut self, which: Vec<Filter<TransactionLine>>) -> Result<Turnovers, Error> {
        let mut turnovers = Turnovers::default();
        for filter in which {
            let sums = match self.kept_sums(&filter).await? {
                Some(sums) => sums,
                None => self.sums(self.list().bulk().filter(filter)).await?,
            };
            turnovers = turnovers.and(Turnovers::from_sums(sums)?);
        }
        Ok(turnovers)
    }

    async fn sums(&mut self, list: List<LineRow>) -> Result<Folded<LineSums>, Error> {
        let sums = list.fold(LineSums::default(), |sums, row| sums.add(&row)).await?;
        self.rows += sums.proof().rows;
        self.pages += u64::from(sums.proof().pages);
        Ok(sums)
    }

    /// The journal lines that `which` selects, one bulk read for every filter.
    pub(super) async fn lines(&mut self, which: Vec<Filter<TransactionLine>>) -> Result<Lines, Error> {
        let mut lines = Lines::default();
        for filter in which {
            if let Some(rows) = self.kept(&filter).await? {
                lines = lines.and(Lines::from_rows(&rows));
                continue;
            }
            let list = self.list::<LineRow>().bulk().filter(filter);
            lines = lines.and(Lines::from_rows(&self.all(list).await?));
        }
        Ok(lines)
    }

    /// Exact's own revenue of each book year in the period; empty when Exact refuses it, and when it was read before
    /// something was booked that is in memory.
    pub(super) async fn revenue_lists(&mut self, period: &PeriodRange) -> Result<Vec<Complete<RevenueListRow>>, Error> {
        let mut lists = Vec::new();
        for year in period.years() {
            let name = format!("{CONTROL} {year}");
            if let Some(rows) = self.recall(&name) {
                lists.push(rows);
                continue;
            }
            if self.kept.as_mut().is_some_and(|kept| kept.has_refreshed(year)) {
                return Ok(Vec::new());
            }
            let list = self.division.call::<RevenueListRow>(&RevenueOfYear::arguments(year.into()));
            let Some(rows) = self.control(list).await? else { return Ok(Vec::new()) };
            self.note(&name, rows.clone());
            lists.push(rows);
        }
        Ok(lists)
    }

    /// Makes sure that every book year of the period has bookings, when the rows that were read cannot tell: a year
    /// without books is no revenue of zero.
    pub(super) async fn require_books(
        &mut self,
        period: &PeriodRange,
        seen: impl Fn(i16) -> bool,
    ) -> Result<(), Error> {
        for year in period.years() {
            if seen(year) || self.kept.as_mut().is_some_and(|kept| kept.knows_books_of(year)) {
                continue;
            }
            let any = self.list::<BalanceRow>().filter(ReportingBalance::REPORTING_YEAR.eq(i32::from(year)));
            if self.first(any).await?.is_none() {
                return Err(self.no_books(year).await?.into());
            }
        }
        Ok(())
    }

    /// The error for a year without books, with the first and the last year that have some.
    pub(super) async fn no_books(&mut self, year: i16) -> Result<crate::Error, Error> {
        let first = self.list::<BalanceRow>().order_by(ReportingBalance::REPORTING_YEAR.ascending());
        let first = self.first(first).await?;
        let last = self.list::<BalanceRow>().order_by(ReportingBalance::REPORTING_YEAR.descending());
        let last = self.first(last).await?;
        let year_of = |row: Option<BalanceRow>| row.and_then(|row| i16::try_from(row.year).ok());
        Ok(crate::Error::NoBooks { year, first: year_of(first), last: year_of(last) })
    }
}

fn is_refusal(error: &ClientError) -> bool {
    matches!(error.kind(), Kind::Forbidden | Kind::NotFound | Kind::Api)
}

/// The rows of `financial/ReportingBalance` on these accounts, in filters that do not overlap. Many accounts do not fit in
/// a URL; then all accounts of their kind are cheaper.
pub(super) fn on_accounts(accounts: &[&Account]) -> Vec<Filter<ReportingBalance>> {
    let batches = any_of(accounts, |account| ReportingBalance::GL_ACCOUNT_CODE.eq(account.code.as_str()));
    if batches.len() <= FEW_BATCHES {
        return batches;
    }
    let kinds: BTreeSet<_> = accounts.iter().map(|account| if account.is_result { "W" } else { "B" }).collect();
    any_of(kinds, |kind| ReportingBalance::BALANCE_TYPE.eq(kind))
}

/// Both conditions, for every filter.
pub(super) fn both<E>(filters: Vec<Filter<E>>, when: &Filter<E>) -> Vec<Filter<E>> {
    filters.into_iter().map(|filter| when.clone().and(filter)).collect()
}
