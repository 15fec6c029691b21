//! A book year against the one before, every account with its change.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().comparison(&source.year_before(), &source.year()).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
