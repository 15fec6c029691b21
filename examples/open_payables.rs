//! What suppliers are owed, by supplier, age and currency.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().payables(source.today).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
