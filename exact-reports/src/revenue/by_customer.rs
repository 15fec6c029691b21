use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Decimal, Uuid};

use super::{Others, Ranking};
use crate::amount::Sum;
use crate::basis::{AccountUse, Basis, Choice, Definition, Explained, Tally, Timing};
use crate::check::{Against, Check};
use crate::error::Error;
use crate::ledger::{AccountType, Chart, Counterparty, Customer, Line, Lines, Movements, Names, counterparties};
use crate::period::PeriodRange;
use crate::selector::{Counting, Selector, When};

/// What the report of revenue by customer is made of.
#[derive(Debug)]
pub struct CustomerInput<'a> {
    /// The period.
    pub period: &'a PeriodRange,
    /// The accounts of type revenue and of type receivable, or more.
    pub chart: &'a Chart,
    /// The lines on the revenue accounts in the period, or more; none of them twice.
    pub lines: &'a Lines,
    /// The lines on receivable accounts of the entries that [`entries_without_customer`] names, or more.
    pub debtor_lines: &'a Lines,
    /// The same revenue by another route; `None` when it could not be read.
    pub control: Option<&'a Movements>,
}

/// Revenue of one customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerRevenue {
    /// The customer.
    pub customer: Customer,
    /// Revenue, positive, without VAT.
    pub amount: Decimal,
    /// Lines in it.
    pub lines: u64,
    /// Entries whose debtor line names the customer for a line that does not; of nobody, those without such a line.
    through: BTreeSet<Uuid>,
}

/// Revenue by customer. The rows add up to the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByCustomer {
    /// The period.
    pub period: PeriodRange,
    /// Revenue, positive, without VAT.
    pub total: Decimal,
    /// Customers, largest revenue first; equal ones by name.
    pub customers: Vec<CustomerRevenue>,
    /// Revenue without a customer; `None` when there is none.
    pub nobody: Option<CustomerRevenue>,
    accounts: BTreeSet<Uuid>,
}

/// The entries whose debtor lines the report needs: those with a revenue line in the period that names no customer.
#[must_use]
pub fn entries_without_customer(period: &PeriodRange, chart: &Chart, lines: &Lines) -> BTreeSet<Uuid> {
    let accounts: BTreeSet<Uuid> = chart.revenue().iter().map(|account| account.id).collect();
    lines
        .iter()
        .filter(|line| line.relation.is_none() && counts(line) && accounts.contains(&line.account))
        .filter(|line| period.contains(line.year, line.period))
        .map(|line| line.entry)
        .collect()
}

fn counts(line: &Line) -> bool {
    line.transaction_type.counts_in_results(line.status)
}

impl ByCustomer {
    /// The lines behind the revenue of a customer, or of nobody.
    #[must_use]
    pub fn selector(&self, row: &CustomerRevenue) -> Selector {
        let nameless = self.selector_of_all().of_relation(None).in_entries(&row.through);
        match row.customer.relation() {
            Some(relation) => self.selector_of_all().of_relation(Some(relation.id)).or(nameless),
            None => nameless,
        }
    }

    /// The lines behind all revenue.
    #[must_use]
    pub fn selector_of_all(&self) -> Selector {
        let accounts = self.accounts.iter().copied();
        Selector::of(accounts, When::from(&self.period), Counting::Results).credit_positive()
    }

    /// Makes the report.
    ///
    /// # Errors
    /// [`Error::NoAccounts`] when no account is of type revenue; [`Error::Overflow`].
    pub fn of(input: &CustomerInput<'_>) -> Result<Explained<Self>, Error> {
        let accounts = input.chart.require_revenue()?;
        let wanted: BTreeSet<Uuid> = accounts.iter().map(|account| account.id).collect();
        let mut names = Names::default();
        let debtors = counterparties(input.chart, AccountType::RECEIVABLE, input.debtor_lines, &mut names);
        let mut total = Sum::default();
        let mut tally = Tally::default();
        let mut sums: BTreeMap<Option<Uuid>, (Sum, u64, BTreeSet<Uuid>)> = BTreeMap::new();
        let mut used: BTreeSet<Uuid> = BTreeSet::new();
        let (mut through_debtor, mut without, mut ambiguous) = (0, 0, 0);
        for line in input.lines.iter() {
            if !wanted.contains(&line.account) || !input.period.contains(line.year, line.period) {
                continue;
            }
            if !counts(line) {
                tally.leave_out(line.transaction_type, 1, -line.amount)?;
                continue;
            }
            let customer = match (line.relation, debtors.get(&line.entry)) {
                (Some(id), _) => {
                    names.note(id, line.relation_code.as_deref(), line.relation_name.as_deref());
                    Some(id)
                }
                (None, Some(Counterparty::One(id))) => {
                    through_debtor += 1;
                    Some(*id)
                }
                (None, debtor) => {
                    without += 1;
                    ambiguous += u64::from(matches!(debtor, Some(Counterparty::Several)));
                    None
                }
            };
            tally.count(line.status, 1);
            used.insert(line.account);
            total.subtract(line.amount)?;
            let (sum, lines, through) = sums.entry(customer).or_default();
            sum.subtract(line.amount)?;
            *lines += 1;
            if line.relation.is_none() {
                through.insert(line.entry);
            }
        }
        let nobody = sums.remove(&None).map(|sums| row(Customer::Nobody, sums));
        let mut customers: Vec<_> = sums
            .into_iter()
            .filter_map(|(id, sums)| Some(row(Customer::Known(names.relation(id?).into()), sums)))
            .collect();
        customers
            .sort_by(|left, right| right.amount.cmp(&left.amount).then_with(|| left.customer.cmp(&right.customer)));
        let mut choices = Vec::new();
        if through_debtor > 0 {
            choices.push(Choice::CustomerFromDebtorLine { lines: through_debtor });
        }
        if without > 0 {
            choices.push(Choice::NoCustomer { lines: without, ambiguous });
        }
        let mut checks = Vec::new();
        match input.control {
            Some(movements) => checks.push(control(input, movements, &wanted, total.value())?),
            None => choices.push(Choice::ControlMissing(Against::ReportingBalance)),
        }
        let basis = Basis {
            definition: Definition::RevenueByCustomer,
            timing: Timing::BookPeriod { label: input.period.label.clone() },
            accounts: accounts
                .iter()
                .filter(|account| used.contains(&account.id))
                .map(|account| AccountUse::from(*account))
                .collect(),
            left_out: tally.left_out(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices,
            sources: [input.chart.sources(), input.lines.sources(), input.debtor_lines.sources()].concat(),
        };
        let (period, total) = (input.period.clone(), total.value());
        let report = Self { period, total, customers, nobody, accounts: used };
        Ok(Explained { report, basis, checks })
    }

    /// The `count` largest customers, all others together, and revenue without a customer apart.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn top(&self, count: usize) -> Result<Ranking, Error> {
        let rows: Vec<_> = self.customers.iter().take(count).cloned().collect();
        let rest = self.customers.iter().skip(count);
        let mut others = Others { customers: 0, amount: Decimal::ZERO, lines: 0 };
        let mut sum = Sum::default();
        for row in rest {
            others.customers += 1;
            others.lines += row.lines;
            sum.add(row.amount)?;
        }
        others.amount = sum.value();
        Ok(Ranking { rows, others: (others.customers > 0).then_some(others), nobody: self.nobody.clone() })
    }
}

fn row(customer: Customer, (sum, lines, through): (Sum, u64, BTreeSet<Uuid>)) -> CustomerRevenue {
    CustomerRevenue { customer, amount: sum.value(), lines, through }
}

fn control(
    input: &CustomerInput<'_>,
    movements: &Movements,
    wanted: &BTreeSet<Uuid>,
    ours: Decimal,
) -> Result<Check, Error> {
    let mut sum = Sum::default();
    for movement in movements.iter() {
        let inside = wanted.contains(&movement.account) && input.period.contains(movement.year, movement.period);
        if inside && movement.transaction_type.counts_in_results(movement.status) {
            sum.subtract(movement.amount)?;
        }
    }
    Ok(Check::new(Against::ReportingBalance, ours, sum.value()))
}
