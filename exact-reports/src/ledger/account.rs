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
    /// Cash.
    pub const CASH: Self = Self(10);
    /// Bank.
    pub const BANK: Self = Self(12);
    /// Credit card.
    pub const CREDIT_CARD: Self = Self(14);
    /// Payment service.
    pub const PAYMENT_SERVICE: Self = Self(16);
    /// Accounts receivable.
    pub const RECEIVABLE: Self = Self(20);
    /// Accounts payable.
    pub const PAYABLE: Self = Self(22);
    /// VAT.
    pub const VAT: Self = Self(24);
    /// Other assets.
    pub const OTHER_ASSETS: Self = Self(32);
    /// General: nobody said what it is.
    pub const GENERAL: Self = Self(90);
    /// Revenue.
    pub const REVENUE: Self = Self(110);
    /// Cost of goods.
    pub const COST_OF_GOODS: Self = Self(111);
    /// Depreciation.
    pub const DEPRECIATION: Self = Self(122);
    /// Employee costs.
    pub const EMPLOYEE_COSTS: Self = Self(125);
    /// Employment costs.
    pub const EMPLOYMENT_COSTS: Self = Self(126);
    /// Exceptional costs.
    pub const EXCEPTIONAL_COSTS: Self = Self(130);
    /// Exceptional income.
    pub const EXCEPTIONAL_INCOME: Self = Self(140);
    /// Income taxes.
    pub const INCOME_TAX: Self = Self(150);
    /// Interest.
    pub const INTEREST: Self = Self(160);

    /// What it is called, for an owner.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self.0 {
            10 => "kas",
            12 => "bank",
            14 => "creditcard",
            16 => "betaaldienst",
            20 => "debiteuren",
            21 => "vooruitontvangen van klanten",
            22 => "crediteuren",
            24 => "btw",
            25 => "te betalen aan personeel",
            26 => "vooruitbetaalde kosten",
            27 => "nog te betalen kosten",
            29 => "te betalen winstbelasting",
            30 => "vaste activa",
            32 => "overige activa",
            35 => "cumulatieve afschrijvingen",
            40 => "voorraad",
            50 => "kapitaal",
            52 => "ingehouden winst",
            55 => "langlopende schulden",
            60 => "kortlopende schulden",
            90 => "algemeen",
            100 => "te betalen belastingen",
            110 => "omzet",
            111 => "kostprijs van de omzet",
            120 => "overige kosten",
            121 => "verkoop- en algemene kosten",
            122 => "afschrijvingen",
            123 => "onderzoek en ontwikkeling",
            125 => "personeelskosten",
            126 => "overige personeelskosten",
            130 => "buitengewone lasten",
            140 => "buitengewone baten",
            150 => "winstbelasting",
            160 => "rente",
            300..=302 => "jaarafsluiting",
            _ => "overig",
        }
    }
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

impl Account {
    /// Whether it is an account on which amounts wait for their place: of a general or other type, with a word in its
    /// description that says so. That is a guess by words, and answers that rest on it say so.
    #[must_use]
    pub fn is_clearing(&self) -> bool {
        const WORDS: [&str; 4] = ["tussenrek", "vraagpost", "kruispost", "onderweg"];
        let description = self.description.to_lowercase();
        matches!(self.account_type, AccountType::GENERAL | AccountType::OTHER_ASSETS)
            && WORDS.iter().any(|word| description.contains(word))
    }
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
        by_code(self.accounts().filter(|account| account.account_type == account_type))
    }

    /// The result accounts, lowest code first.
    #[must_use]
    pub fn results(&self) -> Vec<&Account> {
        by_code(self.accounts().filter(|account| account.is_result))
    }

    /// The balance sheet accounts, lowest code first.
    #[must_use]
    pub fn balance_sheet(&self) -> Vec<&Account> {
        by_code(self.accounts().filter(|account| !account.is_result))
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

fn by_code<'a>(accounts: impl Iterator<Item = &'a Account>) -> Vec<&'a Account> {
    let mut accounts: Vec<_> = accounts.collect();
    accounts.sort_by(|left, right| (&left.code, left.id).cmp(&(&right.code, right.id)));
    accounts
}

fn some(accounts: Vec<&Account>, account_type: AccountType) -> Result<Vec<&Account>, Error> {
    if accounts.is_empty() { Err(Error::NoAccounts(account_type)) } else { Ok(accounts) }
}
