//! What is owed to the tax office, and from which quarter.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().vat_balance(source.today).await?;
    for account in &answer.report.accounts {
        println!("{:>14}  {} ({:?})", account.amount, account.account.description, account.role);
    }
    for period in &answer.report.return_periods {
        let quarter = period.quarter.map_or_else(
            || "outside the calendar".to_owned(),
            |quarter| format!("Q{} {}", quarter.number, quarter.year),
        );
        println!("{:>14}  booked in {quarter}", period.amount);
    }
    println!("{:>14}  to pay, {} calls", answer.report.total, answer.calls);
    Ok(())
}
