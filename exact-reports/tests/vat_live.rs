//! VAT returns of made-up companies through the sandbox, against a count over their books that shares nothing with ours.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that goes wrong should stop")]

mod server;

use std::collections::BTreeMap;

use exact_model::Decimal;
use exact_reports::PeriodBasis;
use exact_reports::vat::{BoxMapping, Correction, Frequency, Rounding, TaxPeriod, TurnoverClass, VatBox};
use exact_sandbox::books::Division;
use exact_sandbox::books::company::Company;
use server::*;

/// What belongs in a box by Exact's standard codes, counted from the books: bases by code, VAT by ledger account.
fn count(books: &Division, months: core::ops::RangeInclusive<i16>) -> BTreeMap<&'static str, (Decimal, Decimal)> {
    let types: BTreeMap<_, _> =
        books.accounts.iter().map(|account| (account.code.as_str(), account.account_type)).collect();
    let mut boxes: BTreeMap<&str, (Decimal, Decimal)> = BTreeMap::new();
    let entries = books.entries.iter().filter(|entry| entry.year == 2025 && months.contains(&entry.period));
    for entry in entries.filter(|entry| !entry.kind.is_closing() && ![10, 50].contains(&entry.kind.0)) {
        for line in &entry.lines {
            let (account, amount) = (line.account.as_str(), line.amount_dc);
            if types[account] == 24 {
                let (name, sign) = match account {
                    "1500" => ("1a", -1),
                    "1510" => ("1b", -1),
                    "1511" => ("4a", -1),
                    "1512" => ("4b", -1),
                    "1513" => ("1d", -1),
                    "1520" => ("5b", 1),
                    // Payments to the tax office.
                    _ => continue,
                };
                boxes.entry(name).or_default().1 += amount * Decimal::from(sign);
                continue;
            }
            let Some(code) = line.vat_code.as_deref() else { continue };
            let is_sale = matches!(entry.kind.0, 20 | 21) || (entry.kind.0 == 40 && account.starts_with('8'));
            let name = match (code, is_sale) {
                ("0", _) => continue,
                ("1" | "3", true) => "1b",
                ("2" | "4", true) => "1a",
                ("5" | "20", true) => "1e",
                ("6", true) => "3a",
                ("7", true) => "3b",
                ("5", false) => "2a",
                ("9", false) => "4a",
                ("10", false) => "4b",
                (_, true) => panic!("sale with code {code}"),
                (_, false) => "5b",
            };
            boxes.entry(name).or_default().0 += if is_sale { -amount } else { amount };
        }
    }
    boxes
}

#[tokio::test]
async fn every_box_of_every_quarter_is_what_the_books_hold() {
    for company in [Company::Wholesaler, Company::Consultancy, Company::Group, Company::ClosedYears] {
        let (sandbox, administration) = server::company(company).await;
        let quarters = TaxPeriod::all_of(2025, Frequency::Quarter, PeriodBasis::FinancialPeriod);
        let answer = administration.vat_returns(&quarters, &BoxMapping::default(), Rounding::Exact).await.unwrap();
        assert_eq!(answer.calls, u64::try_from(sandbox.calls().len()).unwrap());
        assert!(answer.calls <= 10, "{} calls", answer.calls);
        assert_eq!(answer.differences().count(), 0, "{company:?}");
        for (number, one) in (0..).zip(&answer.report.returns) {
            let books = &sandbox.books().divisions[0];
            let expected = count(books, number * 3 + 1..=number * 3 + 3);
            let ours = |vat_box| one.amount(vat_box).map(|row| (row.base, row.vat)).unwrap();
            let theirs = |name| expected.get(name).copied().unwrap_or_default();
            for vat_box in VatBox::ALL {
                assert_eq!(ours(vat_box).0, theirs(vat_box.number()).0, "{company:?} {number} base {vat_box}");
                // VAT that was reversed to us stands on the account of the high rate as well.
                let vat = match vat_box {
                    VatBox::HighRate => ours(vat_box).1 + ours(VatBox::ReversedToUs).1,
                    VatBox::ReversedToUs => continue,
                    _ => ours(vat_box).1,
                };
                assert_eq!(vat, theirs(vat_box.number()).1, "{company:?} {number} VAT {vat_box}");
            }
            assert_eq!(one.reconciliation.difference, Decimal::ZERO);
        }
    }
}

#[tokio::test]
async fn thirteen_periods_and_broken_years_tie_with_the_ledger_too() {
    for company in [Company::ThirteenPeriods, Company::BrokenYear] {
        let (_sandbox, administration) = server::company(company).await;
        for basis in [PeriodBasis::FinancialPeriod, PeriodBasis::Date] {
            let periods = TaxPeriod::all_of(2025, Frequency::Quarter, basis);
            let answer = administration.vat_returns(&periods, &BoxMapping::default(), Rounding::Exact).await.unwrap();
            assert_eq!(answer.differences().count(), 0, "{company:?} {basis:?}");
            assert_ne!(answer.report.exact, Decimal::ZERO);
            assert!(answer.calls <= 10, "{} calls", answer.calls);
        }
    }
}

#[tokio::test]
async fn a_small_business_without_vat_gets_no_return_of_zero() {
    let (_sandbox, administration) = company(Company::Starter).await;
    let year = TaxPeriod::all_of(2025, Frequency::Year, PeriodBasis::FinancialPeriod);
    let error = administration.vat_returns(&year, &BoxMapping::default(), Rounding::InFavour).await.unwrap_err();
    assert_eq!(error.report(), Some(&exact_reports::Error::NoVat));
}

#[tokio::test]
async fn supplies_within_the_eu_are_box_3b_by_vat_number() {
    let (sandbox, administration) = company(Company::Wholesaler).await;
    let quarter = TaxPeriod::all_of(2025, Frequency::Quarter, PeriodBasis::FinancialPeriod)[1];
    let answer = administration.eu_listing(&quarter, &BoxMapping::default(), Rounding::Exact).await.unwrap();
    assert_eq!(answer.differences().count(), 0);
    let expected = count(&sandbox.books().divisions[0], 4..=6);
    assert_eq!(answer.report.exact, expected["3b"].0);
    assert!(answer.report.customers.iter().all(|one| one.vat_number.is_some()));
    assert!(answer.calls <= 10, "{} calls", answer.calls);
}

#[tokio::test]
async fn turnover_by_rate_is_the_revenue_of_the_ledger() {
    let (sandbox, administration) = company(Company::Wholesaler).await;
    let year = TaxPeriod::all_of(2025, Frequency::Year, PeriodBasis::FinancialPeriod)[0];
    let answer = administration.turnover_by_rate(&year, &BoxMapping::default()).await.unwrap();
    let revenue = administration.revenue(&exact_reports::PeriodRequest::BookYear(2025), day(TODAY)).await.unwrap();
    assert_eq!(answer.report.total, revenue.report.total);
    assert_eq!(answer.report.rows.iter().map(|row| row.amount).sum::<Decimal>(), answer.report.total);
    let books = &sandbox.books().divisions[0];
    let coded = count(books, 1..=12);
    let of = |class| answer.report.rows.iter().find(|row| row.class == class).map_or(Decimal::ZERO, |row| row.amount);
    assert_eq!(of(TurnoverClass::Rate(Decimal::new(21, 2))), coded["1a"].0);
    assert_eq!(of(TurnoverClass::Rate(Decimal::new(9, 2))), coded["1b"].0);
    assert_eq!(of(TurnoverClass::IntraEu), coded["3b"].0);
    assert_eq!(of(TurnoverClass::Export), coded["3a"].0);
    assert_eq!(of(TurnoverClass::Zero) + of(TurnoverClass::Reversed), coded["1e"].0);
    assert!(answer.calls <= 10, "{} calls", answer.calls);
}

#[tokio::test]
async fn returns_are_read_in_one_call_and_the_first_one_to_come_has_its_deadline() {
    let (_sandbox, administration) = company(Company::Wholesaler).await;
    let answer = administration.tax_returns(day(TODAY)).await.unwrap();
    assert_eq!(answer.calls, 1);
    assert!(answer.report.returns.len() > 4);
    assert!(answer.report.to_file.is_empty());
    assert_eq!(answer.report.next_deadline, Some(day("2026-07-31")));
}

#[tokio::test]
async fn filed_returns_differ_from_the_books_by_what_was_booked_since() {
    let (sandbox, administration) = company(Company::Wholesaler).await;
    let quarters = TaxPeriod::all_of(2025, Frequency::Quarter, PeriodBasis::FinancialPeriod);
    let answer = administration.filed_returns(&quarters, &BoxMapping::default(), Rounding::InFavour).await.unwrap();
    let remitted = |entry: &exact_sandbox::books::Entry| -> Decimal {
        -entry.lines.iter().filter(|line| line.account == "1599").map(|line| line.amount_dc).sum::<Decimal>()
    };
    let entries = sandbox.books().divisions[0].entries.iter();
    let filed: Vec<_> = entries.filter(|entry| entry.kind.0 == 50 && entry.year == 2025).map(remitted).collect();
    assert_eq!(answer.report.returns.iter().map(|one| one.filed.unwrap()).collect::<Vec<_>>(), filed);
    for one in &answer.report.returns {
        assert_eq!(one.difference, one.books - one.filed.unwrap());
    }
    let net: Decimal = answer.report.returns.iter().map(|one| one.difference).sum();
    assert_eq!((answer.report.net, answer.report.correction), (net, Correction::of(net)));
    assert_ne!(net, Decimal::ZERO, "each quarter is corrected after it was filed");
    assert!(answer.calls <= 10, "{} calls", answer.calls);
}
