//! Periods in words, in calendars of every shape.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that goes wrong should stop")]

mod support;

use chrono::{Days, Months, NaiveDate};
use exact_reports::input::PeriodRow;
use exact_reports::phrase::{Meant, Phrase};
use exact_reports::{Calendar, Error};
use support::*;

fn meant(phrase: Phrase, today: &str, calendar: &Calendar) -> Meant {
    phrase.resolve(day(today), calendar).unwrap()
}

fn days(meant: &Meant) -> (NaiveDate, NaiveDate) {
    (meant.range.start, meant.range.end)
}

/// Book years of so many months, the first one beginning on a day.
fn years_of(start: &str, lengths: &[(i16, u32)]) -> Calendar {
    let mut start = day(start);
    let mut rows = Vec::new();
    for (year, months) in lengths {
        for number in 1..=*months {
            let next = start.checked_add_months(Months::new(1)).unwrap();
            let number = i16::try_from(number).unwrap();
            rows.push(PeriodRow { year: *year, number, start, end: next.pred_opt().unwrap() });
            start = next;
        }
    }
    periods(rows)
}

/// Thirteen periods of four weeks, the last one up to the end of the year.
fn thirteen(year: i16) -> Vec<PeriodRow> {
    let start = NaiveDate::from_ymd_opt(i32::from(year), 1, 1).unwrap();
    let last = NaiveDate::from_ymd_opt(i32::from(year), 12, 31).unwrap();
    let row = |number: i16| {
        let from = start + Days::new(28 * u64::try_from(number - 1).unwrap());
        PeriodRow { year, number, start: from, end: if number == 13 { last } else { from + Days::new(27) } }
    };
    (1..=13).map(row).collect()
}

#[test]
fn in_calendar_years_words_mean_what_they_say() {
    let calendar = calendar(2024..=2026);
    let today = "2026-02-10";
    for (phrase, from, to, label) in [
        (Phrase::ThisYear, "2026-01-01", "2026-12-31", "boekjaar 2026"),
        (Phrase::LastYear, "2025-01-01", "2025-12-31", "boekjaar 2025"),
        (Phrase::YearToDate, "2026-01-01", "2026-02-28", "januari 2026 t/m februari 2026"),
        (Phrase::ThisQuarter, "2026-01-01", "2026-03-31", "1e kwartaal 2026"),
        (Phrase::LastQuarter, "2025-10-01", "2025-12-31", "4e kwartaal 2025"),
        (Phrase::ThisMonth, "2026-02-01", "2026-02-28", "februari 2026"),
        (Phrase::LastMonth, "2026-01-01", "2026-01-31", "januari 2026"),
        (Phrase::LastTwelveMonths, "2025-02-01", "2026-01-31", "februari 2025 t/m januari 2026"),
    ] {
        let found = meant(phrase, today, &calendar);
        assert_eq!(days(&found), (day(from), day(to)), "{phrase:?}");
        assert_eq!(found.range.label, label);
        assert!(found.exact);
    }
}

#[test]
fn a_month_or_quarter_without_a_year_is_the_latest_that_has_begun() {
    let calendar = calendar(2024..=2026);
    let december = Phrase::Month { number: 12, year: None };
    assert_eq!(meant(december, "2026-02-10", &calendar).range.label, "december 2025");
    assert_eq!(meant(december, "2025-12-01", &calendar).range.label, "december 2025");
    let february = Phrase::Month { number: 2, year: None };
    assert_eq!(meant(february, "2026-02-10", &calendar).range.label, "februari 2026");
    let third = Phrase::Quarter { number: 3, year: None };
    assert_eq!(meant(third, "2026-02-10", &calendar).range.label, "3e kwartaal 2025");
    let named = Phrase::Month { number: 12, year: Some(2024) };
    assert_eq!(meant(named, "2026-02-10", &calendar).range.label, "december 2024");
}

#[test]
fn in_a_broken_book_year_this_year_is_the_book_year_and_a_quarter_that_of_the_calendar() {
    let calendar = years_of("2024-07-01", &[(2024, 12), (2025, 12)]);
    let year = meant(Phrase::ThisYear, "2026-02-10", &calendar);
    assert_eq!(days(&year), (day("2025-07-01"), day("2026-06-30")));
    let to_date = meant(Phrase::YearToDate, "2026-02-10", &calendar);
    assert_eq!(days(&to_date), (day("2025-07-01"), day("2026-02-28")));
    let quarter = meant(Phrase::ThisQuarter, "2026-02-10", &calendar);
    assert_eq!(days(&quarter), (day("2026-01-01"), day("2026-03-31")));
    assert_eq!((quarter.range.spans[0].year, quarter.range.spans[0].from), (2025, 7));
}

#[test]
fn long_and_short_book_years_have_all_their_months() {
    let calendar = years_of("2024-10-01", &[(2024, 3), (2025, 18), (2026, 6)]);
    assert_eq!(days(&meant(Phrase::ThisYear, "2024-11-11", &calendar)), (day("2024-10-01"), day("2024-12-31")));
    assert_eq!(days(&meant(Phrase::ThisYear, "2026-05-05", &calendar)), (day("2025-01-01"), day("2026-06-30")));
    assert_eq!(days(&meant(Phrase::LastYear, "2026-08-08", &calendar)), (day("2025-01-01"), day("2026-06-30")));
    let months = meant(Phrase::LastTwelveMonths, "2025-03-03", &years_of("2024-01-01", &[(2024, 12), (2025, 12)]));
    assert_eq!(months.range.spans.len(), 2);
}

#[test]
fn with_thirteen_periods_a_quarter_is_the_periods_mostly_in_it_and_says_that_it_is_not_exact() {
    let calendar = periods([thirteen(2025), thirteen(2026)].concat());
    let quarter = meant(Phrase::ThisQuarter, "2026-02-10", &calendar);
    assert!(!quarter.exact);
    assert_eq!((quarter.from, quarter.to), (day("2026-01-01"), day("2026-03-31")));
    assert_eq!((quarter.range.spans[0].from, quarter.range.spans[0].to), (1, 3));
    let quarters = [1, 2, 3, 4].map(|number| {
        let span = meant(Phrase::Quarter { number, year: Some(2025) }, "2026-02-10", &calendar).range.spans[0];
        (span.from, span.to)
    });
    assert!(quarters.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0), "every period is in one quarter: {quarters:?}");
    assert_eq!((quarters[0].0, quarters[3].1), (1, 13));
    assert!(meant(Phrase::ThisYear, "2026-02-10", &calendar).exact);
}

#[test]
fn in_a_year_of_quarters_a_month_is_the_period_around_it() {
    let rows = [("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30")];
    let row = |(number, (start, end)): (i16, (&str, &str))| PeriodRow {
        year: 2026,
        number,
        start: day(start),
        end: day(end),
    };
    let calendar = periods((1..).zip(rows).map(row).collect());
    let month = meant(Phrase::LastMonth, "2026-02-10", &calendar);
    assert_eq!((days(&month), month.exact), ((day("2026-01-01"), day("2026-03-31")), false));
}

#[test]
fn what_lies_outside_the_books_or_does_not_exist_is_an_error() {
    let calendar = calendar(2025..=2026);
    let of = |phrase: Phrase| phrase.resolve(day("2026-02-10"), &calendar).unwrap_err();
    assert!(matches!(of(Phrase::Month { number: 5, year: Some(2019) }), Error::NoBooks { .. }));
    assert_eq!(of(Phrase::Month { number: 13, year: None }), Error::NoSuchPhrase);
    assert_eq!(of(Phrase::Quarter { number: 0, year: None }), Error::NoSuchPhrase);
    let early = Phrase::LastYear.resolve(day("2025-02-10"), &calendar);
    assert!(matches!(early, Err(Error::NoBooks { year: 2024, .. })));
}
