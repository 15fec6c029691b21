//! Whether a supplier's invoice was paid, and when: by its number, its reference or the number of its entry.

#![allow(clippy::print_stdout)]

use anyhow::Context as _;
use clap::Parser;
use exact_examples::Source;
use exact_reports::open_items::Side;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    source: Source,
    /// The number or reference; without it that of an invoice that is open
    #[arg(long)]
    reference: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { source, reference } = Arguments::parse();
    let connection = source.connect().await?;
    let reports = connection.reports();
    let reference = match reference {
        Some(reference) => reference,
        None => {
            let open = reports.payables(source.today).await?.report;
            open.items
                .iter()
                .find_map(|item| item.your_ref.as_deref())
                .context("no open invoice has a reference")?
                .to_owned()
        }
    };
    let answer = reports.invoice(Side::Payable, &reference, source.today).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
