//! The budget of three months of this book year next to what was booked.

#![allow(clippy::print_stdout)]

use chrono::Datelike as _;
use clap::Parser as _;
use exact_examples::Source;
use exact_reports::PeriodRequest;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let months = PeriodRequest::Periods { year: i16::try_from(source.today.year())?, from: 1, to: 3 };
    let answer = connection.reports().budget(&months, None).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
