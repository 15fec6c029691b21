use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Complete, Decimal, Uuid};

use super::duplicates::{PossibleDuplicate, duplicates};
use crate::amount::Sum;
use crate::balance::{Moment, Standing};
use crate::basis::{AccountUse, Basis, Choice, Definition, Explained, Tally, Timing};
use crate::error::Error;
use crate::input::AccountVatRow;
use crate::ledger::{Account, Chart, Lines, Movements, Source, TransactionType};
use crate::period::PeriodRange;
use crate::selector::{Counting, Selector, When};

/// What the report is made of.
#[derive(Debug, Clone, Copy)]
pub struct AnomalyInput<'a> {
    /// The period.
    pub period: &'a PeriodRange,
    /// The balances of clearing accounts are those of this moment.
    pub moment: Moment,
    /// The whole chart.
    pub chart: &'a Chart,
    /// The VAT code of each account that has one by default, or more accounts.
    pub vat_codes: &'a Complete<AccountVatRow>,
    /// All lines up to the moment with their details: of all years, or of its book year with its opening balance.
    pub lines: &'a Lines,
}

/// Lines without VAT code on an account that has one by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingVatCode {
    /// The account.
    pub account: Account,
    /// The code that it has by default.
    pub default_code: String,
    /// How many lines.
    pub lines: u64,
    /// What they add up to; debit positive.
    pub amount: Decimal,
    entries: BTreeSet<Uuid>,
}

/// A clearing account that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuspenseBalance {
    /// The account.
    pub account: Account,
    /// What stands on it; debit positive.
    pub amount: Decimal,
}

/// What deserves a second look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomalies {
    /// The period.
    pub period: PeriodRange,
    /// Purchase invoices that may have been booked double, largest amount first.
    pub duplicates: Vec<PossibleDuplicate>,
    /// Lines of invoices, cash and bank without an expected VAT code, by account.
    pub without_vat_code: Vec<MissingVatCode>,
    /// Clearing accounts with a balance, lowest code first.
    pub suspense: Vec<SuspenseBalance>,
    standing: Standing,
}

impl Anomalies {
    /// Makes the report. Nothing found is an empty list.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn of(input: &AnomalyInput<'_>) -> Result<Explained<Self>, Error> {
        let mut tally = Tally::default();
        let without_vat_code = without_vat_code(input, &mut tally)?;
        let clearing: Vec<&Account> = input.chart.balance_sheet().into_iter().filter(|one| one.is_clearing()).collect();
        let standing = Standing::of(input.moment, &clearing, &Movements::from_lines(input.lines)?)?;
        let suspense: Vec<_> = clearing
            .iter()
            .map(|account| SuspenseBalance { account: (*account).clone(), amount: standing.balance(account.id) })
            .filter(|row| !row.amount.is_zero())
            .collect();
        let vat_accounts = without_vat_code.iter().map(|row| &row.account);
        let basis = Basis {
            definition: Definition::Anomalies,
            timing: Timing::within(&input.period.label, input.lines.basis()),
            accounts: vat_accounts.chain(suspense.iter().map(|row| &row.account)).map(AccountUse::from).collect(),
            left_out: Vec::new(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices: vec![Choice::ClearingByWords { accounts: clearing.iter().map(|one| one.code.clone()).collect() }],
            sources: [input.chart.sources(), input.lines.sources(), &[Source::of(input.vat_codes)]].concat(),
        };
        let report = Self {
            period: input.period.clone(),
            duplicates: duplicates(input.period, input.chart, input.lines),
            without_vat_code,
            suspense,
            standing,
        };
        Ok(Explained { report, basis, checks: Vec::new() })
    }

    /// The lines without VAT code on an account; debit positive.
    #[must_use]
    pub fn selector_of_missing(&self, row: &MissingVatCode) -> Selector {
        let lines = Selector::of([row.account.id], When::from(&self.period), Counting::Results);
        lines.in_entries(&row.entries).without_vat_code()
    }

    /// The lines behind the balance of a clearing account; debit positive.
    #[must_use]
    pub fn selector_of_suspense(&self, row: &SuspenseBalance) -> Selector {
        self.standing.selector([row.account.id])
    }
}

fn without_vat_code(input: &AnomalyInput<'_>, tally: &mut Tally) -> Result<Vec<MissingVatCode>, Error> {
    let defaults: BTreeMap<Uuid, &str> = input
        .vat_codes
        .rows()
        .iter()
        .filter_map(|row| Some((row.account, row.vat_code.as_ref()?.as_str().trim())))
        .filter(|(_, code)| !code.is_empty())
        .collect();
    let mut found: BTreeMap<Uuid, (u64, Sum, BTreeSet<Uuid>)> = BTreeMap::new();
    for line in input.lines.iter().filter(|line| input.period.contains(line.year, line.period)) {
        let kind = line.transaction_type;
        let expected = kind.is_trade() || kind == TransactionType::CASH_FLOW;
        if !expected || !line.status.counts() || !defaults.contains_key(&line.account) {
            continue;
        }
        tally.count(line.status, 1);
        if line.detail.vat_code.is_none() {
            let (lines, sum, entries) = found.entry(line.account).or_default();
            *lines += 1;
            sum.add(line.amount)?;
            entries.insert(line.entry);
        }
    }
    let mut rows: Vec<_> = found
        .into_iter()
        .filter_map(|(id, (lines, sum, entries))| {
            let account = input.chart.get(id).filter(|account| account.is_result)?.clone();
            let default_code = (*defaults.get(&id)?).to_owned();
            Some(MissingVatCode { account, default_code, lines, amount: sum.value(), entries })
        })
        .collect();
    rows.sort_by(|left, right| left.account.code.cmp(&right.account.code));
    Ok(rows)
}
