//! Purchase invoices of a year that may have come twice.

#![allow(clippy::print_stdout)]

use chrono::Months;
use clap::Parser as _;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let since = source.today.checked_sub_months(Months::new(12)).unwrap_or(source.today);
    let answer = connection.reports().duplicates(since, source.today).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
