//! A shop that keeps its books the shortest way.

mod payments;
mod vat_return;

use std::collections::{BTreeMap, VecDeque};

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::books::{Division, Entry, EntryType, Line, OpenItem, Side, Status};

use super::bulk::{Plan, empty};
use super::calendar::{self, days_after};
use super::chart::{account, journal};
use super::draft::{DraftLine, VAT_LINE};
use super::relations;
use super::vat::{Vat, to_cents};

/// The most lines one invoice and what comes with it may have.
pub(super) const LARGEST: usize = 9;

/// A payment that is due.
struct Due {
    term: usize,
    side: Side,
}

/// A shop that sells, buys, pays and files its VAT, and nothing else.
pub(super) struct Shop {
    division: Division,
    dice: ChaCha8Rng,
    /// The day it is.
    pub(super) day: NaiveDate,
    /// Lines so far.
    pub(super) lines: usize,
    numbers: [i32; 4],
    prices: (i64, i64),
    charges_vat: bool,
    first_supplier: usize,
    /// By the day they fall due, in the order of their invoices.
    due: BTreeMap<NaiveDate, VecDeque<Due>>,
    /// Balances of the VAT accounts since the last return: high, low, to claim.
    vat: [Decimal; 3],
    /// The year and month in which the last return was filed.
    filed: Option<(i32, u32)>,
}

/// Which journal an entry goes in, as a place in the counters.
#[derive(Clone, Copy)]
enum Daybook {
    Bank,
    Purchases,
    Sales,
    General,
}

impl Daybook {
    const fn code(self) -> (&'static str, i32) {
        match self {
            Self::Bank => (journal::BANK, 20),
            Self::Purchases => (journal::PURCHASES, 60),
            Self::Sales => (journal::SALES, 70),
            Self::General => (journal::GENERAL, 90),
        }
    }
}

impl Shop {
    pub(super) fn new(plan: &Plan, seed: u64, first: NaiveDate) -> Self {
        let people = relations::crowd(plan.code, plan.customers, plan.suppliers, plan.charges_vat);
        let division = empty(plan, people);
        Self {
            division,
            dice: ChaCha8Rng::seed_from_u64(seed),
            day: first,
            lines: 0,
            numbers: [0; 4],
            prices: plan.prices,
            charges_vat: plan.charges_vat,
            first_supplier: plan.customers,
            due: BTreeMap::new(),
            vat: [Decimal::ZERO; 3],
            filed: None,
        }
    }

    fn roll(&mut self, from: i64, to: i64) -> i64 {
        self.dice.random_range(from..=to.max(from))
    }

    /// Thrown like everything else: hashing names would take longer than all the rest.
    fn id(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        self.dice.fill_bytes(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// The opening balance.
    pub(super) fn open(&mut self, first: NaiveDate) {
        self.day = first;
        let lines = [(account::BANK, 4_000_000), (account::CAPITAL, -1_800_000), (account::RESERVES, -2_200_000)];
        let lines = lines.map(|(account, cents)| DraftLine::new(account, Decimal::new(cents, 2)).line);
        self.post(Daybook::General, EntryType::OPENING_BALANCE, "Beginbalans", lines.into());
    }

    /// A sale, or every third time a purchase.
    pub(super) fn trade(&mut self) {
        if self.roll(0, 2) == 0 { self.invoice(Side::Payable) } else { self.invoice(Side::Receivable) }
    }

    fn invoice(&mut self, side: Side) {
        let relation = self.party(side);
        let items = self.roll(1, 5);
        let sign = if side == Side::Receivable { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
        let mut lines = Vec::with_capacity(LARGEST);
        let (mut high, mut low) = (Decimal::ZERO, Decimal::ZERO);
        for number in 1..=items {
            let net = sign * Decimal::new(self.roll(self.prices.0, self.prices.1), 2);
            let is_low = self.roll(0, 4) == 0;
            let rate = if is_low { Vat::Low } else { Vat::High };
            let vat = if self.charges_vat { to_cents(net * rate.fraction(self.day)) } else { Decimal::ZERO };
            if is_low {
                low += vat;
            } else {
                high += vat;
            }
            let draft = DraftLine::new(self.account(side, is_low), net);
            let number = i32::try_from(number).unwrap_or_default();
            let draft = if self.charges_vat { draft.taxed(rate, rate.fraction(self.day), vat) } else { draft };
            lines.push(draft.numbered(number).relation(&relation).line);
        }
        let vat = if side == Side::Receivable {
            [(account::VAT_HIGH, high), (account::VAT_LOW, low)]
        } else {
            [(account::VAT_CLAIM, high + low), (account::VAT_CLAIM, Decimal::ZERO)]
        };
        for (balance, amount) in self.vat.iter_mut().zip(match side {
            Side::Receivable => [high, low, Decimal::ZERO],
            Side::Payable => [Decimal::ZERO, Decimal::ZERO, high + low],
        }) {
            *balance += amount;
        }
        for (account, amount) in vat.into_iter().filter(|(_, amount)| !amount.is_zero()) {
            lines.push(DraftLine::new(account, amount).numbered(VAT_LINE).relation(&relation).line);
        }
        let total: Decimal = lines.iter().map(|line| line.amount_dc).sum();
        let wait = u32::try_from(self.roll(14, 45)).unwrap_or(30);
        let (ours, daybook, kind, text) = match side {
            Side::Receivable => (account::DEBTORS, Daybook::Sales, EntryType::SALES_ENTRY, "Verkoop"),
            Side::Payable => (account::CREDITORS, Daybook::Purchases, EntryType::PURCHASE_ENTRY, "Inkoop"),
        };
        let due = days_after(self.day, 30);
        lines.insert(0, DraftLine::new(ours, -total).relation(&relation).due(due).line);
        let term = self.division.open_items.0.len();
        self.post(daybook, kind, text, lines);
        // One in forty is never paid.
        if self.roll(0, 39) > 0 {
            let on = days_after(self.day, wait);
            self.due.entry(on).or_default().push_back(Due { term, side });
        }
    }

    fn post(&mut self, daybook: Daybook, kind: EntryType, description: &str, mut lines: Vec<Line>) {
        let (code, digits) = daybook.code();
        let Some(counter) = self.numbers.get_mut(daybook as usize) else { return };
        *counter += 1;
        // Millions of entries do not fit in four figures behind year and journal.
        let number = digits * 10_000_000 + *counter;
        let id = self.id();
        let is_invoice = matches!(daybook, Daybook::Sales | Daybook::Purchases);
        // Room that stays empty in every entry is a quarter of the memory of millions of lines.
        lines.shrink_to_fit();
        for line in &mut lines {
            line.id = self.id();
            line.date = self.day;
            line.description.push_str(description);
            if is_invoice {
                line.invoice_number = Some(number);
            }
        }
        self.lines += lines.len();
        let entry = Entry {
            id,
            number,
            journal: code.to_owned(),
            kind,
            status: Status::Processed,
            year: calendar::book_year(self.day),
            period: i16::try_from(self.day.month()).unwrap_or(1),
            date: self.day,
            description: description.to_owned(),
            created: self.moment(),
            lines,
        };
        for line in &entry.lines {
            let side = match line.account.as_str() {
                account::DEBTORS => Side::Receivable,
                account::CREDITORS => Side::Payable,
                _ => continue,
            };
            let at = self.division.open_items.0.len();
            let mut item = OpenItem::of_line(self.division.code, "", side, &entry, line, None);
            item.hid = i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1);
            item.id = self.id();
            self.division.open_items.0.push(item);
        }
        self.division.entries.push(entry);
    }

    fn moment(&self) -> NaiveDateTime {
        self.day.and_hms_opt(9, 0, 0).unwrap_or_default()
    }

    fn party(&mut self, side: Side) -> String {
        let (from, to) = match side {
            Side::Receivable => (0, self.first_supplier),
            Side::Payable => (self.first_supplier, self.division.relations.len()),
        };
        let last = i64::try_from(to).unwrap_or(i64::MAX) - 1;
        let from = i64::try_from(from).unwrap_or_default();
        // Two throws: some buy and sell much more than others.
        let at = self.roll(from, last).min(self.roll(from, last));
        let relation = self.division.relations.get(usize::try_from(at).unwrap_or_default());
        relation.map(|relation| relation.code.clone()).unwrap_or_default()
    }

    fn account(&mut self, side: Side, is_low: bool) -> &'static str {
        const COSTS: [&str; 7] = [
            account::PURCHASES,
            account::PURCHASES,
            account::RENT,
            account::OFFICE,
            account::SOFTWARE,
            account::ADVERTISING,
            account::GENERAL_COST,
        ];
        match (side, is_low) {
            (Side::Receivable, false) => account::REVENUE_HIGH,
            (Side::Receivable, true) => account::REVENUE_LOW,
            (Side::Payable, true) => account::PURCHASES_LOW,
            (Side::Payable, false) => {
                let at = self.roll(0, 6);
                usize::try_from(at).ok().and_then(|at| COSTS.get(at)).copied().unwrap_or(account::GENERAL_COST)
            }
        }
    }

    /// The books as they stand.
    pub(super) fn into_division(self, first: NaiveDate, today: NaiveDate) -> Division {
        let mut division = self.division;
        let (from, to) = (calendar::book_year(first), calendar::book_year(today));
        division.periods = calendar::periods(division.code, from, to);
        division
    }
}
