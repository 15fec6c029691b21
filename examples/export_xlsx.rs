//! A workbook with profit and loss, balance sheet and open items, a sheet for every table.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;
use exact_reports::table::{Tabular as _, xlsx};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let (reports, currency) = (connection.reports(), &connection.currency);
    let mut tables = reports.profit_and_loss(&source.year()).await?.report.tables(currency);
    tables.extend(reports.balance_sheet(source.today).await?.report.tables(currency));
    tables.extend(reports.receivables(source.today).await?.report.tables(currency));
    let file = std::env::temp_dir().join("exact-online.xlsx");
    std::fs::write(&file, xlsx::workbook(&tables)?)?;
    println!("{} sheets in {}", tables.len(), file.display());
    Ok(())
}
