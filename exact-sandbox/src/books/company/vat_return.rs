//! The quarterly VAT return: clears the VAT accounts into what is to be paid, in whole euros.

use std::collections::BTreeMap;

use chrono::Datelike;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::books::EntryType;

use super::bank::Movement;
use super::calendar::{FiscalPeriod, date, days_after, last_of_month};
use super::chart::{account, journal};
use super::draft::{Draft, DraftLine};
use super::firm::{Firm, Task};

const CLEARED: [&str; 6] = [
    account::VAT_HIGH,
    account::VAT_LOW,
    account::VAT_IMPORT,
    account::VAT_ACQUISITION,
    account::VAT_PRIVATE,
    account::VAT_CLAIM,
];

impl Firm {
    /// Files the last quarter on the ninth of the month after it, and plans the payment.
    pub(super) fn file_vat(&mut self) {
        let day = self.clerk.day;
        if self.month() % 3 != 1 || !self.is_day(9) {
            return;
        }
        let quarter = FiscalPeriod::of(day).previous();
        let balances = self.vat_until(quarter);
        if balances.is_empty() {
            return;
        }
        let ends = last_of_month(i32::from(quarter.year), u32::from(quarter.number.unsigned_abs()));
        let description = format!("Btw-aangifte kwartaal {} {}", quarter.number / 3, quarter.year);
        let mut draft = Draft::new(journal::GENERAL, EntryType::VAT_RETURN, ends, description.clone());
        let mut to_pay = Decimal::ZERO;
        for (account, balance) in balances {
            // Whole euros, each in the company's favour: less to pay, more to claim. Both are the ceiling of the balance,
            // because what is to be paid stands in credit.
            to_pay -= balance.round_dp_with_strategy(0, RoundingStrategy::ToPositiveInfinity);
            draft = draft.line(DraftLine::new(account, -balance));
        }
        draft = draft.line(DraftLine::new(account::VAT_REMITTANCE, -to_pay)).balanced_by(account::VAT_ROUNDING);
        self.clerk.post(draft);
        self.clerk.filed = Some(quarter);
        self.plan_remittance(&description, to_pay);
    }

    /// Balances, not zero, of the VAT accounts up to and including a period: late corrections of earlier quarters too.
    fn vat_until(&self, quarter: FiscalPeriod) -> BTreeMap<&'static str, Decimal> {
        let mut balances = BTreeMap::new();
        let entries = self.clerk.entries.iter();
        let entries = entries.filter(|entry| {
            !entry.kind.is_closing() && FiscalPeriod { year: entry.year, number: entry.period } <= quarter
        });
        // Most lines are of other accounts: one look at the first figures spares six comparisons.
        for line in entries.flat_map(|entry| &entry.lines).filter(|line| line.account.starts_with("15")) {
            if let Some(&account) = CLEARED.iter().find(|account| **account == line.account) {
                *balances.entry(account).or_insert(Decimal::ZERO) += line.amount_dc;
            }
        }
        balances.retain(|_, balance: &mut Decimal| !balance.is_zero());
        balances
    }

    /// What is due is paid before the end of the month; a refund takes a few weeks more.
    fn plan_remittance(&mut self, description: &str, to_pay: Decimal) {
        let day = self.clerk.day;
        let pay_on = date(day.year(), day.month(), 27);
        let when = if to_pay.is_sign_negative() { days_after(pay_on, 19) } else { pay_on };
        if !to_pay.is_zero() {
            self.plan(when, Task::Move(Movement::new(description, account::VAT_REMITTANCE, to_pay)));
        }
    }

    /// What the return of the quarter before the story began left to pay.
    pub(super) fn plan_first_remittance(&mut self) {
        let to_pay = Decimal::new(self.profile.start.vat, 2);
        self.plan_remittance("Btw-aangifte laatste kwartaal vorig jaar", to_pay);
    }
}
