use std::collections::BTreeMap;

use exact_model::{Decimal, Uuid};

use crate::change::Change;
use crate::error::Error;
use crate::ledger::{Customer, Relation};
use crate::revenue::{ByCustomer, CustomerRevenue};

/// The revenue of one customer in two periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerChange {
    /// The customer.
    pub customer: Relation,
    /// What changed.
    pub change: Change,
}

/// How the revenue of every customer changed. All differences add up to that of the revenue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerChanges {
    /// All revenue.
    pub total: Change,
    /// Customers with lines in both periods, largest growth first and largest decline last.
    pub kept: Vec<CustomerChange>,
    /// Customers with lines in the later period only, largest revenue first.
    pub won: Vec<CustomerChange>,
    /// Customers with lines in the earlier period only, largest revenue first.
    pub lost: Vec<CustomerChange>,
    /// Revenue without a customer; `None` when neither period has any.
    pub nobody: Option<Change>,
}

impl CustomerChanges {
    /// Compares two reports.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn of(before: &ByCustomer, after: &ByCustomer) -> Result<Self, Error> {
        let mut sides: BTreeMap<Uuid, (&Relation, Option<Decimal>, Option<Decimal>)> = BTreeMap::new();
        for (relation, amount) in named(before) {
            sides.insert(relation.id, (relation, Some(amount), None));
        }
        for (relation, amount) in named(after) {
            sides.entry(relation.id).or_insert((relation, None, None)).2 = Some(amount);
        }
        let (mut kept, mut won, mut lost) = (Vec::new(), Vec::new(), Vec::new());
        for (customer, before, after) in sides.into_values() {
            let change = Change::of(before.unwrap_or_default(), after.unwrap_or_default())?;
            let list = match (before, after) {
                (Some(_), Some(_)) => &mut kept,
                (None, _) => &mut won,
                (_, None) => &mut lost,
            };
            list.push(CustomerChange { customer: customer.clone(), change });
        }
        for list in [&mut kept, &mut won] {
            list.sort_by(|left, right| {
                let by_growth = right.change.difference.cmp(&left.change.difference);
                by_growth.then_with(|| left.customer.name.cmp(&right.customer.name))
            });
        }
        lost.sort_by(|left, right| {
            let by_loss = left.change.difference.cmp(&right.change.difference);
            by_loss.then_with(|| left.customer.name.cmp(&right.customer.name))
        });
        let amount = |side: &Option<CustomerRevenue>| side.as_ref().map(|row| row.amount);
        let nobody = match (amount(&before.nobody), amount(&after.nobody)) {
            (None, None) => None,
            (before, after) => Some(Change::of(before.unwrap_or_default(), after.unwrap_or_default())?),
        };
        Ok(Self { total: Change::of(before.total, after.total)?, kept, won, lost, nobody })
    }
}

fn named(report: &ByCustomer) -> impl Iterator<Item = (&Relation, Decimal)> {
    report.customers.iter().filter_map(|row| match &row.customer {
        Customer::Known(relation) => Some((relation.as_ref(), row.amount)),
        Customer::Nobody => None,
    })
}
