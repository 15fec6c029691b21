//! Every kind of company the sandbox makes up, broken book years and thirteen periods among them: each year's statement,
//! balance sheet, trial balance and money agree with each other and with the books.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod books;

use books::{Administration, booked, day};
use exact_model::Decimal;
use exact_reports::balance::{BalanceSheet, Moment, SheetInput, TrialBalance, TrialInput};
use exact_reports::cash::{Spending, SpendingInput};
use exact_reports::costs::{BySupplier, CostInput, CostScope, Costs, SupplierInput};
use exact_reports::ledger::Turnovers;
use exact_reports::overview::{Overview, OverviewInput};
use exact_reports::phrase::Phrase;
use exact_reports::results::{ProfitAndLoss, StatementInput};
use exact_reports::{Check, PeriodRequest};
use exact_sandbox::books::company::{self, Company};

fn agree(books: &Administration, what: &str) {
    let Administration { chart, calendar, movements, lines, .. } = books;
    for year in calendar.years() {
        if !booked(&books.division).any(|(entry, _)| entry.year == year.year) {
            continue;
        }
        let at = format!("{what}, {}", year.year);
        let period = books.year(year.year);
        let statement =
            ProfitAndLoss::of(&StatementInput { period: &period, chart, calendar, movements }).unwrap().report;
        let expected: Decimal = (0..=299).map(|kind| -books.results(kind, year.year, None)).sum();
        assert_eq!(statement.result.total, expected, "{at}");
        assert_eq!(statement.columns.len(), calendar.periods_of(year.year).count(), "{at}");

        let input = CostInput {
            period: &period,
            scope: CostScope::Operating,
            chart,
            calendar,
            movements,
            classification: None,
        };
        let costs = Costs::of(&input).unwrap().report;
        let input = SupplierInput { period: &period, scope: CostScope::Operating, chart, lines };
        assert_eq!(BySupplier::of(&input).unwrap().report.total, costs.amounts.total, "{at}");

        let turnovers = Turnovers::from_lines(lines).unwrap();
        let trial = TrialBalance::of(&TrialInput { period: &period, chart, turnovers: &turnovers }).unwrap();
        assert!(trial.checks.iter().all(Check::agrees), "{at}: {:?}", trial.checks);
        let results: Decimal = trial.report.rows.iter().filter(|row| row.account.is_result).map(|row| row.end).sum();
        assert_eq!(results, -expected, "{at}");

        let halfway = calendar.periods_of(year.year).nth(4).map_or(year.end, |period| period.end);
        for date in [halfway, year.end] {
            let moment = Moment::at(date, calendar).unwrap();
            let sheet = BalanceSheet::of(&SheetInput { moment, chart, movements }).unwrap();
            assert!(sheet.checks.iter().all(Check::agrees), "{at}, {date}: {:?}", sheet.checks);
        }
        let spending = Spending::of(&SpendingInput { period: &period, chart, lines }).unwrap();
        assert!(spending.checks.iter().all(Check::agrees), "{at}: {:?}", spending.checks);
    }
    let overview = Overview::of(&OverviewInput { today: books.today, chart, calendar, movements }).unwrap();
    assert!(overview.checks.iter().all(Check::agrees), "{what}");
}

#[test]
fn all_reports_of_every_kind_of_company_agree() {
    for kind in Company::ALL {
        let books = company::make(kind, 5, day("2026-03-18"));
        for division in books.divisions {
            let what = format!("{kind}, division {}", division.code);
            agree(&Administration::of(division, day("2026-03-18")), &what);
        }
    }
}

#[test]
fn the_year_end_and_a_leap_day_are_days_like_others() {
    for (kind, today) in [
        (Company::BrokenYear, "2026-06-30"),
        (Company::ThirteenPeriods, "2025-12-31"),
        (Company::Starter, "2028-02-29"),
    ] {
        let division = company::make(kind, 8, day(today)).divisions.swap_remove(0);
        agree(&Administration::of(division, day(today)), &format!("{kind} on {today}"));
    }
}

#[test]
fn a_broken_book_year_and_thirteen_periods_know_their_quarters() {
    let of = |kind| {
        Administration::of(company::make(kind, 5, day("2026-03-18")).divisions.swap_remove(0), day("2026-03-18"))
    };
    let broken = of(Company::BrokenYear);
    let quarter = Phrase::ThisQuarter.resolve(broken.today, &broken.calendar).unwrap();
    assert!(quarter.exact);
    assert_eq!((quarter.range.start, quarter.range.end), (day("2026-01-01"), day("2026-03-31")));
    assert_eq!(quarter.range.spans[0].from, 7);
    let year = Phrase::ThisYear.resolve(broken.today, &broken.calendar).unwrap();
    assert_eq!((year.range.start, year.range.end), (day("2025-07-01"), day("2026-06-30")));
    let thirteen = of(Company::ThirteenPeriods);
    let quarter = Phrase::ThisQuarter.resolve(thirteen.today, &thirteen.calendar).unwrap();
    assert!(!quarter.exact);
    // By date the very days of the quarter can be told, whatever the periods are.
    let days = thirteen.calendar.between(quarter.from, quarter.to).unwrap();
    let lines = thirteen.lines.by_date(&days);
    let movements = exact_reports::ledger::Movements::from_lines(&lines).unwrap();
    let period = PeriodRequest::Dates { from: quarter.from, to: quarter.to }.resolve(&days).unwrap();
    let input = StatementInput { period: &period, chart: &thirteen.chart, calendar: &days, movements: &movements };
    let report = ProfitAndLoss::of(&input).unwrap().report;
    let results: Vec<_> =
        thirteen.division.accounts.iter().filter(|one| one.balance_type == 'W').map(|one| &one.code).collect();
    let expected: Decimal = booked(&thirteen.division)
        .filter(|(entry, line)| results.contains(&&line.account) && !entry.kind.is_closing() && entry.kind.0 != 10)
        .filter(|(_, line)| (quarter.from..=quarter.to).contains(&line.date))
        .map(|(_, line)| -line.amount_dc)
        .sum();
    assert_eq!(report.result.total, expected);
}
