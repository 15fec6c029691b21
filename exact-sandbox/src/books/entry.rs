use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use uuid::Uuid;

/// Exact's transaction type (`TransactionLines.Type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryType(pub i32);

#[allow(missing_docs)]
impl EntryType {
    pub const OPENING_BALANCE: Self = Self(10);
    pub const SALES_ENTRY: Self = Self(20);
    pub const SALES_CREDIT_NOTE: Self = Self(21);
    pub const PURCHASE_ENTRY: Self = Self(30);
    pub const PURCHASE_CREDIT_NOTE: Self = Self(31);
    pub const CASH_FLOW: Self = Self(40);
    pub const VAT_RETURN: Self = Self(50);
    pub const DEPRECIATION: Self = Self(70);
    pub const EXCHANGE_RATE_DIFFERENCE: Self = Self(82);
    pub const OTHER: Self = Self(90);
    pub const PAYROLL: Self = Self(170);
    pub const PERIOD_CLOSING: Self = Self(310);
    pub const YEAR_END_PROFITS: Self = Self(322);
    pub const YEAR_END_COSTS: Self = Self(323);
    pub const YEAR_END_RESULT: Self = Self(326);
    pub const YEAR_END_CLOSING_BALANCE: Self = Self(327);
    pub const YEAR_START_OPENING_BALANCE: Self = Self(328);

    /// Whether the type only closes or reopens books: 310 and 320 to 328.
    #[must_use]
    pub const fn is_closing(self) -> bool {
        matches!(self.0, 310 | 320..=328)
    }
}

/// Whether an entry is still open or processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Status {
    Open,
    Processed,
}

impl Status {
    /// Exact's code: 20 or 50.
    #[must_use]
    pub const fn code(self) -> i16 {
        match self {
            Self::Open => 20,
            Self::Processed => 50,
        }
    }
}

/// An entry: lines that add up to zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Exact's `EntryID`.
    pub id: Uuid,
    /// The entry number.
    pub number: i32,
    /// Code of the journal.
    pub journal: String,
    /// What kind of entry.
    pub kind: EntryType,
    /// Open or processed.
    pub status: Status,
    /// Book year.
    pub year: i16,
    /// Financial period; 0 for opening balances that some packages keep there.
    pub period: i16,
    /// Date of the entry; a line may have its own.
    pub date: NaiveDate,
    /// Description.
    pub description: String,
    /// When it was booked, local wall clock.
    pub created: NaiveDateTime,
    /// The lines.
    pub lines: Vec<Line>,
}

/// A line of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Exact's `ID`.
    pub id: Uuid,
    /// `LineNumber`: 0 the debtor or creditor line, 9999 the VAT line, else from 1.
    pub number: i32,
    /// Code of the account.
    pub account: String,
    /// Code of the relation, where the line has one.
    pub relation: Option<String>,
    /// Date of the line.
    pub date: NaiveDate,
    /// Due date, on debtor and creditor lines.
    pub due_date: Option<NaiveDate>,
    /// Amount in the division's currency; debit positive.
    pub amount_dc: Decimal,
    /// Amount in the line's own currency; debit positive.
    pub amount_fc: Decimal,
    /// Currency of `amount_fc`.
    pub currency: String,
    /// DC per FC.
    pub exchange_rate: Decimal,
    /// Description.
    pub description: String,
    /// VAT code, on the base line (and, for cash and bank, on the VAT line with no amount of its own).
    pub vat_code: Option<String>,
    /// VAT percentage as a fraction, where the line has a VAT code.
    pub vat_fraction: Option<Decimal>,
    /// VAT on this line in the line's currency, with the sign of the base.
    pub vat_amount_fc: Option<Decimal>,
    /// Base of that VAT in the line's currency.
    pub vat_base_fc: Option<Decimal>,
    /// Invoice number, where there is one.
    pub invoice_number: Option<i32>,
    /// The customer's or supplier's own reference.
    pub your_ref: Option<String>,
    /// The line this one is matched with.
    pub offset: Option<Uuid>,
    /// Code of the cost centre, where the line has one.
    pub cost_center: Option<String>,
    /// Code of the cost unit, where the line has one.
    pub cost_unit: Option<String>,
}
