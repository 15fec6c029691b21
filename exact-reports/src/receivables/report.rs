use std::collections::BTreeMap;

use exact_model::{Complete, Decimal, NaiveDate};

use super::{Aging, ItemKind, OpenItem, OpenItems, sign};
use crate::amount::{Sum, same_cents};
use crate::basis::{AccountUse, Basis, Choice, Definition, Explained, Tally, Timing};
use crate::check::{Against, Check};
use crate::error::Error;
use crate::input::OutstandingRow;
use crate::ledger::{AccountType, Chart, Customer, Movements, balances};

/// What the receivables report is made of.
#[derive(Debug)]
pub struct ReceivablesInput<'a> {
    /// The day ages are counted to. The position itself is that of the books as they were read.
    pub as_of: NaiveDate,
    /// The accounts of type receivable, or more.
    pub chart: &'a Chart,
    /// The open items.
    pub items: &'a OpenItems,
    /// What was booked on the receivable accounts: all years, or every period of the years since one that begins with
    /// an opening balance.
    pub ledger: &'a Movements,
    /// Exact's own overview, when it was read.
    pub overview: Option<&'a Complete<OutstandingRow>>,
}

/// What one customer has open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerReceivables {
    /// The customer.
    pub customer: Customer,
    /// Per saldo: invoices less credits.
    pub total: Decimal,
    /// Open invoices, positive.
    pub invoices: Decimal,
    /// How many.
    pub invoice_count: usize,
    /// Credit notes, unapplied receipts and corrections, negative.
    pub credits: Decimal,
    /// Invoices past their due date, positive.
    pub overdue: Decimal,
    /// Days past the due date of the invoice that is due longest; `None` without a due invoice.
    pub longest_overdue: Option<i64>,
}

/// What customers still have to pay. Customers, buckets and kinds each add up to the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receivables {
    /// The day ages are counted to.
    pub as_of: NaiveDate,
    /// Per saldo, positive is to be received.
    pub total: Decimal,
    /// Open invoices, positive.
    pub invoices: Decimal,
    /// How many.
    pub invoice_count: usize,
    /// Open credit notes, negative.
    pub credit_notes: Decimal,
    /// Receipts and corrections that belong to no invoice, negative.
    pub unapplied: Decimal,
    /// Invoices past their due date, positive.
    pub overdue: Decimal,
    /// How many.
    pub overdue_count: usize,
    /// By days past the due date.
    pub by_due_date: Aging,
    /// By days since the invoice date.
    pub by_invoice_date: Aging,
    /// Customers, largest total first; equal ones by name.
    pub customers: Vec<CustomerReceivables>,
    /// Every open item: oldest due date first, those without one last; then by invoice date and number.
    pub items: Vec<OpenItem>,
}

impl Receivables {
    /// Makes the report.
    ///
    /// # Errors
    /// [`Error::NoAccounts`] when no account is of type receivable; [`Error::Overflow`].
    pub fn of(input: &ReceivablesInput<'_>) -> Result<Explained<Self>, Error> {
        let accounts = input.chart.require(AccountType::RECEIVABLE)?;
        let balances = balances(input.ledger, &accounts, |_| true)?;
        let ledger = Sum::of(balances.values().map(|balance| balance.amount))?;
        let raw = Sum::of(input.items.items.iter().map(|item| item.amount))?;
        let sign = sign::fix(raw, ledger, input.items.documented);
        let mut items = input.items.items.clone();
        if sign.turn {
            items.iter_mut().for_each(|item| item.amount = -item.amount);
        }
        items.sort_by(|left, right| {
            let order = |item: &OpenItem| {
                (
                    item.due_date.is_none(),
                    item.due_date,
                    item.invoice_date.is_none(),
                    item.invoice_date,
                    item.invoice_number,
                    item.id,
                )
            };
            order(left).cmp(&order(right))
        });
        let mut tally = Tally::default();
        items.iter().for_each(|item| tally.count(item.status, 1));
        let report = Self::measure(items, input.as_of)?;
        let mut checks = vec![Check::new(Against::ReceivableLedger, report.total, ledger)];
        checks.extend(balances.values().flat_map(|balance| balance.contradictions.iter().cloned()));
        if let Some(overview) = input.overview {
            checks.push(outstanding(&report, overview)?);
        }
        let mut choices = Vec::new();
        if !sign.proven {
            choices.push(Choice::SignAsDocumented);
        }
        let later = report.items.iter().filter(|item| item.invoice_date.is_some_and(|date| date > input.as_of)).count();
        if later > 0 {
            choices.push(Choice::LaterItems { items: later as u64 });
        }
        let basis = Basis {
            definition: Definition::Receivables,
            timing: Timing::OpenAt(input.as_of),
            accounts: accounts.iter().map(|account| AccountUse::from(*account)).collect(),
            left_out: Vec::new(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices,
            sources: [input.chart.sources(), &input.items.sources, input.ledger.sources()].concat(),
        };
        Ok(Explained { report, basis, checks })
    }

    fn measure(items: Vec<OpenItem>, as_of: NaiveDate) -> Result<Self, Error> {
        let of = |kind: ItemKind| Sum::of(items.iter().filter(|item| item.kind() == kind).map(|item| item.amount));
        let overdue: Vec<_> = items.iter().filter(|item| is_overdue(item, as_of)).collect();
        Ok(Self {
            as_of,
            total: Sum::of(items.iter().map(|item| item.amount))?,
            invoices: of(ItemKind::Invoice)?,
            invoice_count: items.iter().filter(|item| item.kind() == ItemKind::Invoice).count(),
            credit_notes: of(ItemKind::CreditNote)?,
            unapplied: of(ItemKind::Unapplied)?,
            overdue: Sum::of(overdue.iter().map(|item| item.amount))?,
            overdue_count: overdue.len(),
            by_due_date: Aging::by_due_date(&items, as_of)?,
            by_invoice_date: Aging::by_invoice_date(&items, as_of)?,
            customers: customers(&items, as_of)?,
            items,
        })
    }

    /// The invoices more than `days` past their due date, longest first.
    pub fn overdue_more_than(&self, days: i64) -> impl Iterator<Item = &OpenItem> {
        self.invoices().filter(move |item| item.days_overdue(self.as_of).is_some_and(|overdue| overdue > days))
    }

    /// The invoices dated more than `days` ago, longest due first.
    pub fn older_than(&self, days: i64) -> impl Iterator<Item = &OpenItem> {
        self.invoices().filter(move |item| item.days_open(self.as_of).is_some_and(|open| open > days))
    }

    /// The open invoices, longest due first.
    pub fn invoices(&self) -> impl Iterator<Item = &OpenItem> {
        self.items.iter().filter(|item| item.kind() == ItemKind::Invoice)
    }

    /// The invoice that is open longest, by invoice date.
    #[must_use]
    pub fn longest_open(&self) -> Option<&OpenItem> {
        self.invoices().filter(|item| item.invoice_date.is_some()).min_by_key(|item| (item.invoice_date, item.due_date))
    }
}

fn is_overdue(item: &OpenItem, as_of: NaiveDate) -> bool {
    item.kind() == ItemKind::Invoice && item.days_overdue(as_of).is_some_and(|days| days > 0)
}

fn customers(items: &[OpenItem], as_of: NaiveDate) -> Result<Vec<CustomerReceivables>, Error> {
    let mut grouped: BTreeMap<&Customer, Vec<&OpenItem>> = BTreeMap::new();
    for item in items {
        grouped.entry(&item.customer).or_default().push(item);
    }
    let mut rows = Vec::with_capacity(grouped.len());
    for (customer, items) in grouped {
        let invoices = || items.iter().filter(|item| item.kind() == ItemKind::Invoice);
        let due = || items.iter().filter(|item| is_overdue(item, as_of));
        rows.push(CustomerReceivables {
            customer: customer.clone(),
            total: Sum::of(items.iter().map(|item| item.amount))?,
            invoices: Sum::of(invoices().map(|item| item.amount))?,
            invoice_count: invoices().count(),
            credits: Sum::of(items.iter().filter(|item| item.kind() != ItemKind::Invoice).map(|item| item.amount))?,
            overdue: Sum::of(due().map(|item| item.amount))?,
            longest_overdue: due().filter_map(|item| item.days_overdue(as_of)).max(),
        });
    }
    rows.sort_by(|left, right| right.total.cmp(&left.total).then_with(|| left.customer.cmp(&right.customer)));
    Ok(rows)
}

/// Exact does not say whether its overview adds up invoices only or everything open; whichever fits is compared.
fn outstanding(report: &Receivables, overview: &Complete<OutstandingRow>) -> Result<Check, Error> {
    let exacts = Sum::of(overview.rows().iter().map(|row| row.receivable))?;
    if same_cents(exacts, report.total) && !same_cents(exacts, report.invoices) {
        Ok(Check::new(Against::OutstandingTotal, report.total, exacts))
    } else {
        Ok(Check::new(Against::OutstandingInvoices, report.invoices, exacts))
    }
}
