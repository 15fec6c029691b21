//! RGS, the Dutch reference code for accounts. Prefixes survive its versions; whole codes are renamed.

use super::chart::kind;

/// `B` or `W`, then groups of a capital and two more: `WOmzNohOlh`. Some codes have a capital inside a group.
pub(super) fn is_code(text: &str) -> bool {
    let mut letters = text.chars();
    let first = matches!(letters.next(), Some('B' | 'W'));
    let group: Vec<char> = letters.by_ref().take(3).collect();
    let is_group = matches!(*group.as_slice(), [first, second, third]
        if first.is_ascii_uppercase() && second.is_ascii_lowercase() && third.is_ascii_lowercase());
    first && is_group && text.len() % 3 == 1 && letters.all(|letter| letter.is_ascii_alphanumeric())
}

/// Exact's account type of a code; `None` for a code that says nothing certain.
pub(super) fn account_type(code: &str) -> Option<i32> {
    const PREFIXES: [(&str, i32); 34] = [
        ("BLimKas", kind::CASH),
        ("BLimBan", kind::BANK),
        ("BLim", kind::GENERAL),
        ("BVorDeb", kind::RECEIVABLE),
        ("BSchCre", kind::PAYABLE),
        ("BVorVbkTtv", kind::VAT),
        ("BVorVbkEob", kind::VAT),
        ("BVorOva", kind::PREPAID),
        ("BVor", kind::OTHER_ASSETS),
        ("BSchBepVpb", kind::INCOME_TAX_PAYABLE),
        ("BSchBepLhe", kind::TAX_PAYABLE),
        ("BSchLhe", kind::TAX_PAYABLE),
        ("BSchSal", kind::EMPLOYEES_PAYABLE),
        ("BSchOpa", kind::ACCRUED),
        ("BSch", kind::GENERAL),
        ("BMva", kind::FIXED_ASSETS),
        ("BIva", kind::FIXED_ASSETS),
        ("BFva", kind::OTHER_ASSETS),
        ("BVas", kind::OTHER_ASSETS),
        ("BVrd", kind::INVENTORY),
        ("BPro", kind::INVENTORY),
        ("BEff", kind::OTHER_ASSETS),
        ("BEivOre", kind::RETAINED),
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
    ];
    // Cumulative depreciation has the group Cae in every asset.
    if code.starts_with("BMva") || code.starts_with("BIva") {
        return Some(if code.contains("Cae") { kind::DEPRECIATION } else { kind::FIXED_ASSETS });
    }
    // VAT moved within the code from version to version.
    if code.starts_with('B') && code.contains("Btw") {
        return Some(kind::VAT);
    }
    PREFIXES.iter().find(|(prefix, _)| code.starts_with(prefix)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_every_depth_are_recognised_and_other_words_are_not() {
        for code in ["BLas", "WOmzNoh", "WOmzNohOlh", "WPerWkoCiB", "BSchBepBtwOla", "BVorBtwTtv"] {
            assert!(is_code(code), "{code}");
        }
        for text in ["", "B", "W", "BALANS", "WINST", "WenV", "Bank", "Balans", "BTW21", "30", "Omzet", "Wo\u{e9}"] {
            assert!(!is_code(text), "{text}");
        }
    }

    #[test]
    fn vat_is_vat_in_every_version() {
        for code in ["BSchBepBtw", "BVorBtwTtv", "BSchBtwOla", "BVorVbkTtv"] {
            assert_eq!(account_type(code), Some(kind::VAT), "{code}");
        }
    }

    #[test]
    fn a_code_of_an_unknown_group_says_nothing() {
        assert_eq!(account_type("WXyzAbc"), None);
    }
}
