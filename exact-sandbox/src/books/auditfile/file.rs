//! An audit file as it says it is: CLAIR2 and XAF in one shape, before anything is made of it.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::text::Garbled;
use crate::books::Side;

/// An audit file. Amounts are debit positive.
#[derive(Debug, Default)]
pub struct AuditFile {
    pub(super) header: Header,
    pub(super) company: Company,
    pub(super) accounts: Vec<LedgerAccount>,
    pub(super) relations: Vec<Party>,
    pub(super) vat_codes: Vec<VatTerm>,
    pub(super) periods: Vec<BookPeriod>,
    pub(super) opening: Vec<OpeningLine>,
    pub(super) opening_items: Vec<SubledgerLine>,
    pub(super) journals: Vec<AuditJournal>,
    pub(super) subledger: Vec<SubledgerLine>,
    pub(super) declared: Declared,
    pub(super) odd: Odd,
}

impl AuditFile {
    /// Every transaction with its journal, in the order of the file.
    pub(super) fn transactions(&self) -> impl Iterator<Item = (&AuditJournal, &Transaction)> {
        self.journals.iter().flat_map(|journal| journal.transactions.iter().map(move |entry| (journal, entry)))
    }

    /// Every line of every transaction.
    pub(super) fn lines(&self) -> impl Iterator<Item = &AuditLine> {
        self.transactions().flat_map(|(_, transaction)| &transaction.lines)
    }
}

/// What was read in spite of itself.
#[derive(Debug, Default)]
pub(super) struct Odd {
    /// The bytes were in another encoding than the file declares.
    pub(super) garbled: Option<Garbled>,
    /// Lines whose amount is missing.
    pub(super) empty_amounts: usize,
    /// Dates that are none.
    pub(super) bad_dates: usize,
}

#[derive(Debug, Default)]
pub(super) struct Header {
    pub(super) fiscal_year: Option<String>,
    pub(super) start: Option<NaiveDate>,
    pub(super) end: Option<NaiveDate>,
    pub(super) currency: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct Company {
    pub(super) name: Option<String>,
    pub(super) vat_number: Option<String>,
    pub(super) chamber_of_commerce: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct LedgerAccount {
    pub(super) code: String,
    pub(super) description: String,
    /// Balance sheet or profit and loss, in the file's own words.
    pub(super) kind: Option<String>,
    /// Everything that may hold an RGS code, the likeliest first: users and packages put it in different places.
    pub(super) references: Vec<String>,
    pub(super) lead: Option<String>,
}

#[derive(Debug)]
pub(super) struct Party {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) country: Option<String>,
    pub(super) city: Option<String>,
    pub(super) email: Option<String>,
    pub(super) vat_number: Option<String>,
    /// Customer, supplier or both, in the file's own words.
    pub(super) kind: Option<String>,
}

#[derive(Debug)]
pub(super) struct VatTerm {
    pub(super) code: String,
    pub(super) description: String,
    pub(super) to_pay: Option<String>,
    pub(super) to_claim: Option<String>,
}

#[derive(Debug)]
pub(super) struct BookPeriod {
    pub(super) number: i16,
    pub(super) start: NaiveDate,
    pub(super) end: NaiveDate,
}

#[derive(Debug)]
pub(super) struct OpeningLine {
    pub(super) number: Option<String>,
    pub(super) account: String,
    pub(super) amount: Decimal,
}

/// A line of a subledger: what it says of a debtor or creditor line.
#[derive(Debug)]
pub(super) struct SubledgerLine {
    /// Whose subledger it is; `None` when it is one of customers and suppliers together.
    pub(super) side: Option<Side>,
    pub(super) journal: Option<String>,
    pub(super) transaction: Option<String>,
    /// The ledger line, or the line of the opening balance.
    pub(super) line: Option<String>,
    pub(super) relation: Option<String>,
    pub(super) invoice: Option<String>,
    pub(super) invoice_date: Option<NaiveDate>,
    pub(super) due_date: Option<NaiveDate>,
    pub(super) amount: Decimal,
}

#[derive(Debug, Default)]
pub(super) struct AuditJournal {
    pub(super) code: String,
    pub(super) description: String,
    /// What it books, in the file's own words.
    pub(super) kind: Option<String>,
    pub(super) offset_account: Option<String>,
    pub(super) transactions: Vec<Transaction>,
}

#[derive(Debug)]
pub(super) struct Transaction {
    pub(super) number: String,
    pub(super) description: String,
    pub(super) period: Option<i16>,
    pub(super) date: Option<NaiveDate>,
    pub(super) lines: Vec<AuditLine>,
}

#[derive(Debug)]
pub(super) struct AuditLine {
    pub(super) number: String,
    pub(super) account: String,
    pub(super) date: Option<NaiveDate>,
    pub(super) description: Option<String>,
    pub(super) amount: Decimal,
    pub(super) relation: Option<String>,
    pub(super) invoice: Option<String>,
    pub(super) vat: Option<AuditVat>,
    pub(super) currency: Option<(String, Decimal)>,
    /// The cost centre, in the file's own words.
    pub(super) cost: Option<String>,
}

/// VAT of a line; several VAT elements of one code are added up.
#[derive(Debug)]
pub(super) struct AuditVat {
    pub(super) code: String,
    pub(super) percentage: Option<Decimal>,
    pub(super) amount: Decimal,
    /// VAT of other codes on the same line.
    pub(super) others: Vec<AuditVat>,
}

/// What the file says of itself.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) lines: Option<u64>,
    pub(super) debit: Option<Decimal>,
    pub(super) credit: Option<Decimal>,
}
