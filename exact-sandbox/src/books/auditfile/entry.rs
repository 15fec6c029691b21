//! Transactions as entries of Exact Online.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::chart::{Chart, kind};
use super::file::{AuditFile, AuditJournal, AuditLine, Transaction};
use super::journal::JournalUse;
use super::relation::Directory;
use super::{opening, value, year};
use crate::books::{Entry, EntryType, IdSpace, Line, Period, Side, Status, guid};

/// Makes entries of transactions.
pub(super) struct Bookkeeper<'a> {
    pub(super) file: &'a AuditFile,
    pub(super) chart: &'a Chart,
    pub(super) relations: &'a Directory,
    pub(super) periods: &'a [Period],
    pub(super) currency: &'a str,
    pub(super) division: i32,
}

impl Bookkeeper<'_> {
    /// The entries of the file in its order. Transactions without lines make none.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for journal in &self.file.journals {
            for (at, transaction) in journal.transactions.iter().enumerate() {
                if !transaction.lines.is_empty() {
                    let key = format!("{}/{}/{at}", journal.code, transaction.number);
                    let number = i32::try_from(at + 1).unwrap_or(i32::MAX);
                    let number = number_in(&transaction.number).unwrap_or(number);
                    entries.push(self.entry(journal, transaction, &key, number));
                }
            }
        }
        entries
    }

    /// The opening balance element as an entry of the first day, in period 1 as Exact books it.
    pub(super) fn opening(&self) -> Option<Entry> {
        let transaction = opening::transaction(self.file)?;
        let first = self.periods.first()?;
        let journal = AuditJournal::default();
        let entry = self.entry(&journal, &transaction, "opening", 0);
        let date = first.start;
        let lines = entry.lines.into_iter().map(|line| Line { date, ..line }).collect();
        Some(Entry { kind: EntryType::OPENING_BALANCE, period: first.number, date, lines, ..entry })
    }

    fn entry(&self, journal: &AuditJournal, transaction: &Transaction, key: &str, number: i32) -> Entry {
        let date = self.date(transaction);
        let period = transaction.period.unwrap_or_else(|| year::period_of(self.periods, date));
        let side = JournalUse::of(journal).side().or_else(|| self.only_side(transaction));
        let lines = transaction.lines.iter().enumerate();
        Entry {
            id: guid(self.division, IdSpace::Entry, key),
            number,
            journal: journal.code.clone(),
            kind: self.entry_type(journal, transaction),
            status: Status::Processed,
            year: self.periods.first().map_or_else(|| year::name(self.file), |period| period.year),
            period,
            date,
            description: transaction.description.clone(),
            created: date.and_time(chrono::NaiveTime::MIN),
            lines: lines
                .map(|(at, line)| {
                    let place = Place { entry: key, at, date, side, description: &transaction.description };
                    self.line(line, &place)
                })
                .collect(),
        }
    }

    fn entry_type(&self, journal: &AuditJournal, transaction: &Transaction) -> EntryType {
        if opening::is_opening(journal, transaction.period) {
            return EntryType::OPENING_BALANCE;
        }
        let on = |kind: i32| -> Decimal {
            let lines = transaction.lines.iter().filter(|line| self.chart.account_type(&line.account) == kind);
            lines.map(|line| line.amount).sum()
        };
        match JournalUse::of(journal) {
            JournalUse::Sales if on(kind::RECEIVABLE) < Decimal::ZERO => EntryType::SALES_CREDIT_NOTE,
            JournalUse::Purchases if on(kind::PAYABLE) > Decimal::ZERO => EntryType::PURCHASE_CREDIT_NOTE,
            other => other.entry_type(),
        }
    }

    fn side(&self, account: &str) -> Option<Side> {
        match self.chart.account_type(account) {
            kind::RECEIVABLE => Some(Side::Receivable),
            kind::PAYABLE => Some(Side::Payable),
            _ => None,
        }
    }

    /// The side of the one debtor or creditor line of a transaction.
    fn only_side(&self, transaction: &Transaction) -> Option<Side> {
        transaction.lines.iter().find_map(|line| self.side(&line.account))
    }

    fn line(&self, line: &AuditLine, place: &Place<'_>) -> Line {
        let with_sign = |amount: Decimal| {
            if line.amount.is_sign_negative() { value::negated(amount.abs()) } else { amount.abs() }
        };
        let (currency, amount_fc) = match &line.currency {
            // The sign is the ledger's; packages disagree on whether this amount has one.
            Some((code, amount)) if code != self.currency => (code.clone(), with_sign(*amount)),
            _ => (self.currency.to_owned(), line.amount),
        };
        let rate = if amount_fc.is_zero() { None } else { line.amount.checked_div(amount_fc) };
        let vat = line.vat.as_ref();
        let is_vat_account = self.chart.account_type(&line.account) == kind::VAT;
        let side = self.side(&line.account).or(place.side);
        let number = line.invoice.as_deref().and_then(|text| text.parse().ok()).filter(|number| *number != 0);
        Line {
            id: guid(self.division, IdSpace::Line, &format!("{}/{}", place.entry, place.at)),
            number: line_number(&line.number).unwrap_or_else(|| i32::try_from(place.at + 1).unwrap_or(i32::MAX)),
            account: line.account.clone(),
            relation: line.relation.as_deref().and_then(|number| self.relations.code(number, side)),
            date: line.date.unwrap_or(place.date),
            due_date: None,
            amount_dc: line.amount,
            amount_fc,
            currency,
            exchange_rate: rate.map_or(Decimal::ONE, |rate| rate.round_dp(6)),
            description: line.description.clone().unwrap_or_else(|| place.description.to_owned()),
            vat_code: vat.map(|vat| vat.code.clone()),
            vat_fraction: vat.and_then(|vat| vat.percentage).map(|percentage| percentage / Decimal::ONE_HUNDRED),
            vat_amount_fc: vat.map(|vat| with_sign(vat.amount)),
            // A VAT line that carries the code is no base: the base has a line of its own.
            vat_base_fc: vat.map(|_| if is_vat_account { Decimal::ZERO } else { line.amount }),
            invoice_number: number,
            your_ref: line.invoice.clone().filter(|invoice| number.is_none() && !invoice.trim_matches('0').is_empty()),
            offset: None,
            cost_center: line.cost.clone(),
            cost_unit: None,
        }
    }

    fn date(&self, transaction: &Transaction) -> NaiveDate {
        let of_lines = || transaction.lines.iter().find_map(|line| line.date);
        let of_period = || {
            let number = transaction.period?;
            self.periods.iter().find(|period| period.number == number).map(|period| period.start)
        };
        transaction.date.or_else(of_lines).or_else(of_period).unwrap_or_else(|| year::days(self.file).0)
    }
}

/// Where a line stands and what it takes from its entry.
struct Place<'a> {
    entry: &'a str,
    at: usize,
    date: NaiveDate,
    side: Option<Side>,
    description: &'a str,
}

/// `0` of `0:1`.
fn line_number(text: &str) -> Option<i32> {
    text.split(':').next()?.trim().parse().ok()
}

/// The digits at the end of an entry number: `VRK-2016-0012` is 12.
fn number_in(text: &str) -> Option<i32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let digits: Vec<char> = text.chars().rev().take_while(char::is_ascii_digit).collect();
    digits.into_iter().rev().collect::<String>().parse().ok()
}
