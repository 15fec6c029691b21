//! Questions that payment terms answer, over HTTP, against a count over the books that shares nothing with ours.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that goes wrong should stop")]

mod server;

use std::collections::BTreeMap;

use chrono::Months;
use exact_model::Decimal;
use exact_reports::PeriodRequest;
use exact_reports::open_items::{DuplicateReason, Horizon, SettlementState, Side};
use exact_sandbox::books::company::Company;
use exact_sandbox::books::{Division, Entry, JournalKind, Line, NewEntry, NewLine, OpenItem, Side as BookSide, Status};
use server::*;

#[tokio::test]
async fn average_days_late_are_those_of_invoices_paid_in_full() {
    let (sandbox, administration) = company(Company::Wholesaler).await;
    let answer = administration.punctuality(Side::Receivable, day(TODAY)).await.unwrap();
    let since = day(TODAY) - Months::new(12);
    let is_counted = |item: &&OpenItem| {
        item.side == BookSide::Receivable
            && item.entry_type == 20
            && item.open_dc.is_zero()
            && item.matched_on.is_some_and(|on| since < on && on <= day(TODAY))
            && item.last_payment.is_some()
    };
    let mut expected: BTreeMap<String, (u32, i64)> = BTreeMap::new();
    for item in sandbox.books().divisions[0].open_items.0.iter().filter(is_counted) {
        let (count, days) = expected.entry(item.relation.clone().unwrap()).or_default();
        *count += 1;
        *days += (item.last_payment.unwrap() - item.due_date.unwrap()).num_days();
    }
    assert_eq!(answer.report.rows.len(), expected.len());
    for row in &answer.report.rows {
        let code = row.customer.relation().and_then(|relation| relation.code.clone()).unwrap();
        assert_eq!((row.invoices, row.total_days), expected[&code], "customer {code}");
    }
    assert!(answer.report.rows.iter().any(|row| row.average_days > Decimal::ZERO));
    assert!(answer.calls <= 3, "{} calls", answer.calls);
}

#[tokio::test]
async fn what_falls_due_this_month_is_what_the_open_items_say() {
    let (sandbox, administration) = company(Company::Wholesaler).await;
    for (side, of_books, sign) in
        [(Side::Receivable, BookSide::Receivable, Decimal::ONE), (Side::Payable, BookSide::Payable, -Decimal::ONE)]
    {
        let answer = administration.falling_due(side, day(TODAY), Horizon::Month).await.unwrap();
        let open = sandbox.books().divisions[0].open_items.open(of_books);
        let due = open.filter(|item| item.due_date.is_some_and(|due| due <= day("2026-06-30")));
        let invoices = due.map(|item| item.open_dc * sign).filter(|amount| *amount > Decimal::ZERO);
        assert_eq!(answer.report.total, invoices.sum::<Decimal>(), "{side:?}");
        assert!(answer.report.overdue > Decimal::ZERO || answer.report.due > Decimal::ZERO);
        assert!(answer.calls <= 3, "{} calls", answer.calls);
    }
}

#[tokio::test]
async fn an_invoice_says_whether_it_was_paid_in_one_call_or_two() {
    let (sandbox, administration) = company(Company::Wholesaler).await;
    let items = &sandbox.books().divisions[0].open_items.0;
    let paid = items
        .iter()
        .rfind(|item| item.side == BookSide::Payable && item.entry_type == 30 && item.open_dc.is_zero())
        .filter(|item| item.your_ref.is_some())
        .unwrap();
    let reference = paid.your_ref.clone().unwrap();
    let answer = administration.invoice(Side::Payable, &reference, day(TODAY)).await.unwrap();
    let found = answer.report.iter().find(|one| one.entry_number == Some(paid.entry_number)).unwrap();
    assert_eq!((found.state, found.amount), (SettlementState::Paid, -paid.amount_dc));
    assert_eq!(found.paid_on, paid.matched_on);
    assert_eq!(answer.calls, 1);
    let spaced = format!(" {} ", reference.to_lowercase().replace('-', " "));
    let again = administration.invoice(Side::Payable, &spaced, day(TODAY)).await.unwrap();
    assert_eq!(
        again.report.iter().map(|one| &one.terms).collect::<Vec<_>>(),
        answer.report.iter().map(|one| &one.terms).collect::<Vec<_>>()
    );
    assert!(again.calls <= 3, "{} calls", again.calls);
    assert!(administration.invoice(Side::Payable, "bestaat niet", day(TODAY)).await.unwrap().report.is_empty());
    let sold = items.iter().rfind(|item| item.side == BookSide::Receivable && item.entry_type == 20).unwrap();
    for reference in [sold.entry_number.to_string(), "bestaat niet".to_owned()] {
        let answer = administration.invoice(Side::Receivable, &reference, day(TODAY)).await.unwrap();
        let is_it = |one: &exact_reports::open_items::InvoiceSettlement| one.entry_number == Some(sold.entry_number);
        assert_eq!(answer.report.iter().any(is_it), reference != "bestaat niet");
    }
}

#[tokio::test]
async fn possible_duplicates_are_equal_in_number_or_amount() {
    let (_sandbox, administration) = company(Company::Wholesaler).await;
    let answer = administration.duplicates(day("2025-01-01"), day(TODAY)).await.unwrap();
    assert!(answer.report.invoices > 100);
    for candidate in &answer.report.candidates {
        assert!(candidate.invoices.len() > 1);
        if candidate.reason == DuplicateReason::SameAmount {
            assert!(candidate.invoices.windows(2).all(|pair| pair[0].amount == pair[1].amount));
        }
    }
    assert!(answer.calls <= 3, "{} calls", answer.calls);
}

#[tokio::test]
async fn dso_stands_on_the_ledger_of_the_receivable_accounts() {
    let (sandbox, administration) = company(Company::Wholesaler).await;
    let answer = administration.dso(&PeriodRequest::BookYear(2025)).await.unwrap();
    let books = &sandbox.books().divisions[0];
    let types: BTreeMap<_, _> =
        books.accounts.iter().map(|account| (account.code.as_str(), account.account_type)).collect();
    let (mut closing, mut invoiced) = (Decimal::ZERO, Decimal::ZERO);
    for entry in books.entries.iter().filter(|entry| entry.year <= 2025 && !entry.kind.is_closing()) {
        for line in entry.lines.iter().filter(|line| types[line.account.as_str()] == 20) {
            closing += line.amount_dc;
            if entry.year == 2025 && matches!(entry.kind.0, 20 | 21) {
                invoiced += line.amount_dc;
            }
        }
    }
    assert_eq!((answer.report.closing, answer.report.invoiced, answer.report.days), (closing, invoiced, 365));
    let exact = closing * Decimal::from(365) / invoiced;
    assert!((answer.report.at_end.unwrap() - exact).abs() <= Decimal::new(5, 2), "rounded to a tenth");
    assert!(answer.calls <= 5, "{} calls", answer.calls);
}

/// Without VAT, the VAT and with VAT of a sales entry, from its lines.
fn amounts(division: &Division, entry: &Entry) -> (Decimal, Decimal, Decimal) {
    let on = |kind: i32| {
        let is_of =
            |line: &&Line| division.accounts.iter().any(|one| one.code == line.account && one.account_type == kind);
        entry.lines.iter().filter(is_of).map(|line| line.amount_dc).sum::<Decimal>()
    };
    let (with, vat) = (on(20), -on(24));
    (with - vat, vat, with)
}

fn sales(division: &Division) -> impl Iterator<Item = &Entry> {
    division.entries.iter().filter(|entry| matches!(entry.kind.0, 20 | 21))
}

#[tokio::test]
async fn what_a_customer_was_invoiced_is_the_sum_of_its_sales_entries() {
    let (sandbox, administration) = company(Company::Wholesaler).await;
    let books = sandbox.books();
    let division = &books.divisions[0];
    let (from, to) = (day("2026-01-01"), day("2026-03-31"));
    let credited = sales(division).find(|entry| entry.kind.0 == 21 && (from..=to).contains(&entry.date)).unwrap();
    let code = credited.lines.iter().find_map(|line| line.relation.clone()).unwrap();
    let customer = division.relations.iter().find(|relation| relation.code == code).unwrap();
    for asked in [Some(customer.id), None] {
        let is_theirs =
            |entry: &&Entry| asked.is_none() || entry.lines.iter().any(|line| line.relation.as_ref() == Some(&code));
        let (mut count, mut expected) = (0, (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO));
        for entry in sales(division).filter(|entry| (from..=to).contains(&entry.date)).filter(is_theirs) {
            let (without, vat, with) = amounts(division, entry);
            expected = (expected.0 + without, expected.1 + vat, expected.2 + with);
            count += 1;
        }
        let answer = administration.invoiced(from, to, asked).await.unwrap();
        let report = &answer.report;
        assert_eq!((report.excluding_vat, report.vat, report.including_vat), expected);
        assert_eq!(report.invoices.len(), count);
        assert!(
            report.credit_notes > 0
                && report.invoices.iter().all(|one| !one.is_credit_note || one.including_vat < Decimal::ZERO)
        );
        assert!(answer.checks[0].agrees(), "{:?}", answer.checks);
        assert!(asked.is_none() || answer.calls <= 3, "{} calls", answer.calls);
    }
    assert!(administration.invoiced(to, from, None).await.is_err());
}

#[tokio::test]
async fn the_newest_invoices_come_with_what_is_open_of_them() {
    let (sandbox, administration) = company(Company::Wholesaler).await;
    let books = sandbox.books();
    let division = &books.divisions[0];
    let mut expected: Vec<&Entry> = sales(division).filter(|entry| entry.date <= day(TODAY)).collect();
    expected.sort_by_key(|entry| (entry.date, entry.number));
    let expected: Vec<_> = expected.iter().rev().take(60).collect();
    let answer = administration.newest_invoices(60, None, day(TODAY)).await.unwrap();
    assert_eq!(answer.report.len(), expected.len());
    for (invoice, entry) in answer.report.iter().zip(expected) {
        assert_eq!((invoice.entry, invoice.including_vat), (entry.id, amounts(division, entry).2));
        let open = division
            .open_items
            .0
            .iter()
            .filter(|item| item.side == BookSide::Receivable && item.entry_number == entry.number);
        assert_eq!(invoice.open, Some(open.map(|item| item.open_dc).sum()), "entry {}", entry.number);
    }
    assert!(answer.report.iter().any(|one| one.open.is_some_and(|open| open.is_zero())));
    assert!(answer.report.iter().any(|one| one.open.is_some_and(|open| !open.is_zero())));
    let ten = administration.newest_invoices(10, None, day(TODAY)).await.unwrap();
    assert_eq!((ten.report.as_slice(), ten.calls), (&answer.report[..10], 2));
}

#[tokio::test]
async fn money_that_is_not_processed_is_what_stands_open_on_its_accounts() {
    let (sandbox, administration) = company(Company::Wholesaler).await;
    let (from, to) = (day("2026-01-01"), day(TODAY));
    assert_eq!(administration.unprocessed_money(from, to).await.unwrap().report.lines, 0);
    let division = sandbox.books().divisions[0].clone();
    let journal = division.journals.iter().find(|journal| journal.kind == JournalKind::Bank).unwrap();
    let bank = division.accounts.iter().find(|account| account.account_type == 12).unwrap();
    let other = division.accounts.iter().find(|account| account.account_type == 90).unwrap();
    for (cents, date, status) in [
        (12_345, "2026-03-02", Status::Open),
        (-500, "2026-04-01", Status::Open),
        (900, "2026-04-02", Status::Processed),
    ] {
        let amount = Decimal::new(cents, 2);
        let new = NewEntry {
            journal: journal.code.clone(),
            date: day(date),
            period: None,
            kind: None,
            status,
            description: "Bij- of afschrijving".to_owned(),
            lines: vec![NewLine::new(&bank.code, amount), NewLine::new(&other.code, -amount)],
        };
        sandbox.post_entry(division.code, &new).unwrap();
    }
    let answer = administration.unprocessed_money(from, to).await.unwrap();
    assert_eq!((answer.report.lines, answer.report.total), (2, Decimal::new(11_845, 2)));
    assert_eq!(answer.calls, 2);
    let march = administration.unprocessed_money(from, day("2026-03-31")).await.unwrap();
    assert_eq!(march.report.total, Decimal::new(12_345, 2));
    assert!(administration.unprocessed_money(to, from).await.is_err());
}

#[tokio::test]
async fn a_year_that_was_closed_says_so_and_a_running_one_does_not() {
    let (_sandbox, administration) = company(Company::ClosedYears).await;
    let closed = administration.closing(2024).await.unwrap();
    assert!(closed.report.periods.iter().all(|period| period.is_closed()));
    assert_eq!(closed.report.closed_through, closed.report.periods.last().map(|period| period.number));
    let running = administration.closing(2026).await.unwrap();
    assert_eq!(running.report.closed_through, None);
    assert!(running.report.periods.len() >= 12 && running.calls <= 3);
}
