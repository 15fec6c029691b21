//! Financial periods: which days belong to which period of which book year.
//!
//! Book years can be broken, long or short, and need not have twelve periods. Nothing here takes a period for a month.

use chrono::{Datelike, Days, NaiveDate};
use exact_model::Complete;

use crate::error::Error;
use crate::input::PeriodRow;
use crate::ledger::Source;

/// A financial period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// Book year.
    pub year: i16,
    /// Number within the book year, from 1.
    pub number: i16,
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
}

impl Period {
    /// The calendar quarter most of the period lies in.
    #[must_use]
    pub fn quarter(&self) -> Quarter {
        Quarter::of(self.middle())
    }

    /// The day in its middle.
    pub(crate) fn middle(&self) -> NaiveDate {
        let half = u64::try_from((self.end - self.start).num_days() / 2).unwrap_or(0);
        self.start.checked_add_days(Days::new(half)).unwrap_or(self.start)
    }

    /// Whether the period is exactly one calendar month.
    #[must_use]
    pub fn is_calendar_month(&self) -> bool {
        let next = self.end.succ_opt();
        self.start.day() == 1
            && next.is_some_and(|next| next.day() == 1)
            && (self.start.year(), self.start.month()) == (self.end.year(), self.end.month())
    }
}

/// A calendar quarter, the usual period of a VAT return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quarter {
    /// Calendar year.
    pub year: i32,
    /// 1 to 4.
    pub number: u8,
}

impl Quarter {
    /// The quarter a day lies in.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        let number = match day.month0() / 3 {
            0 => 1,
            1 => 2,
            2 => 3,
            _ => 4,
        };
        Self { year: day.year(), number }
    }

    /// The quarter before it.
    #[must_use]
    pub const fn previous(self) -> Self {
        if self.number <= 1 {
            Self { year: self.year.saturating_sub(1), number: 4 }
        } else {
            Self { year: self.year, number: self.number - 1 }
        }
    }

    /// First day; `None` outside the years a date can have.
    #[must_use]
    pub fn start(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, (u32::from(self.number).max(1) - 1) * 3 + 1, 1)
    }

    /// Last day; `None` outside the years a date can have.
    #[must_use]
    pub fn end(self) -> Option<NaiveDate> {
        self.start()?.checked_add_months(chrono::Months::new(3))?.pred_opt()
    }

    /// The day by which a quarterly VAT return must be filed and paid: the last of the month after the quarter.
    #[must_use]
    pub fn filing_deadline(self) -> Option<NaiveDate> {
        self.start()?.checked_add_months(chrono::Months::new(4))?.pred_opt()
    }
}

/// A book year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BookYear {
    /// Its name at Exact: a number, mostly the calendar year it begins or ends in.
    pub year: i16,
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
    /// First period.
    pub first: i16,
    /// Last period.
    pub last: i16,
}

/// The financial periods of an administration, or of the years that were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    periods: Vec<Period>,
    sources: Vec<Source>,
}

impl Calendar {
    /// The calendar of rows that are all there.
    #[must_use]
    pub fn from_rows(rows: &Complete<PeriodRow>) -> Self {
        let period = |row: &PeriodRow| Period { year: row.year, number: row.number, start: row.start, end: row.end };
        let mut periods: Vec<_> = rows.rows().iter().map(period).collect();
        periods.sort();
        periods.dedup_by_key(|period| (period.year, period.number));
        Self { periods, sources: vec![Source::of(rows)] }
    }

    /// One period of any days in a book year, to cut lines by their date where no financial period ends.
    ///
    /// # Errors
    /// [`Error::RangeReversed`]; [`Error::NoBooks`] when the first day lies before every book year.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> Result<Self, Error> {
        if from > to {
            return Err(Error::RangeReversed);
        }
        let year = self.year_at(from).ok_or_else(|| self.no_books_at(from))?.year;
        let period = Period { year, number: 1, start: from, end: to };
        Ok(Self { periods: vec![period], sources: self.sources.clone() })
    }

    /// The error for a book year that is not there.
    pub(crate) fn no_books_in(&self, year: i16) -> Error {
        let years = self.years();
        Error::NoBooks { year, first: years.first().map(|year| year.year), last: years.last().map(|year| year.year) }
    }

    /// The error for a day before every book year.
    pub(crate) fn no_books_at(&self, day: NaiveDate) -> Error {
        self.no_books_in(i16::try_from(day.year()).unwrap_or(if day.year() < 0 { i16::MIN } else { i16::MAX }))
    }

    /// All periods, by year and number.
    #[must_use]
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// The period of that year and number.
    #[must_use]
    pub fn period(&self, year: i16, number: i16) -> Option<&Period> {
        let at = self.periods.binary_search_by_key(&(year, number), |period| (period.year, period.number)).ok()?;
        self.periods.get(at)
    }

    /// The periods of a book year, in order.
    pub fn periods_of(&self, year: i16) -> impl Iterator<Item = &Period> {
        self.periods.iter().filter(move |period| period.year == year)
    }

    /// The book year of that name.
    #[must_use]
    pub fn year(&self, year: i16) -> Option<BookYear> {
        self.years().into_iter().find(|known| known.year == year)
    }

    /// The book years, the first one first.
    #[must_use]
    pub fn years(&self) -> Vec<BookYear> {
        let mut years: Vec<BookYear> = Vec::new();
        for period in &self.periods {
            match years.last_mut().filter(|year| year.year == period.year) {
                Some(year) => {
                    year.start = year.start.min(period.start);
                    year.end = year.end.max(period.end);
                    year.last = period.number;
                }
                None => years.push(BookYear {
                    year: period.year,
                    start: period.start,
                    end: period.end,
                    first: period.number,
                    last: period.number,
                }),
            }
        }
        years
    }

    /// The period a day lies in.
    #[must_use]
    pub fn containing(&self, day: NaiveDate) -> Option<&Period> {
        self.periods.iter().find(|period| period.start <= day && day <= period.end)
    }

    /// The book year a day lies in; for a day after the last one, the last.
    #[must_use]
    pub fn year_at(&self, day: NaiveDate) -> Option<BookYear> {
        let years = self.years();
        let inside = years.iter().find(|year| year.start <= day && day <= year.end);
        inside.or_else(|| years.iter().rev().find(|year| year.end < day)).copied()
    }

    /// The day a period begins. A period the calendar does not know begins with its year when it comes before the first
    /// known one (opening balances in period 0), and at the year's end when it comes after the last (closing entries in
    /// period 13 or 55); a year the calendar does not know is taken for the calendar year.
    #[must_use]
    pub fn begin(&self, year: i16, number: i16) -> Option<NaiveDate> {
        if let Some(period) = self.period(year, number) {
            return Some(period.start);
        }
        match self.year(year) {
            Some(known) if number < known.first => Some(known.start),
            Some(known) => Some(known.end),
            None => NaiveDate::from_ymd_opt(i32::from(year), 1, 1),
        }
    }

    /// Whether a period has begun on a day, in the sense of [`Calendar::begin`].
    #[must_use]
    pub fn has_begun(&self, year: i16, number: i16, day: NaiveDate) -> bool {
        self.begin(year, number).is_some_and(|begin| begin <= day)
    }

    /// The calendar quarter of a period; `None` for one that the calendar does not know.
    #[must_use]
    pub fn quarter(&self, year: i16, number: i16) -> Option<Quarter> {
        self.period(year, number).map(Period::quarter)
    }

    /// Where it came from.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
}
