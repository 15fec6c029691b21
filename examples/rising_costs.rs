//! Accounts whose costs rose since the year before, largest rise first.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;
use exact_reports::costs::{CostScope, risers};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let reports = connection.reports();
    let before = reports.costs(&source.year_before(), CostScope::Operating).await?;
    let after = reports.costs(&source.year(), CostScope::Operating).await?;
    print!("{}", connection.tables(&risers(&before.report, &after.report)?)?);
    println!("{} calls", before.calls + after.calls);
    Ok(())
}
