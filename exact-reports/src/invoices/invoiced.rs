use exact_model::{Complete, Decimal, NaiveDate};

use super::SalesInvoice;
use crate::amount::Sum;
use crate::basis::{AccountUse, Basis, Definition, Explained, Tally, Timing};
use crate::check::{Against, Check};
use crate::error::Error;
use crate::input::SalesEntryRow;
use crate::ledger::{Chart, Lines, Source, TransactionType};
use crate::open_items::Side;

/// What the invoices of some days are made of.
#[derive(Debug)]
pub struct InvoicedInput<'a> {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Every sales entry dated in these days, of one customer or of all.
    pub entries: &'a Complete<SalesEntryRow>,
    /// The accounts of type receivable, or more.
    pub chart: &'a Chart,
    /// The journal lines on these accounts dated in these days, of the same customer or of all.
    pub lines: &'a Lines,
}

/// What was invoiced on some days, with VAT and without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoiced {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The invoices and credit notes, the newest first.
    pub invoices: Vec<SalesInvoice>,
    /// How many of them are credit notes.
    pub credit_notes: usize,
    /// Their sum without VAT.
    pub excluding_vat: Decimal,
    /// Their VAT.
    pub vat: Decimal,
    /// Their sum with VAT.
    pub including_vat: Decimal,
}

impl Invoiced {
    /// Makes the report. What it adds up to is compared with what the same kinds of entries put on the receivable
    /// accounts.
    ///
    /// # Errors
    /// [`Error::NoAccounts`] when no account is of type receivable; [`Error::Overflow`].
    pub fn of(input: &InvoicedInput<'_>) -> Result<Explained<Self>, Error> {
        let accounts = input.chart.require(Side::Receivable.account_type())?;
        let mut tally = Tally::default();
        let mut invoices = Vec::with_capacity(input.entries.rows().len());
        let dated = |row: &&SalesEntryRow| (input.from..=input.to).contains(&row.date);
        for row in input.entries.rows().iter().filter(dated) {
            let invoice = SalesInvoice::of(row, None)?;
            if invoice.status.counts() {
                tally.count(invoice.status, 1);
                invoices.push(invoice);
            }
        }
        newest_first(&mut invoices);
        let sum = |amount: fn(&SalesInvoice) -> Decimal| Sum::of(invoices.iter().map(amount));
        let including_vat = sum(|invoice| invoice.including_vat)?;
        let report = Self {
            from: input.from,
            to: input.to,
            credit_notes: invoices.iter().filter(|invoice| invoice.is_credit_note).count(),
            excluding_vat: sum(|invoice| invoice.excluding_vat)?,
            vat: sum(|invoice| invoice.vat)?,
            including_vat,
            invoices,
        };
        let booked = input.lines.iter().filter(|line| {
            let kind = line.transaction_type;
            line.status.counts()
                && matches!(kind, TransactionType::SALES_ENTRY | TransactionType::SALES_CREDIT_NOTE)
                && (input.from..=input.to).contains(&line.date)
                && accounts.iter().any(|account| account.id == line.account)
        });
        let booked = Sum::of(booked.map(|line| line.amount))?;
        let basis = Basis {
            definition: Definition::Invoiced,
            timing: Timing::BookDate { label: days(input.from, input.to) },
            accounts: accounts.iter().map(|account| AccountUse::from(*account)).collect(),
            left_out: Vec::new(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices: Vec::new(),
            sources: [&[Source::of(input.entries)], input.chart.sources(), input.lines.sources()].concat(),
        };
        let checks = vec![Check::new(Against::InvoicedLedger, including_vat, booked)];
        Ok(Explained { report, basis, checks })
    }
}

pub(super) fn newest_first(invoices: &mut [SalesInvoice]) {
    invoices.sort_by(|left, right| {
        right
            .date
            .cmp(&left.date)
            .then_with(|| right.entry_number.cmp(&left.entry_number))
            .then(left.entry.cmp(&right.entry))
    });
}

fn days(from: NaiveDate, to: NaiveDate) -> String {
    format!("{} t/m {}", from.format("%d-%m-%Y"), to.format("%d-%m-%Y"))
}
