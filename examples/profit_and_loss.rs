//! Profit and loss of a book year with its subtotals, in total and by month.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().profit_and_loss(&source.year()).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
