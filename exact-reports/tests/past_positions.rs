//! What was open on a day in the past, and what of it cannot be known.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod support;

use exact_model::codes::ReceivableStatus;
use exact_reports::Explained;
use exact_reports::basis::Choice;
use exact_reports::input::{LineRow, ReceivableRow};
use exact_reports::ledger::Movements;
use exact_reports::open_items::{OpenPosition, PositionInput, Terms};
use support::*;

/// A term that was matched on a day.
fn matched(row: ReceivableRow, on: Option<&str>) -> ReceivableRow {
    ReceivableRow { status: ReceivableStatus::Matched, matched_on: on.map(day), ..row }
}

fn position_on(as_of: &str, items: Vec<ReceivableRow>, ledger: &[LineRow]) -> Explained<OpenPosition> {
    OpenPosition::on(&PositionInput {
        as_of: day(as_of),
        chart: &chart(),
        terms: &Terms::from_receivables(&receivables(items)),
        ledger: &Movements::from_lines_until(&lines(ledger.to_vec()), day(as_of)).unwrap(),
        overview: None,
    })
    .unwrap()
}

#[test]
fn a_day_in_the_past_shows_what_was_paid_since_and_hides_what_came_later() {
    let mut receipt = receivable(4, Some(7), "40.00", Some("2025-03-05"), None);
    receipt.transaction_type = Some(40);
    // An invoice of 100: 40 was paid in March, the rest in May.
    let items = vec![
        matched(receivable(1, Some(7), "-40.00", Some("2025-01-10"), Some("2025-01-24")), Some("2025-03-05")),
        matched(receipt, Some("2025-03-05")),
        matched(receivable(2, Some(7), "-60.00", Some("2025-01-10"), Some("2025-01-24")), Some("2025-05-02")),
        receivable(3, Some(7), "-5.00", Some("2025-04-01"), Some("2025-04-15")),
    ];
    let ledger = vec![
        line(1, 2025, 1, DEBTORS, money("100.00")),
        line(2, 2025, 3, DEBTORS, money("-40.00")).of_type(40),
        line(3, 2025, 4, DEBTORS, money("5.00")),
        line(4, 2025, 5, DEBTORS, money("-60.00")).of_type(40),
    ];
    let total = |as_of: &str| {
        let answer = position_on(as_of, items.clone(), &ledger);
        assert!(answer.checks[0].agrees(), "{as_of}: {:?}", answer.checks);
        answer.report.total
    };
    assert_eq!(total("2025-02-28"), money("100.00"));
    assert_eq!(total("2025-03-31"), money("60.00"));
    assert_eq!(total("2025-04-30"), money("65.00"));
    assert_eq!(total("2025-05-31"), money("5.00"));
    assert_eq!(position_on("2025-03-31", items, &ledger).report.items[0].days_overdue(day("2025-03-31")), Some(66));
}

#[test]
fn what_cannot_be_known_of_a_day_in_the_past_is_said() {
    let items = vec![
        receivable(1, Some(7), "-30.00", None, None),
        matched(receivable(2, Some(7), "-10.00", Some("2025-01-10"), None), None),
        matched(receivable(3, Some(7), "-50.00", Some("2025-01-10"), None), Some("2025-06-01")),
    ];
    // 20 of the 50 had been paid by then, which the term does not tell.
    let ledger = vec![line(1, 2025, 1, DEBTORS, money("60.00"))];
    let answer = position_on("2025-03-31", items, &ledger);
    assert_eq!((answer.report.total, answer.checks[0].difference), (money("80.00"), money("20.00")));
    for choice in
        [Choice::UndatedItems { items: 1 }, Choice::MatchedWithoutDate { items: 1 }, Choice::PartPaymentsUndated]
    {
        assert!(answer.basis.choices.contains(&choice), "{choice:?}");
    }
}

#[test]
fn a_payment_in_parts_comes_off_the_invoice_when_that_explains_the_ledger() {
    let numbered = |row: ReceivableRow| ReceivableRow { invoice_number: Some(25), ..row };
    let mut receipt = matched(receivable(2, Some(7), "20.00", Some("2025-02-10"), None), Some("2025-02-10"));
    receipt.transaction_type = Some(40);
    // 100 was paid in two parts; the invoice carries the date of the last one only.
    let invoice =
        matched(receivable(1, Some(7), "-100.00", Some("2025-01-10"), Some("2025-01-24")), Some("2025-05-01"));
    let items = vec![numbered(invoice), numbered(receipt.clone())];
    let ledger = |rest: &str| vec![line(1, 2025, 1, DEBTORS, money(rest))];
    let answer = position_on("2025-03-31", items.clone(), &ledger("80.00"));
    assert_eq!((answer.report.total, answer.report.items.len()), (money("80.00"), 1));
    assert_eq!(answer.report.items[0].due_date, Some(day("2025-01-24")), "it keeps its due date");
    assert_eq!(answer.basis.choices, [Choice::PartPaymentsPlaced { items: 1 }]);
    // It is not guessed: when it does not explain the ledger, nothing is taken off.
    let answer = position_on("2025-03-31", items, &ledger("70.00"));
    assert_eq!((answer.report.total, answer.checks[0].difference), (money("100.00"), money("30.00")));
    assert!(answer.basis.choices.contains(&Choice::PartPaymentsUndated));
}
