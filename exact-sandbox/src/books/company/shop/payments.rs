//! What is due is paid.

use rust_decimal::Decimal;

use super::{Daybook, Due, Shop};
use crate::books::company::chart::account;
use crate::books::company::draft::DraftLine;
use crate::books::{EntryType, Match, Side};

impl Shop {
    /// Books the payments that have fallen due, each against the bank.
    pub(in crate::books::company) fn settle_due(&mut self, most_lines: usize) {
        while self.lines + 2 <= most_lines {
            let Some(due) = self.next_due() else { return };
            let Some(item) = self.division.open_items.0.get(due.term).cloned() else { continue };
            let text = if due.side == Side::Receivable { "Ontvangst" } else { "Betaling" };
            let mut paid = DraftLine::new(&item.account, -item.amount_dc).numbered(1).line;
            paid.relation.clone_from(&item.relation);
            paid.invoice_number = item.invoice_number;
            let bank = DraftLine::new(account::BANK, item.amount_dc).numbered(1).line;
            let by = self.division.open_items.0.len();
            self.post(Daybook::Bank, EntryType::CASH_FLOW, text, vec![bank, paid]);
            self.close_terms(due.term, by);
        }
    }

    /// The payment that has waited longest, if it is due.
    fn next_due(&mut self) -> Option<Due> {
        let mut first = self.due.first_entry().filter(|first| *first.key() <= self.day)?;
        let due = first.get_mut().pop_front();
        if first.get().is_empty() {
            first.remove();
        }
        due
    }

    fn close_terms(&mut self, target: usize, by: usize) {
        let day = self.day;
        let items = &mut self.division.open_items.0;
        for at in [target, by] {
            if let Some(item) = items.get_mut(at) {
                item.open_dc = Decimal::ZERO;
                item.open_fc = Decimal::ZERO;
                item.matched_on = Some(day);
                item.last_payment = (at == target).then_some(day);
            }
        }
        let (Some(target), Some(by)) = (items.get(target), items.get(by)) else { return };
        self.division.matches.push(Match {
            by: by.id,
            target: target.id,
            dc: by.amount_dc,
            fc: by.amount_fc,
            on: day,
            is_payment: true,
        });
    }
}
