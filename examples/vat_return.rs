//! The VAT returns of the quarters of a year by box, tied to the VAT accounts.

#![allow(clippy::print_stdout)]

use clap::Parser as _;
use exact_examples::Source;
use exact_reports::PeriodBasis;
use exact_reports::vat::{BoxMapping, Frequency, Rounding, TaxPeriod};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let year = source.year_number().into();
    let quarters = TaxPeriod::all_of(year, Frequency::Quarter, PeriodBasis::FinancialPeriod);
    let answer = connection.reports().vat_returns(&quarters, &BoxMapping::default(), Rounding::InFavour).await?;
    print!("{}", connection.shown(&answer)?);
    Ok(())
}
