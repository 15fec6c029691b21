//! The cash book: takings and small costs with VAT in the price, and the trip to the bank.

use rust_decimal::Decimal;

use crate::books::EntryType;

use super::bank::Movement;
use super::calendar::days_after;
use super::chart::{account, journal};
use super::draft::{Draft, DraftLine};
use super::firm::{Firm, Task};
use super::vat::{Vat, split};

/// One receipt in the cash book.
struct Receipt {
    description: &'static str,
    account: &'static str,
    vat: Vat,
    vat_account: &'static str,
    /// What comes in, VAT included; negative goes out.
    gross: Decimal,
}

impl Firm {
    /// The cash book of a business day.
    pub(super) fn keep_cash(&mut self) {
        if self.profile.cash_days.iter().any(|day| self.is_day(*day)) {
            let (from, to) = self.profile.takings;
            let high = self.clerk.amount(from, to);
            let low = self.clerk.amount(from / 2, to / 2);
            let mut receipts = vec![
                Receipt::sale("Contante verkoop hoog", account::REVENUE_HIGH, Vat::HighIncluded, high),
                Receipt::sale("Contante verkoop laag", account::REVENUE_LOW, Vat::LowIncluded, low),
            ];
            let fuel = self.clerk.amount(3_500, 9_800);
            if self.is_day(19) && self.clerk.balance(account::CASH) > fuel {
                receipts.push(Receipt {
                    description: "Tanken",
                    account: account::FUEL,
                    vat: Vat::HighIncluded,
                    vat_account: account::VAT_CLAIM,
                    gross: -fuel,
                });
            }
            self.post_receipts(&receipts);
        }
        if self.is_day(26) {
            self.bring_to_bank();
        }
    }

    fn post_receipts(&mut self, receipts: &[Receipt]) {
        let day = self.clerk.day;
        let mut draft = Draft::new(journal::CASH, EntryType::CASH_FLOW, day, format!("Kasblad {day}"));
        for (receipt, number) in receipts.iter().zip(1..) {
            let fraction = receipt.vat.fraction(day);
            let (base, vat) = split(-receipt.gross, fraction);
            let lines = [
                DraftLine::new(account::CASH, receipt.gross),
                DraftLine::new(receipt.account, base).taxed(receipt.vat, fraction, vat),
                DraftLine::new(receipt.vat_account, vat).vat_itself(receipt.vat, fraction),
            ];
            draft.lines.extend(lines.map(|line| line.numbered(number).described(receipt.description)));
        }
        self.clerk.post(draft);
    }

    /// Whole hundreds go to the bank; they are in between until the bank books them.
    fn bring_to_bank(&mut self) {
        let hundred = Decimal::ONE_HUNDRED;
        let amount = (self.clerk.balance(account::CASH) / hundred).floor() * hundred - hundred;
        if amount <= Decimal::ZERO {
            return;
        }
        let draft = Draft::new(journal::CASH, EntryType::CASH_FLOW, self.clerk.day, "Afstorting bij de bank");
        let cash = DraftLine::new(account::CASH, -amount).numbered(1);
        let transit = DraftLine::new(account::IN_TRANSIT, amount).numbered(1);
        self.clerk.post(Draft { lines: vec![cash, transit], ..draft });
        let arrival = Movement::new("Afstorting kas", account::IN_TRANSIT, -amount);
        self.plan(days_after(self.clerk.day, 2), Task::Move(arrival));
    }
}

impl Receipt {
    const fn sale(description: &'static str, account: &'static str, vat: Vat, gross: Decimal) -> Self {
        Self { description, account, vat, vat_account: vat.to_pay(), gross }
    }
}
