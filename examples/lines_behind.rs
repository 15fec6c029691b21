//! The journal lines behind a figure, which add up to it.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;
use exact_reports::results::{Figure, Section};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let reports = connection.reports();
    let answer = reports.profit_and_loss(&source.year()).await?;
    let figure = Figure::Section(Section::OperatingCosts);
    let column = answer.report.columns.first();
    let behind = reports.lines_behind(&answer.report.selector(figure, column)).await?;
    for line in &behind.lines {
        let description = line.detail.description.as_deref().unwrap_or_default();
        println!("{}  {:>14}  {description}", line.date, line.amount);
    }
    println!("{} lines, together {}; {} calls", behind.lines.len(), behind.total, answer.calls + behind.calls);
    Ok(())
}
