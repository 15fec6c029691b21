//! Names of things in tables.

use chrono::Datelike;

use crate::calendar::{Period, Quarter};
use crate::ledger::{Customer, Relation};
use crate::open_items::AgeBand;
use crate::period::month_name;
use crate::series::Column;

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
