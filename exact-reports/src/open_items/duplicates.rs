use std::collections::{BTreeMap, BTreeSet};

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
    pub your_ref: Option<String>,
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
            let mut by_reference: BTreeMap<String, Vec<&PurchaseInvoice>> = BTreeMap::new();
            for invoice in invoices {
                let reference = invoice.your_ref.as_deref().map(normal).filter(|reference| !reference.is_empty());
                if let Some(reference) = reference {
                    by_reference.entry(reference).or_default().push(invoice);
                }
            }
            let same_reference: Vec<_> = by_reference.into_values().filter(|group| group.len() > 1).collect();
            let seen: BTreeSet<&Vec<Uuid>> = same_reference.iter().flatten().map(|invoice| &invoice.terms).collect();
            let rest = invoices.iter().filter(|invoice| !seen.contains(&invoice.terms));
            let same_amount = same_amount(rest);
            let groups = same_reference.into_iter().map(|group| (DuplicateReason::SameReference, group));
            let groups = groups.chain(same_amount.into_iter().map(|group| (DuplicateReason::SameAmount, group)));
            candidates.extend(groups.map(|(reason, group)| PossibleDuplicate {
                supplier: supplier.clone(),
                reason,
                invoices: group.into_iter().cloned().collect(),
            }));
        }
        candidates.sort_by(|left, right| (left.reason, &left.supplier).cmp(&(right.reason, &right.supplier)));
        let later = candidates.iter().flat_map(|candidate| candidate.invoices.iter().skip(1));
        let report = Self {
            at_stake: Sum::of(later.map(|invoice| invoice.amount))?,
            invoices: invoices.values().map(Vec::len).sum(),
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
fn invoices(terms: &Terms) -> Result<BTreeMap<Customer, Vec<PurchaseInvoice>>, Error> {
    type Key<'a> = (&'a Customer, Option<i32>, Option<Uuid>, Option<NaiveDate>);
    let mut grouped: BTreeMap<Key<'_>, Vec<&Term>> = BTreeMap::new();
    for term in terms.iter().filter(|term| is_purchase(term) && term.customer.relation().is_some()) {
        let apart = term.transaction.or(Some(term.id)).filter(|_| term.entry_number.is_none());
        grouped.entry((&term.customer, term.entry_number, apart, term.invoice_date)).or_default().push(term);
    }
    let mut invoices: BTreeMap<Customer, Vec<PurchaseInvoice>> = BTreeMap::new();
    for ((supplier, entry_number, _, date), parts) in grouped {
        let mut ids: Vec<Uuid> = parts.iter().map(|term| term.id).collect();
        ids.sort_unstable();
        invoices.entry(supplier.clone()).or_default().push(PurchaseInvoice {
            entry_number,
            your_ref: parts.iter().find_map(|term| term.your_ref.clone()),
            date,
            amount: Sum::of(parts.iter().map(|term| term.amount))?.abs(),
            terms: ids,
        });
    }
    for list in invoices.values_mut() {
        list.sort_by(|left, right| (left.date, &left.terms).cmp(&(right.date, &right.terms)));
    }
    Ok(invoices)
}

/// Runs of equal amounts, each within seven days of the one before it.
fn same_amount<'a>(invoices: impl Iterator<Item = &'a PurchaseInvoice>) -> Vec<Vec<&'a PurchaseInvoice>> {
    let mut runs: BTreeMap<Decimal, Vec<Vec<&PurchaseInvoice>>> = BTreeMap::new();
    for invoice in invoices {
        let Some(date) = invoice.date else { continue };
        let runs = runs.entry(invoice.amount).or_default();
        let near = |run: &&mut Vec<&PurchaseInvoice>| {
            run.last().and_then(|last| last.date).is_some_and(|last| (date - last).num_days() <= NEAR_DAYS)
        };
        match runs.last_mut().filter(near) {
            Some(run) => run.push(invoice),
            None => runs.push(vec![invoice]),
        }
    }
    runs.into_values().flatten().filter(|run| run.len() > 1).collect()
}
