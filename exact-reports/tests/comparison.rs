//! Two periods next to each other: changes that add up, fair cuts, and customers won and lost.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod books;

use std::collections::BTreeSet;

use books::{Administration, day, made_up};
use exact_model::Decimal;
use exact_reports::change::NoPercentage;
use exact_reports::comparison::{Comparison, CustomerChanges, Cut};
use exact_reports::results::{ProfitAndLoss, Section, StatementInput, Subtotal};
use exact_reports::revenue::{ByCustomer, CustomerInput};
use exact_reports::{Error, Explained, PeriodRange, PeriodRequest};

fn statement(books: &Administration, period: &PeriodRange) -> Explained<ProfitAndLoss> {
    let input = StatementInput { period, chart: &books.chart, calendar: &books.calendar, movements: &books.movements };
    ProfitAndLoss::of(&input).unwrap()
}

fn customers(books: &Administration, period: &PeriodRange) -> ByCustomer {
    let input = CustomerInput {
        period,
        chart: &books.chart,
        lines: &books.lines,
        debtor_lines: &books.lines,
        control: Some(&books.movements),
    };
    ByCustomer::of(&input).unwrap().report
}

#[test]
fn changes_of_accounts_add_up_to_those_of_sections_and_sections_to_the_result() {
    let books = made_up(7, "2026-06-15");
    let quarter = |year| books.period(PeriodRequest::Periods { year, from: 10, to: 12 });
    let (before, after) = (statement(&books, &quarter(2024)), statement(&books, &quarter(2025)));
    let Explained { report, basis, .. } = Comparison::of(&before, &after).unwrap();
    let mut result = Decimal::ZERO;
    for row in &report.sections {
        let accounts: Decimal = row.accounts.iter().map(|one| one.change.difference).sum();
        assert_eq!(accounts, row.change.difference, "{:?}", row.section);
        result += if row.section.is_cost() { -row.change.difference } else { row.change.difference };
    }
    let last = report.subtotals.last().unwrap();
    assert_eq!((last.subtotal, last.change.difference), (Subtotal::Result, result));
    assert_eq!(
        report.revenue.before,
        -books.results(110, 2024, Some(10)) - books.results(110, 2024, Some(11)) - books.results(110, 2024, Some(12))
    );
    assert_eq!(report.revenue.after, after.report.section(Section::Revenue).unwrap().amounts.total);
    assert_eq!(basis.lines, before.basis.lines + after.basis.lines);
    assert!(basis.sentences().iter().any(|sentence| sentence.contains("4e kwartaal 2024")));
}

#[test]
fn a_section_without_anything_before_has_no_percentage() {
    let books = made_up(7, "2026-06-15");
    let year = statement(&books, &books.year(2025));
    let mut division = books.division.clone();
    division.entries.clear();
    let empty = Administration::of(division, books.today);
    let nothing = statement(&empty, &empty.year(2024));
    let report = Comparison::of(&nothing, &year).unwrap().report;
    assert_eq!(report.revenue.percentage, Err(NoPercentage::FromZero));
    assert_eq!(report.revenue.difference, report.revenue.after);
}

#[test]
fn to_date_takes_the_same_periods_of_the_year_before_and_says_when_the_last_is_not_over() {
    let books = made_up(7, "2026-06-15");
    let cut = Cut::to_date(day("2026-06-15"), &books.calendar).unwrap();
    assert_eq!((cut.before.start, cut.before.end), (day("2025-01-01"), day("2025-06-30")));
    assert_eq!((cut.after.start, cut.after.end), (day("2026-01-01"), day("2026-06-30")));
    assert!(cut.unfinished);
    let whole = Cut::year_before(&books.year(2025), day("2026-06-15"), &books.calendar).unwrap();
    assert!(!whole.unfinished);
    assert_eq!(whole.before.spans[0].year, 2024);
    assert!(whole.before.spans[0].whole_year);
    let first = Cut::year_before(&books.year(2024), day("2026-06-15"), &books.calendar);
    assert!(matches!(first, Err(Error::NoBooks { year: 2023, .. })));
}

#[test]
fn the_quarter_before_the_first_quarter_lies_in_the_year_before() {
    let books = made_up(7, "2026-06-15");
    let first = books.period(PeriodRequest::Periods { year: 2025, from: 1, to: 3 });
    let cut = Cut::just_before(&first, day("2026-06-15"), &books.calendar).unwrap();
    assert_eq!(cut.before.label, "4e kwartaal 2024");
    let none = Cut::just_before(&books.year(2024), day("2026-06-15"), &books.calendar);
    assert!(matches!(none, Err(Error::NoBooks { .. })));
}

#[test]
fn the_same_days_a_year_earlier_survive_a_leap_day() {
    assert_eq!(
        Cut::days_year_before(day("2024-02-01"), day("2024-02-29")),
        Some((day("2023-02-01"), day("2023-02-28")))
    );
}

#[test]
fn customers_kept_won_and_lost_are_all_and_their_changes_add_up() {
    let books = made_up(7, "2026-06-15");
    let month = |number| books.period(PeriodRequest::Periods { year: 2025, from: number, to: number });
    let (before, after) = (customers(&books, &month(2)), customers(&books, &month(3)));
    let changes = CustomerChanges::of(&before, &after).unwrap();
    let rows = || changes.kept.iter().chain(&changes.won).chain(&changes.lost);
    let nobody = changes.nobody.map(|change| change.difference).unwrap_or_default();
    let sum: Decimal = rows().map(|row| row.change.difference).sum();
    assert_eq!(sum + nobody, changes.total.difference);
    assert_eq!(changes.total.difference, after.total - before.total);
    let ids = |report: &ByCustomer| -> BTreeSet<_> {
        report.customers.iter().filter_map(|row| Some(row.customer.relation()?.id)).collect()
    };
    let (old, new) = (ids(&before), ids(&after));
    assert!(changes.won.iter().all(|row| !old.contains(&row.customer.id) && new.contains(&row.customer.id)));
    assert!(changes.lost.iter().all(|row| old.contains(&row.customer.id) && !new.contains(&row.customer.id)));
    assert_eq!(rows().count(), old.union(&new).count());
    assert!(!changes.won.is_empty() && !changes.lost.is_empty(), "the months must differ for this to prove anything");
}
