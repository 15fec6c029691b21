use chrono::NaiveDate;

use crate::calendar::Calendar;
use crate::error::Error;
use crate::selector::When;

/// The end of a financial period, at which balances are struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment {
    /// Book year.
    pub year: i16,
    /// The last period that counts; [`i16::MAX`] at the end of a book year, so that closing periods such as 13 or 55 count.
    pub number: i16,
    /// The day of the balance.
    pub day: NaiveDate,
}

impl Moment {
    /// A day. On the basis of financial periods everything booked in the period of that day counts.
    ///
    /// # Errors
    /// [`Error::NoBooks`] for a day before the first book year.
    pub fn at(day: NaiveDate, calendar: &Calendar) -> Result<Self, Error> {
        let Some(year) = calendar.year_at(day) else { return Err(calendar.no_books_at(day)) };
        let period = calendar.containing(day).filter(|period| (period.year, period.number) != (year.year, year.last));
        let (year, number) = period.map_or((year.year, i16::MAX), |period| (period.year, period.number));
        Ok(Self { year, number, day })
    }

    /// The end of a book year.
    ///
    /// # Errors
    /// [`Error::NoBooks`] for a year the calendar does not have.
    pub fn end_of(year: i16, calendar: &Calendar) -> Result<Self, Error> {
        let Some(known) = calendar.year(year) else { return Err(calendar.no_books_in(year)) };
        Ok(Self { year, number: i16::MAX, day: known.end })
    }

    /// The end of each financial period that ends between two days, the first and the last of them included.
    #[must_use]
    pub fn period_ends(from: NaiveDate, to: NaiveDate, calendar: &Calendar) -> Vec<Self> {
        let ends = calendar.periods().iter().filter(|period| from <= period.end && period.end <= to);
        ends.filter_map(|period| Self::at(period.end, calendar).ok()).collect()
    }

    /// Everything booked up to and including it.
    #[must_use]
    pub const fn when(&self) -> When {
        When::Through { year: self.year, number: self.number }
    }
}
