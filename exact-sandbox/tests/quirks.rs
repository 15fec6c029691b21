//! Every switch of the wire switches what it says; without it the likelier behaviour holds.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use exact_sandbox::books::company::{self, Company};
use exact_sandbox::{Quirks, Sandbox};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::*;

async fn plain() -> Session {
    session(books(130)).await
}

async fn quirky(quirk: &str) -> Session {
    session_of(Sandbox::builder().books(books(130)).limits(AMPLE).quirk(quirk).unwrap()).await
}

#[tokio::test]
async fn e2_sales_invoices_can_answer_a_small_top_as_a_list() {
    let path = "salesinvoice/SalesInvoices?$select=InvoiceID&$top=60";
    assert!(plain().await.read(path).await.json()["d"].is_array());
    assert!(quirky("sales-invoices-top=results").await.read(path).await.json()["d"]["results"].is_array());
}

#[tokio::test]
async fn inlinecount_can_do_nothing_together_with_top() {
    let path = "financialtransaction/TransactionLines?$select=ID&$inlinecount=allpages";
    let session = plain().await;
    assert_eq!(session.read(&format!("{path}&$top=0")).await.json(), json!({"d": {"__count": "130", "results": []}}));
    let session = quirky("inlinecount-with-top=ignored").await;
    assert_eq!(session.read(&format!("{path}&$top=0")).await.json(), json!({"d": []}));
    assert_eq!(session.read(path).await.json()["d"]["__count"], "130");
}

#[tokio::test]
async fn a_date_without_a_time_can_be_refused_in_a_filter() {
    let path = "financialtransaction/TransactionLines?$select=ID&$filter=Date%20ge%20datetime'2026-02-01";
    let session = plain().await;
    assert_eq!(session.read(&format!("{path}'")).await.status, 200);
    let session = quirky("date-without-time=refused").await;
    assert_eq!(session.read(&format!("{path}'")).await.status, 400);
    assert_eq!(session.read(&format!("{path}T00:00:00'")).await.status, 200);
}

#[tokio::test]
async fn the_open_lists_can_refuse_every_filter() {
    let path = "read/financial/ReceivablesList?$filter=AccountName%20eq%20'x'";
    assert_eq!(plain().await.read(path).await.status, 200);
    let session = quirky("open-lists-filter=no").await;
    assert_eq!(session.read(path).await.status, 400);
    assert_eq!(session.read("read/financial/ReceivablesList").await.status, 200);
}

#[tokio::test]
async fn e14_the_age_group_lists_can_answer_with_the_accounts_that_have_something_in_the_group() {
    let mut books = books(4);
    let amount = rust_decimal::Decimal::new(12_100, 2);
    books.divisions[0].open_items.0.push(open_item(1, amount, amount, day(2026, 2, 5)));
    let builder = Sandbox::builder().books(books).limits(AMPLE).quirk("age-group-lists=answered").unwrap();
    let session = session_of(builder).await;
    let whole = session.read("read/financial/AgingReceivablesList").await.rows();
    assert_eq!(whole.len(), 1);
    for group in 1..=4 {
        let path = format!("read/financial/AgingReceivablesListByAgeGroup?ageGroup={group}");
        let rows = session.read(&path).await.rows();
        let expected = usize::from(whole[0][format!("AgeGroup{group}Amount")] != json!(0));
        assert_eq!(rows.len(), expected, "{group}");
    }
    assert_eq!(session.read("read/financial/AgingReceivablesListByAgeGroup").await.status, 400);
}

#[tokio::test]
async fn e11_moments_can_be_utc_while_dates_stay_midnight() {
    let path = "financialtransaction/TransactionLines?$select=ID,Date,Modified&$top=60";
    let ms =
        |value: &Value| -> i64 { value.as_str().unwrap().trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap() };
    let local = plain().await.read(path).await.rows();
    let utc = quirky("moments=utc").await.read(path).await.rows();
    let mut hours = std::collections::HashSet::new();
    for (local, utc) in local.iter().zip(&utc) {
        assert_eq!((&local["ID"], &local["Date"]), (&utc["ID"], &utc["Date"]));
        hours.insert((ms(&local["Modified"]) - ms(&utc["Modified"])) / 3_600_000);
    }
    assert_eq!(hours, [1, 2].into());
}

#[tokio::test]
async fn e15_the_compulsory_filter_names_what_it_may_use() {
    let session = quirky("mandatory-filter=yes").await;
    for path in ["crm/Accounts", "bulk/Financial/TransactionLines?$select=ID"] {
        let message = session.read(path).await.message();
        let names = message.rsplit_once("in the url: ").unwrap().1;
        assert!(names.split(',').any(|name| name == "ID"), "{message}");
    }
}

#[test]
fn help_lists_every_quirk_with_both_values() {
    for line in Quirks::help().lines().skip(1) {
        let (name, values) = line.split_whitespace().next().unwrap().split_once('=').unwrap();
        let (default, other) = values.split_once('|').unwrap();
        let mut quirks = Quirks::default();
        quirks.set(&format!("{name}={default}")).unwrap();
        assert_eq!(quirks, Quirks::default(), "{name}");
        quirks.set(&format!("{name}={other}")).unwrap();
        assert_ne!(quirks, Quirks::default(), "{name}");
    }
}

/// A made-up company's division over the wire, with a quirk.
async fn company_with(quirk: Option<&str>) -> Session {
    let books = company::make(Company::Standard, 3, day(2026, 6, 15));
    let builder = Sandbox::builder().books(books).limits(AMPLE);
    session_of(quirk.into_iter().fold(builder, |builder, quirk| builder.quirk(quirk).unwrap())).await
}

async fn every(session: &Session, path: &str) -> Vec<Value> {
    let mut page = session.get(&format!("{}/{path}", session.sandbox.divisions()[0])).await;
    let mut rows = page.rows();
    while let Some(next) = page.next() {
        page = session.get(&next).await;
        rows.extend(page.rows());
    }
    rows
}

fn total(rows: &[Value], name: &str) -> Decimal {
    rows.iter().map(|row| amount(&row[name])).sum()
}

#[tokio::test]
async fn e13_sync_can_take_its_timestamp_as_a_parameter() {
    let path = "sync/Financial/TransactionLines?$select=ID,Timestamp";
    let all = plain().await.read(&format!("{path}&$filter=Timestamp%20gt%201L")).await.rows();
    let after = all[100]["Timestamp"].as_str().unwrap();
    assert_eq!(plain().await.read(&format!("{path}&timestamp={after}")).await.status, 400);
    let quirky = quirky("sync-timestamp-parameter=accepted").await;
    let rest = quirky.read(&format!("{path}&timestamp={after}")).await.rows();
    let ids = |rows: &[Value]| rows.iter().map(|row| row["ID"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&rest), ids(&all[101..]));
    assert_eq!(quirky.read(path).await.status, 400);
}

#[tokio::test]
async fn revenue_by_year_can_be_split_by_an_account_that_is_not_documented() {
    let path = "read/financial/RevenueListByYear?year=2026";
    let documented = every(&company_with(None).await, path).await;
    assert!(documented.iter().all(|row| row.get("GLAccountCode").is_none()));
    let split = every(&company_with(Some("revenue-by-year-columns=account")).await, path).await;
    assert!(split.len() > documented.len() && split.iter().all(|row| row["GLAccountCode"].is_string()));
    assert_eq!(total(&split, "Amount"), total(&documented, "Amount"));
}

#[tokio::test]
async fn an_address_that_is_too_long_is_refused_at_the_length_of_the_quirk() {
    let path = |bytes: usize| format!("crm/Accounts?$select=ID&x={}", "a".repeat(bytes));
    let plain = plain().await;
    assert_eq!((plain.read(&path(11_000)).await.status, plain.read(&path(12_000)).await.status), (200, 414));
    let quirky = quirky("url-limit=2k").await;
    assert_eq!(quirky.read(&path(2_000)).await.status, 200);
    let refused = quirky.read(&path(2_048)).await;
    assert!(refused.status == 404 && refused.text.contains("<html"), "{}", refused.text);
}

#[tokio::test]
async fn me_can_come_without_the_headers_of_the_limits() {
    let header = "x-ratelimit-minutely-remaining";
    assert!(plain().await.get("current/Me").await.header(header).is_some());
    let quirky = quirky("me-limit-headers=no").await;
    assert!(quirky.get("current/Me").await.header(header).is_none());
    assert!(quirky.read("crm/Accounts?$select=ID").await.header(header).is_some());
}

#[tokio::test]
async fn a_post_can_answer_200_instead_of_201() {
    for (quirk, status) in [("post-status=201", 201), ("post-status=200", 200)] {
        let session = quirky(quirk).await;
        let url = format!("{}/api/v1/{DIVISION}/crm/Accounts", session.sandbox.base_url());
        let made = session.http.post(url).bearer_auth(&session.token).header("accept", "application/json");
        assert_eq!(reply(made.body(json!({ "Name": "Vier Eiken" }).to_string())).await.status, status);
    }
}

#[tokio::test]
async fn a_401_and_a_404_can_have_no_body() {
    let nowhere = "crm/Nothing";
    assert!(plain().await.read(nowhere).await.message().contains("Nothing"));
    let mut session = quirky("refusal-bodies=empty").await;
    let missing = session.read(nowhere).await;
    assert_eq!((missing.status, missing.text.as_str()), (404, ""));
    session.token = "unknown".to_owned();
    let unknown = session.read("crm/Accounts").await;
    assert_eq!((unknown.status, unknown.text.as_str()), (401, ""));
}

#[tokio::test]
async fn the_open_lists_can_leave_credits_out() {
    for path in ["read/financial/ReceivablesList", "read/financial/PayablesList"] {
        let whole = every(&company_with(None).await, path).await;
        let credits = |row: &&Value| amount(&row["Amount"]) < Decimal::ZERO;
        assert!(whole.iter().any(|row| credits(&row)), "{path} has credits to leave out");
        let invoices = every(&company_with(Some("open-lists-credits=no")).await, path).await;
        assert_eq!(invoices.len(), whole.iter().filter(|row| !credits(row)).count());
    }
}

#[tokio::test]
async fn opening_rows_can_be_in_the_first_year_only_and_every_year_still_adds_up_to_zero() {
    let path = "financial/ReportingBalance?$select=Amount,ReportingYear,Type";
    for (quirk, several) in [(None, true), (Some("opening-rows=first-year"), false)] {
        let rows = every(&company_with(quirk).await, path).await;
        let mut openings: Vec<i64> = Vec::new();
        for row in rows.iter().filter(|row| matches!(row["Type"].as_i64(), Some(10 | 328))) {
            openings.push(row["ReportingYear"].as_i64().unwrap());
        }
        openings.sort_unstable();
        openings.dedup();
        assert_eq!(openings.len() > 1, several, "{openings:?}");
        assert_eq!(total(&rows, "Amount"), Decimal::ZERO);
    }
}

#[tokio::test]
async fn an_invoice_can_be_processed_while_its_entry_is_open() {
    let path = "salesinvoice/SalesInvoices?$select=Status,StatusDescription";
    let open = |rows: &[Value]| rows.iter().filter(|row| row["Status"] == 20).count();
    assert!(open(&every(&plain().await, path).await) > 0);
    let processed = every(&quirky("sales-invoices-status=processed").await, path).await;
    assert!(!processed.is_empty() && processed.iter().all(|row| row["StatusDescription"] == "Verwerkt"));
    assert_eq!(open(&processed), 0);
}

#[tokio::test]
async fn e14_the_aging_lists_can_take_a_filter() {
    let whole = every(&company_with(None).await, "read/financial/AgingReceivablesList").await;
    let name = whole[0]["AccountName"].as_str().unwrap();
    let path = format!("read/financial/AgingReceivablesList?$filter=AccountName%20eq%20'{name}'");
    let found = every(&company_with(Some("aging-lists-filter=yes")).await, &path).await;
    assert_eq!((found.len(), &found[0]["TotalAmount"]), (1, &whole[0]["TotalAmount"]));
}

#[tokio::test]
async fn lists_of_supplies_within_the_eu_can_be_filed_every_month_for_no_more_than_a_quarters() {
    let path = "read/financial/Returns?$filter=Type%20eq%2032";
    let company = |quirk: Option<&'static str>| async move {
        let builder = Sandbox::builder().books(company::make(Company::Wholesaler, 3, day(2026, 8, 20))).limits(AMPLE);
        session_of(quirk.into_iter().fold(builder, |builder, quirk| builder.quirk(quirk).unwrap())).await
    };
    let quarterly = every(&company(None).await, path).await;
    let monthly = every(&company(Some("eu-listings=monthly")).await, path).await;
    assert!(quarterly.iter().all(|row| row["Frequency"] == "Q") && monthly.iter().all(|row| row["Frequency"] == "M"));
    assert!(monthly.len() > quarterly.len());
    // Whole euros are cut off three times as often.
    let lost = total(&quarterly, "Amount") - total(&monthly, "Amount");
    assert!(lost >= Decimal::ZERO && lost < Decimal::from(100 * monthly.len()), "{lost}");
    assert!(monthly.iter().all(|row| row["PeriodDescription"].as_str().unwrap().starts_with("Maand ")));
}

const README: &str = include_str!("../README.md");

#[test]
fn the_readme_lists_every_quirk_with_its_values_and_no_other() {
    let helped = Quirks::help().lines().count() - 1;
    let after = README.split_once("| quirk | values |").unwrap().1;
    let rows: Vec<&str> = after.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
    let mut names = 0;
    for row in rows {
        let (listed, values) = row.trim_matches('|').split_once('|').unwrap();
        for name in listed.split(',').map(|name| name.trim().trim_matches('`')) {
            let [default, other]: [&str; 2] =
                values.split('`').skip(1).step_by(2).take(2).collect::<Vec<_>>().try_into().unwrap();
            assert!(Quirks::help().contains(&format!("{name}={default}|{other}")), "{row}");
            names += 1;
        }
    }
    assert_eq!(names, helped);
}

#[test]
fn the_readme_names_a_test_for_every_rule() {
    let sources = ["tests", "src"].map(|folder| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        files_under(&folder).iter().map(|file| std::fs::read_to_string(file).unwrap()).collect::<String>()
    });
    let rules = (1..=15).map(|n| format!("E{n}")).chain((1..=6).map(|n| format!("L{n}")));
    for rule in rules.chain((1..=5).map(|n| format!("T{n}"))) {
        let row = README.lines().find(|line| line.starts_with(&format!("| {rule} |"))).expect(&rule);
        let test = row.rsplit('`').nth(1).unwrap();
        assert!(test.starts_with(&format!("{}_", rule.to_lowercase())), "{rule}: {test}");
        assert!(sources.iter().any(|text| text.contains(&format!("fn {test}()"))), "{rule}: no test is called {test}");
    }
}

fn files_under(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path] }).collect()
}
