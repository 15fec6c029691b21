//! The RGS scheme: its codes in use and which account has which.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

use super::Collection;
use super::ledger::{Index, Ledger};
use super::rows::{Columns, Rows};
use crate::books::{Account, IdSpace, guid};
use crate::odata::cell::Cell;

const SCHEME: &str = "RGS versie 3.5";
const SCHEME_NAME: &str = "Referentie Grootboekschema";

/// The scheme's key.
pub(super) fn scheme_id(ledger: &Ledger) -> Uuid {
    guid(ledger.division().code, IdSpace::Record, "scheme/rgs")
}

/// Of a code; the same code is the same classification.
fn code_id(division: i32, code: &str) -> Uuid {
    guid(division, IdSpace::Record, &format!("rgs/{code}"))
}

const SCHEMES: Columns<()> = &[
    ("ID", |ledger, ()| Cell::Guid(scheme_id(ledger))),
    ("Code", |_, ()| Cell::Text(SCHEME)),
    ("Description", |_, ()| Cell::Text(SCHEME_NAME)),
    ("Main", |_, ()| Cell::Int(1)),
];

/// The one scheme, where any account has a code of it.
pub(super) fn schemes(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    let rows = if ledger.division().accounts.iter().any(|account| account.rgs.is_some()) { vec![()] } else { vec![] };
    Rows::new(ledger, rows, SCHEMES, &["ID"]).share()
}

#[derive(Debug, Clone)]
struct CodeRow {
    id: Uuid,
    code: String,
    /// The group it belongs to: the code without its last part.
    parent: Option<Uuid>,
    balance: &'static str,
    period_type: &'static str,
    has_children: bool,
    timestamp: i64,
}

const CODES: Columns<CodeRow> = &[
    ("Timestamp", |_, row| Cell::Int(row.timestamp)),
    ("ID", |_, row| Cell::Guid(row.id)),
    ("Abstract", |_, row| Cell::Bool(row.has_children)),
    ("Balance", |_, row| Cell::Text(row.balance)),
    ("Code", |_, row| Cell::Text(&row.code)),
    ("Description", |_, row| Cell::Text(&row.code)),
    ("IsTupleSubElement", |_, _| Cell::Bool(false)),
    ("Name", |_, row| Cell::Text(&row.code)),
    ("Nillable", |_, _| Cell::Bool(true)),
    ("Parent", |_, row| Cell::some(row.parent, Cell::Guid)),
    ("PeriodType", |_, row| Cell::Text(row.period_type)),
    ("TaxonomyNamespace", |ledger, _| Cell::Guid(scheme_id(ledger))),
    ("TaxonomyNamespaceDescription", |_, _| Cell::Text(SCHEME)),
];

/// The codes in use and the groups above them, by ID or by timestamp.
pub(super) fn codes(ledger: &Arc<Ledger>, key: &'static str) -> Arc<dyn Collection> {
    let division = ledger.division().code;
    let mut codes: BTreeMap<String, (bool, char)> = BTreeMap::new();
    for account in &ledger.division().accounts {
        for (level, code) in account.rgs.iter().flat_map(|code| levels(code)).enumerate() {
            let side = account.balance_side;
            codes.entry(code.to_owned()).and_modify(|known| known.0 |= level > 0).or_insert((level > 0, side));
        }
    }
    let rows = codes.iter().zip(500_000..).map(|((code, (has_children, side)), timestamp)| CodeRow {
        id: code_id(division, code),
        parent: levels(code).nth(1).map(|group| code_id(division, group)),
        balance: if *side == 'D' { "debit" } else { "credit" },
        period_type: if code.starts_with('B') { "instant" } else { "duration" },
        has_children: *has_children,
        timestamp,
        code: code.clone(),
    });
    Rows::new(ledger, rows.collect(), CODES, &[key]).share()
}

/// `BVorDebHad`, `BVorDeb`, `BVor`, `B`.
fn levels(code: &str) -> impl Iterator<Item = &str> {
    let ends = [code.len(), 10, 7, 4, 1];
    let mut last = usize::MAX;
    ends.into_iter().filter_map(move |end| {
        let shorter = end < last && end <= code.len() && (end == code.len() || last != usize::MAX);
        last = if shorter { end } else { last };
        shorter.then(|| code.get(..end)).flatten()
    })
}

#[derive(Debug, Clone)]
struct MappingRow {
    id: Uuid,
    account: Index,
    code: String,
    classification: Uuid,
}

const MAPPINGS: Columns<MappingRow> = &[
    ("ID", |_, row| Cell::Guid(row.id)),
    ("Classification", |_, row| Cell::Guid(row.classification)),
    ("ClassificationCode", |_, row| Cell::Text(&row.code)),
    ("ClassificationDescription", |_, row| Cell::Text(&row.code)),
    ("GLAccount", |ledger, row| account(ledger, row, |account| Cell::Guid(account.id))),
    ("GLAccountCode", |ledger, row| account(ledger, row, |account| Cell::Text(&account.code))),
    ("GLAccountDescription", |ledger, row| account(ledger, row, |account| Cell::Text(&account.description))),
    ("GLSchemeCode", |_, _| Cell::Text(SCHEME)),
    ("GLSchemeDescription", |_, _| Cell::Text(SCHEME_NAME)),
    ("GLSchemeID", |ledger, _| Cell::Guid(scheme_id(ledger))),
];

fn account<'a>(ledger: &'a Ledger, row: &'a MappingRow, read: impl FnOnce(&'a Account) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.account(row.account), read)
}

/// Which account has which code; an account without one is not in it.
pub(super) fn mappings(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    let division = ledger.division();
    let rows = division.accounts.iter().zip(0..).filter_map(|(account, at)| {
        let code = account.rgs.clone()?;
        Some(MappingRow {
            id: guid(division.code, IdSpace::Record, &format!("mapping/{}", account.id)),
            account: Index(at),
            classification: code_id(division.code, &code),
            code,
        })
    });
    Rows::new(ledger, rows.collect(), MAPPINGS, &["ID"]).share()
}

#[cfg(test)]
mod tests {
    use super::levels;

    #[test]
    fn a_code_lies_in_the_groups_its_parts_name() {
        assert_eq!(levels("WBedHuiBeh").collect::<Vec<_>>(), ["WBedHuiBeh", "WBedHui", "WBed", "W"]);
        assert_eq!(levels("BLas").collect::<Vec<_>>(), ["BLas", "B"]);
        assert_eq!(
            levels("BSchBepBtwOla").collect::<Vec<_>>(),
            ["BSchBepBtwOla", "BSchBepBtw", "BSchBep", "BSch", "B"]
        );
    }
}
