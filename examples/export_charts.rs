//! Charts as SVG and PNG: results, costs, customers, money, open items, VAT.

#![allow(clippy::print_stdout)]

use chrono::NaiveDate;
use clap::Parser as _;
use exact_examples::Source;
use exact_reports::PeriodBasis;
use exact_reports::chart::{Charted as _, Style};
use exact_reports::costs::CostScope;
use exact_reports::vat::{BoxMapping, Frequency, Rounding, TaxPeriod};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let connection = source.connect().await?;
    let (reports, currency, year) = (connection.reports(), connection.currency.as_str(), source.year());
    let first = NaiveDate::from_ymd_opt(source.year_number().into(), 1, 1).unwrap_or(source.today);
    let quarters = TaxPeriod::all_of(source.year_number().into(), Frequency::Quarter, PeriodBasis::FinancialPeriod);
    let charts = [
        ("omzet", reports.revenue(&year, source.today).await?.chart(currency)),
        ("klanten", reports.revenue_by_customer(&year).await?.chart(currency)),
        ("resultaat", reports.profit_and_loss(&year).await?.chart(currency)),
        ("kosten", reports.costs(&year, CostScope::WithCostOfGoods).await?.report.chart_by_kind(currency)),
        ("vergelijking", reports.comparison(&source.year_before(), &year).await?.chart(currency)),
        ("geld", reports.cash_course(first, source.today).await?.chart(currency)),
        ("debiteuren", reports.receivables(source.today).await?.chart(currency)),
        ("btw", {
            let mapping = BoxMapping::default();
            reports.vat_returns(&quarters, &mapping, Rounding::InFavour).await?.chart(currency)
        }),
    ];
    let folder = std::env::temp_dir().join("exact-online-charts");
    std::fs::create_dir_all(&folder)?;
    for (name, chart) in charts {
        std::fs::write(folder.join(format!("{name}.svg")), chart.svg(&Style::default())?)?;
        std::fs::write(folder.join(format!("{name}.png")), chart.png(&Style::dark())?)?;
        println!("{name}: {}", chart.title);
    }
    println!("in {}", folder.display());
    Ok(())
}
