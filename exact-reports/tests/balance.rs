//! Balance sheet and trial balance: both sides are equal, every account is that of the books, and the lines prove it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod books;

use std::collections::BTreeMap;
use std::path::Path;

use books::{Administration, booked, day, made_up, money, real};
use exact_model::Decimal;
use exact_reports::balance::{BalanceSheet, Moment, SheetInput, SheetSide, TrialBalance, TrialInput};
use exact_reports::ledger::{Movements, Turnovers};
use exact_reports::results::{ProfitAndLoss, StatementInput};
use exact_reports::selector::Side;
use exact_reports::{Check, Error, Explained, PeriodRange, PeriodRequest};

fn sheet(books: &Administration, moment: Moment) -> Explained<BalanceSheet> {
    BalanceSheet::of(&SheetInput { moment, chart: &books.chart, movements: &books.movements }).unwrap()
}

fn trial(books: &Administration, period: &PeriodRange) -> Explained<TrialBalance> {
    TrialBalance::of(&TrialInput {
        period,
        chart: &books.chart,
        turnovers: &Turnovers::from_lines(&books.lines).unwrap(),
    })
    .unwrap()
}

fn result(books: &Administration, period: &PeriodRange) -> Decimal {
    let input = StatementInput { period, chart: &books.chart, calendar: &books.calendar, movements: &books.movements };
    ProfitAndLoss::of(&input).unwrap().report.result.total
}

/// The balance of an account up to a period, without any of the report's code: one opening, and everything that closing
/// books except what it repeats.
fn balance(books: &Administration, code: &str, through: (i16, i16)) -> Decimal {
    booked(&books.division)
        .filter(|(entry, line)| line.account == code && (entry.year, entry.period) <= through)
        .filter(|(entry, _)| !matches!(entry.kind.0, 327 | 328 | 3000))
        .map(|(_, line)| line.amount_dc)
        .sum()
}

#[test]
fn all_330_points_of_the_real_trial_balance_are_right() {
    let Some(books) = real() else { return };
    let folder = std::env::var_os("EXACT_AUDITFILES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/auditfiles"),
        std::path::PathBuf::from,
    );
    let csv = std::fs::read_to_string(folder.join("ExactOnline_V32_2016.trial-balance.csv")).unwrap();
    let mut points = 0;
    let mut trials = BTreeMap::new();
    for row in csv.lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        let period: i16 = fields[3].parse().unwrap();
        let report = trials.entry(period).or_insert_with(|| {
            trial(&books, &books.period(PeriodRequest::Periods { year: 2016, from: 1, to: period })).report
        });
        let found = report.rows.iter().find(|row| row.account.code == fields[4]);
        let end = found.map(|row| row.end).unwrap_or_default();
        assert_eq!(end, money(fields[fields.len() - 1]), "period {period}, account {}", fields[4]);
        points += 1;
    }
    assert_eq!(points, 330);
}

#[test]
fn both_sides_of_every_balance_sheet_are_equal_and_so_is_every_account() {
    for seed in [2, 19] {
        let books = made_up(seed, "2026-06-15");
        for date in ["2024-06-30", "2024-12-31", "2025-01-31", "2025-11-30", "2025-12-31", "2026-03-31", "2026-06-15"] {
            let moment = Moment::at(day(date), &books.calendar).unwrap();
            let Explained { report, checks, .. } = sheet(&books, moment);
            assert!(checks.iter().all(Check::agrees), "seed {seed}, {date}: {checks:?}");
            assert_eq!(report.assets, report.liabilities + report.result, "seed {seed}, {date}");
            for (side, sign) in [(SheetSide::Assets, Decimal::ONE), (SheetSide::Liabilities, Decimal::NEGATIVE_ONE)] {
                for row in report.accounts(side) {
                    let expected = balance(&books, &row.account.code, (moment.year, moment.number));
                    assert_eq!(row.amount, sign * expected, "seed {seed}, {date}, {}", row.account.code);
                }
            }
        }
    }
}

#[test]
fn the_result_of_the_year_is_what_moved_the_balance_sheet() {
    let books = made_up(7, "2026-06-15");
    for (from, to, request) in [
        ("2025-12-31", "2026-03-31", PeriodRequest::Periods { year: 2026, from: 1, to: 3 }),
        ("2025-03-31", "2025-09-30", PeriodRequest::Periods { year: 2025, from: 4, to: 9 }),
    ] {
        let net = |date| {
            let report = sheet(&books, Moment::at(day(date), &books.calendar).unwrap()).report;
            let equity: Decimal =
                report.types.iter().filter(|row| matches!(row.account_type.0, 50 | 52)).map(|row| row.amount).sum();
            (report.result, equity, report)
        };
        let (before, after) = (net(from), net(to));
        let made = result(&books, &books.period(request));
        // In an open year nothing is carried to equity, so the whole result is undistributed.
        if before.2.moment.year == after.2.moment.year {
            assert_eq!(after.0 - before.0, made);
        } else {
            assert_eq!((before.0, after.0), (Decimal::ZERO, made));
        }
    }
}

#[test]
fn a_year_that_nobody_closed_gives_the_same_balances_and_its_result_stands_apart() {
    let closed = made_up(7, "2026-06-15");
    let mut division = closed.division.clone();
    division.entries.retain(|entry| !entry.kind.is_closing());
    let open = Administration::of(division, closed.today);
    let moment = Moment::end_of(2025, &open.calendar).unwrap();
    let (closed_sheet, open_sheet) = (sheet(&closed, moment), sheet(&open, moment));
    assert_eq!(closed_sheet.report.assets, open_sheet.report.assets);
    assert_eq!(closed_sheet.report.undistributed, []);
    let years: Vec<_> = open_sheet.report.undistributed.iter().map(|one| (one.year, one.amount)).collect();
    let made = |year| result(&open, &open.year(year));
    assert_eq!(years, [(2024, made(2024)), (2025, made(2025))]);
    assert!(open_sheet.basis.choices.iter().any(|choice| choice.key() == "undistributed_result"));
    assert!(open_sheet.checks.iter().all(Check::agrees));
    let trial = trial(&open, &open.year(2026));
    assert!(trial.checks.iter().all(Check::agrees));
    assert_eq!(trial.report.undistributed, -(made(2024) + made(2025)));
}

#[test]
fn one_year_with_its_opening_balance_is_enough() {
    let books = made_up(7, "2026-06-15");
    let mut division = books.division.clone();
    division.entries.retain(|entry| entry.year == 2026);
    let short = Administration::of(division, books.today);
    let moment = Moment::at(day("2026-05-31"), &books.calendar).unwrap();
    // An account that has come to zero is seen only by who reads the years in which it moved.
    let with_balance = |books: &Administration| {
        let report = sheet(books, moment).report;
        let rows = [SheetSide::Assets, SheetSide::Liabilities].map(|side| report.accounts(side).cloned().collect());
        let rows: Vec<_> = rows.into_iter().flat_map(|rows: Vec<_>| rows).collect();
        rows.into_iter().filter(|row| !row.amount.is_zero()).collect::<Vec<_>>()
    };
    assert!(with_balance(&short) == with_balance(&books));
    let period = books.period(PeriodRequest::Periods { year: 2026, from: 3, to: 5 });
    assert_eq!(trial(&short, &period).report.rows, trial(&books, &period).report.rows);
}

#[test]
fn an_opening_that_contradicts_the_year_before_is_shown_and_not_counted_twice() {
    let mut division = made_up(7, "2026-06-15").division;
    let opening = division.entries.iter_mut().find(|entry| entry.kind.0 == 328 && entry.year == 2026).unwrap();
    opening.lines[0].amount_dc += money("100.00");
    opening.lines[1].amount_dc -= money("100.00");
    let books = Administration::of(division, day("2026-06-15"));
    let moment = Moment::at(day("2026-05-31"), &books.calendar).unwrap();
    let answer = sheet(&books, moment);
    assert_eq!(answer.checks.iter().filter(|check| !check.agrees()).count(), 2);
    assert_eq!(answer.report.assets, sheet(&made_up(7, "2026-06-15"), moment).report.assets);
}

#[test]
fn the_lines_behind_every_balance_add_up_to_it() {
    let books = made_up(7, "2026-06-15");
    for date in ["2024-02-29", "2025-12-31", "2026-05-31"] {
        let report = sheet(&books, Moment::at(day(date), &books.calendar).unwrap()).report;
        for side in [SheetSide::Assets, SheetSide::Liabilities] {
            for row in report.accounts(side) {
                let found = report.selector(side, [row.account.id]).total(&books.lines).unwrap();
                assert_eq!(found, row.amount, "{date}, {}", row.account.code);
            }
        }
        let assets = report.accounts(SheetSide::Assets).map(|row| row.account.id);
        assert_eq!(report.selector(SheetSide::Assets, assets).total(&books.lines).unwrap(), report.assets);
        for year in &report.undistributed {
            let found = report.selector_of_result(year.year, &books.chart).total(&books.lines).unwrap();
            assert_eq!(found, year.amount, "{date}");
        }
    }
}

#[test]
fn begin_debit_credit_and_end_of_every_account_are_proven_by_their_lines() {
    let books = made_up(7, "2026-06-15");
    for request in [
        PeriodRequest::BookYear(2024),
        PeriodRequest::BookYear(2025),
        PeriodRequest::Periods { year: 2025, from: 12, to: 12 },
        PeriodRequest::Periods { year: 2026, from: 2, to: 4 },
    ] {
        let Explained { report, checks, .. } = trial(&books, &books.period(request));
        assert!(checks.iter().all(Check::agrees), "{request:?}: {checks:?}");
        assert_eq!(report.debit, report.credit);
        assert_eq!(report.begin, -report.undistributed);
        assert_eq!(report.end, report.begin);
        for row in &report.rows {
            assert_eq!(row.begin + row.debit - row.credit, row.end);
            let of = |selector: exact_reports::Selector| selector.total(&books.lines).unwrap();
            assert_eq!(of(report.selector_of_begin(&row.account)), row.begin, "{request:?}, {}", row.account.code);
            assert_eq!(of(report.selector(&row.account, Side::Debit)), row.debit);
            assert_eq!(of(report.selector(&row.account, Side::Credit)), row.credit);
        }
    }
}

#[test]
fn a_closed_year_still_shows_its_result_accounts_in_the_trial_balance() {
    let books = made_up(7, "2026-06-15");
    let report = trial(&books, &books.year(2025)).report;
    let results: Decimal = report.rows.iter().filter(|row| row.account.is_result).map(|row| row.end).sum();
    assert_eq!(results, -result(&books, &books.year(2025)));
}

#[test]
fn a_trial_balance_over_two_book_years_is_refused() {
    let books = made_up(7, "2026-06-15");
    let period = books.period(PeriodRequest::Dates { from: day("2024-07-01"), to: day("2025-06-30") });
    let answer = TrialBalance::of(&TrialInput {
        period: &period,
        chart: &books.chart,
        turnovers: &Turnovers::from_lines(&books.lines).unwrap(),
    });
    assert_eq!(answer.unwrap_err(), Error::SeveralBookYears);
}

#[test]
fn on_the_basis_of_dates_a_balance_has_only_what_is_dated_by_then() {
    let books = made_up(7, "2026-06-15");
    let lines = books.lines.dated_through(day("2026-05-10"));
    let movements = Movements::from_lines(&lines).unwrap();
    let moment = Moment::at(day("2026-05-10"), &books.calendar).unwrap();
    let answer = BalanceSheet::of(&SheetInput { moment, chart: &books.chart, movements: &movements }).unwrap();
    assert!(answer.basis.sentences()[1].contains("10-05-2026"));
    let bank = answer.report.accounts(SheetSide::Assets).find(|row| row.account.account_type.0 == 12).unwrap();
    let expected: Decimal = booked(&books.division)
        .filter(|(entry, line)| {
            line.account == bank.account.code && line.date <= day("2026-05-10") && !matches!(entry.kind.0, 327 | 328)
        })
        .map(|(_, line)| line.amount_dc)
        .sum();
    assert_eq!(bank.amount, expected);
}
