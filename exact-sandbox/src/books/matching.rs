//! Matching payment terms in books that are in use, and taking a match back.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::new_entry::{Change, PostingFault};
use super::{Division, EntryType, Match, OpenItem};

impl Division {
    /// Lets the term `by` settle what is open under an invoice number of the same relation, oldest first.
    pub(super) fn settle(&mut self, by: Uuid, invoice: i32, change: &mut Change) {
        let Some(payment) = self.term(by).cloned() else { return };
        let wanted = |item: &&OpenItem| {
            item.id != by
                && item.side == payment.side
                && item.relation == payment.relation
                && item.currency == payment.currency
                && item.invoice_number == Some(invoice)
                && !item.open_fc.is_zero()
                && item.open_fc.is_sign_positive() != payment.amount_fc.is_sign_positive()
        };
        let targets: Vec<Uuid> = self.open_items.0.iter().filter(wanted).map(|item| item.id).collect();
        let on = payment.invoice_date.unwrap_or_default();
        let is_payment = payment.entry_type == EntryType::CASH_FLOW.0;
        for target in targets {
            let (Some(left), Some(owed)) = (self.term(by).cloned(), self.term(target).cloned()) else { return };
            if left.open_fc.is_zero() {
                return;
            }
            let all = left.open_fc.abs() <= owed.open_fc.abs();
            let fc = if all { left.open_fc } else { -owed.open_fc };
            // Of a payment at another rate each part takes its share; the last part takes what is left.
            let dc = if all { left.open_dc } else { share(&left, fc) };
            let made = Match { by, target, dc, fc, on, is_payment };
            self.shift(&made, Decimal::ONE);
            self.matches.push(made);
            change.terms.extend([by, target]);
        }
    }

    /// Whether everything the entry's terms are matched with is known, so that it can be taken back.
    pub(super) fn check_unmatchable(&self, entry: Uuid) -> Result<(), PostingFault> {
        for term in self.open_items.0.iter().filter(|item| item.entry == entry) {
            let mut open = term.amount_dc;
            for made in &self.matches {
                if made.by == term.id {
                    open -= made.dc;
                }
                if made.target == term.id {
                    open += made.dc;
                }
            }
            if open != term.open_dc {
                return Err(PostingFault::Matched);
            }
        }
        Ok(())
    }

    /// Takes the entry's terms out, after taking back every match they have part in.
    pub(super) fn remove_terms(&mut self, entry: Uuid, change: &mut Change) {
        let gone: Vec<Uuid> = self.open_items.0.iter().filter(|item| item.entry == entry).map(|item| item.id).collect();
        let is_gone = |made: &Match| gone.contains(&made.by) || gone.contains(&made.target);
        let undone: Vec<Match> = self.matches.iter().filter(|made| is_gone(made)).cloned().collect();
        self.matches.retain(|made| !is_gone(made));
        for made in &undone {
            self.shift(made, Decimal::NEGATIVE_ONE);
            change.terms.extend([made.by, made.target]);
        }
        self.open_items.0.retain(|item| item.entry != entry);
        change.terms.retain(|term| !gone.contains(term));
        change.deleted_terms = gone;
    }

    /// Moves what a match moves, or with -1 moves it back.
    fn shift(&mut self, made: &Match, direction: Decimal) {
        for (id, sign) in [(made.by, -direction), (made.target, direction)] {
            let rest = self.matches.iter().filter(|other| *other != made && (other.target == id || other.by == id));
            let last = rest.filter(|other| other.is_payment && other.target == id).map(|other| other.on).max();
            let Some(term) = self.open_items.0.iter_mut().find(|item| item.id == id) else { continue };
            term.open_dc += sign * made.dc;
            term.open_fc += sign * made.fc;
            let paid_now = (direction == Decimal::ONE && made.is_payment && id == made.target).then_some(made.on);
            term.last_payment = paid_now.max(last);
            term.matched_on = term.open_dc.is_zero().then_some(made.on);
        }
    }

    /// An invoice's line points at what settled it in full, and at nothing else.
    pub(super) fn mark_offsets(&mut self, change: &mut Change) {
        for id in change.terms.clone() {
            let Some(term) = self.term(id).cloned() else { continue };
            // What pays points at nothing, or within its own bank entry: that is no match.
            if term.entry_type == EntryType::CASH_FLOW.0 || self.matches.iter().any(|made| made.by == id) {
                continue;
            }
            let by = self.matches.iter().rfind(|made| made.target == id).map(|made| made.by);
            let offset = by.filter(|_| term.open_dc.is_zero()).and_then(|by| self.term(by)).map(|by| by.line);
            let entry = self.entries.iter_mut().rfind(|entry| entry.id == term.entry);
            let line = entry.and_then(|entry| entry.lines.iter_mut().find(|line| line.id == term.line));
            if let Some(line) = line.filter(|line| line.offset != offset) {
                line.offset = offset;
                change.entries.insert(term.entry);
            }
        }
    }

    fn term(&self, id: Uuid) -> Option<&OpenItem> {
        self.open_items.0.iter().rfind(|item| item.id == id)
    }
}

/// The part of what is open in the division's currency that belongs to an amount in the term's own.
fn share(term: &OpenItem, fc: Decimal) -> Decimal {
    term.open_dc.checked_mul(fc).and_then(|product| product.checked_div(term.open_fc)).unwrap_or(fc).round_dp(2)
}
