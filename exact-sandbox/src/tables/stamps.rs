//! Timestamps: which change of a division came when, and what is gone.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use uuid::Uuid;

use crate::books::{Division, IdSpace, guid};

/// Where the timestamps of accounts, of relations and of everything else begin.
const ACCOUNTS: i64 = 1_000_000;
const RELATIONS: i64 = 2_000_000;
const FIRST: i64 = 3_000_000;

/// Exact's number of a kind of entity in `sync/Deleted`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EntityType(pub(crate) i32);

impl EntityType {
    pub(crate) const TRANSACTION_LINES: Self = Self(1);
    pub(crate) const PAYMENT_TERMS: Self = Self(10);

    /// The kind that an endpoint's entities are; `None` where Exact tells of no deletions.
    pub(super) fn of(endpoint: &str) -> Option<Self> {
        let code = match endpoint {
            "crm/Accounts" => 2,
            "crm/Addresses" => 3,
            "documents/DocumentAttachments" => 4,
            "crm/Contacts" => 5,
            "documents/Documents" => 6,
            "financial/GLAccounts" => 7,
            _ => return None,
        };
        Some(Self(code))
    }
}

/// When something last changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Rises with every change in the division. Of an entry: that of its first line; the others count on.
    pub(super) timestamp: i64,
    /// The moment, when it was after the sandbox had started.
    pub(super) modified: Option<NaiveDateTime>,
}

/// Something that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deletion {
    pub(super) id: Uuid,
    pub(super) timestamp: i64,
    pub(super) kind: EntityType,
    pub(super) key: Uuid,
    pub(super) at: NaiveDateTime,
}

/// The timestamps of one division.
#[derive(Debug, Clone)]
pub(super) struct Stamps {
    division: i32,
    of: HashMap<Uuid, Stamp>,
    next: i64,
    deletions: Vec<Deletion>,
}

impl Stamps {
    /// Timestamps as if the books had been entered in their own order: accounts, relations, lines, payment terms, the rest.
    pub(super) fn new(division: &Division) -> Self {
        let count = division.entries.len() + division.accounts.len() + division.relations.len();
        let of = HashMap::with_capacity(count + division.open_items.0.len());
        let mut stamps = Self { division: division.code, of, next: ACCOUNTS, deletions: Vec::new() };
        for account in &division.accounts {
            stamps.give(account.id, 1, None);
        }
        stamps.next = RELATIONS;
        for relation in &division.relations {
            stamps.give(relation.id, 1, None);
        }
        stamps.next = FIRST;
        for entry in &division.entries {
            stamps.give(entry.id, entry.lines.len(), None);
        }
        for item in &division.open_items.0 {
            stamps.give(item.id, TERM_WIDTH, None);
        }
        for record in division.records.values().flatten() {
            stamps.give(record.id, 1, None);
        }
        stamps
    }

    pub(super) fn of(&self, id: Uuid) -> Stamp {
        self.of.get(&id).copied().unwrap_or_default()
    }

    pub(super) fn deletions(&self) -> &[Deletion] {
        &self.deletions
    }

    /// Something is new or has changed: it moves behind everything else.
    pub(super) fn renew(&mut self, id: Uuid, width: usize, at: NaiveDateTime) {
        self.give(id, width, Some(at));
    }

    /// Something is gone.
    pub(super) fn delete(&mut self, kind: EntityType, key: Uuid, at: NaiveDateTime) {
        self.of.remove(&key);
        let id = guid(self.division, IdSpace::Deletion, &format!("{key}/{}", self.next));
        self.deletions.push(Deletion { id, timestamp: self.next, kind, key, at });
        self.next += 1;
    }

    fn give(&mut self, id: Uuid, width: usize, modified: Option<NaiveDateTime>) {
        self.of.insert(id, Stamp { timestamp: self.next, modified });
        self.next += i64::try_from(width.max(1)).unwrap_or(1);
    }
}

/// A payment term is at most two rows: what is paid of it and what is open.
pub(super) const TERM_WIDTH: usize = 2;
