//! Assets, equity and debts today, with the result that is in nobody's equity yet.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().balance_sheet(source.today).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
