//! The period a question is about, and the financial periods that it comes down to.

use chrono::{Datelike, NaiveDate};

use crate::calendar::{Calendar, Period};
use crate::error::Error;

/// What puts a booking in a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum PeriodBasis {
    /// The financial period it was booked in, whatever its date.
    #[default]
    FinancialPeriod,
    /// Its date, whatever the financial period it was booked in.
    Date,
}

/// A period as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodRequest {
    /// A whole book year, opening and closing periods included.
    BookYear(i16),
    /// Financial periods of one book year.
    Periods {
        /// The book year.
        year: i16,
        /// First period.
        from: i16,
        /// Last period, which counts too.
        to: i16,
    },
    /// Calendar days. They must begin and end where financial periods do.
    Dates {
        /// First day.
        from: NaiveDate,
        /// Last day, which counts too.
        to: NaiveDate,
    },
}

/// Consecutive periods of one book year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The book year.
    pub year: i16,
    /// First period.
    pub from: i16,
    /// Last period.
    pub to: i16,
    /// The whole year: periods that the calendar does not know, such as 0 or 13, are in it too.
    pub whole_year: bool,
}

impl Span {
    /// Whether a financial period belongs to it.
    #[must_use]
    pub const fn contains(&self, year: i16, period: i16) -> bool {
        self.year == year && (self.whole_year || (self.from <= period && period <= self.to))
    }
}

/// A period, resolved to financial periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodRange {
    /// What an owner calls it: "maart 2025", "2e kwartaal 2025", "boekjaar 2025".
    pub label: String,
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
    /// The periods, one span for every book year.
    pub spans: Vec<Span>,
}

impl PeriodRange {
    /// Whether a financial period belongs to it.
    #[must_use]
    pub fn contains(&self, year: i16, period: i16) -> bool {
        self.spans.iter().any(|span| span.contains(year, period))
    }

    /// The book years it touches.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.spans.iter().map(|span| span.year)
    }

    /// The calendar's periods in it.
    pub fn periods<'a>(&'a self, calendar: &'a Calendar) -> impl Iterator<Item = &'a Period> {
        calendar.periods().iter().filter(|period| self.contains(period.year, period.number))
    }
}

impl PeriodRequest {
    /// The financial periods it comes down to.
    ///
    /// # Errors
    /// [`Error::RangeReversed`]; [`Error::NoBooks`] when the calendar has no such year; [`Error::NoSuchPeriod`];
    /// [`Error::NotWholePeriods`] for dates that begin or end inside a period or outside every book year.
    pub fn resolve(&self, calendar: &Calendar) -> Result<PeriodRange, Error> {
        match *self {
            Self::BookYear(year) => {
                let known = calendar.year(year).ok_or_else(|| calendar.no_books_in(year))?;
                Ok(range(calendar, &calendar.periods_of(year).copied().collect::<Vec<_>>(), known.start, known.end))
            }
            Self::Periods { from, to, .. } if from > to => Err(Error::RangeReversed),
            Self::Periods { year, from, to } => {
                let known = calendar.year(year).ok_or_else(|| calendar.no_books_in(year))?;
                for period in [from, to] {
                    if calendar.period(year, period).is_none() {
                        return Err(Error::NoSuchPeriod { year, period, first: known.first, last: known.last });
                    }
                }
                let periods: Vec<_> =
                    calendar.periods_of(year).filter(|period| (from..=to).contains(&period.number)).copied().collect();
                let start = periods.iter().map(|period| period.start).min().unwrap_or(known.start);
                let end = periods.iter().map(|period| period.end).max().unwrap_or(known.end);
                Ok(range(calendar, &periods, start, end))
            }
            Self::Dates { from, to } if from > to => Err(Error::RangeReversed),
            Self::Dates { from, to } => {
                let touched: Vec<_> = calendar
                    .periods()
                    .iter()
                    .filter(|period| period.start <= to && period.end >= from)
                    .copied()
                    .collect();
                if tiles(&touched, from, to) {
                    Ok(range(calendar, &touched, from, to))
                } else {
                    Err(Error::NotWholePeriods { from, to, overlapping: touched })
                }
            }
        }
    }
}

/// Whether the periods follow each other without gap or overlap from the first day to the last.
fn tiles(periods: &[Period], from: NaiveDate, to: NaiveDate) -> bool {
    let mut by_day = periods.to_vec();
    by_day.sort_by_key(|period| period.start);
    let mut next = Some(from);
    for period in &by_day {
        if next != Some(period.start) {
            return false;
        }
        next = period.end.succ_opt();
    }
    !by_day.is_empty() && next == to.succ_opt()
}

fn range(calendar: &Calendar, periods: &[Period], start: NaiveDate, end: NaiveDate) -> PeriodRange {
    let mut spans: Vec<Span> = Vec::new();
    for period in periods {
        match spans.last_mut().filter(|span| span.year == period.year) {
            Some(span) => span.to = period.number,
            None => {
                spans.push(Span { year: period.year, from: period.number, to: period.number, whole_year: false });
            }
        }
    }
    for span in &mut spans {
        span.whole_year = calendar.year(span.year).is_some_and(|year| (year.first, year.last) == (span.from, span.to));
    }
    PeriodRange { label: label(periods, &spans, start, end), start, end, spans }
}

fn label(periods: &[Period], spans: &[Span], start: NaiveDate, end: NaiveDate) -> String {
    let months = periods.iter().all(Period::is_calendar_month);
    match (spans, periods) {
        ([span], _) if span.whole_year => format!("boekjaar {}", span.year),
        (_, [period]) if months => format!("{} {}", month_name(start), period.start.year()),
        (_, [first, _, last]) if months && first.quarter() == last.quarter() => {
            format!("{}e kwartaal {}", first.quarter().number, first.quarter().year)
        }
        _ if months => {
            format!("{} {} t/m {} {}", month_name(start), start.year(), month_name(end), end.year())
        }
        ([span], [_]) => format!("periode {} van boekjaar {}", span.from, span.year),
        ([span], _) => format!("periode {} t/m {} van boekjaar {}", span.from, span.to, span.year),
        _ => format!("{} t/m {}", start.format("%d-%m-%Y"), end.format("%d-%m-%Y")),
    }
}

pub(crate) fn month_name(day: NaiveDate) -> &'static str {
    match day.month() {
        1 => "januari",
        2 => "februari",
        3 => "maart",
        4 => "april",
        5 => "mei",
        6 => "juni",
        7 => "juli",
        8 => "augustus",
        9 => "september",
        10 => "oktober",
        11 => "november",
        _ => "december",
    }
}
