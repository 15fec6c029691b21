//! Revenue of this book year by month, compared with Exact's own overview.

#![allow(clippy::print_stdout)]

use chrono::Datelike as _;
use clap::Parser as _;
use exact_examples::Source;
use exact_reports::period::PeriodRequest;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let year = i16::try_from(source.today.year())?;
    let answer = connection.reports().revenue(&PeriodRequest::BookYear(year), source.today).await?;
    for period in &answer.report.by_period {
        println!("{}-{:02} {:>14}", period.year, period.number, period.amount);
    }
    println!("total   {:>14}   {} lines, {} calls", answer.report.total, answer.basis.lines, answer.calls);
    for check in &answer.checks {
        println!("check {:?}: {} here, {} at Exact", check.against, check.ours, check.exacts);
    }
    Ok(())
}
