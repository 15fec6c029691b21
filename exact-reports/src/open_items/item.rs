use std::sync::Arc;

use exact_model::{Decimal, NaiveDate, Uuid};

use super::{Side, Term};
use crate::amount::negated;
use crate::ledger::{Customer, EntryStatus, TransactionType};

/// What an open item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemKind {
    /// It is owed: the amount is positive.
    Invoice,
    /// A credit note that was not settled: negative.
    CreditNote,
    /// A receipt, payment or correction that was matched with no invoice: negative.
    Unapplied,
}

/// One payment term that is not fully settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItem {
    /// Exact's id.
    pub id: Uuid,
    /// Whose debt it is, or to whom.
    pub side: Side,
    /// The customer that owes it; of a payable, the supplier that is owed.
    pub customer: Customer,
    /// What is still open, division currency; positive is to be received or to be paid.
    pub amount: Decimal,
    /// The same in the currency of the invoice.
    pub foreign: Decimal,
    /// That currency, where it is known.
    pub currency: Option<Arc<str>>,
    /// Date of the invoice, receipt or payment.
    pub invoice_date: Option<NaiveDate>,
    /// Due date.
    pub due_date: Option<NaiveDate>,
    /// Invoice number.
    pub invoice_number: Option<i32>,
    /// Number of the entry.
    pub entry_number: Option<i32>,
    /// Description.
    pub description: Arc<str>,
    /// The other party's own reference.
    pub your_ref: Option<Arc<str>>,
    /// Type of the entry, where it is known.
    pub transaction_type: Option<TransactionType>,
    /// Whether the entry was processed.
    pub status: EntryStatus,
}

impl OpenItem {
    /// The item of a term, its sign turned when the endpoint has the opposite one.
    pub(super) fn of(term: &Term, side: Side, turn: bool) -> Self {
        let signed = |amount: Decimal| if turn { negated(amount) } else { amount };
        Self {
            id: term.id,
            side,
            customer: term.customer.clone(),
            amount: signed(term.amount),
            foreign: signed(term.foreign),
            currency: term.currency.clone(),
            invoice_date: term.invoice_date,
            due_date: term.due_date,
            invoice_number: term.invoice_number,
            entry_number: term.entry_number,
            description: term.description.clone(),
            your_ref: term.your_ref.clone(),
            transaction_type: term.transaction_type,
            status: term.status,
        }
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> ItemKind {
        if self.amount > Decimal::ZERO {
            ItemKind::Invoice
        } else if self.transaction_type == Some(self.side.credit_note_type()) {
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

    /// Whether it is an invoice that should have been paid. Due on the day itself is not overdue.
    #[must_use]
    pub fn is_overdue(&self, as_of: NaiveDate) -> bool {
        self.kind() == ItemKind::Invoice && self.days_overdue(as_of).is_some_and(|days| days > 0)
    }
}
