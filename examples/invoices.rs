//! What was invoiced in the last month, without VAT and with it, and the newest invoices with what is open of them.

#![allow(clippy::print_stdout)]

use chrono::{Datelike as _, Days};
use clap::Parser;
use exact_examples::Source;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    source: Source,
    /// How many of the newest invoices
    #[arg(long, default_value_t = 5)]
    newest: u32,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { source, newest } = Arguments::parse();
    let connection = source.connect().await?;
    let reports = connection.reports();
    let first_of_this_month = source.today - Days::new(u64::from(source.today.day0()));
    let to = first_of_this_month - Days::new(1);
    let from = to - Days::new(u64::from(to.day0()));
    let answer = reports.invoiced(from, to, None).await?;
    print!("{}", connection.shown(&answer)?);
    let answer = reports.newest_invoices(newest, None, source.today).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
