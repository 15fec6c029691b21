//! From XML to an [`AuditFile`]: which element of which version means what.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::error::{AuditFileError, Fault};
use super::file::{
    AuditFile, AuditJournal, AuditLine, AuditVat, BookPeriod, Odd, OpeningLine, SubledgerLine, Transaction,
};
use super::master_data::{ledger_account, party, vat_term};
use super::value;
use super::xml::{self, Element};
use crate::books::Side;

const RECORDS: [&str; 11] = [
    "customerSupplier",
    "ledgerAccount",
    "taxoElement",
    "vatCode",
    "period",
    "obLine",
    "obSbLine",
    "transaction",
    "sbLine",
    "streetAddress",
    "postalAddress",
];

const GROUPS: [&str; 2] = ["journal", "generalLedger"];

/// Reads the text of an audit file.
pub(super) fn read(text: &str) -> Result<AuditFile, AuditFileError> {
    let mut file = AuditFile::default();
    let mut reading = Reading::default();
    xml::walk(text, &RECORDS, &GROUPS, |around, element| reading.take(&mut file, around, &element))?;
    file.odd = reading.odd;
    Ok(file)
}

/// What belongs to elements that are still open.
#[derive(Default)]
struct Reading {
    journal: AuditJournal,
    side: Option<Side>,
    /// RGS codes by account, from the taxonomy that XAF 3.1 keeps beside the accounts.
    taxonomy: Vec<(String, String)>,
    odd: Odd,
}

impl Reading {
    fn take(&mut self, file: &mut AuditFile, around: &[String], element: &Element) -> Result<(), AuditFileError> {
        let parent = around.last().map_or("", String::as_str);
        let text = || Some(element.own_text().to_owned());
        match (element.name.as_str(), parent) {
            ("customerSupplier", _) => file.relations.extend(party(element)),
            ("ledgerAccount", _) => file.accounts.extend(ledger_account(element)),
            ("taxoElement", _) => self.taxonomy.extend(owned(element, &["glAccID"]).zip(owned(element, &["txCd"]))),
            ("generalLedger", _) => self.place_taxonomy(file),
            ("vatCode", _) => file.vat_codes.extend(vat_term(element)),
            ("period", _) => file.periods.extend(self.book_period(element)),
            ("obLine", _) => {
                let amount = self.signed(element)?;
                if let Some(account) = account_of(element, amount, "obLine")? {
                    file.opening.push(OpeningLine { number: owned(element, &["nr"]), account, amount });
                }
            }
            ("obSbLine", _) => file.opening_items.push(self.subledger_line(element)?),
            ("sbLine", _) => file.subledger.push(self.subledger_line(element)?),
            ("transaction", _) => {
                let transaction = self.transaction(element)?;
                self.journal.transactions.push(transaction);
            }
            ("jrnID" | "journalID", "journal") => self.journal.code = element.own_text().to_owned(),
            ("desc" | "description", "journal") => self.journal.description = element.own_text().to_owned(),
            ("jrnTp" | "type", "journal") => self.journal.kind = text(),
            ("offsetAccID", "journal") => self.journal.offset_account = text(),
            ("journal", _) => self.finish_journal(file),
            ("sbType", _) => self.side = subledger_side(element.own_text()),
            ("fiscalYear", _) => file.header.fiscal_year = text(),
            ("startDate", "header" | "company") => file.header.start = value::date(element.own_text()),
            ("endDate", "header" | "company") => file.header.end = value::date(element.own_text()),
            ("curCode" | "currencyCode", "header" | "company") => file.header.currency = text(),
            ("companyName", _) => file.company.name = text(),
            ("taxRegIdent" | "taxRegistrationNr", "company" | "header") => file.company.vat_number = text(),
            ("commerceNr" | "Commercenr", "company" | "header") => file.company.chamber_of_commerce = text(),
            ("linesCount" | "numberEntries", "transactions") => file.declared.lines = element.own_text().parse().ok(),
            ("totalDebit", "transactions") => file.declared.debit = value::amount(element.own_text()),
            ("totalCredit", "transactions") => file.declared.credit = value::amount(element.own_text()),
            _ => {}
        }
        Ok(())
    }

    /// A journal that comes back under the same code goes on where it was.
    fn finish_journal(&mut self, file: &mut AuditFile) {
        let journal = std::mem::take(&mut self.journal);
        match file.journals.iter_mut().find(|known| known.code == journal.code) {
            Some(known) => known.transactions.extend(journal.transactions),
            None if journal.code.is_empty() && journal.transactions.is_empty() => {}
            None => file.journals.push(journal),
        }
    }

    fn place_taxonomy(&mut self, file: &mut AuditFile) {
        for (code, reference) in std::mem::take(&mut self.taxonomy) {
            if let Some(account) = file.accounts.iter_mut().find(|account| account.code == code) {
                account.references.push(reference);
            }
        }
    }

    fn book_period(&mut self, element: &Element) -> Option<BookPeriod> {
        let number = element.text(&["periodNumber"]).and_then(period_number)?;
        let start = self.day(element, &["startDatePeriod", "startDate"])?;
        let end = self.day(element, &["endDatePeriod", "endDate"])?;
        (start <= end).then_some(BookPeriod { number, start, end })
    }

    fn subledger_line(&mut self, element: &Element) -> Result<SubledgerLine, AuditFileError> {
        let trade = element.text(&["invPurSalTp"]).and_then(|trade| match trade {
            "S" => Some(Side::Receivable),
            "P" => Some(Side::Payable),
            _ => None,
        });
        Ok(SubledgerLine {
            side: self.side.or(trade),
            journal: owned(element, &["jrnID"]),
            transaction: owned(element, &["trNr"]),
            line: owned(element, &["trLineNr", "obLineNr"]),
            relation: owned(element, &["custSupID"]),
            invoice: owned(element, &["invRef"]),
            invoice_date: self.day(element, &["invDt"]),
            due_date: self.day(element, &["invDueDt"]),
            amount: self.signed(element)?,
        })
    }

    fn transaction(&mut self, element: &Element) -> Result<Transaction, AuditFileError> {
        // Some packages put the lines of XAF 4.0 in an element of their own.
        let within = element.children("trLines").flat_map(|lines| lines.children("trLine"));
        let written = element.children("trLine").chain(element.children("line")).chain(within).enumerate();
        let mut lines = Vec::new();
        for (at, line) in written {
            lines.extend(self.line(line, at)?);
        }
        Ok(Transaction {
            number: owned(element, &["nr", "transactionID"]).unwrap_or_default(),
            description: owned(element, &["desc", "description"]).unwrap_or_default(),
            period: element.text(&["periodNumber", "period"]).and_then(period_number),
            date: self.day(element, &["trDt", "transactionDate"]),
            lines,
        })
    }

    fn line(&mut self, element: &Element, at: usize) -> Result<Option<AuditLine>, AuditFileError> {
        let amount = self.signed(element)?;
        let Some(account) = account_of(element, amount, "transaction line")? else { return Ok(None) };
        Ok(Some(AuditLine {
            number: owned(element, &["nr", "recordID"]).unwrap_or_else(|| (at + 1).to_string()),
            account,
            date: self.day(element, &["effDate", "effectiveDate"]),
            description: owned(element, &["desc", "description"]),
            amount,
            relation: owned(element, &["custSupID"]),
            // CLAIR2 has no invoice reference; its document number is the invoice's.
            invoice: owned(element, &["invRef", "documentID"]),
            vat: vat_of(element)?,
            currency: currency_of(element),
            cost: owned(element, &["costID", "cost", "costDesc"]),
        }))
    }

    /// The amount of a line, debit positive: `amnt` with `amntTp`, or a debit and a credit amount.
    fn signed(&mut self, element: &Element) -> Result<Decimal, AuditFileError> {
        if let Some(amount) = amount(element, &["amnt", "amount"])? {
            return Ok(if is_credit(element, &["amntTp", "amountType"]) { value::negated(amount) } else { amount });
        }
        let debit = amount(element, &["debitAmount"])?;
        let credit = amount(element, &["creditAmount"])?;
        if debit.is_none() && credit.is_none() {
            self.odd.empty_amounts += 1;
        }
        let difference = debit.unwrap_or_default() - credit.unwrap_or_default();
        Ok(if difference.is_zero() { Decimal::ZERO } else { difference })
    }

    /// A date; one that is none counts as missing.
    fn day(&mut self, element: &Element, names: &[&str]) -> Option<NaiveDate> {
        let text = element.text(names)?;
        let day = value::date(text);
        self.odd.bad_dates += usize::from(day.is_none());
        day
    }
}

pub(super) fn owned(element: &Element, names: &[&str]) -> Option<String> {
    element.text(names).map(str::to_owned)
}

fn is_credit(element: &Element, names: &[&str]) -> bool {
    element.text(names).is_some_and(|side| side.starts_with(['C', 'c']))
}

fn amount(element: &Element, names: &[&str]) -> Result<Option<Decimal>, AuditFileError> {
    let Some(text) = element.text(names) else { return Ok(None) };
    let fault = || Fault::BadAmount { element: names.first().copied().unwrap_or_default().to_owned() };
    value::amount(text).map(Some).ok_or_else(|| AuditFileError::new(fault()).at(element.line))
}

/// The account of a line. A line without one says nothing when its amount is zero, and makes the books incomplete else.
fn account_of(element: &Element, amount: Decimal, within: &'static str) -> Result<Option<String>, AuditFileError> {
    let account = owned(element, &["accID", "accountID"]);
    if account.is_none() && !amount.is_zero() {
        return Err(AuditFileError::new(Fault::MissingElement { element: "accID", within }).at(element.line));
    }
    Ok(account)
}

/// `3`, and the month of `201603`.
fn period_number(text: &str) -> Option<i16> {
    let number: i32 = text.parse().ok()?;
    let number = if (190_000..220_000).contains(&number) { number % 100 } else { number };
    i16::try_from(number).ok().filter(|number| *number >= 0)
}

/// Whose subledger it is: `CU`, `SU`, or in Dutch. `CS` is of both.
fn subledger_side(text: &str) -> Option<Side> {
    let text = text.to_lowercase();
    match text.as_str() {
        "cs" => None,
        _ if text.starts_with("cred") => Some(Side::Payable),
        _ if text.starts_with(['c', 'd', 'k']) => Some(Side::Receivable),
        _ if text.starts_with(['s', 'l']) => Some(Side::Payable),
        _ => None,
    }
}

fn vat_of(element: &Element) -> Result<Option<AuditVat>, AuditFileError> {
    let mut found: Vec<AuditVat> = Vec::new();
    for part in element.children("vat") {
        let Some(code) = owned(part, &["vatID", "vatCode"]) else { continue };
        let part_amount = amount(part, &["vatAmnt", "vatAmount"])?.unwrap_or_default();
        let signed = if is_credit(part, &["vatAmntTp"]) { value::negated(part_amount) } else { part_amount };
        match found.iter_mut().find(|known| known.code == code) {
            Some(known) => known.amount += signed,
            None => {
                let percentage = part.text(&["vatPerc", "vatPercentage"]).and_then(value::amount);
                found.push(AuditVat { code, percentage, amount: signed, others: Vec::new() });
            }
        }
    }
    let mut found = found.into_iter();
    Ok(found.next().map(|first| AuditVat { others: found.collect(), ..first }))
}

fn currency_of(element: &Element) -> Option<(String, Decimal)> {
    element.children("currency").find_map(|part| {
        let code = owned(part, &["curCode", "currencyCode"])?;
        let amount = part.text(&["curAmnt"]).and_then(value::amount).or_else(|| {
            let of = |name: &str| part.text(&[name]).and_then(value::amount).unwrap_or_default();
            let amount = of("currencyDebitAmount") - of("currencyCreditAmount");
            (!amount.is_zero()).then_some(amount)
        })?;
        Some((code, amount))
    })
}
