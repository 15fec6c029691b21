//! The quarterly VAT return.

use chrono::Datelike;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Daybook, Shop};
use crate::books::EntryType;
use crate::books::company::calendar::{self, date};
use crate::books::company::chart::account;
use crate::books::company::draft::DraftLine;

impl Shop {
    /// Files the last quarter in whole euros and pays it at once.
    pub(in crate::books::company) fn file_vat(&mut self, most_lines: usize) {
        let month = (self.day.year(), self.day.month());
        if !self.charges_vat || self.lines + 7 > most_lines || month.1 % 3 != 1 || self.filed == Some(month) {
            return;
        }
        self.filed = Some(month);
        let balances = std::mem::take(&mut self.vat);
        let accounts = [account::VAT_HIGH, account::VAT_LOW, account::VAT_CLAIM];
        let round = |balance: &Decimal| balance.round_dp_with_strategy(0, RoundingStrategy::ToPositiveInfinity);
        let to_pay: Decimal = -balances.iter().map(round).sum::<Decimal>();
        let exact: Decimal = balances.iter().sum();
        if balances.iter().all(Decimal::is_zero) {
            return;
        }
        let today = self.day;
        self.day = calendar::days_before(date(today.year(), today.month(), 1), 1);
        let cleared = accounts.into_iter().zip(balances).map(|(account, balance)| (account, -balance));
        let rest = [(account::VAT_REMITTANCE, -to_pay), (account::VAT_ROUNDING, exact + to_pay)];
        let lines = cleared.chain(rest).filter(|(_, amount)| !amount.is_zero());
        let lines =
            lines.zip(1..).map(|((account, amount), number)| DraftLine::new(account, amount).numbered(number).line);
        let lines = lines.collect();
        self.post(Daybook::General, EntryType::VAT_RETURN, "Btw-aangifte", lines);
        self.day = today;
        let paid = [DraftLine::new(account::BANK, -to_pay), DraftLine::new(account::VAT_REMITTANCE, to_pay)];
        let paid = paid.map(|draft| draft.numbered(1).line).into();
        self.post(Daybook::Bank, EntryType::CASH_FLOW, "Betaling btw", paid);
    }
}
