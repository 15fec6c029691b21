//! Customers and suppliers.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{AuditFile, Party};
use crate::books::{IdSpace, Relation, Side, guid};

/// The relations, and which of them a number in the bookings means.
pub(super) struct Directory {
    relations: Vec<Relation>,
    /// Numbers that a customer and a supplier share, with the code each has here.
    shared: BTreeMap<String, (String, String)>,
    has_zero: bool,
}

impl Directory {
    /// The relations of the file, and those that only the bookings know. Tells `warnings` of them.
    pub(super) fn of(file: &AuditFile, division: i32, warnings: &mut Vec<String>) -> Self {
        let mut known: BTreeMap<&str, &Party> = BTreeMap::new();
        let mut shared = BTreeMap::new();
        let mut relations: Vec<Relation> = Vec::with_capacity(file.relations.len());
        for party in &file.relations {
            let code = party.code.as_str();
            let Some(first) = known.get(code) else {
                known.insert(code, party);
                relations.push(relation(party, code, division));
                continue;
            };
            // Some packages number customers and suppliers apart.
            let (is_supplier, other) = (is_only(party, Side::Payable), is_only(party, Side::Receivable));
            let apart = (is_supplier && is_only(first, Side::Receivable)) || (other && is_only(first, Side::Payable));
            if apart && first.name != party.name && !shared.contains_key(code) {
                let own = format!("{code}-{}", if is_supplier { 'S' } else { 'C' });
                relations.push(relation(party, &own, division));
                let codes = if is_supplier { (code.to_owned(), own) } else { (own, code.to_owned()) };
                shared.insert(code.to_owned(), codes);
            }
        }
        let mut directory = Self { has_zero: known.keys().any(|code| is_zero(code)), relations, shared };
        directory.add_unknown(file, &known.into_keys().collect(), division, warnings);
        directory
    }

    fn add_unknown(&mut self, file: &AuditFile, known: &BTreeSet<&str>, division: i32, warnings: &mut Vec<String>) {
        let items = file.opening_items.iter().chain(&file.subledger).filter_map(|item| item.relation.as_deref());
        let booked = file.lines().filter_map(|line| line.relation.as_deref());
        let unknown: BTreeSet<&str> =
            booked.chain(items).filter(|code| !known.contains(code) && !is_zero(code)).collect();
        if !unknown.is_empty() {
            warnings.push(format!(
                "{} relaties zijn geboekt maar staan niet in de relatielijst; ze heten naar hun nummer.",
                unknown.len()
            ));
        }
        let unnamed = |code: &str| Party {
            code: code.to_owned(),
            name: String::new(),
            country: None,
            city: None,
            email: None,
            vat_number: None,
            kind: None,
        };
        self.relations.extend(unknown.into_iter().map(|code| relation(&unnamed(code), code, division)));
    }

    /// The code of the relation that a number means on a line that belongs to `side`. Zero means nobody.
    pub(super) fn code(&self, number: &str, side: Option<Side>) -> Option<String> {
        if is_zero(number) && !self.has_zero {
            return None;
        }
        Some(match (self.shared.get(number), side) {
            (Some((_, supplier)), Some(Side::Payable)) => supplier.clone(),
            (Some((customer, _)), _) => customer.clone(),
            (None, _) => number.to_owned(),
        })
    }

    pub(super) fn into_relations(self) -> Vec<Relation> {
        self.relations
    }
}

fn is_zero(code: &str) -> bool {
    code.chars().all(|letter| letter == '0')
}

/// Customer and supplier, by the letter of XAF or the words of CLAIR2; both when the file does not say.
fn roles(party: &Party) -> (bool, bool) {
    let kind = party.kind.as_deref().unwrap_or_default().to_lowercase();
    if kind.starts_with("cred") || kind.starts_with(['s', 'l']) {
        (false, true)
    } else if kind.starts_with(['c', 'd', 'k']) {
        (true, false)
    } else {
        (true, true)
    }
}

fn is_only(party: &Party, side: Side) -> bool {
    roles(party) == (side == Side::Receivable, side == Side::Payable)
}

fn relation(party: &Party, code: &str, division: i32) -> Relation {
    let (is_customer, is_supplier) = roles(party);
    Relation {
        id: guid(division, IdSpace::Relation, code),
        code: code.to_owned(),
        name: if party.name.is_empty() { format!("Relatie {}", party.code) } else { party.name.clone() },
        country: party.country.clone().unwrap_or_else(|| "NL".to_owned()),
        vat_number: party.vat_number.clone(),
        city: party.city.clone(),
        email: party.email.clone(),
        is_supplier,
        is_customer,
    }
}
