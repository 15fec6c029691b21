use std::sync::Arc;

use exact_model::{Decimal, NaiveDate};

use super::{Aging, ItemKind, OpenItem, Side};
use crate::ledger::Customer;

/// What one customer owes, or one supplier is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationPosition {
    /// The customer; of payables, the supplier.
    pub customer: Customer,
    /// Per saldo: invoices less credits.
    pub total: Decimal,
    /// Open invoices, positive.
    pub invoices: Decimal,
    /// How many.
    pub invoice_count: usize,
    /// Credit notes, unapplied receipts or payments and corrections, negative.
    pub credits: Decimal,
    /// Invoices past their due date, positive.
    pub overdue: Decimal,
    /// Days past the due date of the invoice that is due longest; `None` without a due invoice.
    pub longest_overdue: Option<i64>,
}

/// What is open in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrencyPosition {
    /// The currency; `None` collects items that do not say it.
    pub currency: Option<Arc<str>>,
    /// Per saldo, division currency.
    pub total: Decimal,
    /// Per saldo, in the currency itself.
    pub foreign: Decimal,
    /// How many items.
    pub items: usize,
}

/// What is open on one side. Relations, buckets, kinds and currencies each add up to the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPosition {
    /// Whose debts they are.
    pub side: Side,
    /// The day of the position, to which ages are counted.
    pub as_of: NaiveDate,
    /// Per saldo; positive is to be received, or to be paid.
    pub total: Decimal,
    /// Open invoices, positive.
    pub invoices: Decimal,
    /// How many.
    pub invoice_count: usize,
    /// Open credit notes, negative.
    pub credit_notes: Decimal,
    /// Receipts, payments and corrections that belong to no invoice, negative.
    pub unapplied: Decimal,
    /// Invoices past their due date, positive.
    pub overdue: Decimal,
    /// How many.
    pub overdue_count: usize,
    /// By days past the due date.
    pub by_due_date: Aging,
    /// By days since the invoice date.
    pub by_invoice_date: Aging,
    /// Customers or suppliers, largest total first; equal ones by name.
    pub customers: Vec<RelationPosition>,
    /// By currency of the invoice.
    pub currencies: Vec<CurrencyPosition>,
    /// Every open item: oldest due date first, those without one last; then by invoice date and number.
    pub items: Vec<OpenItem>,
}

impl OpenPosition {
    /// The invoices more than `days` past their due date, longest first.
    pub fn overdue_more_than(&self, days: i64) -> impl Iterator<Item = &OpenItem> {
        self.open_invoices().filter(move |item| item.days_overdue(self.as_of).is_some_and(|overdue| overdue > days))
    }

    /// The invoices dated more than `days` ago, longest due first.
    pub fn older_than(&self, days: i64) -> impl Iterator<Item = &OpenItem> {
        self.open_invoices().filter(move |item| item.days_open(self.as_of).is_some_and(|open| open > days))
    }

    /// The open invoices, longest due first.
    pub fn open_invoices(&self) -> impl Iterator<Item = &OpenItem> {
        self.items.iter().filter(|item| item.kind() == ItemKind::Invoice)
    }

    /// The invoice that is open longest, by invoice date.
    #[must_use]
    pub fn longest_open(&self) -> Option<&OpenItem> {
        let dated = self.open_invoices().filter(|item| item.invoice_date.is_some());
        dated.min_by_key(|item| (item.invoice_date, item.due_date))
    }
}
