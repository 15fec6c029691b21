use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use exact_model::{Decimal, Uuid};

use super::{Term, Terms};
use crate::amount::Sum;
use crate::basis::{Basis, Definition, Explained, Timing};
use crate::error::Error;
use crate::ledger::{Customer, EntryStatus};

/// How far an invoice was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SettlementState {
    /// Nothing of it is open.
    Paid,
    /// Part of it is open.
    PartlyPaid,
    /// All of it is open.
    Open,
}

/// An invoice and how far it was paid. Amounts are those of the invoice itself and positive, of a credit note too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceSettlement {
    /// The customer or supplier.
    pub customer: Customer,
    /// Whether it is a credit note.
    pub is_credit_note: bool,
    /// How far it was paid.
    pub state: SettlementState,
    /// The whole amount, division currency.
    pub amount: Decimal,
    /// What is open of it.
    pub open: Decimal,
    /// The day of the last payment, as far as it is known; of a supplier's invoice the day it was matched.
    pub paid_on: Option<NaiveDate>,
    /// Date of the invoice.
    pub invoice_date: Option<NaiveDate>,
    /// Due date.
    pub due_date: Option<NaiveDate>,
    /// Invoice number.
    pub invoice_number: Option<i32>,
    /// The other party's own reference.
    pub your_ref: Option<Arc<str>>,
    /// Number of the entry.
    pub entry_number: Option<i32>,
    /// Exact's ids of the terms it is made of.
    pub terms: Vec<Uuid>,
}

impl InvoiceSettlement {
    /// The invoices and credit notes that a reference can mean: as invoice number, as the other party's reference or as
    /// entry number, whatever blanks, dots, dashes and leading zeros it is written with. Of one relation, if one is given.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn find(
        terms: &Terms,
        reference: &str,
        relation: Option<Uuid>,
        as_of: NaiveDate,
    ) -> Result<Explained<Vec<Self>>, Error> {
        let wanted = normal(reference);
        let number: Option<u32> = wanted.parse().ok();
        let means = |term: &&Term| {
            let is_wanted = |of: Option<i32>| number.is_some() && of.map(i32::unsigned_abs) == number;
            let is_written = |text: &str| !wanted.is_empty() && letters(text).eq(wanted.chars());
            is_wanted(term.invoice_number)
                || is_wanted(term.entry_number)
                || term.your_ref.as_deref().is_some_and(is_written)
        };
        let kinds = [terms.side().invoice_type(), terms.side().credit_note_type()];
        let mut invoices: BTreeMap<Uuid, Vec<&Term>> = BTreeMap::new();
        for term in terms.iter().filter(means) {
            let is_theirs = relation.is_none() || term.customer.relation().map(|relation| relation.id) == relation;
            if is_theirs && term.transaction_type.is_some_and(|kind| kinds.contains(&kind)) {
                invoices.entry(term.transaction.unwrap_or(term.id)).or_default().push(term);
            }
        }
        let mut found = Vec::with_capacity(invoices.len());
        for parts in invoices.values() {
            found.extend(settlement(terms, parts)?);
        }
        found.sort_by(|left, right| {
            left.invoice_date.cmp(&right.invoice_date).then_with(|| left.terms.cmp(&right.terms))
        });
        let parts = || invoices.values().flatten();
        let basis = Basis {
            definition: Definition::Settlement,
            timing: Timing::OpenAt(as_of),
            accounts: Vec::new(),
            left_out: Vec::new(),
            lines: parts().count() as u64,
            open_lines: parts().filter(|term| term.status == EntryStatus::Open).count() as u64,
            choices: Vec::new(),
            sources: terms.sources().to_vec(),
        };
        Ok(Explained { report: found, basis, checks: Vec::new() })
    }
}

/// `None` without a term, which no group is.
fn settlement(terms: &Terms, parts: &[&Term]) -> Result<Option<InvoiceSettlement>, Error> {
    let Some(first) = parts.first() else { return Ok(None) };
    let sum = |which: fn(&Term) -> bool| {
        Sum::of(parts.iter().filter(|term| which(term)).map(|term| term.amount)).map(|amount| amount.abs())
    };
    let (amount, open) = (sum(|_| true)?, sum(|term| !term.is_matched)?);
    let mut ids: Vec<Uuid> = parts.iter().map(|term| term.id).collect();
    ids.sort_unstable();
    Ok(Some(InvoiceSettlement {
        customer: first.customer.clone(),
        is_credit_note: first.transaction_type == Some(terms.side().credit_note_type()),
        state: match (open.is_zero(), parts.iter().any(|term| term.is_matched)) {
            (true, _) => SettlementState::Paid,
            (false, true) => SettlementState::PartlyPaid,
            (false, false) => SettlementState::Open,
        },
        amount,
        open,
        paid_on: parts.iter().filter_map(|term| term.paid_on).max(),
        invoice_date: first.invoice_date,
        due_date: parts.iter().filter_map(|term| term.due_date).max(),
        invoice_number: first.invoice_number,
        your_ref: first.your_ref.clone(),
        entry_number: first.entry_number,
        terms: ids,
    }))
}

/// A reference without what people write differently.
pub(super) fn normal(reference: &str) -> String {
    letters(reference).collect()
}

fn letters(reference: &str) -> impl Iterator<Item = char> {
    let letters = reference.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
    letters.skip_while(|letter| *letter == '0')
}
