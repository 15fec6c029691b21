use chrono::{Months, NaiveDate};

use crate::calendar::Calendar;
use crate::error::Error;
use crate::period::{PeriodRange, PeriodRequest};

/// Two periods that are fair to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The earlier period.
    pub before: PeriodRange,
    /// The later one.
    pub after: PeriodRange,
    /// The last financial period of the later one is not over: it is compared with a whole one.
    pub unfinished: bool,
}

impl Cut {
    /// The book year of a day, up to and including the financial period of that day, against the same periods of the book
    /// year before.
    ///
    /// # Errors
    /// [`Error::NoBooks`] when there is no such year or none before it; [`Error::NoSuchPeriod`] when the year before was
    /// shorter.
    pub fn to_date(today: NaiveDate, calendar: &Calendar) -> Result<Self, Error> {
        let year = calendar.year_at(today).ok_or_else(|| calendar.no_books_at(today))?;
        let to = calendar.containing(today).map_or(year.last, |period| period.number);
        let request = PeriodRequest::Periods { year: year.year, from: year.first, to };
        Self::year_before(&request.resolve(calendar)?, today, calendar)
    }

    /// A period within one book year against the periods of the same numbers in the book year before.
    ///
    /// # Errors
    /// As [`to_date`](Self::to_date); [`Error::SeveralBookYears`] for a period in more than one.
    pub fn year_before(after: &PeriodRange, today: NaiveDate, calendar: &Calendar) -> Result<Self, Error> {
        let [span] = after.spans.as_slice() else { return Err(Error::SeveralBookYears) };
        let year = span.year.saturating_sub(1);
        let before = if span.whole_year {
            PeriodRequest::BookYear(year)
        } else {
            PeriodRequest::Periods { year, from: span.from, to: span.to }
        };
        Ok(Self { before: before.resolve(calendar)?, after: after.clone(), unfinished: after.end >= today })
    }

    /// A period against the one of as many financial periods just before it.
    ///
    /// # Errors
    /// [`Error::NoBooks`] when the calendar does not go back far enough.
    pub fn just_before(after: &PeriodRange, today: NaiveDate, calendar: &Calendar) -> Result<Self, Error> {
        let count = after.periods(calendar).count();
        let earlier: Vec<_> = calendar.periods().iter().filter(|period| period.end < after.start).collect();
        let days =
            earlier.len().checked_sub(count).and_then(|from| Some((earlier.get(from)?.start, earlier.last()?.end)));
        let Some((from, to)) = days else { return Err(calendar.no_books_at(after.start)) };
        let before = PeriodRequest::Dates { from, to }.resolve(calendar)?;
        Ok(Self { before, after: after.clone(), unfinished: after.end >= today })
    }

    /// The same days one year earlier, for comparisons on the basis of dates: the same day of the same month, 29 February
    /// becoming the 28th.
    #[must_use]
    pub fn days_year_before(from: NaiveDate, to: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let year = Months::new(12);
        Some((from.checked_sub_months(year)?, to.checked_sub_months(year)?))
    }
}
