//! Reads every journal line as a stream: one page in memory at a time, however many lines there are.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;
use exact_model::financial_transaction::TransactionLine;
use exact_model::{Decimal, projection};
use futures::TryStreamExt as _;

projection! {
    /// The only column this program reads.
    struct Booked of TransactionLine {
        amount: Decimal = AMOUNT_DC,
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let connection = Source::parse().connect().await?;
    let mut lines = connection.division.list::<Booked>().bulk().items();
    let (mut count, mut sum) = (0_u64, Decimal::ZERO);
    while let Some(line) = lines.try_next().await? {
        count += 1;
        sum += line.amount;
    }
    println!("{count} lines, debit less credit {sum}, {} calls", connection.division.exact().calls().total());
    Ok(())
}
