//! Names of things in tables.

use chrono::Datelike;
use exact_model::Decimal;

use crate::calendar::{Period, Quarter};
use crate::ledger::{Customer, Relation};
use crate::open_items::AgeBand;
use crate::period::month_name;
use crate::series::Column;
#[cfg(feature = "chart")]
pub(crate) use crate::table::notation::dutch_day;
use crate::vat::TurnoverClass;

/// A financial period: its month where it is one.
pub(crate) fn period(year: i16, number: i16, days: Option<&Period>) -> String {
    match days.filter(|days| days.is_calendar_month()) {
        Some(days) => format!("{} {}", month_name(days.start), days.start.year()),
        None => format!("periode {number} van {year}"),
    }
}

pub(crate) fn column(column: &Column) -> String {
    period(column.year, column.number, column.days.as_ref())
}

pub(crate) fn quarter(quarter: Option<Quarter>) -> String {
    quarter.map_or_else(
        || "buiten de periodetabel".to_owned(),
        |quarter| format!("{}e kwartaal {}", quarter.number, quarter.year),
    )
}

pub(crate) fn customer<'a>(customer: &'a Customer, nobody: &'a str) -> &'a str {
    match customer {
        Customer::Known(relation) => name(relation),
        Customer::Nobody => nobody,
    }
}

pub(crate) fn name(relation: &Relation) -> &str {
    if relation.name.trim().is_empty() { "(naam onbekend)" } else { &relation.name }
}

/// A band of days past the due date.
pub(crate) const fn due_band(band: AgeBand) -> &'static str {
    match band {
        AgeBand::UpToZero => "niet vervallen",
        AgeBand::To30 => "1 t/m 30 dagen te laat",
        AgeBand::To60 => "31 t/m 60 dagen te laat",
        AgeBand::To90 => "61 t/m 90 dagen te laat",
        AgeBand::Over90 => "meer dan 90 dagen te laat",
        AgeBand::NoDate => "zonder vervaldatum",
    }
}

/// A band of days since the date of the invoice.
pub(crate) const fn invoice_band(band: AgeBand) -> &'static str {
    match band {
        AgeBand::UpToZero => "van vandaag of later",
        AgeBand::To30 => "1 t/m 30 dagen oud",
        AgeBand::To60 => "31 t/m 60 dagen oud",
        AgeBand::To90 => "61 t/m 90 dagen oud",
        AgeBand::Over90 => "meer dan 90 dagen oud",
        AgeBand::NoDate => "zonder factuurdatum",
    }
}

/// A text with a capital in front, as the first words of a cell.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// How turnover is taxed.
pub(crate) fn turnover_class(class: TurnoverClass) -> String {
    match class {
        TurnoverClass::Rate(fraction) => {
            let percent = fraction.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(fraction).normalize();
            format!("{percent}%").replace('.', ",")
        }
        TurnoverClass::Zero => "0% of niet belast".to_owned(),
        TurnoverClass::Reversed => "Verlegd naar de klant".to_owned(),
        TurnoverClass::IntraEu => "Binnen de EU".to_owned(),
        TurnoverClass::Export => "Buiten de EU".to_owned(),
        TurnoverClass::DistanceSales => "Installatie en afstandsverkopen binnen de EU".to_owned(),
        TurnoverClass::NoVat => "Buiten de btw".to_owned(),
        TurnoverClass::Uncoded => "Zonder btw-code".to_owned(),
    }
}

/// A financial period where there is little room: `mrt 2026`.
#[cfg(feature = "chart")]
pub(crate) fn short_period(year: i16, number: i16, days: Option<&Period>) -> String {
    match days.filter(|days| days.is_calendar_month()) {
        Some(days) => {
            let name = month_name(days.start);
            let short = if name == "maart" { "mrt" } else { name.get(..3).unwrap_or(name) };
            format!("{short} {}", days.start.year())
        }
        None => period(year, number, days),
    }
}
