//! Payment terms: every debtor or creditor line makes one, and later lines settle earlier ones.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::books::{Match, OpenItem, OpenItems, Side};

/// Where a term's line stands: entry and line.
pub(super) type Place = (usize, usize);

/// What settling did to a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settlement {
    /// Nothing is open any more; the line of the term is at this place.
    Matched(Place),
    /// Something is still open.
    Partial,
    /// Nothing is open in the term's own currency, but the rate has moved: this much is, in euros.
    RateMoved(Decimal),
}

/// All terms so far.
#[derive(Debug, Default)]
pub(super) struct Subledger {
    terms: Vec<(OpenItem, Place)>,
    open: BTreeMap<String, Vec<usize>>,
    matches: Vec<Match>,
}

impl Subledger {
    /// Records the term of a line and says which it is.
    pub(super) fn record(&mut self, mut item: OpenItem, place: Place) -> usize {
        let index = self.terms.len();
        item.hid = i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1);
        self.open.entry(item.relation.clone().unwrap_or_default()).or_default().push(index);
        self.terms.push((item, place));
        index
    }

    /// A term.
    pub(super) fn term(&self, index: usize) -> Option<&OpenItem> {
        self.terms.get(index).map(|term| &term.0)
    }

    /// What of a term is open, in euros and in its own currency; zero when there is no such term.
    pub(super) fn open_of(&self, index: usize) -> (Decimal, Decimal) {
        self.term(index).map_or((Decimal::ZERO, Decimal::ZERO), |term| (term.open_dc, term.open_fc))
    }

    /// The open terms of a relation on one side that are due, oldest first.
    pub(super) fn due(&self, relation: &str, side: Side, on: NaiveDate) -> Vec<usize> {
        let candidates = self.open.get(relation).into_iter().flatten().copied();
        let is_due = |index: &usize| {
            self.term(*index).is_some_and(|term| {
                term.side == side && !term.open_dc.is_zero() && term.due_date.is_none_or(|due| due <= on)
            })
        };
        candidates.filter(is_due).collect()
    }

    /// Lets the term `by` settle what it can of the term `target`; they have opposite signs.
    pub(super) fn settle(&mut self, target: usize, by: usize, on: NaiveDate, is_payment: bool) -> Settlement {
        let Some((paid_dc, paid_fc)) = self.terms.get(by).map(|(term, _)| (term.open_dc, term.open_fc)) else {
            return Settlement::Partial;
        };
        if let Some((term, _)) = self.terms.get_mut(by) {
            term.open_dc = Decimal::ZERO;
            term.open_fc = Decimal::ZERO;
            term.matched_on = Some(on);
        }
        let by_id = self.term(by).map(|term| term.id).unwrap_or_default();
        let Some((term, place)) = self.terms.get_mut(target) else { return Settlement::Partial };
        self.matches.push(Match { by: by_id, target: term.id, dc: paid_dc, fc: paid_fc, on, is_payment });
        term.open_dc += paid_dc;
        term.open_fc += paid_fc;
        if is_payment {
            term.last_payment = Some(on);
        }
        if !term.open_fc.is_zero() {
            return Settlement::Partial;
        }
        if !term.open_dc.is_zero() {
            return Settlement::RateMoved(term.open_dc);
        }
        term.matched_on = Some(on);
        let (place, relation) = (*place, term.relation.clone().unwrap_or_default());
        self.forget(&relation, &[target, by]);
        Settlement::Matched(place)
    }

    fn forget(&mut self, relation: &str, matched: &[usize]) {
        if let Some(open) = self.open.get_mut(relation) {
            open.retain(|index| !matched.contains(index));
        }
    }

    /// All terms and what settled them, in the order in which they arose.
    pub(super) fn into_parts(self) -> (OpenItems, Vec<Match>) {
        (OpenItems(self.terms.into_iter().map(|(item, _)| item).collect()), self.matches)
    }
}
