//! Costs that are fixed by nature, and what recurs.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().fixed_costs(&source.year()).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
