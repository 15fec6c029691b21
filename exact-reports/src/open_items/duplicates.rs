use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;
use exact_model::{Decimal, Uuid};

use super::settlement::normal;
use super::{Side, Term, Terms};
use crate::amount::Sum;
use crate::basis::{Basis, Definition, Explained, Timing};
use crate::error::Error;
use crate::ledger::{Customer, EntryStatus};

/// Within how many days equal amounts are suspect.
const NEAR_DAYS: i64 = 7;

/// A purchase invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseInvoice {
    /// Number of the entry.
    pub entry_number: Option<i32>,
    /// The supplier's invoice number.
    pub your_ref: Option<Arc<str>>,
    /// Date of the invoice.
    pub date: Option<NaiveDate>,
    /// Amount including VAT, division currency, positive.
    pub amount: Decimal,
    /// Exact's ids of its terms.
    pub terms: Vec<Uuid>,
}

/// Why invoices may be one and the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DuplicateReason {
    /// The same number of the supplier.
    SameReference,
    /// The same amount within seven days, with another number or none.
    SameAmount,
}

/// Invoices of one supplier that may be one and the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PossibleDuplicate {
    /// The supplier.
    pub supplier: Customer,
    /// Why.
    pub reason: DuplicateReason,
    /// The invoices, two or more, oldest first.
    pub invoices: Vec<PurchaseInvoice>,
}

/// Purchase invoices that may have been booked twice. Candidates: a monthly bill of the same amount is none, a second
/// delivery in the same week may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicates {
    /// The candidates: equal numbers before equal amounts, then by supplier.
    pub candidates: Vec<PossibleDuplicate>,
    /// What the later invoices of the candidates amount to: what was paid or booked too much if all are duplicates.
    pub at_stake: Decimal,
    /// How many invoices were looked at.
    pub invoices: usize,
}

impl Duplicates {
    /// Looks for duplicates among terms of suppliers, open and matched.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn of(terms: &Terms, as_of: NaiveDate) -> Result<Explained<Self>, Error> {
        let invoices = invoices(terms)?;
        let mut candidates: Vec<PossibleDuplicate> = Vec::new();
        for (supplier, invoices) in &invoices {
            let same_reference = same_reference(invoices);
            let seen: HashSet<&[Uuid]> = same_reference.iter().flatten().map(|one| one.terms.as_slice()).collect();
            let rest = invoices.iter().filter(|invoice| !seen.contains(invoice.terms.as_slice()));
            let same_amount = same_amount(rest.collect());
            let groups = same_reference.into_iter().map(|group| (DuplicateReason::SameReference, group));
            let groups = groups.chain(same_amount.into_iter().map(|group| (DuplicateReason::SameAmount, group)));
            candidates.extend(groups.map(|(reason, group)| PossibleDuplicate {
                supplier: (*supplier).clone(),
                reason,
                invoices: group.into_iter().cloned().collect(),
            }));
        }
        candidates.sort_by(|left, right| (left.reason, &left.supplier).cmp(&(right.reason, &right.supplier)));
        let later = candidates.iter().flat_map(|candidate| candidate.invoices.iter().skip(1));
        let report = Self {
            at_stake: Sum::of(later.map(|invoice| invoice.amount))?,
            invoices: invoices.iter().map(|(_, invoices)| invoices.len()).sum(),
            candidates,
        };
        let purchases = || terms.iter().filter(|term| is_purchase(term));
        let basis = Basis {
            definition: Definition::Duplicates,
            timing: Timing::OpenAt(as_of),
            accounts: Vec::new(),
            left_out: Vec::new(),
            lines: report.invoices as u64,
            open_lines: purchases().filter(|term| term.status == EntryStatus::Open).count() as u64,
            choices: Vec::new(),
            sources: terms.sources().to_vec(),
        };
        Ok(Explained { report, basis, checks: Vec::new() })
    }
}

fn is_purchase(term: &Term) -> bool {
    term.transaction_type == Some(Side::Payable.invoice_type()) && !term.amount.is_zero()
}

/// Purchase invoices by supplier, the terms and parts of one entry together, oldest first. Without a supplier two
/// invoices have nothing in common.
fn invoices(terms: &Terms) -> Result<Vec<(&Customer, Vec<PurchaseInvoice>)>, Error> {
    type Key = (Uuid, Option<i32>, Option<Uuid>, Option<NaiveDate>);
    let key = |term: &Term| -> Option<Key> {
        let apart = term.transaction.or(Some(term.id)).filter(|_| term.entry_number.is_none());
        Some((term.customer.relation()?.id, term.entry_number, apart, term.invoice_date))
    };
    let purchases = terms.iter().filter(|term| is_purchase(term));
    let mut parts: Vec<(Key, &Term)> = purchases.filter_map(|term| Some((key(term)?, term))).collect();
    parts.sort_by_key(|(key, _)| *key);
    let mut suppliers = Vec::new();
    for of_supplier in parts.chunk_by(|left, right| left.0.0 == right.0.0) {
        let Some((_, first)) = of_supplier.first() else { continue };
        let of_invoices = of_supplier.chunk_by(|left, right| left.0 == right.0);
        let invoices = of_invoices.filter_map(|parts| invoice(parts.iter().map(|(_, term)| *term)).transpose());
        let mut invoices = invoices.collect::<Result<Vec<_>, Error>>()?;
        invoices.sort_by(|left, right| (left.date, &left.terms).cmp(&(right.date, &right.terms)));
        suppliers.push((&first.customer, invoices));
    }
    Ok(suppliers)
}

/// The invoice that parts make together; `None` of no parts.
fn invoice<'a>(parts: impl Iterator<Item = &'a Term> + Clone) -> Result<Option<PurchaseInvoice>, Error> {
    let Some(first) = parts.clone().next() else { return Ok(None) };
    let mut terms: Vec<Uuid> = parts.clone().map(|term| term.id).collect();
    terms.sort_unstable();
    Ok(Some(PurchaseInvoice {
        entry_number: first.entry_number,
        your_ref: parts.clone().find_map(|term| term.your_ref.clone()),
        date: first.invoice_date,
        amount: Sum::of(parts.map(|term| term.amount))?.abs(),
        terms,
    }))
}

/// Invoices with one number of the supplier, each group oldest first.
fn same_reference(invoices: &[PurchaseInvoice]) -> Vec<Vec<&PurchaseInvoice>> {
    let reference = |invoice: &PurchaseInvoice| invoice.your_ref.as_deref().map(normal).filter(|text| !text.is_empty());
    let mut numbered: Vec<_> = invoices.iter().filter_map(|invoice| Some((reference(invoice)?, invoice))).collect();
    numbered.sort_by(|left, right| left.0.cmp(&right.0));
    let groups = numbered.chunk_by(|left, right| left.0 == right.0).filter(|group| group.len() > 1);
    groups.map(|group| group.iter().map(|(_, invoice)| *invoice).collect()).collect()
}

/// Runs of equal amounts, each within seven days of the one before it.
fn same_amount(mut invoices: Vec<&PurchaseInvoice>) -> Vec<Vec<&PurchaseInvoice>> {
    // The sort keeps the order of equal amounts, which is that of their dates.
    invoices.sort_by_key(|invoice| invoice.amount);
    let near = |left: &&PurchaseInvoice, right: &&PurchaseInvoice| {
        let days = left.date.zip(right.date).map(|(left, right)| (right - left).num_days());
        left.amount == right.amount && days.is_some_and(|days| days <= NEAR_DAYS)
    };
    invoices.chunk_by(near).filter(|run| run.len() > 1).map(<[_]>::to_vec).collect()
}
