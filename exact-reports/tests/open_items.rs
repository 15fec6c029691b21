//! Receivables: sign, age, kinds and controls.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod support;

use exact_model::Decimal;
use exact_model::codes::ReceivableStatus;
use exact_reports::basis::Choice;
use exact_reports::check::Against;
use exact_reports::input::{LineRow, ReceivableRow};
use exact_reports::open_items::{AgeBand, ItemKind, OpenPosition, PositionInput, Side, Terms};
use exact_reports::{Error, Explained};
use support::*;

fn report(items: Vec<ReceivableRow>, ledger: &[LineRow]) -> Explained<OpenPosition> {
    OpenPosition::now(&PositionInput {
        as_of: day("2025-06-30"),
        chart: &chart(),
        terms: &Terms::from_receivables(&receivables(items)),
        ledger: &movements(ledger),
        overview: None,
    })
    .unwrap()
}

fn debtors(amount: &str) -> Vec<LineRow> {
    vec![line(1, 2025, 1, DEBTORS, money(amount))]
}

/// Two invoices, a credit note and an unapplied receipt.
fn mixed() -> Vec<ReceivableRow> {
    let mut credit = receivable(3, Some(7), "20.00", Some("2025-06-01"), Some("2025-06-15"));
    credit.transaction_type = Some(21);
    let mut receipt = receivable(4, Some(8), "500.00", Some("2025-02-01"), None);
    receipt.transaction_type = Some(40);
    vec![
        receivable(1, Some(7), "-100.00", Some("2025-01-10"), Some("2025-01-24")),
        receivable(2, Some(8), "-60.00", Some("2025-06-20"), Some("2025-07-20")),
        credit,
        receipt,
    ]
}

#[test]
fn invoices_credit_notes_and_unapplied_receipts_are_not_netted_away() {
    let answer = report(mixed(), &debtors("-360.00"));
    let report = &answer.report;
    assert_eq!(report.total, money("-360.00"));
    assert_eq!((report.invoices, report.invoice_count), (money("160.00"), 2));
    assert_eq!(report.credit_notes, money("-20.00"));
    assert_eq!(report.unapplied, money("-500.00"));
    assert!(answer.checks[0].agrees());
    assert_eq!(answer.checks[0].against, Against::ReceivableLedger);
}

#[test]
fn the_ledger_fixes_the_sign_whichever_way_the_rows_come() {
    let negative = report(vec![receivable(1, Some(7), "-100", None, None)], &debtors("100"));
    let positive = report(vec![receivable(1, Some(7), "100", None, None)], &debtors("100"));
    assert_eq!(negative.report.total, money("100"));
    assert_eq!(positive.report.total, money("100"));
    assert!(negative.basis.choices.is_empty());
}

#[test]
fn items_that_do_not_reconcile_show_the_difference() {
    let answer = report(vec![receivable(1, Some(7), "-90", None, None)], &debtors("100"));
    assert_eq!(answer.report.total, money("90"));
    assert_eq!(answer.checks[0].difference, money("-10"));
    assert!(answer.basis.choices.contains(&Choice::SignByNearness));
}

#[test]
fn age_counts_from_the_due_date_and_due_today_is_not_overdue() {
    let due = |number, date| receivable(number, Some(7), "-1", Some("2025-01-01"), Some(date));
    let rows = vec![
        due(1, "2025-07-01"),
        due(2, "2025-06-30"),
        due(3, "2025-06-29"),
        due(4, "2025-05-31"),
        due(5, "2025-05-30"),
        due(6, "2025-05-01"),
        due(7, "2025-04-30"),
        due(8, "2025-04-01"),
        due(9, "2025-03-31"),
    ];
    let answer = report(rows, &debtors("9"));
    let counts: Vec<_> = answer.report.by_due_date.buckets.iter().map(|bucket| bucket.invoice_count).collect();
    assert_eq!(counts, [2, 2, 2, 2, 1, 0]);
    assert_eq!(answer.report.overdue_count, 7);
    assert_eq!(answer.report.by_invoice_date.bucket(AgeBand::Over90).unwrap().invoice_count, 9);
    assert_eq!(answer.report.overdue_more_than(30).count(), 5);
    assert_eq!(answer.report.older_than(180).count(), 0);
    assert_eq!(answer.report.older_than(179).count(), 9);
}

#[test]
fn receipts_without_due_date_do_not_hide_in_an_age() {
    let aging = report(mixed(), &debtors("-360.00")).report.by_due_date;
    let oldest = aging.bucket(AgeBand::Over90).unwrap();
    assert_eq!((oldest.invoices, oldest.credits), (money("100.00"), Decimal::ZERO));
    let dateless = aging.bucket(AgeBand::NoDate).unwrap();
    assert_eq!((dateless.invoices, dateless.credits, dateless.credit_count), (Decimal::ZERO, money("-500.00"), 1));
}

#[test]
fn customers_come_with_their_own_parts_largest_first() {
    let answer = report(mixed(), &debtors("-360.00"));
    let rows: Vec<_> = answer
        .report
        .customers
        .iter()
        .map(|row| (row.customer.name(), row.total, row.invoices, row.credits, row.overdue, row.longest_overdue))
        .collect();
    assert_eq!(
        rows,
        [
            ("customer 7", money("80.00"), money("100.00"), money("-20.00"), money("100.00"), Some(157)),
            ("customer 8", money("-440.00"), money("60.00"), money("-500.00"), Decimal::ZERO, None),
        ]
    );
    assert_eq!(answer.report.longest_open().unwrap().invoice_number, Some(1));
}

#[test]
fn items_nobody_owes_are_a_row_of_their_own() {
    let answer = report(vec![receivable(1, None, "-10", None, None)], &debtors("10"));
    assert_eq!(answer.report.customers[0].customer.name(), "(geen klant)");
}

#[test]
fn matched_terms_and_terms_of_zero_are_not_open() {
    let mut matched = receivable(1, Some(7), "-100", None, None);
    matched.status = ReceivableStatus::Matched;
    let mut selected = receivable(2, Some(7), "-30", None, None);
    selected.status = ReceivableStatus::Selected;
    let answer = report(vec![matched, selected, receivable(3, Some(7), "0", None, None)], &debtors("30"));
    assert_eq!(answer.report.total, money("30"));
    assert_eq!(answer.report.items.len(), 1);
    assert_eq!(answer.report.items[0].kind(), ItemKind::Invoice);
}

#[test]
fn opening_balances_of_closed_years_count_once() {
    let ledger = vec![
        line(1, 2023, 1, DEBTORS, money("40")).of_type(10),
        line(2, 2023, 5, DEBTORS, money("60")),
        line(3, 2023, 12, DEBTORS, money("-100")).of_type(327),
        line(4, 2024, 1, DEBTORS, money("100")).of_type(328),
        line(5, 2024, 2, DEBTORS, money("5")),
    ];
    let rows = vec![receivable(1, Some(7), "-105", None, None)];
    assert!(report(rows.clone(), &ledger).checks.iter().all(exact_reports::Check::agrees));
    // The open year alone says the same, because its opening stands for the years before.
    assert!(report(rows, &ledger[3..]).checks.iter().all(exact_reports::Check::agrees));
}

#[test]
fn an_opening_balance_that_contradicts_the_years_before_is_shown() {
    let ledger = vec![line(2, 2023, 5, DEBTORS, money("60")), line(4, 2024, 1, DEBTORS, money("100")).of_type(328)];
    let answer = report(vec![receivable(1, Some(7), "-60", None, None)], &ledger);
    assert_eq!(answer.checks[0].difference, Decimal::ZERO);
    assert_eq!(answer.checks[1].against, Against::OpeningBalance { year: 2024, account: "1300".to_owned() });
    assert_eq!(answer.checks[1].difference, money("-40"));
}

#[test]
fn exacts_overview_is_compared_with_whichever_total_it_means() {
    let check = |amount: &str| {
        OpenPosition::now(&PositionInput {
            as_of: day("2025-06-30"),
            chart: &chart(),
            terms: &Terms::from_receivables(&receivables(mixed())),
            ledger: &movements(&debtors("-360.00")),
            overview: Some(&overview(amount)),
        })
        .unwrap()
        .checks
        .pop()
        .unwrap()
    };
    assert_eq!((check("160").against, check("160").agrees()), (Against::OutstandingInvoices, true));
    assert_eq!((check("-360").against, check("-360").agrees()), (Against::OutstandingTotal, true));
    assert!(!check("104").agrees());
}

#[test]
fn nothing_open_is_zero_and_no_error() {
    let answer = report(Vec::new(), &[]);
    assert_eq!((answer.report.total, answer.report.invoice_count), (Decimal::ZERO, 0));
}

#[test]
fn without_receivable_accounts_there_is_an_error_and_no_zero() {
    let input = PositionInput {
        as_of: day("2025-06-30"),
        chart: &exact_reports::ledger::Chart::default(),
        terms: &Terms::from_receivables(&receivables(Vec::new())),
        ledger: &movements(&[]),
        overview: None,
    };
    assert!(matches!(OpenPosition::now(&input), Err(Error::NoAccounts(_))));
}

fn payable_report(items: Vec<ReceivableRow>, ledger: &str) -> Explained<OpenPosition> {
    OpenPosition::now(&PositionInput {
        as_of: day("2025-06-30"),
        chart: &chart(),
        terms: &Terms::from_payables(&payables(items.into_iter().map(payable).collect())),
        ledger: &movements(&[line(1, 2025, 1, CREDITORS, money(ledger))]),
        overview: None,
    })
    .unwrap()
}

#[test]
fn payables_are_the_same_report_with_the_ledger_turned() {
    let answer = payable_report(mixed(), "360.00");
    let report = &answer.report;
    assert_eq!((report.side, report.total), (Side::Payable, money("-360.00")));
    assert_eq!((report.invoices, report.credit_notes), (money("160.00"), money("-20.00")));
    assert_eq!(answer.checks[0].against, Against::PayableLedger);
    assert!(answer.checks[0].agrees());
    assert!(answer.basis.choices.is_empty());
}

#[test]
fn amounts_in_foreign_currency_are_kept_apart_and_only_euros_are_added_up() {
    let mut dollars = receivable(1, Some(7), "-90.00", None, None);
    dollars.foreign = money("-100.00");
    dollars.currency = Some("USD ".to_owned());
    let answer = report(vec![dollars, receivable(2, Some(7), "-10.00", None, None)], &debtors("100"));
    let rows: Vec<_> =
        answer.report.currencies.iter().map(|row| (row.currency.as_deref(), row.total, row.foreign)).collect();
    assert_eq!(rows, [(Some("EUR"), money("10.00"), money("10.00")), (Some("USD"), money("90.00"), money("100.00"))]);
}

#[test]
fn a_sign_that_the_ledger_contradicts_is_refused_and_no_figure() {
    let positive = vec![receivable(1, Some(7), "90", None, None)];
    let input = |ledger: &str| {
        OpenPosition::now(&PositionInput {
            as_of: day("2025-06-30"),
            chart: &chart(),
            terms: &Terms::from_receivables(&receivables(positive.clone())),
            ledger: &movements(&debtors(ledger)),
            overview: None,
        })
    };
    assert_eq!(input("90").unwrap().report.total, money("90"));
    // The ledger is in credit, and a sales invoice that is open cannot be.
    assert!(matches!(input("-80"), Err(Error::SignUnknown(_))));
}

#[test]
fn what_the_closing_of_a_year_carries_over_is_no_claim() {
    let year_end = |number, kind, amount: &str| ReceivableRow {
        transaction_type: Some(kind),
        ..receivable(number, None, amount, Some("2024-12-31"), None)
    };
    let rows = vec![
        receivable(1, Some(7), "-100.00", Some("2024-11-01"), None),
        year_end(2, 327, "100.00"),
        year_end(3, 328, "-100.00"),
    ];
    let answer = report(rows, &debtors("100"));
    assert_eq!((answer.report.invoices, answer.report.invoice_count), (money("100"), 1));
    assert_eq!(answer.report.unapplied, Decimal::ZERO);
    let left_out: Vec<_> = answer.basis.left_out.iter().map(|left| (left.transaction_type.0, left.amount)).collect();
    assert_eq!(left_out, [(327, money("-100")), (328, money("100"))]);
}
