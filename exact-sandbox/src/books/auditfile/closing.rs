//! Entries that close a book year, told apart from corrections in the same period.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::chart::Chart;
use super::year;
use crate::books::{Entry, EntryType, Period};

/// Words with which packages describe the closing of a year.
const WORDS: [&str; 6] =
    ["jaarafsluiting", "afsluiting boekjaar", "afsluiten boekjaar", "jaareinde", "year end", "closing entr"];

/// Gives the closing entries of the year their type and says how many there are.
///
/// General entries after the last ordinary period, or with the words for it, close the year when together they bring
/// every result account to zero. Anything less is a correction, and stays one.
pub(super) fn mark(entries: &mut [Entry], chart: &Chart, periods: &[Period]) -> usize {
    let last = year::last_ordinary(periods);
    let mut before: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut after: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut candidates = BTreeSet::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.kind != EntryType::OPENING_BALANCE) {
        let is_candidate = entry.kind == EntryType::OTHER && (entry.period > last || has_words(entry));
        if is_candidate {
            candidates.insert(at);
        }
        let sums = if is_candidate { &mut after } else { &mut before };
        for line in entry.lines.iter().filter(|line| chart.is_result(&line.account)) {
            *sums.entry(line.account.clone()).or_default() += line.amount_dc;
        }
    }
    let of = |sums: &BTreeMap<String, Decimal>, code: &str| sums.get(code).copied().unwrap_or_default();
    let open = before.values().any(|amount| !amount.is_zero());
    let closed = before.keys().chain(after.keys()).all(|code| (of(&before, code) + of(&after, code)).is_zero());
    if !open || !closed {
        return 0;
    }
    let empties = |entry: &Entry| {
        let mut results = entry.lines.iter().filter(|line| chart.is_result(&line.account)).peekable();
        results.peek().is_some()
            && results.all(|line| {
                let balance = of(&before, &line.account);
                line.amount_dc.is_zero() || balance.is_sign_negative() != line.amount_dc.is_sign_negative()
            })
    };
    let mut marked = 0;
    for at in candidates {
        if let Some(entry) = entries.get_mut(at).filter(|entry| empties(entry)) {
            entry.kind = EntryType::YEAR_END_RESULT;
            marked += 1;
        }
    }
    marked
}

fn has_words(entry: &Entry) -> bool {
    let text = entry.description.to_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}
