//! Reads some pages, keeps where it was as text, and goes on from there as another process would.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_client::Continuation;
use exact_examples::Source;
use exact_model::financial_transaction::TransactionLine;
use exact_model::{Decimal, projection};
use futures::StreamExt as _;

projection! {
    /// The only column this program reads.
    struct Booked of TransactionLine {
        amount: Decimal = AMOUNT_DC,
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let connection = Source::parse().connect().await?;
    let list = connection.division.list::<Booked>().bulk();
    let (mut lines, mut sum) = (0, Decimal::ZERO);

    let mut pages = list.clone().pages();
    for _ in 0..3 {
        let Some(page) = pages.next().await else { break };
        let rows = page?.rows;
        lines += rows.len();
        sum += rows.iter().map(|line| line.amount).sum::<Decimal>();
    }
    let Some(left) = pages.continuation() else {
        println!("{lines} lines, debit less credit {sum}: that was all of them");
        return Ok(());
    };
    let kept = serde_json::to_string(&left)?;
    println!("{lines} lines, then left; {} bytes say where", kept.len());

    let left: Continuation = serde_json::from_str(&kept)?;
    let mut pages = list.resume(left).pages();
    while let Some(page) = pages.next().await {
        let rows = page?.rows;
        lines += rows.len();
        sum += rows.iter().map(|line| line.amount).sum::<Decimal>();
    }
    println!("{lines} lines in all, debit less credit {sum}");
    Ok(())
}
