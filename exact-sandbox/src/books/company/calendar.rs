//! Days and periods: everything the company needs to know of the calendar.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::books::{IdSpace, Period, guid};

/// A book year and a period within it; these companies keep calendar years of twelve months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FiscalPeriod {
    pub(super) year: i16,
    pub(super) number: i16,
}

impl FiscalPeriod {
    /// The period that a date falls in by the calendar.
    pub(super) fn of(date: NaiveDate) -> Self {
        Self { year: book_year(date), number: i16::try_from(date.month()).unwrap_or(1) }
    }

    /// The period before this one.
    pub(super) const fn previous(self) -> Self {
        if self.number > 1 {
            Self { year: self.year, number: self.number - 1 }
        } else {
            Self { year: self.year - 1, number: 12 }
        }
    }
}

/// The book year a date falls in; [`within_reach`] keeps every year small enough.
pub(super) fn book_year(date: NaiveDate) -> i16 {
    i16::try_from(date.year()).unwrap_or(i16::MAX)
}

/// The nearest day for which books can be made: Exact's years are 16 bits wide and a date must print with four digits.
pub(super) fn within_reach(today: NaiveDate) -> NaiveDate {
    today.clamp(date(1990, 1, 1), date(9990, 12, 31))
}

/// A date; a day past the end of the month becomes its last day.
pub(super) fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_else(|| last_of_month(year, month))
}

/// The last day of a month.
pub(super) fn last_of_month(year: i32, month: u32) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
    first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(first)
}

/// The day that many days later.
pub(super) fn days_after(date: NaiveDate, days: u32) -> NaiveDate {
    date.checked_add_days(Days::new(u64::from(days))).unwrap_or(date)
}

/// The day that many days earlier.
pub(super) fn days_before(date: NaiveDate, days: u32) -> NaiveDate {
    date.checked_sub_days(Days::new(u64::from(days))).unwrap_or(date)
}

/// Whether offices and banks are open: no weekend, no New Year's Day, no Christmas.
pub(super) fn is_business_day(date: NaiveDate) -> bool {
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    let holiday = matches!((date.month(), date.day()), (1, 1) | (12, 25 | 26));
    !weekend && !holiday
}

/// The day itself when offices are open, else the first day on which they are.
pub(super) fn business_day_from(mut date: NaiveDate) -> NaiveDate {
    while !is_business_day(date) {
        date = days_after(date, 1);
    }
    date
}

/// Whether `day` is the business day on which something planned for that day of the month is done.
///
/// A day so late that it would slide into the next month is not used by anything here.
pub(super) fn is_planned_day(day: NaiveDate, day_of_month: u32) -> bool {
    business_day_from(date(day.year(), day.month(), day_of_month)) == day
}

/// The first Thursday on or after a date: the day suppliers are paid.
pub(super) fn pay_run_from(mut date: NaiveDate) -> NaiveDate {
    while date.weekday() != Weekday::Thu {
        date = days_after(date, 1);
    }
    business_day_from(date)
}

/// Every day from the first to the last.
pub(super) fn days(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    first.iter_days().take_while(move |day| *day <= last)
}

/// The twelve periods of each book year from `first` to `last`.
pub(super) fn periods(division: i32, first: i16, last: i16) -> Vec<Period> {
    (first..=last).flat_map(|year| (1..=12).map(move |number| period(division, year, number))).collect()
}

fn period(division: i32, year: i16, number: i16) -> Period {
    let month = u32::from(number.unsigned_abs());
    Period {
        id: guid(division, IdSpace::Period, &format!("{year}/{number}")),
        year,
        number,
        start: date(i32::from(year), month, 1),
        end: last_of_month(i32::from(year), month),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_past_the_end_of_a_month_is_its_last_day() {
        assert_eq!(date(2024, 2, 31).to_string(), "2024-02-29");
        assert_eq!(date(2025, 2, 31).to_string(), "2025-02-28");
        assert_eq!(date(2025, 4, 31).to_string(), "2025-04-30");
    }

    #[test]
    fn the_period_before_january_is_december_of_the_year_before() {
        let january = FiscalPeriod::of(date(2026, 1, 15));
        assert_eq!(january.previous(), FiscalPeriod { year: 2025, number: 12 });
    }

    #[test]
    fn planned_days_slide_past_weekends_and_new_year() {
        assert!(is_planned_day(date(2026, 1, 2), 1));
        assert!(!is_planned_day(date(2026, 1, 1), 1));
        assert!(is_planned_day(date(2026, 8, 10), 8));
        assert_eq!(pay_run_from(date(2026, 1, 1)).to_string(), "2026-01-02");
    }

    #[test]
    fn days_that_no_book_year_can_hold_are_brought_within_reach() {
        assert_eq!(within_reach(NaiveDate::MAX).year(), 9990);
        assert_eq!(within_reach(NaiveDate::MIN).year(), 1990);
    }
}
