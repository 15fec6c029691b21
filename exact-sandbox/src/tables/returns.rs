//! Returns and OfficialReturns: the VAT returns that were filed, from the entries that booked them.

use std::sync::Arc;

use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::Collection;
use super::entry_lines::VAT;
use super::ledger::Ledger;
use super::rows::{Columns, Rows};
use crate::books::{EntryType, IdSpace, guid};
use crate::odata::cell::Cell;

/// Exact's codes: a VAT return, processed, per quarter.
const VAT_RETURN: i64 = 31;
const PROCESSED: i64 = 50;
const QUARTERLY: i64 = 30;

#[derive(Debug, Clone)]
struct ReturnRow {
    id: Uuid,
    document: Uuid,
    /// To pay; negative is to get back.
    amount: Decimal,
    year: i32,
    quarter: u32,
    due: NaiveDate,
    description: String,
    period: String,
    filed: chrono::NaiveDateTime,
}

const COLUMNS: Columns<ReturnRow> = &[
    ("DocumentID", |_, row| Cell::Guid(row.document)),
    ("ID", |_, row| Cell::Guid(row.id)),
    ("Amount", |_, row| Cell::Number(row.amount)),
    ("Created", |_, row| Cell::moment(row.filed)),
    ("Currency", |ledger, _| Cell::Text(&ledger.division().currency)),
    ("Description", |_, row| Cell::Text(&row.description)),
    ("Document", |_, row| Cell::Guid(row.document)),
    ("DocumentSubject", |_, row| Cell::Text(&row.description)),
    ("DueDate", |_, row| Cell::day(row.due)),
    ("IsCorrection", |_, _| Cell::Int(0)),
    ("Modified", |_, row| Cell::moment(row.filed)),
    ("Period", |_, row| Cell::Int(row.quarter.into())),
    ("PeriodDescription", |_, row| Cell::Text(&row.period)),
    ("PresentationDate", |_, row| Cell::moment(row.filed)),
    ("Request", |_, row| Cell::Guid(row.id)),
    ("Source", |_, _| Cell::Int(1)),
    ("Status", |_, _| Cell::Int(PROCESSED)),
    ("Subject", |_, row| Cell::Text(&row.description)),
    ("Type", |_, _| Cell::Int(VAT_RETURN)),
    ("TypeDescription", |_, _| Cell::Text("Btw-aangifte")),
    ("Year", |_, row| Cell::Int(row.year.into())),
];

/// The quarterly rhythm is a letter in the one list and a number in the other.
const LETTER: Columns<ReturnRow> = &[("Frequency", |_, _| Cell::Text("Q"))];
const NUMBER: Columns<ReturnRow> = &[("Frequency", |_, _| Cell::Int(QUARTERLY))];

/// read/financial/Returns.
pub(super) fn returns(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    Rows::new(ledger, rows(ledger), COLUMNS, &["DocumentID"]).and(LETTER).share()
}

/// financial/OfficialReturns.
pub(super) fn official(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    Rows::new(ledger, rows(ledger), COLUMNS, &["ID"]).and(NUMBER).share()
}

fn rows(ledger: &Ledger) -> Vec<ReturnRow> {
    let division = ledger.division();
    let filed = division.entries.iter().filter(|entry| entry.kind == EntryType::VAT_RETURN);
    let rows = filed.map(|entry| {
        let quarter = entry.date.month0() / 3 + 1;
        // The other VAT accounts are cleared into the last one, in whole euros.
        let mut lines = entry.lines.iter().filter(|line| ledger.account_type(&line.account) == VAT);
        let amount = lines.next_back().map_or(Decimal::ZERO, |line| -line.amount_dc);
        ReturnRow {
            id: guid(division.code, IdSpace::Record, &format!("return/{}", entry.id)),
            document: guid(division.code, IdSpace::Record, &format!("return/{}/document", entry.id)),
            amount,
            year: entry.date.year(),
            quarter,
            due: last_of_next_month(entry.date),
            description: entry.description.clone(),
            period: format!("Kwartaal {quarter} {}", entry.date.year()),
            filed: entry.created,
        }
    });
    rows.collect()
}

/// A quarter's return is due by the last day of the month after it.
fn last_of_next_month(ends: NaiveDate) -> NaiveDate {
    let first = ends.with_day(1).unwrap_or(ends);
    first.checked_add_months(Months::new(2)).and_then(|day| day.pred_opt()).unwrap_or(ends)
}
