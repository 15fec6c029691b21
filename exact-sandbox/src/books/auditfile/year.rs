//! The book year and its periods.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::file::AuditFile;
use super::value;
use crate::books::{IdSpace, Period, guid};

/// First and last day of the book year, by the header, else by its name, else by the bookings.
pub(super) fn days(file: &AuditFile) -> (NaiveDate, NaiveDate) {
    let booked = || file.transactions().filter_map(|(_, transaction)| transaction.date).max();
    let year = named(file).or_else(|| booked().map(|day| day.year())).unwrap_or(2000);
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let first = file.header.start.unwrap_or_else(|| day(1, 1));
    let last = file.header.end.filter(|last| *last >= first).unwrap_or_else(|| {
        if file.header.start.is_some() { first + Months::new(12) - Days::new(1) } else { day(12, 31) }
    });
    (first, last)
}

/// What the book year is called.
pub(super) fn name(file: &AuditFile) -> i16 {
    i16::try_from(named(file).unwrap_or_else(|| days(file).1.year())).unwrap_or(i16::MAX)
}

/// `2016`, or the last year of `2016/2017`.
fn named(file: &AuditFile) -> Option<i32> {
    let text = file.header.fiscal_year.as_deref()?;
    let mut parts = text.split(|letter: char| !letter.is_ascii_digit()).rev();
    let year = parts.find(|part| part.len() == 4)?.parse().ok()?;
    value::is_book_year(year).then_some(year)
}

/// The periods of the file, or calendar months of its book year.
pub(super) fn periods(file: &AuditFile, division: i32) -> Vec<Period> {
    let year = name(file);
    let period = |number: i16, start, end| Period {
        id: guid(division, IdSpace::Period, &format!("{year}/{number}")),
        year,
        number,
        start,
        end,
    };
    let mut seen = BTreeSet::new();
    let listed = file.periods.iter().filter(|listed| listed.number > 0 && seen.insert(listed.number));
    let mut periods: Vec<Period> = listed.map(|listed| period(listed.number, listed.start, listed.end)).collect();
    if periods.is_empty() {
        let months = months(file);
        periods = months.into_iter().zip(1..).map(|((start, end), number)| period(number, start, end)).collect();
    }
    periods.sort_by_key(|period| period.number);
    periods
}

/// First and last days of the months of the book year.
fn months(file: &AuditFile) -> Vec<(NaiveDate, NaiveDate)> {
    let (mut start, mut last) = days(file);
    if is_part_of_a_calendar_year(file) {
        start = start.with_month(1).and_then(|day| day.with_day(1)).unwrap_or(start);
        last = NaiveDate::from_ymd_opt(start.year(), 12, 31).unwrap_or(last);
    }
    let mut months = Vec::new();
    // A book year is never longer than two years.
    while start <= last && months.len() < 24 {
        let next = start.with_day(1).unwrap_or(start) + Months::new(1);
        months.push((start, (next - Days::new(1)).min(last)));
        start = next;
    }
    months
}

/// Whether the file holds only some months of a calendar year: its entries are numbered by the month of their date and not
/// from the first day in the header.
fn is_part_of_a_calendar_year(file: &AuditFile) -> bool {
    let (first, last) = days(file);
    if first.month() == 1 || first.year() != last.year() {
        return false;
    }
    let (mut by_month, mut from_start) = (0_usize, 0_usize);
    for (_, transaction) in file.transactions() {
        let Some((day, period)) = transaction.date.zip(transaction.period) else { continue };
        let month = i64::from(day.month());
        by_month += usize::from(month == i64::from(period));
        from_start += usize::from(month - i64::from(first.month0()) == i64::from(period));
    }
    by_month > from_start
}

/// The period of a day; before the first one the first, after the last one the last.
pub(super) fn period_of(periods: &[Period], day: NaiveDate) -> i16 {
    let found = periods.iter().find(|period| period.start <= day && day <= period.end);
    let nearest = || {
        let before = periods.iter().filter(|period| period.start <= day).max_by_key(|period| period.start);
        before.or_else(|| periods.first())
    };
    found.or_else(nearest).map_or(1, |period| period.number)
}

/// The last period of ordinary bookings. A period of a few days at the end of the year is there to close it.
pub(super) fn last_ordinary(periods: &[Period]) -> i16 {
    let ordinary = periods.iter().filter(|period| (period.end - period.start).num_days() >= 6);
    ordinary.map(|period| period.number).max().unwrap_or(12)
}
