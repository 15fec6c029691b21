//! What must hold for all books: parts add up, order does not matter, two routes agree.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod support;

use exact_model::Decimal;
use exact_reports::input::LineRow;
use exact_reports::ledger::{Lines, Movements};
use exact_reports::revenue::{ByCustomer, CustomerInput, Revenue, RevenueInput};
use exact_reports::table::Tabular;
use exact_reports::vat::{VatBalance, VatInput, remittance_accounts};
use exact_reports::{Explained, PeriodRequest};
use proptest::prelude::*;
use support::*;

/// Amounts of up to four decimals, so that nothing hides behind rounding.
fn amount() -> impl Strategy<Value = Decimal> {
    (-9_999_999_i64..9_999_999, 0_u32..=4).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn booked() -> impl Strategy<Value = LineRow> {
    let account = prop::sample::select(vec![
        REVENUE_HIGH,
        REVENUE_LOW,
        COSTS,
        DEBTORS,
        VAT_HIGH,
        VAT_CLAIM,
        VAT_REMITTANCE,
        VAT_ELSEWHERE,
    ]);
    let kind = prop::sample::select(vec![20, 21, 30, 40, 50, 90, 10, 310, 322, 327, 328, 3000]);
    let status = prop::sample::select(vec![20_i32, 50, 5]);
    let customer = prop::option::of(1_u128..5);
    (1_u128..40, 2024_i16..=2025, 0_i16..=13, account, kind, status, customer, amount()).prop_map(
        |(entry, year, period, account, kind, status, customer, amount)| {
            let mut row = line(entry, year, period, account, amount).of_type(kind);
            row.status = status;
            match customer {
                Some(number) => row.sold_to(number),
                None => row,
            }
        },
    )
}

fn books() -> impl Strategy<Value = Vec<LineRow>> {
    prop::collection::vec(booked(), 0..60)
}

fn shuffled() -> impl Strategy<Value = (Vec<LineRow>, Vec<LineRow>)> {
    books().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

fn revenue(movements: &Movements, request: PeriodRequest) -> Revenue {
    let calendar = calendar(2024..=2025);
    let period = request.resolve(&calendar).unwrap();
    let chart = chart();
    let today = day("2025-06-30");
    let input = RevenueInput { period: &period, today, chart: &chart, calendar: &calendar, movements, control: &[] };
    Revenue::of(&input).unwrap().report
}

fn customers(rows: &[LineRow]) -> Explained<ByCustomer> {
    let period = PeriodRequest::BookYear(2025).resolve(&calendar(2024..=2025)).unwrap();
    let all = lines(rows.to_vec());
    let control = movements(rows);
    let chart = chart();
    let input =
        CustomerInput { period: &period, chart: &chart, lines: &all, debtor_lines: &all, control: Some(&control) };
    ByCustomer::of(&input).unwrap()
}

fn vat(rows: &[LineRow]) -> Option<VatBalance> {
    let remittance = remittance_accounts(&chart(), &movements(rows));
    let input = VatInput {
        as_of: day("2025-08-15"),
        chart: &chart(),
        calendar: &calendar(2024..=2025),
        movements: &movements(rows),
        remittance: &remittance,
    };
    VatBalance::of(&input).ok().map(|answer| answer.report)
}

/// Revenue of 2025 without any of the report's code.
fn oracle(rows: &[LineRow]) -> Decimal {
    rows.iter()
        .filter(|row| row.year == 2025 && (row.account == id(REVENUE_HIGH) || row.account == id(REVENUE_LOW)))
        .filter(|row| row.status != 5 && [20, 21, 30, 40, 50, 90].contains(&row.transaction_type))
        .map(|row| -row.amount)
        .sum()
}

fn sum(amounts: impl Iterator<Item = Decimal>) -> Decimal {
    amounts.sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn revenue_by_period_quarter_year_account_and_customer_is_one_total(rows in books()) {
        let report = revenue(&movements(&rows), PeriodRequest::BookYear(2025));
        let customers = customers(&rows);
        prop_assert_eq!(report.total, oracle(&rows));
        prop_assert_eq!(sum(report.by_period.iter().map(|row| row.amount)), report.total);
        prop_assert_eq!(sum(report.by_quarter.iter().map(|row| row.amount)), report.total);
        prop_assert_eq!(sum(report.by_year.iter().map(|row| row.amount)), report.total);
        prop_assert_eq!(sum(report.by_account.iter().map(|row| row.amount)), report.total);
        prop_assert_eq!(customers.report.total, report.total);
        let rows = customers.report.customers.iter().chain(&customers.report.nobody);
        prop_assert_eq!(sum(rows.map(|row| row.amount)), report.total);
        prop_assert!(customers.checks.iter().all(exact_reports::Check::agrees));
    }

    #[test]
    fn a_ranking_of_any_length_adds_up_to_the_total(rows in books(), count in 0_usize..8) {
        let report = customers(&rows).report;
        let ranking = report.top(count).unwrap();
        let parts = ranking.rows.iter().chain(&ranking.nobody).map(|row| row.amount);
        prop_assert_eq!(sum(parts.chain(ranking.others.map(|others| others.amount))), report.total);
        prop_assert!(ranking.rows.len() <= count);
        prop_assert!(ranking.rows.windows(2).all(|pair| pair[0].amount >= pair[1].amount));
    }

    #[test]
    fn the_order_of_lines_changes_nothing((rows, other) in shuffled()) {
        let year = PeriodRequest::BookYear(2025);
        prop_assert_eq!(
            revenue(&Movements::from_lines(&lines(rows.clone())).unwrap(), year),
            revenue(&Movements::from_lines(&lines(other.clone())).unwrap(), year)
        );
        prop_assert_eq!(customers(&rows).report, customers(&other).report);
        prop_assert_eq!(vat(&rows), vat(&other));
    }

    #[test]
    fn lines_and_balances_give_the_same_revenue(rows in books()) {
        let year = PeriodRequest::BookYear(2024);
        prop_assert_eq!(
            revenue(&movements(&rows), year),
            revenue(&Movements::from_lines(&lines(rows)).unwrap(), year)
        );
    }

    #[test]
    fn the_size_of_pages_and_batches_changes_nothing(rows in books(), at in 0_usize..60) {
        let (first, second) = rows.split_at(at.min(rows.len()));
        let parts = Movements::from_lines(&lines(first.to_vec()).and(lines(second.to_vec()))).unwrap();
        let year = PeriodRequest::BookYear(2025);
        prop_assert_eq!(revenue(&parts, year), revenue(&Movements::from_lines(&lines(rows)).unwrap(), year));
    }

    #[test]
    fn an_entry_and_its_reversal_change_no_amount(rows in books(), entry in prop::collection::vec(booked(), 1..4)) {
        let year = PeriodRequest::BookYear(2025);
        let reversal = entry.iter().cloned().map(|row| LineRow { amount: -row.amount, ..row });
        let with: Vec<_> = rows.iter().cloned().chain(entry.iter().cloned()).chain(reversal).collect();
        let amounts = |rows: &[LineRow]| {
            let report = revenue(&movements(rows), year);
            (report.total, report.by_period.into_iter().filter(|row| row.days.is_some()).map(|row| row.amount).collect::<Vec<_>>())
        };
        prop_assert_eq!(amounts(&rows), amounts(&with));
    }

    #[test]
    fn a_total_is_shown_rounded_from_the_exact_total_and_not_from_rounded_parts(rows in books()) {
        let report = revenue(&movements(&rows), PeriodRequest::BookYear(2025));
        let csv = report.table("EUR").csv().unwrap();
        let shown: Decimal = csv.lines().last().unwrap().split(',').nth(1).unwrap().parse().unwrap();
        let exact = oracle(&rows);
        prop_assert!((shown - exact).abs() <= Decimal::new(5, 3), "{} for {}", shown, exact);
        prop_assert_eq!(report.total, exact);
    }

    #[test]
    fn disjoint_periods_add_up_to_their_union(rows in books(), last in 1_i16..12) {
        let movements = movements(&rows);
        let of = |from, to| revenue(&movements, PeriodRequest::Periods { year: 2025, from, to }).total;
        let outside: Decimal = revenue(&movements, PeriodRequest::BookYear(2025))
            .by_period.iter().filter(|row| row.days.is_none()).map(|row| row.amount).sum();
        prop_assert_eq!(of(1, last) + of(last + 1, 12) + outside, oracle(&rows));
    }

    #[test]
    fn vat_accounts_and_filing_parts_are_one_total(rows in books()) {
        let Some(report) = vat(&rows) else { return Ok(()) };
        prop_assert_eq!(sum(report.accounts.iter().map(|row| row.amount)), report.total);
        prop_assert_eq!(report.ledger + report.elsewhere, report.total);
        if let Some(filing) = report.filing {
            prop_assert_eq!(filing.filed_unpaid + filing.not_yet_filed + filing.residue, report.total);
        }
        for period in report.return_periods {
            prop_assert_eq!(period.to_pay - period.to_claim, period.amount);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_amounts_make_a_report_panic(digits in prop::collection::vec(any::<(i64, i32, u8, bool)>(), 0..12)) {
        let rows: Vec<_> = digits
            .into_iter()
            .map(|(low, high, scale, negative)| {
                let wide = (i128::from(high.unsigned_abs()) << 64) | i128::from(low.unsigned_abs());
                let amount = Decimal::try_from_i128_with_scale(if negative { -wide } else { wide }, u32::from(scale % 29)).unwrap();
                line(1, 2025, 1, REVENUE_HIGH, amount)
            })
            .collect();
        let calendar = calendar(2025..=2025);
        let period = PeriodRequest::BookYear(2025).resolve(&calendar).unwrap();
        let (chart, rows) = (chart(), lines(rows));
        let input = CustomerInput { period: &period, chart: &chart, lines: &rows, debtor_lines: &Lines::default(), control: None };
        let _ = ByCustomer::of(&input);
    }
}
