//! Every made-up company keeps the rules of bookkeeping, and has what it is there for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may stop at what cannot be"
)]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use exact_sandbox::books::company::{self, Company};
use exact_sandbox::books::{Books, Division, Entry, Line};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn lines(division: &Division) -> impl Iterator<Item = (&Entry, &Line)> {
    division.entries.iter().flat_map(|entry| entry.lines.iter().map(move |line| (entry, line)))
}

fn account_type(division: &Division, code: &str) -> i32 {
    division.accounts.iter().find(|account| account.code == code).map_or(0, |account| account.account_type)
}

/// What holds of every administration.
fn assert_sound(books: &Books) {
    let mut ids = BTreeSet::new();
    for division in &books.divisions {
        let types: BTreeMap<&str, (char, i32)> = division
            .accounts
            .iter()
            .map(|account| (account.code.as_str(), (account.balance_type, account.account_type)))
            .collect();
        let relations: BTreeSet<&str> = division.relations.iter().map(|relation| relation.code.as_str()).collect();
        let periods: BTreeSet<(i16, i16)> =
            division.periods.iter().map(|period| (period.year, period.number)).collect();
        let (mut receivable, mut payable) = (Decimal::ZERO, Decimal::ZERO);
        for entry in &division.entries {
            assert!(ids.insert(entry.id), "{} has the id of another", entry.number);
            assert_eq!(
                entry.lines.iter().map(|line| line.amount_dc).sum::<Decimal>(),
                Decimal::ZERO,
                "{}",
                entry.number
            );
            assert!(periods.contains(&(entry.year, entry.period)), "{}/{}", entry.year, entry.period);
            assert!(entry.date <= books.today);
            assert!(division.journals.iter().any(|journal| journal.code == entry.journal));
            for line in &entry.lines {
                assert!(ids.insert(line.id));
                assert!(line.relation.as_deref().is_none_or(|code| relations.contains(code)));
                match types[line.account.as_str()].1 {
                    20 if !entry.kind.is_closing() => receivable += line.amount_dc,
                    22 if !entry.kind.is_closing() => payable += line.amount_dc,
                    _ => {}
                }
            }
        }
        let open = |account_type: i32| {
            let items = division.open_items.0.iter().filter(|item| types[item.account.as_str()].1 == account_type);
            items.map(|item| item.open_dc).sum::<Decimal>()
        };
        assert_eq!((open(20), open(22)), (receivable, payable));
        for pair in division.periods.windows(2) {
            assert_eq!(pair[0].end.succ_opt(), Some(pair[1].start), "periods follow each other");
        }
        // A closed year has nothing left on any account.
        let current = division.periods.iter().find(|period| period.start <= books.today && books.today <= period.end);
        let current = current.expect("today lies in a period").year;
        let mut left: BTreeMap<(i16, &str), Decimal> = BTreeMap::new();
        for (entry, line) in lines(division).filter(|(entry, _)| entry.year < current) {
            *left.entry((entry.year, &line.account)).or_default() += line.amount_dc;
        }
        assert!(left.values().all(Decimal::is_zero), "{}: a closed year is not empty", division.name);
    }
}

#[test]
fn every_company_is_sound_on_awkward_days() {
    let days = [day(2026, 1, 1), day(2026, 6, 30), day(2028, 2, 29), day(2025, 12, 31)];
    for (company, today) in Company::ALL.into_iter().zip(days.into_iter().cycle().skip(1)) {
        let books = company::make(company, 5, today);
        assert_sound(&books);
        let last = books.divisions.iter().flat_map(|division| &division.entries).map(|entry| entry.date).max();
        let age = (today - last.unwrap_or_default()).num_days();
        assert!((0..15).contains(&age), "{company}: the last entry is {age} days old on {today}");
    }
}

#[test]
fn the_same_seed_and_day_make_the_same_company_and_another_seed_another() {
    for company in [Company::BrokenYear, Company::Starter] {
        let make = |seed| company::make(company, seed, day(2026, 3, 9));
        let entries = |books: &Books| books.divisions.iter().map(|one| one.entries.clone()).collect::<Vec<_>>();
        assert_eq!(entries(&make(3)), entries(&make(3)));
        assert_ne!(entries(&make(3)), entries(&make(4)));
    }
}

#[test]
fn a_company_is_chosen_by_its_name() {
    for company in Company::ALL {
        assert_eq!(company.name().parse(), Ok(company));
    }
    let wrong = "bakery".parse::<Company>().unwrap_err();
    assert!(wrong.to_string().contains("broken-year"));
}

#[test]
fn a_broken_year_runs_from_july_to_june_and_ends_in_the_year_it_is_named_after() {
    let books = company::make(Company::BrokenYear, 1, day(2026, 9, 15));
    let division = &books.divisions[0];
    let of = |year| division.periods.iter().filter(move |period| period.year == year).collect::<Vec<_>>();
    assert_eq!(of(2024).len(), 6, "the first year is short");
    let year = of(2026);
    assert_eq!((year[0].start, year[11].end, year.len()), (day(2025, 7, 1), day(2026, 6, 30), 12));
    assert_eq!(of(2027)[0].start, day(2026, 7, 1));
    let differ = division.entries.iter().filter(|entry| i32::from(entry.year) != entry.date.year()).count();
    assert!(differ > division.entries.len() / 4);
}

#[test]
fn thirteen_periods_have_four_weeks_each_and_the_last_one_ends_with_the_year() {
    let books = company::make(Company::ThirteenPeriods, 1, day(2026, 9, 15));
    let division = &books.divisions[0];
    let year: Vec<_> = division.periods.iter().filter(|period| period.year == 2025).collect();
    assert_eq!(year.len(), 13);
    assert!(year[..12].iter().all(|period| (period.end - period.start).num_days() == 27));
    assert_eq!(year[12].end, day(2025, 12, 31));
    assert!(division.entries.iter().any(|entry| entry.period == 13 && !entry.kind.is_closing()));
}

#[test]
fn what_a_group_owes_itself_is_zero_over_all_of_it() {
    let books = company::make(Company::Group, 2, day(2026, 6, 30));
    assert_eq!(books.divisions.len(), 3);
    let sum = |code: &str| -> Decimal {
        let all = books.divisions.iter().flat_map(lines);
        all.filter(|(entry, line)| line.account == code && !entry.kind.is_closing())
            .map(|(_, line)| line.amount_dc)
            .sum()
    };
    assert_eq!(sum("1400"), Decimal::ZERO);
    assert_eq!(sum("8400") + sum("4780"), Decimal::ZERO);
    assert!(sum("8400") < Decimal::ZERO);
    for division in &books.divisions {
        assert!(lines(division).any(|(_, line)| line.account == "1400" && !line.amount_dc.is_zero()));
    }
}

#[test]
fn a_starter_has_no_vat_anywhere_and_stays_below_the_limit_of_the_scheme() {
    for seed in 0..6 {
        let books = company::make(Company::Starter, seed, day(2026, 12, 31));
        let division = &books.divisions[0];
        assert!(division.vat_codes.is_empty() && division.vat_number.is_none());
        assert!(
            lines(division).all(|(_, line)| line.vat_code.is_none() && account_type(division, &line.account) != 24)
        );
        for year in 2024..=2026 {
            let of_year = lines(division).filter(|(entry, _)| entry.year == year && !entry.kind.is_closing());
            let revenue: Decimal = -of_year
                .filter(|(_, line)| account_type(division, &line.account) == 110)
                .map(|(_, line)| line.amount_dc)
                .sum::<Decimal>();
            assert!(revenue > Decimal::ONE_THOUSAND && revenue < Decimal::from(20_000), "{seed}: {year} has {revenue}");
        }
    }
}

#[test]
fn closed_years_are_six_and_the_consultancy_and_wholesaler_stand_alone() {
    let years = |company| {
        let books = company::make(company, 1, day(2026, 6, 15));
        assert_eq!(books.divisions.len(), 1);
        books.divisions[0].periods.iter().map(|period| period.year).collect::<BTreeSet<_>>()
    };
    assert_eq!(years(Company::ClosedYears), (2020..=2026).collect());
    assert_eq!(years(Company::Consultancy), (2024..=2026).collect());
    assert_eq!(years(Company::Wholesaler), (2024..=2026).collect());
}

#[test]
fn small_bulk_books_have_exactly_the_lines_that_were_asked() {
    for lines_wanted in 10..400 {
        for (seed, today) in [(1, day(2025, 1, 2)), (1_973_886_680_690_835_725, day(2026, 10, 21))] {
            let books = company::bulk(lines_wanted, seed, today);
            assert_eq!(lines(&books.divisions[0]).count(), lines_wanted, "seed {seed} on {today}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn bulk_books_have_exactly_the_lines_that_were_asked_and_are_sound(lines_wanted in 10_usize..6_000, seed in any::<u64>(), days in 0_u64..900) {
        let today = day(2025, 1, 1) + chrono::Days::new(days);
        let books = company::bulk(lines_wanted, seed, today);
        prop_assert_eq!(lines(&books.divisions[0]).count(), lines_wanted);
        assert_sound(&books);
    }
}
