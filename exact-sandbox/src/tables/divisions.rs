//! The four lists of divisions; which rows a token sees is decided when it asks.

use std::sync::Arc;

use uuid::Uuid;

use super::Collection;
use super::ledger::Ledger;
use super::me::{USER_NAME, user_id};
use super::rows::{Columns, Rows};
use crate::books::{Division, IdSpace, guid};
use crate::odata::cell::Cell;

#[derive(Debug, Clone)]
struct DivisionRow {
    at: usize,
    country: String,
}

const COLUMNS: Columns<DivisionRow> = &[
    ("Code", |ledger, row| division(ledger, row, |division| Cell::Int(division.code.into()))),
    ("BlockingStatus", |_, _| Cell::Int(0)),
    ("ChamberOfCommerceNumber", |ledger, row| {
        division(ledger, row, |division| Cell::text(division.chamber_of_commerce.as_ref()))
    }),
    ("Country", |_, row| Cell::Text(&row.country)),
    ("CountryDescription", |ledger, row| division(ledger, row, country_name)),
    ("Creator", |_, _| Cell::Guid(user_id())),
    ("CreatorFullName", |_, _| Cell::Text(USER_NAME)),
    ("Currency", |ledger, row| division(ledger, row, |division| Cell::Text(&division.currency))),
    ("CurrencyDescription", |ledger, row| division(ledger, row, currency_name)),
    ("Current", |_, row| Cell::Bool(row.at == 0)),
    ("Customer", |_, _| Cell::Guid(licence())),
    ("CustomerCode", |_, _| Cell::Text("                 1")),
    ("CustomerName", |ledger, _| Cell::some(ledger.books().divisions.first(), |division| Cell::Text(&division.name))),
    ("Description", |ledger, row| division(ledger, row, |division| Cell::Text(&division.name))),
    ("HID", |ledger, row| division(ledger, row, |division| Cell::Int(division.hid))),
    ("Hid", |ledger, row| division(ledger, row, |division| Cell::Int(division.hid))),
    ("IsDossierDivision", |_, _| Cell::Bool(false)),
    ("IsHRDivision", |_, _| Cell::Bool(false)),
    ("IsMainDivision", |_, row| Cell::Bool(row.at == 0)),
    ("IsPracticeDivision", |_, _| Cell::Bool(false)),
    ("Legislation", |_, row| Cell::Text(&row.country)),
    ("Main", |_, row| Cell::Bool(row.at == 0)),
    ("StartDate", |ledger, row| {
        division(ledger, row, |division| Cell::some(division.periods.first(), |first| Cell::day(first.start)))
    }),
    ("Status", |_, _| Cell::Int(1)),
    ("VATNumber", |ledger, row| division(ledger, row, |division| Cell::text(division.vat_number.as_ref()))),
];

fn division<'a>(ledger: &'a Ledger, row: &DivisionRow, read: impl FnOnce(&'a Division) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.books().divisions.get(row.at), read)
}

fn country_name(division: &Division) -> Cell<'_> {
    Cell::Text(if division.country == "NL" { "Nederland" } else { &division.country })
}

fn currency_name(division: &Division) -> Cell<'_> {
    Cell::Text(if division.currency == "EUR" { "Euro" } else { &division.currency })
}

/// The customer of Exact all the divisions belong to.
fn licence() -> Uuid {
    guid(0, IdSpace::Account, "licence")
}

/// All divisions, in the order of their code.
pub(super) fn divisions(first: &Arc<Ledger>) -> Arc<dyn Collection> {
    let rows = first.books().divisions.iter().enumerate();
    let rows = rows.map(|(at, division)| DivisionRow { at, country: format!("{:<3}", division.country) });
    Rows::new(first, rows.collect(), COLUMNS, &["Code"]).share()
}
