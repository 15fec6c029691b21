use std::collections::{BTreeMap, BTreeSet};

use exact_model::Uuid;

use super::{AccountType, Chart, Lines, Names};

/// Who the debtor or creditor lines of an entry name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counterparty {
    /// One relation.
    One(Uuid),
    /// Choosing one would be a guess.
    Several,
}

/// The relation of each entry that has a line on accounts of a type: receivable for customers, payable for suppliers.
pub(crate) fn counterparties(
    chart: &Chart,
    kind: AccountType,
    lines: &Lines,
    names: &mut Names,
) -> BTreeMap<Uuid, Counterparty> {
    let accounts: BTreeSet<Uuid> = chart.of_type(kind).iter().map(|account| account.id).collect();
    let mut found = BTreeMap::new();
    for line in lines.iter().filter(|line| accounts.contains(&line.account)) {
        let Some(id) = line.relation else { continue };
        names.note(id, line.relation_code.as_deref(), line.relation_name.as_deref());
        found
            .entry(line.entry)
            .and_modify(|known| {
                if *known != Counterparty::One(id) {
                    *known = Counterparty::Several;
                }
            })
            .or_insert(Counterparty::One(id));
    }
    found
}
