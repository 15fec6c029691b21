//! Budget, cost centres, several administrations, what deserves a second look, and the overview of all.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod books;

use std::collections::BTreeMap;

use books::{Administration, booked, day, made_up, money};
use exact_model::budget::Budget;
use exact_model::financial::GLAccount;
use exact_model::{Complete, Decimal, Entity};
use exact_reports::anomalies::{Anomalies, AnomalyInput, Resemblance};
use exact_reports::balance::Moment;
use exact_reports::budget::{BudgetComparison, BudgetInput};
use exact_reports::cost_centers::{CostCenterInput, CostCenters};
use exact_reports::group::{Group, Member};
use exact_reports::input::{AccountVatRow, BudgetRow};
use exact_reports::overview::{Overview, OverviewInput};
use exact_reports::results::{ProfitAndLoss, Section, StatementInput, Subtotal};
use exact_reports::{Check, Error, Explained, PeriodRange, PeriodRequest};
use exact_sandbox::books::{Line, company};

fn statement(books: &Administration, period: &PeriodRange) -> Explained<ProfitAndLoss> {
    let input = StatementInput { period, chart: &books.chart, calendar: &books.calendar, movements: &books.movements };
    ProfitAndLoss::of(&input).unwrap()
}

fn budget(
    books: &Administration,
    rows: &[(&str, i32, &str, &str)],
    scenario: Option<&str>,
) -> Result<Explained<BudgetComparison>, Error> {
    let row = |(code, period, amount, scenario): &(&str, i32, &str, &str)| BudgetRow {
        account: books.account_id(code),
        year: 2025,
        period: *period,
        amount: money(amount),
        scenario: Some((*scenario).to_owned()),
    };
    BudgetComparison::of(&BudgetInput {
        period: &books.period(PeriodRequest::Periods { year: 2025, from: 1, to: 3 }),
        chart: &books.chart,
        calendar: &books.calendar,
        movements: &books.movements,
        budgets: &Complete::finished(Budget::META, 1, rows.iter().map(row).collect()),
        scenario,
    })
}

/// The codes of a revenue account and of one of operating costs.
fn two_accounts(books: &Administration) -> (String, String) {
    let of = |kinds: &[i32]| {
        books.division.accounts.iter().find(|one| one.balance_type == 'W' && kinds.contains(&one.account_type)).unwrap()
    };
    (of(&[110]).code.clone(), of(&[120, 121, 125]).code.clone())
}

#[test]
fn a_budget_is_compared_in_the_ledgers_sign_or_in_its_own() {
    let books = made_up(7, "2026-06-15");
    let (revenue, costs) = two_accounts(&books);
    let made = statement(&books, &books.period(PeriodRequest::Periods { year: 2025, from: 1, to: 3 })).report;
    for (sign, unsigned) in [("-", false), ("", true)] {
        let amount = format!("{sign}1000.00");
        let rows =
            [(revenue.as_str(), 1, amount.as_str(), "A"), (&revenue, 4, &amount, "A"), (&costs, 2, "250.00", "A")];
        let answer = budget(&books, &rows, None).unwrap();
        let report = answer.report.comparison;
        assert_eq!((report.revenue.before, report.costs.before), (money("1000.00"), money("250.00")));
        assert_eq!(report.revenue.after, made.section(Section::Revenue).unwrap().amounts.total);
        let result = report.subtotals.iter().find(|row| row.subtotal == Subtotal::Result).unwrap();
        assert_eq!((result.change.before, result.change.after), (money("750.00"), made.result.total));
        assert_eq!(answer.basis.choices.iter().any(|choice| choice.key() == "budget_unsigned"), unsigned);
    }
}

#[test]
fn one_of_several_scenarios_must_be_chosen_and_no_budget_is_no_zero() {
    let books = made_up(7, "2026-06-15");
    let (revenue, _) = two_accounts(&books);
    let rows = [(revenue.as_str(), 1, "-1000.00", "A"), (&revenue, 1, "-2000.00", "B")];
    let several = Error::SeveralScenarios { scenarios: vec!["A".to_owned(), "B".to_owned()] };
    assert_eq!(budget(&books, &rows, None).unwrap_err(), several);
    assert_eq!(budget(&books, &rows, Some("B")).unwrap().report.comparison.revenue.before, money("2000.00"));
    assert_eq!(budget(&books, &rows, Some("C")).unwrap_err(), Error::NoBudget);
    assert_eq!(budget(&books, &[], None).unwrap_err(), Error::NoBudget);
    assert_eq!(budget(&books, &[(revenue.as_str(), 9, "-1.00", "A")], None).unwrap_err(), Error::NoBudget);
}

#[test]
fn cost_centres_and_what_has_none_add_up_to_the_result_and_their_lines_prove_it() {
    let mut division = made_up(7, "2026-06-15").division;
    for (at, line) in division.entries.iter_mut().flat_map(|entry| &mut entry.lines).enumerate() {
        line.cost_center = [None, Some("NOORD"), Some("ZUID")][at % 3].map(str::to_owned);
    }
    let books = Administration::of(division, day("2026-06-15"));
    let period = books.year(2025);
    let input = CostCenterInput { period: &period, chart: &books.chart, lines: &books.lines };
    let report = CostCenters::of(&input).unwrap().report;
    assert_eq!(report.result, statement(&books, &period).report.result.total);
    let codes: Vec<_> = report.rows.iter().map(|row| row.code.as_deref()).collect();
    assert_eq!(codes, [Some("NOORD"), Some("ZUID"), None]);
    for row in &report.rows {
        assert_eq!(report.selector(row).total(&books.lines).unwrap(), row.result);
        let parts = row.sections.iter().map(|(section, amount)| if section.is_cost() { -*amount } else { *amount });
        assert_eq!(parts.sum::<Decimal>(), row.result);
    }
}

#[test]
fn administrations_are_added_up_within_a_currency_and_never_across() {
    let divisions = company::generate(7, day("2026-06-15")).divisions;
    let member = |at: usize, currency: &str| {
        let books = Administration::of(divisions[at].clone(), day("2026-06-15"));
        let statement = statement(&books, &books.year(2025));
        Member { name: format!("{at}"), currency: currency.to_owned(), statement }
    };
    let members = vec![member(0, "EUR"), member(1, "EUR"), member(1, "USD")];
    let results: Vec<Decimal> = members.iter().map(|one| one.statement.report.result.total).collect();
    let Explained { report, basis, .. } = Group::of(members).unwrap();
    let of = |currency: &str| {
        let together = report.together.iter().find(|one| one.currency == currency).unwrap();
        let result = together.subtotals.iter().find(|(subtotal, _)| *subtotal == Subtotal::Result).unwrap();
        (together.members.len(), result.1)
    };
    assert_eq!(of("EUR"), (2, results[0] + results[1]));
    assert_eq!(of("USD"), (1, results[2]));
    assert!(basis.choices.iter().any(|choice| choice.key() == "nothing_eliminated"));
    assert_eq!(Group::of(Vec::new()).unwrap_err(), Error::NoMembers);
}

fn anomalies(books: &Administration, year: i16) -> Anomalies {
    let row = |account: &exact_sandbox::books::Account| AccountVatRow {
        account: account.id,
        vat_code: account.vat_code.clone().map(Into::into),
    };
    let vat_codes = Complete::finished(GLAccount::META, 1, books.division.accounts.iter().map(row).collect());
    Anomalies::of(&AnomalyInput {
        period: &books.year(year),
        moment: Moment::end_of(year, &books.calendar).unwrap(),
        chart: &books.chart,
        vat_codes: &vat_codes,
        lines: &books.lines,
    })
    .unwrap()
    .report
}

#[test]
fn an_invoice_that_was_booked_again_is_found_once_by_its_reference_or_by_its_amount() {
    let mut division = made_up(7, "2026-06-15").division;
    let before = anomalies(&Administration::of(division.clone(), day("2026-06-15")), 2025).duplicates;
    let original = division
        .entries
        .iter()
        .find(|entry| {
            let referred = |line: &Line| line.relation.is_some() && line.your_ref.is_some();
            entry.year == 2025 && entry.period == 5 && entry.kind.0 == 30 && entry.lines.iter().any(referred)
        })
        .unwrap()
        .clone();
    let mut again = original.clone();
    again.id = exact_model::Uuid::from_u128(77);
    division.entries.push(again.clone());
    let books = Administration::of(division.clone(), day("2026-06-15"));
    let found = anomalies(&books, 2025).duplicates;
    let pair = |found: &[exact_reports::anomalies::PossibleDuplicate]| {
        let mine = |one: &&exact_reports::anomalies::PossibleDuplicate| {
            one.entries.iter().any(|entry| entry.0 == original.id)
                && one.entries.iter().any(|entry| entry.0 == again.id)
        };
        found.iter().filter(mine).map(|one| one.resemblance).collect::<Vec<_>>()
    };
    assert_eq!(pair(&found), [Resemblance::Reference]);
    assert_eq!(found.len(), before.len() + 1);
    let last = division.entries.last_mut().unwrap();
    last.lines.iter_mut().for_each(|line| line.your_ref = None);
    let found = anomalies(&Administration::of(division, day("2026-06-15")), 2025).duplicates;
    assert_eq!(pair(&found), [Resemblance::Amount]);
}

/// A purchase invoice: day, number, id, reference in small letters, amount, book year.
type Bill = (exact_model::NaiveDate, i32, exact_model::Uuid, Option<String>, Decimal, i16);

/// Pairs that look alike, by comparing each invoice of 2025 with every one before it.
fn compared_one_by_one(bills: &mut [Bill]) -> Vec<([exact_model::Uuid; 2], Resemblance)> {
    bills.sort();
    let alike = |(at, later): (usize, &Bill)| {
        let before = || bills[..at].iter().rev();
        let referred = before().find(|one| one.3.is_some() && one.3 == later.3);
        let equal = before().find(|one| one.4 == later.4 && (later.0 - one.0).num_days() <= 7 && !later.4.is_zero());
        let found = referred.map(|one| (one, Resemblance::Reference));
        found.or(equal.map(|one| (one, Resemblance::Amount))).map(|(one, why)| ([one.2, later.2], why))
    };
    bills.iter().enumerate().filter(|(_, bill)| bill.5 == 2025).filter_map(alike).collect()
}

#[test]
fn an_invoice_is_paired_with_the_nearest_one_before_it_that_looks_alike() {
    let mut division = made_up(7, "2026-06-15").division;
    // Few references and few amounts, so that many look alike.
    for (at, entry) in division.entries.iter_mut().filter(|entry| entry.kind.0 == 30).enumerate() {
        let reference = [None, Some("a1"), Some("A1"), None, None, Some("b2"), None][at % 7];
        for line in &mut entry.lines {
            line.your_ref = reference.map(str::to_owned);
            line.amount_dc = Decimal::from(if line.amount_dc.is_sign_negative() { -10 } else { 10 });
        }
    }
    let books = Administration::of(division, day("2026-06-15"));
    let creditors: Vec<&str> =
        books.division.accounts.iter().filter(|one| one.account_type == 22).map(|one| one.code.as_str()).collect();
    let mut bills: BTreeMap<String, BTreeMap<exact_model::Uuid, Bill>> = BTreeMap::new();
    for (entry, line) in booked(&books.division).filter(|(entry, _)| entry.kind.0 == 30) {
        if let Some(relation) = line.relation.clone().filter(|_| creditors.contains(&line.account.as_str())) {
            let reference = line.your_ref.as_deref().map(str::to_lowercase);
            let bill = (line.date, entry.number, entry.id, reference, Decimal::ZERO, entry.year);
            bills.entry(relation).or_default().entry(entry.id).or_insert(bill).4 -= line.amount_dc;
        }
    }
    let mut expected: Vec<_> = bills
        .into_values()
        .flat_map(|bills| compared_one_by_one(&mut bills.into_values().collect::<Vec<_>>()))
        .collect();
    let found = anomalies(&books, 2025).duplicates;
    let mut found: Vec<_> = found.iter().map(|one| (one.entries.map(|entry| entry.0), one.resemblance)).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    for why in [Resemblance::Reference, Resemblance::Amount] {
        assert!(found.iter().any(|one| one.1 == why), "{why:?} is not tried");
    }
}

#[test]
fn a_line_that_lost_its_vat_code_and_an_amount_in_suspense_are_found_with_their_lines() {
    let mut division = made_up(7, "2026-06-15").division;
    let defaults: BTreeMap<String, bool> = division
        .accounts
        .iter()
        .map(|one| (one.code.clone(), one.balance_type == 'W' && one.vat_code.is_some()))
        .collect();
    assert!(defaults.values().any(|has| *has), "the chart must have default VAT codes for this to prove anything");
    let entries = division.entries.iter_mut().filter(|entry| entry.year == 2025 && matches!(entry.kind.0, 20 | 30));
    let line = entries
        .flat_map(|entry| &mut entry.lines)
        .find(|line| defaults[&line.account] && line.vat_code.is_some())
        .unwrap();
    line.vat_code = None;
    let (account, amount) = (line.account.clone(), line.amount_dc);
    let books = Administration::of(division, day("2026-06-15"));
    let report = anomalies(&books, 2025);
    let before = anomalies(&made_up(7, "2026-06-15"), 2025);
    let of = |report: &Anomalies| {
        let row = report.without_vat_code.iter().find(|row| row.account.code == account);
        row.map(|row| (row.lines, row.amount)).unwrap_or_default()
    };
    assert_eq!(of(&report), (of(&before).0 + 1, of(&before).1 + amount));
    for row in &report.without_vat_code {
        let selector = report.selector_of_missing(row);
        assert_eq!(selector.total(&books.lines).unwrap(), row.amount);
        assert_eq!(selector.lines(&books.lines).count(), usize::try_from(row.lines).unwrap());
    }
    for row in &report.suspense {
        assert_eq!(report.selector_of_suspense(row).total(&books.lines).unwrap(), row.amount);
        let expected: Decimal = booked(&books.division)
            .filter(|(entry, line)| {
                line.account == row.account.code && entry.year <= 2025 && entry.kind.0 != 327 && entry.kind.0 != 328
            })
            .map(|(_, line)| line.amount_dc)
            .sum();
        assert_eq!(row.amount, expected);
        assert!(row.account.is_clearing());
    }
}

#[test]
fn the_overview_has_the_figures_of_the_reports_it_is_made_of() {
    let books = made_up(7, "2026-06-15");
    let input = OverviewInput {
        today: books.today,
        chart: &books.chart,
        calendar: &books.calendar,
        movements: &books.movements,
    };
    let Explained { report, basis, checks } = Overview::of(&input).unwrap();
    let revenue: Decimal = (1..=6).map(|period| -books.results(110, 2026, Some(period))).sum();
    let comparison = report.comparison.as_ref().unwrap();
    assert_eq!(comparison.revenue.after, revenue);
    assert_eq!(comparison.revenue.before, (1..=6).map(|period| -books.results(110, 2025, Some(period))).sum());
    let balance = |kind: i32| -> Decimal {
        let codes: Vec<_> =
            books.division.accounts.iter().filter(|one| one.account_type == kind).map(|one| &one.code).collect();
        booked(&books.division)
            .filter(|(entry, line)| codes.contains(&&line.account) && !entry.kind.is_closing())
            .map(|(_, line)| line.amount_dc)
            .sum()
    };
    assert_eq!(report.receivable.as_ref().unwrap().amount, balance(20));
    assert_eq!(report.payable.as_ref().unwrap().amount, -balance(22));
    assert_eq!(report.vat.as_ref().unwrap().amount, -balance(24));
    assert_eq!(report.cash.as_ref().unwrap().total, balance(10) + balance(12) + balance(16));
    for row in [&report.receivable, &report.payable, &report.vat].into_iter().flatten() {
        assert_eq!(report.selector(row).total(&books.lines).unwrap(), row.amount);
    }
    assert!(checks.iter().all(Check::agrees));
    assert!(basis.choices.iter().any(|choice| choice.key() == "unfinished_period"));
}

#[test]
fn in_the_first_book_year_the_overview_has_nothing_to_compare_with() {
    let books = made_up(7, "2026-06-15");
    let input = OverviewInput {
        today: day("2024-05-20"),
        chart: &books.chart,
        calendar: &books.calendar,
        movements: &books.movements,
    };
    let report = Overview::of(&input).unwrap().report;
    assert_eq!(report.comparison, None);
    assert_eq!(report.statement.period.end, day("2024-05-31"));
    let early = Overview::of(&OverviewInput { today: day("2020-01-01"), ..input });
    assert!(matches!(early, Err(Error::NoBooks { .. })));
}
