//! cashflow/Receivables and cashflow/Payments: payment terms, the matched part and the open part apart.

use std::sync::Arc;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::Collection;
use super::ledger::{Index, Ledger};
use super::rows::{Columns, Rows};
use crate::books::{Account, Entry, IdSpace, Journal, OpenItem, Side, guid};
use crate::odata::cell::Cell;
use crate::quirks::Quirks;

/// Open, and not in a payment run.
const OPEN: i64 = 20;
/// Matched with a payment or a credit note.
const MATCHED: i64 = 50;

#[derive(Debug, Clone)]
struct TermRow {
    id: Uuid,
    timestamp: i64,
    item: usize,
    status: i64,
    /// With Exact's sign, in the division's currency.
    amount_dc: Decimal,
    amount_fc: Decimal,
    /// Of the whole term, with the opposite sign.
    transaction_dc: Decimal,
    transaction_fc: Decimal,
    account: Index,
    relation: Index,
    journal: Index,
    entry: Index,
    end_period: Option<(i16, i16)>,
}

const COLUMNS: Columns<TermRow> = &[
    ("Timestamp", |_, row| Cell::Int(row.timestamp)),
    ("ID", |_, row| Cell::Guid(row.id)),
    ("Account", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Guid(relation.id))),
    ("AccountCode", |ledger, row| Cell::text(ledger.relation_code(row.relation))),
    ("AccountCountry", |ledger, row| Cell::text(ledger.relation_country(row.relation))),
    ("AccountName", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Text(&relation.name))),
    ("AmountDC", |_, row| Cell::Number(row.amount_dc)),
    ("AmountDiscountDC", |_, _| Cell::Int(0)),
    ("AmountDiscountFC", |_, _| Cell::Int(0)),
    ("AmountFC", |_, row| Cell::Number(row.amount_fc)),
    ("Created", |ledger, row| entry(ledger, row, |entry| Cell::moment(entry.created))),
    ("Currency", |ledger, row| item(ledger, row, |item| Cell::Text(&item.currency))),
    ("Description", |ledger, row| item(ledger, row, |item| Cell::Text(&item.description))),
    ("DueDate", |ledger, row| item(ledger, row, |item| Cell::some(item.due_date, Cell::day))),
    ("EndDate", |ledger, row| {
        matched(row, item(ledger, row, |item| Cell::some(item.matched_on.or(item.last_payment), Cell::day)))
    }),
    ("EndPeriod", |_, row| matched(row, Cell::some(row.end_period, |(_, period)| Cell::Int(period.into())))),
    ("EndYear", |_, row| matched(row, Cell::some(row.end_period, |(year, _)| Cell::Int(year.into())))),
    ("EntryDate", |ledger, row| entry(ledger, row, |entry| Cell::day(entry.date))),
    ("EntryID", |ledger, row| item(ledger, row, |item| Cell::Guid(item.entry))),
    ("EntryNumber", |ledger, row| item(ledger, row, |item| Cell::Int(item.entry_number.into()))),
    ("GLAccount", |ledger, row| account(ledger, row, |account| Cell::Guid(account.id))),
    ("GLAccountCode", |ledger, row| item(ledger, row, |item| Cell::Text(&item.account))),
    ("GLAccountDescription", |ledger, row| account(ledger, row, |account| Cell::Text(&account.description))),
    ("InvoiceDate", |ledger, row| item(ledger, row, |item| Cell::some(item.invoice_date, Cell::day))),
    ("InvoiceNumber", |ledger, row| {
        item(ledger, row, |item| Cell::some(item.invoice_number, |number| Cell::Int(number.into())))
    }),
    ("IsBatchBooking", |_, _| Cell::Int(0)),
    ("IsFullyPaid", |_, row| Cell::Bool(row.status == MATCHED)),
    ("Journal", |ledger, row| item(ledger, row, |item| Cell::Text(&item.journal))),
    ("JournalDescription", |ledger, row| journal(ledger, row, |journal| Cell::Text(&journal.description))),
    ("LastPaymentDate", |ledger, row| item(ledger, row, |item| Cell::some(item.last_payment, Cell::day))),
    ("LineType", |ledger, row| item(ledger, row, |item| Cell::Int(line_type(item.side)))),
    ("Modified", |ledger, row| {
        entry(ledger, row, |entry| item(ledger, row, |item| Cell::moment(ledger.modified(item.id, entry.created))))
    }),
    ("PaymentMethod", |_, _| Cell::Text("B")),
    ("RateFC", |_, row| rate(row)),
    ("Status", |_, row| Cell::Int(row.status)),
    ("TransactionAmountDC", |_, row| Cell::Number(row.transaction_dc)),
    ("TransactionAmountFC", |_, row| Cell::Number(row.transaction_fc)),
    ("TransactionDueDate", |ledger, row| item(ledger, row, |item| Cell::some(item.due_date, Cell::day))),
    ("TransactionEntryID", |ledger, row| item(ledger, row, |item| Cell::Guid(item.entry))),
    ("TransactionID", |ledger, row| item(ledger, row, |item| Cell::Guid(item.line))),
    ("TransactionIsReversal", |_, _| Cell::Bool(false)),
    ("TransactionReportingPeriod", |ledger, row| item(ledger, row, |item| Cell::Int(item.period.into()))),
    ("TransactionReportingYear", |ledger, row| item(ledger, row, |item| Cell::Int(item.year.into()))),
    ("TransactionStatus", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.status.code().into()))),
    ("TransactionType", |ledger, row| item(ledger, row, |item| Cell::Int(item.entry_type.into()))),
    ("YourRef", |ledger, row| item(ledger, row, |item| Cell::text(item.your_ref.as_ref()))),
];

fn item<'a>(ledger: &'a Ledger, row: &TermRow, read: impl FnOnce(&'a OpenItem) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.item(row.item), read)
}

fn entry<'a>(ledger: &'a Ledger, row: &TermRow, read: impl FnOnce(&'a Entry) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.entry(row.entry), read)
}

fn account<'a>(ledger: &'a Ledger, row: &TermRow, read: impl FnOnce(&'a Account) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.account(row.account), read)
}

fn journal<'a>(ledger: &'a Ledger, row: &TermRow, read: impl FnOnce(&'a Journal) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.journal(row.journal), read)
}

/// What only a matched term has.
fn matched<'a>(row: &TermRow, cell: Cell<'a>) -> Cell<'a> {
    if row.status == MATCHED { cell } else { Cell::Null }
}

/// Division currency per unit of the term's own.
fn rate(row: &TermRow) -> Cell<'static> {
    let rate = row.transaction_dc.checked_div(row.transaction_fc);
    Cell::Number(rate.map_or(Decimal::ONE, |rate| rate.round_dp(6)))
}

/// What `sync/Cashflow/PaymentTerms` calls the two sides.
const fn line_type(side: Side) -> i64 {
    match side {
        Side::Receivable => 20,
        Side::Payable => 22,
    }
}

/// Terms of customers: an open invoice is negative.
pub(super) fn receivables(ledger: &Arc<Ledger>, quirks: &Quirks) -> Arc<dyn Collection> {
    Rows::new(ledger, rows(ledger, &[Side::Receivable], quirks), COLUMNS, &["ID"]).share()
}

/// Terms of suppliers: the mirror image, so an open invoice is positive.
pub(super) fn payments(ledger: &Arc<Ledger>, quirks: &Quirks) -> Arc<dyn Collection> {
    Rows::new(ledger, rows(ledger, &[Side::Payable], quirks), COLUMNS, &["ID"]).share()
}

/// Both sides in one list, in the order of their timestamp.
pub(super) fn by_timestamp(ledger: &Arc<Ledger>, quirks: &Quirks) -> Arc<dyn Collection> {
    let rows = rows(ledger, &[Side::Receivable, Side::Payable], quirks);
    Rows::new(ledger, rows, COLUMNS, &["Timestamp"]).share()
}

fn rows(ledger: &Ledger, sides: &[Side], quirks: &Quirks) -> Vec<TermRow> {
    let sign = if quirks.cashflow_positive { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
    let items = ledger.division().open_items.0.iter().enumerate().filter(|(_, item)| sides.contains(&item.side));
    items.flat_map(|(at, item)| parts(ledger, at, item, sign)).collect()
}

/// The matched part and the open part of a term; the open part keeps the term's id.
fn parts(ledger: &Ledger, at: usize, item: &OpenItem, sign: Decimal) -> Vec<TermRow> {
    let first = ledger.stamp(item.id).timestamp;
    let part = |id, status, amount_dc: Decimal, amount_fc: Decimal| TermRow {
        id,
        timestamp: first + i64::from(id != item.id),
        item: at,
        status,
        amount_dc: sign * amount_dc,
        amount_fc: sign * amount_fc,
        transaction_dc: -sign * item.amount_dc,
        transaction_fc: -sign * item.amount_fc,
        account: ledger.account_index(&item.account),
        relation: ledger.relation_index(item.relation.as_ref()),
        journal: ledger.journal_index(&item.journal),
        entry: ledger.entry_index(item.entry),
        end_period: item
            .matched_on
            .or(item.last_payment)
            .and_then(|date| ledger.period_of(date))
            .map(|period| (period.year, period.number)),
    };
    let paid = (item.amount_dc - item.open_dc, item.amount_fc - item.open_fc);
    if item.open_dc.is_zero() {
        return vec![part(item.id, MATCHED, paid.0, paid.1)];
    }
    let mut parts = vec![part(item.id, OPEN, item.open_dc, item.open_fc)];
    if !paid.0.is_zero() {
        let id = guid(ledger.division().code, IdSpace::PaymentTerm, &format!("{}/matched", item.id));
        parts.push(part(id, MATCHED, paid.0, paid.1));
    }
    parts
}
