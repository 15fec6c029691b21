//! What must be paid to suppliers this month, and what is overdue.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;
use exact_reports::open_items::{Horizon, Side};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().falling_due(Side::Payable, source.today, Horizon::Month).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
