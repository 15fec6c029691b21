//! VAT: the debt in the ledger, the return by box, supplies within the EU, turnover by rate, and what was filed.

mod balance;
mod filing;
mod listing;
mod returns;
mod turnover;

use chrono::{Datelike as _, NaiveDate};
use exact_reports::PeriodBasis;
use exact_reports::vat::{Frequency, TaxPeriod};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{day, period};
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::reply::Reply;

/// Arguments of `btw`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VatArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code")]
    administration: Option<String>,
    #[serde(default, rename = "periode")]
    #[schemars(with = "String", description = "zoals Q4 2025; de stand is die aan het einde ervan; standaard nu")]
    period: Option<String>,
    #[serde(default, rename = "per")]
    #[schemars(
        with = "VatBy",
        description = "stand (schuld of vordering, standaard), rubriek (de aangifte, ook voorbelasting), tarief (omzet per tarief), icp, ingediend (klopt de aangifte met de boeken), termijn (wanneer indienen)"
    )]
    by: Option<VatBy>,
}

/// Rows of `btw`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
enum VatBy {
    #[serde(rename = "stand", alias = "kwartaal")]
    Balance,
    #[serde(rename = "rubriek", alias = "aangifte")]
    Box,
    #[serde(rename = "tarief")]
    Rate,
    #[serde(rename = "icp")]
    EuListing,
    #[serde(rename = "ingediend")]
    Filed,
    #[serde(rename = "termijn")]
    Deadline,
}

/// What the data has besides what every figure has.
pub(super) fn facts_schema() -> [(&'static str, Value); 8] {
    let (text, list) = (json!({ "type": "string" }), json!({ "type": "array", "items": { "type": "object" } }));
    [
        ("per_rekening", list.clone()),
        ("per_btw_code", list),
        ("aangifte", json!({ "type": "object" })),
        ("voorbelasting", text.clone()),
        ("verschuldigd", text.clone()),
        ("voor_afronding", text.clone()),
        ("termijn", text.clone()),
        ("correctie", text),
    ]
}

pub(super) async fn answer(books: &Books, arguments: VatArguments) -> Result<Reply, Failure> {
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    let asked = arguments.period.as_deref();
    match arguments.by.unwrap_or(VatBy::Balance) {
        VatBy::Balance => {
            let as_of = day(books, &mut opened, asked).await?;
            Box::pin(balance::answer(books, &opened, as_of)).await
        }
        VatBy::Box => {
            let periods = tax_periods(books, &mut opened, asked).await?;
            Box::pin(returns::answer(books, &opened, &periods)).await
        }
        VatBy::Rate => {
            let periods = tax_periods(books, &mut opened, asked).await?;
            Box::pin(turnover::answer(books, &opened, &whole(&periods)?)).await
        }
        VatBy::EuListing => {
            let periods = tax_periods(books, &mut opened, asked).await?;
            Box::pin(listing::answer(books, &opened, &whole(&periods)?)).await
        }
        VatBy::Filed => {
            let text = asked.unwrap_or("dit jaar");
            let periods = tax_periods(books, &mut opened, Some(text)).await?;
            Box::pin(filing::compared(books, &opened, &periods)).await
        }
        VatBy::Deadline => Box::pin(filing::deadlines(books, &opened)).await,
    }
}

/// The return periods that a period comes down to: one month, one quarter, or the quarters of a year.
async fn tax_periods(books: &Books, opened: &mut Opened, asked: Option<&str>) -> Result<Vec<TaxPeriod>, Failure> {
    let (from, to) = match asked {
        None => (opened.today, opened.today),
        Some(text) => {
            let asked = period(books, opened, text).await?;
            (asked.from, asked.to)
        }
    };
    if asked.is_none() {
        return one(from, Frequency::Quarter).map(|period| vec![period]).ok_or_else(|| no_return_period(from, to));
    }
    let fits = |frequency| one(from, frequency).filter(|period| (period.start, period.end) == (from, to));
    if let Some(period) = [Frequency::Month, Frequency::Quarter].into_iter().find_map(fits) {
        return Ok(vec![period]);
    }
    let quarters: Vec<TaxPeriod> = (from.year()..=to.year())
        .flat_map(|year| TaxPeriod::all_of(year, Frequency::Quarter, PeriodBasis::FinancialPeriod))
        .filter(|quarter| from <= quarter.start && quarter.end <= to && quarter.start <= opened.today)
        .collect();
    let starts = quarters.first().is_some_and(|quarter| quarter.start == from);
    if starts { Ok(quarters) } else { Err(no_return_period(from, to)) }
}

fn one(day: NaiveDate, frequency: Frequency) -> Option<TaxPeriod> {
    TaxPeriod::containing(day, frequency, PeriodBasis::FinancialPeriod)
}

fn no_return_period(from: NaiveDate, to: NaiveDate) -> Failure {
    Failure::new(
        "geen_aangiftetijdvak",
        format!("{} t/m {} is geen aangiftetijdvak.", dutch::date(from), dutch::date(to)),
        "Kies een kalendermaand, een kwartaal of een kalenderjaar dat al begonnen is, bijvoorbeeld Q4 2025.",
    )
}

/// Several quarters as one period, from the first day to the last.
fn whole(periods: &[TaxPeriod]) -> Result<TaxPeriod, Failure> {
    match periods {
        [first, .., last] => Ok(TaxPeriod { frequency: Frequency::Year, end: last.end, ..*first }),
        [only] => Ok(*only),
        [] => Err(Failure::new("geen_aangiftetijdvak", "Er is nog geen tijdvak begonnen.", "Kies een eerder tijdvak.")),
    }
}

/// "1e kwartaal 2025", "1e kwartaal 2025 t/m 3e kwartaal 2025".
fn label(periods: &[TaxPeriod]) -> String {
    match periods {
        [only] => only.label(),
        [first, .., last] => format!("{} t/m {}", first.label(), last.label()),
        [] => String::new(),
    }
}
