//! What customers owed at the end of a book year.

#![allow(clippy::print_stdout)]

use chrono::NaiveDate;
use clap::Parser as _;
use exact_examples::Source;
use exact_reports::open_items::Side;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let day = NaiveDate::from_ymd_opt(source.year_number().into(), 12, 31).unwrap_or(source.today);
    let answer = connection.reports().position_on(Side::Receivable, day).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
