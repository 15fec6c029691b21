use std::collections::{BTreeSet, HashMap};

use chrono::{Months, NaiveDate};
use exact_model::{Decimal, Uuid};
use rust_decimal::RoundingStrategy;

use super::{Term, Terms};
use crate::basis::{Basis, Definition, Explained, Timing};
use crate::ledger::Customer;

/// How late one customer pays, or one supplier is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PunctualityRow {
    /// The customer; of payables, the supplier.
    pub customer: Customer,
    /// Invoices that were paid in full.
    pub invoices: u32,
    /// How many of them after their due date.
    pub late: u32,
    /// Days between due date and last payment, added up; an early payment counts negative.
    pub total_days: i64,
    /// Average, in tenths of a day; negative is early.
    pub average_days: Decimal,
}

/// How late invoices were paid that were settled in twelve months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Punctuality {
    /// The last day of the twelve months.
    pub as_of: NaiveDate,
    /// By customer or supplier, the latest payer first; equal ones by name.
    pub rows: Vec<PunctualityRow>,
    /// Everybody together; `None` without a paid invoice.
    pub average_days: Option<Decimal>,
    /// Invoices that were paid in full.
    pub invoices: u32,
    /// Settled invoices that tell no due date or no payment, such as those a credit note settled.
    pub left_out: u32,
}

impl Punctuality {
    /// Makes the report of the twelve months that end on a day. The terms are those matched in these months and those
    /// that are open, or more: an invoice of which a part is open was not paid yet.
    #[must_use]
    pub fn of(terms: &Terms, as_of: NaiveDate) -> Explained<Self> {
        let since = as_of.checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN);
        let is_in = |day: Option<NaiveDate>| day.is_some_and(|day| since < day && day <= as_of);
        let of_invoices = |term: &&Term| term.transaction_type == Some(terms.side().invoice_type());
        let mut parts: Vec<&Term> = terms.iter().filter(of_invoices).collect();
        parts.sort_by_key(|term| invoice(term));
        let mut sums: HashMap<Option<Uuid>, (&Customer, u32, u32, i64)> = HashMap::new();
        let (mut count, mut left_out, mut total) = (0, 0, 0);
        for parts in parts.chunk_by(|one, other| invoice(one) == invoice(other)) {
            let settled_on = parts.iter().map(|part| part.matched_on).max().flatten();
            let all_matched = parts.iter().all(|part| part.is_matched || part.amount.is_zero());
            if !all_matched || !is_in(settled_on) {
                continue;
            }
            let paid_on = parts.iter().filter_map(|part| part.paid_on).max();
            let due = parts.iter().filter_map(|part| part.due_date).max();
            let (Some(paid_on), Some(due), Some(first)) = (paid_on, due, parts.first()) else {
                left_out += 1;
                continue;
            };
            let days = (paid_on - due).num_days();
            let relation = first.customer.relation().map(|relation| relation.id);
            let (_, invoices, late, sum) = sums.entry(relation).or_insert((&first.customer, 0, 0, 0));
            *invoices += 1;
            *late += u32::from(days > 0);
            *sum += days;
            count += 1;
            total += days;
        }
        let mut rows: Vec<PunctualityRow> = sums
            .into_values()
            .map(|(customer, invoices, late, total_days)| PunctualityRow {
                customer: customer.clone(),
                invoices,
                late,
                total_days,
                average_days: average(total_days, invoices).unwrap_or_default(),
            })
            .collect();
        rows.sort_by(|left, right| {
            right.average_days.cmp(&left.average_days).then_with(|| left.customer.cmp(&right.customer))
        });
        let report = Self { as_of, rows, average_days: average(total, count), invoices: count, left_out };
        let basis = Basis {
            definition: Definition::Punctuality,
            timing: Timing::OpenAt(as_of),
            accounts: Vec::new(),
            left_out: Vec::new(),
            lines: u64::from(count),
            open_lines: 0,
            choices: Vec::new(),
            sources: terms.sources().to_vec(),
        };
        Explained { report, basis, checks: Vec::new() }
    }

    /// The terms behind a row.
    pub fn select<'a>(&self, terms: &'a Terms, customer: &'a Customer) -> impl Iterator<Item = &'a Term> {
        let open: BTreeSet<Option<Uuid>> =
            terms.iter().filter(|term| !term.is_matched).map(|term| term.transaction).collect();
        let since = self.as_of.checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN);
        let as_of = self.as_of;
        terms.iter().filter(move |term| {
            term.customer == *customer
                && term.transaction_type == Some(terms.side().invoice_type())
                && term.is_matched
                && (term.transaction.is_none() || !open.contains(&term.transaction))
                && term.matched_on.is_some_and(|day| since < day && day <= as_of)
                && term.paid_on.is_some()
                && term.due_date.is_some()
        })
    }
}

/// What the parts of one invoice have in common.
fn invoice(term: &Term) -> Uuid {
    term.transaction.unwrap_or(term.id)
}

fn average(days: i64, count: u32) -> Option<Decimal> {
    let average = Decimal::from(days).checked_div(Decimal::from(count))?;
    Some(average.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero))
}
