//! The real audit file against totals that other software computed, to the cent.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use exact_sandbox::books::auditfile;
use exact_sandbox::books::{Books, Division, Line, Side};
use rust_decimal::Decimal;
use serde_json::Value;

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("EXACT_AUDITFILES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/auditfiles"), PathBuf::from);
    if folder.join("ExactOnline_V32_2016.xaf").is_file() {
        return Some(folder);
    }
    eprintln!("skipped: {} has no audit file", folder.display());
    None
}

fn real() -> Option<(Books, Value)> {
    let folder = folder()?;
    let books = auditfile::load(&[folder.join("ExactOnline_V32_2016.xaf")], None).unwrap();
    let expected = fs::read_to_string(folder.join("ExactOnline_V32_2016.expected.json")).unwrap();
    Some((books, serde_json::from_str(&expected).unwrap()))
}

fn decimal(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

fn lines(division: &Division) -> impl Iterator<Item = (i16, &Line)> {
    division.entries.iter().flat_map(|entry| entry.lines.iter().map(move |line| (entry.period, line)))
}

/// Sum of the lines on accounts of a type, by a key of one's own.
fn by<K: Ord>(division: &Division, kind: i32, key: impl Fn(i16, &Line) -> K) -> BTreeMap<K, Decimal> {
    let mut sums = BTreeMap::new();
    for (period, line) in lines(division) {
        if division.accounts.iter().any(|account| account.code == line.account && account.account_type == kind) {
            *sums.entry(key(period, line)).or_insert(Decimal::ZERO) += line.amount_dc;
        }
    }
    sums
}

fn expected_map(value: &Value) -> BTreeMap<String, Decimal> {
    value.as_object().unwrap().iter().map(|(key, amount)| (key.clone(), decimal(amount))).collect()
}

#[test]
fn the_trial_balance_has_all_330_points_of_other_software() {
    let Some(folder) = folder() else { return };
    let (books, _) = real().unwrap();
    let mut movements: BTreeMap<(String, i16), Decimal> = BTreeMap::new();
    for (period, line) in lines(&books.divisions[0]) {
        *movements.entry((line.account.clone(), period)).or_default() += line.amount_dc;
    }
    let csv = fs::read_to_string(folder.join("ExactOnline_V32_2016.trial-balance.csv")).unwrap();
    let mut points = 0;
    for row in csv.lines().skip(1) {
        // The description in the middle may hold commas; the columns that count are at the ends.
        let columns: Vec<&str> = row.split(',').collect();
        let (period, account): (i16, &str) = (columns[3].parse().unwrap(), columns[4]);
        let cumulative: Decimal = columns[columns.len() - 2].parse().unwrap();
        let ours: Decimal = movements
            .iter()
            .filter(|((code, number), _)| code == account && *number <= period)
            .map(|(_, amount)| amount)
            .sum();
        assert_eq!(ours, cumulative, "account {account} up to period {period}");
        points += 1;
    }
    assert_eq!(points, 330);
}

#[test]
fn counts_and_control_totals_are_those_of_the_file() {
    let Some((books, expected)) = real() else { return };
    let division = &books.divisions[0];
    let counts = &expected["counts"];
    assert_eq!(division.accounts.len() as u64, counts["accounts"]);
    assert_eq!(division.relations.len() as u64, counts["relations"]);
    assert_eq!(division.vat_codes.len() as u64, counts["vat_codes"]);
    assert_eq!(division.entries.len() as u64, counts["transactions"]);
    assert_eq!(lines(division).count() as u64, counts["lines"]);
    let debit: Decimal = lines(division).map(|(_, line)| line.amount_dc).filter(Decimal::is_sign_positive).sum();
    assert_eq!(debit, decimal(&expected["control"]["computed"]["debit"]));
    assert_eq!(books.today.to_string(), "2016-12-31");
    assert_eq!(books.warnings, Vec::<String>::new());
}

#[test]
fn revenue_is_that_of_the_revenue_accounts() {
    let Some((books, expected)) = real() else { return };
    let division = &books.divisions[0];
    let by_account = by(division, 110, |_, line| line.account.clone());
    let negated: BTreeMap<String, Decimal> = by_account.into_iter().map(|(code, amount)| (code, -amount)).collect();
    assert_eq!(negated, expected_map(&expected["revenue"]["lead_omzet"]["by_account"]));
}

#[test]
fn costs_and_profit_are_those_of_the_file() {
    let Some((books, expected)) = real() else { return };
    let division = &books.divisions[0];
    let result: Decimal = lines(division)
        .filter(|(_, line)| {
            division.accounts.iter().any(|account| account.code == line.account && account.balance_type == 'W')
        })
        .map(|(_, line)| -line.amount_dc)
        .sum();
    assert_eq!(result, decimal(&expected["profit"]["total"]));
    let groups = expected_map(&expected["costs"]["by_rgs4"]);
    for (kind, group) in [(125, "WPer"), (111, "WKpr"), (122, "WAfs")] {
        let sum: Decimal = by(division, kind, |_, _| ()).into_values().sum();
        assert_eq!(sum, groups[group], "{group}");
    }
}

#[test]
fn vat_accounts_net_to_the_quarters() {
    let Some((books, expected)) = real() else { return };
    let division = &books.divisions[0];
    let quarters = by(division, 24, |period, _| format!("Q{}", (period - 1) / 3 + 1));
    let negated: BTreeMap<String, Decimal> = quarters.into_iter().map(|(quarter, amount)| (quarter, -amount)).collect();
    assert_eq!(negated, expected_map(&expected["vat"]["gl_net_by_quarter"]));
}

#[test]
fn open_items_are_those_of_the_subledger_and_add_up_to_the_ledger() {
    let Some((books, expected)) = real() else { return };
    let division = &books.divisions[0];
    for (side, kind, name) in [(Side::Receivable, 20, "receivables"), (Side::Payable, 22, "payables")] {
        let expected = &expected["open_items"][name];
        let ledger: Decimal = by(division, kind, |_, _| ()).into_values().sum();
        assert_eq!(ledger, decimal(&expected["gl_balance"]), "{name}");
        let open: Decimal = division.open_items.open(side).map(|item| item.open_dc).sum();
        assert_eq!(open, ledger, "{name}");
    }
    let mut wanted: Vec<(String, String, Decimal)> =
        expected["open_items"]["receivables"]["open_items_by_relation_and_invRef"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| {
                (
                    item["relation"].as_str().unwrap().to_owned(),
                    item["due"].as_str().unwrap().to_owned(),
                    decimal(&item["open"]),
                )
            })
            .collect();
    let mut ours: Vec<(String, String, Decimal)> = division
        .open_items
        .open(Side::Receivable)
        .map(|item| {
            let due = item.due_date.map(|due| due.to_string()).unwrap_or_default();
            (item.relation.clone().unwrap_or_default(), due, item.open_dc)
        })
        .collect();
    wanted.sort();
    ours.sort();
    assert_eq!(ours, wanted);
}
