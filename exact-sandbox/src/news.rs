//! What changed in the books, told to whoever subscribed to it.

use chrono::NaiveDateTime;
use uuid::Uuid;

use crate::books::{Change, JournalKind, PostingFault};
use crate::routes::App;
use crate::tables::{Live, invoice_id};
use crate::webhooks::{Action, Topic};

impl App {
    /// Changes the ledger of a division and tells of the entry.
    pub(crate) fn alter(
        &self,
        division: i32,
        action: Action,
        change: impl FnOnce(&mut Live, NaiveDateTime) -> Result<Change, PostingFault>,
    ) -> Result<Change, PostingFault> {
        let now = self.wall_time();
        let change = self.tables.change(|live| change(live, now))?;
        if let Some(journal) = change.journal {
            self.tell_of_entry(division, journal, change.entry, action);
        }
        Ok(change)
    }

    /// Tells of an entry under every topic it is an entity of. Behind a sale stands an invoice of its own id.
    pub(crate) fn tell_of_entry(&self, division: i32, journal: JournalKind, entry: Uuid, action: Action) {
        self.tell_of(division, endpoint(journal), entry, action);
        if journal == JournalKind::Sales {
            self.tell_of(division, "salesinvoice/SalesInvoices", invoice_id(entry), action);
        }
        self.tell_of(division, "financialtransaction/Transactions", entry, action);
    }

    /// Tells of an entity of an endpoint; of most there is no topic, and nobody is told.
    pub(crate) fn tell_of(&self, division: i32, endpoint: &str, key: Uuid, action: Action) {
        if let Some(topic) = Topic::of(endpoint) {
            self.webhooks.changed(division, topic, key, action);
        }
    }
}

/// The endpoint that has the entries of a kind of journal.
const fn endpoint(journal: JournalKind) -> &'static str {
    match journal {
        JournalKind::Cash => "financialtransaction/CashEntries",
        JournalKind::Bank => "financialtransaction/BankEntries",
        JournalKind::Sales => "salesentry/SalesEntries",
        JournalKind::Purchase => "purchaseentry/PurchaseEntries",
        JournalKind::General => "generaljournalentry/GeneralJournalEntries",
    }
}
