//! What must hold for all open items: parts add up, order does not matter, and every day is the ledger of that day.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod support;

use exact_model::Decimal;
use exact_reports::Explained;
use exact_reports::input::{LineRow, ReceivableRow};
use exact_reports::ledger::Movements;
use exact_reports::open_items::{AgeBand, ItemKind, OpenPosition, PositionInput, Selection, Terms};
use proptest::prelude::*;
use support::*;

/// Amounts of up to four decimals, so that nothing hides behind rounding.
fn amount() -> impl Strategy<Value = Decimal> {
    (-9_999_999_i64..9_999_999, 0_u32..=4).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn sum(amounts: impl Iterator<Item = Decimal>) -> Decimal {
    amounts.sum()
}

fn term() -> impl Strategy<Value = ReceivableRow> {
    let days = || prop::option::of(0_u64..900);
    let kind = prop::option::of(prop::sample::select(vec![20, 21, 40, 90]));
    (0_u128..1000, prop::option::of(1_u128..5), amount(), days(), days(), kind).prop_map(
        |(number, customer, amount, invoiced, due, kind)| {
            let on = |days: u64| day("2024-01-01") + chrono::Days::new(days);
            let mut row = receivable(number, customer, "0", None, None);
            row.amount = amount;
            row.invoice_date = invoiced.map(on);
            row.due_date = due.map(on);
            row.transaction_type = kind;
            row
        },
    )
}

fn receivables_of(rows: Vec<ReceivableRow>, ledger: Decimal) -> Explained<OpenPosition> {
    let input = PositionInput {
        as_of: day("2025-06-30"),
        chart: &chart(),
        terms: &Terms::from_receivables(&receivables(rows)),
        ledger: &movements(&[line(1, 2025, 1, DEBTORS, ledger)]),
        overview: None,
    };
    OpenPosition::now(&input).unwrap()
}

/// Every figure of a position with what selects the items behind it.
fn figures(report: &OpenPosition) -> Vec<(Selection, Decimal)> {
    let mut figures = vec![
        (Selection::Everything, report.total),
        (Selection::Kind(ItemKind::Invoice), report.invoices),
        (Selection::Kind(ItemKind::CreditNote), report.credit_notes),
        (Selection::Kind(ItemKind::Unapplied), report.unapplied),
        (Selection::Overdue, report.overdue),
    ];
    for band in AgeBand::ALL {
        figures.push((Selection::DueBand(band), report.by_due_date.bucket(band).unwrap().total));
        figures.push((Selection::InvoiceBand(band), report.by_invoice_date.bucket(band).unwrap().total));
    }
    for row in &report.customers {
        figures.push((Selection::Relation(row.customer.relation().map(|relation| relation.id)), row.total));
    }
    for row in &report.currencies {
        figures.push((Selection::Currency(row.currency.as_deref().map(str::to_owned)), row.total));
    }
    figures
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn receivables_by_age_kind_and_customer_are_the_ledger(
        (rows, other) in prop::collection::vec(term(), 0..40)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        turned in any::<bool>(),
    ) {
        let raw = sum(rows.iter().map(|row| row.amount));
        let ledger = if turned { -raw } else { raw };
        let answer = receivables_of(rows, ledger);
        let report = &answer.report;
        prop_assert!(answer.checks.iter().all(exact_reports::Check::agrees));
        prop_assert_eq!(report.total, ledger);
        prop_assert_eq!(report.invoices + report.credit_notes + report.unapplied, report.total);
        for aging in [&report.by_due_date, &report.by_invoice_date] {
            prop_assert_eq!(sum(aging.buckets.iter().map(|bucket| bucket.total)), report.total);
            prop_assert_eq!(sum(aging.buckets.iter().map(|bucket| bucket.invoices)), report.invoices);
        }
        prop_assert_eq!(sum(report.customers.iter().map(|row| row.total)), report.total);
        prop_assert_eq!(sum(report.currencies.iter().map(|row| row.total)), report.total);
        for (selection, figure) in figures(report) {
            prop_assert_eq!(sum(report.select(&selection).map(|item| item.amount)), figure, "{:?}", selection);
        }
        prop_assert_eq!(sum(report.customers.iter().map(|row| row.overdue)), report.overdue);
        let same = receivables_of(other, ledger).report;
        prop_assert_eq!(same.total, report.total);
        prop_assert_eq!(&same.customers, &report.customers);
        prop_assert_eq!(&same.by_due_date, &report.by_due_date);
    }
}

/// Part of an invoice and the part of a receipt that paid it, if it was paid: amount, day of the one, day of the other.
fn settled() -> impl Strategy<Value = (Decimal, u64, Option<u64>)> {
    (amount(), 0_u64..400, prop::option::of(0_u64..400))
}

/// The terms of such pairs the way Exact keeps them, and the debtor lines behind them.
fn terms_and_lines(pairs: &[(Decimal, u64, Option<u64>)]) -> (Vec<ReceivableRow>, Vec<LineRow>) {
    let on = |days: u64| day("2024-01-01") + chrono::Days::new(days);
    let (mut terms, mut booked) = (Vec::new(), Vec::new());
    for (number, (amount, invoiced, paid)) in (0_u128..).zip(pairs) {
        let mut book = |key: u128, amount: Decimal, days: u64, kind: i32| {
            let mut row = receivable(key, Some(number % 4), "0", None, None);
            row.amount = -amount;
            row.invoice_date = Some(on(days));
            row.transaction_type = Some(kind);
            if let Some(paid) = paid {
                row.status = exact_model::codes::ReceivableStatus::Matched;
                row.matched_on = Some(on((*paid).max(*invoiced)));
            }
            terms.push(row);
            booked.push(LineRow { date: on(days), ..line(key, 2024, 1, DEBTORS, amount).of_type(kind) });
        };
        book(number * 2, *amount, *invoiced, 20);
        if let Some(paid) = paid {
            book(number * 2 + 1, -*amount, *paid, 40);
        }
    }
    (terms, booked)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_position_of_any_day_is_the_ledger_of_that_day(pairs in prop::collection::vec(settled(), 0..30), days in 0_u64..400) {
        let (terms, booked) = terms_and_lines(&pairs);
        let as_of = day("2024-01-01") + chrono::Days::new(days);
        let oracle = sum(booked.iter().filter(|row| row.date <= as_of).map(|row| row.amount));
        let (chart, terms, lines) = (chart(), Terms::from_receivables(&receivables(terms)), lines(booked));
        let ledger = Movements::from_lines_until(&lines, as_of).unwrap();
        let input = PositionInput { as_of, chart: &chart, terms: &terms, ledger: &ledger, overview: None };
        let answer = OpenPosition::on(&input).unwrap();
        prop_assert_eq!(answer.report.total, oracle);
        prop_assert!(answer.checks.iter().all(exact_reports::Check::agrees));
        prop_assert!(answer.basis.choices.is_empty());
    }

    #[test]
    fn the_position_of_today_is_the_list_of_today(pairs in prop::collection::vec(settled(), 0..30)) {
        let (terms, booked) = terms_and_lines(&pairs);
        let as_of = day("2025-12-31");
        let (chart, terms, lines) = (chart(), Terms::from_receivables(&receivables(terms)), lines(booked));
        let ledger = Movements::from_lines_until(&lines, as_of).unwrap();
        let input = PositionInput { as_of, chart: &chart, terms: &terms, ledger: &ledger, overview: None };
        prop_assert_eq!(OpenPosition::on(&input).unwrap().report, OpenPosition::now(&input).unwrap().report);
    }
}
