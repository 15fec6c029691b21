use chrono::{Datelike, Days, Months, NaiveDate};

use crate::calendar::{Calendar, Quarter};
use crate::period::PeriodBasis;

/// How often a return is filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Frequency {
    /// Every month.
    Month,
    /// Every quarter.
    Quarter,
    /// Every year.
    Year,
}

/// The calendar period of a return, and what puts a line in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TaxPeriod {
    /// How often returns are filed.
    pub frequency: Frequency,
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
    /// What puts a line in it.
    pub basis: PeriodBasis,
}

impl TaxPeriod {
    /// The period that a day lies in; `None` at the end of the years a date can have.
    #[must_use]
    pub fn containing(day: NaiveDate, frequency: Frequency, basis: PeriodBasis) -> Option<Self> {
        let start = match frequency {
            Frequency::Month => day.with_day(1)?,
            Frequency::Quarter => Quarter::of(day).start()?,
            Frequency::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1)?,
        };
        let end = start.checked_add_months(Months::new(months(frequency)))?.pred_opt()?;
        Some(Self { frequency, start, end, basis })
    }

    /// The periods of a calendar year, in order.
    #[must_use]
    pub fn all_of(year: i32, frequency: Frequency, basis: PeriodBasis) -> Vec<Self> {
        let mut periods = Vec::new();
        let mut next = NaiveDate::from_ymd_opt(year, 1, 1);
        while let Some(period) = next.and_then(|day| Self::containing(day, frequency, basis)) {
            if period.start.year() != year {
                break;
            }
            periods.push(period);
            next = period.end.succ_opt();
        }
        periods
    }

    /// The period before it.
    #[must_use]
    pub fn previous(&self) -> Option<Self> {
        Self::containing(self.start.pred_opt()?, self.frequency, self.basis)
    }

    /// Its number within the year, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        match self.frequency {
            Frequency::Month => self.start.month(),
            Frequency::Quarter => u32::from(Quarter::of(self.start).number),
            Frequency::Year => 1,
        }
    }

    /// The day by which it must be filed and paid: the last of the next month, of a year 31 March.
    #[must_use]
    pub fn deadline(&self) -> Option<NaiveDate> {
        let months = if self.frequency == Frequency::Year { 3 } else { 1 };
        self.end.succ_opt()?.checked_add_months(Months::new(months))?.pred_opt()
    }

    /// What an owner calls it.
    #[must_use]
    pub fn label(&self) -> String {
        match self.frequency {
            Frequency::Month => format!("{} {}", crate::period::month_name(self.start), self.start.year()),
            Frequency::Quarter => format!("{}e kwartaal {}", self.number(), self.start.year()),
            Frequency::Year => self.start.year().to_string(),
        }
    }

    /// Whether a booking belongs to it.
    #[must_use]
    pub fn contains(&self, calendar: &Calendar, year: i16, period: i16, date: NaiveDate) -> bool {
        let day = match self.basis {
            PeriodBasis::Date => Some(date),
            PeriodBasis::FinancialPeriod => middle(calendar, year, period),
        };
        day.is_some_and(|day| self.start <= day && day <= self.end)
    }
}

const fn months(frequency: Frequency) -> u32 {
    match frequency {
        Frequency::Month => 1,
        Frequency::Quarter => 3,
        Frequency::Year => 12,
    }
}

/// The day that decides where a financial period belongs: its middle, or where it begins when the calendar does not know
/// it.
fn middle(calendar: &Calendar, year: i16, period: i16) -> Option<NaiveDate> {
    let Some(known) = calendar.period(year, period) else { return calendar.begin(year, period) };
    let half = u64::try_from((known.end - known.start).num_days() / 2).unwrap_or(0);
    known.start.checked_add_days(Days::new(half))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn deadlines_are_the_last_of_the_next_month_and_31_march() {
        let deadline = |frequency| TaxPeriod::containing(day("2025-12-15"), frequency, PeriodBasis::Date)?.deadline();
        assert_eq!(deadline(Frequency::Month), Some(day("2026-01-31")));
        assert_eq!(deadline(Frequency::Quarter), Some(day("2026-01-31")));
        assert_eq!(deadline(Frequency::Year), Some(day("2026-03-31")));
        let january = TaxPeriod::containing(day("2024-01-31"), Frequency::Month, PeriodBasis::Date).unwrap();
        assert_eq!(january.deadline(), Some(day("2024-02-29")));
    }

    #[test]
    fn the_periods_of_a_year_follow_each_other() {
        for (frequency, count) in [(Frequency::Month, 12), (Frequency::Quarter, 4), (Frequency::Year, 1)] {
            let periods = TaxPeriod::all_of(2024, frequency, PeriodBasis::Date);
            assert_eq!(periods.len(), count);
            assert!(periods.windows(2).all(|pair| pair[0].end.succ_opt() == Some(pair[1].start)));
            assert_eq!(periods.last().unwrap().end, day("2024-12-31"));
        }
    }
}
