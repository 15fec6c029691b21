use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::entry::{Entry, Line};
use super::id::{IdSpace, guid};

/// Receivable or payable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Side {
    Receivable,
    Payable,
}

/// A payment term of an invoice, credit note, receipt or correction: matched or still open.
///
/// Amounts have the ledger's sign (debit positive): an open customer invoice is positive, an unapplied receipt negative,
/// an unpaid supplier invoice negative. The routes turn that into each endpoint's own sign.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenItem {
    /// Exact's `ID`.
    pub id: Uuid,
    /// Exact's `HID` in the receivables and payables lists.
    pub hid: i64,
    /// Receivable or payable.
    pub side: Side,
    /// Code of the relation; `None` when the books name none.
    pub relation: Option<String>,
    /// Code of the debtor or creditor account.
    pub account: String,
    /// The ledger line the term came from.
    pub line: Uuid,
    /// The entry of that line.
    pub entry: Uuid,
    /// Number of that entry.
    pub entry_number: i32,
    /// Exact's transaction type of that entry.
    pub entry_type: i32,
    /// Journal of that entry.
    pub journal: String,
    /// Book year and period of that entry.
    pub year: i16,
    /// See `year`.
    pub period: i16,
    /// Invoice number, where there is one.
    pub invoice_number: Option<i32>,
    /// Date of the invoice or receipt; `None` when an opening subledger gives none.
    pub invoice_date: Option<NaiveDate>,
    /// Due date; receipts and corrections have none.
    pub due_date: Option<NaiveDate>,
    /// Amount of the whole term, ledger sign, division currency.
    pub amount_dc: Decimal,
    /// What of it is still open, ledger sign, division currency; zero when matched.
    pub open_dc: Decimal,
    /// Amount of the term in its own currency.
    pub amount_fc: Decimal,
    /// What of it is still open, in its own currency.
    pub open_fc: Decimal,
    /// The term's own currency.
    pub currency: String,
    /// Date of the last payment, where there was one.
    pub last_payment: Option<NaiveDate>,
    /// When the term was fully matched.
    pub matched_on: Option<NaiveDate>,
    /// Description.
    pub description: String,
    /// The customer's or supplier's own reference.
    pub your_ref: Option<String>,
}

impl OpenItem {
    /// The term of a debtor or creditor line, not matched with anything yet. `key` tells it from the division's other
    /// terms; without an invoice date of its own the term has the line's.
    #[must_use]
    pub fn of_line(
        division: i32,
        key: &str,
        side: Side,
        entry: &Entry,
        line: &Line,
        invoice_date: Option<NaiveDate>,
    ) -> Self {
        Self {
            id: guid(division, IdSpace::PaymentTerm, key),
            hid: 0,
            side,
            relation: line.relation.clone(),
            account: line.account.clone(),
            line: line.id,
            entry: entry.id,
            entry_number: entry.number,
            entry_type: entry.kind.0,
            journal: entry.journal.clone(),
            year: entry.year,
            period: entry.period,
            invoice_number: line.invoice_number,
            invoice_date: Some(invoice_date.unwrap_or(line.date)),
            due_date: line.due_date,
            amount_dc: line.amount_dc,
            open_dc: line.amount_dc,
            amount_fc: line.amount_fc,
            open_fc: line.amount_fc,
            currency: line.currency.clone(),
            last_payment: None,
            matched_on: None,
            description: line.description.clone(),
            your_ref: line.your_ref.clone(),
        }
    }
}

/// All payment terms of a division, receivables and payables together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OpenItems(pub Vec<OpenItem>);

impl OpenItems {
    /// The terms of one side that are not fully matched.
    pub fn open(&self, side: Side) -> impl Iterator<Item = &OpenItem> {
        self.0.iter().filter(move |item| item.side == side && !item.open_dc.is_zero())
    }
}

/// One payment term that paid, or was set off against, another.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The term of the receipt, payment or credit note.
    pub by: Uuid,
    /// The term that it settles, in whole or in part.
    pub target: Uuid,
    /// What went from the one to the other, division currency, with the sign of `by`.
    pub dc: Decimal,
    /// The same in the term's own currency.
    pub fc: Decimal,
    /// When.
    pub on: NaiveDate,
    /// Whether money moved.
    pub is_payment: bool,
}
