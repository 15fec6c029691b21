use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Decimal, NaiveDate, Uuid};

use super::filing::{Filing, filed_through};
use super::role::{Role, roles};
use crate::amount::{Sum, negated};
use crate::balance::{Moment, Standing};
use crate::basis::{AccountUse, Basis, Choice, Definition, Explained, Tally, Timing};
use crate::calendar::{Calendar, Quarter};
use crate::error::Error;
use crate::ledger::{Account, AccountType, Chart, Movement, Movements, TransactionType, balances};
use crate::selector::Selector;

/// What the VAT balance is made of.
#[derive(Debug)]
pub struct VatInput<'a> {
    /// The day of the balance; the financial period it lies in counts whole.
    pub as_of: NaiveDate,
    /// The accounts of type VAT and those in `remittance`, or more.
    pub chart: &'a Chart,
    /// The financial periods, at least those of the book year of `as_of`.
    pub calendar: &'a Calendar,
    /// What was booked on these accounts: all years, or every period of the years since one that begins with an opening
    /// balance.
    pub movements: &'a Movements,
    /// Accounts of another type that hold filed VAT, from [`remittance_accounts`](super::remittance_accounts).
    pub remittance: &'a BTreeSet<Uuid>,
}

/// The balance of one VAT account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatAccount {
    /// The account.
    pub account: Account,
    /// What it is for.
    pub role: Role,
    /// Positive is to pay, negative is to claim.
    pub amount: Decimal,
    /// Lines in it.
    pub lines: u64,
}

/// VAT booked in one return period, without return entries and what was carried in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnPeriod {
    /// The quarter; `None` collects financial periods that the calendar does not know.
    pub quarter: Option<Quarter>,
    /// VAT to pay, positive.
    pub to_pay: Decimal,
    /// Input VAT, positive.
    pub to_claim: Decimal,
    /// To pay less to claim: positive is to pay.
    pub amount: Decimal,
}

/// The VAT balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatBalance {
    /// The day of the balance.
    pub as_of: NaiveDate,
    /// The debt: positive is to pay, negative is to claim. `ledger` plus `elsewhere`.
    pub total: Decimal,
    /// Minus the balance of all accounts of type VAT.
    pub ledger: Decimal,
    /// Filed VAT on accounts of another type; mostly zero.
    pub elsewhere: Decimal,
    /// The accounts that have lines, lowest code first. They add up to the total.
    pub accounts: Vec<VatAccount>,
    /// VAT by quarter of the book year of `as_of`, and earlier quarters that were not yet filed.
    pub return_periods: Vec<ReturnPeriod>,
    /// The debt by where it stands in the filing; `None` when no return was ever booked.
    pub filing: Option<Filing>,
    standing: Standing,
}

impl VatBalance {
    /// The lines behind the debt on some accounts.
    #[must_use]
    pub fn selector(&self, accounts: impl IntoIterator<Item = Uuid>) -> Selector {
        self.standing.selector(accounts).credit_positive()
    }

    /// The lines behind the whole debt.
    #[must_use]
    pub fn selector_of_all(&self) -> Selector {
        self.selector(self.accounts.iter().map(|row| row.account.id))
    }

    /// Makes the report.
    ///
    /// # Errors
    /// [`Error::NoAccounts`] when no account is of type VAT; [`Error::NoVat`] when nothing was ever booked on one;
    /// [`Error::Overflow`].
    pub fn of(input: &VatInput<'_>) -> Result<Explained<Self>, Error> {
        let typed = input.chart.require(AccountType::VAT)?;
        let mut all = typed.clone();
        all.extend(input.remittance.iter().filter_map(|id| input.chart.get(*id)).filter(|account| !is_vat(account)));
        let ids: BTreeSet<Uuid> = all.iter().map(|account| account.id).collect();
        let on_accounts: Vec<&Movement> =
            input.movements.iter().filter(|movement| ids.contains(&movement.account)).collect();
        if on_accounts.is_empty() {
            return Err(Error::NoVat);
        }
        let begun = |movement: &Movement| input.calendar.has_begun(movement.year, movement.period, input.as_of);
        let balances = balances(input.movements, &all, begun)?;
        let last = on_accounts.iter().filter(|movement| begun(movement)).map(|one| (one.year, one.period)).max();
        let (year, number) = last.unwrap_or((i16::MIN, i16::MIN));
        let standing = Standing::of(Moment { year, number, day: input.as_of }, &all, input.movements)?;
        let mut roles = roles(&typed, input.movements)?;
        roles.extend(all.iter().filter(|account| !is_vat(account)).map(|account| (account.id, Role::Remittance)));
        let role = |id: Uuid| roles.get(&id).copied().unwrap_or(Role::ToPay);

        let mut accounts = Vec::new();
        for account in &all {
            let Some(balance) = balances.get(&account.id).filter(|balance| balance.lines > 0) else { continue };
            accounts.push(VatAccount {
                account: (*account).clone(),
                role: role(account.id),
                amount: negated(balance.amount),
                lines: balance.lines,
            });
        }
        let booked: Vec<&Movement> = on_accounts
            .iter()
            .copied()
            .filter(|movement| movement.status.counts() && !movement.transaction_type.is_left_out_of_balances())
            .filter(|movement| begun(movement) && role(movement.account) != Role::Remittance)
            .collect();
        let filed_through = filed_through(input.calendar, &booked)?;
        let filing = filed_through.map(|day| filing(input.calendar, day, &accounts, &booked)).transpose()?;
        let sum = |vat: bool| Sum::of(accounts.iter().filter(|row| is_vat(&row.account) == vat).map(|row| row.amount));
        let report = Self {
            as_of: input.as_of,
            total: Sum::of(accounts.iter().map(|row| row.amount))?,
            ledger: sum(true)?,
            elsewhere: sum(false)?,
            return_periods: return_periods(input, &booked, role, filed_through)?,
            filing,
            accounts,
            standing,
        };
        let (tally, later) = tally(&on_accounts, begun)?;
        let basis = Basis {
            definition: Definition::VatBalance,
            timing: Timing::BalanceAt(input.as_of),
            accounts: report.accounts.iter().map(|row| AccountUse::from(&row.account)).collect(),
            left_out: tally.left_out(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices: choices(&report, later, input.calendar),
            sources: [input.chart.sources(), input.calendar.sources(), input.movements.sources()].concat(),
        };
        let checks = balances.into_values().flat_map(|balance| balance.contradictions).collect();
        Ok(Explained { report, basis, checks })
    }

    /// VAT of one quarter; `None` when it is not among the return periods.
    #[must_use]
    pub fn quarter(&self, quarter: Quarter) -> Option<&ReturnPeriod> {
        self.return_periods.iter().find(|period| period.quarter == Some(quarter))
    }
}

fn is_vat(account: &Account) -> bool {
    account.account_type == AccountType::VAT
}

fn filing(
    calendar: &Calendar,
    filed_through: NaiveDate,
    accounts: &[VatAccount],
    booked: &[&Movement],
) -> Result<Filing, Error> {
    let (mut unpaid, mut residue, mut not_yet_filed) = (Sum::default(), Sum::default(), Sum::default());
    for row in accounts {
        if row.role == Role::Remittance { &mut unpaid } else { &mut residue }.add(row.amount)?;
    }
    for movement in booked.iter().filter(|movement| is_movement(movement)) {
        if !calendar.has_begun(movement.year, movement.period, filed_through) {
            not_yet_filed.subtract(movement.amount)?;
        }
    }
    residue.subtract(not_yet_filed.value())?;
    Ok(Filing {
        filed_through,
        filed_unpaid: unpaid.value(),
        not_yet_filed: not_yet_filed.value(),
        residue: residue.value(),
    })
}

/// What makes VAT: not what was carried in, and not the return that clears it.
fn is_movement(movement: &Movement) -> bool {
    !movement.transaction_type.is_opening() && movement.transaction_type != TransactionType::VAT_RETURN
}

fn return_periods(
    input: &VatInput<'_>,
    booked: &[&Movement],
    role: impl Fn(Uuid) -> Role,
    filed_through: Option<NaiveDate>,
) -> Result<Vec<ReturnPeriod>, Error> {
    let year = input.calendar.year_at(input.as_of).map(|year| year.year);
    let mut sums: BTreeMap<(bool, Option<Quarter>), (Sum, Sum)> = BTreeMap::new();
    for period in input.calendar.periods().iter().filter(|period| Some(period.year) == year) {
        if period.start <= input.as_of {
            sums.entry((false, Some(period.quarter()))).or_default();
        }
    }
    for movement in booked.iter().filter(|movement| is_movement(movement)) {
        let unfiled = filed_through.is_some_and(|day| !input.calendar.has_begun(movement.year, movement.period, day));
        if Some(movement.year) != year && !unfiled {
            continue;
        }
        let quarter = input.calendar.quarter(movement.year, movement.period);
        let (to_pay, to_claim) = sums.entry((quarter.is_none(), quarter)).or_default();
        match role(movement.account) {
            Role::ToPay => to_pay.subtract(movement.amount)?,
            Role::ToClaim | Role::Remittance => to_claim.add(movement.amount)?,
        }
    }
    let mut periods = Vec::with_capacity(sums.len());
    for ((_, quarter), (to_pay, to_claim)) in sums {
        let amount = Sum::of([to_pay.value(), -to_claim.value()])?;
        periods.push(ReturnPeriod { quarter, to_pay: to_pay.value(), to_claim: to_claim.value(), amount });
    }
    Ok(periods)
}

/// Lines in the balance, and how many were left for a later day.
fn tally(movements: &[&Movement], begun: impl Fn(&Movement) -> bool) -> Result<(Tally, u64), Error> {
    let mut tally = Tally::default();
    let mut later = 0;
    let mut first_years: BTreeMap<Uuid, i16> = BTreeMap::new();
    for movement in movements {
        let first = first_years.entry(movement.account).or_insert(movement.year);
        *first = movement.year.min(*first);
    }
    for movement in movements {
        let kind = movement.transaction_type;
        let repeated = kind.is_opening() && first_years.get(&movement.account) != Some(&movement.year);
        if kind.is_left_out_of_balances() || !movement.status.counts() || repeated {
            tally.leave_out(kind, movement.lines, -movement.amount)?;
        } else if begun(movement) {
            tally.count(movement.status, movement.lines);
        } else {
            later += movement.lines;
        }
    }
    Ok((tally, later))
}

fn choices(report: &VatBalance, later: u64, calendar: &Calendar) -> Vec<Choice> {
    let mut choices = vec![
        report.filing.as_ref().map_or(Choice::NoReturnsFound, |filing| Choice::FiledThrough(filing.filed_through)),
    ];
    let elsewhere: Vec<_> =
        report.accounts.iter().filter(|row| !is_vat(&row.account)).map(|row| row.account.code.clone()).collect();
    if !elsewhere.is_empty() {
        choices.push(Choice::RemittanceElsewhere { accounts: elsewhere });
    }
    if later > 0 {
        choices.push(Choice::LaterPeriods { lines: later });
    }
    if calendar.periods().iter().any(|period| !period.is_calendar_month()) {
        choices.push(Choice::QuartersByMiddle);
    }
    choices
}
