//! Administrations side by side, and together by currency.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;
use exact_reports::Explained;
use exact_reports::group::{Group, Member};
use exact_reports::live::Administration;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let mut members = Vec::new();
    for row in connection.division.exact().divisions().await?.rows() {
        let reports = Administration::new(connection.division.exact().division(row.code));
        let answer = reports.profit_and_loss(&source.year()).await?;
        members.push(Member {
            name: row.description.clone().unwrap_or_else(|| row.code.to_string()),
            currency: row.currency.clone().unwrap_or_else(|| "EUR".to_owned()),
            statement: Explained { report: answer.report, basis: answer.basis, checks: answer.checks },
        });
    }
    print!("{}", connection.tables(&Group::of(members)?)?);
    Ok(())
}
