use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Decimal, Uuid};

use super::{Account, Movement, Movements};
use crate::amount::{Sum, same_cents};
use crate::check::{Against, Check};
use crate::error::Error;

/// The balance of one account, and how the opening balances of its years fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Balance {
    /// Debit positive.
    pub amount: Decimal,
    /// Lines that count in it.
    pub lines: u64,
    /// Opening balances of later years that differ from what the years before them carry over: they would have been
    /// counted twice, so they were not, and the books contradict themselves.
    pub contradictions: Vec<Check>,
}

/// The balance of each of `accounts` over the movements that `counts` admits.
///
/// A balance is one opening plus movements. Opening rows (types 10 and 328) count only in the first year that is there
/// for the account, because in every later year they repeat what the movements before it already add up to. Closing
/// balances (327) and budgets never count.
///
/// # Errors
/// [`Error::Overflow`] when a sum has too many digits.
pub fn balances(
    movements: &Movements,
    accounts: &[&Account],
    counts: impl Fn(&Movement) -> bool,
) -> Result<BTreeMap<Uuid, Balance>, Error> {
    let mut years: BTreeMap<Uuid, BTreeMap<i16, YearSums>> = BTreeMap::new();
    let wanted: BTreeSet<Uuid> = accounts.iter().map(|account| account.id).collect();
    for movement in movements.iter() {
        let left_out = movement.transaction_type.is_left_out_of_balances() || !movement.status.counts();
        if left_out || !wanted.contains(&movement.account) || !counts(movement) {
            continue;
        }
        let year = years.entry(movement.account).or_default().entry(movement.year).or_default();
        if movement.transaction_type.is_opening() {
            year.opening.add(movement.amount)?;
            year.opening_lines += movement.lines;
        } else {
            year.movement.add(movement.amount)?;
            year.movement_lines += movement.lines;
        }
    }
    let mut balances = BTreeMap::new();
    for account in accounts {
        let years = years.remove(&account.id).unwrap_or_default();
        balances.insert(account.id, carry(&account.code, years)?);
    }
    Ok(balances)
}

#[derive(Default)]
struct YearSums {
    opening: Sum,
    opening_lines: u64,
    movement: Sum,
    movement_lines: u64,
}

fn carry(code: &str, years: BTreeMap<i16, YearSums>) -> Result<Balance, Error> {
    let mut balance = Balance::default();
    let mut sum = Sum::default();
    for (at, (year, sums)) in years.into_iter().enumerate() {
        if at == 0 {
            sum.add(sums.opening.value())?;
            balance.lines += sums.opening_lines;
        } else if sums.opening_lines > 0 && !same_cents(sum.value(), sums.opening.value()) {
            let against = Against::OpeningBalance { year, account: code.to_owned() };
            balance.contradictions.push(Check::new(against, sum.value(), sums.opening.value()));
        }
        sum.add(sums.movement.value())?;
        balance.lines += sums.movement_lines;
    }
    balance.amount = sum.value();
    Ok(balance)
}
