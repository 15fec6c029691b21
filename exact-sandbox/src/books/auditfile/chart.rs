//! What each account is for: evidence in the books first, then the RGS code, the package's own grouping, the number and
//! the words.

use std::collections::{BTreeMap, BTreeSet};

use super::account_types::AccountTypes;
use super::evidence::Evidence;
use super::file::{AuditFile, LedgerAccount};
use super::{rgs, word};
use crate::books::{Account, IdSpace, guid};

/// Exact's account types, as far as audit files need them.
pub(super) mod kind {
    pub(in super::super) const CASH: i32 = 10;
    pub(in super::super) const BANK: i32 = 12;
    pub(in super::super) const RECEIVABLE: i32 = 20;
    pub(in super::super) const PAYABLE: i32 = 22;
    pub(in super::super) const VAT: i32 = 24;
    pub(in super::super) const EMPLOYEES_PAYABLE: i32 = 25;
    pub(in super::super) const PREPAID: i32 = 26;
    pub(in super::super) const ACCRUED: i32 = 27;
    pub(in super::super) const INCOME_TAX_PAYABLE: i32 = 29;
    pub(in super::super) const FIXED_ASSETS: i32 = 30;
    pub(in super::super) const OTHER_ASSETS: i32 = 32;
    pub(in super::super) const DEPRECIATION: i32 = 35;
    pub(in super::super) const INVENTORY: i32 = 40;
    pub(in super::super) const CAPITAL: i32 = 50;
    pub(in super::super) const RETAINED: i32 = 52;
    pub(in super::super) const LONG_TERM_DEBT: i32 = 55;
    pub(in super::super) const GENERAL: i32 = 90;
    pub(in super::super) const TAX_PAYABLE: i32 = 100;
    pub(in super::super) const REVENUE: i32 = 110;
    pub(in super::super) const COST_OF_GOODS: i32 = 111;
    pub(in super::super) const OTHER_COSTS: i32 = 120;
    pub(in super::super) const GENERAL_COSTS: i32 = 121;
    pub(in super::super) const DEPRECIATION_COSTS: i32 = 122;
    pub(in super::super) const EMPLOYEE_COSTS: i32 = 125;
    pub(in super::super) const EXCEPTIONAL_INCOME: i32 = 140;
    pub(in super::super) const INCOME_TAX: i32 = 150;
    pub(in super::super) const INTEREST: i32 = 160;
}

/// The chart of accounts with what every account is for.
pub(super) struct Chart {
    accounts: Vec<Account>,
    places: BTreeMap<String, usize>,
}

impl Chart {
    /// The accounts of the file without repetitions, and those that only the bookings know. Tells `warnings` of both.
    pub(super) fn of(file: &AuditFile, division: i32, types: &AccountTypes, warnings: &mut Vec<String>) -> Self {
        let listed = listed(file, warnings);
        let evidence = Evidence::of(file, &listed);
        let numbered = listed.iter().any(|account| statement(account) == 'W' && is_8xxx(&account.code));
        let accounts: Vec<Account> =
            listed.iter().map(|account| gl_account(account, types, &evidence, numbered, division)).collect();
        let unknown: Vec<&str> =
            types.codes().filter(|code| !accounts.iter().any(|account| account.code == *code)).collect();
        if !unknown.is_empty() {
            warnings.push(format!("De rekeningsoorten noemen rekeningen die er niet zijn: {}.", unknown.join(", ")));
        }
        let places = accounts.iter().enumerate().map(|(at, account)| (account.code.clone(), at)).collect();
        Self { accounts, places }
    }

    /// Exact's type of an account.
    pub(super) fn account_type(&self, code: &str) -> i32 {
        self.account(code).map_or(kind::GENERAL, |account| account.account_type)
    }

    /// Whether an account belongs to the profit and loss account.
    pub(super) fn is_result(&self, code: &str) -> bool {
        self.account(code).is_some_and(|account| account.balance_type == 'W')
    }

    fn account(&self, code: &str) -> Option<&Account> {
        self.places.get(code).and_then(|at| self.accounts.get(*at))
    }

    pub(super) fn into_accounts(self) -> Vec<Account> {
        self.accounts
    }
}

fn listed(file: &AuditFile, warnings: &mut Vec<String>) -> Vec<LedgerAccount> {
    let mut known = BTreeSet::new();
    let mut listed: Vec<LedgerAccount> = Vec::with_capacity(file.accounts.len());
    for account in &file.accounts {
        if known.insert(account.code.as_str()) {
            listed.push(account.clone());
        }
    }
    let double = file.accounts.len() - listed.len();
    if double > 0 {
        warnings.push(format!("{double} grootboekrekeningen staan dubbel in het bestand; de eerste telt."));
    }
    let used = file.lines().map(|line| &line.account).chain(file.opening.iter().map(|line| &line.account));
    let missing: BTreeSet<&String> = used.filter(|code| !known.contains(code.as_str())).collect();
    if !missing.is_empty() {
        let codes = missing.iter().take(5).map(|code| code.as_str()).collect::<Vec<_>>().join(", ");
        let more = if missing.len() > 5 { ", …" } else { "" };
        warnings.push(format!(
            "{} rekeningen zijn geboekt maar staan niet in het rekeningschema: {codes}{more}.",
            missing.len()
        ));
    }
    let unknown = |code: &String| LedgerAccount {
        code: code.clone(),
        description: format!("Rekening {code}"),
        ..LedgerAccount::default()
    };
    listed.extend(missing.into_iter().map(unknown));
    listed
}

/// `B` balance sheet or `W` profit and loss: as the file says, else by the RGS code, the number or the words.
pub(super) fn statement(account: &LedgerAccount) -> char {
    let said = account.kind.as_deref().and_then(word::statement);
    let by_rgs = || rgs_of(account).and_then(|code| code.chars().next());
    let by_code = || match account.code.chars().next() {
        Some('4'..='9') if is_number(&account.code) => Some('W'),
        Some('0'..='3') if is_number(&account.code) => Some('B'),
        _ => None,
    };
    let by_words = || word::result(&account.description, false).map(|_| 'W');
    said.or_else(by_rgs).or_else(by_code).or_else(by_words).unwrap_or('B')
}

/// A code of a numbered chart: three to eight digits, perhaps with something behind them. Longer ones are database keys.
fn is_number(code: &str) -> bool {
    (3..=8).contains(&code.chars().take_while(char::is_ascii_digit).count())
}

fn is_8xxx(code: &str) -> bool {
    code.starts_with('8') && is_number(code)
}

fn rgs_of(account: &LedgerAccount) -> Option<&String> {
    account.references.iter().find(|reference| rgs::is_code(reference))
}

fn account_type(account: &LedgerAccount, statement: char, evidence: &Evidence, numbered: bool) -> i32 {
    // A code for the other side of the books was typed wrong.
    let by_rgs = || {
        rgs_of(account)
            .and_then(|code| rgs::account_type(code))
            .filter(|kind| (*kind >= kind::REVENUE) == (statement == 'W'))
    };
    if statement == 'W' {
        let by_lead = || account.lead.as_deref().and_then(word::result_by_lead);
        let by_number = || is_8xxx(&account.code).then_some(kind::REVENUE);
        let by_words = || word::result(&account.description, numbered);
        let rest = if account.code.starts_with('7') { kind::COST_OF_GOODS } else { kind::GENERAL_COSTS };
        return by_rgs().or_else(by_lead).or_else(by_number).or_else(by_words).unwrap_or(rest);
    }
    if let Some(kind) = evidence.account_type(&account.code) {
        return kind;
    }
    // A provision stands among the debtors, but nobody owes it.
    let description = account.description.to_lowercase();
    let provision = ["voorziening", "oninba"].iter().any(|word| description.contains(word));
    match by_rgs().or_else(|| word::balance(account)).unwrap_or(kind::GENERAL) {
        kind::RECEIVABLE if provision => kind::OTHER_ASSETS,
        kind => kind,
    }
}

fn gl_account(
    account: &LedgerAccount,
    types: &AccountTypes,
    evidence: &Evidence,
    numbered: bool,
    division: i32,
) -> Account {
    // What the owner says goes before everything; its type also says on which statement the account stands.
    let corrected = types.of(&account.code);
    let side = |kind: i32| if kind >= kind::REVENUE { 'W' } else { 'B' };
    let balance_type = corrected.map_or_else(|| statement(account), side);
    let account_type = corrected.unwrap_or_else(|| account_type(account, balance_type, evidence, numbered));
    let credit = matches!(
        account_type,
        kind::PAYABLE
            | kind::EMPLOYEES_PAYABLE
            | kind::ACCRUED
            | kind::INCOME_TAX_PAYABLE
            | kind::DEPRECIATION
            | kind::CAPITAL
            | kind::RETAINED
            | kind::LONG_TERM_DEBT
            | kind::TAX_PAYABLE
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
        rgs: rgs_of(account).cloned(),
    }
}
