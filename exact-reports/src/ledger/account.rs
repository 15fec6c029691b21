use core::fmt;
use std::collections::BTreeMap;

use exact_model::{Complete, Uuid};

use super::Source;
use crate::error::Error;
use crate::input::AccountRow;

/// Exact's type of a general ledger account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountType(pub i32);

impl AccountType {
    /// Accounts receivable.
    pub const RECEIVABLE: Self = Self(20);
    /// Accounts payable.
    pub const PAYABLE: Self = Self(22);
    /// VAT.
    pub const VAT: Self = Self(24);
    /// Revenue.
    pub const REVENUE: Self = Self(110);
}

impl fmt::Display for AccountType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A general ledger account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Exact's id.
    pub id: Uuid,
    /// The code, without blanks: `8000`.
    pub code: String,
    /// The description.
    pub description: String,
    /// The type.
    pub account_type: AccountType,
    /// A result account (`W`); `false` is a balance sheet account (`B`).
    pub is_result: bool,
    /// Whether the balance is normally a credit.
    pub is_credit: bool,
}

/// The chart of accounts, or the part of it that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chart {
    accounts: BTreeMap<Uuid, Account>,
    sources: Vec<Source>,
}

impl Chart {
    /// The chart of rows that are all there.
    #[must_use]
    pub fn from_rows(rows: &Complete<AccountRow>) -> Self {
        let mut chart = Self { accounts: BTreeMap::new(), sources: vec![Source::of(rows)] };
        for row in rows.rows() {
            chart.accounts.insert(
                row.id,
                Account {
                    id: row.id,
                    code: row.code.trim().to_owned(),
                    description: row.description.clone().unwrap_or_default(),
                    account_type: AccountType(row.account_type),
                    is_result: row.balance_type.trim() == "W",
                    is_credit: row.balance_side.as_deref().map(str::trim) == Some("C"),
                },
            );
        }
        chart
    }

    /// Both charts together.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.accounts.extend(other.accounts);
        self.sources.extend(other.sources);
        self
    }

    /// The account of that id.
    #[must_use]
    pub fn get(&self, id: Uuid) -> Option<&Account> {
        self.accounts.get(&id)
    }

    /// All accounts, in no order that means anything.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// The accounts of one type, lowest code first.
    #[must_use]
    pub fn of_type(&self, account_type: AccountType) -> Vec<&Account> {
        let mut accounts: Vec<_> = self.accounts().filter(|account| account.account_type == account_type).collect();
        accounts.sort_by(|left, right| (&left.code, left.id).cmp(&(&right.code, right.id)));
        accounts
    }

    /// The accounts of one type, for a question that makes no sense without any.
    ///
    /// # Errors
    /// [`Error::NoAccounts`] when there are none.
    pub fn require(&self, account_type: AccountType) -> Result<Vec<&Account>, Error> {
        some(self.of_type(account_type), account_type)
    }

    /// The result accounts of type revenue, lowest code first. An account of that type on the balance sheet is a
    /// mistake in the chart and no revenue.
    #[must_use]
    pub fn revenue(&self) -> Vec<&Account> {
        let mut accounts = self.of_type(AccountType::REVENUE);
        accounts.retain(|account| account.is_result);
        accounts
    }

    /// The accounts of [`revenue`](Self::revenue), for a question that makes no sense without any.
    ///
    /// # Errors
    /// [`Error::NoAccounts`] when there are none.
    pub fn require_revenue(&self) -> Result<Vec<&Account>, Error> {
        some(self.revenue(), AccountType::REVENUE)
    }

    /// Where the chart came from.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
}

fn some(accounts: Vec<&Account>, account_type: AccountType) -> Result<Vec<&Account>, Error> {
    if accounts.is_empty() { Err(Error::NoAccounts(account_type)) } else { Ok(accounts) }
}
