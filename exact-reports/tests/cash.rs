//! Cash: balances, their course, and where the money went.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod books;

use books::{Administration, booked, day, made_up, money, real};
use exact_model::Decimal;
use exact_reports::balance::Moment;
use exact_reports::cash::{CashCourse, CashInput, CashPosition, CourseInput, Spending, SpendingInput};
use exact_reports::selector::Side;
use exact_reports::{Check, Explained, PeriodRequest};

fn position(books: &Administration, date: &str) -> Explained<CashPosition> {
    let moment = Moment::at(day(date), &books.calendar).unwrap();
    let last_booked = books.lines.iter().map(|line| line.date).max();
    CashPosition::of(&CashInput { moment, chart: &books.chart, movements: &books.movements, last_booked }).unwrap()
}

/// Balances of accounts of these types, without any of the report's code.
fn expected(books: &Administration, types: &[i32], through: (i16, i16)) -> Decimal {
    let wanted: Vec<_> =
        books.division.accounts.iter().filter(|one| types.contains(&one.account_type)).map(|one| &one.code).collect();
    booked(&books.division)
        .filter(|(entry, line)| wanted.contains(&&line.account) && (entry.year, entry.period) <= through)
        .filter(|(entry, _)| !matches!(entry.kind.0, 327 | 328))
        .map(|(_, line)| line.amount_dc)
        .sum()
}

#[test]
fn cash_is_the_balance_of_cash_and_bank_without_credit_cards() {
    for seed in [2, 7] {
        let books = made_up(seed, "2026-06-15");
        let Explained { report, basis, checks } = position(&books, "2026-04-30");
        assert_eq!(report.total, expected(&books, &[10, 12, 16], (2026, 4)));
        assert_eq!(report.in_hand + report.overdraft, report.total);
        let cards: Decimal = report.credit_cards.iter().map(|row| row.amount).sum();
        assert_eq!(cards, expected(&books, &[14], (2026, 4)));
        assert!(checks.iter().all(Check::agrees));
        for row in &report.accounts {
            assert_eq!(report.selector([row.account.id]).total(&books.lines).unwrap(), row.amount);
        }
        assert!(basis.sentences().iter().any(|sentence| sentence.contains("de bank kan verder zijn")));
    }
}

#[test]
fn an_overdrawn_account_is_in_the_total_and_told_apart() {
    let mut division = made_up(7, "2026-06-15").division;
    let bank = division.accounts.iter().find(|account| account.account_type == 12).unwrap().code.clone();
    let entry = division.entries.iter_mut().find(|entry| entry.year == 2024 && entry.kind.0 == 10).unwrap();
    let line = entry.lines.iter_mut().find(|line| line.account == bank).unwrap();
    line.amount_dc -= money("9000000.00");
    let books = Administration::of(division, day("2026-06-15"));
    let report = position(&books, "2024-06-30").report;
    assert!(report.overdraft < money("-8000000.00"));
    assert!(report.in_hand >= Decimal::ZERO);
    assert_eq!(report.in_hand + report.overdraft, report.total);
}

#[test]
fn the_course_is_the_balance_at_each_period_end_and_its_changes_add_up() {
    let books = made_up(7, "2026-06-15");
    let moments = Moment::period_ends(day("2025-01-01"), day("2026-05-31"), &books.calendar);
    assert_eq!(moments.len(), 17);
    let input = CourseInput { moments: &moments, chart: &books.chart, movements: &books.movements };
    let points = CashCourse::of(&input).unwrap().report.points;
    for point in &points {
        let moment = point.position.moment;
        assert_eq!(point.position.total, expected(&books, &[10, 12, 16], (moment.year, moment.number)));
    }
    let changes: Decimal = points.iter().filter_map(|point| point.change).sum();
    assert_eq!(points[0].change, None);
    assert_eq!(changes, points[16].position.total - points[0].position.total);
}

#[test]
fn what_went_in_and_out_is_what_moved_on_the_accounts_and_its_lines_prove_it() {
    for books in [Some(made_up(7, "2026-06-15")), real()].into_iter().flatten() {
        let year = books.calendar.years()[0].year;
        let period = books.period(PeriodRequest::Periods { year, from: 2, to: 4 });
        let input = SpendingInput { period: &period, chart: &books.chart, lines: &books.lines };
        let Explained { report, checks, .. } = Spending::of(&input).unwrap();
        let moved = expected(&books, &[10, 12, 16], (year, 4)) - expected(&books, &[10, 12, 16], (year, 1));
        assert_eq!(report.incoming - report.outgoing, moved);
        assert!(checks.iter().all(Check::agrees));
        for row in report.accounts.iter().chain(&report.clearing) {
            let of = |side| report.selector(row.account.id, side).total(&books.lines).unwrap();
            assert_eq!((of(Side::Debit), of(Side::Credit)), (row.outgoing, row.incoming));
            assert!(![10, 12, 16].contains(&row.account.account_type.0));
        }
        assert!(report.accounts.windows(2).all(|pair| pair[0].outgoing >= pair[1].outgoing));
    }
}
