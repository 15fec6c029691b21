//! An entry before it is booked: no numbers, no ids, no payment terms yet.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::books::{EntryType, Line};

use super::calendar::FiscalPeriod;
use super::vat::Vat;

/// The administrations' own currency.
pub(super) const EURO: Money = Money { currency: "EUR", rate: Decimal::ONE };

/// `LineNumber` of the VAT lines of sales and purchase entries.
pub(super) const VAT_LINE: i32 = 9999;

/// A currency and what one of it is worth in euros.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Money {
    pub(super) currency: &'static str,
    pub(super) rate: Decimal,
}

/// An entry to book.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) journal: &'static str,
    pub(super) kind: EntryType,
    pub(super) date: NaiveDate,
    pub(super) period: FiscalPeriod,
    pub(super) description: String,
    /// Whether the entry's number is the invoice number of its lines.
    pub(super) is_invoice: bool,
    pub(super) lines: Vec<DraftLine>,
}

impl Draft {
    /// A draft in the period of its date, without lines.
    pub(super) fn new(journal: &'static str, kind: EntryType, date: NaiveDate, description: impl Into<String>) -> Self {
        Self {
            journal,
            kind,
            date,
            period: FiscalPeriod::of(date),
            description: description.into(),
            is_invoice: false,
            lines: Vec::new(),
        }
    }

    /// The same draft in another period.
    pub(super) const fn in_period(mut self, period: FiscalPeriod) -> Self {
        self.period = period;
        self
    }

    /// Adds a line, numbered after the one before it.
    pub(super) fn line(mut self, line: DraftLine) -> Self {
        let number = i32::try_from(self.lines.len()).unwrap_or(i32::MAX).saturating_add(1);
        self.lines.push(line.numbered(number));
        self
    }

    /// Adds the line that makes the entry zero.
    pub(super) fn balanced_by(self, account: &str) -> Self {
        let sum: Decimal = self.lines.iter().map(|line| line.line.amount_dc).sum();
        self.line(DraftLine::new(account, -sum))
    }
}

/// A line to book.
#[derive(Debug, Clone)]
pub(super) struct DraftLine {
    pub(super) line: Line,
    /// The payment term this line pays or sets off.
    pub(super) settles: Option<usize>,
    /// Date of the invoice behind an opening balance, when it is not the line's.
    pub(super) invoice_date: Option<NaiveDate>,
}

impl DraftLine {
    /// A line in euros; its date, number and description come from its entry.
    pub(super) fn new(account: &str, amount: Decimal) -> Self {
        let line = Line {
            id: Uuid::nil(),
            number: 0,
            account: account.to_owned(),
            relation: None,
            date: NaiveDate::default(),
            due_date: None,
            amount_dc: amount,
            amount_fc: amount,
            currency: EURO.currency.to_owned(),
            exchange_rate: EURO.rate,
            description: String::new(),
            vat_code: None,
            vat_fraction: None,
            vat_amount_fc: None,
            vat_base_fc: None,
            invoice_number: None,
            your_ref: None,
            offset: None,
            cost_center: None,
            cost_unit: None,
        };
        Self { line, settles: None, invoice_date: None }
    }

    pub(super) const fn numbered(mut self, number: i32) -> Self {
        self.line.number = number;
        self
    }

    pub(super) fn relation(mut self, code: &str) -> Self {
        self.line.relation = Some(code.to_owned());
        self
    }

    pub(super) fn described(mut self, description: impl Into<String>) -> Self {
        self.line.description = description.into();
        self
    }

    pub(super) const fn due(mut self, date: NaiveDate) -> Self {
        self.line.due_date = Some(date);
        self
    }

    /// The date of the invoice, when the line brings in one of an earlier day.
    pub(super) const fn dated(mut self, invoice_date: NaiveDate) -> Self {
        self.invoice_date = Some(invoice_date);
        self
    }

    pub(super) fn your_ref(mut self, reference: Option<String>) -> Self {
        self.line.your_ref = reference;
        self
    }

    /// The amount in another currency; the amount in euros stays.
    pub(super) fn in_currency(mut self, amount: Decimal, money: Money) -> Self {
        self.line.amount_fc = amount;
        money.currency.clone_into(&mut self.line.currency);
        self.line.exchange_rate = money.rate;
        self
    }

    /// Marks a base line with its VAT, in the line's currency and with the sign of the base.
    pub(super) fn taxed(mut self, vat: Vat, fraction: Decimal, amount: Decimal) -> Self {
        self.line.vat_code = Some(vat.code().to_owned());
        self.line.vat_fraction = Some(fraction);
        self.line.vat_amount_fc = Some(amount);
        self.line.vat_base_fc = Some(self.line.amount_fc);
        self
    }

    /// Marks a VAT line of a cash, bank or general journal: it carries the code, but no VAT of its own.
    pub(super) fn vat_itself(mut self, vat: Vat, fraction: Decimal) -> Self {
        self.line.vat_code = Some(vat.code().to_owned());
        self.line.vat_fraction = Some(fraction);
        self.line.vat_amount_fc = Some(Decimal::ZERO);
        self.line.vat_base_fc = Some(Decimal::ZERO);
        self
    }

    pub(super) const fn settling(mut self, term: usize) -> Self {
        self.settles = Some(term);
        self
    }
}
