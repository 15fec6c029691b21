use std::collections::HashMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use exact_model::{Decimal, Uuid};

use super::{ItemKind, OpenItem, OpenPosition};
use crate::amount::Sum;
use crate::basis::{Definition, Explained};
use crate::error::Error;
use crate::ledger::Customer;

/// Up to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Horizon {
    /// The Sunday of this week.
    Week,
    /// The last day of this month.
    Month,
    /// A day, which counts too.
    Day(NaiveDate),
}

impl Horizon {
    /// The last day, seen from a day.
    #[must_use]
    pub fn end(self, today: NaiveDate) -> NaiveDate {
        match self {
            Self::Week => {
                let left = 6 - u64::from(today.weekday().num_days_from_monday());
                today.checked_add_days(Days::new(left)).unwrap_or(today)
            }
            Self::Month => today
                .with_day(1)
                .and_then(|first| first.checked_add_months(Months::new(1)))
                .and_then(|next| next.pred_opt())
                .unwrap_or(today),
            Self::Day(day) => day,
        }
    }
}

/// What falls due of one customer or supplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationDue {
    /// The customer; of payables, the supplier.
    pub customer: Customer,
    /// Due before today, positive.
    pub overdue: Decimal,
    /// Due from today up to the horizon, positive.
    pub due: Decimal,
    /// Credits of the same relation that can be set off, whenever they are due; negative.
    pub credits: Decimal,
    /// How many invoices.
    pub invoices: usize,
}

/// The sums of one relation while the items go by: every item is seen once, however many relations there are.
struct OfRelation {
    customer: Customer,
    overdue: Sum,
    due: Sum,
    credits: Sum,
    invoices: usize,
}

impl OfRelation {
    fn new(customer: &Customer) -> Self {
        let (overdue, due, credits) = Default::default();
        Self { customer: customer.clone(), overdue, due, credits, invoices: 0 }
    }

    fn row(self) -> RelationDue {
        RelationDue {
            customer: self.customer,
            overdue: self.overdue.value(),
            due: self.due.value(),
            credits: self.credits.value(),
            invoices: self.invoices,
        }
    }
}

fn relation(item: &OpenItem) -> Option<Uuid> {
    item.customer.relation().map(|relation| relation.id)
}

/// Invoices that have to be paid up to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FallingDue {
    /// The day that is today.
    pub today: NaiveDate,
    /// The last day that counts.
    pub until: NaiveDate,
    /// Due before today, positive.
    pub overdue: Decimal,
    /// Due from today up to the last day, positive.
    pub due: Decimal,
    /// Both together.
    pub total: Decimal,
    /// By customer or supplier, largest first; equal ones by name.
    pub customers: Vec<RelationDue>,
    /// The invoices, oldest due date first.
    pub items: Vec<OpenItem>,
    /// Open invoices without a due date, which are not in it.
    pub undated: usize,
}

impl FallingDue {
    /// Picks what falls due out of a position of today.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn of(position: Explained<OpenPosition>, horizon: Horizon) -> Result<Explained<Self>, Error> {
        let Explained { report: position, mut basis, checks } = position;
        let (today, until) = (position.as_of, horizon.end(position.as_of));
        let mut items = position.items;
        let undated = |item: &&OpenItem| item.kind() == ItemKind::Invoice && item.due_date.is_none();
        let undated = items.iter().filter(undated).count();
        let is_due =
            |item: &OpenItem| item.due_date.is_some_and(|due| due <= until) && item.kind() == ItemKind::Invoice;
        let mut rows: HashMap<Option<Uuid>, OfRelation> = HashMap::new();
        let (mut overdue, mut due) = (Sum::default(), Sum::default());
        for item in items.iter().filter(|item| is_due(item)) {
            let row = rows.entry(relation(item)).or_insert_with(|| OfRelation::new(&item.customer));
            let (sum, of_all) =
                if item.is_overdue(today) { (&mut row.overdue, &mut overdue) } else { (&mut row.due, &mut due) };
            sum.add(item.amount)?;
            of_all.add(item.amount)?;
            row.invoices += 1;
        }
        for item in items.iter().filter(|item| item.kind() != ItemKind::Invoice) {
            if let Some(row) = rows.get_mut(&relation(item)) {
                row.credits.add(item.amount)?;
            }
        }
        items.retain(is_due);
        let mut customers: Vec<RelationDue> = rows.into_values().map(OfRelation::row).collect();
        customers.sort_by(|left, right| {
            let total = |row: &RelationDue| row.overdue.saturating_add(row.due);
            total(right).cmp(&total(left)).then_with(|| left.customer.cmp(&right.customer))
        });
        basis.definition = Definition::FallingDue;
        basis.lines = items.len() as u64;
        basis.open_lines = items.iter().filter(|item| item.status == crate::ledger::EntryStatus::Open).count() as u64;
        let report = Self {
            today,
            until,
            overdue: overdue.value(),
            due: due.value(),
            total: Sum::of([overdue.value(), due.value()])?,
            customers,
            undated,
            items,
        };
        Ok(Explained { report, basis, checks })
    }

    /// The invoices behind the row of a customer or supplier.
    pub fn select<'a>(&'a self, customer: &'a Customer) -> impl Iterator<Item = &'a OpenItem> {
        self.items.iter().filter(move |item| item.customer == *customer)
    }
}
