use exact_model::NaiveDate;

use super::{OpenPosition, PositionInput, Term};
use crate::basis::{Choice, Explained, Timing};
use crate::error::Error;

impl OpenPosition {
    /// What was open at the end of a day in the past: terms dated on or before it that were not matched until later.
    ///
    /// `input.ledger` is what was booked up to and including the day, such as
    /// [`Movements::from_lines_until`](crate::ledger::Movements::from_lines_until). Exact keeps one date for a term that
    /// is matched, so that a payment in parts that are not terms of their own cannot be dated; then the check against the
    /// ledger shows the difference and the basis says where it comes from.
    ///
    /// # Errors
    /// As [`now`](Self::now).
    pub fn on(input: &PositionInput<'_>) -> Result<Explained<Self>, Error> {
        let open: Vec<&Term> = input.terms.iter().filter(|term| was_open(term, input.as_of)).collect();
        let mut explained = Self::of(input, &open, Timing::OpenOn(input.as_of))?;
        let count = |which: fn(&Term) -> bool| input.terms.iter().filter(|term| which(term)).count() as u64;
        let undated = count(|term| term.invoice_date.is_none() && !term.is_matched && !term.amount.is_zero());
        let unknown = count(|term| term.is_matched && term.matched_on.is_none() && !term.amount.is_zero());
        let choices = &mut explained.basis.choices;
        if undated > 0 {
            choices.push(Choice::UndatedItems { items: undated });
        }
        if unknown > 0 {
            choices.push(Choice::MatchedWithoutDate { items: unknown });
        }
        let control = input.terms.side().ledger_control();
        if explained.checks.iter().any(|check| check.against == control && !check.agrees()) {
            choices.push(Choice::PartPaymentsUndated);
        }
        Ok(explained)
    }
}

/// An undated term that is open now stood in the opening balance, which has no dates: it was open before, too.
fn was_open(term: &Term, day: NaiveDate) -> bool {
    let dated = term.invoice_date.is_none_or(|date| date <= day);
    let unmatched = !term.is_matched || term.matched_on.is_some_and(|matched| matched > day);
    dated && unmatched && !term.amount.is_zero()
}
