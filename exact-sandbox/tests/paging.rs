//! Rules E1 to E8, E11 to E14: what a list looks like, page after page.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use std::collections::HashSet;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::*;

const LINES: &str = "financialtransaction/TransactionLines?$select=ID,AmountDC";
const BULK: &str = "bulk/Financial/TransactionLines?$select=ID,AmountDC";
const SYNC: &str = "sync/Financial/TransactionLines?$filter=Timestamp%20gt%200L&$select=ID,AmountDC,Timestamp";

fn debits(rows: &[Value]) -> Decimal {
    rows.iter().map(|row| amount(&row["AmountDC"])).filter(|amount| amount.is_sign_positive()).sum()
}

#[tokio::test]
async fn e1_every_row_comes_once_whatever_the_number_of_rows_and_the_kind_of_endpoint() {
    for count in [0, 1, 59, 60, 61, 999, 1_000, 1_001, 12_345] {
        let books = books(count);
        let lines = books.divisions[0].entries.iter().flat_map(|entry| &entry.lines);
        let expected: Decimal = lines.map(|line| line.amount_dc).filter(|amount| amount.is_sign_positive()).sum();
        let session = session(books).await;
        for path in [LINES, BULK, SYNC] {
            let rows = session.all(path).await;
            let ids: HashSet<String> = rows.iter().map(|row| row["ID"].to_string()).collect();
            assert_eq!((rows.len(), ids.len()), (count, count), "{path}");
            assert_eq!(debits(&rows), expected, "{path}");
        }
    }
}

#[tokio::test]
async fn e1_a_single_endpoint_gives_60_rows_a_page_and_bulk_and_sync_give_1000() {
    let session = session(books(1_001)).await;
    for (path, size) in [(LINES, 60), (BULK, 1_000), (SYNC, 1_000)] {
        let page = session.read(path).await;
        assert_eq!(page.json()["d"]["results"].as_array().unwrap().len(), size, "{path}");
        assert!(page.next().unwrap().starts_with(&session.sandbox.base_url()), "{path}");
    }
}

#[tokio::test]
async fn e1_a_last_page_that_is_full_has_a_link_only_by_quirk() {
    let plain = session(books(60)).await;
    assert_eq!(plain.read(LINES).await.next(), None);
    let builder = exact_sandbox::Sandbox::builder().books(books(60)).quirk("next-after-full-page=yes").unwrap();
    let quirky = session_of(builder).await;
    let next = quirky.read(LINES).await.next().unwrap();
    assert_eq!(quirky.get(&next).await.json(), json!({"d": {"results": []}}));
}

#[tokio::test]
async fn e2_top_up_to_the_page_size_gives_a_bare_array() {
    let session = session(books(100)).await;
    for top in [1, 50, 60] {
        let page = session.read(&format!("{LINES}&$top={top}")).await;
        assert_eq!(page.json()["d"].as_array().unwrap().len(), top);
        assert_eq!(page.next(), None);
    }
    assert_eq!(session.read(&format!("{LINES}&$top=0")).await.json(), json!({"d": []}));
    assert_eq!(
        session.read(&format!("{LINES}&$filter=EntryNumber%20eq%201")).await.json(),
        json!({"d": {"results": []}})
    );
}

#[tokio::test]
async fn e2_top_above_the_page_size_is_counted_down_in_the_link() {
    let session = session(books(300)).await;
    let first = session.read(&format!("{LINES}&$top=100")).await;
    assert_eq!(first.json()["d"]["results"].as_array().unwrap().len(), 60);
    let next = first.next().unwrap();
    assert!(next.contains("&$top=40&$skiptoken=guid'"), "{next}");
    let second = session.get(&next).await;
    assert_eq!(second.json()["d"].as_array().unwrap().len(), 40);
    assert_eq!(session.all(&format!("{LINES}&$top=250")).await.len(), 250);
}

#[tokio::test]
async fn e2_a_link_keeps_filter_order_and_selection_in_exacts_order() {
    let session = session(books(300)).await;
    let path = "financialtransaction/TransactionLines?$select=ID,Modified&$filter=Status%20eq%2050&$orderby=Modified%20asc&$top=100";
    let next = session.read(path).await.next().unwrap();
    let query = next.split_once('?').unwrap().1;
    let names: Vec<&str> = query.split('&').map(|option| option.split('=').next().unwrap()).collect();
    assert_eq!(names, ["$filter", "$orderby", "$select", "$top", "$skiptoken"]);
    assert!(query.contains("$orderby=Modified%20asc&$select=ID,Modified&$top=40&$skiptoken=datetime'2026-"), "{query}");
    assert!(query.contains("%3A30%3A00.617',guid'"), "{query}");
}

#[tokio::test]
async fn e3_bulk_can_put_the_link_next_to_d() {
    let builder = exact_sandbox::Sandbox::builder().books(books(2_345)).quirk("bulk-next=beside").unwrap();
    let session = session_of(builder).await;
    let page = session.read(BULK).await.json();
    assert_eq!(page["d"].as_array().unwrap().len(), 1_000);
    assert!(page["__next"].is_string());
    assert_eq!(session.all(BULK).await.len(), 2_345);
}

#[tokio::test]
async fn e4_one_entity_is_an_object_and_me_is_a_list() {
    let session = session(books(2)).await;
    let id = session.all(LINES).await[0]["ID"].as_str().unwrap().to_owned();
    let one = session.read(&format!("financialtransaction/TransactionLines(guid'{id}')?$select=ID")).await.json();
    assert_eq!(one["d"]["ID"], id);
    for path in ["current/Me", "current/Me?$select=CurrentDivision", "current/Me?$top=1"] {
        let me = session.get(path).await.json();
        assert_eq!(me["d"]["results"][0]["CurrentDivision"], DIVISION, "{path}");
    }
}

#[tokio::test]
async fn e5_expanded_rows_are_cut_at_60_and_have_their_own_link() {
    let mut books = books(0);
    books.divisions[0].vat_codes = vec![vat_code("4", 61)];
    let session = session(books).await;
    let code = session.read("vat/VATCodes?$expand=VATPercentages").await.rows().remove(0);
    let nested = &code["VATPercentages"];
    assert_eq!(nested["results"].as_array().unwrap().len(), 60);
    let rest = session.get(nested["__next"].as_str().unwrap()).await.rows();
    assert_eq!(rest.len(), 1);
    let ids: HashSet<String> =
        nested["results"].as_array().unwrap().iter().chain(&rest).map(|row| row["ID"].to_string()).collect();
    assert_eq!(ids.len(), 61);
}

#[tokio::test]
async fn e5_the_link_of_expanded_rows_keeps_what_was_selected_of_them() {
    let mut books = books(0);
    books.divisions[0].vat_codes = vec![vat_code("4", 61)];
    let session = session(books).await;
    let path = "vat/VATCodes?$select=ID,VATPercentages/ID,VATPercentages/Percentage&$expand=VATPercentages";
    let code = session.read(path).await.rows().remove(0);
    let rest = session.get(code["VATPercentages"]["__next"].as_str().unwrap()).await.rows();
    let names: Vec<&String> = rest[0].as_object().unwrap().keys().collect();
    assert_eq!(names, ["ID", "Percentage", "__metadata"]);
}

#[tokio::test]
async fn e5_rows_that_are_not_expanded_have_an_address_that_answers() {
    let session = session(books(0)).await;
    let code = session.read("vat/VATCodes").await.rows().remove(0);
    let uri = code["VATPercentages"]["__deferred"]["uri"].as_str().unwrap().to_owned();
    assert_eq!(session.get(&uri).await.rows().len(), 2);
}

#[tokio::test]
async fn e6_the_skiptoken_is_the_key_in_its_own_form() {
    let session = session(books(2_002)).await;
    let token = |next: String| next.split_once("$skiptoken=").unwrap().1.to_owned();
    assert!(token(session.read(LINES).await.next().unwrap()).starts_with("guid'"));
    assert!(token(session.read(SYNC).await.next().unwrap()).ends_with('L'));
    let by_number =
        token(session.read(&format!("{LINES}&$orderby=JournalCode,EntryNumber%20desc")).await.next().unwrap());
    assert!(by_number.starts_with("'70',267"), "{by_number}");
}

#[tokio::test]
async fn e7_an_endpoint_that_needs_select_takes_top_1_instead() {
    let session = session(books(4)).await;
    for path in
        ["financial/ReportingBalance", "bulk/Financial/TransactionLines", "cashflow/Receivables", "bulk/CRM/Accounts"]
    {
        let refused = session.read(path).await;
        assert_eq!(refused.status, 400, "{path}");
        assert_eq!(refused.message(), "Please add a $select or a $top=1 statement to the query string.");
        assert_eq!(session.read(&format!("{path}?$top=1")).await.status, 200, "{path}");
        assert_eq!(session.read(&format!("{path}?$top=2")).await.status, 400, "{path}");
    }
    assert_eq!(session.read("financialtransaction/TransactionLines").await.status, 200);
    assert_eq!(session.read("bulk/Financial/TransactionLines?$select=ID&$skip=1").await.status, 400);
}

#[tokio::test]
async fn e8_a_name_that_does_not_exist_is_a_400_even_without_rows() {
    let session = session(books(0)).await;
    let refused = session.read("financialtransaction/TransactionLines?$select=ID,VATAmountDC").await;
    assert_eq!(refused.status, 400);
    let kind = "Exact.Web.Api.Models.Financial.TransactionLine";
    assert_eq!(refused.message(), format!("Could not find a property named 'VATAmountDC' on type '{kind}'."));
    for (path, status) in [
        ("system/Divisions?$select=Hid", 200),
        ("system/Divisions?$select=HID", 400),
        ("hrm/Divisions?$select=HID", 200),
        ("hrm/Divisions?$select=Hid", 400),
        ("crm/Accounts?$select=id", 400),
        ("crm/Accounts?$orderby=Naam", 400),
        ("crm/Accounts?$filter=Naam%20eq%20'x'", 400),
    ] {
        assert_eq!(session.read(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn e12_a_code_is_found_with_its_blanks_or_trimmed_and_not_otherwise() {
    let session = session(books(0)).await;
    let find =
        async |filter: &str| session.read(&format!("crm/Accounts?$select=Code,Name&$filter={filter}")).await.rows();
    assert!(find("Code%20eq%20'25'").await.is_empty());
    let padded = find("Code%20eq%20'                25'").await;
    assert_eq!(padded[0]["Code"], "                25");
    assert_eq!(find("trim(Code)%20eq%20'25'").await, padded);
}

#[tokio::test]
async fn e13_sync_needs_a_timestamp_and_filters_on_nothing_else() {
    let session = session(books(4)).await;
    for path in [
        "sync/Financial/TransactionLines?$select=ID",
        "sync/Financial/TransactionLines?$select=ID&$filter=FinancialYear%20eq%202026",
        "sync/Financial/TransactionLines?$select=ID&$filter=Timestamp%20gt%201L%20and%20FinancialYear%20eq%202026",
        "sync/Financial/TransactionLines?$select=*&$filter=Timestamp%20gt%201L",
    ] {
        assert_eq!(session.read(path).await.status, 400, "{path}");
    }
    let rows =
        session.all("sync/Financial/TransactionLines?$filter=Timestamp%20gt%201&$select=Timestamp,EntryNumber").await;
    let stamps: Vec<i64> = rows.iter().map(|row| row["Timestamp"].as_str().unwrap().parse().unwrap()).collect();
    assert!(stamps.is_sorted() && stamps.len() == 4);
    let rest = session
        .all(&format!("sync/Financial/TransactionLines?$filter=Timestamp%20gt%20{}L&$select=ID", stamps[2]))
        .await;
    assert_eq!(rest.len(), 1);
}

#[tokio::test]
async fn e14_the_age_group_variants_always_refuse_and_the_list_takes_no_filter() {
    let session = session(books(0)).await;
    assert_eq!(session.read("read/financial/AgingReceivablesListByAgeGroup?ageGroup=1").await.status, 400);
    assert_eq!(session.read("read/financial/AgingReceivablesList?$filter=AccountName%20eq%20'x'").await.status, 400);
    assert_eq!(session.read("read/financial/AgingReceivablesList").await.status, 200);
}

#[tokio::test]
async fn e15_a_filter_is_compulsory_only_by_quirk() {
    let plain = session(books(0)).await;
    assert_eq!(plain.read("crm/Accounts").await.status, 200);
    let builder = exact_sandbox::Sandbox::builder().books(books(0)).quirk("mandatory-filter=yes").unwrap();
    let strict = session_of(builder).await;
    let refused = strict.read("crm/Accounts").await;
    assert!(
        refused.message().starts_with("A GET request for this endpoint must have a $filter parameter"),
        "{}",
        refused.text
    );
    assert_eq!(strict.read("crm/Accounts?$filter=Blocked%20eq%20false").await.status, 200);
    assert_eq!(strict.read("financial/Journals").await.status, 200);
}

#[tokio::test]
async fn the_order_is_the_key_in_sql_servers_order_and_orderby_breaks_ties_by_it() {
    let session = session(books(130)).await;
    let key = |row: &Value| {
        let hex = row["ID"].as_str().unwrap().replace('-', "");
        let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
        [10, 11, 12, 13, 14, 15, 8, 9, 7, 6, 5, 4, 3, 2, 1, 0].map(byte)
    };
    let rows = session.all(LINES).await;
    assert!(rows.iter().map(key).is_sorted());
    let ordered =
        session.all("financialtransaction/TransactionLines?$select=ID,EntryNumber&$orderby=EntryNumber%20desc").await;
    assert!(ordered.is_sorted_by_key(|row| (std::cmp::Reverse(row["EntryNumber"].as_i64().unwrap()), key(row))));
    assert_eq!(ordered.len(), 130);
}
