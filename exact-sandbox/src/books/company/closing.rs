//! Closing the years of books that are already there, whatever their book years are.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::books::{Division, EntryType, NewEntry, NewLine, Period, Status};

use super::calendar::days_after;
use super::chart::{account, journal};

/// Takes out every entry that closes or reopens a year.
pub(super) fn reopen(division: &mut Division) {
    division.entries.retain(|entry| !entry.kind.is_closing());
}

/// Closes every book year that ended before the one of `today`: result to equity, balance sheet closed and opened again.
pub(super) fn close_years(division: &mut Division, today: NaiveDate) {
    let current = division.periods.iter().find(|period| period.start <= today && today <= period.end);
    let Some(current) = current.map(|period| period.year) else { return };
    let ends: BTreeMap<i16, Period> = division.periods.iter().map(|period| (period.year, *period)).collect();
    for (year, last) in ends.into_iter().filter(|(year, _)| *year < current) {
        close(division, year, last, today);
    }
    division.entries.sort_by_key(|entry| entry.created);
}

fn close(division: &mut Division, year: i16, last: Period, today: NaiveDate) {
    let is_revenue = |kind| matches!(kind, ('W', 110 | 140));
    let profits = sums(division, year, is_revenue);
    let costs = sums(division, year, |kind| kind.0 == 'W' && kind.1 != 300 && !is_revenue(kind));
    let mut result = Decimal::ZERO;
    let book = |division: &mut Division, kind, description: &str, period: (i16, i16), date, lines: Vec<NewLine>| {
        let new = NewEntry {
            journal: journal::GENERAL.to_owned(),
            date,
            period: Some(period),
            kind: Some(kind),
            status: Status::Processed,
            description: description.to_owned(),
            lines,
        };
        let at = days_after(last.end, 90).min(today).and_hms_opt(17, 0, 0).unwrap_or_default();
        // A year without movements leaves nothing to close.
        let _ = division.post(&new, at);
    };
    let end = (year, last.number);
    for (kind, description, balances) in [
        (EntryType::YEAR_END_PROFITS, "Afsluiting opbrengsten", profits),
        (EntryType::YEAR_END_COSTS, "Afsluiting kosten", costs),
    ] {
        let total: Decimal = balances.values().sum();
        result += total;
        let counter = NewLine::new(account::YEAR_END, total);
        book(division, kind, description, end, last.end, clearing(&balances).chain([counter]).collect());
    }
    let lines = vec![NewLine::new(account::YEAR_END, -result), NewLine::new(account::RESULT, result)];
    book(division, EntryType::YEAR_END_RESULT, "Resultaat naar vermogen", end, last.end, lines);
    let balances = sums(division, year, |kind| kind.0 == 'B');
    let closed = clearing(&balances).collect();
    book(division, EntryType::YEAR_END_CLOSING_BALANCE, "Eindbalans", end, last.end, closed);
    let opened = balances.iter().map(|(account, balance)| NewLine::new(account, *balance)).collect();
    let first = days_after(last.end, 1);
    book(division, EntryType::YEAR_START_OPENING_BALANCE, "Beginbalans", (year + 1, 1), first, opened);
}

/// Lines that bring each balance to zero.
fn clearing(balances: &BTreeMap<String, Decimal>) -> impl Iterator<Item = NewLine> {
    balances.iter().map(|(account, balance)| NewLine::new(account, -*balance))
}

/// What the accounts of a kind add up to within a year, where that is not zero.
fn sums(division: &Division, year: i16, wanted: impl Fn((char, i32)) -> bool) -> BTreeMap<String, Decimal> {
    let accounts = division.accounts.iter().filter(|one| wanted((one.balance_type, one.account_type)));
    let mut sums: BTreeMap<&str, Decimal> = accounts.map(|one| (one.code.as_str(), Decimal::ZERO)).collect();
    for line in division.entries.iter().filter(|entry| entry.year == year).flat_map(|entry| &entry.lines) {
        if let Some(sum) = sums.get_mut(line.account.as_str()) {
            *sum += line.amount_dc;
        }
    }
    let sums = sums.into_iter().filter(|(_, sum)| !sum.is_zero());
    sums.map(|(account, sum)| (account.to_owned(), sum)).collect()
}
