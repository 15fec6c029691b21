use exact_model::codes::ReceivableStatus;
use exact_model::{Complete, Decimal, NaiveDate, Uuid};

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
    pub currency: Option<String>,
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
    pub description: String,
    /// The other party's own reference.
    pub your_ref: Option<String>,
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

/// The rows of both sides have the same columns and no type in common.
macro_rules! term_from {
    ($row:ty, $paid_on:expr) => {
        impl From<&$row> for Term {
            fn from(row: &$row) -> Self {
                let relation = |id| Relation {
                    id,
                    code: row.relation_code.as_ref().map(|code| code.as_str().to_owned()),
                    name: row.relation_name.clone().unwrap_or_default(),
                };
                Self {
                    id: row.id,
                    customer: row.relation.map_or(Customer::Nobody, |id| Customer::Known(relation(id))),
                    amount: row.amount,
                    foreign: row.foreign,
                    currency: row.currency.as_deref().map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned),
                    invoice_date: row.invoice_date,
                    due_date: row.due_date,
                    matched_on: row.matched_on,
                    paid_on: $paid_on(row),
                    transaction: row.transaction,
                    is_matched: row.status == ReceivableStatus::Matched,
                    invoice_number: row.invoice_number,
                    entry_number: row.entry_number,
                    description: row.description.clone().unwrap_or_default(),
                    your_ref: row.your_ref.clone(),
                    transaction_type: row.transaction_type.map(TransactionType),
                    status: row.entry_status.map_or(EntryStatus::Processed, EntryStatus::from_code),
                }
            }
        }
    };
}

term_from!(ReceivableRow, |row: &ReceivableRow| row.last_payment);
term_from!(PayableRow, |row: &PayableRow| row.matched_on);

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

    fn of<R>(rows: &Complete<R>, side: Side, documented: DocumentedSign) -> Self
    where
        for<'a> Term: From<&'a R>,
    {
        let mut list: Vec<Term> = rows.rows().iter().map(Term::from).collect();
        let mut names = Names::default();
        for relation in list.iter().filter_map(|term| term.customer.relation()) {
            names.note(relation.id, relation.code.as_deref(), Some(&relation.name));
        }
        for term in &mut list {
            if let Customer::Known(relation) = &term.customer {
                term.customer = Customer::Known(names.relation(relation.id));
            }
        }
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
