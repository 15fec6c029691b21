//! Closing a year: the result goes to equity, the balance sheet is closed and opened again.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::books::{EntryType, Line};

use super::calendar::{FiscalPeriod, date};
use super::chart::{account, account_type, journal};
use super::clerk::Clerk;
use super::draft::{Draft, DraftLine};

/// Books the year-end entries of a year and the opening balance of the next.
///
/// Afterwards every profit and loss account of the year adds up to zero, and so does every balance sheet account.
pub(super) fn close(clerk: &mut Clerk, year: i16) {
    let profits = sums(clerk, year, |kind| matches!(kind, ('W', 110 | 140)));
    let costs = sums(clerk, year, |kind| matches!(kind, ('W', other) if !matches!(other, 110 | 140 | 300)));
    let to_year_end = [
        (EntryType::YEAR_END_PROFITS, "Afsluiting opbrengsten", profits),
        (EntryType::YEAR_END_COSTS, "Afsluiting kosten", costs),
    ];
    let mut result = Decimal::ZERO;
    for (kind, description, balances) in to_year_end {
        result += balances.values().sum::<Decimal>();
        if !balances.is_empty() {
            clerk.post(clearing(last_day(kind, description, year), &balances).balanced_by(account::YEAR_END));
        }
    }
    if !result.is_zero() {
        let draft = last_day(EntryType::YEAR_END_RESULT, "Resultaat naar vermogen", year)
            .line(DraftLine::new(account::YEAR_END, -result))
            .balanced_by(account::RESULT);
        clerk.post(draft);
    }
    let balances = sums(clerk, year, |kind| kind.0 == 'B');
    clerk.post(clearing(last_day(EntryType::YEAR_END_CLOSING_BALANCE, "Eindbalans", year), &balances));
    let first = date(i32::from(year) + 1, 1, 1);
    let reversed = balances.into_iter().map(|(account, balance)| (account, -balance)).collect();
    let opening = Draft::new(journal::GENERAL, EntryType::YEAR_START_OPENING_BALANCE, first, "Beginbalans");
    clerk.post(clearing(opening, &reversed));
}

fn last_day(kind: EntryType, description: &str, year: i16) -> Draft {
    Draft::new(journal::GENERAL, kind, date(i32::from(year), 12, 31), description)
        .in_period(FiscalPeriod { year, number: 12 })
}

/// Adds lines that bring each balance to zero.
fn clearing(mut draft: Draft, balances: &BTreeMap<String, Decimal>) -> Draft {
    for (account, balance) in balances {
        draft = draft.line(DraftLine::new(account, -*balance));
    }
    draft
}

/// What the accounts of a kind add up to within a year, where that is not zero.
fn sums(clerk: &Clerk, year: i16, wanted: impl Fn((char, i32)) -> bool) -> BTreeMap<String, Decimal> {
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    let lines = clerk.entries.iter().filter(|entry| entry.year == year).flat_map(|entry| &entry.lines);
    for Line { account, amount_dc, .. } in lines {
        // Looked up first: most lines are of a few accounts, and a key is made once for each.
        if let Some(sum) = sums.get_mut(account) {
            *sum += amount_dc;
        } else if account_type(account).is_some_and(&wanted) {
            sums.insert(account.clone(), *amount_dc);
        }
    }
    sums.retain(|_, sum| !sum.is_zero());
    sums
}
