//! Tax returns, how far they are, and what must be filed by when.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().tax_returns(source.today).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
