//! The real audit file of 2016, through the sandbox to the figure, against totals that other software computed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that goes wrong should stop")]

mod server;

use std::path::Path;

use exact_model::Decimal;
use exact_reports::live::Administration;
use exact_reports::open_items::{AgeBand, OpenPosition, Side};
use exact_reports::vat::{BoxMapping, Frequency, Rounding, TaxPeriod, VatBox};
use exact_reports::{PeriodBasis, PeriodRequest};
use exact_sandbox::Sandbox;
use server::*;

/// The administration, or `None` (and a line that says so) where the shared folder is not there.
async fn administration() -> Option<(Sandbox, Administration)> {
    let folder = std::env::var_os("EXACT_AUDITFILES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/auditfiles"), Into::into);
    let file = folder.join("ExactOnline_V32_2016.xaf");
    if !file.is_file() {
        eprintln!("skipped: {} is not there", file.display());
        return None;
    }
    Some(open(Sandbox::builder().auditfiles([file])).await)
}

/// A day, the total on it, and the buckets that are not empty.
type Expected = (&'static str, &'static str, &'static [(AgeBand, &'static str)]);

/// Totals of the buckets by due date that are not empty.
fn ages(position: &OpenPosition) -> Vec<(AgeBand, Decimal)> {
    let buckets = position.by_due_date.buckets.iter().filter(|bucket| !bucket.total.is_zero());
    buckets.map(|bucket| (bucket.band, bucket.total)).collect()
}

#[tokio::test]
async fn receivables_of_three_days_are_those_of_the_ledger_by_age() {
    let Some((_sandbox, books)) = administration().await else { return };
    let expected: [Expected; 3] = [
        (
            "2016-03-31",
            "-320720.09",
            &[
                (AgeBand::UpToZero, "12100.00"),
                (AgeBand::To30, "67022.37"),
                (AgeBand::To60, "8000.00"),
                (AgeBand::NoDate, "-407842.46"),
            ],
        ),
        (
            "2016-06-30",
            "-304220.09",
            &[
                (AgeBand::To60, "17000.00"),
                (AgeBand::To90, "12100.00"),
                (AgeBand::Over90, "75022.37"),
                (AgeBand::NoDate, "-408342.46"),
            ],
        ),
        ("2016-12-31", "-304220.09", &[(AgeBand::Over90, "104122.37"), (AgeBand::NoDate, "-408342.46")]),
    ];
    for (as_of, total, buckets) in expected {
        let answer = books.position_on(Side::Receivable, day(as_of)).await.unwrap();
        assert_eq!(answer.report.total, money(total), "{as_of}");
        let buckets: Vec<_> = buckets.iter().map(|(band, amount)| (*band, money(amount))).collect();
        assert_eq!(ages(&answer.report), buckets, "{as_of}");
        assert_eq!(answer.differences().count(), 0, "{as_of}");
        assert!(answer.calls <= 10);
    }
}

#[tokio::test]
async fn payables_are_those_of_the_ledger() {
    let Some((_sandbox, books)) = administration().await else { return };
    let answer = books.payables(day("2016-12-31")).await.unwrap();
    assert_eq!(answer.report.total, money("60400.00"));
    assert_eq!(answer.differences().count(), 0);
    for (as_of, total) in [("2016-03-31", "20100.00"), ("2016-06-30", "35600.00")] {
        let answer = books.position_on(Side::Payable, day(as_of)).await.unwrap();
        assert_eq!(answer.report.total, money(total), "{as_of}");
        assert_eq!(answer.differences().count(), 0, "{as_of}");
    }
}

fn quarters() -> Vec<TaxPeriod> {
    TaxPeriod::all_of(2016, Frequency::Quarter, PeriodBasis::FinancialPeriod)
}

#[tokio::test]
async fn the_boxes_of_every_quarter_are_those_of_the_codes_and_tie_with_the_ledger() {
    let Some((_sandbox, books)) = administration().await else { return };
    let answer = books.vat_returns(&quarters(), &BoxMapping::default(), Rounding::InFavour).await.unwrap();
    let report = &answer.report;
    let amounts = |quarter: usize, vat_box| {
        let row = report.returns[quarter].amount(vat_box).unwrap();
        (row.base, row.vat)
    };
    let pair = |base: &str, vat: &str| (money(base), money(vat));
    assert_eq!(amounts(0, VatBox::HighRate), pair("62284.07", "12366.22"));
    assert_eq!(amounts(0, VatBox::LowRate), pair("10822.71", "649.37"), "6% is the low rate of its day");
    assert_eq!(amounts(0, VatBox::InputVat), pair("30661.16", "6438.84"));
    assert_eq!(amounts(1, VatBox::HighRate), pair("8264.46", "1735.54"));
    assert_eq!(amounts(1, VatBox::ZeroOrReversed).0, money("12000"));
    assert_eq!(amounts(1, VatBox::InputVat), pair("9223.14", "1936.86"));
    assert_eq!(amounts(2, VatBox::HighRate), pair("8553.72", "1796.28"), "VAT to pay on a cost account is a sale");
    assert_eq!(amounts(2, VatBox::InputVat), pair("10743.81", "2256.19"));
    assert_eq!(amounts(3, VatBox::InputVat), pair("8552.06", "1795.94"));
    let exact: Vec<Decimal> = report.returns.iter().map(|one| one.exact.payable).collect();
    assert_eq!(exact, ["6576.75", "-201.32", "-459.91", "-1795.94"].map(money));
    let filed: Vec<Decimal> = report.returns.iter().map(|one| one.filed.payable).collect();
    assert_eq!(filed, ["6576", "-202", "-461", "-1796"].map(money));
    assert_eq!((report.exact, report.filed), (money("4119.58"), money("4117")));
    assert_eq!(answer.differences().count(), 0);
    for one in &report.returns {
        assert!(one.unmapped().next().is_none());
        assert!(one.reconciliation.uncoded.is_empty() && one.reconciliation.unposted.is_empty());
    }
    assert!(answer.calls <= 10, "{} calls", answer.calls);
}

#[tokio::test]
async fn one_return_of_the_year_is_rounded_once() {
    let Some((_sandbox, books)) = administration().await else { return };
    let year = TaxPeriod::all_of(2016, Frequency::Year, PeriodBasis::FinancialPeriod);
    let answer = books.vat_returns(&year, &BoxMapping::default(), Rounding::InFavour).await.unwrap();
    assert_eq!((answer.report.exact, answer.report.filed), (money("4119.58"), money("4119")));
}

#[tokio::test]
async fn by_date_the_year_is_the_same_and_quarters_are_not() {
    let Some((_sandbox, books)) = administration().await else { return };
    let by_date = TaxPeriod::all_of(2016, Frequency::Quarter, PeriodBasis::Date);
    let answer = books.vat_returns(&by_date, &BoxMapping::default(), Rounding::Exact).await.unwrap();
    assert_eq!(answer.report.exact, money("4119.58"));
    assert_eq!(answer.report.filed, answer.report.exact);
    assert_eq!(answer.differences().count(), 0);
}

const YEAR: PeriodRequest = PeriodRequest::BookYear(2016);

#[tokio::test]
async fn revenue_is_not_that_of_the_sales_journal_alone_nor_what_was_invoiced() {
    let Some((_sandbox, books)) = administration().await else { return };
    let report = books.revenue(&YEAR, day("2016-12-31")).await.unwrap().report;
    assert_eq!(report.total, money("213180.24"));
    let (sales_journal, invoiced) = (money("91106.78"), money("104122.37"));
    assert!(![sales_journal, invoiced].contains(&report.total));
}

#[tokio::test]
async fn revenue_by_period_is_not_that_by_booking_date() {
    let Some((_sandbox, books)) = administration().await else { return };
    let report = books.revenue(&YEAR, day("2016-12-31")).await.unwrap().report;
    let of = |number: i16| report.by_period.iter().find(|period| period.number == number).unwrap().amount;
    let expected = ["7547.17", "16559.61", "10000.00", "5000.00", "16000.00", "8264.46"].map(money);
    assert_eq!((1..=6).map(of).collect::<Vec<_>>(), expected);
    assert_eq!(of(10), money("149809.00"));
    assert_ne!((of(2), of(3)), (money("56559.61"), money("-30000.00")));
}

#[tokio::test]
async fn the_largest_customer_bears_a_correction_whose_customer_is_on_another_line() {
    let Some((_sandbox, books)) = administration().await else { return };
    let report = books.revenue_by_customer(&YEAR).await.unwrap().report;
    let first = &report.customers[0];
    assert_eq!((first.customer.name(), first.amount), ("Fittsport BV", money("49061.25")));
    assert_ne!(first.amount, money("54061.25"));
    assert_eq!(report.nobody.unwrap().amount, money("127073.46"));
}

#[tokio::test]
async fn the_vat_debt_is_not_the_sum_of_rounded_returns() {
    let Some((_sandbox, books)) = administration().await else { return };
    let report = books.vat_balance(day("2016-12-31")).await.unwrap().report;
    assert_eq!(report.total, money("4119.58"));
    assert!(![money("4117"), money("4119")].contains(&report.total));
}

#[tokio::test]
async fn receivables_are_not_the_open_invoices_and_not_all_of_them_are_old() {
    let Some((_sandbox, books)) = administration().await else { return };
    let report = books.receivables(day("2016-12-31")).await.unwrap().report;
    assert_eq!((report.total, report.invoices), (money("-304220.09"), money("104122.37")));
    assert_eq!(report.total - report.invoices, money("-408342.46"));
    assert!(!ages(&report).contains(&(AgeBand::Over90, money("-304220.09"))));
}
