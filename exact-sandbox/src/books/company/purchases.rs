//! Buying: goods, bills that come back, and purchases with VAT of an unusual kind.

use chrono::Datelike;
use rust_decimal::Decimal;

use super::bills::Recurring;
use super::calendar::{days_after, days_before, pay_run_from};
use super::chart::account;
use super::draft::{EURO, Money};
use super::firm::{Firm, Task};
use super::invoice::{Direction, Invoice, Item, Nature};
use super::profile::{Product, Trade};
use super::vat::{Vat, to_cents};

impl Firm {
    /// The purchase invoices of a business day.
    pub(super) fn buy(&mut self) {
        let pace = self.profile.purchase_pace;
        if self.clerk.roll(1, 100) <= pace {
            self.buy_supplies();
        }
        self.buy_unusual();
        for (index, bill) in self.profile.recurring.iter().enumerate() {
            if (self.month() - 1).is_multiple_of(bill.every) && self.is_day(bill.day) {
                self.receive_bill(index, bill);
            }
        }
    }

    fn buy_supplies(&mut self) {
        let Some(supplier) = self.clerk.pick(&self.people.goods).cloned() else { return };
        let Some(product) = self.clerk.pick(self.profile.supplies).copied() else { return };
        let goods = self.item(product);
        let freight = Item { description: "Vracht".to_owned(), net: self.clerk.amount(1_500, 9_500), ..goods.clone() };
        let with_freight = self.clerk.one_in(4);
        let items = std::iter::once(goods).chain(with_freight.then_some(freight)).collect();
        let invoice = self.purchase(supplier, EURO, items);
        self.bought += 1;
        if self.bought % 13 == 4 {
            // The post was slow: the invoice is weeks old when it arrives.
            let wait = u32::try_from(self.clerk.roll(9, 20)).unwrap_or(9);
            self.plan(days_after(self.clerk.day, wait), Task::Receive(Box::new(invoice)));
            return;
        }
        let credited = (self.bought % 14 == 9).then(|| Box::new(invoice.clone()));
        let term = self.receive(invoice);
        if let Some(invoice) = credited {
            let description = format!("Creditnota {}", invoice.description);
            let invoice = Box::new(Invoice { description, ..*invoice });
            self.plan(days_after(self.clerk.day, 6), Task::Credit { invoice, term });
        }
    }

    /// Import, goods from the EU and subcontracted work come on fixed days, so that every year has all of them.
    fn buy_unusual(&mut self) {
        let wholesale = self.profile.trade == Trade::Wholesale;
        let (low, high) = self.profile.reversed.cents;
        let work =
            |account, description, vat| Product { account, description, vat, cents: (low * 2 / 3, high * 2 / 3) };
        if self.is_day(6) && wholesale {
            let money = self.money("USD", self.clerk.day);
            let item = self.item(work(account::IMPORTED, "Gereedschap per container", Vat::Import));
            self.receive_from(self.people.importer.clone(), money, item);
        }
        if self.is_day(13) && wholesale {
            let item = self.item(work(account::IMPORTED, "Stekgoed per vrachtwagen", Vat::Acquisition));
            self.receive_from(self.people.grower.clone(), EURO, item);
        }
        if self.is_day(17) && (wholesale || self.month() % 3 == 1) {
            let item = self.item(work(account::SUBCONTRACTED, "Montagewerk onderaannemer", Vat::Reversed));
            self.receive_from(self.people.subcontractor.clone(), EURO, item);
        }
        if self.is_day(19) && wholesale && self.month() == 5 {
            let item =
                self.item(Product { cents: (450_000, 900_000), ..work(account::EQUIPMENT, "Stellingkast", Vat::High) });
            self.invested += item.net;
            if let Some(supplier) = self.people.goods.first().cloned() {
                self.receive_from(supplier, EURO, item);
            }
        }
    }

    fn receive_from(&mut self, supplier: String, money: Money, item: Item) {
        let invoice = self.purchase(supplier, money, vec![item]);
        self.receive(invoice);
    }

    fn purchase(&mut self, supplier: String, money: Money, items: Vec<Item>) -> Invoice {
        let day = self.clerk.day;
        let reference = self.clerk.roll(1_000, 99_999);
        Invoice {
            direction: Direction::Purchase,
            nature: Nature::Invoice,
            relation: supplier,
            date: day,
            due: days_after(day, 30),
            period: self.clerk.period_for(day),
            description: items.first().map(|item| item.description.clone()).unwrap_or_default(),
            your_ref: Some(format!("F{}-{reference}", day.year())),
            money,
            items,
        }
    }

    /// Books a purchase invoice on the day it arrives and plans its payment; gives the payment term.
    pub(super) fn receive(&mut self, mut invoice: Invoice) -> Option<usize> {
        let day = self.clerk.day;
        invoice.period = self.clerk.period_for(invoice.date);
        // In the first days of a month, what was delivered in the last one can still be booked there.
        if day.day() <= 8 && invoice.date == day && self.clerk.one_in(3) {
            invoice.period = self.clerk.still_open_previous().unwrap_or(invoice.period);
        }
        let posted = self.clerk.post(invoice.draft());
        let &term = posted.terms.first()?;
        let n = self.bought;
        let payday = pay_run_from(days_before(invoice.due, 3));
        if n % 29 == 11 {
            self.disputed.insert(term);
        } else if n % 31 == 5 {
            self.plan(payday, Task::Pay { term, percent: 50 });
            self.plan(pay_run_from(days_after(payday, 20)), Task::Pay { term, percent: 100 });
        } else {
            self.plan(payday, Task::Pay { term, percent: 100 });
        }
        Some(term)
    }

    fn receive_bill(&mut self, index: usize, bill: &Recurring) {
        let Some(supplier) = self.people.recurring.get(index).cloned() else { return };
        let price = Decimal::new(bill.cents * (100 + bill.rise * self.years()) / 100, 2);
        let off = if bill.varies == 0 { 0 } else { self.clerk.roll(-bill.varies, bill.varies) };
        let net = to_cents(price * Decimal::new(100 + off, 2));
        let item = Item { account: bill.account, description: bill.description.to_owned(), net, vat: bill.vat };
        let mut invoice = self.purchase(supplier, EURO, vec![item]);
        invoice.due = days_after(self.clerk.day, 14);
        // Twice a year the telephone bill is booked where it belongs: in the month of the calls, before that of its date.
        if bill.account == account::TELEPHONE && self.month() % 6 == 2 {
            invoice.period = self.clerk.still_open_previous().unwrap_or(invoice.period);
        }
        let posted = self.clerk.post(invoice.draft());
        // These are collected by direct debit, on the day.
        if let Some(&term) = posted.terms.first() {
            self.plan(invoice.due, Task::Pay { term, percent: 100 });
        }
    }
}
