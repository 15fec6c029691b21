use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Decimal, Uuid};

use super::Moment;
use crate::amount::Sum;
use crate::check::Check;
use crate::error::Error;
use crate::ledger::{Account, Movement, Movements, balances};
use crate::period::Span;
use crate::selector::{Counting, Selector, When};

/// Balances of accounts at a moment, and the lines behind each.
///
/// Opening entries (types 10 and 328) count only in the first book year that is there for their account: in every later year
/// they repeat what the movements before add up to. Closing balances (327) and budgets never count. All other entries of
/// closing do: they carry the result of a closed year to equity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    moment: Moment,
    balances: BTreeMap<Uuid, Decimal>,
    first_years: BTreeMap<Uuid, i16>,
    /// Openings of later years that contradict the years before them.
    pub contradictions: Vec<Check>,
    /// Lines that count.
    pub lines: u64,
    /// Lines that count and belong to open entries.
    pub open_lines: u64,
}

impl Standing {
    /// The balances of `accounts` at a moment.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn of(moment: Moment, accounts: &[&Account], movements: &Movements) -> Result<Self, Error> {
        let when = moment.when();
        let wanted: BTreeSet<Uuid> = accounts.iter().map(|account| account.id).collect();
        let inside = |movement: &Movement| when.holds(movement.year, movement.period);
        let mut first_years: BTreeMap<Uuid, i16> = BTreeMap::new();
        for movement in movements.iter().filter(|movement| wanted.contains(&movement.account) && counts(movement)) {
            if inside(movement) {
                let first = first_years.entry(movement.account).or_insert(movement.year);
                *first = movement.year.min(*first);
            }
        }
        let mut standing = Self {
            moment,
            balances: BTreeMap::new(),
            first_years,
            contradictions: Vec::new(),
            lines: 0,
            open_lines: 0,
        };
        for (account, balance) in balances(movements, accounts, inside)? {
            standing.lines += balance.lines;
            standing.contradictions.extend(balance.contradictions);
            standing.balances.insert(account, balance.amount);
        }
        standing.open_lines = movements
            .iter()
            .filter(|movement| wanted.contains(&movement.account) && counts(movement) && inside(movement))
            .filter(|movement| movement.status == crate::ledger::EntryStatus::Open && standing.is_used(movement))
            .map(|movement| movement.lines)
            .sum();
        Ok(standing)
    }

    fn is_used(&self, movement: &Movement) -> bool {
        !movement.transaction_type.is_opening() || self.opens_in(movement.account, movement.year)
    }

    /// Whether the opening of an account in that year counts.
    pub(super) fn opens_in(&self, account: Uuid, year: i16) -> bool {
        self.first_years.get(&account) == Some(&year)
    }

    /// Whether a movement up to the moment counts in a balance.
    pub(super) fn counts(&self, movement: &Movement) -> bool {
        counts(movement) && self.is_used(movement)
    }

    /// The balance of an account, debit positive.
    #[must_use]
    pub fn balance(&self, account: Uuid) -> Decimal {
        self.balances.get(&account).copied().unwrap_or_default()
    }

    /// Whether anything that counts was booked on an account.
    #[must_use]
    pub fn has(&self, account: Uuid) -> bool {
        self.first_years.contains_key(&account)
    }

    /// The balance of some accounts together, debit positive.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn total<'a>(&self, accounts: impl IntoIterator<Item = &'a Account>) -> Result<Decimal, Error> {
        Sum::of(accounts.into_iter().map(|account| self.balance(account.id)))
    }

    /// From the beginning of a book year up to the moment.
    fn spans(&self, first: i16) -> Vec<Span> {
        let Moment { year: last, number, .. } = self.moment;
        let span = |year: i16| {
            let whole_year = year < last || number == i16::MAX;
            Span { year, from: i16::MIN, to: if whole_year { i16::MAX } else { number }, whole_year }
        };
        (first..=last).map(span).collect()
    }

    /// The lines behind the balance of accounts, debit positive.
    #[must_use]
    pub fn selector(&self, accounts: impl IntoIterator<Item = Uuid>) -> Selector {
        let accounts: BTreeSet<Uuid> = accounts.into_iter().collect();
        let mut by_year: BTreeMap<i16, BTreeSet<Uuid>> = BTreeMap::new();
        for (account, year) in self.first_years.iter().filter(|(account, _)| accounts.contains(account)) {
            by_year.entry(*year).or_default().insert(*account);
        }
        let mut selector = Selector::of([], self.moment.when(), Counting::Movements);
        for (year, accounts) in by_year {
            // Of years before the first one that was read the opening tells.
            let movements = Selector::of(accounts.clone(), When::Within(self.spans(year)), Counting::Movements);
            let number = if year == self.moment.year { self.moment.number } else { i16::MAX };
            let opening = Selector::of(accounts, When::YearThrough { year, number }, Counting::Openings);
            selector = selector.or(movements).or(opening);
        }
        selector
    }
}

fn counts(movement: &Movement) -> bool {
    movement.status.counts() && !movement.transaction_type.is_left_out_of_balances()
}
