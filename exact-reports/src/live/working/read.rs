//! How a question reads through the working set.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use exact_client::Division;
use exact_model::financial_transaction::TransactionLine;
use exact_model::sync::{DeletedEntity, SyncTimestamp};
use exact_model::{BulkEntity, Complete, Folded, NaiveDateTime, Row, Uuid, codes, projection};
use tokio::sync::OwnedMutexGuard;

use super::condition::{Condition, Value};
use super::held::{DeletedRow, Position, Refreshed};
use super::line::{ChangedLine, Part, WholeLine};
use super::{Store, WorkingSet};
use crate::input::{AccountRow, PeriodRow};
use crate::ledger::LineSums;
use crate::live::Error;
use crate::live::reading::Reading;

/// How far before the newest change the first refresh begins: clocks differ, and changes may become visible late.
const MARGIN: TimeDelta = TimeDelta::hours(1);

/// What lines are called by Exact's function that tells where to begin.
const LINES: &str = "Financial/TransactionLines";

pub(in crate::live) const ACCOUNTS: &str = "accounts";
pub(in crate::live) const PERIODS: &str = "periods";
/// Settings whose name begins with this are forgotten when anything was booked.
pub(in crate::live) const CONTROL: &str = "control";

projection! {
    /// When a line last changed.
    struct NewestRow of TransactionLine {
        modified: NaiveDateTime = MODIFIED,
    }
}

projection! {
    /// Where to begin.
    struct StartRow of SyncTimestamp {
        timestamp: i64 = TIME_STAMP_AS_BIG_INT,
    }
}

/// A working set, opened for one question about one administration.
pub(in crate::live) struct Opened {
    store: OwnedMutexGuard<Store>,
    division: i32,
    /// Whether lines were refreshed, so that they may be used.
    has_lines: bool,
    /// Whether that took calls.
    is_refreshed: bool,
}

impl Opened {
    /// Opens it for a question that uses settings only.
    pub(in crate::live) async fn settings(set: &WorkingSet, division: &Division) -> Self {
        let mut store = set.open().await;
        store.expire();
        Self { store, division: division.code(), has_lines: false, is_refreshed: false }
    }

    pub(in crate::live) fn setting<T: Clone + 'static>(&mut self, name: &str) -> Option<T> {
        self.store.of(self.division).setting(name)
    }

    pub(in crate::live) fn remember<T: Clone + Send + Sync + 'static>(&mut self, name: &str, value: T) {
        self.store.of(self.division).remember(name.to_owned(), value);
    }

    pub(in crate::live) const fn has_lines(&self) -> bool {
        self.has_lines
    }

    /// Whether this question was answered by a refresh, with the lines of this year in memory: then Exact's own total of the
    /// year is not read once more.
    pub(in crate::live) fn has_refreshed(&mut self, year: i16) -> bool {
        self.is_refreshed && self.knows_books_of(year)
    }

    /// Whether a line is held of a year.
    pub(in crate::live) fn knows_books_of(&mut self, year: i16) -> bool {
        self.has_lines && self.store.of(self.division).has_lines(year)
    }

    /// Brings the lines that are held up to date: what changed first, and then what is gone, so that nothing that is gone
    /// comes back.
    pub(in crate::live) async fn refresh(&mut self, reading: &mut Reading) -> Result<(), Error> {
        let held = self.store.of(self.division);
        self.has_lines = !held.is_refused;
        let Some(position) = held.position.filter(|_| held.has_years() && !held.is_refused) else {
            // Nobody tells whether anything was booked.
            held.forget_settings(|name| name.starts_with(CONTROL));
            return Ok(());
        };
        let Some(changed) = changed_since(reading, position.timestamp.saturating_sub(1)).await? else {
            self.refuse();
            return Ok(());
        };
        let later = DeletedEntity::TIMESTAMP
            .gt(position.deleted)
            .and(DeletedEntity::ENTITY_TYPE.eq(codes::SyncEntityType::TransactionLines));
        let deleted = reading.list::<DeletedRow>().filter(later);
        let Some(deleted) = reading.control(deleted).await? else {
            self.refuse();
            return Ok(());
        };
        self.is_refreshed = true;
        let known = self.known();
        let is_strange = changed.rows().iter().any(|line| !known(line.account, line.year));
        let held = self.store.of(self.division);
        let refreshed = held.refresh(changed.into_rows(), deleted.rows());
        if refreshed != Refreshed::Unchanged {
            held.forget_settings(|name| name.starts_with(CONTROL));
        }
        if is_strange || refreshed == Refreshed::Restarted {
            held.forget_settings(|_| true);
        }
        Ok(())
    }

    fn refuse(&mut self) {
        let held = self.store.of(self.division);
        held.refuse();
        self.has_lines = false;
    }

    /// Whether an account and a year are among those remembered; everything is when none are.
    fn known(&mut self) -> impl Fn(Uuid, i16) -> bool + use<> {
        let accounts = self.setting::<Complete<AccountRow>>(ACCOUNTS);
        let accounts = accounts.map(|rows| rows.rows().iter().map(|row| row.id).collect::<BTreeSet<_>>());
        let years = self.setting::<Complete<PeriodRow>>(PERIODS);
        let years = years.map(|rows| rows.rows().iter().map(|row| row.year).collect::<BTreeSet<_>>());
        move |account, year| {
            accounts.as_ref().is_none_or(|known| known.contains(&account))
                && years.as_ref().is_none_or(|known| known.contains(&year))
        }
    }

    /// The held lines that a filter selects, as the rows a report takes; `None` when Exact must be asked.
    pub(in crate::live) async fn lines<P: Part>(
        &mut self,
        reading: &mut Reading,
        filter: &str,
    ) -> Result<Option<Complete<P>>, Error> {
        let mut rows = Vec::new();
        let all = self.each(reading, filter, |line| rows.push(P::of(line))).await?;
        Ok(all.map(|_| Complete::finished(TransactionLine::BULK, 0, rows)))
    }

    /// What the held lines that a filter selects add up to; `None` when Exact must be asked.
    pub(in crate::live) async fn sums(
        &mut self,
        reading: &mut Reading,
        filter: &str,
    ) -> Result<Option<Folded<LineSums>>, Error> {
        let mut sums = LineSums::default();
        let all = self.each(reading, filter, |line| sums.add(line)).await?;
        Ok(all.map(|rows| Folded::finished(TransactionLine::BULK, 0, rows, sums)))
    }

    /// Shows every held line that a filter selects, and says how many they were; `None` when Exact must be asked, whatever
    /// was shown.
    async fn each(
        &mut self,
        reading: &mut Reading,
        filter: &str,
        mut show: impl FnMut(&WholeLine),
    ) -> Result<Option<u64>, Error> {
        let Some(condition) = Condition::read(filter).filter(|_| self.has_lines) else { return Ok(None) };
        let periods = self.periods(reading).await?;
        let years: BTreeSet<i16> = periods.rows().iter().map(|row| row.year).collect();
        let of_year = |year: i16| {
            move |column: &str| match column {
                "FinancialYear" | "ReportingYear" => Some(Value::Number(year.into())),
                _ => None,
            }
        };
        let needed: BTreeSet<i16> =
            years.into_iter().filter(|year| condition.holds(&of_year(*year)) != Some(false)).collect();
        if !self.fill(reading, &needed).await? {
            return Ok(None);
        }
        let accounts = self.accounts(reading).await?;
        let kinds: std::collections::HashMap<Uuid, &str> =
            accounts.rows().iter().map(|row| (row.id, row.balance_type.as_str())).collect();
        let used = self.store.use_now();
        let held = self.store.of(self.division);
        let mut shown = 0;
        for year in needed {
            for line in held.lines(year, used) {
                let value = |column: &str| match column {
                    "BalanceType" => kinds.get(&line.account).map(|kind| Value::Text((*kind).to_owned())),
                    _ => line.value(column),
                };
                match condition.holds(&value) {
                    Some(true) => {
                        show(line);
                        shown += 1;
                    }
                    Some(false) => {}
                    None => return Ok(None),
                }
            }
        }
        Ok(Some(shown))
    }

    /// Reads the years that are not held yet; false when they cannot be.
    async fn fill(&mut self, reading: &mut Reading, needed: &BTreeSet<i16>) -> Result<bool, Error> {
        let held = self.store.of(self.division);
        if held.is_refused || needed.iter().any(|year| held.is_too_large(*year)) {
            return Ok(false);
        }
        let missing: Vec<i16> = needed.iter().copied().filter(|year| !held.holds(*year)).collect();
        // The position is found before any line is read: what changes in between comes with the next refresh.
        if !missing.is_empty() && held.position.is_none() {
            let Some(position) = begin(reading).await? else {
                self.refuse();
                return Ok(false);
            };
            self.store.of(self.division).begin_at(position);
        }
        for year in missing {
            let list = reading.list::<WholeLine>().bulk().filter(TransactionLine::FINANCIAL_YEAR.eq(year));
            let lines = reading.all(list).await?.into_rows();
            let used = self.store.use_now();
            self.store.of(self.division).hold(year, lines, used);
            if !self.store.fits(self.division, needed) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Every account, remembered.
    pub(in crate::live) async fn accounts(&mut self, reading: &mut Reading) -> Result<Complete<AccountRow>, Error> {
        let list = reading.list::<AccountRow>().bulk().filter(crate::live::route::all_accounts());
        self.remembered(reading, ACCOUNTS, list).await
    }

    /// Every financial period, remembered.
    pub(in crate::live) async fn periods(&mut self, reading: &mut Reading) -> Result<Complete<PeriodRow>, Error> {
        let list = reading.list::<PeriodRow>();
        self.remembered(reading, PERIODS, list).await
    }

    async fn remembered<R: Row + Clone + Sync>(
        &mut self,
        reading: &mut Reading,
        name: &str,
        list: exact_client::List<R>,
    ) -> Result<Complete<R>, Error> {
        if let Some(rows) = self.setting(name) {
            return Ok(rows);
        }
        let rows = reading.all(list).await?;
        self.remember(name, rows.clone());
        Ok(rows)
    }
}

/// The accounts or periods that a filter selects; `None` when it says more than these rows know.
pub(in crate::live) fn selected<R: Clone + Selectable>(
    rows: &Complete<R>,
    filter: &str,
    meta: &'static exact_model::Meta,
) -> Option<Complete<R>> {
    let condition = Condition::read(filter)?;
    let mut found = Vec::new();
    for row in rows.rows() {
        if condition.holds(&|column: &str| row.value(column))? {
            found.push(row.clone());
        }
    }
    Some(Complete::finished(meta, rows.proof().pages, found))
}

/// A row that a filter can be asked of.
pub(in crate::live) trait Selectable {
    #[allow(private_interfaces, reason = "values are made and compared here only")]
    fn value(&self, column: &str) -> Option<Value>;
}

impl Selectable for AccountRow {
    #[allow(private_interfaces, reason = "as in the trait")]
    fn value(&self, column: &str) -> Option<Value> {
        Some(match column {
            "ID" => Value::Id(self.id),
            "Code" => Value::Text(self.code.clone()),
            "Type" => Value::Number(self.account_type.into()),
            "BalanceType" => Value::Text(self.balance_type.clone()),
            _ => return None,
        })
    }
}

impl Selectable for PeriodRow {
    #[allow(private_interfaces, reason = "as in the trait")]
    fn value(&self, column: &str) -> Option<Value> {
        (column == "FinYear").then(|| Value::Number(self.year.into()))
    }
}

async fn changed_since(reading: &mut Reading, timestamp: i64) -> Result<Option<Complete<ChangedLine>>, Error> {
    let list = reading.list::<ChangedLine>().sync_after(timestamp);
    reading.control(list).await
}

/// Where to begin: a little before the newest change. `None` without any line, or when Exact refuses to tell.
async fn begin(reading: &mut Reading) -> Result<Option<Position>, Error> {
    let newest = reading.list::<NewestRow>().order_by(TransactionLine::MODIFIED.descending());
    let Some(NewestRow { modified }) = reading.first(newest).await? else { return Ok(None) };
    let since = modified.checked_sub_signed(MARGIN).unwrap_or(modified);
    let start = reading.division().call::<StartRow>(&SyncTimestamp::arguments(since, LINES));
    let start = reading.control(start).await?;
    let Some(start) = start.as_ref().and_then(|rows| rows.rows().first()) else { return Ok(None) };
    let Some(changed) = changed_since(reading, start.timestamp).await? else { return Ok(None) };
    let last = changed.rows().iter().max_by_key(|line| line.timestamp);
    Ok(last.map(|line| Position { timestamp: line.timestamp, anchor: line.id, deleted: start.timestamp }))
}
