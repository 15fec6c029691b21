use std::collections::HashMap;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::stamps::{Deletion, Stamp, Stamps};
use crate::books::{
    Account, Books, Division, Entry, Journal, Line, OpenItem, Period, Record, Relation, Value, VatCode,
};

/// One division with indexes on its codes and the padded forms Exact sends.
pub(super) struct Ledger {
    books: Arc<Books>,
    at: usize,
    accounts: HashMap<String, u32>,
    relations: HashMap<String, u32>,
    journals: HashMap<String, u32>,
    vat_codes: HashMap<String, u32>,
    entries: HashMap<Uuid, u32>,
    relation_wire_codes: Vec<String>,
    relation_countries: Vec<String>,
    vat_wire_codes: Vec<String>,
    created: NaiveDateTime,
    stamps: Arc<Stamps>,
}

impl Ledger {
    /// Indexes the division at `at` in the books.
    pub(super) fn new(books: Arc<Books>, at: usize, stamps: Arc<Stamps>) -> Self {
        let division = division_at(&books, at);
        let first_period = division.periods.iter().map(|period| period.start);
        let first_entry = division.entries.iter().map(|entry| entry.date);
        Self {
            at,
            accounts: index(division.accounts.iter().map(|account| &account.code)),
            relations: index(division.relations.iter().map(|relation| &relation.code)),
            journals: index(division.journals.iter().map(|journal| &journal.code)),
            vat_codes: index(division.vat_codes.iter().map(|vat| &vat.code)),
            entries: division.entries.iter().map(|entry| entry.id).zip(0..).collect(),
            relation_wire_codes: division.relations.iter().map(|relation| format!("{:>18}", relation.code)).collect(),
            relation_countries: division.relations.iter().map(|relation| format!("{:<3}", relation.country)).collect(),
            vat_wire_codes: division.vat_codes.iter().map(|vat| format!("{:<3}", vat.code)).collect(),
            created: first_period.chain(first_entry).min().unwrap_or_default().into(),
            stamps,
            books,
        }
    }

    pub(super) fn books(&self) -> &Books {
        &self.books
    }

    pub(super) fn division(&self) -> &Division {
        division_at(&self.books, self.at)
    }

    /// The day every question about today is answered for.
    pub(super) fn today(&self) -> NaiveDate {
        self.books.today
    }

    /// When everything without a moment of its own was made.
    pub(super) fn created(&self) -> NaiveDateTime {
        self.created
    }

    /// The timestamp of an entity, and when it was last changed if that was after the start.
    pub(super) fn stamp(&self, id: Uuid) -> Stamp {
        self.stamps.of(id)
    }

    /// When an entity was last changed; `made` when it never was.
    pub(super) fn modified(&self, id: Uuid, made: NaiveDateTime) -> NaiveDateTime {
        self.stamps.of(id).modified.unwrap_or(made)
    }

    /// The description of a cost centre.
    pub(super) fn cost_center(&self, code: Option<&String>) -> Option<&String> {
        self.described("hrm/Costcenters", code?)
    }

    /// The description of a cost unit.
    pub(super) fn cost_unit(&self, code: Option<&String>) -> Option<&String> {
        self.described("hrm/Costunits", code?)
    }

    fn described(&self, endpoint: &str, code: &str) -> Option<&String> {
        let is_it = |record: &&Record| matches!(record.value("Code"), Some(Value::Text(text)) if text == code);
        match self.division().records.get(endpoint)?.iter().find(is_it)?.value("Description")? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What is gone, oldest first.
    pub(super) fn deletions(&self) -> &[Deletion] {
        self.stamps.deletions()
    }

    pub(super) fn account(&self, at: Index) -> Option<&Account> {
        self.division().accounts.get(at.0 as usize)
    }

    /// Exact's type of an account; 0 when the chart does not have it.
    pub(super) fn account_type(&self, code: &str) -> i32 {
        self.account(self.account_index(code)).map_or(0, |account| account.account_type)
    }

    pub(super) fn relation(&self, at: Index) -> Option<&Relation> {
        self.division().relations.get(at.0 as usize)
    }

    /// A relation's code, right-aligned in 18 characters.
    pub(super) fn relation_code(&self, at: Index) -> Option<&String> {
        self.relation_wire_codes.get(at.0 as usize)
    }

    /// A relation's country, left-aligned in 3 characters.
    pub(super) fn relation_country(&self, at: Index) -> Option<&String> {
        self.relation_countries.get(at.0 as usize)
    }

    pub(super) fn journal(&self, at: Index) -> Option<&Journal> {
        self.division().journals.get(at.0 as usize)
    }

    pub(super) fn vat(&self, at: Index) -> Option<&VatCode> {
        self.division().vat_codes.get(at.0 as usize)
    }

    /// A VAT code, left-aligned in 3 characters.
    pub(super) fn vat_wire_code(&self, at: Index) -> Option<&String> {
        self.vat_wire_codes.get(at.0 as usize)
    }

    pub(super) fn entry(&self, at: Index) -> Option<&Entry> {
        self.division().entries.get(at.0 as usize)
    }

    pub(super) fn account_index(&self, code: &str) -> Index {
        found(&self.accounts, code)
    }

    pub(super) fn relation_index(&self, code: Option<&String>) -> Index {
        code.map_or(Index::NONE, |code| found(&self.relations, code))
    }

    pub(super) fn journal_index(&self, code: &str) -> Index {
        found(&self.journals, code)
    }

    pub(super) fn vat_index(&self, code: Option<&String>) -> Index {
        code.map_or(Index::NONE, |code| found(&self.vat_codes, code))
    }

    pub(super) fn entry_index(&self, id: Uuid) -> Index {
        self.entries.get(&id).map_or(Index::NONE, |at| Index(*at))
    }

    /// Every line with its entry, in the order of posting.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&Entry, &Line)> {
        self.division().entries.iter().flat_map(|entry| entry.lines.iter().map(move |line| (entry, line)))
    }

    /// The period a date lies in.
    pub(super) fn period_of(&self, date: NaiveDate) -> Option<Period> {
        self.division().periods.iter().find(|period| period.start <= date && date <= period.end).copied()
    }

    /// The period of today; without one the last period before it.
    pub(super) fn current_period(&self) -> (i16, i16) {
        let today = self.today();
        let before =
            || self.division().periods.iter().filter(|period| period.start <= today).max_by_key(|period| period.start);
        self.period_of(today).or_else(|| before().copied()).map_or((0, 0), |period| (period.year, period.number))
    }

    /// The open amount of the terms that are not matched.
    pub(super) fn open_items(&self) -> impl Iterator<Item = (usize, &OpenItem)> {
        self.division().open_items.0.iter().enumerate().filter(|(_, item)| !item.open_dc.is_zero())
    }

    /// A payment term by its place.
    pub(super) fn item(&self, at: usize) -> Option<&OpenItem> {
        self.division().open_items.0.get(at)
    }
}

/// Where something stands in its list. Half the size of a `usize`, because every line has four of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Index(pub(super) u32);

impl Index {
    /// Nowhere: a code the books do not explain, or none at all.
    pub(super) const NONE: Self = Self(u32::MAX);
}

#[expect(clippy::indexing_slicing, reason = "ledgers are made for the divisions of these books and for no others")]
fn division_at(books: &Books, at: usize) -> &Division {
    &books.divisions[at]
}

fn index<'a>(codes: impl Iterator<Item = &'a String>) -> HashMap<String, u32> {
    codes.cloned().zip(0..).collect()
}

fn found(index: &HashMap<String, u32>, code: &str) -> Index {
    index.get(code).map_or(Index::NONE, |at| Index(*at))
}

/// Debit amounts are positive in the ledger; zero when `amount` is a credit.
pub(super) fn debit(amount: Decimal) -> Decimal {
    amount.max(Decimal::ZERO)
}
