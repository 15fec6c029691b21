//! Changing what is no entry: relations, accounts, and the records beside the ledger.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use uuid::Uuid;

use super::live::Live;
use super::set_up;
use super::stamps::EntityType;
use crate::books::{Account, Division, IdSpace, PostingFault, Record, Relation, Value, guid};

/// Values by the property's name.
pub(crate) type Values = BTreeMap<&'static str, Value>;

/// Properties of a relation and of an account that the ledger itself knows; others are kept beside it.
const OF_RELATION: &[&str] =
    &["Code", "Name", "Country", "VATNumber", "City", "Email", "Status", "IsSupplier", "IsSales", "IsPurchase", "ID"];
const OF_ACCOUNT: &[&str] = &["Code", "Description", "BalanceSide", "BalanceType", "Type", "VATCode", "ID"];

const RELATIONS: &str = "crm/Accounts";
const ACCOUNTS: &str = "financial/GLAccounts";
const VAT_CODES: &str = "vat/VATCodes";
const JOURNALS: &str = "financial/Journals";

impl Live {
    /// Makes an entity and says its id. Every property that was sent can be read back.
    ///
    /// The error is Exact's text.
    pub(crate) fn create(
        &mut self,
        division: i32,
        (endpoint, key): (&'static str, &'static str),
        values: Values,
        now: NaiveDateTime,
    ) -> Result<Uuid, String> {
        let (books, stamps) = self.open(division).map_err(text)?;
        books.posted += 1;
        let id = guid(division, IdSpace::Record, &format!("{endpoint}/{}", books.posted));
        match endpoint {
            RELATIONS => new_relation(books, id, &values)?,
            ACCOUNTS => new_account(books, id, &values)?,
            VAT_CODES => set_up::new_vat_code(books, id, &values)?,
            JOURNALS => set_up::new_journal(books, id, &values)?,
            _ => {}
        }
        let mut record = Record::new(id, []);
        record.set(key, Some(Value::Guid(id)));
        record.set("Created", Some(Value::Moment(now)));
        keep(&mut record, endpoint, values);
        books.records.entry(endpoint).or_default().push(record);
        stamps.renew(id, 1, now);
        Ok(id)
    }

    /// Changes some properties of an entity.
    pub(crate) fn update(
        &mut self,
        division: i32,
        endpoint: &'static str,
        id: Uuid,
        values: Values,
        now: NaiveDateTime,
    ) -> Result<(), String> {
        let (books, stamps) = self.open(division).map_err(text)?;
        if let Some(relation) = books.relations.iter_mut().find(|one| endpoint == RELATIONS && one.id == id) {
            describe_relation(relation, &values);
        }
        if let Some(account) = books.accounts.iter_mut().find(|one| endpoint == ACCOUNTS && one.id == id) {
            describe_account(account, &values);
        }
        match endpoint {
            VAT_CODES => set_up::change_vat_code(books, id, &values, now.date()),
            JOURNALS => set_up::change_journal(books, id, &values)?,
            _ => {}
        }
        let records = books.records.entry(endpoint).or_default();
        match records.iter_mut().find(|record| record.id == id) {
            Some(record) => keep(record, endpoint, values),
            None => {
                let mut record = Record::new(id, []);
                keep(&mut record, endpoint, values);
                records.push(record);
            }
        }
        stamps.renew(id, 1, now);
        Ok(())
    }

    /// Takes an entity out, unless the ledger uses it.
    pub(crate) fn remove(
        &mut self,
        division: i32,
        endpoint: &'static str,
        id: Uuid,
        now: NaiveDateTime,
    ) -> Result<(), String> {
        let (books, stamps) = self.open(division).map_err(text)?;
        if let Some(what) = used(books, endpoint, id) {
            return Err(format!("Can't delete: {what} - Used in: Entries"));
        }
        match endpoint {
            RELATIONS => books.relations.retain(|one| one.id != id),
            ACCOUNTS => books.accounts.retain(|one| one.id != id),
            VAT_CODES => books.vat_codes.retain(|one| one.id != id),
            JOURNALS => books.journals.retain(|one| one.id != id),
            _ => {}
        }
        if let Some(records) = books.records.get_mut(endpoint) {
            records.retain(|record| record.id != id);
        }
        if let Some(kind) = EntityType::of(endpoint) {
            stamps.delete(kind, id, now);
        }
        Ok(())
    }

    /// Changes what an entry says, not what it books.
    pub(crate) fn describe(
        &mut self,
        division: i32,
        id: Uuid,
        description: Option<String>,
        your_ref: Option<String>,
        now: NaiveDateTime,
    ) -> Result<(), PostingFault> {
        let (books, stamps) = self.open(division)?;
        let entry = books.entries.iter_mut().rfind(|entry| entry.id == id).ok_or(PostingFault::NoEntry(id))?;
        if let Some(description) = description {
            entry.description = description;
        }
        if your_ref.is_some() {
            entry.lines.iter_mut().for_each(|line| line.your_ref.clone_from(&your_ref));
        }
        stamps.renew(id, entry.lines.len(), now);
        Ok(())
    }
}

fn text(fault: PostingFault) -> String {
    fault.to_string()
}

/// Puts the values the ledger does not know itself in the record. Codes of countries and languages are padded.
fn keep(record: &mut Record, endpoint: &str, values: Values) {
    let known = match endpoint {
        RELATIONS => OF_RELATION,
        ACCOUNTS => OF_ACCOUNT,
        VAT_CODES => set_up::OF_VAT_CODE,
        JOURNALS => set_up::OF_JOURNAL,
        _ => &["ID"],
    };
    for (name, value) in values.into_iter().filter(|(name, _)| !known.contains(name)) {
        let value = match (name, value) {
            ("Country", Value::Text(text)) => Value::Text(format!("{:<3}", text.trim())),
            ("Language", Value::Text(text)) => Value::Text(format!("{:<10}", text.trim())),
            (_, value) => value,
        };
        record.set(name, Some(value));
    }
}

pub(super) fn string(values: &Values, name: &str) -> Option<String> {
    match values.get(name)? {
        Value::Text(text) => Some(text.trim().to_owned()),
        _ => None,
    }
}

pub(super) fn flag(values: &Values, name: &str) -> Option<bool> {
    match values.get(name)? {
        Value::Bool(value) => Some(*value),
        _ => None,
    }
}

fn new_relation(books: &mut Division, id: Uuid, values: &Values) -> Result<(), String> {
    let highest = books.relations.iter().filter_map(|one| one.code.parse::<u64>().ok()).max().unwrap_or_default();
    let code = string(values, "Code").filter(|code| !code.is_empty()).unwrap_or_else(|| (highest + 1).to_string());
    if books.relations.iter().any(|one| one.code == code) {
        return Err(format!("Already exists: Code {code}"));
    }
    let mut relation = Relation {
        id,
        code,
        name: String::new(),
        country: books.country.clone(),
        vat_number: None,
        city: None,
        email: None,
        is_supplier: false,
        is_customer: false,
    };
    describe_relation(&mut relation, values);
    books.relations.push(relation);
    Ok(())
}

fn describe_relation(relation: &mut Relation, values: &Values) {
    let optional = |name: &str| string(values, name).map(|text| (!text.is_empty()).then_some(text));
    if let Some(name) = string(values, "Name") {
        relation.name = name;
    }
    if let Some(country) = string(values, "Country").filter(|country| !country.is_empty()) {
        relation.country = country;
    }
    if let Some(number) = optional("VATNumber") {
        relation.vat_number = number;
    }
    if let Some(city) = optional("City") {
        relation.city = city;
    }
    if let Some(email) = optional("Email") {
        relation.email = email;
    }
    if let Some(status) = string(values, "Status") {
        relation.is_customer = status == "C";
    }
    relation.is_supplier = flag(values, "IsSupplier").unwrap_or(relation.is_supplier);
    relation.is_customer = flag(values, "IsSales").unwrap_or(relation.is_customer);
}

fn new_account(books: &mut Division, id: Uuid, values: &Values) -> Result<(), String> {
    let code = string(values, "Code").unwrap_or_default();
    if books.accounts.iter().any(|one| one.code == code) {
        return Err(format!("Already exists: Code {code}"));
    }
    let mut account = Account {
        id,
        code,
        description: String::new(),
        balance_type: 'W',
        balance_side: 'D',
        account_type: 120,
        vat_code: None,
        rgs: None,
    };
    describe_account(&mut account, values);
    books.accounts.push(account);
    Ok(())
}

fn describe_account(account: &mut Account, values: &Values) {
    if let Some(description) = string(values, "Description") {
        account.description = description;
    }
    if let Some(Value::Int(kind)) = values.get("Type") {
        account.account_type = i32::try_from(*kind).unwrap_or(account.account_type);
        account.balance_type = if account.account_type < 110 { 'B' } else { 'W' };
    }
    if let Some(letter) = string(values, "BalanceType").and_then(|text| text.chars().next()) {
        account.balance_type = letter;
    }
    if let Some(letter) = string(values, "BalanceSide").and_then(|text| text.chars().next()) {
        account.balance_side = letter;
    }
    if let Some(code) = string(values, "VATCode") {
        account.vat_code = (!code.is_empty()).then_some(code);
    }
}

/// What the entity is, when entries or their lines name it.
fn used(books: &Division, endpoint: &str, id: Uuid) -> Option<String> {
    let mut lines = books.entries.iter().flat_map(|entry| &entry.lines);
    match endpoint {
        RELATIONS => {
            let code = &books.relations.iter().find(|one| one.id == id)?.code;
            lines.any(|line| line.relation.as_ref() == Some(code)).then(|| format!("Account {code}"))
        }
        ACCOUNTS => {
            let code = &books.accounts.iter().find(|one| one.id == id)?.code;
            lines.any(|line| line.account == *code).then(|| format!("Account {code}"))
        }
        VAT_CODES => {
            let code = &books.vat_codes.iter().find(|one| one.id == id)?.code;
            lines.any(|line| line.vat_code.as_ref() == Some(code)).then(|| format!("VAT code {code}"))
        }
        JOURNALS => {
            let code = &books.journals.iter().find(|one| one.id == id)?.code;
            books.entries.iter().any(|entry| entry.journal == *code).then(|| format!("Journal {code}"))
        }
        _ => None,
    }
}
