//! That money at the end of every month since the begin of the book year.

#![allow(clippy::print_stdout)]

use chrono::NaiveDate;
use clap::Parser as _;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let from = NaiveDate::from_ymd_opt(source.year_number().into(), 1, 1).unwrap_or(source.today);
    let answer = connection.reports().cash_course(from, source.today).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
