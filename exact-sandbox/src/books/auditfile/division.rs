//! An audit file as a division of Exact Online.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, Months, NaiveDate};
use rust_decimal::Decimal;

use super::chart::{self, Class, journal_letter, kind};
use super::file::{AuditFile, AuditJournal, AuditLine, LedgerAccount, Transaction};
use super::{items, vat};
use crate::books::{
    Account, Division, Entry, EntryType, IdSpace, Journal, JournalKind, Line, Period, Relation, Status, guid,
};

/// Makes the division; adds to `warnings` what was odd, in Dutch.
pub(super) fn division(mut file: AuditFile, code: i32, hid: i64, warnings: &mut Vec<String>) -> Division {
    let currency = file.header.currency.clone().unwrap_or_else(|| "EUR".to_owned());
    let listed = chart_of(&mut file, warnings);
    let classes = chart::classify(&file, &listed);
    let periods = periods(&file, code);
    let relations = relations(&file, code, warnings);
    let making = Making { file: &file, classes: &classes, periods: &periods, currency: &currency, code };
    let mut entries = making.entries();
    control(&file, &entries, warnings);
    if let Some(opening) = making.opening() {
        entries.insert(0, opening);
    }
    let open_items = items::open_items(&file, &classes, &mut entries, code);
    Division {
        code,
        hid,
        name: file.company.name.clone().unwrap_or_else(|| "Administratie zonder naam".to_owned()),
        currency,
        country: "NL".to_owned(),
        vat_number: file.company.vat_number.clone(),
        chamber_of_commerce: file.company.chamber_of_commerce.clone(),
        accounts: listed.iter().map(|account| gl_account(account, &classes, code)).collect(),
        relations,
        journals: file.journals.iter().map(|journal| gl_journal(journal, code)).collect(),
        vat_codes: vat::codes(&file, code),
        periods,
        entries,
        open_items,
    }
}

/// The chart without repetitions, with the accounts that only the bookings know.
fn chart_of(file: &mut AuditFile, warnings: &mut Vec<String>) -> Vec<LedgerAccount> {
    let mut known = BTreeSet::new();
    let listed = std::mem::take(&mut file.accounts);
    let count = listed.len();
    let mut accounts: Vec<LedgerAccount> =
        listed.into_iter().filter(|account| known.insert(account.code.clone())).collect();
    if accounts.len() < count {
        warnings.push(format!(
            "{} grootboekrekeningen staan dubbel in het bestand; de eerste telt.",
            count - accounts.len()
        ));
    }
    let booked =
        file.journals.iter().flat_map(|journal| &journal.transactions).flat_map(|transaction| &transaction.lines);
    let used = booked.map(|line| &line.account).chain(file.opening.iter().map(|line| &line.account));
    let missing: BTreeSet<String> = used.filter(|code| !known.contains(*code)).cloned().collect();
    if !missing.is_empty() {
        let codes = missing.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        warnings
            .push(format!("{} rekeningen zijn geboekt maar staan niet in het rekeningschema: {codes}.", missing.len()));
    }
    accounts.extend(missing.into_iter().map(|code| LedgerAccount {
        description: format!("Rekening {code}"),
        code,
        kind: None,
        references: Vec::new(),
        lead: None,
    }));
    accounts
}

fn gl_account(account: &LedgerAccount, classes: &BTreeMap<String, Class>, division: i32) -> Account {
    let class = classes.get(&account.code);
    let balance_type = class.map_or('B', |class| class.balance_type);
    let account_type = class.map_or(kind::GENERAL, |class| class.account_type);
    let credit = matches!(
        account_type,
        kind::PAYABLE
            | kind::CAPITAL
            | kind::LONG_TERM_DEBT
            | kind::DEPRECIATION
            | kind::REVENUE
            | kind::EXCEPTIONAL_INCOME
    );
    Account {
        id: guid(division, IdSpace::Account, &account.code),
        code: account.code.clone(),
        description: account.description.clone(),
        balance_type,
        balance_side: if credit { 'C' } else { 'D' },
        account_type,
        vat_code: None,
        rgs: class.and_then(|class| class.rgs.clone()),
    }
}

fn gl_journal(journal: &AuditJournal, division: i32) -> Journal {
    Journal {
        id: guid(division, IdSpace::Journal, &journal.code),
        code: journal.code.clone(),
        description: journal.description.clone(),
        kind: match journal_letter(journal.kind.as_deref()) {
            Some('C' | 'K') => JournalKind::Cash,
            Some('B') => JournalKind::Bank,
            Some('S' | 'V') => JournalKind::Sales,
            Some('P' | 'I') => JournalKind::Purchase,
            _ => JournalKind::General,
        },
    }
}

fn relations(file: &AuditFile, division: i32, warnings: &mut Vec<String>) -> Vec<Relation> {
    let mut known = BTreeSet::new();
    let mut relations: Vec<Relation> = Vec::with_capacity(file.relations.len());
    for party in &file.relations {
        if known.insert(party.code.clone()) {
            relations.push(Relation {
                id: guid(division, IdSpace::Relation, &party.code),
                code: party.code.clone(),
                name: if party.name.is_empty() { format!("Relatie {}", party.code) } else { party.name.clone() },
                country: party.country.clone().unwrap_or_else(|| "NL".to_owned()),
                vat_number: party.vat_number.clone(),
                city: party.city.clone(),
                email: party.email.clone(),
                is_supplier: party.kind.is_some_and(|kind| matches!(kind, 'S' | 'B')),
                is_customer: party.kind.is_none_or(|kind| kind != 'S'),
            });
        }
    }
    let booked =
        file.journals.iter().flat_map(|journal| &journal.transactions).flat_map(|transaction| &transaction.lines);
    let items = file.opening_items.iter().chain(&file.subledger).filter_map(|item| item.relation.as_ref());
    let missing: BTreeSet<&String> =
        booked.filter_map(|line| line.relation.as_ref()).chain(items).filter(|code| !known.contains(*code)).collect();
    if !missing.is_empty() {
        warnings.push(format!(
            "{} relaties zijn geboekt maar staan niet in de relatielijst; ze heten naar hun nummer.",
            missing.len()
        ));
    }
    relations.extend(missing.into_iter().map(|code| Relation {
        id: guid(division, IdSpace::Relation, code),
        code: code.clone(),
        name: format!("Relatie {code}"),
        country: "NL".to_owned(),
        vat_number: None,
        city: None,
        email: None,
        is_supplier: true,
        is_customer: true,
    }));
    relations
}

/// The periods of the file, or calendar months of its book year.
fn periods(file: &AuditFile, division: i32) -> Vec<Period> {
    let year = book_year(file);
    let period = |number: i16, start, end| Period {
        id: guid(division, IdSpace::Period, &format!("{year}/{number}")),
        year,
        number,
        start,
        end,
    };
    let mut seen = BTreeSet::new();
    let mut periods: Vec<Period> = file
        .periods
        .iter()
        .filter(|listed| listed.number > 0 && seen.insert(listed.number))
        .map(|listed| period(listed.number, listed.start, listed.end))
        .collect();
    if periods.is_empty() {
        let (first, last) = book_days(file);
        let mut start = first;
        while start <= last && periods.len() < 24 {
            let next = start.with_day(1).unwrap_or(start) + Months::new(1);
            let end = (next - Days::new(1)).min(last);
            periods.push(period(i16::try_from(periods.len() + 1).unwrap_or(i16::MAX), start, end));
            start = next;
        }
    }
    periods.sort_by_key(|period| period.number);
    periods
}

/// First and last day of the book year, by the header, else by its name, else by the bookings.
pub(super) fn book_days(file: &AuditFile) -> (NaiveDate, NaiveDate) {
    let named = file.header.fiscal_year.as_deref().and_then(year_in);
    let booked =
        || file.journals.iter().flat_map(|journal| &journal.transactions).filter_map(|transaction| transaction.date);
    let year = named.or_else(|| booked().max().map(|day| day.year())).unwrap_or(2000);
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let first = file.header.start.unwrap_or_else(|| day(1, 1));
    let last = file.header.end.filter(|last| *last >= first).unwrap_or_else(|| {
        if file.header.start.is_some() { first + Months::new(12) - Days::new(1) } else { day(12, 31) }
    });
    (first, last)
}

fn book_year(file: &AuditFile) -> i16 {
    let named = file.header.fiscal_year.as_deref().and_then(year_in);
    let year = named.unwrap_or_else(|| book_days(file).1.year());
    i16::try_from(year).unwrap_or(i16::MAX)
}

/// `2016`, or the last year of `2016/2017`.
fn year_in(text: &str) -> Option<i32> {
    text.split(|letter: char| !letter.is_ascii_digit()).rev().find(|part| part.len() == 4)?.parse().ok()
}

/// Compares what the file declares with what is in it.
fn control(file: &AuditFile, entries: &[Entry], warnings: &mut Vec<String>) {
    let lines = || entries.iter().flat_map(|entry| &entry.lines);
    let count = lines().count() as u64;
    if let Some(declared) = file.declared.lines.filter(|declared| *declared != count) {
        let what = if declared == entries.len() as u64 { "het aantal boekstukken" } else { "een ander aantal" };
        warnings.push(format!("Het bestand meldt {declared} regels en heeft er {count} ({what})."));
    }
    let sum = |debit: bool| -> Decimal {
        lines()
            .map(|line| line.amount_dc)
            .filter(|amount| amount.is_sign_positive() == debit)
            .map(|amount| amount.abs())
            .sum()
    };
    for (name, declared, found) in
        [("debet", file.declared.debit, sum(true)), ("credit", file.declared.credit, sum(false))]
    {
        // Packages differ in how they add up negative amounts; only the balance of the two must be right.
        if let Some(declared) = declared.filter(|declared| *declared != found) {
            warnings.push(format!("Het bestand meldt {declared} {name} en telt op tot {found}."));
        }
    }
    let unbalanced =
        entries.iter().filter(|entry| !entry.lines.iter().map(|line| line.amount_dc).sum::<Decimal>().is_zero());
    let unbalanced = unbalanced.count();
    if unbalanced > 0 {
        warnings.push(format!("{unbalanced} boekstukken zijn niet in evenwicht."));
    }
}

struct Making<'a> {
    file: &'a AuditFile,
    classes: &'a BTreeMap<String, Class>,
    periods: &'a [Period],
    currency: &'a str,
    code: i32,
}

impl Making<'_> {
    fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for journal in &self.file.journals {
            for (at, transaction) in journal.transactions.iter().enumerate() {
                if !transaction.lines.is_empty() {
                    entries.push(self.entry(journal, at, transaction));
                }
            }
        }
        entries
    }

    fn entry(&self, journal: &AuditJournal, at: usize, transaction: &Transaction) -> Entry {
        let date = self.date(transaction);
        let period = transaction.period.unwrap_or_else(|| self.period_of(date));
        let key = format!("{}/{}/{at}", journal.code, transaction.number);
        let year = self.periods.first().map_or(0, |period| period.year);
        let lines = transaction.lines.iter().enumerate();
        Entry {
            id: guid(self.code, IdSpace::Entry, &key),
            number: number_in(&transaction.number).unwrap_or_else(|| i32::try_from(at + 1).unwrap_or(i32::MAX)),
            journal: journal.code.clone(),
            kind: self.entry_type(journal, transaction, period),
            status: Status::Processed,
            year,
            period,
            date,
            description: transaction.description.clone(),
            created: date.and_time(chrono::NaiveTime::MIN),
            lines: lines.map(|(at, line)| self.line(line, at, date, &key, &transaction.description)).collect(),
        }
    }

    fn entry_type(&self, journal: &AuditJournal, transaction: &Transaction, period: i16) -> EntryType {
        let on = |kind: i32| -> Decimal {
            transaction
                .lines
                .iter()
                .filter(|line| self.classes.get(&line.account).is_some_and(|class| class.account_type == kind))
                .map(|line| line.amount)
                .sum()
        };
        match journal_letter(journal.kind.as_deref()) {
            Some('S' | 'V') if on(kind::RECEIVABLE).is_sign_negative() => EntryType::SALES_CREDIT_NOTE,
            Some('S' | 'V') => EntryType::SALES_ENTRY,
            Some('P' | 'I') if on(kind::PAYABLE) > Decimal::ZERO => EntryType::PURCHASE_CREDIT_NOTE,
            Some('P' | 'I') => EntryType::PURCHASE_ENTRY,
            Some('B' | 'C' | 'K') => EntryType::CASH_FLOW,
            Some('O') => EntryType::OPENING_BALANCE,
            // Some packages keep the opening balance in a memo of period 0.
            _ if period == 0 => EntryType::OPENING_BALANCE,
            _ => EntryType::OTHER,
        }
    }

    fn line(&self, line: &AuditLine, at: usize, date: NaiveDate, entry: &str, description: &str) -> Line {
        let own = |code: &String| code != self.currency;
        let (currency, amount_fc) = match &line.currency {
            // The sign is the ledger's; packages disagree on whether this amount has one.
            Some((code, amount)) if own(code) => {
                let amount = if line.amount.is_sign_negative() { -amount.abs() } else { amount.abs() };
                (code.clone(), amount)
            }
            _ => (self.currency.to_owned(), line.amount),
        };
        let rate = if amount_fc.is_zero() { None } else { line.amount.checked_div(amount_fc) };
        let vat = line.vat.as_ref();
        let with_sign = |amount: Decimal| if line.amount.is_sign_negative() { -amount.abs() } else { amount.abs() };
        Line {
            id: guid(self.code, IdSpace::Line, &format!("{entry}/{at}")),
            number: line_number(&line.number).unwrap_or_else(|| i32::try_from(at + 1).unwrap_or(i32::MAX)),
            account: line.account.clone(),
            relation: line.relation.clone(),
            date: line.date.unwrap_or(date),
            due_date: None,
            amount_dc: line.amount,
            amount_fc,
            currency,
            exchange_rate: rate.map_or(Decimal::ONE, |rate| rate.round_dp(6)),
            description: line.description.clone().unwrap_or_else(|| description.to_owned()),
            vat_code: vat.map(|vat| vat.code.clone()),
            vat_fraction: vat.and_then(|vat| vat.percentage).map(|percentage| percentage / Decimal::ONE_HUNDRED),
            vat_amount_fc: vat.map(|vat| with_sign(vat.amount)),
            vat_base_fc: vat.map(|_| line.amount),
            invoice_number: line.invoice.as_deref().and_then(|text| text.parse().ok()).filter(|number| *number != 0),
            your_ref: None,
            offset: None,
        }
    }

    /// The opening balance element as an entry of the first day, in period 1 as Exact books it.
    fn opening(&self) -> Option<Entry> {
        if self.file.opening.is_empty() {
            return None;
        }
        let first = self.periods.first()?;
        let date = self.file.opening_date.unwrap_or(first.start);
        let lines = self.file.opening.iter().enumerate().map(|(at, opening)| {
            let line = AuditLine {
                number: (at + 1).to_string(),
                account: opening.account.clone(),
                date: None,
                description: None,
                amount: opening.amount,
                relation: None,
                invoice: None,
                vat: None,
                currency: None,
            };
            self.line(&line, at, date, "opening", "Beginbalans")
        });
        Some(Entry {
            id: guid(self.code, IdSpace::Entry, "opening"),
            number: 0,
            journal: String::new(),
            kind: EntryType::OPENING_BALANCE,
            status: Status::Processed,
            year: first.year,
            period: first.number,
            date,
            description: "Beginbalans".to_owned(),
            created: date.and_time(chrono::NaiveTime::MIN),
            lines: lines.collect(),
        })
    }

    fn date(&self, transaction: &Transaction) -> NaiveDate {
        let of_lines = || transaction.lines.iter().find_map(|line| line.date);
        let of_period = || {
            let number = transaction.period?;
            self.periods.iter().find(|period| period.number == number).map(|period| period.start)
        };
        transaction.date.or_else(of_lines).or_else(of_period).unwrap_or_else(|| book_days(self.file).0)
    }

    fn period_of(&self, date: NaiveDate) -> i16 {
        let found = self.periods.iter().find(|period| period.start <= date && date <= period.end);
        found.map_or_else(
            || if self.periods.first().is_some_and(|first| date < first.start) { 1 } else { 12 },
            |period| period.number,
        )
    }
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
