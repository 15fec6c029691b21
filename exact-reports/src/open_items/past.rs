use std::collections::BTreeMap;

use exact_model::{Decimal, NaiveDate, Uuid};

use super::settlement::normal;
use super::{OpenPosition, PositionInput, Term, Terms};
use crate::amount::Sum;
use crate::basis::{Choice, Explained, Timing};
use crate::error::Error;

impl OpenPosition {
    /// What was open at the end of a day in the past: terms dated on or before it that were not matched until later.
    ///
    /// `input.ledger` is what was booked up to and including the day, such as
    /// [`Movements::from_lines_until`](crate::ledger::Movements::from_lines_until). Exact keeps one date for a term that
    /// is matched. A term that was paid in parts and closed after the day therefore looks unpaid on it, while the payment
    /// looks settled: the two are put together by relation and invoice number where the terms of
    /// [`part_payments_since`] are among those given, and only when that makes the position equal to the ledger. Otherwise
    /// the check shows the difference and the basis says where it may come from.
    ///
    /// # Errors
    /// As [`now`](Self::now).
    pub fn on(input: &PositionInput<'_>) -> Result<Explained<Self>, Error> {
        let open: Vec<&Term> = input.terms.iter().filter(|term| was_open(term, input.as_of)).collect();
        let mut explained = match Self::of(input, &open, Timing::OpenOn(input.as_of)) {
            Ok(explained) if agrees(&explained) => explained,
            first => match Self::less_part_payments(input, &open)? {
                Some(placed) => placed,
                None => {
                    let mut first = first?;
                    first.basis.choices.push(Choice::PartPaymentsUndated);
                    first
                }
            },
        };
        let count = |which: fn(&Term) -> bool| input.terms.iter().filter(|term| which(term)).count() as u64;
        let undated = count(|term| term.invoice_date.is_none() && !term.is_matched && !term.amount.is_zero());
        let unknown = count(|term| term.is_matched && term.matched_on.is_none() && !term.amount.is_zero());
        if undated > 0 {
            explained.basis.choices.push(Choice::UndatedItems { items: undated });
        }
        if unknown > 0 {
            explained.basis.choices.push(Choice::MatchedWithoutDate { items: unknown });
        }
        Ok(explained)
    }

    /// The position with payments in parts taken off, if that makes it equal to the ledger.
    fn less_part_payments(input: &PositionInput<'_>, open: &[&Term]) -> Result<Option<Explained<Self>>, Error> {
        let payments = part_payments(input.terms, open, input.as_of)?;
        let reduced = open.iter().map(|term| match payments.get(&term.id) {
            Some(paid) => paid.off(term),
            None => Ok((*term).clone()),
        });
        let reduced = reduced.collect::<Result<Vec<Term>, Error>>()?;
        let reduced: Vec<&Term> = reduced.iter().filter(|term| !term.amount.is_zero()).collect();
        let placed = Self::of(input, &reduced, Timing::OpenOn(input.as_of)).ok().filter(agrees);
        Ok(placed.map(|mut placed| {
            placed.basis.choices.push(Choice::PartPaymentsPlaced { items: payments.len() as u64 });
            placed
        }))
    }
}

/// Whether the position is that of the ledger.
fn agrees(explained: &Explained<OpenPosition>) -> bool {
    let control = explained.report.side.ledger_control();
    explained.checks.iter().all(|check| check.against != control || check.agrees())
}

/// From when on terms that were matched up to a day can be payments in parts of what was open on it: the oldest invoice
/// that was matched later. `None` when there is none.
#[must_use]
pub fn part_payments_since(terms: &Terms, day: NaiveDate) -> Option<NaiveDate> {
    let later = terms.iter().filter(|term| term.matched_on.is_some_and(|matched| matched > day));
    later.filter_map(|term| term.invoice_date).filter(|date| *date <= day).min()
}

/// An undated term that is open now stood in the opening balance, which has no dates: it was open before, too.
fn was_open(term: &Term, day: NaiveDate) -> bool {
    let dated = term.invoice_date.is_none_or(|date| date <= day);
    let unmatched = !term.is_matched || term.matched_on.is_some_and(|matched| matched > day);
    dated && unmatched && !term.amount.is_zero()
}

/// What was paid of a term by the day, in the sign of the endpoint.
#[derive(Default)]
struct Paid {
    amount: Sum,
    foreign: Sum,
}

impl Paid {
    fn off(&self, term: &Term) -> Result<Term, Error> {
        let less = |whole: Decimal, paid: Sum| Sum::of([whole, paid.value()]);
        Ok(Term { amount: less(term.amount, self.amount)?, foreign: less(term.foreign, self.foreign)?, ..term.clone() })
    }
}

/// What terms of a relation have in common: the invoice number, or else the other party's reference.
type Invoice = (Uuid, String);

fn invoice(term: &Term) -> Option<Invoice> {
    let relation = term.customer.relation()?.id;
    let by_number = term.invoice_number.map(|number| normal(&number.to_string()));
    let reference = by_number.or_else(|| term.your_ref.as_deref().map(normal))?;
    Some((relation, reference)).filter(|(_, reference)| !reference.is_empty())
}

/// Payments up to the day on terms that were matched after it, by the id of the term that they reduce.
fn part_payments(terms: &Terms, open: &[&Term], day: NaiveDate) -> Result<BTreeMap<Uuid, Paid>, Error> {
    let mut reduced: BTreeMap<Invoice, &Term> = BTreeMap::new();
    for term in open.iter().copied() {
        let Some(key) = invoice(term) else { continue };
        let largest = reduced.entry(key).or_insert(term);
        if (term.amount.abs(), term.id) > (largest.amount.abs(), largest.id) {
            *largest = term;
        }
    }
    let mut paid: BTreeMap<Uuid, Paid> = BTreeMap::new();
    for term in terms.iter().filter(|term| term.matched_on.is_some_and(|matched| matched <= day)) {
        let Some(target) = invoice(term).and_then(|key| reduced.get(&key)) else { continue };
        let paid = paid.entry(target.id).or_default();
        paid.amount.add(term.amount)?;
        paid.foreign.add(term.foreign)?;
    }
    // What was matched with each other by the day adds up to nothing.
    paid.retain(|_, paid| !paid.amount.value().is_zero());
    Ok(paid)
}
