//! VAT codes: what the file leaves out follows from its words and its lines.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::file::{AuditFile, VatTerm};
use crate::books::{IdSpace, VatCode, VatPercentage, VatSide, guid};

/// The VAT codes of the file, and those that only its lines know.
pub(super) fn codes(file: &AuditFile, division: i32) -> Vec<VatCode> {
    let mut fractions: BTreeMap<&str, BTreeMap<NaiveDate, Decimal>> = BTreeMap::new();
    let mut terms: BTreeMap<String, Option<&VatTerm>> = BTreeMap::new();
    for term in &file.vat_codes {
        terms.insert(term.code.clone(), Some(term));
    }
    for journal in &file.journals {
        for transaction in &journal.transactions {
            for line in &transaction.lines {
                let Some(vat) = &line.vat else { continue };
                terms.entry(vat.code.clone()).or_insert(None);
                if let (Some(percentage), Some(day)) = (vat.percentage, line.date.or(transaction.date)) {
                    fractions.entry(&vat.code).or_default().insert(day, percentage / Decimal::ONE_HUNDRED);
                }
            }
        }
    }
    let one = |(code, term): (&String, &Option<&VatTerm>)| {
        let description = term.map_or_else(|| format!("Code {code}"), |term| term.description.clone());
        let words = description.to_lowercase();
        let seen = fractions.get(code.as_str()).and_then(|by_day| by_day.last_key_value());
        let fraction = seen.map_or_else(|| fraction_in_words(&words), |(_, fraction)| *fraction);
        let has = |word: &str| words.contains(word);
        let charged = has("verleg") || has("verwerving") || has("reverse");
        VatCode {
            id: guid(division, IdSpace::VatCode, code),
            code: code.clone(),
            kind: if has("geen btw") || has("vrijgesteld") {
                'N'
            } else if fraction.is_zero() {
                'B'
            } else if has("incl") {
                'I'
            } else {
                'E'
            },
            side: match (has("verkoop") || has("levering"), has("inkoop") || has("voorbelasting") || has("verwerving"))
            {
                (true, false) => VatSide::Sales,
                (false, true) => VatSide::Purchase,
                _ => VatSide::Both,
            },
            charged,
            eu_sales_listing: if has("verkoop binnen de eu") || has("icp") || has("intracommunautaire levering") {
                'L'
            } else {
                'N'
            },
            to_pay: term.and_then(|term| term.to_pay.clone()),
            to_claim: term.and_then(|term| term.to_claim.clone()),
            percentages: vec![VatPercentage {
                fraction,
                start: NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default(),
                end: None,
            }],
            description,
        }
    };
    terms.iter().map(one).collect()
}

/// `21%`, else the usual percentage of the words "hoog" and "laag".
fn fraction_in_words(words: &str) -> Decimal {
    let percentage = words.split_once('%').and_then(|(before, _)| {
        let digits: String =
            before.trim_end().chars().rev().take_while(|letter| letter.is_ascii_digit() || *letter == ',').collect();
        digits.chars().rev().collect::<String>().replace(',', ".").parse::<Decimal>().ok()
    });
    match percentage {
        Some(percentage) if percentage <= Decimal::ONE_HUNDRED => percentage / Decimal::ONE_HUNDRED,
        _ if words.contains("hoog") => Decimal::new(21, 2),
        _ if words.contains("laag") => Decimal::new(9, 2),
        _ => Decimal::ZERO,
    }
}
