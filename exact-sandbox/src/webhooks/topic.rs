use core::fmt;
use core::str::FromStr;

use serde::Deserialize;

/// What happened to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Action {
    /// It is new.
    Create,
    /// It changed.
    Update,
    /// It is gone.
    Delete,
}

impl Action {
    /// As a webhook names it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Create => "Create",
            Self::Update => "Update",
            Self::Delete => "Delete",
        }
    }
}

/// What a webhook can be about, with the endpoint that has the entity.
const TOPICS: &[(&str, &str)] = &[
    ("Accounts", "crm/Accounts"),
    ("BankAccounts", "crm/BankAccounts"),
    ("BankEntries", "financialtransaction/BankEntries"),
    ("CashEntries", "financialtransaction/CashEntries"),
    ("Contacts", "crm/Contacts"),
    ("CostTransactions", "project/CostTransactions"),
    ("Documents", "documents/Documents"),
    ("FinancialTransactions", "financialtransaction/Transactions"),
    ("GeneralJournalEntries", "generaljournalentry/GeneralJournalEntries"),
    ("GoodsDeliveries", "salesorder/GoodsDeliveries"),
    ("Items", "logistics/Items"),
    ("JournalStatus", "read/financial/JournalStatusList"),
    ("PurchaseEntries", "purchaseentry/PurchaseEntries"),
    ("PurchaseOrders", "purchaseorder/PurchaseOrders"),
    ("Quotations", "crm/Quotations"),
    ("SalesEntries", "salesentry/SalesEntries"),
    ("SalesInvoices", "salesinvoice/SalesInvoices"),
    ("SalesOrders", "salesorder/SalesOrders"),
    ("StockPositions", "logistics/StockPosition"),
    ("Subscriptions", "subscription/Subscriptions"),
    ("TimeTransactions", "project/TimeTransactions"),
];

/// A topic of webhooks: `Accounts`, `SalesEntries` and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topic {
    name: &'static str,
    endpoint: &'static str,
}

impl Topic {
    /// The topic that tells of an endpoint's entities; `None` when nothing does.
    pub(crate) fn of(endpoint: &str) -> Option<Self> {
        let known = TOPICS.iter().find(|(_, of)| *of == endpoint);
        known.map(|(name, endpoint)| Self { name, endpoint })
    }

    /// Its name at Exact.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The endpoint its entities are read from.
    pub(crate) const fn endpoint(self) -> &'static str {
        self.endpoint
    }
}

impl FromStr for Topic {
    type Err = UnknownTopic;

    fn from_str(text: &str) -> Result<Self, UnknownTopic> {
        let known = TOPICS.iter().find(|(name, _)| *name == text);
        known.map(|(name, endpoint)| Self { name, endpoint }).ok_or_else(|| UnknownTopic { text: text.to_owned() })
    }
}

/// There is no such topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTopic {
    text: String,
}

impl fmt::Display for UnknownTopic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = TOPICS.iter().map(|(name, _)| *name).collect();
        write!(f, "unknown topic {:?}; choose one of {}", self.text, names.join(", "))
    }
}

impl core::error::Error for UnknownTopic {}
