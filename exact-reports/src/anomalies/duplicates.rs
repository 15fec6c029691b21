use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use exact_model::{Decimal, Uuid};

use crate::ledger::{AccountType, Chart, Line, Lines, Names, Relation, TransactionType};
use crate::period::PeriodRange;

/// How many days two invoices of one amount may lie apart to look alike.
const DAYS: i64 = 7;

/// Why two purchase invoices look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Resemblance {
    /// The same supplier and the same reference.
    Reference,
    /// The same supplier and the same amount within a week.
    Amount,
}

/// Two purchase invoices that may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PossibleDuplicate {
    /// The supplier.
    pub supplier: Relation,
    /// Why they look alike.
    pub resemblance: Resemblance,
    /// The reference of the first, where it has one.
    pub reference: Option<String>,
    /// What the second one is for, VAT included; an invoice is positive.
    pub amount: Decimal,
    /// Id, number and date of both entries, the older one first.
    pub entries: [(Uuid, Option<i32>, NaiveDate); 2],
}

/// A purchase entry as its creditor lines show it.
#[derive(Debug, Clone)]
struct Invoice<'a> {
    first: &'a Line,
    amount: Decimal,
}

/// Pairs of purchase entries that look alike, of which the later one lies in the period. Of three alike, the second and the
/// third each make a pair with the one before.
pub(super) fn duplicates(period: &PeriodRange, chart: &Chart, lines: &Lines) -> Vec<PossibleDuplicate> {
    let mut names = Names::default();
    let mut invoices: BTreeMap<(Uuid, Uuid), Invoice<'_>> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.transaction_type == TransactionType::PURCHASE_ENTRY) {
        let is_creditor = chart.get(line.account).is_some_and(|one| one.account_type == AccountType::PAYABLE);
        let Some(supplier) = line.relation.filter(|_| is_creditor && line.status.counts()) else { continue };
        names.note(supplier, line.relation_code.as_deref(), line.relation_name.as_deref());
        let invoice =
            invoices.entry((supplier, line.entry)).or_insert_with(|| Invoice { first: line, amount: Decimal::ZERO });
        invoice.amount = invoice.amount.saturating_sub(line.amount);
    }
    let mut by_supplier: BTreeMap<Uuid, Vec<Invoice<'_>>> = BTreeMap::new();
    for ((supplier, _), invoice) in invoices {
        by_supplier.entry(supplier).or_default().push(invoice);
    }
    let mut found = Vec::new();
    for (supplier, mut invoices) in by_supplier {
        invoices.sort_by_key(|invoice| (invoice.first.date, invoice.first.detail.entry_number, invoice.first.entry));
        // The nearest one before with the same reference or amount: each invoice is looked at once.
        let mut by_reference: HashMap<String, &Invoice<'_>> = HashMap::new();
        let mut by_amount: HashMap<Decimal, &Invoice<'_>> = HashMap::new();
        for later in &invoices {
            let reference = later.first.detail.your_ref.as_deref().map(str::to_lowercase);
            let same_reference = reference.and_then(|reference| by_reference.insert(reference, later));
            let same_amount = by_amount.insert(later.amount, later).filter(|earlier| is_near(earlier, later));
            if !period.contains(later.first.year, later.first.period) {
                continue;
            }
            let alike = same_reference.map(|earlier| (Resemblance::Reference, earlier));
            let alike = alike.or_else(|| same_amount.map(|earlier| (Resemblance::Amount, earlier)));
            let Some((resemblance, earlier)) = alike else { continue };
            let entry =
                |invoice: &Invoice<'_>| (invoice.first.entry, invoice.first.detail.entry_number, invoice.first.date);
            found.push(PossibleDuplicate {
                supplier: names.relation(supplier),
                resemblance,
                reference: earlier.first.detail.your_ref.clone(),
                amount: later.amount,
                entries: [entry(earlier), entry(later)],
            });
        }
    }
    found.sort_by(|left, right| right.amount.cmp(&left.amount).then_with(|| left.entries.cmp(&right.entries)));
    found
}

fn is_near(earlier: &Invoice<'_>, later: &Invoice<'_>) -> bool {
    !later.amount.is_zero() && (later.first.date - earlier.first.date).num_days() <= DAYS
}
