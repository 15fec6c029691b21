use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Entry, Match, OpenItems, Record};

/// Everything the sandbox knows: its administrations and the day it is.
#[derive(Debug, Clone)]
pub struct Books {
    /// What day it is for every question that depends on one (overdue, current period).
    pub today: NaiveDate,
    /// Where the books came from.
    pub source: Source,
    /// The administrations the demo user may open, the current one first.
    pub divisions: Vec<Division>,
    /// What was odd in the source, in words a person can act on.
    pub warnings: Vec<String>,
}

/// Where books came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A made-up company, generated from this seed.
    Seed(u64),
    /// One or more audit files.
    AuditFiles,
}

/// One administration with its whole ledger.
#[derive(Debug, Clone)]
pub struct Division {
    /// Exact's division code, the number in every URL.
    pub code: i32,
    /// The administration number the owner sees.
    pub hid: i64,
    /// The company's name.
    pub name: String,
    /// ISO 4217 code of the administration's own currency (DC).
    pub currency: String,
    /// ISO 3166 code, `NL`.
    pub country: String,
    /// VAT number, where known.
    pub vat_number: Option<String>,
    /// Chamber of Commerce number, where known.
    pub chamber_of_commerce: Option<String>,
    /// The chart of accounts.
    pub accounts: Vec<Account>,
    /// Customers and suppliers.
    pub relations: Vec<Relation>,
    /// The journals.
    pub journals: Vec<Journal>,
    /// VAT codes.
    pub vat_codes: Vec<VatCode>,
    /// Financial periods of every book year, in order.
    pub periods: Vec<Period>,
    /// All entries, in the order they were posted.
    pub entries: Vec<Entry>,
    /// Payment terms: what is, or was, to be received and paid.
    pub open_items: OpenItems,
    /// Which term paid or set off which other, where the source of the books tells.
    pub matches: Vec<Match>,
    /// How many entries were posted after the books were made; it keeps the ids of deleted ones from coming back.
    pub posted: u64,
    /// What stands beside the ledger, by the endpoint that lists it: contacts, addresses, cost centres, budgets.
    pub records: BTreeMap<&'static str, Vec<Record>>,
}

/// A general ledger account.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Exact's GUID.
    pub id: Uuid,
    /// The code, not padded: `8000`.
    pub code: String,
    /// The description.
    pub description: String,
    /// `B` balance sheet or `W` profit and loss.
    pub balance_type: char,
    /// `D` debit or `C` credit: on which side the balance normally is.
    pub balance_side: char,
    /// Exact's account type: 110 revenue, 20 receivable, 24 VAT and so on.
    pub account_type: i32,
    /// Default VAT code, where the account has one.
    pub vat_code: Option<String>,
    /// The RGS reference code (`WOmzNohOlh`), where known.
    pub rgs: Option<String>,
}

/// A customer or supplier (`crm/Accounts`).
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Exact's GUID.
    pub id: Uuid,
    /// The code without padding: `25`. The wire form is right-aligned in 18 characters.
    pub code: String,
    /// The name.
    pub name: String,
    /// ISO country code, `NL` when unknown.
    pub country: String,
    /// VAT number, where known.
    pub vat_number: Option<String>,
    /// City, where known.
    pub city: Option<String>,
    /// Email address, where known.
    pub email: Option<String>,
    /// Sells to us.
    pub is_supplier: bool,
    /// Buys from us.
    pub is_customer: bool,
}

/// What a journal books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum JournalKind {
    Cash,
    Bank,
    Sales,
    Purchase,
    General,
}

impl JournalKind {
    /// Exact's code of the journal type.
    #[must_use]
    pub const fn code(self) -> i32 {
        match self {
            Self::Cash => 10,
            Self::Bank => 12,
            Self::Sales => 20,
            Self::Purchase => 22,
            Self::General => 90,
        }
    }
}

/// A journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Journal {
    /// Exact's GUID.
    pub id: Uuid,
    /// The code: `70`.
    pub code: String,
    /// The description.
    pub description: String,
    /// What it books.
    pub kind: JournalKind,
}

/// For which side a VAT code may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum VatSide {
    Both,
    Purchase,
    Sales,
}

/// A VAT code.
#[derive(Debug, Clone, PartialEq)]
pub struct VatCode {
    /// Exact's GUID.
    pub id: Uuid,
    /// The code without padding; the wire form is left-aligned in 3 characters.
    pub code: String,
    /// The description.
    pub description: String,
    /// `B` base only, `E` exclusive, `I` inclusive, `N` none.
    pub kind: char,
    /// For which side.
    pub side: VatSide,
    /// Reverse charge: booked both to pay and to claim.
    pub charged: bool,
    /// `L` goods, `N` none, `S` services, `T` triangulation.
    pub eu_sales_listing: char,
    /// Code of the account the VAT to pay is booked on.
    pub to_pay: Option<String>,
    /// Code of the account the VAT to claim is booked on.
    pub to_claim: Option<String>,
    /// The percentages over time, oldest first, as fractions (0.21).
    pub percentages: Vec<VatPercentage>,
}

/// One percentage of a VAT code and when it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct VatPercentage {
    /// As a fraction: 0.21.
    pub fraction: Decimal,
    /// First day.
    pub start: NaiveDate,
    /// Last day; `None` is open.
    pub end: Option<NaiveDate>,
}

/// A financial period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Exact's GUID.
    pub id: Uuid,
    /// Book year.
    pub year: i16,
    /// Period number within it, from 1.
    pub number: i16,
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
}
