//! What is open now and was open on a day in the past, over HTTP, proven by a count over the ledger.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that goes wrong should stop")]

mod server;

use std::collections::BTreeMap;

use exact_model::{Decimal, NaiveDate};
use exact_reports::open_items::Side;
use exact_sandbox::Sandbox;
use exact_sandbox::books::Division;
use exact_sandbox::books::company::Company;
use server::*;

/// The balance of accounts of one type at the end of a day, without what closing repeats.
fn balance_on(division: &Division, account_type: i32, day: NaiveDate) -> Decimal {
    let types: BTreeMap<_, _> =
        division.accounts.iter().map(|account| (account.code.as_str(), account.account_type)).collect();
    let entries = division.entries.iter().filter(|entry| !entry.kind.is_closing());
    let lines = entries.flat_map(|entry| &entry.lines).filter(|line| types[line.account.as_str()] == account_type);
    lines.filter(|line| line.date <= day).map(|line| line.amount_dc).sum()
}

#[tokio::test]
async fn payables_equal_the_ledger_in_three_calls_whatever_the_sign() {
    for quirk in ["cashflow-sign=negative", "cashflow-sign=positive"] {
        let (sandbox, administration) = open(Sandbox::builder().today(day(TODAY)).quirk(quirk).unwrap()).await;
        let answer = administration.payables(day(TODAY)).await.unwrap();
        assert_eq!(answer.report.total, -balance_on(&sandbox.books().divisions[0], 22, day(TODAY)));
        assert_eq!(answer.differences().count(), 0);
        assert!(answer.report.invoice_count > 0);
        assert_eq!(answer.calls, u64::try_from(sandbox.calls().len()).unwrap());
        assert!(answer.calls <= 3, "{} calls", answer.calls);
    }
}

#[tokio::test]
async fn the_position_of_a_day_in_the_past_is_proven_by_the_ledger_of_that_day() {
    for one in [Company::Wholesaler, Company::ThirteenPeriods, Company::Group, Company::ClosedYears] {
        let (sandbox, administration) = company(one).await;
        for past in ["2025-12-31", "2026-03-31", "2025-08-17"] {
            for (side, account_type) in [(Side::Receivable, 20), (Side::Payable, 22)] {
                let answer = administration.position_on(side, day(past)).await.unwrap();
                let ledger = balance_on(&sandbox.books().divisions[0], account_type, day(past));
                assert_eq!(answer.report.total, side.from_ledger(ledger), "{one:?} {past} {side:?}");
                assert_eq!(answer.differences().count(), 0, "{one:?} {past} {side:?}");
                assert!(answer.calls <= 10, "{} calls", answer.calls);
            }
        }
    }
}

#[tokio::test]
async fn the_position_of_today_is_the_list_of_today() {
    let (_sandbox, administration) = company(Company::Wholesaler).await;
    let list = administration.receivables(day(TODAY)).await.unwrap();
    let position = administration.position_on(Side::Receivable, day(TODAY)).await.unwrap();
    assert_eq!(position.report, list.report);
    assert!(list.report.currencies.len() > 1, "a wholesaler invoices in foreign currency too");
}
