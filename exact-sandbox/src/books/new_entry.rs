use core::fmt;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{EntryType, JournalKind, Status};

/// An entry to post.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    /// Code of the journal.
    pub journal: String,
    /// Its date.
    pub date: NaiveDate,
    /// Book year and period; without it the period the date lies in.
    pub period: Option<(i16, i16)>,
    /// What kind of entry; without it what the journal and the sign of the debtor or creditor say.
    pub kind: Option<EntryType>,
    /// Open or processed.
    pub status: Status,
    /// Description.
    pub description: String,
    /// Its lines; they add up to zero in the division's currency.
    pub lines: Vec<NewLine>,
}

/// A line of an entry to post.
#[derive(Debug, Clone, PartialEq)]
pub struct NewLine {
    /// Code of the account.
    pub account: String,
    /// Amount in the division's currency; debit positive.
    pub amount: Decimal,
    /// Amount in another currency, and that currency.
    pub foreign: Option<(Decimal, String)>,
    /// Code of the customer or supplier.
    pub relation: Option<String>,
    /// Due date, on debtor and creditor lines.
    pub due_date: Option<NaiveDate>,
    /// Description; without it that of the entry.
    pub description: Option<String>,
    /// VAT code, on the base line.
    pub vat_code: Option<String>,
    /// VAT on this line, with the sign of the base.
    pub vat_amount: Option<Decimal>,
    /// Invoice number. On a debtor or creditor line outside the sales and purchase journals: the invoice it settles.
    pub invoice_number: Option<i32>,
    /// The other party's own reference.
    pub your_ref: Option<String>,
    /// Code of the cost centre.
    pub cost_center: Option<String>,
    /// Code of the cost unit.
    pub cost_unit: Option<String>,
}

impl NewLine {
    /// A line with an account and an amount (debit positive) and nothing else.
    #[must_use]
    pub fn new(account: impl Into<String>, amount: Decimal) -> Self {
        Self {
            account: account.into(),
            amount,
            foreign: None,
            relation: None,
            due_date: None,
            description: None,
            vat_code: None,
            vat_amount: None,
            invoice_number: None,
            your_ref: None,
            cost_center: None,
            cost_unit: None,
        }
    }
}

/// What posting, changing or deleting did to a division.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Id of the entry.
    pub entry: Uuid,
    /// What its journal books; `None` when the journal is not known.
    pub journal: Option<JournalKind>,
    /// Entries of which a line is new or different, that entry included unless it is gone.
    pub entries: BTreeSet<Uuid>,
    /// Payment terms that are new or different.
    pub terms: BTreeSet<Uuid>,
    /// Lines that are gone.
    pub deleted_lines: Vec<Uuid>,
    /// Payment terms that are gone.
    pub deleted_terms: Vec<Uuid>,
}

/// Why an entry was not posted, changed or deleted. The books are as they were.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PostingFault {
    /// The lines do not add up to zero; this much is left.
    Unbalanced(Decimal),
    /// The entry has no lines.
    NoLines,
    /// A code that the division does not have: what it is of, and the code.
    Unknown(&'static str, String),
    /// No financial period has that date.
    NoPeriod(NaiveDate),
    /// There is no division with that code.
    NoDivision(i32),
    /// No entry has that id.
    NoEntry(Uuid),
    /// The entry is matched with others, and its source does not say with which.
    Matched,
}

impl fmt::Display for PostingFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unbalanced(left) => write!(f, "the lines of the entry do not add up to zero: {left} is left"),
            Self::NoLines => f.write_str("the entry has no lines"),
            Self::Unknown(what, code) => write!(f, "the division has no {what} with code {code}"),
            Self::NoPeriod(date) => write!(f, "no financial period has {date}; name the year and the period"),
            Self::NoDivision(code) => write!(f, "there is no division {code}"),
            Self::NoEntry(id) => write!(f, "no division has an entry with id {id}"),
            Self::Matched => {
                f.write_str("the entry is matched with others these books keep no record of; post a correction instead")
            }
        }
    }
}

impl std::error::Error for PostingFault {}
