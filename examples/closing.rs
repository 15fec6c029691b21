//! Up to which period a book year is closed, and movements of money that are not processed yet.

#![allow(clippy::print_stdout)]

use chrono::Months;
use clap::Parser;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let reports = connection.reports();
    let answer = reports.closing(source.year_number()).await?;
    print!("{}", connection.shown(&answer)?);
    let since = source.today - Months::new(12);
    let answer = reports.unprocessed_money(since, source.today).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
