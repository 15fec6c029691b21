//! A real administration of Exact Online, from its audit file through HTTP to the figure, against totals that other software
//! computed (`../shared/auditfiles`). Every plausible wrong answer on the same books is tested not to be given.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use exact_model::financial::ReportingBalance;
use exact_model::{Decimal, projection};
use exact_reports::live::Administration;
use exact_reports::period::PeriodRequest;
use exact_sandbox::Sandbox;
use exact_tests::{real_auditfile, start};

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn administration() -> Option<(Sandbox, Administration)> {
    let (sandbox, exact) = start(Sandbox::builder().auditfiles([real_auditfile()?])).await;
    let division = exact.division(sandbox.divisions()[0]);
    Some((sandbox, Administration::new(division)))
}

#[tokio::test]
async fn revenue_by_period_is_that_of_the_ledger() {
    let Some((_sandbox, books)) = administration().await else { return };
    let answer = books.revenue(&PeriodRequest::BookYear(2016), day("2016-12-31")).await.unwrap();
    assert_eq!(answer.report.total, dec("213180.24"));
    let ours: Vec<(i16, Decimal)> = answer
        .report
        .by_period
        .iter()
        .filter(|period| !period.amount.is_zero())
        .map(|period| (period.number, period.amount))
        .collect();
    let expected = [
        (1, "7547.17"),
        (2, "16559.61"),
        (3, "10000.00"),
        (4, "5000.00"),
        (5, "16000.00"),
        (6, "8264.46"),
        (10, "149809.00"),
    ];
    assert_eq!(ours, expected.map(|(period, amount)| (period, dec(amount))));
    assert_eq!(answer.report.by_period.len(), 12, "months without revenue are shown too");
    assert_eq!(answer.differences().count(), 0);
}

#[tokio::test]
async fn the_top_customer_and_the_revenue_without_customer_are_right() {
    let Some((_sandbox, books)) = administration().await else { return };
    let answer = books.revenue_by_customer(&PeriodRequest::BookYear(2016)).await.unwrap();
    let report = &answer.report;
    let customers: Vec<(&str, Decimal)> =
        report.customers.iter().map(|row| (row.customer.name(), row.amount)).collect();
    assert_eq!(customers[0], ("Fittsport BV", dec("49061.25")), "not 54,061.25: the correction in the journal is his");
    assert_eq!(report.nobody.as_ref().unwrap().amount, dec("127073.46"));
    assert_eq!(
        customers[1..],
        [
            ("Belgium Bouncers", dec("20000.00")),
            ("ABC Producten & Diensten B.V.", dec("7547.17")),
            ("Villa Borghesia", dec("6611.57")),
            ("Restaurant Fyra B.V.", dec("1886.79")),
            ("deboer grafische industrie", dec("1000.00")),
        ]
    );
    assert_eq!(report.total, dec("213180.24"));
}

#[tokio::test]
async fn receivables_are_the_ledger_with_unapplied_receipts_apart() {
    let Some((_sandbox, books)) = administration().await else { return };
    let answer = books.receivables(day("2016-12-31")).await.unwrap();
    let report = &answer.report;
    assert_eq!(report.total, dec("-304220.09"));
    assert_eq!(report.invoices, dec("104122.37"));
    assert_eq!(report.credit_notes + report.unapplied, dec("-408342.46"));
    assert_eq!(report.invoice_count, 9);
    assert_eq!(answer.differences().count(), 0);
    // The token, the accounts, the open items, their balance, and one to see that there are no earlier years.
    assert_eq!(answer.calls, 5);
}

#[tokio::test]
async fn the_vat_debt_and_its_quarters_are_those_of_the_ledger() {
    let Some((_sandbox, books)) = administration().await else { return };
    let answer = books.vat_balance(day("2016-12-31")).await.unwrap();
    assert_eq!(answer.report.total, dec("4119.58"), "not 4,117 or 4,119, which are rounded returns");
    let quarters: Vec<Decimal> = answer.report.return_periods.iter().map(|period| period.amount).collect();
    assert_eq!(quarters, [dec("6576.75"), dec("-201.32"), dec("-459.91"), dec("-1795.94")]);
}

projection! {
    /// A movement of the trial balance.
    struct Movement of ReportingBalance {
        account: String = GL_ACCOUNT_CODE,
        period: i32 = REPORTING_PERIOD,
        amount: Decimal = AMOUNT,
    }
}

#[tokio::test]
async fn the_trial_balance_over_http_has_all_330_points() {
    let Some((_sandbox, books)) = administration().await else { return };
    let read = books.division().list::<Movement>().complete().await.unwrap();
    let mut movements: BTreeMap<(&str, i32), Decimal> = BTreeMap::new();
    for row in read.rows() {
        *movements.entry((&row.account, row.period)).or_default() += row.amount;
    }
    let csv = real_auditfile().unwrap().with_extension("trial-balance.csv");
    let csv = std::fs::read_to_string(csv).unwrap();
    let mut points = 0;
    for row in csv.lines().skip(1) {
        // The description in the middle may hold commas; the columns that count are at the ends.
        let columns: Vec<&str> = row.split(',').collect();
        let (period, account): (i32, &str) = (columns[3].parse().unwrap(), columns[4]);
        let up_to = movements.iter().filter(|((code, number), _)| *code == account && *number <= period);
        let ours: Decimal = up_to.map(|(_, amount)| amount).sum();
        assert_eq!(ours, dec(columns[columns.len() - 2]), "account {account} up to period {period}");
        points += 1;
    }
    assert_eq!(points, 330);
}
