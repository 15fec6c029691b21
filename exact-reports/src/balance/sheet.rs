use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Decimal, Uuid};

use super::{Moment, Standing};
use crate::amount::{Sum, negated};
use crate::basis::{AccountUse, Basis, Choice, Definition, Explained, Tally, Timing};
use crate::check::{Against, Check};
use crate::error::Error;
use crate::ledger::{Account, AccountType, Chart, Movements};
use crate::period::PeriodBasis;
use crate::selector::{Counting, Selector, When};

/// What the balance sheet is made of.
#[derive(Debug, Clone, Copy)]
pub struct SheetInput<'a> {
    /// When.
    pub moment: Moment,
    /// The whole chart.
    pub chart: &'a Chart,
    /// Everything booked up to the moment: all years, or the year of the moment with its opening balance.
    pub movements: &'a Movements,
}

/// A side of the balance sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SheetSide {
    /// Assets: a debit is positive.
    Assets,
    /// Equity and debts: a credit is positive.
    Liabilities,
}

impl SheetSide {
    /// The side of a balance sheet account, by its type and not by its balance: an overdrawn bank account is a negative
    /// asset. Accounts of a type that says nothing stand on the side where their balance normally is.
    #[must_use]
    pub const fn of(account: &Account) -> Self {
        match account.account_type.0 {
            10 | 12 | 16 | 20 | 26 | 30 | 32 | 35 | 40 => Self::Assets,
            14 | 21 | 22 | 24 | 25 | 27 | 29 | 50 | 52 | 55 | 60 | 100 => Self::Liabilities,
            _ if account.is_credit => Self::Liabilities,
            _ => Self::Assets,
        }
    }

    fn signed(self, amount: Decimal) -> Decimal {
        if self == Self::Assets { amount } else { negated(amount) }
    }
}

/// The balance of one account, in the sign of its side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountBalance {
    /// The account.
    pub account: Account,
    /// Its balance.
    pub amount: Decimal,
}

/// The accounts of one type on a side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeBalance {
    /// The side.
    pub side: SheetSide,
    /// The type.
    pub account_type: AccountType,
    /// Their balance together, in the sign of the side.
    pub amount: Decimal,
    /// Accounts with lines, lowest code first; those that came to zero too.
    pub accounts: Vec<AccountBalance>,
}

/// The result of a book year that is not in equity yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undistributed {
    /// The book year.
    pub year: i16,
    /// Its result as far as it was not carried to equity; a profit is positive.
    pub amount: Decimal,
}

/// The balance sheet. Assets equal liabilities and the undistributed result together, or a check shows by how much not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceSheet {
    /// When.
    pub moment: Moment,
    /// Both sides by type, assets first.
    pub types: Vec<TypeBalance>,
    /// All assets; a debit is positive.
    pub assets: Decimal,
    /// Equity and debts as booked; a credit is positive.
    pub liabilities: Decimal,
    /// Results that are on the result accounts still, by book year; years that were closed are not in it.
    pub undistributed: Vec<Undistributed>,
    /// All of [`undistributed`](Self::undistributed); a profit is positive.
    pub result: Decimal,
    standing: Standing,
}

impl BalanceSheet {
    /// Makes the balance sheet.
    ///
    /// # Errors
    /// [`Error::NoBalanceAccounts`] when the chart has no balance sheet accounts; [`Error::Overflow`].
    pub fn of(input: &SheetInput<'_>) -> Result<Explained<Self>, Error> {
        let accounts = input.chart.balance_sheet();
        if accounts.is_empty() {
            return Err(Error::NoBalanceAccounts);
        }
        let everything: Vec<&Account> = accounts.iter().copied().chain(input.chart.results()).collect();
        let mut standing = Standing::of(input.moment, &everything, input.movements)?;
        let undistributed = undistributed(input, &standing)?;
        let types = by_type(&accounts, &standing)?;
        let total = |side| Sum::of(types.iter().filter(|row| row.side == side).map(|row| row.amount));
        let (assets, liabilities) = (total(SheetSide::Assets)?, total(SheetSide::Liabilities)?);
        let result = Sum::of(undistributed.iter().map(|year| year.amount))?;
        let mut checks = vec![Check::new(Against::BothSides, assets, Sum::of([liabilities, result])?)];
        checks.append(&mut standing.contradictions);
        let basis = Basis {
            definition: Definition::BalanceSheet,
            timing: Timing::standing(input.moment.day, input.movements.basis()),
            accounts: types.iter().flat_map(|row| &row.accounts).map(|row| AccountUse::from(&row.account)).collect(),
            left_out: left_out(input)?,
            lines: standing.lines,
            open_lines: standing.open_lines,
            choices: choices(&undistributed),
            sources: [input.chart.sources(), input.movements.sources()].concat(),
        };
        let moment = input.moment;
        let report = Self { moment, types, assets, liabilities, undistributed, result, standing };
        Ok(Explained { report, basis, checks })
    }

    /// The lines behind the balance of accounts on one side, in its sign.
    #[must_use]
    pub fn selector(&self, side: SheetSide, accounts: impl IntoIterator<Item = Uuid>) -> Selector {
        let selector = self.standing.selector(accounts);
        if side == SheetSide::Assets { selector } else { selector.credit_positive() }
    }

    /// The lines behind the undistributed result of a year; a profit is positive.
    #[must_use]
    pub fn selector_of_result(&self, year: i16, chart: &Chart) -> Selector {
        let number = if year == self.moment.year { self.moment.number } else { i16::MAX };
        let when = When::YearThrough { year, number };
        let accounts = || chart.results().into_iter().map(|account| account.id);
        let opened = accounts().filter(|account| self.standing.opens_in(*account, year));
        Selector::of(accounts(), when.clone(), Counting::Movements)
            .or(Selector::of(opened, when, Counting::Openings))
            .credit_positive()
    }

    /// Every account of a side, by type and code.
    pub fn accounts(&self, side: SheetSide) -> impl Iterator<Item = &AccountBalance> {
        self.types.iter().filter(move |row| row.side == side).flat_map(|row| &row.accounts)
    }
}

fn by_type(accounts: &[&Account], standing: &Standing) -> Result<Vec<TypeBalance>, Error> {
    let mut groups: BTreeMap<(SheetSide, AccountType), Vec<AccountBalance>> = BTreeMap::new();
    for account in accounts.iter().filter(|account| standing.has(account.id)) {
        let side = SheetSide::of(account);
        let amount = side.signed(standing.balance(account.id));
        let row = AccountBalance { account: (*account).clone(), amount };
        groups.entry((side, account.account_type)).or_default().push(row);
    }
    groups
        .into_iter()
        .map(|((side, account_type), accounts)| {
            let amount = Sum::of(accounts.iter().map(|row| row.amount))?;
            Ok(TypeBalance { side, account_type, amount, accounts })
        })
        .collect()
}

fn undistributed(input: &SheetInput<'_>, standing: &Standing) -> Result<Vec<Undistributed>, Error> {
    let results: BTreeSet<Uuid> = input.chart.results().iter().map(|account| account.id).collect();
    let when = input.moment.when();
    let mut years: BTreeMap<i16, Sum> = BTreeMap::new();
    for movement in input.movements.iter() {
        let inside = results.contains(&movement.account) && when.holds(movement.year, movement.period);
        if inside && standing.counts(movement) {
            years.entry(movement.year).or_default().subtract(movement.amount)?;
        }
    }
    let years = years.into_iter().map(|(year, sum)| Undistributed { year, amount: sum.value() });
    Ok(years.filter(|year| !year.amount.is_zero()).collect())
}

/// Budgets are no bookings and closing balances repeat others; what they come to is told in the ledger's sign.
fn left_out(input: &SheetInput<'_>) -> Result<Vec<crate::basis::LeftOut>, Error> {
    let mut tally = Tally::default();
    let when = input.moment.when();
    for movement in input.movements.iter().filter(|movement| when.holds(movement.year, movement.period)) {
        if !movement.status.counts() || movement.transaction_type.is_left_out_of_balances() {
            tally.leave_out(movement.transaction_type, movement.lines, movement.amount)?;
        }
    }
    Ok(tally.left_out())
}

fn choices(undistributed: &[Undistributed]) -> Vec<Choice> {
    let years: Vec<i16> = undistributed.iter().map(|year| year.year).collect();
    if years.is_empty() { Vec::new() } else { vec![Choice::UndistributedResult { years }] }
}

impl Timing {
    /// A balance on a day, on the basis that the bookings were put in their period.
    pub(crate) fn standing(day: chrono::NaiveDate, basis: PeriodBasis) -> Self {
        match basis {
            PeriodBasis::FinancialPeriod => Self::BalanceAt(day),
            PeriodBasis::Date => Self::DatedThrough(day),
        }
    }
}
