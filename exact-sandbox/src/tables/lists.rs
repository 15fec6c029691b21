//! read/financial/ReceivablesList and PayablesList: what is open.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::ledger::{Index, Ledger};
use super::rows::{Columns, Rows};
use super::{Collection, aging};
use crate::books::{OpenItem, Side};
use crate::odata::cell::Cell;
use crate::quirks::Quirks;

#[derive(Debug, Clone)]
struct ListRow {
    item: usize,
    /// Always in the division's currency, whatever the invoice's.
    amount: Decimal,
    relation: Index,
    journal: Index,
    /// What the functions by age group choose by; no property of the entity.
    age_group: i64,
}

const COLUMNS: Columns<ListRow> = &[
    ("HID", |ledger, row| item(ledger, row, |item| Cell::Int(item.hid))),
    ("AgeGroup", |_, row| Cell::Int(row.age_group)),
    ("AccountCode", |ledger, row| Cell::text(ledger.relation_code(row.relation))),
    ("AccountId", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Guid(relation.id))),
    ("AccountName", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Text(&relation.name))),
    ("Amount", |_, row| Cell::Number(row.amount)),
    ("AmountInTransit", |_, _| Cell::Int(0)),
    ("ApprovalStatus", |_, _| Cell::Int(1)),
    ("CurrencyCode", |ledger, _| Cell::Text(&ledger.division().currency)),
    ("Description", |ledger, row| item(ledger, row, |item| Cell::Text(&item.description))),
    ("DueDate", |ledger, row| item(ledger, row, |item| Cell::some(item.due_date, Cell::day))),
    ("EntryNumber", |ledger, row| item(ledger, row, |item| Cell::Int(item.entry_number.into()))),
    ("Id", |ledger, row| item(ledger, row, |item| Cell::Guid(item.id))),
    ("InvoiceDate", |ledger, row| item(ledger, row, |item| Cell::some(item.invoice_date, Cell::day))),
    ("InvoiceNumber", |ledger, row| {
        item(ledger, row, |item| Cell::some(item.invoice_number, |number| Cell::Int(number.into())))
    }),
    ("JournalCode", |ledger, row| item(ledger, row, |item| Cell::Text(&item.journal))),
    ("JournalDescription", |ledger, row| {
        Cell::some(ledger.journal(row.journal), |journal| Cell::Text(&journal.description))
    }),
    ("YourRef", |ledger, row| item(ledger, row, |item| Cell::text(item.your_ref.as_ref()))),
];

fn item<'a>(ledger: &'a Ledger, row: &ListRow, read: impl FnOnce(&'a OpenItem) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.item(row.item), read)
}

/// Open terms of customers; an invoice is positive unless the quirk says otherwise.
pub(super) fn receivables(ledger: &Arc<Ledger>, quirks: &Quirks) -> Arc<dyn Collection> {
    rows(ledger, Side::Receivable, quirks.receivables_list_negative, quirks.open_lists_without_credits)
}

/// Open terms of suppliers; an invoice is positive unless the quirk says otherwise.
pub(super) fn payables(ledger: &Arc<Ledger>, quirks: &Quirks) -> Arc<dyn Collection> {
    rows(ledger, Side::Payable, !quirks.payables_list_negative, quirks.open_lists_without_credits)
}

fn rows(ledger: &Arc<Ledger>, side: Side, flip: bool, invoices_only: bool) -> Arc<dyn Collection> {
    let is_invoice = move |item: &OpenItem| item.open_dc.is_sign_positive() == (side == Side::Receivable);
    let listed = move |item: &OpenItem| item.side == side && (!invoices_only || is_invoice(item));
    let items = ledger.open_items().filter(|(_, item)| listed(item));
    let rows = items.map(|(at, item)| ListRow {
        item: at,
        amount: if flip { -item.open_dc } else { item.open_dc },
        age_group: i64::try_from(aging::group(ledger, item)).unwrap_or_default(),
        relation: ledger.relation_index(item.relation.as_ref()),
        journal: ledger.journal_index(&item.journal),
    });
    Rows::new(ledger, rows.collect(), COLUMNS, &["HID"]).share()
}
