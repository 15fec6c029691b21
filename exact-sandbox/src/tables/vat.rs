//! vat/VATCodes and vat/VatPercentages.

use std::collections::HashMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::Collection;
use super::ledger::{Index, Ledger};
use super::rows::{Columns, Rows};
use crate::books::{Account, IdSpace, VatCode, VatPercentage, VatSide, guid};
use crate::odata::cell::Cell;

#[derive(Debug, Clone)]
struct CodeRow {
    at: Index,
    kind: String,
    eu_sales_listing: String,
    /// Of today, or the last one known.
    percentage: Option<Decimal>,
    to_pay: Index,
    to_claim: Index,
    /// Places of its percentages in the rows of vat/VatPercentages.
    percentages: Vec<usize>,
}

const CODES: Columns<CodeRow> = &[
    ("ID", |ledger, row| code(ledger, row, |vat| Cell::Guid(vat.id))),
    ("CalculationBasis", |_, _| Cell::Int(0)),
    ("Charged", |ledger, row| code(ledger, row, |vat| Cell::Bool(vat.charged))),
    ("Code", |ledger, row| Cell::text(ledger.vat_wire_code(row.at))),
    ("Description", |ledger, row| code(ledger, row, |vat| Cell::Text(&vat.description))),
    ("EUSalesListing", |_, row| Cell::Text(&row.eu_sales_listing)),
    ("ExcludeVATListing", |_, _| Cell::Int(0)),
    ("GLToClaim", |ledger, row| account(ledger, row.to_claim, |account| Cell::Guid(account.id))),
    ("GLToClaimCode", |ledger, row| account(ledger, row.to_claim, |account| Cell::Text(&account.code))),
    ("GLToClaimDescription", |ledger, row| account(ledger, row.to_claim, |account| Cell::Text(&account.description))),
    ("GLToPay", |ledger, row| account(ledger, row.to_pay, |account| Cell::Guid(account.id))),
    ("GLToPayCode", |ledger, row| account(ledger, row.to_pay, |account| Cell::Text(&account.code))),
    ("GLToPayDescription", |ledger, row| account(ledger, row.to_pay, |account| Cell::Text(&account.description))),
    ("IntraStat", |_, _| Cell::Bool(false)),
    ("IsBlocked", |_, _| Cell::Bool(false)),
    ("Percentage", |_, row| Cell::some(row.percentage, Cell::Number)),
    ("Type", |_, row| Cell::Text(&row.kind)),
    ("VatMargin", |_, _| Cell::Int(0)),
    ("VATTransactionType", |ledger, row| code(ledger, row, |vat| Cell::Text(side(vat.side)))),
];

fn code<'a>(ledger: &'a Ledger, row: &CodeRow, read: impl FnOnce(&'a VatCode) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.vat(row.at), read)
}

fn account<'a>(ledger: &'a Ledger, at: Index, read: impl FnOnce(&'a Account) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.account(at), read)
}

const fn side(side: VatSide) -> &'static str {
    match side {
        VatSide::Both => "B",
        VatSide::Purchase => "P",
        VatSide::Sales => "S",
    }
}

#[derive(Debug, Clone)]
struct PercentageRow {
    id: Uuid,
    code: Index,
    line: i64,
    percentage: VatPercentage,
}

const PERCENTAGES: Columns<PercentageRow> = &[
    ("ID", |_, row| Cell::Guid(row.id)),
    ("EndDate", |_, row| Cell::some(row.percentage.end, Cell::day)),
    ("LineNumber", |_, row| Cell::Int(row.line)),
    ("Percentage", |_, row| Cell::Number(row.percentage.fraction)),
    ("StartDate", |_, row| Cell::day(row.percentage.start)),
    ("Type", |_, _| Cell::Int(0)),
    ("VATCodeID", |ledger, row| Cell::some(ledger.vat(row.code), |vat| Cell::Guid(vat.id))),
];

/// The codes and the percentages; a code knows which percentages are its own.
pub(super) fn codes_and_percentages(ledger: &Arc<Ledger>) -> (Arc<dyn Collection>, Arc<dyn Collection>) {
    let percentages = Rows::new(ledger, percentages(ledger), PERCENTAGES, &["ID"]);
    let mut of_code: HashMap<Uuid, Vec<usize>> = HashMap::new();
    if let Some(column) = percentages.column("VATCodeID") {
        for row in 0..percentages.len() {
            if let Cell::Guid(code) = percentages.cell(row, column) {
                of_code.entry(code).or_default().push(row);
            }
        }
    }
    let codes = ledger.division().vat_codes.iter().zip(0..).map(|(vat, at)| CodeRow {
        at: Index(at),
        kind: vat.kind.to_string(),
        eu_sales_listing: vat.eu_sales_listing.to_string(),
        percentage: current(ledger, vat),
        to_pay: vat.to_pay.as_ref().map_or(Index::NONE, |code| ledger.account_index(code)),
        to_claim: vat.to_claim.as_ref().map_or(Index::NONE, |code| ledger.account_index(code)),
        percentages: of_code.remove(&vat.id).unwrap_or_default(),
    });
    let codes = Rows::new(ledger, codes.collect(), CODES, &["ID"])
        .nested(|row, property| (property == "VATPercentages").then_some(row.percentages.as_slice()));
    (codes.share(), percentages.share())
}

fn percentages(ledger: &Ledger) -> Vec<PercentageRow> {
    let division = ledger.division();
    let codes = division.vat_codes.iter().zip(0..);
    let lines = codes.flat_map(|(vat, at)| {
        vat.percentages.iter().zip(1..).map(move |(percentage, line)| (vat, at, percentage, line))
    });
    lines
        .map(|(vat, at, percentage, line)| PercentageRow {
            id: guid(division.code, IdSpace::VatPercentage, &format!("{}/{line}", vat.code)),
            code: Index(at),
            line,
            percentage: percentage.clone(),
        })
        .collect()
}

fn current(ledger: &Ledger, vat: &VatCode) -> Option<Decimal> {
    let today = ledger.today();
    let holds =
        |percentage: &&VatPercentage| percentage.start <= today && percentage.end.is_none_or(|end| today <= end);
    vat.percentages.iter().find(holds).or_else(|| vat.percentages.last()).map(|percentage| percentage.fraction)
}
