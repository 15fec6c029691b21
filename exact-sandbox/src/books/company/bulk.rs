//! Books of any size in one go: a plain trading story with few kinds of entries, made fast.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::books::{Division, Entry, EntryType, IdSpace, Line, OpenItems, Relation, Status, guid};

use super::calendar::{self, date};
use super::chart::{self, account, journal};
use super::closing;
use super::draft::DraftLine;
use super::profile::Trade;
use super::shop::{LARGEST, Shop};
use super::vat;

/// What the books are to be like.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) code: i32,
    hid: i64,
    name: &'static str,
    /// So many lines, the year-end ones included.
    lines: usize,
    /// Whether it must be that many to the line.
    is_exact: bool,
    pub(super) customers: usize,
    pub(super) suppliers: usize,
    /// Prices of an item in cents, VAT excluded.
    pub(super) prices: (i64, i64),
    pub(super) charges_vat: bool,
    vat_number: Option<&'static str>,
}

impl Plan {
    /// A trading company of that size.
    pub(super) fn of_lines(lines: usize) -> Self {
        Self {
            code: 1_234_580,
            hid: 20,
            name: "Eindeloze Regels Voorbeeldgroothandel B.V.",
            lines: lines.max(10),
            is_exact: true,
            customers: (lines / 400).clamp(20, 5_000),
            suppliers: (lines / 1_600).clamp(8, 1_200),
            prices: (900, 180_000),
            charges_vat: true,
            vat_number: Some("NL001234580B01"),
        }
    }

    /// One person under the small-business scheme, with revenue far below its limit.
    pub(super) fn starter(today: NaiveDate) -> Self {
        let days = usize::try_from(today.ordinal()).unwrap_or(1) + 2 * 365;
        Self {
            code: 1_234_590,
            hid: 30,
            name: "Marskramer Zonder Btw (eenmanszaak)",
            lines: 60 + days / 2,
            is_exact: false,
            customers: 14,
            suppliers: 5,
            prices: (2_500, 45_000),
            charges_vat: false,
            vat_number: None,
        }
    }
}

/// Lines kept free for closing a year, with a margin.
const CLOSING_LINES: usize = 64;

/// Lines kept free for the entries that bring the books to the line that was asked: no entry has fewer.
const SMALLEST_ENTRY: usize = 2;

/// Makes the books of a plan, spread evenly over two closed years and the one of today.
pub(super) fn keep(plan: &Plan, seed: u64, today: NaiveDate) -> Division {
    // A few lines are not worth three years.
    let years = if plan.lines < 400 && plan.charges_vat { 0 } else { 2 };
    let first = date(today.year() - years, 1, 1);
    let mut shop = Shop::new(plan, seed, first);
    let reserve = CLOSING_LINES * usize::try_from(years).unwrap_or_default();
    let target = plan.lines.saturating_sub(reserve + SMALLEST_ENTRY);
    shop.open(first);
    let days = calendar::days(first, today).filter(|day| calendar::is_business_day(*day)).collect::<Vec<_>>();
    let until = |at: usize| target * (at + 1) / days.len().max(1);
    for (at, day) in days.iter().enumerate() {
        shop.day = *day;
        shop.settle_due(target);
        shop.file_vat(target);
        while shop.lines + LARGEST <= until(at) {
            shop.trade();
        }
    }
    let mut division = shop.into_division(first, today);
    closing::close_years(&mut division, today);
    if plan.is_exact {
        pad(&mut division, plan.lines, today);
    }
    division
}

pub(super) fn empty(plan: &Plan, relations: Vec<Relation>) -> Division {
    let mut accounts = chart::accounts(plan.code, Trade::Wholesale);
    let mut vat_codes = vat::codes(plan.code, Trade::Wholesale);
    if !plan.charges_vat {
        accounts.retain(|account| account.account_type != 24);
        accounts.iter_mut().for_each(|account| account.vat_code = None);
        vat_codes.clear();
    }
    Division {
        code: plan.code,
        hid: plan.hid,
        name: plan.name.to_owned(),
        currency: "EUR".to_owned(),
        country: "NL".to_owned(),
        vat_number: plan.vat_number.map(str::to_owned),
        chamber_of_commerce: Some("00012399".to_owned()),
        accounts,
        relations,
        journals: chart::journals(plan.code),
        vat_codes,
        periods: Vec::new(),
        entries: Vec::with_capacity(plan.lines / 3),
        open_items: OpenItems(Vec::with_capacity(plan.lines / 3)),
        matches: Vec::new(),
        posted: 0,
        records: BTreeMap::new(),
    }
}

/// Brings the number of lines up to what was asked, with bank charges and interest of today.
fn pad(division: &mut Division, lines: usize, today: NaiveDate) {
    let have: usize = division.entries.iter().map(|entry| entry.lines.len()).sum();
    let mut left = lines.saturating_sub(have);
    let (year, period) = (calendar::book_year(today), i16::try_from(today.month()).unwrap_or(1));
    let mut number = 99 * 10_000_000;
    while left >= SMALLEST_ENTRY {
        let count = if left == 3 { 3 } else { 2 };
        left -= count;
        number += 1;
        let id = |at: usize| guid(division.code, IdSpace::Line, &format!("{number}/{at}"));
        let cents = Decimal::new(i64::from(number % 97) + 150, 2);
        let half = (cents / Decimal::TWO).round_dp_with_strategy(2, RoundingStrategy::ToZero);
        let amounts = if count == 3 { vec![-cents, half, cents - half] } else { vec![-cents, cents] };
        let accounts = [account::BANK, account::BANK_CHARGES, account::INTEREST];
        let lines = amounts.into_iter().zip(accounts).enumerate().map(|(at, (amount, account))| Line {
            id: id(at),
            date: today,
            ..DraftLine::new(account, amount).numbered(1).described("Bankkosten en rente").line
        });
        division.entries.push(Entry {
            id: guid(division.code, IdSpace::Entry, &number.to_string()),
            number,
            journal: journal::BANK.to_owned(),
            kind: EntryType::CASH_FLOW,
            status: Status::Processed,
            year,
            period,
            date: today,
            description: "Bankkosten en rente".to_owned(),
            created: today.and_hms_opt(17, 30, 0).unwrap_or_default(),
            lines: lines.collect(),
        });
    }
}
