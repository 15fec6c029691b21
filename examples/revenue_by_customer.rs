//! The five customers with the most revenue, all others together, and revenue that names no customer.

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
    let answer = connection.reports().revenue_by_customer(&PeriodRequest::BookYear(year)).await?;
    let top = answer.report.top(5)?;
    for row in &top.rows {
        println!("{:>14}  {}", row.amount, row.customer.name());
    }
    if let Some(others) = &top.others {
        println!("{:>14}  {} other customers", others.amount, others.customers);
    }
    if let Some(nobody) = &top.nobody {
        println!("{:>14}  without customer", nobody.amount);
    }
    println!("{:>14}  total, {} calls", answer.report.total, answer.calls);
    Ok(())
}
