use exact_model::financial::FinancialPeriod;
use exact_model::{Complete, Entity as _};
use exact_reports::input::PeriodRow;
use proptest::prelude::*;

use super::*;

/// Book years that are calendar years of twelve months.
fn calendar(years: core::ops::RangeInclusive<i16>) -> Calendar {
    let month = |(year, number): (i16, u32)| {
        let (start, end) = months_from(i32::from(year), number, 1).unwrap();
        PeriodRow { year, number: i16::try_from(number).unwrap(), start, end }
    };
    let rows = years.flat_map(|year| (1..=12).map(move |number| (year, number))).map(month).collect();
    Calendar::from_rows(&Complete::finished(FinancialPeriod::META, 1, rows))
}

/// Book years of four quarters that begin in July and are called after the year they begin in.
fn broken() -> Calendar {
    let quarter = |(year, number): (i16, u32)| {
        let start = months_from(i32::from(year), 7, 1).unwrap().0 + Months::new((number - 1) * 3);
        let end = start + Months::new(3) - Days::new(1);
        PeriodRow { year, number: i16::try_from(number).unwrap(), start, end }
    };
    let rows = (2023..=2025).flat_map(|year| (1..=4).map(move |number| (year, number))).map(quarter).collect();
    Calendar::from_rows(&Complete::finished(FinancialPeriod::META, 1, rows))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days(text: &str, today: &str) -> (String, String) {
    let resolved =
        resolve(text, day(today), &calendar(2014..=2026)).unwrap_or_else(|failure| panic!("{text}: {failure:?}"));
    (resolved.from.to_string(), resolved.to.to_string())
}

fn code(text: &str) -> &'static str {
    resolve(text, day("2026-02-10"), &calendar(2014..=2026)).unwrap_err().code
}

#[test]
fn every_way_to_write_a_period_is_understood() {
    let asked = [
        ("december", "2025-12-01", "2025-12-31"),
        ("februari", "2026-02-01", "2026-02-28"),
        ("december 2025", "2025-12-01", "2025-12-31"),
        ("Dec 2025", "2025-12-01", "2025-12-31"),
        ("de maand december 2025", "2025-12-01", "2025-12-31"),
        ("dec-2025", "2025-12-01", "2025-12-31"),
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("12-2025", "2025-12-01", "2025-12-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("boekjaar 2016", "2016-01-01", "2016-12-31"),
        ("dit jaar", "2026-01-01", "2026-12-31"),
        ("vorig jaar", "2025-01-01", "2025-12-31"),
        ("dit boekjaar", "2026-01-01", "2026-12-31"),
        ("deze maand", "2026-02-01", "2026-02-28"),
        ("vorige maand", "2026-01-01", "2026-01-31"),
        ("afgelopen maand", "2026-01-01", "2026-01-31"),
        ("afgelopen december", "2025-12-01", "2025-12-31"),
        ("afgelopen februari", "2025-02-01", "2025-02-28"),
        ("Q4 2025", "2025-10-01", "2025-12-31"),
        ("2025Q4", "2025-10-01", "2025-12-31"),
        ("2025-Q4", "2025-10-01", "2025-12-31"),
        ("Q4", "2025-10-01", "2025-12-31"),
        ("q1", "2026-01-01", "2026-03-31"),
        ("4e kwartaal 2025", "2025-10-01", "2025-12-31"),
        ("Q4-2025", "2025-10-01", "2025-12-31"),
        ("K4 2025", "2025-10-01", "2025-12-31"),
        ("2025-10-01/2025-12-31", "2025-10-01", "2025-12-31"),
        ("het vierde kwartaal van 2025", "2025-10-01", "2025-12-31"),
        ("kwartaal 2 vorig jaar", "2025-04-01", "2025-06-30"),
        ("dit kwartaal", "2026-01-01", "2026-03-31"),
        ("vorig kwartaal", "2025-10-01", "2025-12-31"),
        ("eerste halfjaar 2025", "2025-01-01", "2025-06-30"),
        ("tweede helft van 2025", "2025-07-01", "2025-12-31"),
        ("periode 3 2016", "2016-03-01", "2016-03-31"),
        ("periode 3 van boekjaar 2016", "2016-03-01", "2016-03-31"),
        ("periode 1-6 2016", "2016-01-01", "2016-06-30"),
        ("periode 1 t/m 6 van boekjaar 2016", "2016-01-01", "2016-06-30"),
        ("periode 1", "2026-01-01", "2026-01-31"),
        ("januari t/m maart 2025", "2025-01-01", "2025-03-31"),
        ("jan-mrt 2025", "2025-01-01", "2025-03-31"),
        ("november t/m januari 2025", "2024-11-01", "2025-01-31"),
        ("november 2024 t/m januari", "2024-11-01", "2025-01-31"),
        ("oktober t/m december", "2025-10-01", "2025-12-31"),
        ("januari t/m maart", "2026-01-01", "2026-03-31"),
        ("Q1 t/m Q3 2025", "2025-01-01", "2025-09-30"),
        ("2024 t/m 2025", "2024-01-01", "2025-12-31"),
        ("2016-01-01..2016-03-31", "2016-01-01", "2016-03-31"),
        ("2016-01-01 t/m 2016-03-31", "2016-01-01", "2016-03-31"),
        ("01-01-2016 - 31-03-2016", "2016-01-01", "2016-03-31"),
        ("van 1 januari 2016 tot en met 31 maart 2016", "2016-01-01", "2016-03-31"),
        ("tussen 1-1-2016 en 31-3-2016", "2016-01-01", "2016-03-31"),
        ("tot en met vandaag", "2026-01-01", "2026-02-28"),
        ("dit jaar t/m vandaag", "2026-01-01", "2026-02-28"),
        ("dit jaar tot nu toe", "2026-01-01", "2026-02-28"),
        ("t/m maart 2025", "2025-01-01", "2025-03-31"),
        ("vanaf oktober 2025", "2025-10-01", "2026-02-28"),
        ("afgelopen 12 maanden", "2025-02-01", "2026-01-31"),
        ("afgelopen 2 kwartalen", "2025-07-01", "2025-12-31"),
        ("vandaag", "2026-02-10", "2026-02-10"),
    ];
    for (text, from, to) in asked {
        assert_eq!(days(text, "2026-02-10"), (from.to_owned(), to.to_owned()), "{text}");
    }
}

#[test]
fn a_month_without_a_year_is_the_last_one_that_has_begun() {
    assert_eq!(days("december", "2025-12-01").0, "2025-12-01");
    assert_eq!(days("december", "2025-11-30").0, "2024-12-01");
}

#[test]
fn the_days_of_a_leap_year_are_counted() {
    assert_eq!(days("vorige maand", "2024-03-31").1, "2024-02-29");
    assert_eq!(days("februari 2023", "2024-03-31").1, "2023-02-28");
}

#[test]
fn a_period_that_ends_before_it_begins_is_refused() {
    for text in [
        "2016-03-31..2016-01-01",
        "maart 2025 t/m januari 2025",
        "periode 6-1 2016",
        "2016 t/m 2015",
        "Q3 2025 t/m Q1 2025",
    ] {
        assert_eq!(code(text), "periode_omgekeerd", "{text}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_or_in_none_is_refused() {
    for text in [
        "",
        "ooit",
        "13-2025",
        "Q5 2025",
        "boekjaar",
        "deze week",
        "2025 2024",
        "maart maart",
        "omzet; drop table",
        "1",
        "99999",
    ] {
        assert_eq!(code(text), "periode_onduidelijk", "{text}");
    }
    assert!(resolve("januari tot maart 2025", day("2026-02-10"), &broken()).unwrap_err().message.contains("tot"));
    assert_eq!(code("31-02-2016"), "datum_bestaat_niet");
}

#[test]
fn a_year_without_books_is_named_with_those_that_have_some() {
    let failure = resolve("2013", day("2026-02-10"), &calendar(2014..=2026)).unwrap_err();
    assert_eq!(failure.code, "geen_boeken");
    assert!(failure.message.contains("2013") && failure.message.contains("2014") && failure.message.contains("2026"));
    assert_eq!(resolve("dit jaar", day("2031-01-01"), &calendar(2014..=2026)).unwrap_err().code, "geen_boeken");
}

#[test]
fn this_year_is_the_book_year_of_today_where_years_are_broken() {
    let resolve = |text| resolve(text, day("2025-02-10"), &broken()).unwrap();
    assert_eq!(resolve("dit jaar").request, PeriodRequest::BookYear(2024));
    assert_eq!(resolve("vorig boekjaar").request, PeriodRequest::BookYear(2023));
    assert_eq!(resolve("tot en met vandaag").to, day("2025-03-31"));
    assert_eq!(resolve("tot en met vandaag").from, day("2024-07-01"));
}

#[test]
fn what_the_answer_calls_a_period_asks_for_the_same_period() {
    let today = day("2026-02-10");
    for calendar in [calendar(2023..=2026), broken()] {
        let months = |from: u32, count: u32| {
            let (from, to) = months_from(2024, from, count).unwrap();
            PeriodRequest::Dates { from, to }
        };
        let mut asked: Vec<_> =
            (1..=12).flat_map(|from| (1..=24).map(move |count| (from, count))).map(|(f, c)| months(f, c)).collect();
        asked.extend((2023..=2025).map(PeriodRequest::BookYear));
        asked
            .extend((1..=4).flat_map(|from| (from..=4).map(move |to| PeriodRequest::Periods { year: 2024, from, to })));
        for request in asked {
            let Ok(range) = request.resolve(&calendar) else { continue };
            let again = resolve(&range.label, today, &calendar)
                .unwrap_or_else(|failure| panic!("{}: {failure:?}", range.label));
            assert_eq!((again.from, again.to), (range.start, range.end), "{}", range.label);
        }
    }
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_i64..20_000).prop_map(|days| day("1990-01-01") + chrono::Duration::days(days))
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".*", today in any_day()) {
        let _ = resolve(&text, today, &calendar(2020..=2026));
    }

    #[test]
    fn no_row_of_period_words_makes_it_panic_or_run_backwards(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "dit", "vorig", "afgelopen", "jaar", "boekjaar", "maand", "maanden", "kwartaal", "halfjaar", "half", "q", "4e", "1",
                "12", "13", "2016", "2025", "9999", "januari", "dec", "periode", "t/m", "tot", "en", "met", "-", "..", "vanaf",
                "2016-01-01", "31-03-2016", "2025-12", "vandaag", "tussen", "eerste", "h2", "van",
            ]),
            0..7,
        ),
        today in any_day(),
    ) {
        for calendar in [calendar(2015..=2026), broken(), Calendar::default()] {
            if let Ok(resolved) = resolve(&words.join(" "), today, &calendar) {
                prop_assert!(resolved.from <= resolved.to);
            }
        }
    }

    #[test]
    fn dates_mean_themselves(from in any_day(), length in 0_i64..2_000, today in any_day()) {
        let to = from + chrono::Duration::days(length);
        for text in [format!("{from} t/m {to}"), format!("{} - {}", dutch::date(from), dutch::date(to)), format!("{from}..{to}")] {
            let resolved = resolve(&text, today, &calendar(2020..=2026)).unwrap();
            prop_assert_eq!((resolved.from, resolved.to), (from, to));
        }
    }
}
