use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

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

/// All payment terms of a division, receivables and payables together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OpenItems(pub Vec<OpenItem>);

impl OpenItems {
    /// The terms of one side that are not fully matched.
    pub fn open(&self, side: Side) -> impl Iterator<Item = &OpenItem> {
        self.0.iter().filter(move |item| item.side == side && !item.open_dc.is_zero())
    }
}
