//! Sales invoices: those behind the sales entries.

use std::sync::Arc;

use uuid::Uuid;

use super::entries::{self, EntryRow};
use super::entry_lines::{self, EntryLineRow};
use super::ledger::Ledger;
use super::rows::{Columns, Rows};
use super::{Collection, together};
use crate::books::{Entry, EntryType, IdSpace, JournalKind, Relation, guid};
use crate::odata::cell::Cell;

const HEADERS: Columns<EntryRow> = &[
    ("InvoiceID", |ledger, row| entries::entry(ledger, row, |entry| Cell::Guid(invoice_id(entry.id)))),
    // No property of the invoice: what leads from it to the ledger.
    ("EntryID", |ledger, row| entries::entry(ledger, row, |entry| Cell::Guid(entry.id))),
    ("AmountDC", |_, row| Cell::Number(row.dc)),
    ("AmountDiscount", |_, _| Cell::Int(0)),
    ("AmountDiscountExclVat", |_, _| Cell::Int(0)),
    ("AmountFC", |_, row| Cell::Number(row.fc)),
    ("AmountFCExclVat", |_, row| Cell::Number(row.fc - row.vat_fc)),
    ("Created", |ledger, row| entries::entry(ledger, row, |entry| Cell::moment(entry.created))),
    ("Currency", |ledger, row| entries::main(ledger, row, |line| Cell::Text(&line.currency))),
    ("DeliverTo", customer_id),
    ("DeliverToName", customer_name),
    ("Description", |ledger, row| entries::entry(ledger, row, |entry| Cell::Text(&entry.description))),
    ("Discount", |_, _| Cell::Int(0)),
    ("DueDate", |ledger, row| Cell::some(entries::due(ledger, row), Cell::day)),
    ("InvoiceDate", |ledger, row| entries::entry(ledger, row, |entry| Cell::day(entry.date))),
    ("InvoiceNumber", |ledger, row| {
        entries::main(ledger, row, |line| Cell::some(line.invoice_number, |number| Cell::Int(number.into())))
    }),
    ("InvoiceTo", customer_id),
    ("InvoiceToName", customer_name),
    ("Journal", |ledger, row| entries::entry(ledger, row, |entry| Cell::Text(&entry.journal))),
    ("JournalDescription", |ledger, row| {
        Cell::some(ledger.journal(row.journal), |journal| Cell::Text(&journal.description))
    }),
    ("Modified", |ledger, row| {
        entries::entry(ledger, row, |entry| Cell::moment(ledger.modified(entry.id, entry.created)))
    }),
    ("OrderDate", |ledger, row| entries::entry(ledger, row, |entry| Cell::day(entry.date))),
    ("OrderedBy", customer_id),
    ("OrderedByName", customer_name),
    ("Status", |ledger, row| entries::entry(ledger, row, |entry| Cell::Int(entry.status.code().into()))),
    ("StatusDescription", |ledger, row| entries::entry(ledger, row, |entry| Cell::Text(entries::status(entry.status)))),
    ("Type", |ledger, row| entries::entry(ledger, row, |entry| Cell::Int(invoice_type(entry.kind)))),
    ("VATAmountDC", |_, row| Cell::Number(row.vat_dc)),
    ("VATAmountFC", |_, row| Cell::Number(row.vat_fc)),
    ("YourRef", |ledger, row| entries::main(ledger, row, |line| Cell::text(line.your_ref.as_ref()))),
];

/// What a header has only among the lines.
const HEADERS_IN_SYNC: Columns<EntryRow> = &[
    ("Timestamp", |ledger, row| {
        let first = |entry: &Entry| ledger.stamp(entry.id).timestamp;
        let main = i64::try_from(row.main).unwrap_or_default();
        entries::entry(ledger, row, |entry| Cell::Int(first(entry) + main))
    }),
    ("ID", |ledger, row| entries::entry(ledger, row, |entry| Cell::Guid(invoice_id(entry.id)))),
    ("LineNumber", |_, _| Cell::Int(0)),
];

const LINES: Columns<EntryLineRow> = &[
    ("InvoiceID", |ledger, row| entry_lines::entry(ledger, row, |entry| Cell::Guid(invoice_id(entry.id)))),
    ("Discount", |_, _| Cell::Int(0)),
    ("InvoiceDate", |ledger, row| entry_lines::entry(ledger, row, |entry| Cell::day(entry.date))),
    ("InvoiceTo", of_customer),
    ("InvoiceToName", of_customer_name),
    ("NetPrice", |_, row| Cell::Number(row.fc)),
    ("OrderedBy", of_customer),
    ("OrderedByName", of_customer_name),
    ("Status", |ledger, row| entry_lines::entry(ledger, row, |entry| Cell::Int(entry.status.code().into()))),
    ("StatusDescription", |ledger, row| {
        entry_lines::entry(ledger, row, |entry| Cell::Text(entries::status(entry.status)))
    }),
    ("Type", |ledger, row| entry_lines::entry(ledger, row, |entry| Cell::Int(invoice_type(entry.kind)))),
    ("UnitCode", |_, _| Cell::Text("pc      ")),
    ("UnitPrice", |_, row| Cell::Number(row.fc)),
];

fn customer<'a>(ledger: &'a Ledger, row: &'a EntryRow, read: impl FnOnce(&'a Relation) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.relation(row.relation), read)
}

fn customer_id<'a>(ledger: &'a Ledger, row: &'a EntryRow) -> Cell<'a> {
    customer(ledger, row, |relation| Cell::Guid(relation.id))
}

fn customer_name<'a>(ledger: &'a Ledger, row: &'a EntryRow) -> Cell<'a> {
    customer(ledger, row, |relation| Cell::Text(&relation.name))
}

fn of_customer<'a>(ledger: &'a Ledger, row: &'a EntryLineRow) -> Cell<'a> {
    Cell::some(ledger.relation(row.relation), |relation| Cell::Guid(relation.id))
}

fn of_customer_name<'a>(ledger: &'a Ledger, row: &'a EntryLineRow) -> Cell<'a> {
    Cell::some(ledger.relation(row.relation), |relation| Cell::Text(&relation.name))
}

/// The invoice behind a sales entry.
pub(crate) fn invoice_id(entry: Uuid) -> Uuid {
    guid(0, IdSpace::Record, &format!("invoice/{entry}"))
}

/// 8020 an invoice, 8021 a credit note.
fn invoice_type(kind: EntryType) -> i64 {
    if kind == EntryType::SALES_CREDIT_NOTE { 8021 } else { 8020 }
}

/// The invoices, their lines nested.
pub(super) fn headers(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    let mut places = entry_lines::places(ledger, JournalKind::Sales);
    places.retain(|_, lines| !lines.is_empty());
    let rows = entries::rows(ledger, JournalKind::Sales, places);
    Rows::new(ledger, rows, HEADERS, &["InvoiceID"]).nested(entries::nested).share()
}

/// Their lines, in the order of their ID: the lines of the sales entries with an invoice's properties.
pub(super) fn lines(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    let rows = entry_lines::rows(ledger, JournalKind::Sales);
    Rows::new(ledger, rows, entry_lines::COLUMNS, &["ID"]).and(LINES).share()
}

/// Headers and lines in one list in the order of their timestamp, as the sync endpoint has them: line 0 is the header.
pub(super) fn by_timestamp(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    let mut places = entry_lines::places(ledger, JournalKind::Sales);
    places.retain(|_, lines| !lines.is_empty());
    let mut headers = entries::rows(ledger, JournalKind::Sales, places);
    // The header has the timestamp of the debtor's line, which is no line of the invoice.
    headers.retain(|row| {
        let line = ledger.entry(row.entry).and_then(|entry| entry.lines.get(row.main));
        line.is_some_and(|line| entry_lines::follows(ledger.account_type(&line.account), JournalKind::Sales))
    });
    let headers = Rows::new(ledger, headers, HEADERS, &["InvoiceID"]).and(HEADERS_IN_SYNC).share();
    let lines = entry_lines::rows(ledger, JournalKind::Sales);
    let lines = Rows::new(ledger, lines, entry_lines::COLUMNS, &["Timestamp"]).and(LINES).share();
    together::by_timestamp([headers, lines])
}
