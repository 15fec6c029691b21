//! A position out of its items: they are put in order once and seen once.

use std::collections::HashMap;
use std::sync::Arc;

use exact_model::{NaiveDate, Uuid};

use super::aging::Ages;
use super::{CurrencyPosition, ItemKind, OpenItem, OpenPosition, RelationPosition, Side};
use crate::amount::Sum;
use crate::error::Error;
use crate::ledger::Customer;

impl OpenPosition {
    pub(super) fn measure(side: Side, mut items: Vec<OpenItem>, as_of: NaiveDate) -> Result<Self, Error> {
        items.sort_by_cached_key(place);
        let mut seen = Seen::default();
        for item in &items {
            seen.add(item, as_of)?;
        }
        Ok(Self {
            side,
            as_of,
            total: seen.total.value(),
            invoices: seen.invoices.value(),
            invoice_count: seen.invoice_count,
            credit_notes: seen.credit_notes.value(),
            unapplied: seen.unapplied.value(),
            overdue: seen.overdue.value(),
            overdue_count: seen.overdue_count,
            by_due_date: seen.by_due_date.finish()?,
            by_invoice_date: seen.by_invoice_date.finish()?,
            customers: relations(seen.relations)?,
            currencies: currencies(seen.currencies),
            items,
        })
    }
}

/// What items are sorted by.
type Place = (bool, Option<NaiveDate>, bool, Option<NaiveDate>, Option<i32>, Uuid);

const fn place(item: &OpenItem) -> Place {
    let (due, invoiced) = (item.due_date, item.invoice_date);
    (due.is_none(), due, invoiced.is_none(), invoiced, item.invoice_number, item.id)
}

/// The items so far.
#[derive(Default)]
struct Seen<'a> {
    total: Sum,
    invoices: Sum,
    invoice_count: usize,
    credit_notes: Sum,
    unapplied: Sum,
    overdue: Sum,
    overdue_count: usize,
    by_due_date: Ages,
    by_invoice_date: Ages,
    relations: HashMap<Option<Uuid>, OfRelation<'a>>,
    currencies: HashMap<Option<&'a Arc<str>>, OfCurrency>,
}

impl<'a> Seen<'a> {
    fn add(&mut self, item: &'a OpenItem, as_of: NaiveDate) -> Result<(), Error> {
        let kind = item.kind();
        self.total.add(item.amount)?;
        match kind {
            ItemKind::Invoice => {
                self.invoice_count += 1;
                self.invoices.add(item.amount)?;
            }
            ItemKind::CreditNote => self.credit_notes.add(item.amount)?,
            ItemKind::Unapplied => self.unapplied.add(item.amount)?,
        }
        if item.is_overdue(as_of) {
            self.overdue_count += 1;
            self.overdue.add(item.amount)?;
        }
        self.by_due_date.add(item.days_overdue(as_of), kind, item.amount)?;
        self.by_invoice_date.add(item.days_open(as_of), kind, item.amount)?;
        let relation = item.customer.relation().map(|relation| relation.id);
        self.relations.entry(relation).or_insert_with(|| OfRelation::new(&item.customer)).add(item, as_of)?;
        self.currencies.entry(item.currency.as_ref()).or_default().add(item)
    }
}

/// What one relation has open so far.
struct OfRelation<'a> {
    customer: &'a Customer,
    invoices: Sum,
    invoice_count: usize,
    credits: Sum,
    overdue: Sum,
    longest_overdue: Option<i64>,
}

impl<'a> OfRelation<'a> {
    fn new(customer: &'a Customer) -> Self {
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

fn relations(seen: HashMap<Option<Uuid>, OfRelation<'_>>) -> Result<Vec<RelationPosition>, Error> {
    let mut rows = seen.into_values().map(OfRelation::row).collect::<Result<Vec<_>, Error>>()?;
    rows.sort_by(|left, right| right.total.cmp(&left.total).then_with(|| left.customer.cmp(&right.customer)));
    Ok(rows)
}

/// What is open in one currency so far.
#[derive(Default)]
struct OfCurrency {
    total: Sum,
    foreign: Sum,
    items: usize,
}

impl OfCurrency {
    fn add(&mut self, item: &OpenItem) -> Result<(), Error> {
        self.items += 1;
        self.total.add(item.amount)?;
        self.foreign.add(item.foreign)
    }
}

fn currencies(seen: HashMap<Option<&Arc<str>>, OfCurrency>) -> Vec<CurrencyPosition> {
    let row = |(currency, seen): (Option<&Arc<str>>, OfCurrency)| CurrencyPosition {
        currency: currency.cloned(),
        total: seen.total.value(),
        foreign: seen.foreign.value(),
        items: seen.items,
    };
    let mut rows: Vec<_> = seen.into_iter().map(row).collect();
    rows.sort_by(|left, right| left.currency.cmp(&right.currency));
    rows
}
