//! Every switch of the wire switches what it says; without it the likelier behaviour holds.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use exact_sandbox::{Quirks, Sandbox};
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
