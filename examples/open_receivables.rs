//! Who still has to pay, by days past the due date.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let answer = connection.reports().receivables(source.today).await?;
    let report = &answer.report;
    for customer in report.customers.iter().take(10) {
        println!("{:>14}  {}", customer.total, customer.customer.name());
    }
    println!("{:>14}  {} open invoices", report.invoices, report.invoice_count);
    println!("{:>14}  credit notes", report.credit_notes);
    println!("{:>14}  receipts that belong to no invoice", report.unapplied);
    println!("{:>14}  total, {} calls", report.total, answer.calls);
    Ok(())
}
