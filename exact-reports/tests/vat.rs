//! The VAT balance and how it stands in the filing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod support;

use std::collections::BTreeSet;

use exact_model::Decimal;
use exact_reports::basis::Choice;
use exact_reports::input::LineRow;
use exact_reports::vat::{Role, VatBalance, VatInput, remittance_accounts};
use exact_reports::{Error, Explained, Quarter};
use support::*;

fn vat(rows: &[LineRow], as_of: &str) -> Explained<VatBalance> {
    let remittance = remittance_accounts(&chart(), &movements(rows));
    VatBalance::of(&VatInput {
        as_of: day(as_of),
        chart: &chart(),
        calendar: &calendar(2024..=2025),
        movements: &movements(rows),
        remittance: &remittance,
    })
    .unwrap()
}

fn quarters(answer: &Explained<VatBalance>) -> Vec<Decimal> {
    answer.report.return_periods.iter().map(|period| period.amount).collect()
}

/// VAT on sales of 100 and on purchases of 30 in a period.
fn trade(entry: u128, year: i16, period: i16) -> Vec<LineRow> {
    vec![
        line(entry, year, period, VAT_HIGH, money("-100")),
        line(entry + 1, year, period, VAT_CLAIM, money("30")).of_type(30),
    ]
}

/// The return of 70 that clears one such period.
fn filed(entry: u128, year: i16, period: i16, to: u128) -> Vec<LineRow> {
    [(VAT_HIGH, "100"), (VAT_CLAIM, "-30"), (to, "-70")]
        .map(|(account, amount)| line(entry, year, period, account, money(amount)).of_type(50))
        .to_vec()
}

#[test]
fn the_debt_is_a_balance_of_all_years_and_the_opening_counts_once() {
    let rows = [
        trade(1, 2024, 11),
        vec![
            line(10, 2024, 12, VAT_HIGH, money("100")).of_type(327),
            line(11, 2024, 12, VAT_CLAIM, money("-30")).of_type(327),
            line(12, 2025, 1, VAT_HIGH, money("-100")).of_type(328),
            line(13, 2025, 1, VAT_CLAIM, money("30")).of_type(328),
        ],
        trade(3, 2025, 2),
    ]
    .concat();
    let whole = vat(&rows, "2025-02-10");
    assert_eq!(whole.report.total, money("140"));
    assert_eq!(vat(&rows[4..], "2025-02-10").report.total, money("140"));
    assert!(whole.checks.is_empty());
    assert_eq!(quarters(&whole), [money("70")]);
}

#[test]
fn a_claim_is_negative() {
    let rows = [line(1, 2025, 1, VAT_CLAIM, money("21")).of_type(30)];
    let answer = vat(&rows, "2025-01-31");
    assert_eq!(answer.report.total, money("-21"));
    assert_eq!(answer.report.accounts[0].role, Role::ToClaim);
}

#[test]
fn quarters_hold_what_was_booked_in_them_and_not_the_returns() {
    let rows = [trade(1, 2025, 1), trade(3, 2025, 3), filed(9, 2025, 3, VAT_REMITTANCE), trade(5, 2025, 5)].concat();
    let answer = vat(&rows, "2025-06-30");
    assert_eq!(quarters(&answer), [money("140"), money("70")]);
    let first = answer.report.quarter(Quarter { year: 2025, number: 1 }).unwrap();
    assert_eq!((first.to_pay, first.to_claim), (money("200"), money("60")));
}

#[test]
fn the_debt_splits_into_filed_unpaid_not_yet_filed_and_residue() {
    let rows = [
        trade(1, 2025, 2),
        filed(9, 2025, 3, VAT_REMITTANCE),
        vec![line(20, 2025, 4, VAT_REMITTANCE, money("50")).of_type(40)],
        trade(3, 2025, 5),
        vec![line(21, 2025, 2, VAT_HIGH, money("-5")).of_type(90)],
    ]
    .concat();
    let answer = vat(&rows, "2025-06-30");
    let filing = answer.report.filing.unwrap();
    assert_eq!(filing.filed_through, day("2025-03-31"));
    assert_eq!(filing.filed_unpaid, money("20"));
    assert_eq!(filing.not_yet_filed, money("70"));
    assert_eq!(filing.residue, money("5"));
    assert_eq!(answer.report.total, money("95"));
}

#[test]
fn a_return_booked_after_its_quarter_files_the_quarter_it_clears() {
    let rows = [trade(1, 2025, 2), filed(9, 2025, 4, VAT_REMITTANCE), trade(3, 2025, 5)].concat();
    let filing = vat(&rows, "2025-06-30").report.filing.unwrap();
    assert_eq!(filing.filed_through, day("2025-03-31"));
    assert_eq!((filing.filed_unpaid, filing.not_yet_filed, filing.residue), (money("70"), money("70"), money("0")));
}

#[test]
fn a_monthly_return_files_its_month() {
    let rows = [
        trade(1, 2025, 1),
        filed(8, 2025, 1, VAT_REMITTANCE),
        trade(3, 2025, 2),
        filed(9, 2025, 2, VAT_REMITTANCE),
        trade(5, 2025, 3),
    ]
    .concat();
    let filing = vat(&rows, "2025-03-31").report.filing.unwrap();
    assert_eq!(filing.filed_through, day("2025-02-28"));
    assert_eq!((filing.not_yet_filed, filing.residue), (money("70"), money("0")));
}

#[test]
fn filed_vat_on_an_account_of_another_type_is_found_and_counts() {
    let mut rows = [trade(1, 2025, 2), filed(9, 2025, 3, VAT_ELSEWHERE)].concat();
    rows.push(line(9, 2025, 3, ROUNDING, money("0")).of_type(50));
    let answer = vat(&rows, "2025-06-30");
    assert_eq!((answer.report.ledger, answer.report.elsewhere), (money("0"), money("70")));
    assert_eq!(answer.report.total, money("70"));
    assert_eq!(answer.report.filing.as_ref().unwrap().filed_unpaid, money("70"));
    assert!(answer.basis.choices.contains(&Choice::RemittanceElsewhere { accounts: vec!["1690".to_owned()] }));
}

#[test]
fn without_returns_nobody_says_what_was_filed() {
    let answer = vat(&trade(1, 2025, 1), "2025-06-30");
    assert_eq!(answer.report.filing, None);
    assert!(answer.basis.choices.contains(&Choice::NoReturnsFound));
}

#[test]
fn later_periods_are_left_out_and_counted() {
    let rows = [trade(1, 2025, 1), trade(3, 2025, 7)].concat();
    let answer = vat(&rows, "2025-06-30");
    assert_eq!(answer.report.total, money("70"));
    assert!(answer.basis.choices.contains(&Choice::LaterPeriods { lines: 2 }));
}

#[test]
fn an_unfiled_quarter_of_last_year_is_still_shown() {
    let rows = [trade(1, 2024, 7), filed(9, 2024, 9, VAT_REMITTANCE), trade(3, 2024, 11), trade(5, 2025, 1)].concat();
    let answer = vat(&rows, "2025-01-20");
    assert_eq!(quarters(&answer), [money("70"), money("70")]);
    assert_eq!(answer.report.filing.unwrap().not_yet_filed, money("140"));
}

#[test]
fn vat_accounts_without_a_single_booking_are_no_zero() {
    let rows = [line(1, 2025, 1, REVENUE_HIGH, money("-100"))];
    let input = VatInput {
        as_of: day("2025-06-30"),
        chart: &chart(),
        calendar: &calendar(2025..=2025),
        movements: &movements(&rows),
        remittance: &BTreeSet::new(),
    };
    assert_eq!(VatBalance::of(&input), Err(Error::NoVat));
}

#[test]
fn result_accounts_never_hold_filed_vat() {
    let rows = [
        line(9, 2025, 3, VAT_HIGH, money("70.40")).of_type(50),
        line(9, 2025, 3, VAT_ELSEWHERE, money("-70.00")).of_type(50),
        line(9, 2025, 3, ROUNDING, money("-0.40")).of_type(50),
        line(8, 2025, 3, BANK, money("-0.40")),
    ];
    let found = remittance_accounts(&chart(), &movements(&rows));
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [id(VAT_ELSEWHERE)]);
}
