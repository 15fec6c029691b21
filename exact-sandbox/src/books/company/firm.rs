//! One company living its days.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::books::{Division, EntryType, Status};

use super::bank::Movement;
use super::calendar::{self, FiscalPeriod, book_year, date, days_after};
use super::clerk::Clerk;
use super::draft::{Draft, EURO, Money};
use super::invoice::Invoice;
use super::profile::Profile;
use super::relations::{self, People};
use super::{chart, vat, year_end};

/// Something to do on a later day.
#[derive(Debug)]
pub(super) enum Task {
    /// A customer pays so many per cent of what is open of a term.
    Collect { term: usize, percent: i64 },
    /// A supplier is paid so many per cent of what is open of a term.
    Pay { term: usize, percent: i64 },
    /// Part of an invoice is taken back; the term of the invoice is set off against it, unless that is left undone.
    Credit { invoice: Box<Invoice>, term: Option<usize> },
    /// A purchase invoice of an earlier date arrives.
    Receive(Box<Invoice>),
    /// Money moves on the current account.
    Move(Movement),
    /// An entry is booked, dated on that day.
    Book(Box<Draft>),
    /// Money arrives on the savings account.
    Save(Decimal),
}

/// A company in the middle of its story.
#[derive(Debug)]
pub(super) struct Firm {
    pub(super) profile: Profile,
    pub(super) clerk: Clerk,
    pub(super) people: People,
    /// Invoices sold and bought so far: each so many of them is special.
    pub(super) sold: usize,
    pub(super) bought: usize,
    /// Movements of today, and the terms they settle.
    pub(super) movements: Vec<Movement>,
    pub(super) reserved: BTreeSet<usize>,
    /// Terms that nobody pays.
    pub(super) disputed: BTreeSet<usize>,
    /// Credit notes that are set off when the invoice is paid.
    pub(super) credits: BTreeMap<usize, Vec<usize>>,
    /// What was invested in equipment since the start.
    pub(super) invested: Decimal,
    diary: BTreeMap<NaiveDate, Vec<Task>>,
    first_year: i16,
    /// Dollar and pound per month since the start, in ten-thousandths of a euro.
    rates: Vec<(i64, i64)>,
    closed: Option<i16>,
}

/// The books of a company from the first of January of its first closed year up to and including `today`.
pub(super) fn live(profile: &Profile, seed: u64, today: NaiveDate) -> Division {
    let first_day = date(today.year() - profile.closed_years, 1, 1);
    let mut clerk = Clerk::new(profile.code, seed, profile.hid.unsigned_abs(), first_day);
    // Both companies of a seed are of one family.
    let [one, two, three] = profile.names;
    let name = match seed % 3 {
        1 => one,
        2 => two,
        _ => three,
    };
    let people = relations::invent(&mut clerk, profile);
    let rates = exchange_rates(&mut clerk, profile.closed_years);
    let mut firm = Firm {
        profile: *profile,
        clerk,
        people,
        sold: 0,
        bought: 0,
        movements: Vec::new(),
        reserved: BTreeSet::new(),
        disputed: BTreeSet::new(),
        credits: BTreeMap::new(),
        invested: Decimal::ZERO,
        diary: BTreeMap::new(),
        first_year: book_year(first_day),
        rates,
        closed: None,
    };
    firm.open_books();
    for day in calendar::days(first_day, today) {
        firm.live_through(day);
    }
    firm.close_years_before(book_year(today));
    firm.into_division(name, today)
}

impl Firm {
    fn live_through(&mut self, day: NaiveDate) {
        self.clerk.turn_to(day);
        for task in self.diary.remove(&day).unwrap_or_default() {
            self.perform(task);
        }
        if calendar::is_business_day(day) {
            self.file_vat();
            self.sell();
            self.buy();
            self.pay_wages();
            self.keep_cash();
            self.move_money();
            self.correct();
        }
        self.end_month();
        if (day.month(), day.day()) == (3, 31) {
            self.close_years_before(book_year(day));
        }
        self.post_statement();
    }

    fn perform(&mut self, task: Task) {
        match task {
            Task::Collect { term, percent } => self.collect(term, percent),
            Task::Pay { term, percent } => self.pay(term, percent),
            Task::Credit { invoice, term } => self.credit(&invoice, term),
            Task::Receive(invoice) => {
                self.receive(*invoice);
            }
            Task::Move(movement) => self.movements.push(movement),
            Task::Save(amount) => self.save(amount),
            Task::Book(mut draft) => {
                draft.date = self.clerk.day;
                draft.period = FiscalPeriod::of(self.clerk.day);
                self.clerk.post(*draft);
            }
        }
    }

    /// Puts a task in the diary, on a business day after today.
    pub(super) fn plan(&mut self, day: NaiveDate, task: Task) {
        let day = calendar::business_day_from(day.max(days_after(self.clerk.day, 1)));
        self.diary.entry(day).or_default().push(task);
    }

    /// Whether today is the business day for what is planned on that day of the month.
    pub(super) fn is_day(&self, day_of_month: u32) -> bool {
        calendar::is_planned_day(self.clerk.day, day_of_month)
    }

    /// The month it is.
    pub(super) fn month(&self) -> u32 {
        self.clerk.day.month()
    }

    /// Whole years since the start.
    pub(super) fn years(&self) -> i64 {
        i64::from(book_year(self.clerk.day)) - i64::from(self.first_year)
    }

    /// The rate of a currency on a day: it moves every day.
    pub(super) fn money(&self, currency: &str, day: NaiveDate) -> Money {
        let months = self.years_of(day) * 12 + usize::try_from(day.month0()).unwrap_or_default();
        let (dollar, pound) = self.rates.get(months).or(self.rates.last()).copied().unwrap_or((9_000, 11_500));
        let drift = i64::from(day.ordinal() % 7) * 3;
        match currency {
            "USD" => Money { currency: "USD", rate: Decimal::new(dollar + drift, 4) },
            "GBP" => Money { currency: "GBP", rate: Decimal::new(pound - drift, 4) },
            _ => EURO,
        }
    }

    fn years_of(&self, day: NaiveDate) -> usize {
        usize::try_from(i32::from(book_year(day)) - i32::from(self.first_year)).unwrap_or_default()
    }

    fn close_years_before(&mut self, year: i16) {
        let from = self.closed.map_or(self.first_year, |closed| closed + 1);
        for ended in from..year {
            year_end::close(&mut self.clerk, ended);
            self.closed = Some(ended);
        }
    }

    fn into_division(mut self, name: &str, today: NaiveDate) -> Division {
        leave_open(&mut self.clerk, today);
        let profile = self.profile;
        let (open_items, matches) = self.clerk.subledger.into_parts();
        Division {
            code: profile.code,
            hid: profile.hid,
            name: name.to_owned(),
            currency: EURO.currency.to_owned(),
            country: "NL".to_owned(),
            vat_number: Some(profile.vat_number.to_owned()),
            chamber_of_commerce: Some(profile.chamber_of_commerce.to_owned()),
            accounts: chart::accounts(profile.code, profile.trade),
            relations: self.people.relations,
            journals: chart::journals(profile.code),
            vat_codes: vat::codes(profile.code, profile.trade),
            periods: calendar::periods(profile.code, self.first_year, book_year(today)),
            entries: self.clerk.entries,
            open_items,
            matches,
            posted: 0,
            records: BTreeMap::new(),
        }
    }
}

/// Some of what was booked lately has not been processed yet: in the last period only, and never money or a year-end.
fn leave_open(clerk: &mut Clerk, today: NaiveDate) {
    let last = FiscalPeriod::of(today);
    let kinds = [EntryType::SALES_ENTRY, EntryType::PURCHASE_ENTRY, EntryType::OTHER];
    for entry in &mut clerk.entries {
        let in_last_period = (entry.year, entry.period) == (last.year, last.number);
        if in_last_period && kinds.contains(&entry.kind) && entry.number % 3 == 0 {
            entry.status = Status::Open;
        }
    }
}

/// Monthly rates of the closed years and this one, each a little off the one before.
fn exchange_rates(clerk: &mut Clerk, closed_years: i32) -> Vec<(i64, i64)> {
    let mut last = (clerk.roll(8_700, 9_500), clerk.roll(11_300, 11_900));
    let mut step = || {
        last = (last.0 + clerk.roll(-110, 110), last.1 + clerk.roll(-90, 90));
        last
    };
    (0..12 * (closed_years + 1)).map(|_| step()).collect()
}
