//! Revenue: the right figure, and each plausible wrong one as a test that it is not given.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod support;

use exact_model::Decimal;
use exact_reports::input::{LineRow, PeriodRow};
use exact_reports::ledger::{Customer, Lines};
use exact_reports::revenue::{ByCustomer, CustomerInput, Progress, Revenue, RevenueInput, entries_without_customer};
use exact_reports::{Calendar, Error, Explained, PeriodRequest};
use support::*;

fn revenue_of(rows: &[LineRow], request: PeriodRequest, calendar: &Calendar) -> Explained<Revenue> {
    let period = request.resolve(calendar).unwrap();
    Revenue::of(&RevenueInput {
        period: &period,
        today: day("2025-06-15"),
        chart: &chart(),
        calendar,
        movements: &movements(rows),
        control: &[],
    })
    .unwrap()
}

fn by_customer(revenue: Vec<LineRow>, debtors: Vec<LineRow>) -> Explained<ByCustomer> {
    let period = PeriodRequest::BookYear(2025).resolve(&calendar(2025..=2025)).unwrap();
    let control = movements(&revenue);
    ByCustomer::of(&CustomerInput {
        period: &period,
        chart: &chart(),
        lines: &lines(revenue),
        debtor_lines: &lines(debtors),
        control: Some(&control),
    })
    .unwrap()
}

#[test]
fn a_closed_year_has_revenue_although_its_closing_entries_make_it_zero() {
    let rows = [
        line(1, 2024, 3, REVENUE_HIGH, money("-1000.00")),
        line(2, 2024, 12, REVENUE_HIGH, money("1000.00")).of_type(322),
        line(3, 2024, 12, REVENUE_HIGH, money("5.00")).of_type(310),
        line(4, 2024, 1, REVENUE_LOW, money("-7.00")).of_type(10),
        line(5, 2024, 1, REVENUE_LOW, money("-9.00")).of_type(3000),
    ];
    let answer = revenue_of(&rows, PeriodRequest::BookYear(2024), &calendar(2024..=2024));
    assert_eq!(answer.report.total, money("1000.00"));
    let left_out: Vec<_> =
        answer.basis.left_out.iter().map(|row| (row.transaction_type.0, row.lines, row.amount)).collect();
    assert_eq!(
        left_out,
        [(10, 1, money("7.00")), (310, 1, money("-5.00")), (322, 1, money("-1000.00")), (3000, 1, money("9.00"))]
    );
}

#[test]
fn vat_costs_and_the_invoice_total_are_not_revenue() {
    let rows = [
        line(1, 2025, 1, DEBTORS, money("121.00")),
        line(1, 2025, 1, REVENUE_HIGH, money("-100.00")),
        line(1, 2025, 1, VAT_HIGH, money("-21.00")),
        line(2, 2025, 1, COSTS, money("40.00")).of_type(30),
    ];
    assert_eq!(revenue_of(&rows, PeriodRequest::BookYear(2025), &calendar(2025..=2025)).report.total, money("100.00"));
}

#[test]
fn credit_notes_cash_sales_and_general_journal_corrections_count() {
    let rows = [
        line(1, 2025, 1, REVENUE_HIGH, money("-100.00")),
        line(2, 2025, 1, REVENUE_HIGH, money("30.00")).of_type(21),
        line(3, 2025, 1, REVENUE_HIGH, money("-5.50")).of_type(40),
        line(4, 2025, 1, REVENUE_HIGH, money("-1000.00")).of_type(90).open(),
    ];
    let answer = revenue_of(&rows, PeriodRequest::BookYear(2025), &calendar(2025..=2025));
    assert_eq!(answer.report.total, money("1075.50"));
    assert_eq!((answer.basis.lines, answer.basis.open_lines), (4, 1));
}

#[test]
fn the_period_counts_and_not_the_date_of_the_line() {
    let mut late = line(1, 2025, 2, REVENUE_HIGH, money("-40000.00"));
    late.date = day("2025-03-09");
    let february = PeriodRequest::Dates { from: day("2025-02-01"), to: day("2025-02-28") };
    let march = PeriodRequest::Dates { from: day("2025-03-01"), to: day("2025-03-31") };
    let calendar = calendar(2025..=2025);
    assert_eq!(revenue_of(&[late.clone()], february, &calendar).report.total, money("40000.00"));
    assert_eq!(revenue_of(&[late], march, &calendar).report.total, Decimal::ZERO);
}

#[test]
fn months_without_revenue_are_zero_and_months_to_come_are_marked() {
    let rows = [line(1, 2025, 2, REVENUE_HIGH, money("-10.00"))];
    let months = revenue_of(&rows, PeriodRequest::BookYear(2025), &calendar(2025..=2025)).report.by_period;
    assert_eq!(months.len(), 12);
    assert_eq!(months[0].amount, Decimal::ZERO);
    assert_eq!(months[1].amount, money("10.00"));
    let progress: Vec<_> = [4, 5, 6].map(|at: usize| months[at].progress).to_vec();
    assert_eq!(progress, [Progress::Finished, Progress::Running, Progress::ToCome]);
}

#[test]
fn a_period_that_the_calendar_does_not_know_counts_in_its_year_only() {
    let rows = [line(1, 2025, 12, REVENUE_HIGH, money("-10.00")), line(2, 2025, 13, REVENUE_HIGH, money("-1.00"))];
    let calendar = calendar(2025..=2025);
    let year = revenue_of(&rows, PeriodRequest::BookYear(2025), &calendar);
    assert_eq!(year.report.total, money("11.00"));
    assert_eq!(year.report.by_quarter.last().unwrap().quarter, None);
    let fourth = PeriodRequest::Periods { year: 2025, from: 10, to: 12 };
    assert_eq!(revenue_of(&rows, fourth, &calendar).report.total, money("10.00"));
}

#[test]
fn a_broken_book_year_and_thirteen_periods_are_no_obstacle() {
    let start = day("2024-07-01");
    let rows: Vec<_> = (0..13)
        .map(|at: i16| PeriodRow {
            year: 2024,
            number: at + 1,
            start: start + chrono::Days::new(28 * u64::try_from(at).unwrap()),
            end: if at == 12 {
                day("2025-06-30")
            } else {
                start + chrono::Days::new(28 * u64::try_from(at + 1).unwrap() - 1)
            },
        })
        .collect();
    let calendar = periods(rows);
    let booked = [line(1, 2024, 1, REVENUE_HIGH, money("-1.00")), line(2, 2024, 13, REVENUE_HIGH, money("-2.00"))];
    let answer = revenue_of(&booked, PeriodRequest::BookYear(2024), &calendar);
    assert_eq!(answer.report.by_period.len(), 13);
    assert_eq!(answer.report.total, money("3.00"));
    let quarters: Vec<_> = answer.report.by_quarter.iter().map(|row| row.quarter.unwrap()).collect();
    assert_eq!(quarters.first().map(|quarter| (quarter.year, quarter.number)), Some((2024, 3)));
    assert_eq!(quarters.last().map(|quarter| (quarter.year, quarter.number)), Some((2025, 2)));
}

#[test]
fn without_revenue_accounts_there_is_an_error_and_no_zero() {
    let calendar = calendar(2025..=2025);
    let period = PeriodRequest::BookYear(2025).resolve(&calendar).unwrap();
    let input = RevenueInput {
        period: &period,
        today: day("2025-01-01"),
        chart: &exact_reports::ledger::Chart::default(),
        calendar: &calendar,
        movements: &movements(&[]),
        control: &[],
    };
    assert!(matches!(Revenue::of(&input), Err(Error::NoAccounts(_))));
}

#[test]
fn exacts_own_overview_is_compared_in_either_sign_and_a_difference_shows() {
    let calendar = calendar(2025..=2025);
    let period = PeriodRequest::Periods { year: 2025, from: 1, to: 2 }.resolve(&calendar).unwrap();
    let rows = [line(1, 2025, 1, REVENUE_HIGH, money("-100.00"))];
    let check = |list: &[(i32, i32, &str)]| {
        let control = [revenue_list(list)];
        let input = RevenueInput {
            period: &period,
            today: day("2025-06-15"),
            chart: &chart(),
            calendar: &calendar,
            movements: &movements(&rows),
            control: &control,
        };
        Revenue::of(&input).unwrap().checks.remove(0)
    };
    assert!(check(&[(2025, 1, "100"), (2025, 3, "999")]).agrees());
    assert!(check(&[(2025, 1, "-100")]).agrees());
    let wrong = check(&[(2025, 1, "90"), (2025, 2, "5.5")]);
    assert!(!wrong.agrees());
    assert_eq!(wrong.difference, money("4.5"));
}

#[test]
fn a_customer_comes_from_the_line_else_from_the_debtor_line_else_there_is_nobody() {
    let revenue = vec![
        line(1, 2025, 1, REVENUE_HIGH, money("-100.00")).sold_to(7),
        line(2, 2025, 2, REVENUE_HIGH, money("50.00")).of_type(90),
        line(3, 2025, 2, REVENUE_HIGH, money("-900.00")).of_type(90),
    ];
    let debtors = vec![line(2, 2025, 2, DEBTORS, money("-50.00")).of_type(90).sold_to(7)];
    let answer = by_customer(revenue, debtors);
    assert_eq!(answer.report.total, money("950.00"));
    assert_eq!(answer.report.customers.len(), 1);
    assert_eq!(answer.report.customers[0].amount, money("50.00"));
    assert_eq!(answer.report.customers[0].customer.name(), "customer 7");
    assert_eq!(answer.report.customers[0].customer.relation().unwrap().code.as_deref(), Some("7"));
    let nobody = answer.report.nobody.unwrap();
    assert_eq!((nobody.amount, nobody.lines, nobody.customer), (money("900.00"), 1, Customer::Nobody));
    assert!(answer.checks[0].agrees());
}

#[test]
fn several_debtors_in_one_entry_are_not_guessed_from() {
    let revenue = vec![line(1, 2025, 1, REVENUE_HIGH, money("-100.00")).of_type(90)];
    let debtors = vec![
        line(1, 2025, 1, DEBTORS, money("60.00")).sold_to(7),
        line(1, 2025, 1, DEBTORS, money("40.00")).sold_to(8),
    ];
    let answer = by_customer(revenue, debtors);
    assert!(answer.report.customers.is_empty());
    assert_eq!(answer.report.nobody.unwrap().amount, money("100.00"));
    let choice = exact_reports::basis::Choice::NoCustomer { lines: 1, ambiguous: 1 };
    assert!(answer.basis.choices.contains(&choice));
}

#[test]
fn a_relation_on_a_line_of_another_account_is_no_customer() {
    let revenue = vec![line(1, 2025, 1, REVENUE_HIGH, money("-100.00")).of_type(40)];
    let others = vec![line(1, 2025, 1, BANK, money("100.00")).sold_to(7)];
    assert!(by_customer(revenue, others).report.customers.is_empty());
}

#[test]
fn a_ranking_tells_the_rest_and_keeps_nobody_out_of_it() {
    let mut revenue: Vec<_> = (1..=7_u128)
        .map(|number| {
            let amount = -Decimal::from(u32::try_from(number).unwrap());
            line(number, 2025, 1, REVENUE_HIGH, amount).sold_to(number)
        })
        .collect();
    revenue.push(line(99, 2025, 1, REVENUE_HIGH, money("-1000")));
    let report = by_customer(revenue, Vec::new()).report;
    let top = report.top(5).unwrap();
    let names: Vec<_> = top.rows.iter().map(|row| row.customer.name()).collect();
    assert_eq!(names, ["customer 7", "customer 6", "customer 5", "customer 4", "customer 3"]);
    let others = top.others.unwrap();
    assert_eq!((others.customers, others.amount), (2, money("3")));
    assert_eq!(top.nobody.unwrap().amount, money("1000"));
    assert_eq!(report.top(50).unwrap().others, None);
}

#[test]
fn only_entries_with_a_nameless_revenue_line_need_their_debtor_lines() {
    let period = PeriodRequest::Periods { year: 2025, from: 1, to: 3 }.resolve(&calendar(2025..=2025)).unwrap();
    let rows = lines(vec![
        line(1, 2025, 1, REVENUE_HIGH, money("-1")).sold_to(7),
        line(2, 2025, 1, REVENUE_HIGH, money("-1")),
        line(3, 2025, 4, REVENUE_HIGH, money("-1")),
        line(4, 2025, 1, COSTS, money("1")),
        line(5, 2025, 1, REVENUE_HIGH, money("1")).of_type(322),
    ]);
    let entries = entries_without_customer(&period, &chart(), &rows);
    assert_eq!(entries.into_iter().collect::<Vec<_>>(), [id(2)]);
}

#[test]
fn a_sum_too_large_for_a_decimal_is_an_error() {
    let rows = vec![
        line(1, 2025, 1, REVENUE_HIGH, -Decimal::MAX).sold_to(1),
        line(2, 2025, 1, REVENUE_HIGH, -Decimal::MAX).sold_to(2),
    ];
    let period = PeriodRequest::BookYear(2025).resolve(&calendar(2025..=2025)).unwrap();
    let chart = chart();
    let rows = lines(rows);
    let input =
        CustomerInput { period: &period, chart: &chart, lines: &rows, debtor_lines: &Lines::default(), control: None };
    assert_eq!(ByCustomer::of(&input), Err(Error::Overflow));
}

#[test]
fn the_explanation_names_accounts_types_left_out_lines_and_choices() {
    let rows = [
        line(1, 2024, 3, REVENUE_HIGH, money("-1234.50")).open(),
        line(2, 2024, 12, REVENUE_HIGH, money("1234.50")).of_type(322),
        line(3, 2024, 13, REVENUE_HIGH, money("-1")),
    ];
    let sentences = revenue_of(&rows, PeriodRequest::BookYear(2024), &calendar(2024..=2024)).basis.sentences();
    for part in [
        "boekjaar 2024",
        "8000 account 8000",
        "(type 322): regels: 1, samen -1.234,50",
        "Regels: 2, waarvan nog niet verwerkt: 1",
        "buiten de periodetabel",
        "omzetoverzicht",
    ] {
        assert!(sentences.iter().any(|sentence| sentence.contains(part)), "{part} is not in {sentences:#?}");
    }
    assert!(!sentences.iter().any(|sentence| sentence.contains("8010")), "an account without lines is named");
}
