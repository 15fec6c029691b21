use std::collections::BTreeMap;

use exact_model::{Decimal, Uuid};

use super::Costs;
use crate::change::Change;
use crate::error::Error;
use crate::ledger::Account;

/// The costs of one account in two periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Riser {
    /// The account.
    pub account: Account,
    /// What changed; a cost is positive.
    pub change: Change,
}

/// The change of every account with costs in either period, largest rise first and largest fall last. The differences add
/// up to the difference of the totals.
///
/// # Errors
/// [`Error::Overflow`].
pub fn risers(before: &Costs, after: &Costs) -> Result<Vec<Riser>, Error> {
    let mut sides: BTreeMap<Uuid, (&Account, Decimal, Decimal)> = BTreeMap::new();
    for row in &before.accounts {
        sides.insert(row.account.id, (&row.account, row.amounts.total, Decimal::ZERO));
    }
    for row in &after.accounts {
        sides.entry(row.account.id).or_insert((&row.account, Decimal::ZERO, Decimal::ZERO)).2 = row.amounts.total;
    }
    let mut risers = sides
        .into_values()
        .map(|(account, before, after)| Ok(Riser { account: account.clone(), change: Change::of(before, after)? }))
        .collect::<Result<Vec<_>, Error>>()?;
    risers.sort_by(|left, right| {
        let by_rise = right.change.difference.cmp(&left.change.difference);
        by_rise.then_with(|| left.account.code.cmp(&right.account.code))
    });
    Ok(risers)
}
