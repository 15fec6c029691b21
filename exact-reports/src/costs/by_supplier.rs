use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Decimal, Uuid};

use super::CostScope;
use crate::amount::Sum;
use crate::basis::{AccountUse, Basis, Choice, Definition, Explained, Tally, Timing};
use crate::error::Error;
use crate::ledger::{Account, AccountType, Chart, Counterparty, Lines, Names, Relation, counterparties};
use crate::period::PeriodRange;
use crate::selector::{Counting, Selector, When};

/// What the report of costs by supplier is made of.
#[derive(Debug, Clone, Copy)]
pub struct SupplierInput<'a> {
    /// The period.
    pub period: &'a PeriodRange,
    /// Which costs.
    pub scope: CostScope,
    /// The accounts of costs and of type payable, or more.
    pub chart: &'a Chart,
    /// The lines on the accounts of costs in the period, and the creditor lines of their entries, or more; none twice.
    pub lines: &'a Lines,
}

/// Costs of one supplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplierCosts {
    /// The supplier.
    pub supplier: Relation,
    /// Costs without VAT that can be deducted; a cost is positive.
    pub amount: Decimal,
    /// Lines in it.
    pub lines: u64,
    /// Entries whose creditor line names the supplier for a line that does not.
    through: BTreeSet<Uuid>,
}

/// Costs by supplier. The rows and the costs without supplier add up to the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BySupplier {
    /// The period.
    pub period: PeriodRange,
    /// All costs; a cost is positive.
    pub total: Decimal,
    /// Suppliers, largest costs first; equal ones by name.
    pub suppliers: Vec<SupplierCosts>,
    /// Costs without a supplier: wages, depreciation, corrections.
    pub without_supplier: Decimal,
    /// Lines without a supplier.
    pub lines_without_supplier: u64,
    accounts: BTreeSet<Uuid>,
    nameless: BTreeSet<Uuid>,
}

impl BySupplier {
    /// The lines behind the costs of a supplier.
    #[must_use]
    pub fn selector(&self, row: &SupplierCosts) -> Selector {
        let all = || Selector::of(self.accounts.iter().copied(), When::from(&self.period), Counting::Results);
        all().of_relation(Some(row.supplier.id)).or(all().of_relation(None).in_entries(&row.through))
    }

    /// The lines behind the costs without a supplier.
    #[must_use]
    pub fn selector_without_supplier(&self) -> Selector {
        let all = Selector::of(self.accounts.iter().copied(), When::from(&self.period), Counting::Results);
        all.of_relation(None).in_entries(&self.nameless)
    }

    /// Makes the report.
    ///
    /// # Errors
    /// [`Error::NoCostAccounts`] when the chart has none; [`Error::Overflow`].
    pub fn of(input: &SupplierInput<'_>) -> Result<Explained<Self>, Error> {
        let wanted: BTreeMap<Uuid, &Account> =
            input.chart.accounts().filter(|account| input.scope.includes(account)).map(|one| (one.id, one)).collect();
        if wanted.is_empty() {
            return Err(Error::NoCostAccounts);
        }
        let mut names = Names::default();
        let creditors = counterparties(input.chart, AccountType::PAYABLE, input.lines, &mut names);
        let mut tally = Tally::default();
        let mut total = Sum::default();
        let mut sums: BTreeMap<Option<Uuid>, (Sum, u64, BTreeSet<Uuid>)> = BTreeMap::new();
        let mut used: BTreeSet<(&str, Uuid)> = BTreeSet::new();
        let (mut through_creditor, mut ambiguous) = (0, 0);
        for line in input.lines.iter() {
            let Some(account) = wanted.get(&line.account).filter(|_| input.period.contains(line.year, line.period))
            else {
                continue;
            };
            if !line.transaction_type.counts_in_results(line.status) {
                tally.leave_out(line.transaction_type, 1, line.amount)?;
                continue;
            }
            tally.count(line.status, 1);
            used.insert((&account.code, account.id));
            let supplier = match (line.relation, creditors.get(&line.entry)) {
                (Some(id), _) => {
                    names.note(id, line.relation_code.as_deref(), line.relation_name.as_deref());
                    Some(id)
                }
                (None, Some(Counterparty::One(id))) => {
                    through_creditor += 1;
                    Some(*id)
                }
                (None, Some(Counterparty::Several)) => {
                    ambiguous += 1;
                    None
                }
                (None, None) => None,
            };
            total.add(line.amount)?;
            let (sum, lines, through) = sums.entry(supplier).or_default();
            sum.add(line.amount)?;
            *lines += 1;
            if line.relation.is_none() {
                through.insert(line.entry);
            }
        }
        let (without, lines_without_supplier, nameless) = sums.remove(&None).unwrap_or_default();
        let mut suppliers: Vec<_> = sums
            .into_iter()
            .filter_map(|(id, (sum, lines, through))| {
                Some(SupplierCosts { supplier: names.relation(id?), amount: sum.value(), lines, through })
            })
            .collect();
        suppliers.sort_by(|left, right| {
            let key = |row: &SupplierCosts| (row.supplier.name.clone(), row.supplier.id);
            right.amount.cmp(&left.amount).then_with(|| key(left).cmp(&key(right)))
        });
        let mut choices = Vec::new();
        if through_creditor > 0 {
            choices.push(Choice::SupplierFromCreditorLine { lines: through_creditor });
        }
        if lines_without_supplier > 0 {
            choices.push(Choice::NoSupplier { lines: lines_without_supplier, ambiguous });
        }
        let accounts =
            used.iter().filter_map(|(_, id)| wanted.get(id)).map(|account| AccountUse::from(*account)).collect();
        let basis = Basis {
            definition: Definition::CostsBySupplier,
            timing: Timing::within(&input.period.label, input.lines.basis()),
            accounts,
            left_out: tally.left_out(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices,
            sources: [input.chart.sources(), input.lines.sources()].concat(),
        };
        let report = Self {
            period: input.period.clone(),
            total: total.value(),
            suppliers,
            without_supplier: without.value(),
            lines_without_supplier,
            accounts: wanted.into_keys().collect(),
            nameless,
        };
        Ok(Explained { report, basis, checks: Vec::new() })
    }

    /// The `count` largest suppliers, and how many others have how much.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn top(&self, count: usize) -> Result<(&[SupplierCosts], usize, Decimal), Error> {
        let (top, rest) = self.suppliers.split_at(count.min(self.suppliers.len()));
        Ok((top, rest.len(), Sum::of(rest.iter().map(|row| row.amount))?))
    }
}
