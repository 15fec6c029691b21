//! Costs by account, by kind and by group of the reference chart; the five largest with all others together.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;
use exact_reports::costs::CostScope;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().costs(&source.year(), CostScope::WithCostOfGoods).await?;
    print!("{}", connection.tables(&answer.report.top(5)?)?);
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
