use exact_model::Decimal;

use super::report::{AccountCosts, total};
use crate::error::Error;

/// The largest accounts, and what is not among them. Both parts add up to the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostRanking {
    /// The largest accounts, largest costs first.
    pub rows: Vec<AccountCosts>,
    /// All other accounts together; `None` when there are none.
    pub others: Option<OtherAccounts>,
}

/// Accounts outside a ranking, together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherAccounts {
    /// How many accounts.
    pub accounts: usize,
    /// Their costs; a cost is positive.
    pub amount: Decimal,
    /// Their lines.
    pub lines: u64,
}

impl CostRanking {
    pub(super) fn of(accounts: &[AccountCosts], count: usize) -> Result<Self, Error> {
        let (top, rest) = accounts.split_at(count.min(accounts.len()));
        let others = OtherAccounts {
            accounts: rest.len(),
            amount: total(rest)?,
            lines: rest.iter().map(|row| row.amounts.lines).sum(),
        };
        Ok(Self { rows: top.to_vec(), others: (!rest.is_empty()).then_some(others) })
    }
}
