//! How the business is doing: results against last year, money, and what is still to come and to go.
//!
//! Everything rests on the same movements. What customers owe, what suppliers are owed and the VAT are balances of the
//! ledger; item by item they are told by reports of their own.

use exact_model::{Decimal, NaiveDate, Uuid};

use crate::amount::negated;
use crate::balance::{Moment, Standing};
use crate::basis::{AccountUse, Choice, Definition, Explained};
use crate::calendar::Calendar;
use crate::cash::{CashInput, CashPosition};
use crate::comparison::{Comparison, Cut};
use crate::error::Error;
use crate::ledger::{Account, AccountType, Chart, Movements};
use crate::results::{ProfitAndLoss, StatementInput};
use crate::selector::Selector;

/// What the overview is made of.
#[derive(Debug, Clone, Copy)]
pub struct OverviewInput<'a> {
    /// Today.
    pub today: NaiveDate,
    /// The whole chart.
    pub chart: &'a Chart,
    /// The financial periods of this book year and the one before.
    pub calendar: &'a Calendar,
    /// Everything booked in all years, or in this book year and the one before with its opening balance.
    pub movements: &'a Movements,
}

/// The balance of accounts of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerBalance {
    /// The type.
    pub account_type: AccountType,
    /// To be received for receivables; to be paid for payables and VAT.
    pub amount: Decimal,
    accounts: Vec<Uuid>,
}

/// How the business is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// This book year up to today against the same periods of the year before; `None` in the first year.
    pub comparison: Option<Comparison>,
    /// This book year up to today.
    pub statement: ProfitAndLoss,
    /// The money.
    pub cash: Option<CashPosition>,
    /// What customers have to pay, as far as the ledger tells; `None` when the chart has no such account.
    pub receivable: Option<LedgerBalance>,
    /// What suppliers have to be paid; `None` when the chart has no such account.
    pub payable: Option<LedgerBalance>,
    /// What is owed to the tax office for VAT; `None` when the chart has no such account.
    pub vat: Option<LedgerBalance>,
    standing: Standing,
}

impl Overview {
    /// Makes the report.
    ///
    /// # Errors
    /// [`Error::NoBooks`] for a day before the first book year; [`Error::NoResultAccounts`]; [`Error::Overflow`].
    pub fn of(input: &OverviewInput<'_>) -> Result<Explained<Self>, Error> {
        let statement = |period: &_| {
            ProfitAndLoss::of(&StatementInput {
                period,
                chart: input.chart,
                calendar: input.calendar,
                movements: input.movements,
            })
        };
        let cut = Cut::to_date(input.today, input.calendar);
        let (comparison, now) = match &cut {
            Ok(cut) => {
                let now = statement(&cut.after)?;
                (Some(Comparison::of(&statement(&cut.before)?, &now)?), now)
            }
            // The first book year, or one that is longer than the year before.
            Err(_) => {
                let meant = crate::phrase::Phrase::YearToDate.resolve(input.today, input.calendar)?;
                (None, statement(&meant.range)?)
            }
        };
        let moment = Moment::at(input.today, input.calendar)?;
        let cash = CashInput { moment, chart: input.chart, movements: input.movements, last_booked: None };
        let cash = match CashPosition::of(&cash) {
            Ok(cash) => Some(cash),
            Err(Error::NoCashAccounts) => None,
            Err(error) => return Err(error),
        };
        let sheet = input.chart.balance_sheet();
        let mut standing = Standing::of(moment, &sheet, input.movements)?;
        let balance = |account_type, to_pay| ledger_balance(&sheet, &standing, account_type, to_pay);
        let receivable = balance(AccountType::RECEIVABLE, false)?;
        let payable = balance(AccountType::PAYABLE, true)?;
        let vat = balance(AccountType::VAT, true)?;
        let Explained { mut basis, mut checks, .. } = match &comparison {
            Some(comparison) => {
                Explained { report: (), basis: comparison.basis.clone(), checks: comparison.checks.clone() }
            }
            None => Explained { report: (), basis: now.basis.clone(), checks: now.checks.clone() },
        };
        checks.append(&mut standing.contradictions);
        basis.definition = Definition::Overview;
        if cut.is_ok_and(|cut| cut.unfinished) {
            basis.choices.push(Choice::UnfinishedPeriod);
        }
        let used = sheet.iter().filter(|one| standing.has(one.id) && is_told(one));
        basis.accounts.extend(used.map(|account| AccountUse::from(*account)));
        let report = Self {
            comparison: comparison.map(|comparison| comparison.report),
            statement: now.report,
            cash: cash.map(|cash| cash.report),
            receivable,
            payable,
            vat,
            standing,
        };
        Ok(Explained { report, basis, checks })
    }

    /// The lines behind the balance of a type.
    #[must_use]
    pub fn selector(&self, balance: &LedgerBalance) -> Selector {
        let selector = self.standing.selector(balance.accounts.iter().copied());
        if balance.account_type == AccountType::RECEIVABLE { selector } else { selector.credit_positive() }
    }
}

fn is_told(account: &Account) -> bool {
    matches!(account.account_type.0, 10 | 12 | 16 | 20 | 22 | 24)
}

fn ledger_balance(
    sheet: &[&Account],
    standing: &Standing,
    account_type: AccountType,
    to_pay: bool,
) -> Result<Option<LedgerBalance>, Error> {
    let accounts: Vec<&Account> = sheet.iter().copied().filter(|one| one.account_type == account_type).collect();
    if accounts.is_empty() {
        return Ok(None);
    }
    let total = standing.total(accounts.iter().copied())?;
    let amount = if to_pay { negated(total) } else { total };
    Ok(Some(LedgerBalance { account_type, amount, accounts: accounts.iter().map(|account| account.id).collect() }))
}
