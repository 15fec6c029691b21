//! TransactionLines: plain, bulk and sync.

use std::collections::HashMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::Collection;
use super::ledger::{Index, Ledger};
use super::rows::{Columns, Rows};
use crate::books::{Entry, Line};
use crate::odata::cell::Cell;

/// A line by its place in the ledger, with what its codes mean looked up once.
///
/// What nearly every reader asks for stands in the row itself: in the order of their IDs the lines lie scattered over the
/// ledger, and fetching each from there costs more than writing it.
#[derive(Debug, Clone, Copy)]
struct LineRow {
    id: Uuid,
    amount_dc: Decimal,
    year: i16,
    period: i16,
    entry: Index,
    line: u32,
    account: Index,
    relation: Index,
    journal: Index,
    vat: Index,
    timestamp: i64,
}

const COLUMNS: Columns<LineRow> = &[
    ("Timestamp", |_, row| Cell::Int(row.timestamp)),
    ("ID", |_, row| Cell::Guid(row.id)),
    ("Account", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Guid(relation.id))),
    ("AccountCode", |ledger, row| Cell::text(ledger.relation_code(row.relation))),
    ("AccountName", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Text(&relation.name))),
    ("AmountDC", |_, row| Cell::Number(row.amount_dc)),
    ("AmountFC", |ledger, row| line(ledger, row, |line| Cell::Number(line.amount_fc))),
    ("AmountVATBaseFC", |ledger, row| line(ledger, row, |line| Cell::some(line.vat_base_fc, Cell::Number))),
    ("AmountVATFC", |ledger, row| line(ledger, row, |line| Cell::some(line.vat_amount_fc, Cell::Number))),
    ("CostCenter", |ledger, row| line(ledger, row, |line| Cell::text(line.cost_center.as_ref()))),
    ("CostCenterDescription", |ledger, row| {
        line(ledger, row, |line| Cell::text(ledger.cost_center(line.cost_center.as_ref())))
    }),
    ("CostUnit", |ledger, row| line(ledger, row, |line| Cell::text(line.cost_unit.as_ref()))),
    ("CostUnitDescription", |ledger, row| {
        line(ledger, row, |line| Cell::text(ledger.cost_unit(line.cost_unit.as_ref())))
    }),
    ("Created", |ledger, row| entry(ledger, row, |entry| Cell::moment(entry.created))),
    ("Currency", |ledger, row| line(ledger, row, |line| Cell::Text(&line.currency))),
    ("Date", |ledger, row| line(ledger, row, |line| Cell::day(line.date))),
    ("Description", |ledger, row| line(ledger, row, |line| Cell::Text(&line.description))),
    ("DueDate", |ledger, row| line(ledger, row, |line| Cell::some(line.due_date, Cell::day))),
    ("EntryID", |ledger, row| entry(ledger, row, |entry| Cell::Guid(entry.id))),
    ("EntryNumber", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.number.into()))),
    ("ExchangeRate", |ledger, row| line(ledger, row, |line| Cell::Number(line.exchange_rate))),
    ("FinancialPeriod", |_, row| Cell::Int(row.period.into())),
    ("FinancialYear", |_, row| Cell::Int(row.year.into())),
    ("GLAccount", |ledger, row| Cell::some(ledger.account(row.account), |account| Cell::Guid(account.id))),
    ("GLAccountCode", |ledger, row| match ledger.account(row.account) {
        Some(account) => Cell::Text(&account.code),
        // A code the chart does not have.
        None => line(ledger, row, |line| Cell::Text(&line.account)),
    }),
    ("GLAccountDescription", |ledger, row| {
        Cell::some(ledger.account(row.account), |account| Cell::Text(&account.description))
    }),
    ("InvoiceNumber", |ledger, row| {
        line(ledger, row, |line| Cell::some(line.invoice_number, |number| Cell::Int(number.into())))
    }),
    ("JournalCode", |ledger, row| match ledger.journal(row.journal) {
        Some(journal) => Cell::Text(&journal.code),
        None => entry(ledger, row, |entry| Cell::Text(&entry.journal)),
    }),
    ("JournalDescription", |ledger, row| {
        Cell::some(ledger.journal(row.journal), |journal| Cell::Text(&journal.description))
    }),
    ("LineNumber", |ledger, row| line(ledger, row, |line| Cell::Int(line.number.into()))),
    ("Modified", |ledger, row| entry(ledger, row, |entry| Cell::moment(ledger.modified(entry.id, entry.created)))),
    ("OffsetID", |ledger, row| line(ledger, row, |line| Cell::some(line.offset, Cell::Guid))),
    ("Status", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.status.code().into()))),
    ("Type", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.kind.0.into()))),
    ("VATCode", |ledger, row| Cell::text(ledger.vat_wire_code(row.vat))),
    ("VATCodeDescription", |ledger, row| Cell::some(ledger.vat(row.vat), |vat| Cell::Text(&vat.description))),
    ("VATPercentage", |ledger, row| line(ledger, row, |line| Cell::some(line.vat_fraction, Cell::Number))),
    ("YourRef", |ledger, row| line(ledger, row, |line| Cell::text(line.your_ref.as_ref()))),
];

fn entry<'a>(ledger: &'a Ledger, row: &'a LineRow, read: impl FnOnce(&'a Entry) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.entry(row.entry), read)
}

fn line<'a>(ledger: &'a Ledger, row: &'a LineRow, read: impl FnOnce(&'a Line) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.entry(row.entry).and_then(|entry| entry.lines.get(row.line as usize)), read)
}

/// The lines in the order of their ID.
pub(super) fn by_id(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    Rows::new(ledger, rows(ledger), COLUMNS, &["ID"]).share()
}

/// The lines in the order of their timestamp: as they were posted.
pub(super) fn by_timestamp(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    Rows::new(ledger, rows(ledger), COLUMNS, &["Timestamp"]).share()
}

/// Where the lines of each entry stand among those in the order of their ID.
pub(super) fn places(ledger: &Arc<Ledger>) -> HashMap<Uuid, Vec<usize>> {
    let rows = Rows::new(ledger, rows(ledger), COLUMNS, &["ID"]);
    let mut places: HashMap<Uuid, Vec<usize>> = HashMap::new();
    for (at, row) in rows.all().iter().enumerate() {
        if let Some(entry) = ledger.entry(row.entry) {
            places.entry(entry.id).or_default().push(at);
        }
    }
    places
}

fn rows(ledger: &Ledger) -> Vec<LineRow> {
    let entries = &ledger.division().entries;
    let mut rows = Vec::with_capacity(entries.iter().map(|entry| entry.lines.len()).sum());
    for (entry, at) in entries.iter().zip(0..) {
        let journal = ledger.journal_index(&entry.journal);
        let first = ledger.stamp(entry.id).timestamp;
        rows.extend(entry.lines.iter().zip(0..).zip(first..).map(|((line, number), timestamp)| LineRow {
            id: line.id,
            amount_dc: line.amount_dc,
            year: entry.year,
            period: entry.period,
            entry: Index(at),
            line: number,
            account: ledger.account_index(&line.account),
            relation: ledger.relation_index(line.relation.as_ref()),
            journal,
            vat: ledger.vat_index(line.vat_code.as_ref()),
            timestamp,
        }));
    }
    rows
}
