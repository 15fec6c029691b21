//! What payment terms tell besides what is open: how late, what falls due, what was paid, what came twice.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod support;

use exact_model::Decimal;
use exact_model::codes::ReceivableStatus;
use exact_reports::PeriodRequest;
use exact_reports::input::{LineRow, ReceivableRow};
use exact_reports::open_items::{
    Dso, DsoInput, DuplicateReason, Duplicates, FallingDue, Horizon, InvoiceSettlement, OpenPosition, PositionInput,
    Punctuality, SettlementState, Terms,
};
use support::*;

fn received(rows: Vec<ReceivableRow>) -> Terms {
    Terms::from_receivables(&receivables(rows))
}

/// An invoice of a customer that was paid on a day.
fn paid(number: u128, customer: u128, due: &str, on: &str) -> ReceivableRow {
    ReceivableRow {
        status: ReceivableStatus::Matched,
        matched_on: Some(day(on)),
        last_payment: Some(day(on)),
        ..receivable(number, Some(customer), "-100.00", Some("2025-01-01"), Some(due))
    }
}

#[test]
fn days_late_are_averaged_over_invoices_paid_in_full_in_twelve_months() {
    let mut by_credit = paid(5, 7, "2025-02-01", "2025-02-20");
    by_credit.last_payment = None;
    let mut half = paid(6, 8, "2025-02-01", "2025-05-30");
    half.transaction = Some(id(77));
    let mut other_half = receivable(7, Some(8), "-50.00", Some("2025-01-01"), Some("2025-02-01"));
    other_half.transaction = Some(id(77));
    let mut receipt = paid(9, 7, "2025-02-01", "2025-06-01");
    receipt.transaction_type = Some(40);
    let terms = received(vec![
        paid(1, 7, "2025-02-01", "2025-02-11"),
        paid(2, 7, "2025-03-01", "2025-02-28"),
        paid(3, 8, "2025-04-01", "2025-05-01"),
        paid(4, 8, "2024-05-01", "2024-06-30"),
        by_credit,
        half,
        other_half,
        receipt,
    ]);
    let report = Punctuality::of(&terms, day("2025-06-30")).report;
    let rows: Vec<_> =
        report.rows.iter().map(|row| (row.customer.name(), row.invoices, row.late, row.average_days)).collect();
    assert_eq!(rows, [("customer 8", 1, 1, money("30")), ("customer 7", 2, 1, money("4.5"))]);
    assert_eq!((report.invoices, report.left_out, report.average_days), (3, 1, Some(money("13.0"))));
    for row in &report.rows {
        assert_eq!(report.select(&terms, &row.customer).count(), row.invoices as usize);
    }
}

#[test]
fn without_a_paid_invoice_there_is_no_average() {
    assert_eq!(Punctuality::of(&received(Vec::new()), day("2025-06-30")).report.average_days, None);
}

fn due(horizon: Horizon) -> FallingDue {
    let mut credit = receivable(5, Some(7), "15.00", Some("2025-06-01"), Some("2025-06-15"));
    credit.transaction_type = Some(21);
    let terms = received(vec![
        receivable(1, Some(7), "-1.00", Some("2025-01-01"), Some("2025-06-30")),
        receivable(2, Some(7), "-2.00", Some("2025-01-01"), Some("2025-07-02")),
        receivable(3, Some(8), "-4.00", Some("2025-01-01"), Some("2025-07-06")),
        receivable(4, Some(8), "-8.00", Some("2025-01-01"), Some("2025-07-07")),
        receivable(6, Some(8), "-32.00", Some("2025-01-01"), None),
        credit,
    ]);
    let position = OpenPosition::now(&PositionInput {
        as_of: day("2025-07-02"), // a Wednesday
        chart: &chart(),
        terms: &terms,
        ledger: &movements(&[line(1, 2025, 1, DEBTORS, money("32"))]),
        overview: None,
    });
    FallingDue::of(position.unwrap(), horizon).unwrap().report
}

#[test]
fn a_week_ends_on_sunday_and_today_is_not_overdue() {
    let week = due(Horizon::Week);
    assert_eq!(week.until, day("2025-07-06"));
    assert_eq!((week.overdue, week.due, week.total), (money("1"), money("6"), money("7")));
    assert_eq!(week.undated, 1);
    let rows: Vec<_> =
        week.customers.iter().map(|row| (row.customer.name(), row.overdue, row.due, row.credits)).collect();
    assert_eq!(
        rows,
        [("customer 8", money("0"), money("4"), money("0")), ("customer 7", money("1"), money("2"), money("-15")),]
    );
    for row in &week.customers {
        let behind: Decimal = week.select(&row.customer).map(|item| item.amount).sum();
        assert_eq!(behind, row.overdue + row.due);
    }
    assert_eq!(due(Horizon::Month).total, money("15"));
    assert_eq!(due(Horizon::Day(day("2025-07-02"))).total, money("3"));
}

#[test]
fn an_invoice_is_found_however_its_number_is_written_and_says_how_far_it_was_paid() {
    let mut first = paid(1, 7, "2025-02-01", "2025-02-11");
    first.your_ref = Some("2026-0457".to_owned());
    first.transaction = Some(id(99));
    let mut rest = receivable(2, Some(7), "-50.00", Some("2025-01-01"), Some("2025-02-01"));
    rest.your_ref = first.your_ref.clone();
    rest.transaction = Some(id(99));
    let mut other = paid(457, 8, "2025-02-01", "2025-03-01");
    other.transaction_type = Some(40);
    let terms = received(vec![first, rest, other, paid(3, 8, "2025-02-01", "2025-03-01")]);
    let find = |text: &str| InvoiceSettlement::find(&terms, text, None, day("2025-06-30")).unwrap().report;
    for written in ["2026-0457", " 2026 0457", "20260457"] {
        let found = find(written);
        assert_eq!(found.len(), 1, "{written}");
        assert_eq!(
            (found[0].state, found[0].amount, found[0].open),
            (SettlementState::PartlyPaid, money("150"), money("50"))
        );
        assert_eq!(found[0].paid_on, Some(day("2025-02-11")));
    }
    let found = find("0003");
    assert_eq!((found[0].state, found[0].paid_on), (SettlementState::Paid, Some(day("2025-03-01"))));
    assert!(find("457").is_empty(), "a receipt is no invoice");
    assert!(find("-").is_empty());
    assert!(InvoiceSettlement::find(&terms, "3", Some(id(7)), day("2025-06-30")).unwrap().report.is_empty());
}

/// A purchase invoice with a number of the supplier.
fn bought(number: u128, supplier: u128, reference: Option<&str>, amount: &str, on: &str) -> ReceivableRow {
    ReceivableRow {
        your_ref: reference.map(str::to_owned),
        entry_number: i32::try_from(number).ok(),
        ..receivable(number, Some(supplier), amount, Some(on), None)
    }
}

#[test]
fn the_same_number_or_the_same_amount_within_a_week_is_a_candidate() {
    let mut split = bought(1, 7, Some("F-001"), "-60.00", "2025-01-10");
    split.id = id(1_001);
    let rows = vec![
        bought(1, 7, Some("F-001"), "-40.00", "2025-01-10"),
        split,
        bought(2, 7, Some("f001"), "-90.00", "2025-03-01"),
        bought(3, 8, Some("A"), "-25.00", "2025-01-01"),
        bought(4, 8, Some("B"), "-25.00", "2025-01-08"),
        bought(5, 8, Some("C"), "-25.00", "2025-01-16"),
        bought(6, 9, Some("A"), "-25.00", "2025-01-01"),
    ];
    let terms = Terms::from_payables(&payables(rows.into_iter().map(payable).collect()));
    let report = Duplicates::of(&terms, day("2025-06-30")).unwrap().report;
    let found: Vec<_> = report
        .candidates
        .iter()
        .map(|one| {
            let entries: Vec<_> = one.invoices.iter().filter_map(|invoice| invoice.entry_number).collect();
            (one.reason, one.supplier.name(), entries)
        })
        .collect();
    assert_eq!(
        found,
        [
            (DuplicateReason::SameReference, "customer 7", vec![1, 2]),
            (DuplicateReason::SameAmount, "customer 8", vec![3, 4]),
        ]
    );
    assert_eq!(report.candidates[0].invoices[0].amount, money("100.00"), "two terms of one entry are one invoice");
    assert_eq!((report.invoices, report.at_stake), (6, money("115.00")));
}

fn dso(rows: &[LineRow]) -> Dso {
    let calendar = calendar(2024..=2025);
    let window = PeriodRequest::Periods { year: 2025, from: 1, to: 3 }.resolve(&calendar).unwrap();
    let (chart, ledger) = (chart(), movements(rows));
    Dso::of(&DsoInput { window: &window, chart: &chart, calendar: &calendar, ledger: &ledger }).unwrap().report
}

#[test]
fn dso_is_the_balance_over_what_was_invoiced_including_vat() {
    let rows = [
        line(1, 2024, 12, DEBTORS, money("121")),
        line(2, 2025, 1, DEBTORS, money("121")).of_type(328),
        line(3, 2025, 2, DEBTORS, money("363")),
        line(4, 2025, 3, DEBTORS, money("-121")).of_type(40),
        line(5, 2025, 3, DEBTORS, money("-121")).of_type(21),
        line(6, 2025, 4, DEBTORS, money("500")),
    ];
    let report = dso(&rows);
    assert_eq!((report.days, report.opening, report.closing), (90, money("121"), money("242")));
    assert_eq!(report.invoiced, money("242"), "credit notes reduce it, receipts do not");
    assert_eq!((report.at_end, report.on_average), (Some(money("90")), Some(money("67.5"))));
}

#[test]
fn dso_of_a_period_without_invoices_does_not_exist() {
    let report = dso(&[line(1, 2024, 12, DEBTORS, money("121"))]);
    assert_eq!((report.closing, report.at_end, report.on_average), (money("121"), None, None));
}
