use std::collections::BTreeSet;

use exact_model::{Decimal, Uuid};

use super::money_accounts;
use crate::amount::Sum;
use crate::basis::{AccountUse, Basis, Definition, Explained, Timing};
use crate::error::Error;
use crate::ledger::{Account, Chart, EntryStatus, Line, Lines};

/// Lines on an account of money whose entries are still open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnprocessedAccount {
    /// The account.
    pub account: Account,
    /// What they add up to; money that came in is positive.
    pub amount: Decimal,
    /// The lines, the oldest first.
    pub lines: Vec<Line>,
}

/// Movements of money that were booked and not processed: entries with status 20.
///
/// What a bank has sent and nobody booked is not in the books, and no part of the API tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnprocessedMoney {
    /// The accounts that have such lines, in the order of [`money_accounts`].
    pub accounts: Vec<UnprocessedAccount>,
    /// How many lines.
    pub lines: usize,
    /// What all of them add up to.
    pub total: Decimal,
}

impl UnprocessedMoney {
    /// Makes the report of the lines that are open on accounts of money; others may be among them. `label` says which
    /// dates were read.
    ///
    /// # Errors
    /// [`Error::NoCashAccounts`] when the chart has no account of cash, bank or payment service; [`Error::Overflow`].
    pub fn of(chart: &Chart, lines: &Lines, label: &str) -> Result<Explained<Self>, Error> {
        let money = money_accounts(chart);
        if money.is_empty() {
            return Err(Error::NoCashAccounts);
        }
        let known: BTreeSet<Uuid> = money.iter().map(|account| account.id).collect();
        let is_open = |line: &&Line| {
            line.status == EntryStatus::Open
                && known.contains(&line.account)
                && line.transaction_type.counts_in_results(line.status)
        };
        let mut open: Vec<&Line> = lines.iter().filter(is_open).collect();
        open.sort_by_key(|line| (line.date, line.detail.entry_number, line.entry));
        let mut accounts = Vec::new();
        for account in &money {
            let lines: Vec<Line> =
                open.iter().filter(|line| line.account == account.id).map(|&line| line.clone()).collect();
            if !lines.is_empty() {
                let amount = Sum::of(lines.iter().map(|line| line.amount))?;
                accounts.push(UnprocessedAccount { account: (*account).clone(), amount, lines });
            }
        }
        let report = Self { lines: open.len(), total: Sum::of(open.iter().map(|line| line.amount))?, accounts };
        let count = open.len() as u64;
        let basis = Basis {
            definition: Definition::UnprocessedMoney,
            timing: Timing::BookDate { label: label.to_owned() },
            accounts: money.iter().map(|account| AccountUse::from(*account)).collect(),
            left_out: Vec::new(),
            lines: count,
            open_lines: count,
            choices: Vec::new(),
            sources: [chart.sources(), lines.sources()].concat(),
        };
        Ok(Explained { report, basis, checks: Vec::new() })
    }
}
