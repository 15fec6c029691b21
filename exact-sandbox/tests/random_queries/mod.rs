//! Queries thrown at random, against what a few lines of test code make of the same rows.

mod naive;
mod query;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use crate::support::*;
use naive::Row;
use query::{Query, Target};

/// What the random queries ask for: an endpoint of 60 rows a page, one of 1,000, and one without limits to its filter.
fn targets() -> [Target; 3] {
    let line_columns =
        "EntryNumber,FinancialPeriod,GLAccountCode,Description,Date,InvoiceNumber,Status,Account,Modified";
    let lines = Target::new("financialtransaction/TransactionLines", line_columns, "AmountDC,VATCode,LineNumber,ID");
    let bulk = Target::new("bulk/Financial/TransactionLines", line_columns, "AmountDC,VATCode");
    let relations = Target::new("crm/Accounts", "Name,Code,Blocked,IsSupplier,City,Created,ID", "Country,VATNumber");
    [lines, bulk, relations]
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// All pages of a query, its count, and the names of its rows' properties.
async fn answer(session: &Session, path: &str) -> (Vec<Row>, Option<usize>) {
    let mut page = session.read(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    let count = page.json()["d"]["__count"].as_str().map(|count| count.parse().unwrap());
    let mut rows = page.rows();
    while let Some(next) = page.next() {
        page = session.get(&next).await;
        assert_eq!(page.status, 200, "{next}: {}", page.text);
        rows.extend(page.rows());
    }
    (rows.iter().map(naive::row).collect(), count)
}

#[test]
fn a_random_query_takes_the_rows_a_naive_evaluation_takes_in_its_order() {
    let runtime = Runtime::new().unwrap();
    let session = runtime.block_on(session(books(150)));
    for target in targets() {
        let whole = runtime.block_on(answer(&session, &target.path(None))).0;
        assert!(whole.len() > 1, "{}", target.endpoint);
        let mut runner = TestRunner::new(Config { cases: 60, ..Config::default() });
        let outcome = runner.run(&query::any(&target, &whole), |query: Query| {
            let path = target.path(Some(&query));
            let (rows, count) = runtime.block_on(answer(&session, &path));
            let (expected, total) = query.expected(&target, &whole);
            prop_assert_eq!(rows, expected, "{}", path);
            prop_assert_eq!(count, query.counts.then_some(total), "{}", path);
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{}: {error}", target.endpoint));
    }
}

#[test]
fn no_option_however_garbled_is_more_than_a_400() {
    let runtime = Runtime::new().unwrap();
    let builder = exact_sandbox::Sandbox::builder().books(books(4)).limits(AMPLE).errors_per_hour(1_000_000);
    let session = runtime.block_on(session_of(builder));
    let word = prop_oneof![
        proptest::sample::select(vec![
            "Name",
            "Code",
            "eq",
            "ne",
            "gt",
            "and",
            "or",
            "not",
            "(",
            ")",
            "null",
            "true",
            "1",
            "5L",
            "1.5",
            "'x'",
            "''",
            ",",
            "guid'",
            "datetime'2026-01-01'",
            "substringof",
            "trim(",
            "startswith(",
            "/",
            "$",
            "-",
            "*",
            "desc",
            "asc",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    let text = proptest::collection::vec(word, 0..10).prop_map(|words| words.join(" "));
    let option = proptest::sample::select(vec![
        "$filter",
        "$orderby",
        "$select",
        "$expand",
        "$top",
        "$skip",
        "$skiptoken",
        "$inlinecount",
        "year",
    ]);
    let query = proptest::collection::vec((option, text), 1..4);
    let mut runner = TestRunner::new(Config { cases: 400, ..Config::default() });
    let outcome = runner.run(&query, |options| {
        let options: Vec<String> = options.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
        for endpoint in ["crm/Accounts", "vat/VATCodes", "read/financial/RevenueListByYear"] {
            let path = format!("{endpoint}?{}", options.join("&"));
            let reply = runtime.block_on(session.read(&path));
            prop_assert!(matches!(reply.status, 200 | 400), "{}: {} {}", path, reply.status, reply.text);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
