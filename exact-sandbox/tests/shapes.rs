//! Counts, keys, formats and paths: what an answer looks like besides its pages.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod recordings;
mod support;

use serde_json::json;
use support::*;

const LINES: &str = "financialtransaction/TransactionLines?$select=ID,AmountDC";

#[tokio::test]
async fn inlinecount_is_text_and_count_is_plain() {
    let session = session(books(130)).await;
    let page = session.read(&format!("{LINES}&$inlinecount=allpages&$top=5")).await.json();
    assert_eq!(page["d"]["__count"], "130");
    assert_eq!(page["d"]["results"].as_array().unwrap().len(), 5);
    let path = format!("{DIVISION}/financialtransaction/TransactionLines/$count");
    let count = session.get_as(&path, None).await;
    assert_eq!((count.status, count.text.as_str()), (200, "130"));
}

#[tokio::test]
async fn an_endpoint_without_books_is_an_empty_list_and_an_unknown_path_a_404() {
    let session = session(books(2)).await;
    assert_eq!(session.read("project/Projects").await.json(), json!({"d": {"results": []}}));
    assert_eq!(session.read("project/Projects?$top=5").await.json(), json!({"d": []}));
    assert_eq!(session.read("project/Projects?$select=Nonsense").await.status, 400);
    for path in [
        "project/Nonsense",
        "read/financial/ReportingBalance",
        "crm/accounts",
        "crm/Accounts(guid'00000000-0000-0000-0000-000000000000')",
    ] {
        assert_eq!(session.read(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_row_begins_with_its_address_and_type_and_has_every_property_in_the_catalogues_order() {
    let session = session(books(2)).await;
    let text = session.read("crm/Accounts?$top=1").await.text;
    let start = format!(
        "{{\"d\":[{{\"__metadata\":{{\"uri\":\"{}/api/v1/{DIVISION}/crm/Accounts(guid'",
        session.sandbox.base_url()
    );
    assert!(text.starts_with(&start), "{text}");
    assert!(text.contains("')\",\"type\":\"Exact.Web.Api.Models.Account\"},\"ID\":\""), "{text}");
    let meta = exact_model::catalogue::find("crm/Accounts").unwrap();
    let places: Vec<usize> =
        meta.properties.iter().map(|property| text.find(&format!(",\"{}\":", property.name)).unwrap()).collect();
    assert!(places.is_sorted());
    assert!(text.contains("\"Fax\":null"));
}

#[tokio::test]
async fn without_json_in_accept_the_answer_is_well_formed_atom_and_xml_alone_is_refused() {
    let session = session(books(130)).await;
    let path = format!("{DIVISION}/financialtransaction/TransactionLines?$top=2");
    for accept in [None, Some("application/atom+xml"), Some("*/*")] {
        let feed = session.get_as(&path, accept).await;
        assert!(feed.header("content-type").unwrap().starts_with("application/atom+xml"));
        let mut reader = quick_xml::Reader::from_str(&feed.text);
        let mut entries = 0;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "entry" => entries += 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(entries, 2);
        assert!(feed.text.contains("&amp; meer"));
    }
    assert_eq!(session.get_as(&path, Some("application/xml")).await.status, 415);
}

#[tokio::test]
async fn e5_expanded_rows_are_an_inline_feed_with_their_own_link_in_atom() {
    let mut books = books(0);
    books.divisions[0].vat_codes = vec![vat_code("4", 61)];
    let session = session(books).await;
    let plain = session.get_as(&format!("{DIVISION}/vat/VATCodes"), None).await.text;
    assert!(plain.contains("/related/VATPercentages\"") && !plain.contains("<m:inline>"), "{plain}");
    let expanded = session.get_as(&format!("{DIVISION}/vat/VATCodes?$expand=VATPercentages"), None).await.text;
    assert_eq!(expanded.matches("<entry").count(), 1 + 60);
    let next = expanded.split("<link rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let rest = session.get_as(&quick_xml::escape::unescape(next).unwrap(), None).await;
    assert_eq!((rest.status, rest.text.matches("<entry").count()), (200, 1));
}

#[tokio::test]
async fn keys_of_every_kind_are_found_and_wrong_ones_refused() {
    let session = session(books(20)).await;
    let by_key = async |path: &str| session.read(path).await.status;
    assert_eq!(by_key("financial/ReportingBalance(1L)?$select=Amount").await, 200);
    assert_eq!(by_key("financial/ReportingBalance(1)?$select=Amount").await, 200);
    assert_eq!(by_key("read/financial/RevenueList(Period=1,Year=2026)").await, 200);
    assert_eq!(by_key("read/financial/RevenueList(Year=2026,Period=1)").await, 200);
    assert_eq!(by_key("read/financial/RevenueList(Period=13,Year=2026)").await, 404);
    assert_eq!(by_key("read/financial/RevenueList(1,2026)").await, 400);
    assert_eq!(by_key("crm/Accounts('25')").await, 400);
    assert_eq!(by_key("crm/Accounts()").await, 400);
}
