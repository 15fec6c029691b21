//! Entries with their lines nested: sales, purchase, bank, cash, general journal, and all of them as Transactions.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::entry_lines::{self, VAT, belongs, follows};
use super::ledger::{Index, Ledger};
use super::rows::{Columns, Rows};
use super::{Collection, lines};
use crate::books::{Entry, EntryType, JournalKind, Line, Status};
use crate::odata::cell::Cell;

#[derive(Debug, Clone)]
pub(super) struct EntryRow {
    pub(super) entry: Index,
    pub(super) relation: Index,
    pub(super) journal: Index,
    /// With VAT; a sale and a cost are positive.
    pub(super) dc: Decimal,
    pub(super) fc: Decimal,
    pub(super) vat_dc: Decimal,
    pub(super) vat_fc: Decimal,
    /// Balance of the journal's money before and after.
    opening: Decimal,
    closing: Decimal,
    /// The line of the debtor, the creditor, or the first one.
    pub(super) main: usize,
    /// Places of its lines in the rows of the lines' own endpoint.
    pub(super) lines: Vec<usize>,
}

const COLUMNS: Columns<EntryRow> = &[
    ("EntryID", |ledger, row| entry(ledger, row, |entry| Cell::Guid(entry.id))),
    ("AmountDC", |_, row| Cell::Number(row.dc)),
    ("AmountFC", |_, row| Cell::Number(row.fc)),
    ("ClosingBalanceFC", |_, row| Cell::Number(row.closing)),
    ("Created", |ledger, row| entry(ledger, row, |entry| Cell::moment(entry.created))),
    ("Currency", |ledger, row| main(ledger, row, |line| Cell::Text(&line.currency))),
    ("Customer", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Guid(relation.id))),
    ("CustomerName", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Text(&relation.name))),
    ("Date", |ledger, row| entry(ledger, row, |entry| Cell::day(entry.date))),
    ("Description", |ledger, row| entry(ledger, row, |entry| Cell::Text(&entry.description))),
    ("DueDate", |ledger, row| Cell::some(due(ledger, row), Cell::day)),
    ("EntryDate", |ledger, row| entry(ledger, row, |entry| Cell::day(entry.date))),
    ("EntryNumber", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.number.into()))),
    ("ExchangeRate", |ledger, row| main(ledger, row, |line| Cell::Number(line.exchange_rate))),
    ("FinancialPeriod", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.period.into()))),
    ("FinancialYear", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.year.into()))),
    ("InvoiceNumber", |ledger, row| {
        main(ledger, row, |line| Cell::some(line.invoice_number, |number| Cell::Int(number.into())))
    }),
    ("Journal", |ledger, row| entry(ledger, row, |entry| Cell::Text(&entry.journal))),
    ("JournalCode", |ledger, row| entry(ledger, row, |entry| Cell::Text(&entry.journal))),
    ("JournalDescription", |ledger, row| {
        Cell::some(ledger.journal(row.journal), |journal| Cell::Text(&journal.description))
    }),
    ("Modified", |ledger, row| entry(ledger, row, |entry| Cell::moment(ledger.modified(entry.id, entry.created)))),
    ("OpeningBalanceFC", |_, row| Cell::Number(row.opening)),
    ("Rate", |ledger, row| main(ledger, row, |line| Cell::Number(line.exchange_rate))),
    ("ReportingPeriod", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.period.into()))),
    ("ReportingYear", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.year.into()))),
    ("Reversal", |_, _| Cell::Bool(false)),
    ("Status", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.status.code().into()))),
    ("StatusDescription", |ledger, row| entry(ledger, row, |entry| Cell::Text(status(entry.status)))),
    ("Supplier", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Guid(relation.id))),
    ("SupplierName", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Text(&relation.name))),
    ("Type", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.kind.0.into()))),
    ("TypeDescription", |ledger, row| entry(ledger, row, |entry| type_name(entry.kind))),
    ("VATAmountDC", |_, row| Cell::Number(row.vat_dc)),
    ("VATAmountFC", |_, row| Cell::Number(row.vat_fc)),
    ("YourRef", |ledger, row| main(ledger, row, |line| Cell::text(line.your_ref.as_ref()))),
];

pub(super) fn entry<'a>(ledger: &'a Ledger, row: &'a EntryRow, read: impl FnOnce(&'a Entry) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.entry(row.entry), read)
}

pub(super) fn main<'a>(ledger: &'a Ledger, row: &'a EntryRow, read: impl FnOnce(&'a Line) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.entry(row.entry).and_then(|entry| entry.lines.get(row.main)), read)
}

pub(super) fn due(ledger: &Ledger, row: &EntryRow) -> Option<NaiveDate> {
    ledger.entry(row.entry)?.lines.get(row.main)?.due_date
}

pub(super) const fn status(status: Status) -> &'static str {
    match status {
        Status::Open => "Open",
        Status::Processed => "Verwerkt",
    }
}

fn type_name(kind: EntryType) -> Cell<'static> {
    Cell::Text(match kind.0 {
        10 => "Openingsbalans",
        20 => "Verkoopboeking",
        21 => "Verkoopcreditnota",
        30 => "Inkoopboeking",
        31 => "Inkoopcreditnota",
        40 => "Geldstroom",
        50 => "Btw-aangifte",
        70..=76 => "Vaste activa",
        82 => "Koersverschil",
        90 => "Overig",
        170 => "Salarissen",
        310 | 320..=328 => "Jaarafsluiting",
        _ => return Cell::Null,
    })
}

/// The entries of a kind of journal, their lines nested, in the order of their ID.
pub(super) fn of_kind(ledger: &Arc<Ledger>, kind: JournalKind) -> Arc<dyn Collection> {
    let rows = rows(ledger, kind, entry_lines::places(ledger, kind));
    Rows::new(ledger, rows, COLUMNS, &["EntryID"]).nested(nested).share()
}

/// Every entry with all its lines.
pub(super) fn transactions(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    let mut places = lines::places(ledger);
    let entries = ledger.division().entries.iter().zip(0..);
    let rows = entries.map(|(entry, at)| {
        let lines = places.remove(&entry.id).unwrap_or_default();
        bare(ledger, entry, Index(at), lines)
    });
    Rows::new(ledger, rows.collect(), COLUMNS, &["EntryID"]).nested(nested).share()
}

pub(super) fn nested<'a>(row: &'a EntryRow, property: &str) -> Option<&'a [usize]> {
    let is_own = matches!(
        property,
        "BankEntryLines"
            | "CashEntryLines"
            | "GeneralJournalEntryLines"
            | "PurchaseEntryLines"
            | "SalesEntryLines"
            | "SalesInvoiceLines"
            | "TransactionLines"
    );
    is_own.then_some(row.lines.as_slice())
}

fn bare(ledger: &Ledger, entry: &Entry, at: Index, lines: Vec<usize>) -> EntryRow {
    let relation = entry.lines.iter().find_map(|line| line.relation.as_ref());
    EntryRow {
        entry: at,
        relation: ledger.relation_index(relation),
        journal: ledger.journal_index(&entry.journal),
        dc: Decimal::ZERO,
        fc: Decimal::ZERO,
        vat_dc: Decimal::ZERO,
        vat_fc: Decimal::ZERO,
        opening: Decimal::ZERO,
        closing: Decimal::ZERO,
        main: 0,
        lines,
    }
}

pub(super) fn rows(ledger: &Ledger, kind: JournalKind, mut places: HashMap<Uuid, Vec<usize>>) -> Vec<EntryRow> {
    // What is booked on a sales entry's debtor is the sale with VAT, on a purchase entry's creditor the cost, turned.
    let sign = -entry_lines::sign(kind);
    let mut balances: HashMap<&str, Decimal> = HashMap::new();
    let mut rows = Vec::new();
    let entries = ledger.division().entries.iter().zip(0..).filter(|(entry, _)| belongs(ledger, entry, kind));
    for (entry, at) in entries {
        let mut row = bare(ledger, entry, Index(at), places.remove(&entry.id).unwrap_or_default());
        let is_main = |line: &Line| {
            let account_type = ledger.account_type(&line.account);
            account_type != VAT && follows(account_type, kind)
        };
        row.main = entry.lines.iter().position(is_main).unwrap_or(0);
        for line in &entry.lines {
            if is_main(line) {
                row.dc += sign * line.amount_dc;
                row.fc += sign * line.amount_fc;
            } else if ledger.account_type(&line.account) == VAT {
                row.vat_dc -= sign * line.amount_dc;
                row.vat_fc -= sign * line.amount_fc;
            }
        }
        if matches!(kind, JournalKind::Bank | JournalKind::Cash) {
            let balance = balances.entry(&entry.journal).or_default();
            row.opening = *balance;
            *balance += row.fc;
            row.closing = *balance;
        }
        rows.push(row);
    }
    rows
}
