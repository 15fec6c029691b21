//! VAT codes: what the file leaves out follows from its words and its lines.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::file::{AuditFile, VatTerm};
use super::year;
use crate::books::{IdSpace, VatCode, VatPercentage, VatSide, guid};

/// The VAT codes of the file, and those that only its lines know.
pub(super) fn codes(file: &AuditFile, division: i32) -> Vec<VatCode> {
    let mut terms: BTreeMap<&str, Option<&VatTerm>> = BTreeMap::new();
    for term in &file.vat_codes {
        terms.entry(&term.code).or_insert(Some(term));
    }
    let mut seen: BTreeMap<&str, (NaiveDate, Decimal)> = BTreeMap::new();
    for (_, transaction) in file.transactions() {
        for line in &transaction.lines {
            let Some(vat) = &line.vat else { continue };
            terms.entry(&vat.code).or_insert(None);
            // The latest is nearest to the percentage of today: older ones are corrections of older invoices.
            if let (Some(percentage), Some(day)) = (vat.percentage, line.date.or(transaction.date)) {
                let latest = seen.entry(&vat.code).or_insert((day, percentage));
                *latest = (*latest).max((day, percentage));
            }
        }
    }
    let end = year::days(file).1;
    let code = |(code, term): (&&str, &Option<&VatTerm>)| {
        let percentage = seen.get(code).map(|(_, percentage)| *percentage);
        vat_code(code, *term, percentage, end, division)
    };
    terms.iter().map(code).collect()
}

fn vat_code(code: &str, term: Option<&VatTerm>, seen: Option<Decimal>, end: NaiveDate, division: i32) -> VatCode {
    let description = term.map_or_else(|| format!("Code {code}"), |term| term.description.clone());
    let words = Words(description.to_lowercase());
    let fraction =
        seen.map_or_else(|| words.fraction(end), |percentage| (percentage / Decimal::ONE_HUNDRED).normalize());
    let to_pay = term.and_then(|term| term.to_pay.clone());
    let to_claim = term.and_then(|term| term.to_claim.clone());
    let is_booked = to_pay.is_some() || to_claim.is_some();
    VatCode {
        id: guid(division, IdSpace::VatCode, code),
        code: code.to_owned(),
        kind: if words.any(&["geen btw", "vrijgesteld", "geen omzetbelasting"]) {
            'N'
        } else if fraction.is_zero() && !is_booked {
            'B'
        } else if words.any(&["inclusief", "incl."]) {
            'I'
        } else {
            'E'
        },
        side: words.side(),
        charged: words.charged(),
        eu_sales_listing: words.eu_sales_listing(),
        to_pay,
        to_claim,
        percentages: vec![VatPercentage { fraction, start: day(2000, 1, 1), end: None }],
        description,
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// The description of a VAT code, in small letters.
struct Words(String);

impl Words {
    fn any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.0.contains(word))
    }

    fn is_word(&self, word: &str) -> bool {
        self.0.split(|letter: char| !letter.is_alphanumeric()).any(|part| part == word)
    }

    fn side(&self) -> VatSide {
        let sales = self.any(&["verkoop", "verkopen", "levering", "televerkoop", "omzet"]) || self.is_word("icp");
        let purchase = self.any(&["inkoop", "inkopen", "voorbelasting", "verwerving", "invoer", "import"]);
        match (sales, purchase) {
            (true, false) => VatSide::Sales,
            (false, true) => VatSide::Purchase,
            _ => VatSide::Both,
        }
    }

    /// Reverse charge: on a purchase the VAT is both to pay and to claim.
    fn charged(&self) -> bool {
        let bought_abroad = self.side() == VatSide::Purchase && (self.in_eu() || self.any(&["buiten de eu", "invoer"]));
        self.any(&["verleg", "verwerving", "reverse"]) || bought_abroad
    }

    fn in_eu(&self) -> bool {
        let within = self.any(&["binnen eu", "binnen de eu", "in de eu", "intracommunautair"]);
        (within || self.is_word("icp") || self.is_word("icl") || self.is_word("icv")) && !self.any(&["buiten"])
    }

    /// Goods, services or triangulation to businesses elsewhere in the EU. Installation and distance sales are not listed.
    fn eu_sales_listing(&self) -> char {
        let listed = self.side() == VatSide::Sales && self.in_eu() && !self.any(&["installatie", "afstand", "tele"]);
        match (listed, self.any(&["dienst"]), self.any(&["driehoek", "abc"])) {
            (true, _, true) => 'T',
            (true, true, _) => 'S',
            (true, ..) => 'L',
            _ => 'N',
        }
    }

    /// `21%`, else what "hoog", "laag" and the reverse charge stood for at the end of the book year.
    fn fraction(&self, end: NaiveDate) -> Decimal {
        if let Some(percentage) = self.percentage() {
            return (percentage / Decimal::ONE_HUNDRED).normalize();
        }
        let high = Decimal::new(if end < day(2012, 10, 1) { 19 } else { 21 }, 2);
        let low = Decimal::new(if end < day(2019, 1, 1) { 6 } else { 9 }, 2);
        if self.any(&["laag"]) {
            low
        } else if self.any(&["hoog", "prive", "privé"]) || (self.charged() && self.side() != VatSide::Sales) {
            high
        } else {
            Decimal::ZERO
        }
    }

    fn percentage(&self) -> Option<Decimal> {
        let (before, _) = self.0.split_once('%')?;
        let is_digit = |letter: &char| letter.is_ascii_digit() || matches!(letter, ',' | '.');
        let digits: Vec<char> = before.trim_end().chars().rev().take_while(is_digit).collect();
        let text: String = digits.into_iter().rev().collect();
        super::value::amount(&text).filter(|percentage| *percentage <= Decimal::ONE_HUNDRED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(description: &str, accounts: bool) -> VatCode {
        let account = accounts.then(|| "1500".to_owned());
        let term = VatTerm {
            code: "x".to_owned(),
            description: description.to_owned(),
            to_pay: account.clone(),
            to_claim: account,
        };
        vat_code("x", Some(&term), None, day(2024, 12, 31), 1)
    }

    #[test]
    fn exacts_own_codes_are_understood_from_their_descriptions() {
        let cases = [
            ("Geen BTW", false, 'N', VatSide::Both, false, 'N', 0),
            ("BTW laag tarief, exclusief", true, 'E', VatSide::Both, false, 'N', 9),
            ("BTW hoog tarief, inclusief", true, 'I', VatSide::Both, false, 'N', 21),
            ("BTW Verlegd", true, 'E', VatSide::Both, true, 'N', 21),
            ("Verkoop buiten de EU", false, 'B', VatSide::Sales, false, 'N', 0),
            ("Verkoop binnen de EU", false, 'B', VatSide::Sales, false, 'L', 0),
            ("Installatie/televerkoop in de EU", false, 'B', VatSide::Sales, false, 'N', 0),
            ("Verwerving buiten de EU (invoer)", true, 'E', VatSide::Purchase, true, 'N', 21),
            ("Verwerving binnen de EU", true, 'E', VatSide::Purchase, true, 'N', 21),
            ("BTW prive gebruik", true, 'E', VatSide::Both, false, 'N', 21),
            ("BTW 0% (alleen grondslag)", false, 'B', VatSide::Both, false, 'N', 0),
            ("Verkoop diensten binnen EU", false, 'B', VatSide::Sales, false, 'S', 0),
        ];
        for (description, accounts, kind, side, charged, listing, percentage) in cases {
            let found = code(description, accounts);
            let fraction = found.percentages[0].fraction * Decimal::ONE_HUNDRED;
            assert_eq!(
                (found.kind, found.side, found.charged, found.eu_sales_listing, fraction),
                (kind, side, charged, listing, Decimal::from(percentage)),
                "{description}"
            );
        }
    }

    #[test]
    fn a_written_percentage_goes_before_the_words() {
        assert_eq!(code("Hoog 19 %", true).percentages[0].fraction, Decimal::new(19, 2));
        assert_eq!(code("Forfait 5,4% laag", true).percentages[0].fraction, Decimal::new(54, 3));
    }
}
