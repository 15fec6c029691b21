//! Money: receipts, payments, and everything else that moves on the current account.

use rust_decimal::Decimal;

use crate::books::{EntryType, OpenItem, Side};

use super::chart::{account, journal};
use super::draft::{Draft, DraftLine};
use super::firm::{Firm, Task};
use super::relations::Market;
use super::vat::to_cents;

/// One movement on the current account: where the money comes from or goes to.
#[derive(Debug, Clone)]
pub(super) struct Movement {
    pub(super) description: String,
    pub(super) legs: Vec<DraftLine>,
}

impl Movement {
    /// A movement against one account: positive is paid, negative received.
    pub(super) fn new(description: &str, account: &str, amount: Decimal) -> Self {
        Self { description: description.to_owned(), legs: vec![DraftLine::new(account, amount)] }
    }

    fn and(mut self, account: &str, amount: Decimal) -> Self {
        self.legs.push(DraftLine::new(account, amount));
        self
    }
}

impl Firm {
    /// A customer pays a term, deducts the credit notes on it and, if that is its habit, pays all else that is due.
    pub(super) fn collect(&mut self, term: usize, percent: i64) {
        let Some(first) = self.clerk.subledger.term(term).cloned() else { return };
        let mut terms = vec![term];
        if percent == 100 {
            terms.extend(self.credits.get(&term).into_iter().flatten());
            let customer =
                self.people.customers.iter().find(|customer| Some(&customer.code) == first.relation.as_ref());
            if let Some(customer) = customer.filter(|customer| customer.bundles && customer.market == Market::Domestic)
            {
                let due = self.clerk.subledger.due(&customer.code, Side::Receivable, self.clerk.day);
                let due = due.into_iter().filter(|other| !self.disputed.contains(other));
                terms.extend(due);
            }
        }
        self.settle_by_bank(&first, terms, percent);
    }

    /// A supplier is paid a term, less the credit notes on it.
    pub(super) fn pay(&mut self, term: usize, percent: i64) {
        let Some(first) = self.clerk.subledger.term(term).cloned() else { return };
        let mut terms = vec![term];
        terms.extend(self.credits.get(&term).into_iter().flatten());
        self.settle_by_bank(&first, terms, percent);
    }

    fn settle_by_bank(&mut self, first: &OpenItem, mut terms: Vec<usize>, percent: i64) {
        terms.sort_unstable();
        terms.dedup();
        terms.retain(|term| !self.reserved.contains(term) && !self.clerk.subledger.open_of(*term).1.is_zero());
        let Some(main) = terms.iter().position(|term| self.is_term(*term, first)) else { return };
        let mut legs: Vec<DraftLine> = terms.iter().filter_map(|term| self.leg(*term, percent)).collect();
        let total: Decimal = legs.iter().map(|leg| leg.line.amount_dc).sum();
        let turned = (total.is_sign_positive() != (first.side == Side::Payable)) || total.is_zero();
        // Credit notes larger than the invoice wait for the next one.
        if turned {
            legs = legs.into_iter().nth(main).into_iter().collect();
        }
        self.reserved.extend(legs.iter().filter_map(|leg| leg.settles));
        // An invoice and the credit note on it share a reference.
        let mut numbers: Vec<String> = legs.iter().filter_map(reference).collect();
        numbers.dedup();
        let verb = if first.side == Side::Receivable { "Ontvangst" } else { "Betaling" };
        let description = format!("{verb} {}", numbers.join(", "));
        self.movements.push(Movement { description, legs });
    }

    fn is_term(&self, term: usize, item: &OpenItem) -> bool {
        self.clerk.subledger.term(term).is_some_and(|other| other.id == item.id)
    }

    /// The line that settles a term, at today's rate when it is in another currency.
    fn leg(&self, term: usize, percent: i64) -> Option<DraftLine> {
        let item = self.clerk.subledger.term(term)?;
        let money = self.money(&item.currency, self.clerk.day);
        let part = Decimal::new(percent, 2);
        let fc = to_cents(-item.open_fc * part);
        let dc = to_cents(fc * money.rate);
        let mut leg = DraftLine::new(&item.account, dc).in_currency(fc, money).settling(term);
        leg.line.relation.clone_from(&item.relation);
        leg.line.invoice_number = item.invoice_number;
        leg.line.your_ref.clone_from(&item.your_ref);
        Some(leg)
    }

    /// What moves on fixed days: taxes, loan, charges, and the receipts that nobody can place.
    pub(super) fn move_money(&mut self) {
        let (month, profile) = (self.month(), self.profile);
        if self.is_day(15) {
            self.pay_off(account::PENSION, "Pensioenpremies");
        }
        if self.is_day(20) {
            self.pay_off(account::WAGE_TAX, "Loonheffingen vorige maand");
        }
        if self.is_day(26) {
            let charges =
                Movement::new("Kosten betalingsverkeer", account::BANK_CHARGES, self.clerk.amount(1_480, 3_960));
            self.movements.push(charges);
            self.repay_loan();
        }
        if self.is_day(26) && month % 3 == 2 {
            let tax = Decimal::new(profile.company_tax, 2);
            self.movements.push(Movement::new("Voorlopige aanslag vennootschapsbelasting", account::COMPANY_TAX, tax));
        }
        if self.is_day(24) && month % 3 == 2 {
            self.receive_without_invoice();
        }
        if self.is_day(13) && month.is_multiple_of(3) {
            self.receive_unexplained();
        }
        if self.is_day(10) && month == 7 {
            self.prepay_supplier();
        }
        if self.is_day(15) && month == 7 {
            let amount = self.clerk.amount(120_000, 480_000);
            self.movements.push(Movement::new("Uitkering stormschade", account::EXCEPTIONAL_INCOME, -amount));
        }
        if self.is_day(15) && month == 10 {
            let amount = self.clerk.amount(40_000, 190_000);
            self.movements.push(Movement::new("Schikking oude levering", account::EXCEPTIONAL_COST, amount));
        }
        if self.is_day(16) && month == 2 {
            self.pay_off(account::ACCRUED_COST, "Uitkering klantbonussen vorig jaar");
        }
        let amount = Decimal::new(profile.wages / 4, 2);
        if self.is_day(23) && month.is_multiple_of(3) && self.clerk.balance(account::BANK) > amount * Decimal::from(12)
        {
            self.movements.push(Movement::new("Naar spaarrekening", account::IN_TRANSIT, amount));
            self.plan(super::calendar::days_after(self.clerk.day, 1), Task::Save(amount));
        }
    }

    fn pay_off(&mut self, account: &str, description: &str) {
        let owed = -self.clerk.balance(account);
        if owed > Decimal::ZERO {
            self.movements.push(Movement::new(description, account, owed));
        }
    }

    fn repay_loan(&mut self) {
        let owed = -self.clerk.balance(account::LOAN);
        let repayment = Decimal::new(self.profile.loan_repayment, 2).min(owed);
        if repayment > Decimal::ZERO {
            // Five per cent a year on what is still owed.
            let interest = to_cents(owed * Decimal::new(5, 2) / Decimal::from(12));
            let movement = Movement::new("Rente en aflossing lening", account::LOAN, repayment);
            self.movements.push(movement.and(account::INTEREST, interest));
        }
    }

    fn receive_without_invoice(&mut self) {
        let Some(code) = self.some_domestic_customer() else { return };
        let amount = self.clerk.amount(7_500, 95_000);
        let leg = DraftLine::new(account::DEBTORS, -amount).relation(&code);
        let description = "Ontvangst zonder factuurnummer".to_owned();
        self.movements.push(Movement { description, legs: vec![leg] });
    }

    fn receive_unexplained(&mut self) {
        let amount = self.clerk.amount(2_500, 64_000);
        self.movements.push(Movement::new("Onbekende storting", account::UNEXPLAINED, -amount));
        if self.month().is_multiple_of(6) {
            let draft = Draft::new(journal::GENERAL, EntryType::OTHER, self.clerk.day, "Vraagpost opgelost")
                .line(DraftLine::new(account::UNEXPLAINED, amount))
                .balanced_by(account::GENERAL_COST);
            self.plan(super::calendar::days_after(self.clerk.day, 20), Task::Book(Box::new(draft)));
        }
    }

    fn prepay_supplier(&mut self) {
        let Some(code) = self.clerk.pick(&self.people.goods).cloned() else { return };
        let amount = self.clerk.amount(self.profile.wages / 20, self.profile.wages / 8);
        let leg = DraftLine::new(account::CREDITORS, amount).relation(&code);
        self.movements.push(Movement { description: "Aanbetaling bestelling".to_owned(), legs: vec![leg] });
    }

    /// The code of a domestic customer who does not settle everything at once, so that what is booked stays open.
    pub(super) fn some_domestic_customer(&mut self) -> Option<String> {
        let customers = self.people.customers.iter();
        let customers = customers.filter(|customer| customer.market == Market::Domestic && !customer.bundles);
        let codes: Vec<String> = customers.map(|customer| customer.code.clone()).collect();
        self.clerk.pick(&codes).cloned()
    }

    /// Money arrives on the savings account, from the account in between.
    pub(super) fn save(&mut self, amount: Decimal) {
        let draft = Draft::new(journal::SAVINGS, EntryType::CASH_FLOW, self.clerk.day, "Van rekening-courant");
        let bank = DraftLine::new(account::SAVINGS, amount).numbered(1);
        let transit = DraftLine::new(account::IN_TRANSIT, -amount).numbered(1);
        self.clerk.post(Draft { lines: vec![bank, transit], ..draft });
    }

    /// Books today's bank statement: for each movement the bank line and its counter lines under one number.
    pub(super) fn post_statement(&mut self) {
        self.reserved.clear();
        if self.movements.is_empty() {
            return;
        }
        let day = self.clerk.day;
        let mut draft = Draft::new(journal::BANK, EntryType::CASH_FLOW, day, format!("Bankafschrift {day}"));
        for (movement, number) in std::mem::take(&mut self.movements).into_iter().zip(1..) {
            let total: Decimal = movement.legs.iter().map(|leg| leg.line.amount_dc).sum();
            let bank = DraftLine::new(account::BANK, -total);
            let lines = std::iter::once(bank).chain(movement.legs);
            draft.lines.extend(lines.map(|line| line.numbered(number).described(movement.description.clone())));
        }
        self.clerk.post(draft);
    }
}

/// What a payer writes on a transfer: its own reference, else the invoice number.
fn reference(leg: &DraftLine) -> Option<String> {
    leg.line.your_ref.clone().or(leg.line.invoice_number.map(|number| number.to_string()))
}
