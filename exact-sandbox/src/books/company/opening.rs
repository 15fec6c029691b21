//! The opening balance: the one entry that brings in what was there before the story begins.

use chrono::Datelike;
use rust_decimal::Decimal;

use crate::books::EntryType;

use super::calendar::{days_after, days_before};
use super::chart::{account, journal};
use super::draft::{Draft, DraftLine};
use super::firm::{Firm, Task};
use super::relations::Market;

impl Firm {
    /// Books the opening balance, open invoices one by one, and plans their payment.
    pub(super) fn open_books(&mut self) {
        let start = self.profile.start;
        let cents = |cents: i64| Decimal::new(cents, 2);
        let balances = [
            (account::VANS, start.vans.0),
            (account::VANS_DEPRECIATION, -start.vans.1),
            (account::EQUIPMENT, start.equipment.0),
            (account::EQUIPMENT_DEPRECIATION, -start.equipment.1),
            (account::CAPITAL, -1_800_000),
            (account::LOAN, -start.loan),
            (account::CASH, start.cash),
            (account::BANK, start.bank),
            (account::SAVINGS, start.savings),
            (account::VAT_REMITTANCE, -start.vat),
            (account::WAGE_TAX, -start.wage_tax),
            (account::STOCK, start.stock),
        ];
        let mut draft = Draft::new(journal::GENERAL, EntryType::OPENING_BALANCE, self.clerk.day, "Beginbalans");
        for (account, amount) in balances.into_iter().filter(|(_, amount)| *amount != 0) {
            draft = draft.line(DraftLine::new(account, cents(amount)));
        }
        for line in self.open_invoices() {
            draft = draft.line(line);
        }
        let posted = self.clerk.post(draft.balanced_by(account::RESERVES));
        for (term, n) in posted.terms.into_iter().zip(0_u32..) {
            self.plan_first_payment(term, n);
        }
        self.plan_first_remittance();
    }

    /// Invoices of the last months of the year before, to customers and from suppliers.
    fn open_invoices(&mut self) -> Vec<DraftLine> {
        let (from_customers, to_suppliers) = self.profile.start.open_invoices;
        let domestic = self.people.customers.iter().filter(|customer| customer.market == Market::Domestic);
        let customers: Vec<String> = domestic.map(|customer| customer.code.clone()).collect();
        let suppliers = self.people.goods.clone();
        let year = (self.clerk.day.year() - 1).rem_euclid(100);
        let mut lines = Vec::new();
        for (n, code) in (1..).zip(customers.iter().take(from_customers)) {
            lines.push(self.open_invoice(account::DEBTORS, code, (year * 100 + 70) * 10_000 + 300 + n));
        }
        for (n, code) in (1..).zip(suppliers.iter().take(to_suppliers)) {
            lines.push(self.open_invoice(account::CREDITORS, code, (year * 100 + 60) * 10_000 + 200 + n));
        }
        lines
    }

    fn open_invoice(&mut self, account: &str, code: &str, number: i32) -> DraftLine {
        let (low, high) = (self.profile.wages / 16, self.profile.wages / 3);
        let amount = self.clerk.amount(low, high);
        let age = u32::try_from(self.clerk.roll(3, 70)).unwrap_or(3);
        let invoiced = days_before(self.clerk.day, age);
        let signed = if account == account::DEBTORS { amount } else { -amount };
        let mut line = DraftLine::new(account, signed).relation(code).due(days_after(invoiced, 30));
        line.line.invoice_number = Some(number);
        line.described(format!("Openstaande factuur {number}")).dated(invoiced)
    }

    fn plan_first_payment(&mut self, term: usize, n: u32) {
        let is_receivable = self.clerk.subledger.term(term).is_some_and(|item| item.account == account::DEBTORS);
        let when = days_after(self.clerk.day, 6 + n * 4);
        if is_receivable {
            self.plan(when, Task::Collect { term, percent: 100 });
        } else {
            self.plan(when, Task::Pay { term, percent: 100 });
        }
    }
}
