//! Profit and loss: sections, subtotals, and the lines behind every figure.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod books;

use books::{Administration, made_up, money, real};
use exact_model::{Decimal, Uuid};
use exact_reports::ledger::AccountType;
use exact_reports::results::{Figure, ProfitAndLoss, Section, StatementInput, Subtotal};
use exact_reports::{Explained, PeriodRange, PeriodRequest};

fn statement(books: &Administration, period: &PeriodRange) -> Explained<ProfitAndLoss> {
    let input = StatementInput { period, chart: &books.chart, calendar: &books.calendar, movements: &books.movements };
    ProfitAndLoss::of(&input).unwrap()
}

fn total(report: &ProfitAndLoss, section: Section) -> Decimal {
    report.section(section).unwrap().amounts.total
}

#[test]
fn the_real_administration_of_2016_made_a_profit_of_121301_02() {
    let Some(books) = real() else { return };
    let Explained { report, basis, .. } = statement(&books, &books.year(2016));
    assert_eq!(total(&report, Section::Revenue), money("213180.24"));
    assert_eq!(report.result.total, money("121301.02"));
    assert_eq!(report.before_tax.total, money("121301.02"));
    assert_eq!(total(&report, Section::CostOfGoods), money("12151.42"));
    assert_eq!(total(&report, Section::OperatingCosts), money("79727.80"));
    assert_eq!(report.gross_margin.as_ref().unwrap().total, money("201028.82"));
    assert!(basis.lines > 0 && basis.left_out.is_empty());
}

#[test]
fn every_type_of_a_made_up_company_is_that_of_its_books_in_total_and_by_period() {
    for seed in [1, 23] {
        let books = made_up(seed, "2026-06-15");
        for year in [2024, 2025, 2026] {
            let report = statement(&books, &books.year(year)).report;
            for section in &report.sections {
                for kind in &section.types {
                    let sign = if section.section.is_cost() { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
                    let expected = books.results(kind.account_type.0, year, None);
                    assert_eq!(kind.amounts.total, sign * expected, "seed {seed}, {year}, {}", kind.account_type);
                    for (column, amount) in report.columns.iter().zip(&kind.amounts.by_period) {
                        let expected = books.results(kind.account_type.0, year, Some(column.number));
                        assert_eq!(*amount, sign * expected, "seed {seed}, {year}, period {}", column.number);
                    }
                }
            }
            let all: Decimal = (0..=299).map(|kind| -books.results(kind, year, None)).sum();
            assert_eq!(report.result.total, all, "seed {seed}, {year}");
        }
    }
}

#[test]
fn a_closed_year_keeps_its_result_and_says_what_was_left_out() {
    let books = made_up(7, "2026-06-15");
    let answer = statement(&books, &books.year(2025));
    assert_ne!(answer.report.result.total, Decimal::ZERO);
    assert!(answer.basis.left_out.iter().any(|left| left.transaction_type.0 == 322));
}

#[test]
fn the_lines_behind_every_figure_add_up_to_it() {
    let books = made_up(7, "2026-06-15");
    for year in [2025] {
        let report = statement(&books, &books.year(year)).report;
        let mut figures: Vec<Figure> = report.accounts().map(|row| Figure::Account(row.account.id)).collect();
        figures.extend(report.sections.iter().map(|row| Figure::Section(row.section)));
        for row in &report.sections {
            figures.extend(row.types.iter().map(|kind| Figure::Type(row.section, kind.account_type)));
        }
        figures.extend(
            [Subtotal::GrossMargin, Subtotal::OperatingResult, Subtotal::ResultBeforeTax, Subtotal::Result]
                .map(Figure::Subtotal),
        );
        for figure in figures {
            let Some(amounts) = report.amounts(figure) else { panic!("no amounts of {figure:?}") };
            let selector = report.selector(figure, None);
            assert_eq!(selector.total(&books.lines).unwrap(), amounts.total, "{figure:?}");
            assert_eq!(selector.lines(&books.lines).count(), usize::try_from(amounts.lines).unwrap(), "{figure:?}");
            if matches!(figure, Figure::Account(_)) {
                continue;
            }
            for (column, amount) in report.columns.iter().zip(&amounts.by_period) {
                let selector = report.selector(figure, Some(column));
                assert_eq!(selector.total(&books.lines).unwrap(), *amount, "{figure:?} in {column:?}");
            }
        }
    }
}

#[test]
fn without_accounts_for_the_cost_of_goods_there_is_no_gross_margin() {
    let mut division = made_up(7, "2026-06-15").division;
    for account in &mut division.accounts {
        if account.account_type == AccountType::COST_OF_GOODS.0 {
            account.account_type = 120;
        }
    }
    let books = Administration::of(division, books::day("2026-06-15"));
    let answer = statement(&books, &books.year(2025));
    assert_eq!(answer.report.gross_margin, None);
    assert!(answer.basis.choices.iter().any(|choice| choice.key() == "no_gross_margin"));
    assert_eq!(answer.report.amounts(Figure::Subtotal(Subtotal::GrossMargin)), None);
}

#[test]
fn a_result_account_of_a_balance_sheet_type_stands_apart_and_is_in_the_result() {
    let mut division = made_up(7, "2026-06-15").division;
    let report = statement(
        &Administration::of(division.clone(), books::day("2026-06-15")),
        &made_up(7, "2026-06-15").year(2025),
    )
    .report;
    let cost = report.section(Section::OperatingCosts).unwrap().types[0].accounts[0].clone();
    let account = division.accounts.iter_mut().find(|one| one.code == cost.account.code).unwrap();
    account.account_type = AccountType::GENERAL.0;
    let books = Administration::of(division, books::day("2026-06-15"));
    let changed = statement(&books, &books.year(2025));
    assert_eq!(changed.report.result, report.result);
    assert_eq!(total(&changed.report, Section::Unclassified), -cost.amounts.total);
    assert!(changed.basis.choices.iter().any(|choice| choice.key() == "unclassified"));
}

#[test]
fn quarters_add_up_to_the_year_and_an_unknown_account_has_no_amounts() {
    let books = made_up(3, "2026-06-15");
    let year = statement(&books, &books.year(2025)).report;
    let quarters: Decimal = [1, 4, 7, 10]
        .map(|from| {
            let quarter = books.period(PeriodRequest::Periods { year: 2025, from, to: from + 2 });
            statement(&books, &quarter).report.result.total
        })
        .into_iter()
        .sum();
    assert_eq!(quarters, year.result.total);
    assert_eq!(year.amounts(Figure::Account(Uuid::from_u128(1))), None);
}

#[test]
fn by_date_a_booking_counts_where_its_date_lies_and_the_answer_says_so() {
    let Some(books) = real() else { return };
    let dated = books.lines.by_date(&books.calendar);
    let movements = exact_reports::ledger::Movements::from_lines(&dated).unwrap();
    let of = |number| {
        let period = books.period(PeriodRequest::Periods { year: 2016, from: number, to: number });
        let input =
            StatementInput { period: &period, chart: &books.chart, calendar: &books.calendar, movements: &movements };
        ProfitAndLoss::of(&input).unwrap()
    };
    assert_eq!(total(&of(2).report, Section::Revenue), money("56559.61"));
    assert_eq!(total(&of(3).report, Section::Revenue), money("-30000.00"));
    assert!(matches!(of(2).basis.timing, exact_reports::basis::Timing::BookDate { .. }));
}
