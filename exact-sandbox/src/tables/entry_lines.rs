//! The lines of entries as their own endpoints show them: what was keyed in, without the lines that follow from it.

use std::collections::HashMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::Collection;
use super::ledger::{Index, Ledger};
use super::rows::{Columns, Rows};
use crate::books::{Entry, JournalKind, Line};
use crate::odata::cell::Cell;

/// Exact's account types of money, debtors, creditors and VAT.
const CASH: i32 = 10;
const BANK: i32 = 12;
const RECEIVABLE: i32 = 20;
const PAYABLE: i32 = 22;
pub(super) const VAT: i32 = 24;

/// A line that was keyed in.
#[derive(Debug, Clone)]
pub(super) struct EntryLineRow {
    pub(super) entry: Index,
    line: usize,
    account: Index,
    pub(super) relation: Index,
    journal: Index,
    vat: Index,
    timestamp: i64,
    /// With the endpoint's sign: a sale, a cost and money that comes in are positive.
    pub(super) dc: Decimal,
    pub(super) fc: Decimal,
    vat_dc: Decimal,
    vat_fc: Decimal,
}

pub(super) const COLUMNS: Columns<EntryLineRow> = &[
    ("Timestamp", |_, row| Cell::Int(row.timestamp)),
    ("ID", |ledger, row| line(ledger, row, |line| Cell::Guid(line.id))),
    ("Account", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Guid(relation.id))),
    ("AccountCode", |ledger, row| Cell::text(ledger.relation_code(row.relation))),
    ("AccountName", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Text(&relation.name))),
    ("AmountDC", |_, row| Cell::Number(row.dc)),
    ("AmountFC", |_, row| Cell::Number(row.fc)),
    ("AmountVATBaseFC", |_, row| Cell::Number(row.fc)),
    ("AmountVATDC", |_, row| Cell::Number(row.vat_dc)),
    ("AmountVATFC", |_, row| Cell::Number(row.vat_fc)),
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
    ("Customer", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Guid(relation.id))),
    ("CustomerName", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Text(&relation.name))),
    ("Date", |ledger, row| line(ledger, row, |line| Cell::day(line.date))),
    ("Description", |ledger, row| line(ledger, row, |line| Cell::Text(&line.description))),
    ("EntryDate", |ledger, row| entry(ledger, row, |entry| Cell::day(entry.date))),
    ("EntryID", |ledger, row| entry(ledger, row, |entry| Cell::Guid(entry.id))),
    ("EntryNumber", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.number.into()))),
    ("ExchangeRate", |ledger, row| line(ledger, row, |line| Cell::Number(line.exchange_rate))),
    ("FinancialPeriod", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.period.into()))),
    ("FinancialYear", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.year.into()))),
    ("GLAccount", |ledger, row| Cell::some(ledger.account(row.account), |account| Cell::Guid(account.id))),
    ("GLAccountCode", |ledger, row| line(ledger, row, |line| Cell::Text(&line.account))),
    ("GLAccountDescription", |ledger, row| {
        Cell::some(ledger.account(row.account), |account| Cell::Text(&account.description))
    }),
    ("InvoiceNumber", |ledger, row| {
        line(ledger, row, |line| Cell::some(line.invoice_number, |number| Cell::Int(number.into())))
    }),
    ("Journal", |ledger, row| entry(ledger, row, |entry| Cell::Text(&entry.journal))),
    ("JournalDescription", |ledger, row| {
        Cell::some(ledger.journal(row.journal), |journal| Cell::Text(&journal.description))
    }),
    ("LineNumber", |ledger, row| line(ledger, row, |line| Cell::Int(line.number.into()))),
    ("Modified", |ledger, row| entry(ledger, row, |entry| Cell::moment(ledger.modified(entry.id, entry.created)))),
    ("OffsetID", |ledger, row| line(ledger, row, |line| Cell::some(line.offset, Cell::Guid))),
    ("OurRef", |ledger, row| {
        line(ledger, row, |line| Cell::some(line.invoice_number, |number| Cell::Int(number.into())))
    }),
    ("Quantity", |_, _| Cell::Int(1)),
    ("Rate", |ledger, row| line(ledger, row, |line| Cell::Number(line.exchange_rate))),
    ("ReportingPeriod", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.period.into()))),
    ("ReportingYear", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.year.into()))),
    ("Status", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.status.code().into()))),
    ("Supplier", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Guid(relation.id))),
    ("SupplierName", |ledger, row| Cell::some(ledger.relation(row.relation), |relation| Cell::Text(&relation.name))),
    ("Type", |ledger, row| entry(ledger, row, |entry| Cell::Int(entry.kind.0.into()))),
    ("VATAmountDC", |_, row| Cell::Number(row.vat_dc)),
    ("VATAmountFC", |_, row| Cell::Number(row.vat_fc)),
    ("VATBaseAmountDC", |_, row| Cell::Number(row.dc)),
    ("VATBaseAmountFC", |_, row| Cell::Number(row.fc)),
    ("VATCode", |ledger, row| Cell::text(ledger.vat_wire_code(row.vat))),
    ("VATCodeDescription", |ledger, row| Cell::some(ledger.vat(row.vat), |vat| Cell::Text(&vat.description))),
    ("VATPercentage", |ledger, row| line(ledger, row, |line| Cell::some(line.vat_fraction, Cell::Number))),
    ("YourRef", |ledger, row| line(ledger, row, |line| Cell::text(line.your_ref.as_ref()))),
];

pub(super) fn entry<'a>(
    ledger: &'a Ledger,
    row: &'a EntryLineRow,
    read: impl FnOnce(&'a Entry) -> Cell<'a>,
) -> Cell<'a> {
    Cell::some(ledger.entry(row.entry), read)
}

pub(super) fn line<'a>(ledger: &'a Ledger, row: &'a EntryLineRow, read: impl FnOnce(&'a Line) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.entry(row.entry).and_then(|entry| entry.lines.get(row.line)), read)
}

/// The lines of the entries of some kind of journal, in the order of their ID.
pub(super) fn by_id(ledger: &Arc<Ledger>, kind: JournalKind) -> Arc<dyn Collection> {
    sorted(ledger, kind).share()
}

/// The same in the order of their timestamp.
pub(super) fn by_timestamp(ledger: &Arc<Ledger>, kind: JournalKind) -> Arc<dyn Collection> {
    Rows::new(ledger, rows(ledger, kind), COLUMNS, &["Timestamp"]).share()
}

/// Where the lines of each entry stand among those in the order of their ID.
pub(super) fn places(ledger: &Arc<Ledger>, kind: JournalKind) -> HashMap<Uuid, Vec<usize>> {
    let rows = sorted(ledger, kind);
    let mut places: HashMap<Uuid, Vec<usize>> = HashMap::new();
    for (at, row) in rows.all().iter().enumerate() {
        if let Some(entry) = ledger.entry(row.entry) {
            places.entry(entry.id).or_default().push(at);
        }
    }
    places
}

fn sorted(ledger: &Arc<Ledger>, kind: JournalKind) -> Rows<EntryLineRow> {
    Rows::new(ledger, rows(ledger, kind), COLUMNS, &["ID"])
}

/// Whether an entry belongs to the endpoint of that kind of journal. General journals show memos and opening balances.
pub(super) fn belongs(ledger: &Ledger, entry: &Entry, kind: JournalKind) -> bool {
    let journal = ledger.journal(ledger.journal_index(&entry.journal));
    journal.is_some_and(|journal| journal.kind == kind)
        && (kind != JournalKind::General || matches!(entry.kind.0, 10 | 90))
}

/// -1 where the endpoint shows the other side of the ledger: sales, and what comes in or goes out.
pub(super) fn sign(kind: JournalKind) -> Decimal {
    match kind {
        JournalKind::Sales | JournalKind::Bank | JournalKind::Cash => Decimal::NEGATIVE_ONE,
        JournalKind::Purchase | JournalKind::General => Decimal::ONE,
    }
}

/// Whether a line follows from the others: the debtor, the creditor, the VAT of an invoice, the money itself.
pub(super) fn follows(account_type: i32, kind: JournalKind) -> bool {
    match kind {
        JournalKind::Sales => matches!(account_type, RECEIVABLE | VAT),
        JournalKind::Purchase => matches!(account_type, PAYABLE | VAT),
        JournalKind::Bank => account_type == BANK,
        JournalKind::Cash => account_type == CASH,
        JournalKind::General => false,
    }
}

pub(super) fn rows(ledger: &Ledger, kind: JournalKind) -> Vec<EntryLineRow> {
    let entries = ledger.division().entries.iter().zip(0..).filter(|(entry, _)| belongs(ledger, entry, kind));
    entries.flat_map(|(entry, at)| of_entry(ledger, entry, Index(at), kind)).collect()
}

fn of_entry(ledger: &Ledger, entry: &Entry, at: Index, kind: JournalKind) -> Vec<EntryLineRow> {
    let (sign, first) = (sign(kind), ledger.stamp(entry.id).timestamp);
    let journal = ledger.journal_index(&entry.journal);
    let mut rows: Vec<EntryLineRow> = Vec::new();
    let mut vat_lines = Vec::new();
    for ((line, place), timestamp) in entry.lines.iter().zip(0..).zip(first..) {
        let account_type = ledger.account_type(&line.account);
        if follows(account_type, kind) {
            continue;
        }
        let money = matches!(kind, JournalKind::Bank | JournalKind::Cash);
        let row = EntryLineRow {
            entry: at,
            line: place,
            account: ledger.account_index(&line.account),
            relation: ledger.relation_index(line.relation.as_ref()),
            journal,
            vat: ledger.vat_index(line.vat_code.as_ref()),
            timestamp,
            dc: sign * line.amount_dc,
            fc: sign * line.amount_fc,
            vat_dc: in_dc(line, sign),
            vat_fc: sign * line.vat_amount_fc.unwrap_or_default(),
        };
        // Of money that came in with VAT in it one line was keyed in.
        if money && account_type == VAT && line.vat_code.is_some() {
            vat_lines.push((line.number, row));
        } else {
            rows.push(row);
        }
    }
    for (number, vat) in vat_lines {
        let base = rows
            .iter_mut()
            .find(|row| entry.lines.get(row.line).is_some_and(|line| line.number == number && line.vat_code.is_some()));
        match base {
            Some(base) => {
                base.dc += vat.dc;
                base.fc += vat.fc;
            }
            None => rows.push(vat),
        }
    }
    rows
}

/// The VAT of a line in the division's currency, to the cent.
fn in_dc(line: &Line, sign: Decimal) -> Decimal {
    let vat = line.vat_amount_fc.unwrap_or_default();
    (sign * vat * line.exchange_rate).round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}
