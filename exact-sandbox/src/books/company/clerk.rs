//! The clerk: numbers entries, gives them ids, books them and keeps the payment terms.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rust_decimal::Decimal;

use crate::books::{Entry, EntryType, IdSpace, OpenItem, Side, Status, guid};

use super::calendar::{FiscalPeriod, book_year};
use super::chart::{account, journal};
use super::draft::{Draft, DraftLine};
use super::subledger::{Settlement, Subledger};

/// What booking an entry gave.
#[derive(Debug, Clone)]
pub(super) struct Posted {
    /// Its number.
    pub(super) number: i32,
    /// Payment terms of its debtor and creditor lines.
    pub(super) terms: Vec<usize>,
}

/// Books of one division in the making.
#[derive(Debug)]
pub(super) struct Clerk {
    pub(super) division: i32,
    /// The day it is in the story; nothing is dated later.
    pub(super) day: NaiveDate,
    /// The last period for which a VAT return was filed.
    pub(super) filed: Option<FiscalPeriod>,
    pub(super) entries: Vec<Entry>,
    pub(super) subledger: Subledger,
    dice: ChaCha8Rng,
    first_year: i16,
    sequence: BTreeMap<(i16, &'static str), i32>,
    balances: BTreeMap<String, Decimal>,
    booked_today: i64,
}

impl Clerk {
    /// A clerk who starts on `day` with empty books; `stream` keeps two divisions of one seed apart.
    pub(super) fn new(division: i32, seed: u64, stream: u64, day: NaiveDate) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        dice.set_stream(stream);
        Self {
            division,
            day,
            filed: None,
            entries: Vec::new(),
            subledger: Subledger::default(),
            dice,
            first_year: book_year(day),
            sequence: BTreeMap::new(),
            balances: BTreeMap::new(),
            booked_today: 0,
        }
    }

    /// Goes on to another day.
    pub(super) const fn turn_to(&mut self, day: NaiveDate) {
        self.day = day;
        self.booked_today = 0;
    }

    /// A whole number from a range, both ends included.
    pub(super) fn roll(&mut self, from: i64, to: i64) -> i64 {
        self.dice.random_range(from..=to.max(from))
    }

    /// True once in so many times.
    pub(super) fn one_in(&mut self, times: i64) -> bool {
        self.roll(1, times) == 1
    }

    /// One of a list.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(of.len()).unwrap_or(i64::MAX).checked_sub(1)?;
        let index = if last < 0 { return None } else { self.roll(0, last) };
        of.get(usize::try_from(index).unwrap_or_default())
    }

    /// An amount of money between two numbers of cents.
    pub(super) fn amount(&mut self, from_cents: i64, to_cents: i64) -> Decimal {
        Decimal::new(self.roll(from_cents, to_cents), 2)
    }

    /// The balance of an account so far, debit positive; year-end entries leave it as it was.
    pub(super) fn balance(&self, account: &str) -> Decimal {
        self.balances.get(account).copied().unwrap_or_default()
    }

    /// The period for a document of that date: its month, unless the return of that month has been filed; then today's.
    pub(super) fn period_for(&self, date: NaiveDate) -> FiscalPeriod {
        let period = FiscalPeriod::of(date);
        if self.filed.is_some_and(|filed| period <= filed) { FiscalPeriod::of(self.day) } else { period }
    }

    /// The period before that of the day, where it can still be booked in.
    pub(super) fn still_open_previous(&self) -> Option<FiscalPeriod> {
        let previous = FiscalPeriod::of(self.day).previous();
        let open = previous.year >= self.first_year && self.filed.is_none_or(|filed| previous > filed);
        open.then_some(previous)
    }

    /// Books an entry, and after it the exchange difference that a payment may leave.
    pub(super) fn post(&mut self, draft: Draft) -> Posted {
        let number = self.next_number(draft.period.year, draft.journal);
        let index = self.entries.len();
        let mut entry = Entry {
            id: guid(self.division, IdSpace::Entry, &number.to_string()),
            number,
            journal: draft.journal.to_owned(),
            kind: draft.kind,
            status: Status::Processed,
            year: draft.period.year,
            period: draft.period.number,
            date: draft.date,
            description: draft.description,
            created: self.now(),
            lines: Vec::with_capacity(draft.lines.len()),
        };
        let mut plans = Vec::with_capacity(draft.lines.len());
        for (position, DraftLine { mut line, settles, invoice_date }) in draft.lines.into_iter().enumerate() {
            line.id = guid(self.division, IdSpace::Line, &format!("{number}/{position}"));
            line.date = draft.date;
            if line.description.is_empty() {
                line.description.clone_from(&entry.description);
            }
            if draft.is_invoice {
                line.invoice_number = Some(number);
            } else if let Some(paid) = settles.and_then(|term| self.subledger.term(term)) {
                line.invoice_number = paid.invoice_number;
                line.your_ref.clone_from(&paid.your_ref);
            }
            if !draft.kind.is_closing() {
                self.add_to_balance(&line.account, line.amount_dc);
            }
            entry.lines.push(line);
            plans.push((settles, invoice_date));
        }
        // On a counter line of a bank entry the offset is the bank line of the same entry and says nothing of matching.
        if draft.kind == EntryType::CASH_FLOW {
            point_at_own_bank_line(&mut entry);
        }
        self.entries.push(entry);
        let terms = self.record_terms(index, &plans);
        Posted { number, terms }
    }

    fn add_to_balance(&mut self, account: &str, amount: Decimal) {
        match self.balances.get_mut(account) {
            Some(balance) => *balance += amount,
            None => {
                self.balances.insert(account.to_owned(), amount);
            }
        }
    }

    fn next_number(&mut self, year: i16, journal: &'static str) -> i32 {
        let sequence = self.sequence.entry((year, journal)).or_insert(0);
        *sequence += 1;
        let journal: i32 = journal.parse().unwrap_or_default();
        ((i32::from(year) % 100) * 100 + journal) * 10_000 + *sequence
    }

    fn now(&mut self) -> NaiveDateTime {
        self.booked_today += 1;
        let opens = NaiveTime::from_hms_opt(8, 30, 0).unwrap_or_default();
        self.day.and_time(opens) + TimeDelta::seconds((self.booked_today * 97).min(50_000))
    }

    fn record_terms(&mut self, index: usize, plans: &[(Option<usize>, Option<NaiveDate>)]) -> Vec<usize> {
        let Some(entry) = self.entries.get(index) else { return Vec::new() };
        if entry.kind.is_closing() {
            return Vec::new();
        }
        let (date, kind) = (entry.date, entry.kind);
        let mut recorded = Vec::new();
        for (position, &(settles, invoice_date)) in plans.iter().enumerate() {
            let Some(item) = self.term_of(index, position, invoice_date) else { continue };
            recorded.push((self.subledger.record(item, (index, position)), settles));
        }
        for &(term, settles) in &recorded {
            let Some(target) = settles else { continue };
            self.settle(target, term, date, kind == EntryType::CASH_FLOW);
        }
        recorded.into_iter().map(|(term, _)| term).collect()
    }

    fn term_of(&self, index: usize, position: usize, invoice_date: Option<NaiveDate>) -> Option<OpenItem> {
        let entry = self.entries.get(index)?;
        let line = entry.lines.get(position)?;
        let side = match line.account.as_str() {
            account::DEBTORS => Side::Receivable,
            account::CREDITORS => Side::Payable,
            _ => return None,
        };
        let key = format!("{}/{position}", entry.number);
        Some(OpenItem::of_line(self.division, &key, side, entry, line, invoice_date))
    }

    fn settle(&mut self, target: usize, by: usize, on: NaiveDate, is_payment: bool) {
        match self.subledger.settle(target, by, on, is_payment) {
            Settlement::Partial => {}
            Settlement::RateMoved(open) => self.book_exchange_difference(target, open, on),
            Settlement::Matched((entry, line)) => {
                let payment = self.subledger.term(by).map(|term| term.line);
                if let Some(line) = self.entries.get_mut(entry).and_then(|entry| entry.lines.get_mut(line)) {
                    line.offset = payment;
                }
            }
        }
    }

    fn book_exchange_difference(&mut self, target: usize, open: Decimal, on: NaiveDate) {
        let Some(term) = self.subledger.term(target) else { return };
        let mut line = DraftLine::new(&term.account, -open).settling(target);
        line.line.amount_fc = Decimal::ZERO;
        line.line.currency.clone_from(&term.currency);
        line.line.relation.clone_from(&term.relation);
        let description = format!("Koersverschil factuur {}", term.invoice_number.unwrap_or_default());
        let draft = Draft::new(journal::GENERAL, EntryType::EXCHANGE_RATE_DIFFERENCE, on, description)
            .line(line)
            .balanced_by(account::EXCHANGE_DIFFERENCE);
        self.post(draft);
    }
}

/// Lets each debtor and creditor line of a bank entry point at the bank line with its number.
fn point_at_own_bank_line(entry: &mut Entry) {
    let banks: BTreeMap<i32, uuid::Uuid> = entry
        .lines
        .iter()
        .filter(|line| matches!(line.account.as_str(), account::BANK | account::SAVINGS))
        .map(|line| (line.number, line.id))
        .collect();
    for line in &mut entry.lines {
        if matches!(line.account.as_str(), account::DEBTORS | account::CREDITORS) {
            line.offset = banks.get(&line.number).copied();
        }
    }
}
