//! The live part against the sandbox: the figures of an independent count over its books, for the calls it says.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that goes wrong should stop")]

use std::collections::BTreeMap;

use exact_client::{AppCredentials, Exact, Host, MemoryTokenStore, Tokens};
use exact_model::{Decimal, NaiveDate};
use exact_reports::live::{Administration, Answer, Error};
use exact_reports::{Check, PeriodRequest};
use exact_sandbox::books::{Division, Entry, Line};
use exact_sandbox::{Limits, Sandbox};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const TODAY: &str = "2026-06-15";

async fn sandbox(quirks: &[&str]) -> Sandbox {
    let mut builder = Sandbox::builder().today(day(TODAY)).limits(Limits { minute: 10_000, day: 100_000 });
    for quirk in quirks {
        builder = builder.quirk(quirk).unwrap();
    }
    builder.start().await.unwrap()
}

fn connect(sandbox: &Sandbox) -> Exact {
    let credentials = AppCredentials::new(sandbox.client_id(), sandbox.client_secret(), "http://127.0.0.1/callback");
    Exact::builder(credentials)
        .host(Host::at(&sandbox.base_url()).unwrap())
        .token_store(MemoryTokenStore::with(Tokens::from_refresh_token(sandbox.refresh_token())))
        .build()
        .unwrap()
}

/// A link to the sandbox that is logged in, and its first administration.
async fn administration(sandbox: &Sandbox) -> Administration {
    let exact = connect(sandbox);
    exact.keep_alive().await.unwrap();
    sandbox.forget_calls();
    Administration::new(exact.division(sandbox.divisions()[0]))
}

/// What the answer says it cost is what the sandbox received, and every check agrees.
fn is_sound<T>(answer: &Answer<T>, sandbox: &Sandbox) {
    assert_eq!(answer.calls, u64::try_from(sandbox.calls().len()).unwrap());
    assert_eq!(answer.differences().collect::<Vec<&Check>>(), Vec::<&Check>::new());
    assert!(answer.complete);
    let basis: u64 = answer.basis.sources.iter().map(|source| source.rows).sum();
    assert!(answer.rows >= basis.min(1));
}

/// The lines of an administration with their entry and the type of their account.
fn booked(division: &Division) -> impl Iterator<Item = (&Entry, &Line, i32)> {
    let types: BTreeMap<_, _> =
        division.accounts.iter().map(|account| (account.code.as_str(), account.account_type)).collect();
    division
        .entries
        .iter()
        .flat_map(|entry| entry.lines.iter().map(move |line| (entry, line)))
        .map(move |(entry, line)| (entry, line, types[line.account.as_str()]))
        .collect::<Vec<_>>()
        .into_iter()
}

fn revenue(division: &Division, counts: impl Fn(&Entry) -> bool) -> Decimal {
    booked(division)
        .filter(|(entry, _, kind)| *kind == 110 && entry.kind.0 != 10 && !entry.kind.is_closing() && counts(entry))
        .map(|(_, line, _)| -line.amount_dc)
        .sum()
}

/// Balance of the accounts of one type, with the one opening entry and without what closing repeats.
fn balance(division: &Division, account_type: i32) -> Decimal {
    booked(division)
        .filter(|(entry, _, kind)| *kind == account_type && !entry.kind.is_closing())
        .map(|(_, line, _)| line.amount_dc)
        .sum()
}

#[tokio::test]
async fn revenue_of_a_closed_year_is_right_in_total_and_in_every_month() {
    let sandbox = sandbox(&[]).await;
    let books = &sandbox.books().divisions[0];
    let administration = administration(&sandbox).await;
    let answer = administration.revenue(&PeriodRequest::BookYear(2025), day(TODAY)).await.unwrap();
    is_sound(&answer, &sandbox);
    assert_eq!(answer.report.total, revenue(books, |entry| entry.year == 2025));
    assert_ne!(answer.report.total, Decimal::ZERO);
    assert_eq!(answer.report.by_period.len(), 12);
    for month in &answer.report.by_period {
        let expected = revenue(books, |entry| (entry.year, entry.period) == (2025, month.number));
        assert_eq!(month.amount, expected, "period {}", month.number);
    }
    assert!(answer.basis.left_out.iter().any(|left| left.transaction_type.0 == 322), "no closing entries were met");
    assert_eq!(answer.checks.len(), 1);
    assert!(answer.calls <= 10, "{} calls", answer.calls);
}

#[tokio::test]
async fn one_month_takes_four_calls() {
    let sandbox = sandbox(&[]).await;
    let books = &sandbox.books().divisions[0];
    let administration = administration(&sandbox).await;
    let march = PeriodRequest::Dates { from: day("2026-03-01"), to: day("2026-03-31") };
    let answer = administration.revenue(&march, day(TODAY)).await.unwrap();
    is_sound(&answer, &sandbox);
    assert_eq!(answer.report.total, revenue(books, |entry| (entry.year, entry.period) == (2026, 3)));
    assert_eq!(answer.calls, 4);
}

#[tokio::test]
async fn revenue_by_customer_adds_up_and_attributes_through_the_debtor_line() {
    let sandbox = sandbox(&[]).await;
    let books = &sandbox.books().divisions[0];
    let administration = administration(&sandbox).await;
    for (request, year) in [(PeriodRequest::BookYear(2025), 2025), (PeriodRequest::BookYear(2026), 2026)] {
        sandbox.forget_calls();
        let answer = administration.revenue_by_customer(&request).await.unwrap();
        is_sound(&answer, &sandbox);
        let rows = answer.report.customers.iter().chain(&answer.report.nobody);
        assert_eq!(rows.map(|row| row.amount).sum::<Decimal>(), answer.report.total);
        assert_eq!(answer.report.total, revenue(books, |entry| entry.year == year));
        let expected = by_customer(books, year);
        for row in &answer.report.customers {
            let code = row.customer.relation().and_then(|relation| relation.code.clone());
            assert_eq!(Some(&row.amount), expected.get(&code), "customer {code:?}");
            assert!(!row.customer.name().is_empty());
        }
        assert_eq!(answer.report.nobody.as_ref().map(|row| row.amount), expected.get(&None).copied());
        assert!(answer.calls <= 20, "{} calls", answer.calls);
    }
}

/// Revenue by relation code, without any of the report's code.
fn by_customer(books: &Division, year: i16) -> BTreeMap<Option<String>, Decimal> {
    let types: BTreeMap<_, _> =
        books.accounts.iter().map(|account| (account.code.as_str(), account.account_type)).collect();
    let mut sums: BTreeMap<Option<String>, Decimal> = BTreeMap::new();
    for entry in
        books.entries.iter().filter(|entry| entry.year == year && !entry.kind.is_closing() && entry.kind.0 != 10)
    {
        let mut debtors: Vec<_> = entry
            .lines
            .iter()
            .filter(|line| types[line.account.as_str()] == 20)
            .filter_map(|line| line.relation.clone())
            .collect();
        debtors.sort();
        debtors.dedup();
        for line in entry.lines.iter().filter(|line| types[line.account.as_str()] == 110) {
            let customer = line.relation.clone().or_else(|| (debtors.len() == 1).then(|| debtors[0].clone()));
            *sums.entry(customer).or_default() -= line.amount_dc;
        }
    }
    sums
}

#[tokio::test]
async fn receivables_equal_the_ledger_in_three_calls_whatever_the_sign() {
    for quirk in ["cashflow-sign=negative", "cashflow-sign=positive"] {
        let sandbox = sandbox(&[quirk]).await;
        let books = &sandbox.books().divisions[0];
        let administration = administration(&sandbox).await;
        let answer = administration.receivables(day(TODAY)).await.unwrap();
        is_sound(&answer, &sandbox);
        assert_eq!(answer.report.total, balance(books, 20));
        assert!(answer.report.invoice_count > 0 && answer.report.overdue_count > 0);
        assert!(answer.report.unapplied < Decimal::ZERO);
        assert!(answer.calls <= 3, "{} calls", answer.calls);
    }
}

#[tokio::test]
async fn the_vat_balance_is_the_ledgers_and_its_parts_add_up() {
    let sandbox = sandbox(&[]).await;
    let books = &sandbox.books().divisions[0];
    let administration = administration(&sandbox).await;
    let answer = administration.vat_balance(day(TODAY)).await.unwrap();
    is_sound(&answer, &sandbox);
    assert_eq!(answer.report.total, -balance(books, 24));
    let filing = answer.report.filing.clone().unwrap();
    assert_eq!(filing.filed_through, day("2026-03-31"));
    assert_eq!(filing.filed_unpaid + filing.not_yet_filed + filing.residue, answer.report.total);
    assert!(answer.calls <= 10, "{} calls", answer.calls);
}

#[tokio::test]
async fn a_year_without_books_names_those_with_books_and_gives_no_zero() {
    let sandbox = sandbox(&[]).await;
    let administration = administration(&sandbox).await;
    for request in [
        PeriodRequest::BookYear(2019),
        PeriodRequest::Dates { from: day("2019-01-01"), to: day("2019-03-31") },
        PeriodRequest::Periods { year: 2031, from: 1, to: 2 },
    ] {
        let error = administration.revenue(&request, day(TODAY)).await.unwrap_err();
        let Error::Report(exact_reports::Error::NoBooks { first, last, .. }) = error else { panic!("{error:?}") };
        assert_eq!((first, last), (Some(2024), Some(2026)));
        assert!(administration.revenue_by_customer(&request).await.is_err());
    }
}

#[tokio::test]
async fn a_month_to_come_is_zero_in_a_year_that_has_books() {
    let sandbox = sandbox(&[]).await;
    let administration = administration(&sandbox).await;
    let december = PeriodRequest::Periods { year: 2026, from: 12, to: 12 };
    let answer = administration.revenue(&december, day(TODAY)).await.unwrap();
    assert_eq!(answer.report.total, Decimal::ZERO);
}

#[tokio::test]
async fn book_years_are_read_once() {
    let sandbox = sandbox(&[]).await;
    let administration = administration(&sandbox).await;
    let years = administration.book_years().await.unwrap();
    assert_eq!(years.years.iter().map(|year| year.year).collect::<Vec<_>>(), [2024, 2025, 2026]);
    assert_eq!(years.calls, 1);
    assert_eq!(administration.book_years().await.unwrap().calls, 0);
    let answer = administration.revenue(&PeriodRequest::BookYear(2026), day(TODAY)).await.unwrap();
    assert_eq!(answer.calls + 1, u64::try_from(sandbox.calls().len()).unwrap());
}

#[tokio::test]
async fn another_administration_gives_its_own_figures() {
    let sandbox = sandbox(&[]).await;
    let exact = connect(&sandbox);
    let second = Administration::new(exact.division(sandbox.divisions()[1]));
    let books = &sandbox.books().divisions[1];
    let answer = second.revenue(&PeriodRequest::BookYear(2025), day(TODAY)).await.unwrap();
    assert_eq!(answer.report.total, revenue(books, |entry| entry.year == 2025));
    let answer = second.receivables(day(TODAY)).await.unwrap();
    assert_eq!(answer.report.total, balance(books, 20));
}

#[tokio::test]
async fn doubtful_behaviour_of_the_service_changes_no_figure() {
    let plain = sandbox(&[]).await;
    let quirky = sandbox(&[
        "revenue-list-sign=negative",
        "bulk-next=beside",
        "next-after-full-page=yes",
        "mandatory-filter=yes",
        "cashflow-sign=positive",
    ])
    .await;
    let (left, right) = (administration(&plain).await, administration(&quirky).await);
    let year = PeriodRequest::BookYear(2025);
    let revenue = right.revenue(&year, day(TODAY)).await.unwrap();
    assert_eq!(revenue.report, left.revenue(&year, day(TODAY)).await.unwrap().report);
    assert!(revenue.differences().next().is_none());
    assert_eq!(
        right.revenue_by_customer(&year).await.unwrap().report,
        left.revenue_by_customer(&year).await.unwrap().report
    );
    assert_eq!(right.receivables(day(TODAY)).await.unwrap().report, left.receivables(day(TODAY)).await.unwrap().report);
    assert_eq!(right.vat_balance(day(TODAY)).await.unwrap().report, left.vat_balance(day(TODAY)).await.unwrap().report);
}

#[tokio::test]
async fn an_administration_without_a_booking_gives_errors_and_no_zeros() {
    let made_up = sandbox(&[]).await;
    let mut books = made_up.books().clone();
    for division in &mut books.divisions {
        division.entries.clear();
        division.open_items.0.clear();
    }
    let empty = Sandbox::builder().books(books).start().await.unwrap();
    let administration = administration(&empty).await;
    let error = administration.revenue(&PeriodRequest::BookYear(2025), day(TODAY)).await.unwrap_err();
    let nothing = exact_reports::Error::NoBooks { year: 2025, first: None, last: None };
    assert_eq!(error.report(), Some(&nothing));
    let error = administration.vat_balance(day(TODAY)).await.unwrap_err();
    assert_eq!(error.report(), Some(&exact_reports::Error::NoVat));
    assert_eq!(administration.receivables(day(TODAY)).await.unwrap().report.total, Decimal::ZERO);
}

#[tokio::test]
async fn questions_can_be_asked_from_any_thread() {
    fn is_send<T: Send>(question: T) -> T {
        question
    }
    let sandbox = sandbox(&[]).await;
    let administration = administration(&sandbox).await;
    let year = PeriodRequest::BookYear(2026);
    is_send(administration.revenue(&year, day(TODAY))).await.unwrap();
    is_send(administration.revenue_by_customer(&year)).await.unwrap();
    is_send(administration.receivables(day(TODAY))).await.unwrap();
    is_send(administration.vat_balance(day(TODAY))).await.unwrap();
    is_send(administration.book_years()).await.unwrap();
}

#[tokio::test]
async fn other_companies_on_other_days_are_right_too() {
    for (seed, today) in [(3, "2026-01-20"), (11, "2027-12-31"), (29, "2028-04-05")] {
        let sandbox = Sandbox::builder().seed(seed).today(day(today)).start().await.unwrap();
        let administration = administration(&sandbox).await;
        let books = &sandbox.books().divisions[0];
        let year = today[..4].parse().unwrap();
        let revenue_of_year = administration.revenue(&PeriodRequest::BookYear(year), day(today)).await.unwrap();
        assert_eq!(revenue_of_year.report.total, revenue(books, |entry| entry.year == year), "seed {seed}");
        let last_year = PeriodRequest::BookYear(year - 1);
        let customers = administration.revenue_by_customer(&last_year).await.unwrap();
        assert_eq!(customers.report.total, revenue(books, |entry| entry.year == year - 1), "seed {seed}");
        let receivables = administration.receivables(day(today)).await.unwrap();
        assert_eq!(receivables.report.total, balance(books, 20), "seed {seed}");
        let vat = administration.vat_balance(day(today)).await.unwrap();
        assert_eq!(vat.report.total, -balance(books, 24), "seed {seed}");
        for calls in [revenue_of_year.calls, customers.calls, receivables.calls, vat.calls] {
            assert!(calls <= 10, "{calls} calls with seed {seed}");
        }
    }
}
