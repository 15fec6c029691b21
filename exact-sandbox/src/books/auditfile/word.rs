//! What the words of a description say of an account, when nothing better does.

use super::chart::kind;
use super::file::LedgerAccount;

/// Words that make a result something else than revenue, whatever other words stand with them.
const NO_REVENUE: [&str; 9] =
    ["kosten", "kostprijs", "inkoop", "financ", "rente", "bijzonder", "buitengewo", "uitzonder", "afhankelijk"];

const RESULTS: [(&str, i32); 26] = [
    ("kostprijs", kind::COST_OF_GOODS),
    ("inkoop", kind::COST_OF_GOODS),
    ("inkopen", kind::COST_OF_GOODS),
    ("rente", kind::INTEREST),
    ("interest", kind::INTEREST),
    ("financ", kind::INTEREST),
    ("koersverschil", kind::INTEREST),
    ("valutaverschil", kind::INTEREST),
    ("bijzonder", kind::EXCEPTIONAL_INCOME),
    ("buitengewo", kind::EXCEPTIONAL_INCOME),
    ("uitzonder", kind::EXCEPTIONAL_INCOME),
    ("vennootschapsbelasting", kind::INCOME_TAX),
    ("afschrijving", kind::DEPRECIATION_COSTS),
    ("loon", kind::EMPLOYEE_COSTS),
    ("lonen", kind::EMPLOYEE_COSTS),
    ("salaris", kind::EMPLOYEE_COSTS),
    ("personeel", kind::EMPLOYEE_COSTS),
    ("pensioen", kind::EMPLOYEE_COSTS),
    ("sociale lasten", kind::EMPLOYEE_COSTS),
    ("vakantiegeld", kind::EMPLOYEE_COSTS),
    ("kosten", kind::GENERAL_COSTS),
    ("huisvesting", kind::GENERAL_COSTS),
    ("huur", kind::GENERAL_COSTS),
    ("lasten", kind::OTHER_COSTS),
    ("depreciation", kind::DEPRECIATION_COSTS),
    ("wages", kind::EMPLOYEE_COSTS),
];

const BALANCES: [(&str, i32); 26] = [
    ("omzetbelasting", kind::VAT),
    ("voorbelasting", kind::VAT),
    ("btw", kind::VAT),
    ("debiteur", kind::RECEIVABLE),
    ("crediteur", kind::PAYABLE),
    ("accounts receivable", kind::RECEIVABLE),
    ("accounts payable", kind::PAYABLE),
    ("kruispost", kind::GENERAL),
    ("tussenrekening", kind::GENERAL),
    ("vennootschapsbelasting", kind::INCOME_TAX_PAYABLE),
    ("loonheffing", kind::TAX_PAYABLE),
    ("loonbelasting", kind::TAX_PAYABLE),
    ("lonen", kind::EMPLOYEES_PAYABLE),
    ("bank", kind::BANK),
    ("spaarrekening", kind::BANK),
    ("voorraad", kind::INVENTORY),
    ("afschrijving", kind::DEPRECIATION),
    ("vaste activa", kind::FIXED_ASSETS),
    ("inventaris", kind::FIXED_ASSETS),
    ("machines", kind::FIXED_ASSETS),
    ("gebouwen", kind::FIXED_ASSETS),
    ("vermogen", kind::CAPITAL),
    ("kapitaal", kind::CAPITAL),
    ("reserve", kind::RETAINED),
    ("vooruitbetaalde", kind::PREPAID),
    ("hypotheek", kind::LONG_TERM_DEBT),
];

/// Exact's account type of a result account by the package's own grouping of accounts.
pub(super) fn result_by_lead(lead: &str) -> Option<i32> {
    let text = lead.to_lowercase();
    if is_revenue(&text) { Some(kind::REVENUE) } else { found(&RESULTS, &text) }
}

/// The same by the description. `numbered` says that the chart keeps revenue in accounts 8xxx: then words do not add to it.
pub(super) fn result(description: &str, numbered: bool) -> Option<i32> {
    let text = description.to_lowercase();
    if !numbered && is_revenue(&text) { Some(kind::REVENUE) } else { found(&RESULTS, &text) }
}

fn is_revenue(text: &str) -> bool {
    ["omzet", "opbrengst", "verkopen", "sales", "revenue", "turnover"].iter().any(|word| text.contains(word))
        && !NO_REVENUE.iter().any(|word| text.contains(word))
        && !text.contains("cost of")
}

/// Exact's account type of a balance sheet account, by the file's own type, the grouping and the description.
pub(super) fn balance(account: &LedgerAccount) -> Option<i32> {
    if let Some(kind) = by_own_type(account) {
        return Some(kind);
    }
    let texts = [Some(account.description.as_str()), account.lead.as_deref()];
    let kinds = texts.into_iter().flatten().map(|text| {
        let text = text.to_lowercase();
        let is_cash = text.split(|letter: char| !letter.is_alphanumeric()).any(|word| word.starts_with("kas"));
        let between = ["tussenrekening", "vooruit", "kruispost"].iter().any(|word| text.contains(word));
        match found(&BALANCES, &text) {
            Some(kind::RECEIVABLE | kind::PAYABLE) if between => Some(kind::GENERAL),
            None if is_cash => Some(kind::CASH),
            found => found,
        }
    });
    kinds.flatten().next()
}

/// Some packages write what the account is for where the standard asks for its side of the books.
fn by_own_type(account: &LedgerAccount) -> Option<i32> {
    let text = account.kind.as_deref()?.to_lowercase();
    match text.as_str() {
        "fin" => Some(kind::BANK),
        "voor" | "btw" | "btwrc" => Some(kind::VAT),
        _ if text.starts_with("deb") && !text.starts_with("debet") => Some(kind::RECEIVABLE),
        _ if text.starts_with("cred") && text != "credit" => Some(kind::PAYABLE),
        _ if is_vat_rate(&text) => Some(kind::VAT),
        _ => None,
    }
}

/// `af6`, `af21`, `afoverig`: VAT to hand over (afdragen).
fn is_vat_rate(text: &str) -> bool {
    text.strip_prefix("af").is_some_and(|rest| rest == "overig" || rest.parse::<u8>().is_ok())
}

/// `B` balance sheet or `W` profit and loss, where the file's own type says so.
pub(super) fn statement(kind: &str) -> Option<char> {
    const RESULT_WORDS: [&str; 13] = [
        "winst", "verlies", "result", "kost", "opbr", "omzet", "profit", "income", "expens", "revenue", "cost", "loss",
        "pnl",
    ];
    const BALANCE_WORDS: [&str; 8] = ["bal", "act", "ass", "pass", "liab", "deb", "cred", "equity"];
    let text: String = kind.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
    let begins = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    match text.as_str() {
        "b" | "a" | "bas" | "blns" | "fin" | "voor" | "btw" | "btwrc" => Some('B'),
        "p" | "r" | "v" | "w" | "vw" | "wv" | "pl" | "wenv" | "venw" => Some('W'),
        _ if is_vat_rate(&text) || begins(&BALANCE_WORDS) => Some('B'),
        _ if begins(&RESULT_WORDS) => Some('W'),
        _ => None,
    }
}

fn found(words: &[(&str, i32)], text: &str) -> Option<i32> {
    words.iter().find(|(word, _)| text.contains(word)).map(|(_, kind)| *kind)
}
