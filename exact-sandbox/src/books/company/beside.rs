//! What a company keeps beside its ledger: contacts, addresses, bank accounts, documents, cost centres and a budget.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::books::{Division, EntryType, IdSpace, Record, Relation, Value, guid};

const FIRST_NAMES: &[&str] = &["Fenna", "Bram", "Jikke", "Teun", "Saar", "Wout", "Mette", "Koos"];
const LAST_NAMES: &[&str] = &["Voorbeeld", "Verzonnen", "Denkbeeldig", "Proefstra", "van Nergens", "de Mock", "Testma"];
const STREETS: &[&str] = &["Verzinselweg", "Nepstraat", "Fantasielaan", "Maquetteplein", "Schijnkade"];

/// Code and description of the cost centres, and the first figures of the accounts that belong to each.
const COST_CENTERS: &[(&str, &str, &[&str])] = &[
    ("PERS", "Personeel", &["40", "41"]),
    ("HUIS", "Huisvesting", &["42"]),
    ("VERV", "Vervoer", &["44"]),
    ("KANT", "Kantoor en automatisering", &["45", "47"]),
    ("VERK", "Verkoop", &["46", "80", "81", "83"]),
];

/// Code and description of the cost units, and the accounts that belong to each.
const COST_UNITS: &[(&str, &str, &[&str])] =
    &[("HANDEL", "Handel", &["8000", "8010", "7000", "7010"]), ("EXPORT", "Export", &["8100", "8110", "7200"])];

/// Adds all of it to a division, from what is in it: no dice are thrown, so the ledger stays what it was.
pub(super) fn furnish(division: &mut Division, today: NaiveDate) {
    assign_centers(division);
    let mut records: BTreeMap<&'static str, Vec<Record>> = BTreeMap::new();
    records.insert("hrm/Costcenters", centers(division.code, COST_CENTERS, "center", true));
    records.insert("hrm/Costunits", centers(division.code, COST_UNITS, "unit", false));
    for (relation, at) in division.relations.iter().zip(0_usize..) {
        let code = division.code;
        records.entry("crm/Contacts").or_default().push(contact(code, relation, at));
        records.entry("crm/Addresses").or_default().push(address(code, relation, at));
        records.entry("crm/BankAccounts").or_default().push(bank_account(code, relation, at));
    }
    records.insert("documents/Documents", documents(division));
    records.insert("documents/DocumentAttachments", attachments(records.get("documents/Documents"), division.code));
    let scenario = id(division.code, "scenario/begroting");
    records.insert("beta/budget/BudgetScenarios", vec![budget_scenario(scenario, today.year())]);
    records.insert("budget/Budgets", budgets(division, scenario, today));
    division.records = records;
}

fn id(division: i32, key: &str) -> Uuid {
    guid(division, IdSpace::Record, key)
}

/// Each account has one cost centre and one unit at most, so that figures per account do not fall apart.
fn assign_centers(division: &mut Division) {
    let find = |list: &[(&str, &str, &[&str])], account: &str| {
        let belongs = |(_, _, starts): &&(&str, &str, &[&str])| starts.iter().any(|start| account.starts_with(start));
        list.iter().find(belongs).map(|(code, _, _)| (*code).to_owned())
    };
    for entry in division.entries.iter_mut().filter(|entry| !entry.kind.is_closing()) {
        for line in &mut entry.lines {
            line.cost_center = find(COST_CENTERS, &line.account);
            line.cost_unit = find(COST_UNITS, &line.account);
        }
    }
}

fn centers(division: i32, list: &[(&str, &str, &[&str])], kind: &str, has_state: bool) -> Vec<Record> {
    let record = |(code, description, _): &(&str, &str, &[&str])| {
        let named = [("Code", Value::text(*code)), ("Description", Value::text(*description))];
        let active = has_state.then_some(("Active", Value::Bool(true)));
        Record::new(id(division, &format!("{kind}/{code}")), named.into_iter().chain(active))
    };
    list.iter().map(record).collect()
}

fn of<'a>(list: &[&'a str], at: usize) -> &'a str {
    list.get(at % list.len().max(1)).copied().unwrap_or_default()
}

fn contact(division: i32, relation: &Relation, at: usize) -> Record {
    let (first, last) = (of(FIRST_NAMES, at), of(LAST_NAMES, at / FIRST_NAMES.len() + at));
    let mut record = Record::new(
        id(division, &format!("contact/{}", relation.code)),
        [
            ("Account", Value::Guid(relation.id)),
            ("AccountIsCustomer", Value::Bool(relation.is_customer)),
            ("AccountIsSupplier", Value::Bool(relation.is_supplier)),
            ("AccountName", Value::text(&relation.name)),
            ("FirstName", Value::text(first)),
            ("LastName", Value::text(last)),
            ("FullName", Value::text(format!("{first} {last}"))),
            ("HID", Value::Int(i64::try_from(at).unwrap_or_default() + 1)),
            ("Country", Value::text(format!("{:<3}", relation.country))),
            ("Language", Value::text("NL        ")),
            ("IsMainContact", Value::Bool(true)),
            ("IsAnonymised", Value::Int(0)),
            ("IsMailingExcluded", Value::Bool(false)),
        ],
    );
    record.set("Email", relation.email.clone().map(Value::Text));
    record.set("City", relation.city.clone().map(Value::Text));
    record
}

fn address(division: i32, relation: &Relation, at: usize) -> Record {
    let mut record = Record::new(
        id(division, &format!("address/{}", relation.code)),
        [
            ("Account", Value::Guid(relation.id)),
            ("AccountIsSupplier", Value::Bool(relation.is_supplier)),
            ("AccountName", Value::text(&relation.name)),
            ("AddressLine1", Value::text(format!("{} {}", of(STREETS, at), at % 190 + 1))),
            ("Country", Value::text(format!("{:<3}", relation.country))),
            // No Dutch postcode begins with a zero.
            ("Postcode", Value::text(format!("0{:03} XX", at % 1_000))),
            ("Main", Value::Bool(true)),
            // A visiting address.
            ("Type", Value::Int(1)),
        ],
    );
    record.set("City", relation.city.clone().map(Value::Text));
    record
}

fn bank_account(division: i32, relation: &Relation, at: usize) -> Record {
    // Check digits 00 do not exist: nobody's account.
    let iban = format!("{}00NEPB{:010}", relation.country, at + 1);
    Record::new(
        id(division, &format!("bank/{}", relation.code)),
        [
            ("Account", Value::Guid(relation.id)),
            ("AccountName", Value::text(&relation.name)),
            ("BankAccount", Value::text(&iban)),
            ("BankAccountHolderName", Value::text(&relation.name)),
            ("BankName", Value::text("Nepbank N.V.")),
            ("BICCode", Value::text("NEPBNL00")),
            ("IBAN", Value::text(&iban)),
            ("Blocked", Value::Bool(false)),
            ("Main", Value::Bool(true)),
            ("Type", Value::text("A")),
        ],
    )
}

/// Exact's document types of a sales and of a purchase invoice.
const SALES_INVOICE: i64 = 10;
const PURCHASE_INVOICE: i64 = 20;

fn documents(division: &Division) -> Vec<Record> {
    let relations: BTreeMap<&str, &Relation> =
        division.relations.iter().map(|relation| (relation.code.as_str(), relation)).collect();
    let invoices = division.entries.iter().filter_map(|entry| match entry.kind {
        EntryType::SALES_ENTRY | EntryType::SALES_CREDIT_NOTE => Some((entry, SALES_INVOICE, "Verkoopfactuur")),
        EntryType::PURCHASE_ENTRY | EntryType::PURCHASE_CREDIT_NOTE => Some((entry, PURCHASE_INVOICE, "Inkoopfactuur")),
        _ => None,
    });
    let record = |((entry, kind, what), hid): ((&crate::books::Entry, i64, &str), i64)| {
        let line = entry.lines.first();
        let relation = line.and_then(|line| relations.get(line.relation.as_deref()?));
        let mut record = Record::new(
            id(division.code, &format!("document/{}", entry.id)),
            [
                ("Created", Value::Moment(entry.created)),
                ("DocumentDate", Value::day(entry.date)),
                ("FinancialTransactionEntryID", Value::Guid(entry.id)),
                ("HasEmptyBody", Value::Bool(true)),
                ("HID", Value::Int(hid)),
                ("Modified", Value::Moment(entry.created)),
                ("Subject", Value::text(format!("{what} {}", entry.number))),
                ("Type", Value::Int(kind)),
                ("TypeDescription", Value::text(what)),
            ],
        );
        record.set("Account", relation.map(|relation| Value::Guid(relation.id)));
        record.set("AccountCode", relation.map(|relation| Value::text(format!("{:>18}", relation.code))));
        record.set("AccountName", relation.map(|relation| Value::text(&relation.name)));
        record.set("AmountFC", line.map(|line| Value::Number(line.amount_fc.abs())));
        record.set("Currency", line.map(|line| Value::text(&line.currency)));
        record
    };
    invoices.zip(1..).map(record).collect()
}

/// Every purchase invoice has its scan.
fn attachments(documents: Option<&Vec<Record>>, division: i32) -> Vec<Record> {
    let purchases = documents.into_iter().flatten();
    let purchases = purchases.filter(|record| record.value("Type") == Some(&Value::Int(PURCHASE_INVOICE)));
    let record = |document: &Record| {
        let key = id(division, &format!("attachment/{}", document.id));
        let url = format!("/docs/SysAttachment.aspx?ID={key}&_Division_={division}");
        Record::new(
            key,
            [
                ("Document", Value::Guid(document.id)),
                ("FileName", Value::text("factuur.pdf")),
                ("FileSize", Value::Number(Decimal::from(48_213))),
                ("Url", Value::text(url)),
            ],
        )
    };
    purchases.map(record).collect()
}

fn budget_scenario(scenario: Uuid, year: i32) -> Record {
    Record::new(
        scenario,
        [
            ("Code", Value::text("BEGR")),
            ("Description", Value::text("Begroting")),
            ("FromYear", Value::Int(year.into())),
            ("ToYear", Value::Int(year.into())),
        ],
    )
}

/// This book year's budget: per account and period four per cent more than the monthly average of last year, in whole
/// tens; debit positive, as in the ledger.
fn budgets(division: &Division, scenario: Uuid, today: NaiveDate) -> Vec<Record> {
    let Some(now) = division.periods.iter().find(|period| period.start <= today && today <= period.end) else {
        return Vec::new();
    };
    let last = division.periods.iter().filter(|period| period.year == now.year - 1).count();
    let this: Vec<i16> = division.periods.iter().filter(|one| one.year == now.year).map(|one| one.number).collect();
    let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
    let entries = division.entries.iter().filter(|entry| entry.year == now.year - 1 && !entry.kind.is_closing());
    for line in entries.flat_map(|entry| &entry.lines) {
        *sums.entry(&line.account).or_default() += line.amount_dc;
    }
    let mut records = Vec::new();
    for account in division.accounts.iter().filter(|account| account.balance_type == 'W') {
        let months = Decimal::from(u32::try_from(last.max(1)).unwrap_or(12));
        let Some(sum) = sums.get(account.code.as_str()).filter(|sum| !sum.is_zero()) else { continue };
        let amount = (*sum / months * Decimal::new(104, 3)).round() * Decimal::TEN;
        for period in &this {
            let key = id(division.code, &format!("budget/{}/{}/{period}", account.code, now.year));
            let hid = i64::try_from(records.len()).unwrap_or_default() + 1;
            records.push(Record::new(
                key,
                [
                    ("AmountDC", Value::Number(amount)),
                    ("BudgetScenario", Value::Guid(scenario)),
                    ("BudgetScenarioCode", Value::text("BEGR")),
                    ("BudgetScenarioDescription", Value::text("Begroting")),
                    ("GLAccount", Value::Guid(account.id)),
                    ("GLAccountCode", Value::text(&account.code)),
                    ("GLAccountDescription", Value::text(&account.description)),
                    ("HID", Value::Int(hid)),
                    ("ReportingPeriod", Value::Int((*period).into())),
                    ("ReportingYear", Value::Int(now.year.into())),
                ],
            ));
        }
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::company::{self, Company};

    #[test]
    fn a_budget_has_every_period_of_the_year_and_the_sign_of_the_ledger() {
        let today = NaiveDate::from_ymd_opt(2026, 6, 15).unwrap();
        let books = company::make(Company::Consultancy, 1, today);
        let budgets = &books.divisions[0].records["budget/Budgets"];
        let of_revenue: Vec<&Record> =
            budgets.iter().filter(|one| one.value("GLAccountCode") == Some(&Value::text("8000"))).collect();
        assert_eq!(of_revenue.len(), 12);
        assert!(matches!(of_revenue[0].value("AmountDC"), Some(Value::Number(amount)) if *amount < Decimal::ZERO));
    }
}
