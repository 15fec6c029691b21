//! Supplies within the EU in the last quarter, by VAT number.

#![allow(clippy::print_stdout)]

use anyhow::Context as _;
use clap::Parser as _;
use exact_examples::Source;
use exact_reports::PeriodBasis;
use exact_reports::vat::{BoxMapping, Frequency, Rounding, TaxPeriod};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let now = TaxPeriod::containing(source.today, Frequency::Quarter, PeriodBasis::FinancialPeriod);
    let quarter = now.and_then(|quarter| quarter.previous()).context("today has no quarter before it")?;
    let answer = connection.reports().eu_listing(&quarter, &BoxMapping::default(), Rounding::InFavour).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
