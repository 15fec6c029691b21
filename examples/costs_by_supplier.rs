//! Costs by supplier, and what no supplier is known of.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;
use exact_reports::costs::CostScope;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().costs_by_supplier(&source.year(), CostScope::Operating).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
