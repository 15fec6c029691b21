use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use exact_model::codes::ReceivableStatus;
use exact_model::{Code, Complete, Decimal, NaiveDate, Uuid};

use super::{DocumentedSign, Side};
use crate::input::{PayableRow, ReceivableRow};
use crate::ledger::{Customer, EntryStatus, Names, Relation, Source, TransactionType};

/// A payment term the way its endpoint gives it: open, or matched with what paid it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Exact's id.
    pub id: Uuid,
    /// The customer or supplier.
    pub customer: Customer,
    /// What is open or was matched, division currency, in the sign of the endpoint.
    pub amount: Decimal,
    /// The same in the term's own currency.
    pub foreign: Decimal,
    /// That currency, where it is given.
    pub currency: Option<Arc<str>>,
    /// Date of the invoice or receipt.
    pub invoice_date: Option<NaiveDate>,
    /// Due date.
    pub due_date: Option<NaiveDate>,
    /// The day it was matched in full; `None` while it is open.
    pub matched_on: Option<NaiveDate>,
    /// The day of the last payment; suppliers' terms do not tell it, and then it is the day they were matched.
    pub paid_on: Option<NaiveDate>,
    /// The ledger line it came from; parts of one term share it.
    pub transaction: Option<Uuid>,
    /// Whether nothing of it is open any more.
    pub is_matched: bool,
    /// Invoice number.
    pub invoice_number: Option<i32>,
    /// Number of the entry.
    pub entry_number: Option<i32>,
    /// Description.
    pub description: Arc<str>,
    /// The other party's own reference.
    pub your_ref: Option<Arc<str>>,
    /// Type of the entry, where it is known.
    pub transaction_type: Option<TransactionType>,
    /// Whether the entry was processed.
    pub status: EntryStatus,
}

impl Term {
    /// Whether the closing of a year made it: it repeats what other terms say.
    pub(super) fn is_year_end(&self) -> bool {
        self.transaction_type.is_some_and(|kind| matches!(kind.0, 310 | 320..=328))
    }
}

/// Payment terms of one side, of complete reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub(super) list: Vec<Term>,
    pub(super) side: Side,
    pub(super) documented: DocumentedSign,
    pub(super) sources: Vec<Source>,
}

/// What the terms of one read share: relations and currencies are few, terms are many.
#[derive(Default)]
struct Shared {
    relations: HashMap<Uuid, Arc<Relation>>,
    currencies: HashSet<Arc<str>>,
}

impl Shared {
    fn customer(&self, id: Option<Uuid>) -> Customer {
        let known = id.and_then(|id| self.relations.get(&id));
        known.map_or(Customer::Nobody, |relation| Customer::Known(Arc::clone(relation)))
    }

    fn currency(&mut self, code: Option<&str>) -> Option<Arc<str>> {
        let code = code.map(str::trim).filter(|code| !code.is_empty())?;
        if let Some(known) = self.currencies.get(code) {
            return Some(Arc::clone(known));
        }
        let new: Arc<str> = code.into();
        self.currencies.insert(Arc::clone(&new));
        Some(new)
    }
}

/// A row of either side.
trait TermRow {
    fn note(&self, names: &mut Names);
    fn term(&self, shared: &mut Shared) -> Term;
}

/// The rows of both sides have the same columns and no type in common.
macro_rules! term_row {
    ($row:ty, $paid_on:ident) => {
        impl TermRow for $row {
            fn note(&self, names: &mut Names) {
                if let Some(id) = self.relation {
                    names.note(id, self.relation_code.as_ref().map(Code::as_str), self.relation_name.as_deref());
                }
            }

            fn term(&self, shared: &mut Shared) -> Term {
                Term {
                    id: self.id,
                    customer: shared.customer(self.relation),
                    amount: self.amount,
                    foreign: self.foreign,
                    currency: shared.currency(self.currency.as_deref()),
                    invoice_date: self.invoice_date,
                    due_date: self.due_date,
                    matched_on: self.matched_on,
                    paid_on: self.$paid_on,
                    transaction: self.transaction,
                    is_matched: self.status == ReceivableStatus::Matched,
                    invoice_number: self.invoice_number,
                    entry_number: self.entry_number,
                    description: self.description.as_deref().unwrap_or_default().into(),
                    your_ref: self.your_ref.as_deref().map(Arc::from),
                    transaction_type: self.transaction_type.map(TransactionType),
                    status: self.entry_status.map_or(EntryStatus::Processed, EntryStatus::from_code),
                }
            }
        }
    };
}

term_row!(ReceivableRow, last_payment);
term_row!(PayableRow, matched_on);

impl Terms {
    /// Terms of customers, from `bulk/Cashflow/Receivables` or `cashflow/Receivables`.
    #[must_use]
    pub fn from_receivables(rows: &Complete<ReceivableRow>) -> Self {
        Self::of(rows, Side::Receivable, DocumentedSign::Negative)
    }

    /// Terms of suppliers, from `bulk/Cashflow/Payments` or `cashflow/Payments`.
    #[must_use]
    pub fn from_payables(rows: &Complete<PayableRow>) -> Self {
        Self::of(rows, Side::Payable, DocumentedSign::Positive)
    }

    fn of<R: TermRow>(rows: &Complete<R>, side: Side, documented: DocumentedSign) -> Self {
        let mut names = Names::default();
        rows.rows().iter().for_each(|row| row.note(&mut names));
        let mut shared = Shared { relations: names.relations(), ..Shared::default() };
        let list = rows.rows().iter().map(|row| row.term(&mut shared)).collect();
        Self { list, side, documented, sources: vec![Source::of(rows)] }
    }

    /// No terms, of no read.
    #[must_use]
    pub const fn none(side: Side) -> Self {
        let documented = match side {
            Side::Receivable => DocumentedSign::Negative,
            Side::Payable => DocumentedSign::Positive,
        };
        Self { list: Vec::new(), side, documented, sources: Vec::new() }
    }

    /// Both together. The reads must be of one side and not overlap.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.sources.extend(other.sources);
        self
    }

    /// Every term, open or matched.
    pub fn iter(&self) -> impl Iterator<Item = &Term> {
        self.list.iter()
    }

    /// Whose debts they are.
    #[must_use]
    pub const fn side(&self) -> Side {
        self.side
    }

    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Where they came from.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
}
