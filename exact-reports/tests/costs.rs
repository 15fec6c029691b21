//! Costs: by account, kind, reference code and supplier, what rose and what recurs, and the lines behind them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod books;

use std::collections::BTreeMap;

use books::{Administration, booked, made_up, money, real};
use exact_model::Decimal;
use exact_reports::change::NoPercentage;
use exact_reports::costs::{BySupplier, CostInput, CostScope, Costs, FixedCosts, FixedInput, SupplierInput, risers};
use exact_reports::{Explained, PeriodRange, PeriodRequest};

fn costs(books: &Administration, period: &PeriodRange, scope: CostScope) -> Explained<Costs> {
    Costs::of(&CostInput {
        period,
        scope,
        chart: &books.chart,
        calendar: &books.calendar,
        movements: &books.movements,
        classification: Some(&books.classification),
    })
    .unwrap()
}

fn suppliers(books: &Administration, period: &PeriodRange, scope: CostScope) -> BySupplier {
    BySupplier::of(&SupplierInput { period, scope, chart: &books.chart, lines: &books.lines }).unwrap().report
}

fn fixed(books: &Administration, period: &PeriodRange) -> FixedCosts {
    FixedCosts::of(&FixedInput {
        period,
        chart: &books.chart,
        calendar: &books.calendar,
        lines: &books.lines,
        classification: Some(&books.classification),
    })
    .unwrap()
    .report
}

#[test]
fn the_real_costs_of_2016_fall_in_three_groups_of_the_reference_chart() {
    let Some(books) = real() else { return };
    let report = costs(&books, &books.year(2016), CostScope::WithCostOfGoods).report;
    let groups: Vec<_> =
        report.references.iter().map(|row| (row.group.as_deref().unwrap(), row.amounts.total)).collect();
    assert_eq!(groups, [("WAfs", money("5000.00")), ("WKpr", money("12151.42")), ("WPer", money("74727.80"))]);
    assert_eq!(report.amounts.total, money("91879.22"));
    assert_eq!(costs(&books, &books.year(2016), CostScope::Operating).report.amounts.total, money("79727.80"));
}

#[test]
fn costs_by_kind_are_those_of_the_books_and_every_split_adds_up() {
    for seed in [2, 19] {
        let books = made_up(seed, "2026-06-15");
        let report = costs(&books, &books.year(2025), CostScope::WithCostOfGoods).report;
        for kind in &report.kinds {
            assert_eq!(kind.amounts.total, books.results(kind.account_type.0, 2025, None));
        }
        let expected: Decimal =
            [111, 120, 121, 122, 123, 124, 125, 126].map(|kind| books.results(kind, 2025, None)).into_iter().sum();
        assert_eq!(report.amounts.total, expected);
        let sum = |parts: Vec<Decimal>| parts.into_iter().sum::<Decimal>();
        assert_eq!(sum(report.accounts.iter().map(|row| row.amounts.total).collect()), expected);
        assert_eq!(sum(report.references.iter().map(|row| row.amounts.total).collect()), expected);
        assert_eq!(sum(report.amounts.by_period.clone()), expected);
        for count in [0, 1, 5, 500] {
            let top = report.top(count).unwrap();
            let rest = top.others.map(|others| others.amount).unwrap_or_default();
            assert_eq!(sum(top.rows.iter().map(|row| row.amounts.total).collect()) + rest, expected);
            assert!(top.rows.len() <= count);
        }
        for row in &report.accounts {
            assert_eq!(report.selector([row.account.id], None).total(&books.lines).unwrap(), row.amounts.total);
        }
    }
}

#[test]
fn a_word_finds_accounts_by_description_code_or_reference_and_names_them() {
    let Some(books) = real() else { return };
    let report = costs(&books, &books.year(2016), CostScope::WithCostOfGoods).report;
    let personnel = report.search("wper").unwrap();
    assert_eq!(personnel.amounts.total, money("74727.80"));
    assert!(!personnel.accounts.is_empty());
    let one = &report.accounts[0].account;
    let by_code = report.search(&one.code).unwrap();
    assert!(by_code.accounts.iter().any(|row| row.account == *one));
    let by_words = report.search(&one.description.to_uppercase()).unwrap();
    assert!(by_words.accounts.iter().any(|row| row.account == *one));
    assert!(report.search("niets van dien aard").unwrap().accounts.is_empty());
    assert!(report.search("  ").unwrap().accounts.is_empty());
}

#[test]
fn rises_add_up_to_the_rise_of_the_total_and_begin_with_the_largest() {
    let books = made_up(7, "2026-06-15");
    let quarter = |from| {
        let period = books.period(PeriodRequest::Periods { year: 2025, from, to: from + 2 });
        costs(&books, &period, CostScope::Operating).report
    };
    let (first, second) = (quarter(1), quarter(4));
    let risers = risers(&first, &second).unwrap();
    let sum: Decimal = risers.iter().map(|row| row.change.difference).sum();
    assert_eq!(sum, second.amounts.total - first.amounts.total);
    assert!(risers.windows(2).all(|pair| pair[0].change.difference >= pair[1].change.difference));
    for row in risers.iter().filter(|row| row.change.before.is_zero()) {
        assert_eq!(row.change.percentage, Err(NoPercentage::FromZero));
    }
}

#[test]
fn suppliers_and_costs_without_supplier_add_up_and_so_do_the_lines_behind_them() {
    for books in [Some(made_up(7, "2026-06-15")), real()].into_iter().flatten() {
        let year = books.calendar.years()[0].year;
        let period = books.year(year);
        let report = suppliers(&books, &period, CostScope::WithCostOfGoods);
        assert_eq!(report.total, costs(&books, &period, CostScope::WithCostOfGoods).report.amounts.total);
        let named: Decimal = report.suppliers.iter().map(|row| row.amount).sum();
        assert_eq!(named + report.without_supplier, report.total);
        let expected = by_supplier(&books, year);
        for row in &report.suppliers {
            assert_eq!(row.amount, expected[row.supplier.code.as_deref().unwrap()]);
            assert_eq!(report.selector(row).total(&books.lines).unwrap(), row.amount);
        }
        assert_eq!(report.selector_without_supplier().total(&books.lines).unwrap(), report.without_supplier);
        let (top, others, rest) = report.top(2).unwrap();
        assert_eq!(top.iter().map(|row| row.amount).sum::<Decimal>() + rest, named);
        assert_eq!(top.len() + others, report.suppliers.len());
    }
}

/// Costs by code of the supplier, without any of the report's code.
fn by_supplier(books: &Administration, year: i16) -> BTreeMap<String, Decimal> {
    let types: BTreeMap<_, _> =
        books.division.accounts.iter().map(|one| (one.code.as_str(), (one.balance_type, one.account_type))).collect();
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    for (entry, line) in booked(&books.division) {
        let is_cost = matches!(types[line.account.as_str()], ('W', 111 | 120..=126));
        if entry.year != year || !is_cost || entry.kind.is_closing() || entry.kind.0 == 10 {
            continue;
        }
        let mut creditors: Vec<_> = entry
            .lines
            .iter()
            .filter(|other| types[other.account.as_str()].1 == 22)
            .filter_map(|other| other.relation.clone())
            .collect();
        creditors.sort();
        creditors.dedup();
        let single = (creditors.len() == 1).then(|| creditors[0].clone());
        if let Some(code) = line.relation.clone().or(single) {
            *sums.entry(code).or_default() += line.amount_dc;
        }
    }
    sums
}

#[test]
fn rent_recurs_every_month_and_the_lines_behind_what_recurs_add_up() {
    let books = made_up(7, "2026-06-15");
    let report = fixed(&books, &books.year(2025));
    assert!(report.recurring.iter().any(|row| row.every == 1 && row.times == 12), "{:?}", report.recurring);
    for row in &report.recurring {
        assert!(row.times >= 3 && row.median > Decimal::ZERO);
        assert_eq!(row.selector().total(&books.lines).unwrap(), row.total, "{:?}", row.subject);
    }
    let natures: Decimal = report.by_nature.iter().map(|row| row.amounts.total).sum();
    assert_eq!(natures, report.fixed_by_nature.total);
    let mut accounts: Vec<_> =
        report.by_nature.iter().flat_map(|row| &row.accounts).map(|row| row.account.id).collect();
    let all = accounts.len();
    accounts.sort();
    accounts.dedup();
    assert_eq!(accounts.len(), all, "an account has one nature");
}

#[test]
fn in_2016_personnel_is_fixed_by_nature_though_its_amount_varies() {
    let Some(books) = real() else { return };
    let report = fixed(&books, &books.year(2016));
    let of = |label: &str| {
        let row = report.by_nature.iter().find(|row| row.nature.label() == label);
        row.map(|row| row.amounts.total)
    };
    assert_eq!(of("personeel"), Some(money("74727.80")));
    assert_eq!(of("afschrijvingen"), Some(money("5000.00")));
}
