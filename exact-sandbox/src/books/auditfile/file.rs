//! An audit file as it says it is: CLAIR2 and XAF 3.x in one shape, before anything is made of it.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::str::FromStr;

use super::error::{AuditFileError, Fault};
use super::xml::{self, Element};

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
    pub(super) opening_date: Option<NaiveDate>,
    pub(super) opening_items: Vec<SubledgerLine>,
    pub(super) journals: Vec<AuditJournal>,
    pub(super) subledger: Vec<SubledgerLine>,
    pub(super) declared: Declared,
    /// The bytes were in another encoding than the file declares.
    pub(super) wrong_encoding: bool,
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

#[derive(Debug)]
pub(super) struct LedgerAccount {
    pub(super) code: String,
    pub(super) description: String,
    /// `B`, `P` or `M`, where the file says.
    pub(super) kind: Option<char>,
    /// Everything that may hold an RGS code: users and packages put it in different places.
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
    /// `B` both, `C` customer, `S` supplier, as far as known.
    pub(super) kind: Option<char>,
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
    pub(super) account: String,
    pub(super) amount: Decimal,
}

/// A line of a subledger: what it says of a debtor or creditor line.
#[derive(Debug)]
pub(super) struct SubledgerLine {
    /// `C` customers, `S` suppliers.
    pub(super) side: Option<char>,
    pub(super) journal: Option<String>,
    pub(super) transaction: Option<String>,
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
}

/// VAT of a line; several VAT elements of one code are added up.
#[derive(Debug)]
pub(super) struct AuditVat {
    pub(super) code: String,
    pub(super) percentage: Option<Decimal>,
    pub(super) amount: Decimal,
}

/// What the file says of itself.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) lines: Option<u64>,
    pub(super) debit: Option<Decimal>,
    pub(super) credit: Option<Decimal>,
}

const RECORDS: [&str; 10] = [
    "customerSupplier",
    "ledgerAccount",
    "vatCode",
    "period",
    "obLine",
    "obSbLine",
    "transaction",
    "sbLine",
    "streetAddress",
    "postalAddress",
];

/// Reads the text of an audit file.
pub(super) fn parse(text: &str) -> Result<AuditFile, AuditFileError> {
    let mut file = AuditFile::default();
    let mut reading = Reading::default();
    xml::walk(text, &RECORDS, |around, element| reading.take(&mut file, around, &element))?;
    reading.finish_journal(&mut file);
    Ok(file)
}

/// What belongs to elements that are still open.
#[derive(Default)]
struct Reading {
    journal: AuditJournal,
    side: Option<char>,
}

impl Reading {
    fn finish_journal(&mut self, file: &mut AuditFile) {
        let journal = std::mem::take(&mut self.journal);
        if !journal.code.is_empty() || !journal.transactions.is_empty() {
            file.journals.push(journal);
        }
    }

    fn take(&mut self, file: &mut AuditFile, around: &[String], element: &Element) -> Result<(), AuditFileError> {
        let parent = around.last().map_or("", String::as_str);
        let text = || Some(element.own_text().to_owned());
        match (element.name.as_str(), parent) {
            ("customerSupplier", _) => file.relations.extend(party(element)),
            ("ledgerAccount", _) => file.accounts.extend(ledger_account(element)),
            ("vatCode", _) => file.vat_codes.extend(vat_term(element)),
            ("period", _) => file.periods.extend(book_period(element)?),
            ("obLine", _) => file.opening.push(OpeningLine {
                account: required(element, &["accID", "accountID"], "accID", "obLine")?,
                amount: signed(element)?,
            }),
            ("obSbLine", _) => file.opening_items.push(subledger_line(element, self.side)?),
            ("sbLine", _) => file.subledger.push(subledger_line(element, self.side)?),
            ("transaction", _) => self.journal.transactions.push(transaction(element)?),
            ("jrnID" | "journalID", "journal") => {
                if !self.journal.code.is_empty() {
                    self.finish_journal(file);
                }
                self.journal.code = element.own_text().to_owned();
            }
            ("desc" | "description", "journal") => self.journal.description = element.own_text().to_owned(),
            ("jrnTp" | "type", "journal") => self.journal.kind = text(),
            ("offsetAccID", "journal") => self.journal.offset_account = text(),
            ("sbType", _) => self.side = element.own_text().chars().next().map(|side| side.to_ascii_uppercase()),
            ("fiscalYear", _) => file.header.fiscal_year = text(),
            ("startDate", "header" | "company") => file.header.start = date(element.own_text()),
            ("endDate", "header" | "company") => file.header.end = date(element.own_text()),
            ("curCode" | "currencyCode", "header" | "company") => file.header.currency = text(),
            ("companyName", _) => file.company.name = text(),
            ("taxRegIdent" | "taxRegistrationNr", "company" | "header") => file.company.vat_number = text(),
            ("commerceNr", "company" | "header") => file.company.chamber_of_commerce = text(),
            ("opBalDate", _) => file.opening_date = date(element.own_text()),
            ("linesCount" | "numberEntries", "transactions") => file.declared.lines = element.own_text().parse().ok(),
            ("totalDebit", "transactions") => file.declared.debit = amount_text(element.own_text()),
            ("totalCredit", "transactions") => file.declared.credit = amount_text(element.own_text()),
            _ => {}
        }
        Ok(())
    }
}

fn bad(fault: Fault, element: &Element) -> AuditFileError {
    AuditFileError::new(fault).at(element.line)
}

fn required(
    element: &Element,
    names: &[&str],
    name: &'static str,
    within: &'static str,
) -> Result<String, AuditFileError> {
    let found = element.text(names).map(str::to_owned);
    found.ok_or_else(|| bad(Fault::MissingElement { element: name, within }, element))
}

fn owned(element: &Element, names: &[&str]) -> Option<String> {
    element.text(names).map(str::to_owned)
}

fn party(element: &Element) -> Option<Party> {
    let code = owned(element, &["custSupID", "customerSupplierID"])?;
    let address = |names: &[&str]| {
        ["streetAddress", "postalAddress"]
            .iter()
            .find_map(|kind| element.children(kind).find_map(|address| owned(address, names)))
    };
    Some(Party {
        name: owned(element, &["custSupName", "companyName", "contact"]).unwrap_or_default(),
        country: address(&["country"]).or_else(|| owned(element, &["taxRegistrationCountry", "country"])),
        city: address(&["city"]).or_else(|| owned(element, &["city"])),
        email: owned(element, &["eMail", "email"]),
        vat_number: owned(element, &["taxRegIdent", "taxRegistrationNr", "vatNr"]),
        kind: owned(element, &["custSupTp", "type"])
            .and_then(|kind| kind.chars().next())
            .map(|kind| kind.to_ascii_uppercase()),
        code,
    })
}

fn ledger_account(element: &Element) -> Option<LedgerAccount> {
    let kind = element.text(&["accTp", "accountType"]).and_then(|kind| kind.chars().next());
    Some(LedgerAccount {
        code: owned(element, &["accID", "accountID"])?,
        description: owned(element, &["accDesc", "accountDesc"]).unwrap_or_default(),
        kind: kind.map(|kind| match kind.to_ascii_uppercase() {
            // Written out in Dutch it is "Winst & Verlies".
            'W' | 'V' => 'P',
            other => other,
        }),
        references: ["leadReference", "leadCode", "leadCrossRef", "rgsCode"]
            .iter()
            .filter_map(|name| owned(element, &[name]))
            .collect(),
        lead: owned(element, &["leadDescription"]),
    })
}

fn vat_term(element: &Element) -> Option<VatTerm> {
    Some(VatTerm {
        code: owned(element, &["vatID", "vatCode"])?,
        description: owned(element, &["vatDesc", "description"]).unwrap_or_default(),
        to_pay: owned(element, &["vatToPayAccID"]),
        to_claim: owned(element, &["vatToClaimAccID"]),
    })
}

fn book_period(element: &Element) -> Result<Option<BookPeriod>, AuditFileError> {
    let Some(number) = element.text(&["periodNumber"]).and_then(|number| number.parse().ok()) else { return Ok(None) };
    let day = |names: &[&str]| element.text(names).map(|text| checked_date(text, element)).transpose();
    match (day(&["startDatePeriod", "startDate"])?, day(&["endDatePeriod", "endDate"])?) {
        (Some(start), Some(end)) if start <= end => Ok(Some(BookPeriod { number, start, end })),
        _ => Ok(None),
    }
}

fn subledger_line(element: &Element, side: Option<char>) -> Result<SubledgerLine, AuditFileError> {
    Ok(SubledgerLine {
        side,
        journal: owned(element, &["jrnID"]),
        transaction: owned(element, &["trNr"]),
        line: owned(element, &["trLineNr"]),
        relation: owned(element, &["custSupID"]),
        invoice: owned(element, &["invRef"]),
        invoice_date: element.text(&["invDt"]).and_then(date),
        due_date: element.text(&["invDueDt"]).and_then(date),
        amount: signed(element)?,
    })
}

fn transaction(element: &Element) -> Result<Transaction, AuditFileError> {
    let lines = element.children("trLine").chain(element.children("line")).enumerate();
    Ok(Transaction {
        number: owned(element, &["nr", "transactionID"]).unwrap_or_default(),
        description: owned(element, &["desc", "description"]).unwrap_or_default(),
        period: element.text(&["periodNumber", "period"]).and_then(|period| period.parse().ok()),
        date: element.text(&["trDt", "transactionDate"]).map(|text| checked_date(text, element)).transpose()?,
        lines: lines.map(|(at, line)| audit_line(line, at)).collect::<Result<_, _>>()?,
    })
}

fn audit_line(element: &Element, at: usize) -> Result<AuditLine, AuditFileError> {
    let mut vat: Option<AuditVat> = None;
    for part in element.children("vat") {
        let Some(code) = owned(part, &["vatID", "vatCode"]) else { continue };
        let amount = unsigned(part, &["vatAmnt", "vatAmount"])?.unwrap_or_default();
        let credit = part.text(&["vatAmntTp"]).is_some_and(|side| side.eq_ignore_ascii_case("C"));
        let amount = if credit { -amount } else { amount };
        match &mut vat {
            Some(known) if known.code == code => known.amount += amount,
            Some(_) => {}
            None => vat = Some(AuditVat { code, percentage: unsigned(part, &["vatPerc", "vatPercentage"])?, amount }),
        }
    }
    let currency = element.children("currency").find_map(|part| {
        let code = owned(part, &["curCode", "currencyCode"])?;
        let amount = part.text(&["curAmnt"]).and_then(amount_text).or_else(|| {
            let of = |name: &str| part.text(&[name]).and_then(amount_text).unwrap_or_default();
            let amount = of("currencyDebitAmount").checked_sub(of("currencyCreditAmount"))?;
            (!amount.is_zero()).then_some(amount)
        })?;
        Some((code, amount))
    });
    Ok(AuditLine {
        number: owned(element, &["nr", "recordID"]).unwrap_or_else(|| at.to_string()),
        account: required(element, &["accID", "accountID"], "accID", "transaction line")?,
        date: element.text(&["effDate", "effectiveDate"]).and_then(date),
        description: owned(element, &["desc", "description"]),
        amount: signed(element)?,
        relation: owned(element, &["custSupID"]),
        // CLAIR2 has no invoice reference; its document number is the invoice's.
        invoice: owned(element, &["invRef", "documentID"]),
        vat,
        currency,
    })
}

/// The amount of a line, debit positive: `amnt` with `amntTp`, or a debit and a credit amount.
fn signed(element: &Element) -> Result<Decimal, AuditFileError> {
    if let Some(amount) = unsigned(element, &["amnt", "amount"])? {
        let credit = element.text(&["amntTp", "amountType"]).is_some_and(|side| side.eq_ignore_ascii_case("C"));
        return Ok(if credit { -amount } else { amount });
    }
    let debit = unsigned(element, &["debitAmount"])?;
    let credit = unsigned(element, &["creditAmount"])?;
    if debit.is_none() && credit.is_none() {
        return Err(bad(Fault::MissingElement { element: "amount", within: "line" }, element));
    }
    let (debit, credit) = (debit.unwrap_or_default(), credit.unwrap_or_default());
    debit.checked_sub(credit).ok_or_else(|| bad(Fault::BadAmount { element: "debitAmount".to_owned() }, element))
}

fn unsigned(element: &Element, names: &[&str]) -> Result<Option<Decimal>, AuditFileError> {
    let Some(text) = element.text(names) else { return Ok(None) };
    let name = names.first().copied().unwrap_or_default();
    amount_text(text).map(Some).ok_or_else(|| bad(Fault::BadAmount { element: name.to_owned() }, element))
}

/// An amount with a point or, from packages that follow the machine's language, a comma.
fn amount_text(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    if !text.contains(',') {
        // More decimals than money has are some package's arithmetic; a Decimal keeps 28 of them.
        return Decimal::from_str(text).ok();
    }
    let whole = |part: &str| part.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '-' | '.' | ','));
    if !whole(text) {
        return None;
    }
    let plain = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(point)) if point > comma => text.replace(',', ""),
        _ => text.replace('.', "").replace(',', "."),
    };
    Decimal::from_str(&plain).ok()
}

/// A date, or the date part of a date-time.
fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    NaiveDate::from_str(text.get(..10).unwrap_or(text))
        .ok()
        .or_else(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok())
        .or_else(|| NaiveDate::parse_from_str(text, "%d-%m-%Y").ok())
}

fn checked_date(text: &str, element: &Element) -> Result<NaiveDate, AuditFileError> {
    date(text).ok_or_else(|| bad(Fault::BadDate { element: element.name.clone() }, element))
}
