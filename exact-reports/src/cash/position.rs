use exact_model::{Decimal, NaiveDate, Uuid};

use super::money_accounts;
use crate::amount::Sum;
use crate::balance::{Moment, Standing};
use crate::basis::{AccountUse, Basis, Choice, Definition, Explained, Timing};
use crate::error::Error;
use crate::ledger::{Account, AccountType, Chart, Movements};
use crate::selector::Selector;

/// What the cash position is made of.
#[derive(Debug, Clone, Copy)]
pub struct CashInput<'a> {
    /// When.
    pub moment: Moment,
    /// The accounts of cash, banks, payment services and credit cards, or more.
    pub chart: &'a Chart,
    /// What was booked on them up to the moment: in all years, or in the year of the moment with its opening balance.
    pub movements: &'a Movements,
    /// The date of the last booking on them, where it is known.
    pub last_booked: Option<NaiveDate>,
}

/// The money on one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashAccount {
    /// The account.
    pub account: Account,
    /// Its balance; below zero it is overdrawn.
    pub amount: Decimal,
}

/// The cash position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashPosition {
    /// When.
    pub moment: Moment,
    /// Cash, banks and payment services, overdrafts included.
    pub total: Decimal,
    /// The part of the total on accounts that are not overdrawn.
    pub in_hand: Decimal,
    /// The part of the total on overdrawn accounts; zero or below.
    pub overdraft: Decimal,
    /// Every account of the total that has lines.
    pub accounts: Vec<CashAccount>,
    /// Credit cards, which are not in the total; a debt is below zero.
    pub credit_cards: Vec<CashAccount>,
    /// The date of the last booking, where it is known.
    pub last_booked: Option<NaiveDate>,
    standing: Standing,
}

impl CashPosition {
    /// Makes the report.
    ///
    /// # Errors
    /// [`Error::NoCashAccounts`] when the chart has no account of cash, bank or payment service; [`Error::Overflow`].
    pub fn of(input: &CashInput<'_>) -> Result<Explained<Self>, Error> {
        let money = money_accounts(input.chart);
        if money.is_empty() {
            return Err(Error::NoCashAccounts);
        }
        let cards = input.chart.of_type(AccountType::CREDIT_CARD);
        let cards_standing = Standing::of(input.moment, &cards, input.movements)?;
        let mut standing = Standing::of(input.moment, &money, input.movements)?;
        let accounts = balances(&money, &standing);
        let overdrawn = accounts.iter().map(|row| row.amount).filter(|amount| *amount < Decimal::ZERO);
        let (total, overdraft) = (Sum::of(accounts.iter().map(|row| row.amount))?, Sum::of(overdrawn)?);
        let checks = core::mem::take(&mut standing.contradictions);
        let mut choices = vec![Choice::BookBalance { last_booked: input.last_booked }];
        if !cards.is_empty() {
            choices.push(Choice::CreditCardsApart { accounts: cards.iter().map(|card| card.code.clone()).collect() });
        }
        let basis = Basis {
            definition: Definition::Cash,
            timing: Timing::standing(input.moment.day, input.movements.basis()),
            accounts: accounts.iter().map(|row| AccountUse::from(&row.account)).collect(),
            left_out: Vec::new(),
            lines: standing.lines,
            open_lines: standing.open_lines,
            choices,
            sources: [input.chart.sources(), input.movements.sources()].concat(),
        };
        let report = Self {
            moment: input.moment,
            total,
            in_hand: Sum::of([total, -overdraft])?,
            overdraft,
            credit_cards: balances(&cards, &cards_standing),
            accounts,
            last_booked: input.last_booked,
            standing,
        };
        Ok(Explained { report, basis, checks })
    }

    /// The lines behind the balance of some of its accounts.
    #[must_use]
    pub fn selector(&self, accounts: impl IntoIterator<Item = Uuid>) -> Selector {
        self.standing.selector(accounts)
    }
}

fn balances(accounts: &[&Account], standing: &Standing) -> Vec<CashAccount> {
    let used = accounts.iter().filter(|account| standing.has(account.id));
    used.map(|account| CashAccount { account: (*account).clone(), amount: standing.balance(account.id) }).collect()
}
