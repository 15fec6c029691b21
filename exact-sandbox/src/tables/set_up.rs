//! VAT codes and journals as the API writes them.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::stock::{Values, flag, string};
use crate::books::{Division, Journal, JournalKind, Value, VatCode, VatPercentage, VatSide};

/// Properties that the ledger itself knows; others are kept beside it.
pub(super) const OF_VAT_CODE: &[&str] = &[
    "Charged",
    "Code",
    "Description",
    "EUSalesListing",
    "GLToClaim",
    "GLToPay",
    "ID",
    "Percentage",
    "Type",
    "VATTransactionType",
];
pub(super) const OF_JOURNAL: &[&str] = &["Code", "Description", "ID", "Type"];

/// Adds a VAT code. Its percentage holds for every day there are books of.
pub(super) fn new_vat_code(books: &mut Division, id: Uuid, values: &Values) -> Result<(), String> {
    let code = new_code(values, books.vat_codes.iter().map(|one| &one.code))?;
    let start = books.periods.iter().map(|period| period.start).min().unwrap_or_default();
    let percentage = VatPercentage { fraction: fraction(values).unwrap_or_default(), start, end: None };
    let mut vat = VatCode {
        id,
        code,
        description: String::new(),
        kind: 'E',
        side: VatSide::Both,
        charged: false,
        eu_sales_listing: 'N',
        to_pay: None,
        to_claim: None,
        percentages: vec![percentage],
    };
    describe(&mut vat, books, values);
    books.vat_codes.push(vat);
    Ok(())
}

/// Changes a VAT code. Another percentage holds from that day on.
pub(super) fn change_vat_code(books: &mut Division, id: Uuid, values: &Values, today: NaiveDate) {
    let Some(at) = books.vat_codes.iter().position(|one| one.id == id) else { return };
    let mut vat = books.vat_codes.remove(at);
    describe(&mut vat, books, values);
    let last = vat.percentages.last().map(|last| (last.start, last.fraction));
    if let Some(new) = fraction(values).filter(|new| last.is_none_or(|(_, fraction)| fraction != *new)) {
        vat.percentages.retain(|one| one.start < today);
        if let Some(last) = vat.percentages.last_mut() {
            last.end = today.checked_sub_days(Days::new(1));
        }
        vat.percentages.push(VatPercentage { fraction: new, start: today, end: None });
    }
    books.vat_codes.insert(at, vat);
}

fn describe(vat: &mut VatCode, books: &Division, values: &Values) {
    let letter = |name: &str| string(values, name)?.chars().next();
    let account = |name: &str| match values.get(name)? {
        Value::Guid(id) => Some(books.accounts.iter().find(|one| one.id == *id).map(|one| one.code.clone())),
        _ => None,
    };
    if let Some(description) = string(values, "Description") {
        vat.description = description;
    }
    vat.kind = letter("Type").unwrap_or(vat.kind);
    vat.side = match letter("VATTransactionType") {
        Some('B') => VatSide::Both,
        Some('P') => VatSide::Purchase,
        Some('S') => VatSide::Sales,
        _ => vat.side,
    };
    vat.charged = flag(values, "Charged").unwrap_or(vat.charged);
    vat.eu_sales_listing = letter("EUSalesListing").unwrap_or(vat.eu_sales_listing);
    vat.to_pay = account("GLToPay").unwrap_or_else(|| vat.to_pay.take());
    vat.to_claim = account("GLToClaim").unwrap_or_else(|| vat.to_claim.take());
}

fn fraction(values: &Values) -> Option<Decimal> {
    match values.get("Percentage")? {
        Value::Number(fraction) => Some(*fraction),
        _ => None,
    }
}

/// Adds a journal.
pub(super) fn new_journal(books: &mut Division, id: Uuid, values: &Values) -> Result<(), String> {
    let code = new_code(values, books.journals.iter().map(|one| &one.code))?;
    let kind = kind(values)?.ok_or("Mandatory: Type")?;
    books.journals.push(Journal { id, code, description: string(values, "Description").unwrap_or_default(), kind });
    Ok(())
}

/// Changes a journal. What it books stays as it is once something is booked in it.
pub(super) fn change_journal(books: &mut Division, id: Uuid, values: &Values) -> Result<(), String> {
    let new = kind(values)?;
    let Some(journal) = books.journals.iter_mut().find(|one| one.id == id) else { return Ok(()) };
    let is_used = books.entries.iter().any(|entry| entry.journal == journal.code);
    if new.is_some_and(|new| new != journal.kind && is_used) {
        return Err(format!("Can't change: Type of journal {}", journal.code));
    }
    journal.kind = new.unwrap_or(journal.kind);
    if let Some(description) = string(values, "Description") {
        journal.description = description;
    }
    Ok(())
}

/// What a journal books, by Exact's code; returned invoices go with the invoices.
fn kind(values: &Values) -> Result<Option<JournalKind>, String> {
    let Some(Value::Int(code)) = values.get("Type") else { return Ok(None) };
    Ok(Some(match code {
        10 => JournalKind::Cash,
        12 | 16 => JournalKind::Bank,
        20 | 21 => JournalKind::Sales,
        22 | 23 => JournalKind::Purchase,
        90 => JournalKind::General,
        _ => return Err(format!("Invalid: Type {code}")),
    }))
}

fn new_code<'a>(values: &Values, mut known: impl Iterator<Item = &'a String>) -> Result<String, String> {
    let code = string(values, "Code").filter(|code| !code.is_empty()).ok_or("Mandatory: Code")?;
    if known.any(|one| *one == code) { Err(format!("Already exists: Code {code}")) } else { Ok(code) }
}
