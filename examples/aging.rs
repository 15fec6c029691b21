//! Open invoices and credits by days past the due date, of customers and of suppliers.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let reports = connection.reports();
    let (customers, suppliers) = (reports.receivables(source.today).await?, reports.payables(source.today).await?);
    print!("{}", connection.tables(&customers.report.by_due_date)?);
    print!("{}", connection.tables(&suppliers.report.by_due_date)?);
    println!("{} calls", customers.calls + suppliers.calls);
    Ok(())
}
