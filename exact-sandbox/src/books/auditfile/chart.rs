//! What each account is for: evidence in the books first, then the RGS code, then words.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{AuditFile, LedgerAccount};

/// Exact's account types, as far as audit files need them.
pub(super) mod kind {
    pub(in super::super) const CASH: i32 = 10;
    pub(in super::super) const BANK: i32 = 12;
    pub(in super::super) const RECEIVABLE: i32 = 20;
    pub(in super::super) const PAYABLE: i32 = 22;
    pub(in super::super) const VAT: i32 = 24;
    pub(in super::super) const PREPAID: i32 = 26;
    pub(in super::super) const FIXED_ASSETS: i32 = 30;
    pub(in super::super) const OTHER_ASSETS: i32 = 32;
    pub(in super::super) const DEPRECIATION: i32 = 35;
    pub(in super::super) const INVENTORY: i32 = 40;
    pub(in super::super) const CAPITAL: i32 = 50;
    pub(in super::super) const LONG_TERM_DEBT: i32 = 55;
    pub(in super::super) const GENERAL: i32 = 90;
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

/// What an account turned out to be.
#[derive(Debug, Clone)]
pub(super) struct Class {
    pub(super) balance_type: char,
    pub(super) account_type: i32,
    pub(super) rgs: Option<String>,
}

/// The class of every account, by code.
pub(super) fn classify(file: &AuditFile, accounts: &[LedgerAccount]) -> BTreeMap<String, Class> {
    let evidence = Evidence::of(file, accounts);
    accounts.iter().map(|account| (account.code.clone(), class(account, &evidence))).collect()
}

/// What the bookings say of an account, whatever its description or RGS code claims.
struct Evidence {
    vat: BTreeSet<String>,
    debtors: BTreeSet<String>,
    creditors: BTreeSet<String>,
}

impl Evidence {
    fn of(file: &AuditFile, accounts: &[LedgerAccount]) -> Self {
        let codes = file.vat_codes.iter().flat_map(|code| [code.to_pay.clone(), code.to_claim.clone()]);
        let results: BTreeSet<&str> =
            accounts.iter().filter(|account| account.kind == Some('P')).map(|account| account.code.as_str()).collect();
        let balance = |code: &String| !results.contains(code.as_str());
        let vat: BTreeSet<String> = codes.flatten().filter(balance).collect();
        let mut debtors = BTreeSet::new();
        let mut creditors = BTreeSet::new();
        let lines = LineAccounts::of(file);
        for item in &file.subledger {
            let side = match item.side {
                Some('C' | 'D') => &mut debtors,
                Some('S' | 'K') => &mut creditors,
                _ => continue,
            };
            side.extend(lines.account(item));
        }
        for journal in &file.journals {
            let side = match journal_letter(journal.kind.as_deref()) {
                Some('S') => &mut debtors,
                Some('P') => &mut creditors,
                _ => continue,
            };
            side.extend(journal.offset_account.clone());
        }
        let ours = |code: &String| balance(code) && !vat.contains(code);
        debtors.retain(ours);
        creditors.retain(|code| ours(code) && !debtors.contains(code));
        Self { vat, debtors, creditors }
    }
}

/// First letter of a journal's type.
pub(super) fn journal_letter(kind: Option<&str>) -> Option<char> {
    kind?.chars().next().map(|letter| letter.to_ascii_uppercase())
}

/// Finds the account of the ledger line that a subledger line points to.
struct LineAccounts<'a>(BTreeMap<(&'a str, &'a str, &'a str), &'a str>);

impl<'a> LineAccounts<'a> {
    fn of(file: &'a AuditFile) -> Self {
        let mut accounts = BTreeMap::new();
        for journal in &file.journals {
            for transaction in &journal.transactions {
                for line in &transaction.lines {
                    let key = (journal.code.as_str(), transaction.number.as_str(), line.number.as_str());
                    accounts.insert(key, line.account.as_str());
                }
            }
        }
        Self(accounts)
    }

    fn account(&self, item: &super::file::SubledgerLine) -> Option<String> {
        let key = (item.journal.as_deref()?, item.transaction.as_deref()?, item.line.as_deref()?);
        self.0.get(&key).map(|account| (*account).to_owned())
    }
}

fn class(account: &LedgerAccount, evidence: &Evidence) -> Class {
    let rgs = account.references.iter().find(|reference| is_rgs(reference)).cloned();
    let by_rgs = rgs.as_deref().and_then(rgs_type);
    let balance_type = match account.kind {
        Some('P') => 'W',
        Some('B') => 'B',
        _ => match rgs.as_deref().and_then(|rgs| rgs.chars().next()) {
            Some('W') => 'W',
            Some('B') => 'B',
            _ if account.code.len() >= 4 && account.code.starts_with(['4', '5', '6', '7', '8', '9']) => 'W',
            _ => 'B',
        },
    };
    let account_type = if evidence.vat.contains(&account.code) {
        kind::VAT
    } else if evidence.debtors.contains(&account.code) {
        kind::RECEIVABLE
    } else if evidence.creditors.contains(&account.code) {
        kind::PAYABLE
    } else {
        // A code for the other side of the books was typed wrong.
        let by_rgs = by_rgs.filter(|kind| (*kind >= kind::REVENUE) == (balance_type == 'W'));
        let found = by_rgs.or_else(|| by_words(account, balance_type));
        // A provision stands among the debtors, but nobody owes it.
        let provision =
            || ["voorziening", "oninba"].iter().any(|word| account.description.to_lowercase().contains(word));
        found
            .map(|found| if found == kind::RECEIVABLE && provision() { kind::OTHER_ASSETS } else { found })
            .unwrap_or_else(|| by_code(account, balance_type))
    };
    Class { balance_type, account_type, rgs }
}

/// `B` or `W`, then three-letter groups: `WOmzNohOlh`.
fn is_rgs(text: &str) -> bool {
    let mut letters = text.chars();
    matches!(letters.next(), Some('B' | 'W'))
        && letters.next().is_some_and(|letter| letter.is_ascii_uppercase())
        && text.len() >= 4
        && text.chars().all(|letter| letter.is_ascii_alphanumeric())
}

fn rgs_type(rgs: &str) -> Option<i32> {
    const PREFIXES: [(&str, i32); 33] = [
        ("BLimKas", kind::CASH),
        ("BLimBan", kind::BANK),
        ("BLim", kind::GENERAL),
        ("BVorDeb", kind::RECEIVABLE),
        ("BSchCre", kind::PAYABLE),
        ("BSchBepBtw", kind::VAT),
        ("BVorBtw", kind::VAT),
        ("BVorVbkTtv", kind::VAT),
        ("BVorVbkEob", kind::VAT),
        ("BVorOvaVof", kind::PREPAID),
        ("BVorOva", kind::PREPAID),
        ("BVor", kind::OTHER_ASSETS),
        ("BSch", kind::GENERAL),
        ("BMva", kind::FIXED_ASSETS),
        ("BIva", kind::FIXED_ASSETS),
        ("BFva", kind::OTHER_ASSETS),
        ("BVas", kind::OTHER_ASSETS),
        ("BVrd", kind::INVENTORY),
        ("BPro", kind::INVENTORY),
        ("BEff", kind::OTHER_ASSETS),
        ("BEiv", kind::CAPITAL),
        ("BLas", kind::LONG_TERM_DEBT),
        ("BVrz", kind::GENERAL),
        ("WOmz", kind::REVENUE),
        ("WKpr", kind::COST_OF_GOODS),
        ("WPer", kind::EMPLOYEE_COSTS),
        ("WAfs", kind::DEPRECIATION_COSTS),
        ("WBed", kind::GENERAL_COSTS),
        ("WFbe", kind::INTEREST),
        ("WBel", kind::INCOME_TAX),
        ("WOvb", kind::EXCEPTIONAL_INCOME),
        ("WWvi", kind::OTHER_COSTS),
        ("W", kind::OTHER_COSTS),
    ];
    if (rgs.starts_with("BMva") || rgs.starts_with("BIva")) && (rgs.contains("Cae") || rgs.contains("Afs")) {
        return Some(kind::DEPRECIATION);
    }
    PREFIXES.iter().find(|(prefix, _)| rgs.starts_with(prefix)).map(|(_, kind)| *kind)
}

/// By the package's own classification, then by the account's description.
fn by_words(account: &LedgerAccount, balance_type: char) -> Option<i32> {
    const BALANCE: [(&str, i32); 16] = [
        ("omzetbelasting", kind::VAT),
        ("voorbelasting", kind::VAT),
        ("btw", kind::VAT),
        ("debiteur", kind::RECEIVABLE),
        ("crediteur", kind::PAYABLE),
        ("accounts receivable", kind::RECEIVABLE),
        ("accounts payable", kind::PAYABLE),
        ("kruispost", kind::GENERAL),
        ("kas", kind::CASH),
        ("bank", kind::BANK),
        ("voorraad", kind::INVENTORY),
        ("afschrijving", kind::DEPRECIATION),
        ("vaste activa", kind::FIXED_ASSETS),
        ("inventaris", kind::FIXED_ASSETS),
        ("vermogen", kind::CAPITAL),
        ("kapitaal", kind::CAPITAL),
    ];
    const RESULTS: [(&str, i32); 19] = [
        ("kostprijs", kind::COST_OF_GOODS),
        ("inkoop", kind::COST_OF_GOODS),
        ("inkopen", kind::COST_OF_GOODS),
        ("omzet", kind::REVENUE),
        ("opbrengst", kind::REVENUE),
        ("verkopen", kind::REVENUE),
        ("sales", kind::REVENUE),
        ("revenue", kind::REVENUE),
        ("afschrijving", kind::DEPRECIATION_COSTS),
        ("loon", kind::EMPLOYEE_COSTS),
        ("lonen", kind::EMPLOYEE_COSTS),
        ("salaris", kind::EMPLOYEE_COSTS),
        ("personeel", kind::EMPLOYEE_COSTS),
        ("pensioen", kind::EMPLOYEE_COSTS),
        ("rente", kind::INTEREST),
        ("financiële", kind::INTEREST),
        ("vennootschapsbelasting", kind::INCOME_TAX),
        ("buitengewone bate", kind::EXCEPTIONAL_INCOME),
        ("kosten", kind::GENERAL_COSTS),
    ];
    let words = if balance_type == 'W' { &RESULTS[..] } else { &BALANCE[..] };
    let lead = account.lead.as_deref().into_iter();
    lead.chain([account.description.as_str()]).find_map(|text| {
        let text = text.to_lowercase();
        let found = words.iter().find(|(word, _)| text.contains(word))?;
        // "Kosten van omzet", "omzetbonus inkoop": the cost side of the word, on accounts that are no 8xxx.
        let doubtful = found.1 == kind::REVENUE && text.contains("kosten") && !account.code.starts_with('8');
        Some(if doubtful { kind::GENERAL_COSTS } else { found.1 })
    })
}

fn by_code(account: &LedgerAccount, balance_type: char) -> i32 {
    match (balance_type, account.code.chars().next()) {
        ('W', Some('8')) => kind::REVENUE,
        ('W', Some('7')) => kind::COST_OF_GOODS,
        ('W', _) => kind::GENERAL_COSTS,
        _ => kind::GENERAL,
    }
}
