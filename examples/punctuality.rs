//! How many days late each customer pays on average.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;
use exact_reports::open_items::Side;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().punctuality(Side::Receivable, source.today).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
