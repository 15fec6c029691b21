use std::collections::BTreeMap;

use exact_model::{Decimal, NaiveDate, Uuid};

use super::{Aging, ItemKind, OpenItem, Side};
use crate::amount::Sum;
use crate::error::Error;
use crate::ledger::Customer;

/// What one customer owes, or one supplier is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationPosition {
    /// The customer; of payables, the supplier.
    pub customer: Customer,
    /// Per saldo: invoices less credits.
    pub total: Decimal,
    /// Open invoices, positive.
    pub invoices: Decimal,
    /// How many.
    pub invoice_count: usize,
    /// Credit notes, unapplied receipts or payments and corrections, negative.
    pub credits: Decimal,
    /// Invoices past their due date, positive.
    pub overdue: Decimal,
    /// Days past the due date of the invoice that is due longest; `None` without a due invoice.
    pub longest_overdue: Option<i64>,
}

/// What is open in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrencyPosition {
    /// The currency; `None` collects items that do not say it.
    pub currency: Option<String>,
    /// Per saldo, division currency.
    pub total: Decimal,
    /// Per saldo, in the currency itself.
    pub foreign: Decimal,
    /// How many items.
    pub items: usize,
}

/// What is open on one side. Relations, buckets, kinds and currencies each add up to the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPosition {
    /// Whose debts they are.
    pub side: Side,
    /// The day of the position, to which ages are counted.
    pub as_of: NaiveDate,
    /// Per saldo; positive is to be received, or to be paid.
    pub total: Decimal,
    /// Open invoices, positive.
    pub invoices: Decimal,
    /// How many.
    pub invoice_count: usize,
    /// Open credit notes, negative.
    pub credit_notes: Decimal,
    /// Receipts, payments and corrections that belong to no invoice, negative.
    pub unapplied: Decimal,
    /// Invoices past their due date, positive.
    pub overdue: Decimal,
    /// How many.
    pub overdue_count: usize,
    /// By days past the due date.
    pub by_due_date: Aging,
    /// By days since the invoice date.
    pub by_invoice_date: Aging,
    /// Customers or suppliers, largest total first; equal ones by name.
    pub customers: Vec<RelationPosition>,
    /// By currency of the invoice.
    pub currencies: Vec<CurrencyPosition>,
    /// Every open item: oldest due date first, those without one last; then by invoice date and number.
    pub items: Vec<OpenItem>,
}

impl OpenPosition {
    pub(super) fn measure(side: Side, mut items: Vec<OpenItem>, as_of: NaiveDate) -> Result<Self, Error> {
        items.sort_by_key(place);
        let of = |kind: ItemKind| Sum::of(items.iter().filter(|item| item.kind() == kind).map(|item| item.amount));
        let overdue = || items.iter().filter(|item| item.is_overdue(as_of));
        Ok(Self {
            side,
            as_of,
            total: Sum::of(items.iter().map(|item| item.amount))?,
            invoices: of(ItemKind::Invoice)?,
            invoice_count: items.iter().filter(|item| item.kind() == ItemKind::Invoice).count(),
            credit_notes: of(ItemKind::CreditNote)?,
            unapplied: of(ItemKind::Unapplied)?,
            overdue: Sum::of(overdue().map(|item| item.amount))?,
            overdue_count: overdue().count(),
            by_due_date: Aging::by_due_date(&items, as_of)?,
            by_invoice_date: Aging::by_invoice_date(&items, as_of)?,
            customers: relations(&items, as_of)?,
            currencies: currencies(&items)?,
            items,
        })
    }

    /// The invoices more than `days` past their due date, longest first.
    pub fn overdue_more_than(&self, days: i64) -> impl Iterator<Item = &OpenItem> {
        self.open_invoices().filter(move |item| item.days_overdue(self.as_of).is_some_and(|overdue| overdue > days))
    }

    /// The invoices dated more than `days` ago, longest due first.
    pub fn older_than(&self, days: i64) -> impl Iterator<Item = &OpenItem> {
        self.open_invoices().filter(move |item| item.days_open(self.as_of).is_some_and(|open| open > days))
    }

    /// The open invoices, longest due first.
    pub fn open_invoices(&self) -> impl Iterator<Item = &OpenItem> {
        self.items.iter().filter(|item| item.kind() == ItemKind::Invoice)
    }

    /// The invoice that is open longest, by invoice date.
    #[must_use]
    pub fn longest_open(&self) -> Option<&OpenItem> {
        let dated = self.open_invoices().filter(|item| item.invoice_date.is_some());
        dated.min_by_key(|item| (item.invoice_date, item.due_date))
    }
}

/// What items are sorted by.
type Place = (bool, Option<NaiveDate>, bool, Option<NaiveDate>, Option<i32>, Uuid);

const fn place(item: &OpenItem) -> Place {
    let (due, invoiced) = (item.due_date, item.invoice_date);
    (due.is_none(), due, invoiced.is_none(), invoiced, item.invoice_number, item.id)
}

/// What one relation has open so far.
struct Gathered<'a> {
    customer: &'a Customer,
    invoices: Sum,
    invoice_count: usize,
    credits: Sum,
    overdue: Sum,
    longest_overdue: Option<i64>,
}

impl<'a> Gathered<'a> {
    fn of(customer: &'a Customer) -> Self {
        let (invoices, credits, overdue) = Default::default();
        Self { customer, invoices, invoice_count: 0, credits, overdue, longest_overdue: None }
    }

    fn add(&mut self, item: &OpenItem, as_of: NaiveDate) -> Result<(), Error> {
        if item.kind() != ItemKind::Invoice {
            return self.credits.add(item.amount);
        }
        self.invoice_count += 1;
        if let Some(days) = item.days_overdue(as_of).filter(|days| *days > 0) {
            self.longest_overdue = self.longest_overdue.max(Some(days));
            self.overdue.add(item.amount)?;
        }
        self.invoices.add(item.amount)
    }

    fn row(self) -> Result<RelationPosition, Error> {
        let (invoices, credits) = (self.invoices.value(), self.credits.value());
        Ok(RelationPosition {
            customer: self.customer.clone(),
            total: Sum::of([invoices, credits])?,
            invoices,
            invoice_count: self.invoice_count,
            credits,
            overdue: self.overdue.value(),
            longest_overdue: self.longest_overdue,
        })
    }
}

fn relations(items: &[OpenItem], as_of: NaiveDate) -> Result<Vec<RelationPosition>, Error> {
    let mut grouped: BTreeMap<Option<Uuid>, Gathered<'_>> = BTreeMap::new();
    for item in items {
        let id = item.customer.relation().map(|relation| relation.id);
        grouped.entry(id).or_insert_with(|| Gathered::of(&item.customer)).add(item, as_of)?;
    }
    let mut rows = grouped.into_values().map(Gathered::row).collect::<Result<Vec<_>, Error>>()?;
    rows.sort_by(|left, right| right.total.cmp(&left.total).then_with(|| left.customer.cmp(&right.customer)));
    Ok(rows)
}

fn currencies(items: &[OpenItem]) -> Result<Vec<CurrencyPosition>, Error> {
    let mut sums: BTreeMap<Option<&String>, (Sum, Sum, usize)> = BTreeMap::new();
    for item in items {
        let (total, foreign, count) = sums.entry(item.currency.as_ref()).or_default();
        total.add(item.amount)?;
        foreign.add(item.foreign)?;
        *count += 1;
    }
    let row = |(currency, (total, foreign, items)): (Option<&String>, (Sum, Sum, usize))| CurrencyPosition {
        currency: currency.cloned(),
        total: total.value(),
        foreign: foreign.value(),
        items,
    };
    Ok(sums.into_iter().map(row).collect())
}
