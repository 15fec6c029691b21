use exact_model::codes::ReceivableStatus;
use exact_model::{Complete, Decimal, NaiveDate, Uuid};

use crate::input::ReceivableRow;
use crate::ledger::{Customer, EntryStatus, Names, Source, TransactionType};

use super::DocumentedSign;

/// What an open item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemKind {
    /// The customer owes it: the amount is positive.
    Invoice,
    /// A credit note that was not settled: negative.
    CreditNote,
    /// A receipt or correction that was matched with no invoice: negative.
    Unapplied,
}

/// One payment term that is not fully settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItem {
    /// Exact's id.
    pub id: Uuid,
    /// Who owes it.
    pub customer: Customer,
    /// What is still open; positive is to be received.
    pub amount: Decimal,
    /// Date of the invoice or receipt.
    pub invoice_date: Option<NaiveDate>,
    /// Due date.
    pub due_date: Option<NaiveDate>,
    /// Invoice number.
    pub invoice_number: Option<i32>,
    /// Number of the entry.
    pub entry_number: Option<i32>,
    /// Description.
    pub description: String,
    /// The customer's own reference.
    pub your_ref: Option<String>,
    /// Type of the entry, where it is known.
    pub transaction_type: Option<TransactionType>,
    /// Whether the entry was processed.
    pub status: EntryStatus,
}

impl OpenItem {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> ItemKind {
        if self.amount > Decimal::ZERO {
            ItemKind::Invoice
        } else if self.transaction_type == Some(TransactionType::SALES_CREDIT_NOTE) {
            ItemKind::CreditNote
        } else {
            ItemKind::Unapplied
        }
    }

    /// Days past the due date: zero or less is not due, `None` has no due date.
    #[must_use]
    pub fn days_overdue(&self, as_of: NaiveDate) -> Option<i64> {
        Some((as_of - self.due_date?).num_days())
    }

    /// Days since the invoice date; `None` has no invoice date.
    #[must_use]
    pub fn days_open(&self, as_of: NaiveDate) -> Option<i64> {
        Some((as_of - self.invoice_date?).num_days())
    }
}

/// Open items of a complete read, still in the sign of their endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItems {
    pub(super) items: Vec<OpenItem>,
    pub(super) documented: DocumentedSign,
    pub(super) sources: Vec<Source>,
}

impl OpenItems {
    /// From `bulk/Cashflow/Receivables` or `cashflow/Receivables`.
    ///
    /// Items that are matched (status 50) or have nothing left to pay are not open and are left out.
    #[must_use]
    pub fn from_receivables(rows: &Complete<ReceivableRow>) -> Self {
        let mut names = Names::default();
        for row in rows.rows() {
            if let Some(id) = row.relation {
                let code = row.relation_code.as_ref().map(exact_model::Code::as_str);
                names.note(id, code, row.relation_name.as_deref());
            }
        }
        let items = rows
            .rows()
            .iter()
            .filter(|row| row.status != ReceivableStatus::Matched && !row.amount.is_zero())
            .map(|row| OpenItem {
                id: row.id,
                customer: row.relation.map_or(Customer::Nobody, |id| Customer::Known(names.relation(id))),
                amount: row.amount,
                invoice_date: row.invoice_date,
                due_date: row.due_date,
                invoice_number: row.invoice_number,
                entry_number: row.entry_number,
                description: row.description.clone().unwrap_or_default(),
                your_ref: row.your_ref.clone(),
                transaction_type: row.transaction_type.map(TransactionType),
                status: row.entry_status.map_or(EntryStatus::Processed, EntryStatus::from_code),
            })
            .collect();
        Self { items, documented: DocumentedSign::NegativeIsToReceive, sources: vec![Source::of(rows)] }
    }

    /// Whether nothing is open.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}
