//! Selling: who buys what, how it is taxed, and how it will be paid.

use rust_decimal::Decimal;

use super::calendar::{days_after, is_planned_day};
use super::chart::account;
use super::draft::EURO;
use super::firm::{Firm, Task};
use super::invoice::{Direction, Invoice, Item, Nature};
use super::profile::{Product, Trade};
use super::relations::{Customer, Market};
use super::vat::{Vat, to_cents};

/// Of each hundred sales of a flat year, how many a month has: gardens are planted in spring.
const SEASON: [i64; 12] = [70, 80, 125, 145, 135, 105, 85, 80, 105, 110, 90, 75];

impl Firm {
    /// The invoices of a business day.
    pub(super) fn sell(&mut self) {
        for _ in 0..self.domestic_sales_today() {
            if let Some(customer) = self.domestic_customer() {
                self.invoice(&customer);
            }
        }
        for market in self.planned_markets() {
            if let Some(customer) = self.customer_in(market) {
                self.invoice(&customer);
            }
        }
    }

    fn domestic_sales_today(&mut self) -> i64 {
        let season = match self.profile.trade {
            Trade::Wholesale => usize::try_from(self.month()).ok().and_then(|month| SEASON.get(month - 1)).copied(),
            Trade::Advice => None,
        };
        let pace = self.profile.sales_pace * season.unwrap_or(100) / 100;
        pace / 100 + i64::from(self.clerk.roll(1, 100) <= pace % 100)
    }

    /// Sales of the unusual kinds come on fixed days, so that every year has all of them.
    fn planned_markets(&self) -> Vec<Market> {
        let (month, small) = (self.month(), self.profile.trade == Trade::Advice);
        let currency = if month % 2 == 1 { "USD" } else { "GBP" };
        let plan = [
            (10, Market::World(currency), !small || matches!(month, 1 | 4 | 7 | 10)),
            (12, Market::Eu, !small || month % 2 == 0),
            (14, Market::Reversed, !small || month % 2 == 0),
            (18, Market::Zero, month % 2 == 1),
            (22, Market::Eu, !small),
        ];
        let due = plan.into_iter().filter(|&(day, _, on)| on && is_planned_day(self.clerk.day, day));
        due.map(|(_, market, _)| market).collect()
    }

    /// Small numbers come up more often: some customers buy much more than others.
    fn domestic_customer(&mut self) -> Option<Customer> {
        let domestic = self.people.customers.iter().filter(|customer| customer.market == Market::Domestic);
        let domestic: Vec<&Customer> = domestic.collect();
        let last = i64::try_from(domestic.len()).ok()? - 1;
        let index = self.clerk.roll(0, last).min(self.clerk.roll(0, last));
        domestic.get(usize::try_from(index).ok()?).copied().cloned()
    }

    fn customer_in(&mut self, market: Market) -> Option<Customer> {
        let there = self.people.customers.iter().filter(|customer| customer.market == market);
        let there: Vec<&Customer> = there.collect();
        self.clerk.pick(&there).copied().cloned()
    }

    fn invoice(&mut self, customer: &Customer) {
        let day = self.clerk.day;
        let items = self.items_for(customer);
        let description = items.first().map(|item| item.description.clone()).unwrap_or_default();
        let your_ref = self.clerk.one_in(2).then(|| format!("PO-{}-{}", customer.code, 1_000 + self.sold * 3));
        let invoice = Invoice {
            direction: Direction::Sale,
            nature: Nature::Invoice,
            relation: customer.code.clone(),
            date: day,
            due: days_after(day, customer.terms),
            period: self.clerk.period_for(day),
            description,
            your_ref,
            money: match customer.market {
                Market::World(currency) => self.money(currency, day),
                _ => EURO,
            },
            items,
        };
        let posted = self.clerk.post(invoice.draft());
        self.sold += 1;
        if let Some(&term) = posted.terms.first() {
            self.expect_payment(customer, invoice, posted.number, term);
        }
    }

    fn items_for(&mut self, customer: &Customer) -> Vec<Item> {
        let export = |account, vat| Product { account, vat, ..self.profile.export };
        let only = match customer.market {
            Market::Domestic => None,
            Market::Reversed => Some(self.profile.reversed),
            Market::Zero => Some(export(account::REVENUE_ZERO, Vat::Zero)),
            Market::Eu => Some(self.profile.export),
            Market::World(_) => Some(export(account::REVENUE_WORLD, Vat::OutsideEu)),
        };
        let count = if only.is_some() { 1 } else { self.clerk.roll(1, 3) };
        let mut items = Vec::new();
        for _ in 0..count {
            if let Some(product) = only.or_else(|| self.clerk.pick(self.profile.products).copied()) {
                items.push(self.item(product));
            }
        }
        items
    }

    /// An item at a price in the product's range; prices rise with the years.
    pub(super) fn item(&mut self, product: Product) -> Item {
        let price = self.clerk.amount(product.cents.0, product.cents.1);
        let net = to_cents(price * Decimal::new(100 + 5 * self.years(), 2));
        Item { account: product.account, description: product.description.to_owned(), net, vat: product.vat }
    }

    /// Plans how an invoice will be paid: most in full, some in part, a few never; some are partly credited first.
    fn expect_payment(&mut self, customer: &Customer, invoice: Invoice, number: i32, term: usize) {
        let n = self.sold;
        let lateness = u32::try_from((customer.habit + self.clerk.roll(0, 5)).max(0)).unwrap_or_default();
        let early = u32::try_from((-customer.habit).max(0)).unwrap_or_default();
        let payday = super::calendar::days_before(days_after(invoice.due, lateness), early);
        if n % 67 == 7 {
            self.disputed.insert(term);
        } else if n % 11 == 3 {
            let percent = self.clerk.roll(40, 60);
            self.plan(payday, Task::Collect { term, percent });
            if (n / 11).is_multiple_of(6) {
                self.disputed.insert(term);
            } else {
                self.plan(days_after(payday, 35), Task::Collect { term, percent: 100 });
            }
        } else {
            self.plan(payday, Task::Collect { term, percent: 100 });
        }
        if n % 12 == 5 {
            let set_off = (!(n / 12).is_multiple_of(5)).then_some(term);
            let wait = u32::try_from(self.clerk.roll(4, 12)).unwrap_or(4);
            let description = format!("Creditnota bij factuur {number}");
            let day = days_after(invoice.date, wait);
            self.plan(day, Task::Credit { invoice: Box::new(Invoice { description, ..invoice }), term: set_off });
        }
    }

    /// Takes back half of the first item of an invoice, sent or received.
    pub(super) fn credit(&mut self, invoice: &Invoice, set_off: Option<usize>) {
        let day = self.clerk.day;
        let half = |item: &Item| Item { net: to_cents(item.net / Decimal::TWO), ..item.clone() };
        let credit = Invoice {
            nature: Nature::CreditNote,
            date: day,
            due: days_after(day, 14),
            period: self.clerk.period_for(day),
            items: invoice.items.first().map(half).into_iter().collect(),
            ..invoice.clone()
        };
        let posted = self.clerk.post(credit.draft());
        let Some(&term) = posted.terms.first() else { return };
        match set_off {
            Some(target) => self.credits.entry(target).or_default().push(term),
            None => {
                self.disputed.insert(term);
            }
        }
    }
}
