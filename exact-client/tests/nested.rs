//! Nested rows to their last, long filters in several reads, functions, and records.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use exact_client::Kind;
use exact_client::model::financial::RevenueOfYear;
use exact_client::model::sales_invoice::{SalesInvoice, SalesInvoiceLine};
use exact_client::model::{Decimal, Nested, Uuid, catalogue, crm, projection};
use futures::{StreamExt as _, TryStreamExt as _};
use stage::{Id, InTurn, Stage, id, json, rows};
use wiremock::{Request, Respond, ResponseTemplate};

projection! {
    /// A line of an invoice.
    pub struct Line of SalesInvoiceLine {
        /// Net amount.
        pub amount: Decimal = AMOUNT_DC,
    }
}

projection! {
    /// An invoice with its lines.
    pub struct Invoice of SalesInvoice {
        /// Number.
        pub number: i32 = INVOICE_NUMBER,
        /// Lines.
        pub lines: Nested<Line> = SALES_INVOICE_LINES,
    }
}

/// An invoice of `total` lines of which the answer holds the first two, and their other pages of two.
struct LongInvoice {
    total: u32,
}

impl Respond for LongInvoice {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let host = request.headers["host"].to_str().unwrap();
        let from: u32 = request
            .url
            .query_pairs()
            .find(|(name, _)| name == "$skiptoken")
            .and_then(|(_, value)| value.parse().ok())
            .unwrap_or(0);
        let to = (from + 2).min(self.total);
        let lines: Vec<String> = (from..to).map(|line| format!(r#"{{"AmountDC":{line}.5}}"#)).collect();
        let next = if to < self.total {
            format!(
                r#","__next":"http://{host}/api/v1/7/salesinvoice/SalesInvoices(guid'1')/SalesInvoiceLines?$skiptoken={to}""#
            )
        } else {
            String::new()
        };
        let lines = format!(r#"{{"results":[{}]{next}}}"#, lines.join(","));
        json(if from == 0 {
            format!(r#"{{"d":{{"results":[{{"InvoiceNumber":1,"SalesInvoiceLines":{lines}}}]}}}}"#)
        } else {
            format!(r#"{{"d":{lines}}}"#)
        })
    }
}

#[tokio::test]
async fn nested_rows_are_read_to_their_last_page() {
    for total in [0, 1, 2, 3, 4, 5, 61] {
        let stage = Stage::new().await;
        stage.answer(LongInvoice { total }).await;
        let invoices = stage.exact().division(7).list::<Invoice>().complete().await.unwrap();
        let lines = &invoices.rows()[0].lines;
        assert_eq!(lines.rows().len(), total as usize);
        assert!(lines.is_complete());
        let sum: Decimal = lines.rows().iter().map(|line| line.amount).sum();
        assert_eq!(sum, (0..total).map(|line| Decimal::from(line) + Decimal::new(5, 1)).sum::<Decimal>());
        assert_eq!(stage.reads().await.len(), total.div_ceil(2).max(1) as usize);
    }
}

#[tokio::test]
async fn the_lines_of_a_whole_entity_come_along_when_asked() {
    let stage = Stage::new().await;
    stage.answer(LongInvoice { total: 5 }).await;
    let list = stage.exact().division(7).list::<SalesInvoice>().expand(SalesInvoice::SALES_INVOICE_LINES);
    let invoice = list.first().await.unwrap().unwrap();
    assert_eq!(invoice.sales_invoice_lines.unwrap().rows().len(), 5);
    let query = stage.reads().await[0].url.query().unwrap().to_owned();
    assert!(query.contains("$expand=SalesInvoiceLines"), "{query}");
}

#[tokio::test]
async fn a_nested_link_that_leads_elsewhere_or_in_a_circle_is_no_invoice_with_fewer_lines() {
    for link in ["https://evil.example/api/v1/7/lines", "/api/v1/8/lines?$skiptoken=2", "/api/v1/7/lines?$skiptoken=1"]
    {
        let stage = Stage::new().await;
        let lines = format!(r#"{{"results":[{{"AmountDC":1}}],"__next":"{link}"}}"#);
        let first = json(format!(r#"{{"d":[{{"InvoiceNumber":1,"SalesInvoiceLines":{lines}}}]}}"#));
        let again = json(format!(r#"{{"d":{lines}}}"#));
        stage.answer(InTurn::new(vec![first, again.clone(), again])).await;
        let error = stage.exact().division(7).list::<Invoice>().complete().await.unwrap_err();
        assert_eq!(error.kind(), Kind::Incomplete, "{link}");
    }
}

#[tokio::test]
async fn a_filter_of_many_values_is_read_in_parts_that_make_one_whole() {
    let stage = Stage::new().await;
    stage.answer(InTurn::new(vec![rows([1, 2]), rows([]), rows([3]), rows([4]), rows([5]), rows([6])])).await;
    let many = crm::Account::ID.one_of((0..120_u128).map(Uuid::from_u128)).unwrap();
    let read = stage.exact().division(7).list::<Id>().filter(many).complete().await.unwrap();
    let reads = stage.reads().await;
    assert!(reads.len() > 1, "one read of 120 ids would be too long");
    assert_eq!(usize::try_from(read.proof().pages).unwrap(), reads.len());
    assert_eq!(read.rows()[0].id, id(1));
    let asked: usize = reads.iter().map(|read| read.url.query().unwrap().matches("guid").count()).sum();
    assert_eq!(asked, 120, "each value is asked for once");
}

#[tokio::test]
async fn a_function_is_called_with_its_arguments() {
    let stage = Stage::new().await;
    stage.answer(json(r#"{"d":{"results":[{"Year":2025,"Period":1,"Amount":12.5}]}}"#.to_owned())).await;
    let division = stage.exact().division(7);
    let revenue = division.call::<RevenueOfYear>(&RevenueOfYear::arguments(2025)).complete().await.unwrap();
    assert_eq!(revenue.rows()[0].amount.unwrap().to_string(), "12.5");
    let request = &stage.reads().await[0];
    assert_eq!(request.url.path(), "/api/v1/7/read/financial/RevenueListByYear");
    assert!(request.url.query().unwrap().starts_with("year=2025&"));
}

#[tokio::test]
async fn any_endpoint_is_read_as_records() {
    let stage = Stage::new().await;
    stage.answer(json(r#"{"d":{"results":[{"Code":"01","Unheard":1}]}}"#.to_owned())).await;
    let centres = catalogue::find("hrm/Costcenters").unwrap();
    let division = stage.exact().division(7);
    let records: Vec<_> =
        division.records(centres).columns(&["Code"]).raw_filter("Active eq true").items().try_collect().await.unwrap();
    assert_eq!(records[0].fields().map(|(name, _)| name).collect::<Vec<_>>(), ["Code", "Unheard"]);
    let query = stage.reads().await[0].url.query().unwrap().to_owned();
    assert_eq!(query, "$filter=Active%20eq%20true&$select=Code");
    let refused = division.records(centres).columns(&["code"]).pages().next().await.unwrap().unwrap_err();
    assert_eq!((refused.kind(), refused.was_sent()), (Kind::Config, false));
    assert_eq!(division.records(centres).top(1).complete().await.unwrap_err().kind(), Kind::Config);
}
