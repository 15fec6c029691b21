//! A small ledger, and whether books are those of it.

use std::collections::BTreeMap;

use exact_sandbox::books::{Division, Side};
use proptest::prelude::*;

/// Code, description, balance sheet or profit and loss, and the type it has at Exact.
pub(super) const ACCOUNTS: [(&str, &str, char, i32); 7] = [
    ("0500", "Eigen vermogen", 'B', 50),
    ("1100", "Rabobank", 'B', 12),
    ("1300", "Debiteuren", 'B', 20),
    ("1520", "Af te dragen btw", 'B', 24),
    ("1600", "Crediteuren", 'B', 22),
    ("4100", "Huurkosten", 'P', 121),
    ("8000", "Omzet", 'P', 110),
];

/// Number, name and whether it is a customer.
pub(super) const RELATIONS: [(&str, &str, bool); 2] =
    [("10001", "Café Zoë & Zn", true), ("20001", "Hübner GmbH", false)];

/// What a line is on, its amount in cents with debit positive, and the invoice it belongs to.
#[derive(Debug, Clone)]
pub(super) struct Posted {
    pub(super) account: &'static str,
    pub(super) cents: i64,
    /// A place among the relations, and an invoice number.
    pub(super) invoice: Option<(usize, u32)>,
}

/// An entry in a journal.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) journal: &'static str,
    pub(super) number: u32,
    pub(super) month: u32,
    pub(super) lines: Vec<Posted>,
}

/// The books of a year.
#[derive(Debug, Clone)]
pub(super) struct Ledger {
    /// What stood on the bank when the year began, against the capital.
    pub(super) opening: i64,
    pub(super) entries: Vec<Entry>,
}

impl Ledger {
    pub(super) fn example() -> Self {
        let entries = [
            (Kind::Sale, 1, 12_100),
            (Kind::Sale, 2, 5_445),
            (Kind::Receipt(0), 3, 12_100),
            (Kind::Purchase, 3, 84_700),
            (Kind::Receipt(1), 5, 2_000),
        ];
        Self::of(250_000, &entries)
    }

    fn of(opening: i64, events: &[(Kind, u32, i64)]) -> Self {
        let mut invoices = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        for (kind, month, cents) in events {
            let number = u32::try_from(entries.len()).unwrap() + 1;
            let line = |account, cents, invoice| Posted { account, cents, invoice };
            let vat = cents * 21 / 121;
            let (journal, lines) = match kind {
                Kind::Sale => {
                    let invoice = Some((0, 2_600 + number));
                    invoices.push(invoice);
                    let rest = [line("8000", vat - cents, invoice), line("1520", -vat, invoice)];
                    ("70", [vec![line("1300", *cents, invoice)], rest.to_vec()].concat())
                }
                Kind::Purchase => {
                    let invoice = Some((1, 900 + number));
                    ("60", vec![line("1600", -cents, invoice), line("4100", *cents, invoice)])
                }
                Kind::Receipt(at) => {
                    let invoice = invoices.get(at % invoices.len().max(1)).copied().flatten();
                    ("20", vec![line("1100", *cents, None), line("1300", -cents, invoice.or(Some((0, 1))))])
                }
            };
            entries.push(Entry { journal, number, month: *month, lines });
        }
        Self { opening, entries }
    }

    /// Balance at the end of the year per account, in cents; those of nothing left out.
    fn balances(&self) -> BTreeMap<String, i64> {
        let mut balances = BTreeMap::from([("1100".to_owned(), self.opening), ("0500".to_owned(), -self.opening)]);
        for line in self.entries.iter().flat_map(|entry| &entry.lines) {
            *balances.entry(line.account.to_owned()).or_default() += line.cents;
        }
        balances.retain(|_, cents| *cents != 0);
        balances
    }

    /// Stops the test when the books are not those of this ledger.
    pub(super) fn assert_in(&self, division: &Division, dialect: &str) {
        let mut balances: BTreeMap<String, i64> = BTreeMap::new();
        for line in division.entries.iter().flat_map(|entry| &entry.lines) {
            *balances.entry(line.account.clone()).or_default() += cents(line.amount_dc);
        }
        balances.retain(|_, cents| *cents != 0);
        assert_eq!(balances, self.balances(), "{dialect}");
        for entry in &self.entries {
            let is_it = |known: &&exact_sandbox::books::Entry| {
                known.journal == entry.journal && known.number == i32::try_from(entry.number).unwrap()
            };
            let found = division.entries.iter().find(is_it).unwrap_or_else(|| panic!("{entry:?} in {dialect}"));
            assert_eq!(u32::try_from(found.period).unwrap(), entry.month, "{dialect}");
            assert_eq!(found.lines.len(), entry.lines.len(), "{dialect}");
        }
        for side in [Side::Receivable, Side::Payable] {
            let account = if side == Side::Receivable { "1300" } else { "1600" };
            let open: i64 = division.open_items.open(side).map(|item| cents(item.open_dc)).sum();
            assert_eq!(open, balances.get(account).copied().unwrap_or(0), "{side:?} in {dialect}");
        }
        for (code, description, _, kind) in ACCOUNTS {
            let account = division.accounts.iter().find(|one| one.code == code).unwrap();
            assert_eq!((account.description.as_str(), account.account_type), (description, kind), "{dialect}");
        }
        let names: Vec<&str> = division.relations.iter().map(|relation| relation.name.as_str()).collect();
        for (_, name, _) in RELATIONS {
            assert!(names.contains(&name), "{names:?} in {dialect}");
        }
        assert_eq!(division.name, "Groot & Kleín B.V.", "{dialect}");
    }
}

fn cents(amount: rust_decimal::Decimal) -> i64 {
    let cents = amount * rust_decimal::Decimal::ONE_HUNDRED;
    assert!(cents.is_integer(), "{amount}");
    i64::try_from(cents.mantissa()).unwrap() / 10_i64.pow(cents.scale())
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Sale,
    Purchase,
    /// Of one of the invoices sent.
    Receipt(usize),
}

/// Any ledger of a few entries, one sale and one purchase among them.
pub(super) fn any() -> impl Strategy<Value = Ledger> {
    let kind = prop_oneof![Just(Kind::Sale), Just(Kind::Purchase), (0_usize..6).prop_map(Kind::Receipt)];
    let events = proptest::collection::vec((kind, 1_u32..13, 100_i64..9_999_999), 0..8);
    (1_i64..99_999_999, events).prop_map(|(opening, events)| {
        let first = [(Kind::Sale, 1, 12_100), (Kind::Purchase, 2, 3_333), (Kind::Receipt(0), 2, 100)];
        Ledger::of(opening, &[first.to_vec(), events].concat())
    })
}
