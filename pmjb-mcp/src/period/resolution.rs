//! From what a phrase says to the days or book periods it means.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use exact_reports::{Calendar, Error as ReportError, PeriodRequest};

use super::phrase::{Item, Phrase, Unclear, Unit, YearOf, phrase};
use crate::dutch;
use crate::failure::Failure;

/// More is no period.
const LONGEST_PHRASE: usize = 120;

/// What a phrase means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Resolved {
    /// For the reports.
    pub(crate) request: PeriodRequest,
    /// First day, as far as the calendar knows.
    pub(crate) from: NaiveDate,
    /// Last day.
    pub(crate) to: NaiveDate,
}

/// What a phrase means on a day, in an administration with these book years.
pub(crate) fn resolve(text: &str, today: NaiveDate, calendar: &Calendar) -> Result<Resolved, Failure> {
    let asked = text.trim();
    if asked.chars().count() > LONGEST_PHRASE {
        return Err(nonsense("(een lange tekst)"));
    }
    let said = phrase(&asked.to_lowercase()).map_err(|unclear| explain(unclear, asked))?;
    Resolver { today, calendar }.phrase(said, asked)
}

fn explain(unclear: Unclear, asked: &str) -> Failure {
    match unclear {
        Unclear::Nonsense => nonsense(asked),
        Unclear::NoSuchDay => Failure::new(
            "datum_bestaat_niet",
            format!("In de periode “{}” staat een datum die niet bestaat.", dutch::clean(asked)),
            "Geef een bestaande datum, bijvoorbeeld 31-03-2016.",
        ),
        Unclear::Until => Failure::new(
            "periode_onduidelijk",
            format!("In de periode “{}” is niet duidelijk of “tot” de laatste meerekent.", dutch::clean(asked)),
            "Schrijf “t/m” voor tot en met, bijvoorbeeld “januari t/m maart 2025”.",
        ),
    }
}

fn nonsense(asked: &str) -> Failure {
    Failure::new(
        "periode_onduidelijk",
        format!("De periode “{}” is niet begrepen.", dutch::clean(asked)),
        "Schrijf bijvoorbeeld: dit jaar, vorige maand, december 2025, Q4 2025, boekjaar 2025, periode 3 2025, \
         januari t/m maart 2025 of 01-01-2025 t/m 31-03-2025.",
    )
}

struct Resolver<'a> {
    today: NaiveDate,
    calendar: &'a Calendar,
}

impl Resolver<'_> {
    fn phrase(&self, said: Phrase, asked: &str) -> Result<Resolved, Failure> {
        let dates = |from, to| self.dates(from, to, asked);
        match said {
            Phrase::One(item) => self.item(item, asked),
            Phrase::Range(left, right) => {
                let (left, right) = self.years_of_range(left, right);
                if let (Item::Periods { from, year: first, .. }, Item::Periods { to, year: last, .. }) = (left, right)
                    && first == last
                {
                    return self.item(Item::Periods { from, to, year: first }, asked);
                }
                let to = match right {
                    // Figures are by period: up to today is up to and including the running one.
                    Item::DayFromNow(0) => self.end_of_running_period(),
                    right => self.item(right, asked)?.to,
                };
                dates(self.item(left, asked)?.from, to)
            }
            Phrase::Since(item) => dates(self.item(item, asked)?.from, self.end_of_running_period()),
            Phrase::Until(item) => {
                let to = self.item(item, asked)?.to;
                let year = self.calendar.year_at(to).ok_or_else(|| self.no_books(to.year()))?;
                dates(year.start, to)
            }
            Phrase::ToDate => {
                let start = self.year_of_today(0)?;
                let year = self.calendar.year(start).ok_or_else(|| self.no_books(i32::from(start)))?;
                dates(year.start, self.end_of_running_period())
            }
        }
    }

    /// Gives both ends the year that one of them names, so that the range runs forward.
    fn years_of_range(&self, left: Item, right: Item) -> (Item, Item) {
        use YearOf::{Given, Unsaid};
        let place = |item: Item| match item {
            Item::Month { number, year } => Some((number, 12, year)),
            Item::Quarter { number, year } => Some((number, 4, year)),
            Item::Half { number, year } => Some((number, 2, year)),
            Item::Periods { from, year, .. } => Some((u32::try_from(from).unwrap_or(0), 0, year)),
            _ => None,
        };
        let (Some((first, in_year, begin)), Some((last, in_last_year, end))) = (place(left), place(right)) else {
            return (left, right);
        };
        let turns = in_year != 0 && in_year == in_last_year && first > last;
        match (begin, end) {
            (Unsaid, Given(year)) => (in_given(left, if turns { year - 1 } else { year }), right),
            (Given(year), Unsaid) => (left, in_given(right, if turns { year + 1 } else { year })),
            (Unsaid, Unsaid) if in_year == 0 => (left, right),
            (Unsaid, Unsaid) => {
                let Ok(known) = self.item(left, "") else { return (left, right) };
                let year = i16::try_from(known.from.year()).unwrap_or(i16::MAX);
                (in_given(left, year), in_given(right, if turns { year.saturating_add(1) } else { year }))
            }
            _ => (left, right),
        }
    }

    fn item(&self, item: Item, asked: &str) -> Result<Resolved, Failure> {
        let none = || nonsense(asked);
        match item {
            Item::Day(day) => self.dates(day, day, asked),
            Item::DayFromNow(days) => {
                let moved = self.today.checked_add_signed(chrono::Duration::days(days)).ok_or_else(none)?;
                self.dates(moved, moved, asked)
            }
            Item::Month { number, year } => {
                let (from, to) = self.months(number, 1, year).ok_or_else(none)?;
                self.dates(from, to, asked)
            }
            Item::PastMonth(number) => {
                let year = self.today.year() - i32::from(number >= self.today.month());
                let (from, to) = months_from(year, number, 1).ok_or_else(none)?;
                self.dates(from, to, asked)
            }
            Item::Quarter { number, year } => {
                let (from, to) = self.months(number.saturating_mul(3).saturating_sub(2), 3, year).ok_or_else(none)?;
                self.dates(from, to, asked)
            }
            Item::Half { number, year } => {
                let (from, to) = self.months(number.saturating_mul(6).saturating_sub(5), 6, year).ok_or_else(none)?;
                self.dates(from, to, asked)
            }
            Item::Periods { from, to, year } => self.periods(from, to, year),
            Item::BookYear(year) => self.book_year(year),
            Item::Relative(Unit::Year, by) => self.book_year(self.year_of_today(by)?),
            Item::Relative(unit, by) => {
                let (from, to) = self.units(unit, by, 1).ok_or_else(none)?;
                self.dates(from, to, asked)
            }
            Item::Last(unit, count) => {
                let back = i32::try_from(count).map_err(|_| none())?;
                let (from, to) = self.units(unit, -back, count).ok_or_else(none)?;
                self.dates(from, to, asked)
            }
        }
    }

    /// `count` months from month `first`. Without a year: the most recent that have begun.
    fn months(&self, first: u32, count: u32, year: YearOf) -> Option<(NaiveDate, NaiveDate)> {
        let year = match year {
            YearOf::Given(year) => i32::from(year),
            YearOf::Relative(by) => self.today.year().checked_add(by)?,
            YearOf::Unsaid => self.today.year() - i32::from(first > self.today.month()),
        };
        months_from(year, first, count)
    }

    /// `count` calendar units, the first `by` after the one of today.
    fn units(&self, unit: Unit, by: i32, count: u32) -> Option<(NaiveDate, NaiveDate)> {
        let length = match unit {
            Unit::Month => 1,
            Unit::Quarter => 3,
            Unit::Half => 6,
            Unit::Year => 12,
        };
        let running = self.today.month0() / length * length;
        let start = NaiveDate::from_ymd_opt(self.today.year(), running + 1, 1)?;
        let months = Months::new(by.unsigned_abs().checked_mul(length)?);
        let start = if by < 0 { start.checked_sub_months(months)? } else { start.checked_add_months(months)? };
        months_from(start.year(), start.month(), count.checked_mul(length)?)
    }

    fn periods(&self, from: i16, to: i16, year: YearOf) -> Result<Resolved, Failure> {
        let year = match year {
            YearOf::Given(year) => year,
            YearOf::Relative(by) => self.year_of_today(by)?,
            YearOf::Unsaid => self.year_of_today(0)?,
        };
        if from > to {
            return Err(Failure::new(
                "periode_omgekeerd",
                format!("Periode {from} komt na periode {to}."),
                format!("Draai ze om: periode {to} t/m {from} {year}."),
            ));
        }
        self.resolved(PeriodRequest::Periods { year, from, to })
    }

    fn book_year(&self, year: i16) -> Result<Resolved, Failure> {
        self.resolved(PeriodRequest::BookYear(year))
    }

    fn resolved(&self, request: PeriodRequest) -> Result<Resolved, Failure> {
        let range = request.resolve(self.calendar).map_err(|error| Failure::from(&error))?;
        Ok(Resolved { request, from: range.start, to: range.end })
    }

    fn dates(&self, from: NaiveDate, to: NaiveDate, asked: &str) -> Result<Resolved, Failure> {
        if from > to {
            return Err(Failure::new(
                "periode_omgekeerd",
                format!(
                    "De periode “{}” eindigt ({}) voordat zij begint ({}).",
                    dutch::clean(asked),
                    dutch::date(to),
                    dutch::date(from)
                ),
                "Geef de vroegste datum eerst.",
            ));
        }
        Ok(Resolved { request: PeriodRequest::Dates { from, to }, from, to })
    }

    /// The name of the book year `by` after the one of today.
    fn year_of_today(&self, by: i32) -> Result<i16, Failure> {
        let missing = || self.no_books(self.today.year().saturating_add(by));
        let period = self.calendar.containing(self.today).ok_or_else(missing)?;
        i32::from(period.year).checked_add(by).and_then(|year| i16::try_from(year).ok()).ok_or_else(missing)
    }

    fn no_books(&self, year: i32) -> Failure {
        let years = self.calendar.years();
        Failure::from(&ReportError::NoBooks {
            year: i16::try_from(year).unwrap_or(i16::MAX),
            first: years.first().map(|year| year.year),
            last: years.last().map(|year| year.year),
        })
    }

    /// The last day of the financial period of today.
    fn end_of_running_period(&self) -> NaiveDate {
        self.calendar.containing(self.today).map_or(self.today, |period| period.end)
    }
}

fn in_given(item: Item, year: i16) -> Item {
    let year = YearOf::Given(year);
    match item {
        Item::Month { number, .. } => Item::Month { number, year },
        Item::Quarter { number, .. } => Item::Quarter { number, year },
        Item::Half { number, .. } => Item::Half { number, year },
        Item::Periods { from, to, .. } => Item::Periods { from, to, year },
        other => other,
    }
}

fn months_from(year: i32, first: u32, count: u32) -> Option<(NaiveDate, NaiveDate)> {
    let from = NaiveDate::from_ymd_opt(year, first, 1)?;
    let to = from.checked_add_months(Months::new(count))?.checked_sub_days(Days::new(1))?;
    Some((from, to))
}

#[cfg(test)]
mod tests;
