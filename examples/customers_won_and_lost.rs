//! Customers that stayed, came and went between two book years.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;
use exact_reports::comparison::CustomerChanges;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let reports = connection.reports();
    let before = reports.revenue_by_customer(&source.year_before()).await?;
    let after = reports.revenue_by_customer(&source.year()).await?;
    print!("{}", connection.tables(&CustomerChanges::of(&before.report, &after.report)?)?);
    println!("{} calls", before.calls + after.calls);
    Ok(())
}
