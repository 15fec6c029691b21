use chrono::{Datelike, NaiveDate};
use exact_model::codes::{ReturnFrequency, ReturnStatus, ReturnType};
use exact_model::{Complete, Decimal};

use super::returns::VatReturn;
use super::tax_period::{Frequency, TaxPeriod};
use crate::basis::{Basis, Definition, Explained, Timing};
use crate::check::{Against, Check};
use crate::input::ReturnRow;
use crate::ledger::Source;
use crate::period::PeriodBasis;

/// A tax return and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnTask {
    /// VAT, EC sales list or payroll.
    pub kind: ReturnType,
    /// How far it is, as Exact says it.
    pub status: ReturnStatus,
    /// The period, when it is a month, quarter or year of the calendar.
    pub period: Option<TaxPeriod>,
    /// The amount; positive is to pay.
    pub amount: Decimal,
    /// The day by which it must be filed and paid: Exact's, or else what the law says of the period.
    pub due: Option<NaiveDate>,
    /// Description.
    pub description: String,
}

impl ReturnTask {
    /// Whether it still has to be filed: a draft, open or approved.
    #[must_use]
    pub const fn is_to_be_filed(&self) -> bool {
        matches!(self.status, ReturnStatus::Draft | ReturnStatus::Open | ReturnStatus::Approved)
    }

    /// Whether it was filed.
    #[must_use]
    pub const fn is_filed(&self) -> bool {
        matches!(self.status, ReturnStatus::Realised | ReturnStatus::Processed)
    }

    /// What the books say now next to what was filed: a difference is what was booked in the period since.
    #[must_use]
    pub fn compared(&self, books: &VatReturn) -> Check {
        Check::new(Against::FiledReturn, books.filed.payable, self.amount)
    }
}

/// Tax returns of a complete read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReturnTasks {
    list: Vec<ReturnTask>,
    sources: Vec<Source>,
}

impl ReturnTasks {
    /// From `read/financial/Returns`. Void returns are left out.
    #[must_use]
    pub fn from_rows(rows: &Complete<ReturnRow>) -> Self {
        let mut list: Vec<_> = rows.rows().iter().filter_map(task).collect();
        list.sort_by(|left, right| {
            let key = |task: &ReturnTask| (task.period.map(|period| period.end), task.due);
            key(left).cmp(&key(right)).then_with(|| left.description.cmp(&right.description))
        });
        Self { list, sources: vec![Source::of(rows)] }
    }

    /// Every return, oldest period first.
    pub fn iter(&self) -> impl Iterator<Item = &ReturnTask> {
        self.list.iter()
    }

    /// The VAT return of a period.
    #[must_use]
    pub fn vat(&self, period: &TaxPeriod) -> Option<&ReturnTask> {
        let same = |task: &&ReturnTask| {
            task.period.is_some_and(|known| (known.start, known.end) == (period.start, period.end))
        };
        self.vat_returns().rfind(same)
    }

    /// How often VAT is returned, by the latest return; `None` without any.
    #[must_use]
    pub fn frequency(&self) -> Option<Frequency> {
        self.vat_returns().next_back()?.period.map(|period| period.frequency)
    }

    /// Where they came from.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    fn vat_returns(&self) -> impl DoubleEndedIterator<Item = &ReturnTask> {
        self.list.iter().filter(|task| task.kind == ReturnType::Vat)
    }
}

/// Tax returns, what has to be filed and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxReturns {
    /// The day of the answer.
    pub today: NaiveDate,
    /// Every return, oldest period first.
    pub returns: Vec<ReturnTask>,
    /// The VAT periods that ended after the last filed one and up to today: they have to be filed, whether or not Exact
    /// has a return for them yet.
    pub to_file: Vec<TaxPeriod>,
    /// The first day by which one of these must be filed and paid; of none, that of the period that runs.
    pub next_deadline: Option<NaiveDate>,
    /// Whether that day has passed.
    pub is_late: bool,
}

impl TaxReturns {
    /// Makes the overview.
    #[must_use]
    pub fn of(tasks: &ReturnTasks, today: NaiveDate) -> Explained<Self> {
        let frequency = tasks.frequency();
        let filed = tasks.vat_returns().filter(|task| task.is_filed()).filter_map(|task| task.period);
        let last_filed = filed.map(|period| period.end).max();
        let mut to_file = Vec::new();
        let mut next = last_filed.and_then(|end| end.succ_opt());
        let mut running = None;
        while let (Some(day), Some(frequency)) = (next, frequency) {
            let Some(period) = TaxPeriod::containing(day, frequency, PeriodBasis::Date) else { break };
            if period.end >= today {
                running = Some(period);
                break;
            }
            to_file.push(period);
            next = period.end.succ_opt();
        }
        let next_deadline = to_file.first().or(running.as_ref()).and_then(TaxPeriod::deadline);
        let report = Self {
            today,
            returns: tasks.list.clone(),
            next_deadline,
            is_late: !to_file.is_empty() && next_deadline.is_some_and(|deadline| deadline < today),
            to_file,
        };
        let basis = Basis {
            definition: Definition::TaxReturns,
            timing: Timing::OpenAt(today),
            accounts: Vec::new(),
            left_out: Vec::new(),
            lines: tasks.list.len() as u64,
            open_lines: tasks.list.iter().filter(|task| task.is_to_be_filed()).count() as u64,
            choices: Vec::new(),
            sources: tasks.sources.clone(),
        };
        Explained { report, basis, checks: Vec::new() }
    }
}

fn task(row: &ReturnRow) -> Option<ReturnTask> {
    let status = row.status.filter(|status| !matches!(status, ReturnStatus::Void))?;
    let period = period(row);
    Some(ReturnTask {
        kind: row.kind?,
        status,
        period,
        amount: row.amount.unwrap_or_default(),
        due: row.due.or_else(|| period.as_ref().and_then(TaxPeriod::deadline)),
        description: row.description.clone().unwrap_or_default(),
    })
}

fn period(row: &ReturnRow) -> Option<TaxPeriod> {
    let (year, number) = (row.year?, u32::try_from(row.period?).ok()?);
    let (frequency, month) = match row.frequency.as_ref()? {
        ReturnFrequency::Monthly => (Frequency::Month, number),
        ReturnFrequency::Quarterly => (Frequency::Quarter, number.checked_mul(3)?),
        ReturnFrequency::Yearly => (Frequency::Year, 1),
        _ => return None,
    };
    let day = NaiveDate::from_ymd_opt(year, month, 1)?;
    let period = TaxPeriod::containing(day, frequency, PeriodBasis::Date)?;
    (period.start.year() == year).then_some(period)
}
