//! Every account with its begin, debits, credits and end.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().trial_balance(&source.year()).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
