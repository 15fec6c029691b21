//! Sales invoices as they were booked: without VAT, the VAT, with VAT, and what is open of them.
//!
//! What was invoiced is not revenue: deferred revenue and general journal entries make the difference. Ask
//! [`revenue`](crate::revenue) for revenue.

mod invoiced;
mod newest;

pub use invoiced::{Invoiced, InvoicedInput};

use std::collections::HashMap;

use exact_model::{Decimal, NaiveDate, Uuid};

use crate::error::Error;
use crate::input::SalesEntryRow;
use crate::ledger::{Customer, EntryStatus, Relation, TransactionType};
use crate::open_items::Terms;

/// A sales invoice or credit note. Amounts are in the division currency, those of a credit note negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalesInvoice {
    /// Exact's id of the entry.
    pub entry: Uuid,
    /// Number of the entry.
    pub entry_number: Option<i32>,
    /// Whom it was sent to.
    pub customer: Customer,
    /// Whether it is a credit note.
    pub is_credit_note: bool,
    /// Date of the invoice.
    pub date: NaiveDate,
    /// Due date.
    pub due_date: Option<NaiveDate>,
    /// Invoice number.
    pub invoice_number: Option<i32>,
    /// The customer's own reference.
    pub your_ref: Option<String>,
    /// Description.
    pub description: String,
    /// Without VAT.
    pub excluding_vat: Decimal,
    /// The VAT.
    pub vat: Decimal,
    /// With VAT.
    pub including_vat: Decimal,
    /// What is open of it, with VAT; `None` when its terms are not known.
    pub open: Option<Decimal>,
    /// Whether the entry was processed.
    pub status: EntryStatus,
}

impl SalesInvoice {
    /// # Errors
    /// [`Error::Overflow`].
    fn of(row: &SalesEntryRow, open: Option<Decimal>) -> Result<Self, Error> {
        let is_credit_note = TransactionType(row.transaction_type) == TransactionType::SALES_CREDIT_NOTE;
        let excluding_vat = row.amount.checked_sub(row.vat).ok_or(Error::Overflow)?;
        Ok(Self {
            entry: row.entry,
            entry_number: row.entry_number,
            customer: row.relation.map_or(Customer::Nobody, |id| {
                let name = row.relation_name.clone().unwrap_or_default();
                Customer::Known(Relation { id, code: None, name }.into())
            }),
            is_credit_note,
            date: row.date,
            due_date: row.due_date,
            invoice_number: row.invoice_number,
            your_ref: row.your_ref.clone().filter(|reference| !reference.trim().is_empty()),
            description: row.description.clone().unwrap_or_default(),
            excluding_vat,
            vat: row.vat,
            including_vat: row.amount,
            // A term knows how much is open, not whose favour it is in.
            open: open.map(|open| if row.amount.is_sign_negative() { -open.abs() } else { open.abs() }),
            status: row.status.map_or(EntryStatus::Processed, EntryStatus::from_code),
        })
    }
}

/// What is open by entry number and customer, of the invoices whose terms are known.
fn open_by_invoice(terms: &Terms) -> Result<HashMap<(i32, Option<Uuid>), Decimal>, Error> {
    let mut open: HashMap<(i32, Option<Uuid>), Decimal> = HashMap::new();
    let kinds = [terms.side().invoice_type(), terms.side().credit_note_type()];
    for term in terms.iter().filter(|term| term.transaction_type.is_some_and(|kind| kinds.contains(&kind))) {
        let Some(number) = term.entry_number else { continue };
        let of = open.entry((number, term.customer.relation().map(|relation| relation.id))).or_default();
        if !term.is_matched {
            *of = of.checked_add(term.amount).ok_or(Error::Overflow)?;
        }
    }
    Ok(open)
}
