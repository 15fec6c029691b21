use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Decimal, Uuid};

use super::money_accounts;
use crate::amount::{Sum, negated};
use crate::basis::{AccountUse, Basis, Definition, Explained, Tally, Timing};
use crate::check::{Against, Check};
use crate::error::Error;
use crate::ledger::{Account, Chart, Line, Lines};
use crate::period::PeriodRange;
use crate::selector::{Counting, Selector, Side, When};

/// What the report of incoming and outgoing money is made of.
#[derive(Debug, Clone, Copy)]
pub struct SpendingInput<'a> {
    /// The period.
    pub period: &'a PeriodRange,
    /// The whole chart.
    pub chart: &'a Chart,
    /// All lines of the entries that have a line on an account of money in the period, or more; none twice.
    pub lines: &'a Lines,
}

/// What was paid to and received from one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContraAccount {
    /// The account on the other side of the payments.
    pub account: Account,
    /// Money that came in, positive.
    pub incoming: Decimal,
    /// Money that went out, positive.
    pub outgoing: Decimal,
    /// Lines in both.
    pub lines: u64,
}

/// Where the money came from and where it went. Transfers between accounts of money are in neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spending {
    /// The period.
    pub period: PeriodRange,
    /// All money that came in, positive; through clearing accounts too.
    pub incoming: Decimal,
    /// All money that went out, positive; through clearing accounts too.
    pub outgoing: Decimal,
    /// Accounts, largest outgoing money first.
    pub accounts: Vec<ContraAccount>,
    /// Clearing accounts, over which money also goes from one's own account to another; they are in the totals.
    pub clearing: Vec<ContraAccount>,
    entries: BTreeSet<Uuid>,
}

impl Spending {
    /// Makes the report.
    ///
    /// # Errors
    /// [`Error::NoCashAccounts`] when the chart has no account of cash, bank or payment service; [`Error::Overflow`].
    pub fn of(input: &SpendingInput<'_>) -> Result<Explained<Self>, Error> {
        let money: BTreeSet<Uuid> = money_accounts(input.chart).iter().map(|account| account.id).collect();
        if money.is_empty() {
            return Err(Error::NoCashAccounts);
        }
        let inside = |line: &&Line| {
            input.period.contains(line.year, line.period) && line.transaction_type.counts_in_results(line.status)
        };
        let mut moved = Sum::default();
        let mut entries = BTreeSet::new();
        for line in input.lines.iter().filter(inside).filter(|line| money.contains(&line.account)) {
            moved.add(line.amount)?;
            entries.insert(line.entry);
        }
        let mut tally = Tally::default();
        let mut unknown = Sum::default();
        let mut sums: BTreeMap<Uuid, (Sum, Sum, u64)> = BTreeMap::new();
        for line in input.lines.iter().filter(inside) {
            if money.contains(&line.account) || !entries.contains(&line.entry) {
                continue;
            }
            tally.count(line.status, 1);
            if input.chart.get(line.account).is_none() {
                unknown.add(line.amount)?;
                continue;
            }
            let (incoming, outgoing, lines) = sums.entry(line.account).or_default();
            if line.amount > Decimal::ZERO {
                outgoing.add(line.amount)?
            } else {
                incoming.subtract(line.amount)?
            }
            *lines += 1;
        }
        let mut rows: Vec<_> = sums
            .into_iter()
            .filter_map(|(id, (incoming, outgoing, lines))| {
                let account = input.chart.get(id)?.clone();
                Some(ContraAccount { account, incoming: incoming.value(), outgoing: outgoing.value(), lines })
            })
            .collect();
        rows.sort_by(|left, right| {
            right.outgoing.cmp(&left.outgoing).then_with(|| left.account.code.cmp(&right.account.code))
        });
        let incoming = Sum::of(rows.iter().map(|row| row.incoming))?;
        let outgoing = Sum::of(rows.iter().map(|row| row.outgoing))?;
        let by_code: BTreeMap<_, _> = rows.iter().map(|row| (&row.account.code, &row.account)).collect();
        let basis = Basis {
            definition: Definition::Spending,
            timing: Timing::within(&input.period.label, input.lines.basis()),
            accounts: by_code.into_values().map(AccountUse::from).collect(),
            left_out: tally.left_out(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices: Vec::new(),
            sources: [input.chart.sources(), input.lines.sources()].concat(),
        };
        let net = Sum::of([incoming, -outgoing, negated(unknown.value())])?;
        let checks = vec![Check::new(Against::MoneyAccounts, net, moved.value())];
        let (clearing, accounts) = rows.into_iter().partition(|row| row.account.is_clearing());
        let period = input.period.clone();
        Ok(Explained { report: Self { period, incoming, outgoing, accounts, clearing, entries }, basis, checks })
    }

    /// The lines behind what went out to an account ([`Side::Debit`]) or came in from it, positive.
    #[must_use]
    pub fn selector(&self, account: Uuid, side: Side) -> Selector {
        let lines = Selector::of([account], When::from(&self.period), Counting::Results);
        let lines = lines.in_entries(&self.entries).on_side(side);
        if side == Side::Credit { lines.credit_positive() } else { lines }
    }
}
