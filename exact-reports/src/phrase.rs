//! Periods the way people say them: "this quarter", "last month", "December".
//!
//! A phrase is about days; figures are by financial period. Where these are calendar months the two are the same. Where they
//! are not, a phrase means the financial periods that lie in its days for the most part, and what it resolved to says so.

use chrono::{Datelike, Months, NaiveDate};

use crate::calendar::{Calendar, Period, Quarter};
use crate::error::Error;
use crate::period::{PeriodRange, PeriodRequest};

/// A period in words, relative to a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrase {
    /// The book year of the day.
    ThisYear,
    /// The book year before it.
    LastYear,
    /// The book year of the day, up to and including the financial period of the day.
    YearToDate,
    /// The calendar quarter of the day.
    ThisQuarter,
    /// The calendar quarter before it.
    LastQuarter,
    /// A calendar quarter by its number: the latest that has begun, unless the calendar year is named.
    Quarter {
        /// 1 to 4.
        number: u8,
        /// Calendar year.
        year: Option<i32>,
    },
    /// The calendar month of the day.
    ThisMonth,
    /// The calendar month before it.
    LastMonth,
    /// A calendar month by its number: the latest that has begun, unless the calendar year is named.
    Month {
        /// 1 to 12.
        number: u32,
        /// Calendar year.
        year: Option<i32>,
    },
    /// The twelve calendar months before that of the day.
    LastTwelveMonths,
}

/// What a phrase came down to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// The financial periods.
    pub range: PeriodRange,
    /// The first day that the phrase is about.
    pub from: NaiveDate,
    /// The last day that the phrase is about.
    pub to: NaiveDate,
    /// Whether the periods begin and end on these days. When they do not, an answer has to name both.
    pub exact: bool,
}

impl Phrase {
    /// The financial periods it means on a day.
    ///
    /// # Errors
    /// [`Error::NoBooks`] when they lie outside the calendar; [`Error::NoSuchPhrase`] for a month or quarter that does not
    /// exist.
    pub fn resolve(self, today: NaiveDate, calendar: &Calendar) -> Result<Meant, Error> {
        let year = || calendar.year_at(today).ok_or_else(|| calendar.no_books_at(today));
        match self {
            Self::ThisYear => whole(PeriodRequest::BookYear(year()?.year), calendar),
            Self::LastYear => whole(PeriodRequest::BookYear(year()?.year.saturating_sub(1)), calendar),
            Self::YearToDate => {
                let year = year()?;
                let to = calendar.containing(today).map_or(year.last, |period| period.number);
                whole(PeriodRequest::Periods { year: year.year, from: year.first, to }, calendar)
            }
            _ => {
                let (from, to) = self.days(today).ok_or(Error::NoSuchPhrase)?;
                within(from, to, calendar)
            }
        }
    }

    /// The calendar days of a phrase that is about months or quarters.
    fn days(self, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let this_month = today.with_day(1)?;
        match self {
            Self::ThisYear | Self::LastYear | Self::YearToDate => None,
            Self::ThisQuarter => quarter(Quarter::of(today)),
            Self::LastQuarter => quarter(Quarter::of(today).previous()),
            Self::Quarter { number, year } if (1..=4).contains(&number) => {
                let begun = number <= Quarter::of(today).number;
                quarter(Quarter { number, year: year.unwrap_or(today.year() - i32::from(!begun)) })
            }
            Self::ThisMonth => month(this_month),
            Self::LastMonth => month(this_month.checked_sub_months(Months::new(1))?),
            Self::Month { number, year } => {
                let begun = number <= today.month();
                month(NaiveDate::from_ymd_opt(year.unwrap_or(today.year() - i32::from(!begun)), number, 1)?)
            }
            Self::LastTwelveMonths => Some((this_month.checked_sub_months(Months::new(12))?, this_month.pred_opt()?)),
            Self::Quarter { .. } => None,
        }
    }
}

fn quarter(quarter: Quarter) -> Option<(NaiveDate, NaiveDate)> {
    Some((quarter.start()?, quarter.end()?))
}

fn month(start: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    Some((start, start.checked_add_months(Months::new(1))?.pred_opt()?))
}

fn whole(request: PeriodRequest, calendar: &Calendar) -> Result<Meant, Error> {
    let range = request.resolve(calendar)?;
    Ok(Meant { from: range.start, to: range.end, range, exact: true })
}

/// The periods that lie between two days for the most part.
fn within(from: NaiveDate, to: NaiveDate, calendar: &Calendar) -> Result<Meant, Error> {
    let touched = match (PeriodRequest::Dates { from, to }).resolve(calendar) {
        Ok(range) => return Ok(Meant { range, from, to, exact: true }),
        Err(Error::NotWholePeriods { overlapping, .. }) => overlapping,
        Err(error) => return Err(error),
    };
    let inside: Vec<&Period> = touched.iter().filter(|period| (from..=to).contains(&period.middle())).collect();
    // A month within one long period has no period of its own: the one around it is the nearest there is.
    let (first, last) = match (inside.first(), inside.last()) {
        (Some(first), Some(last)) => (*first, *last),
        _ => {
            let around = touched.first().ok_or_else(|| calendar.no_books_at(from))?;
            (around, around)
        }
    };
    let range = PeriodRequest::Dates { from: first.start, to: last.end }.resolve(calendar)?;
    Ok(Meant { range, from, to, exact: false })
}
