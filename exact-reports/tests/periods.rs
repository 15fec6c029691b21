//! What a period request comes down to.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod support;

use exact_reports::input::PeriodRow;
use exact_reports::{Error, PeriodRequest, Quarter};
use support::*;

fn dates(from: &str, to: &str) -> PeriodRequest {
    PeriodRequest::Dates { from: day(from), to: day(to) }
}

fn label(request: PeriodRequest) -> String {
    request.resolve(&calendar(2024..=2025)).unwrap().label
}

#[test]
fn ranges_are_called_what_an_owner_calls_them() {
    assert_eq!(label(PeriodRequest::BookYear(2025)), "boekjaar 2025");
    assert_eq!(label(dates("2025-01-01", "2025-12-31")), "boekjaar 2025");
    assert_eq!(label(dates("2024-02-01", "2024-02-29")), "februari 2024");
    assert_eq!(label(dates("2025-04-01", "2025-06-30")), "2e kwartaal 2025");
    assert_eq!(label(dates("2025-02-01", "2025-04-30")), "februari 2025 t/m april 2025");
    assert_eq!(label(dates("2024-12-01", "2025-01-31")), "december 2024 t/m januari 2025");
    assert_eq!(label(PeriodRequest::Periods { year: 2025, from: 3, to: 3 }), "maart 2025");
}

#[test]
fn a_range_across_book_years_has_a_span_for_each() {
    let range = dates("2024-11-01", "2025-02-28").resolve(&calendar(2024..=2025)).unwrap();
    assert_eq!(range.years().collect::<Vec<_>>(), [2024, 2025]);
    assert!(range.contains(2024, 11) && range.contains(2025, 2));
    assert!(!range.contains(2024, 10) && !range.contains(2025, 3) && !range.contains(2025, 13));
}

#[test]
fn a_whole_year_holds_periods_the_calendar_does_not_know() {
    let range = PeriodRequest::BookYear(2025).resolve(&calendar(2024..=2025)).unwrap();
    assert!(range.contains(2025, 0) && range.contains(2025, 55));
    assert!(!range.contains(2024, 0));
}

#[test]
fn a_range_that_is_reversed_is_refused() {
    let calendar = calendar(2025..=2025);
    assert_eq!(dates("2025-03-31", "2025-03-01").resolve(&calendar), Err(Error::RangeReversed));
    let periods = PeriodRequest::Periods { year: 2025, from: 4, to: 3 };
    assert_eq!(periods.resolve(&calendar), Err(Error::RangeReversed));
}

#[test]
fn a_year_outside_the_calendar_names_the_years_inside() {
    let error = PeriodRequest::BookYear(2019).resolve(&calendar(2024..=2025));
    assert_eq!(error, Err(Error::NoBooks { year: 2019, first: Some(2024), last: Some(2025) }));
}

#[test]
fn a_period_that_does_not_exist_names_those_that_do() {
    let error = PeriodRequest::Periods { year: 2025, from: 1, to: 13 }.resolve(&calendar(2025..=2025));
    assert_eq!(error, Err(Error::NoSuchPeriod { year: 2025, period: 13, first: 1, last: 12 }));
}

#[test]
fn dates_inside_a_period_name_the_periods_they_cut() {
    let Err(Error::NotWholePeriods { overlapping, .. }) =
        dates("2025-01-15", "2025-02-10").resolve(&calendar(2025..=2025))
    else {
        panic!("cut periods were accepted");
    };
    assert_eq!(overlapping.iter().map(|period| period.number).collect::<Vec<_>>(), [1, 2]);
    let outside = dates("2030-01-01", "2030-01-31").resolve(&calendar(2025..=2025));
    assert!(matches!(outside, Err(Error::NotWholePeriods { overlapping, .. }) if overlapping.is_empty()));
}

#[test]
fn dates_over_a_gap_in_the_calendar_are_refused() {
    let period = |number, start: &str, end: &str| PeriodRow { year: 2025, number, start: day(start), end: day(end) };
    let calendar = periods(vec![period(1, "2025-01-01", "2025-01-31"), period(2, "2025-03-01", "2025-03-31")]);
    assert!(dates("2025-01-01", "2025-03-31").resolve(&calendar).is_err());
}

#[test]
fn the_book_year_of_a_day_is_the_one_around_it_or_else_the_last_before_it() {
    let calendar = calendar(2024..=2025);
    assert_eq!(calendar.year_at(day("2024-12-31")).unwrap().year, 2024);
    assert_eq!(calendar.year_at(day("2031-01-01")).unwrap().year, 2025);
    assert_eq!(calendar.year_at(day("2020-01-01")), None);
}

#[test]
fn quarters_know_their_days_and_their_deadline() {
    let fourth = Quarter::of(day("2025-11-30"));
    assert_eq!(fourth.previous(), Quarter { year: 2025, number: 3 });
    assert_eq!(fourth.end(), Some(day("2025-12-31")));
    assert_eq!(fourth.filing_deadline(), Some(day("2026-01-31")));
    assert_eq!(Quarter { year: 2024, number: 1 }.previous(), Quarter { year: 2023, number: 4 });
}
