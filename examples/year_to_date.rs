//! This book year up to today against the same months of the year before.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().to_date(source.today).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
