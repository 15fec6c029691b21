//! The same story under book years that are not calendar years.

use chrono::{Datelike, NaiveDate};

use crate::books::{Division, Entry, IdSpace, Period, guid};

use super::calendar::{date, days_after, last_of_month};
use super::chart::account;
use super::closing;

/// How a book year is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BookYear {
    /// From July to June.
    FromJuly,
    /// Calendar years of thirteen periods: twelve of four weeks, the last one to the end of the year.
    ThirteenPeriods,
}

/// Puts every entry in the period its month lies in under the other book years, and closes those years instead.
pub(super) fn recast(mut division: Division, years: BookYear, today: NaiveDate) -> Division {
    closing::reopen(&mut division);
    // The result was appropriated per calendar year; under other years there was another result.
    division.entries.retain(|entry| !appropriates_result(entry));
    let Some(first) = division.periods.first().map(|period| period.start) else { return division };
    division.periods = periods(division.code, years, first, today);
    for entry in &mut division.entries {
        let day = day_in_period(entry);
        if let Some(period) = division.periods.iter().find(|period| period.start <= day && day <= period.end) {
            entry.year = period.year;
            entry.period = period.number;
        }
    }
    for item in &mut division.open_items.0 {
        if let Some(entry) = division.entries.iter().find(|entry| entry.id == item.entry) {
            item.year = entry.year;
            item.period = entry.period;
        }
    }
    closing::close_years(&mut division, today);
    division
}

fn appropriates_result(entry: &Entry) -> bool {
    entry.lines.iter().all(|line| [account::RESULT, account::RESERVES].contains(&line.account.as_str()))
}

/// The entry's date, or the nearest day of the month it was booked in when that is another one.
fn day_in_period(entry: &Entry) -> NaiveDate {
    let (year, month) = (i32::from(entry.year), u32::from(entry.period.unsigned_abs()));
    entry.date.clamp(date(year, month, 1), last_of_month(year, month))
}

fn periods(division: i32, years: BookYear, first: NaiveDate, today: NaiveDate) -> Vec<Period> {
    let period = |year: i32, number: i16, start: NaiveDate, end: NaiveDate| Period {
        id: guid(division, IdSpace::Period, &format!("{year}/{number}")),
        year: i16::try_from(year).unwrap_or(i16::MAX),
        number,
        start,
        end,
    };
    match years {
        BookYear::FromJuly => {
            // The first year is a short one, from January to June.
            let short = (1..=6).map(|month| (first.year(), month));
            let last = today.year() + i32::from(today.month() > 6);
            let full = (first.year()..last).flat_map(|year| {
                let second_half = (7..=12).map(move |month| (year, month));
                second_half.chain((1..=6).map(move |month| (year + 1, month)))
            });
            let months = short.chain(full);
            let numbered = months.map(|(year, month)| {
                let ends_in = year + i32::from(month > 6);
                let in_first_year = ends_in == first.year();
                let number = if in_first_year { month } else { (month + 5) % 12 + 1 };
                let number = i16::try_from(number).unwrap_or(1);
                period(ends_in, number, date(year, month, 1), last_of_month(year, month))
            });
            numbered.collect()
        }
        BookYear::ThirteenPeriods => {
            let of_year = |year: i32| {
                (1..=13_i16).map(move |number| {
                    let start = days_after(date(year, 1, 1), 28 * (u32::from(number.unsigned_abs()) - 1));
                    let end = if number == 13 { date(year, 12, 31) } else { days_after(start, 27) };
                    period(year, number, start, end)
                })
            };
            (first.year()..=today.year()).flat_map(of_year).collect()
        }
    }
}
