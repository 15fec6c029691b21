//! No row is lost, whatever the number of rows and whatever envelope they come in.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use exact_model::financial_transaction::TransactionLine;
use exact_model::{Complete, Decimal, Uuid, projection};
use exact_reports::live::Administration;
use exact_reports::period::PeriodRequest;
use exact_sandbox::Sandbox;
use exact_tests::{DIVISION, YEAR, amount, books, start};
use futures::TryStreamExt as _;

projection! {
    /// A line's id and amount.
    struct Amount of TransactionLine {
        id: Uuid = ID,
        amount: Decimal = AMOUNT_DC,
    }
}

const COUNTS: [usize; 9] = [0, 1, 59, 60, 61, 999, 1_000, 1_001, 12_345];

/// Every way in which a list may come.
const QUIRKS: [&[&str]; 4] =
    [&[], &["bulk-next=beside"], &["next-after-full-page=yes"], &["bulk-next=beside", "next-after-full-page=yes"]];

fn oracle(lines: usize) -> Decimal {
    (0..lines).map(amount).sum()
}

fn verify(read: &Complete<Amount>, lines: usize, what: &str) {
    let ids: BTreeSet<Uuid> = read.rows().iter().map(|row| row.id).collect();
    assert_eq!(ids.len(), lines, "{what}: every line once");
    assert_eq!(read.proof().rows, lines as u64, "{what}");
    assert_eq!(read.rows().iter().map(|row| row.amount).sum::<Decimal>(), oracle(lines), "{what}");
}

#[tokio::test]
async fn every_number_of_rows_in_every_envelope_adds_up_to_the_oracle() {
    for lines in COUNTS {
        let books = books(lines);
        for quirks in QUIRKS {
            let mut builder = Sandbox::builder().books(books.clone());
            for quirk in quirks {
                builder = builder.quirk(quirk).unwrap();
            }
            let (_sandbox, exact) = start(builder).await;
            let division = exact.division(DIVISION);
            let what = format!("{lines} lines, {quirks:?}");
            verify(&division.list::<Amount>().complete().await.unwrap(), lines, &format!("single, {what}"));
            verify(&division.list::<Amount>().bulk().complete().await.unwrap(), lines, &format!("bulk, {what}"));
            verify(&division.list::<Amount>().sync_after(0).complete().await.unwrap(), lines, &format!("sync, {what}"));
        }
    }
}

#[tokio::test]
async fn a_top_below_at_and_above_the_page_size_gives_that_many_rows() {
    let (_sandbox, exact) = start(Sandbox::builder().books(books(1_001))).await;
    let division = exact.division(DIVISION);
    for top in [1, 59, 60, 61, 100, 1_000, 1_001, 2_000_u32] {
        let rows: Vec<Amount> = division.list().top(top).items().try_collect().await.unwrap();
        assert_eq!(rows.len(), usize::try_from(top).unwrap().min(1_001), "top {top}");
    }
}

#[tokio::test]
async fn revenue_is_that_of_all_lines_however_many_there_are() {
    for lines in COUNTS.into_iter().filter(|lines| *lines > 0) {
        let (_sandbox, exact) = start(Sandbox::builder().books(books(lines))).await;
        let administration = Administration::new(exact.division(DIVISION));
        let period = PeriodRequest::BookYear(YEAR);
        let today = chrono::NaiveDate::from_ymd_opt(i32::from(YEAR), 12, 31).unwrap();
        let by_period = administration.revenue(&period, today).await.unwrap();
        let by_customer = administration.revenue_by_customer(&period).await.unwrap();
        assert_eq!(by_period.report.total, -oracle(lines), "{lines} lines, by period");
        assert_eq!(by_customer.report.total, -oracle(lines), "{lines} lines, by customer");
    }
}
