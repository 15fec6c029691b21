//! Every row, once, whatever the envelope; and never a partial read for a whole one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::time::Duration;

use exact_client::model::{crm, financial, projection};
use exact_client::{Error, Kind};
use futures::{FutureExt as _, StreamExt as _, TryStreamExt as _};
use stage::{Id, Stage, id, ids, json, rows, soon};
use wiremock::{Request, Respond, ResponseTemplate};

/// How a page is wrapped.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Envelope {
    /// `{"d":{"results":[..],"__next":..}}`
    Results,
    /// `{"d":[..],"__next":..}`
    NextBesideRows,
    /// As `Results`, but the last page is a bare list.
    BareEnd,
    /// As `Results`, with an empty page after each full one, and a byte order mark.
    EmptyPagesBetween,
    /// `{"results":[..],"__next":..}`
    Unwrapped,
}

/// A table of `total` rows, served page by page as Exact does.
struct Table {
    total: u64,
    page: u64,
    envelope: Envelope,
}

impl Respond for Table {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let asked = |name: &str| -> Option<u64> {
            request.url.query_pairs().find(|(key, _)| key == name).and_then(|(_, value)| value.parse().ok())
        };
        let from = asked("$skiptoken").unwrap_or(0);
        let hollow = self.envelope == Envelope::EmptyPagesBetween && asked("hollow").is_some();
        let to = if hollow { from } else { (from + self.page).min(self.total) };
        let more = to < self.total;
        let next = more.then(|| {
            let hollow = if self.envelope == Envelope::EmptyPagesBetween && !hollow { "&hollow=1" } else { "" };
            let mut url = request.url.clone();
            url.set_query(None);
            let address = format!("http://{}{}", request.headers["host"].to_str().unwrap(), url.path());
            format!(r#","__next":"{address}?$select=ID&$skiptoken={to}{hollow}""#)
        });
        let next = next.unwrap_or_default();
        let rows = ids(from..to);
        json(match self.envelope {
            Envelope::NextBesideRows => format!(r#"{{"d":[{rows}]{next}}}"#),
            Envelope::BareEnd if !more => format!(r#"{{"d":[{rows}]}}"#),
            Envelope::Results | Envelope::BareEnd => format!(r#"{{"d":{{"results":[{rows}]{next}}}}}"#),
            Envelope::EmptyPagesBetween => format!("\u{feff}{{\"d\":{{\"results\":[{rows}]{next}}}}}"),
            Envelope::Unwrapped => format!(r#"{{"results":[{rows}]{next}}}"#),
        })
    }
}

const COUNTS: [u64; 9] = [0, 1, 59, 60, 61, 999, 1_000, 1_001, 12_345];

async fn every_count_in(envelope: Envelope) {
    for total in COUNTS {
        for page in [60, 1_000] {
            let stage = Stage::new().await;
            stage.answer(Table { total, page, envelope }).await;
            let division = stage.exact().division(7);
            let list = division.list::<Id>();
            let list = if page == 1_000 { list.bulk() } else { list };
            let read = soon(list.complete()).await.unwrap();
            let expected: Vec<_> = (0..total).map(id).collect();
            let got: Vec<_> = read.rows().iter().map(|row| row.id).collect();
            assert!(got == expected, "{envelope:?}: {} rows of {total}, {page} a page", got.len());
            let reads = stage.reads().await.len() as u64;
            assert_eq!(u64::from(read.proof().pages), reads);
            assert_eq!(division.calls().reads, reads);
        }
    }
}

#[tokio::test]
async fn all_rows_come_with_results_and_next() {
    every_count_in(Envelope::Results).await;
}

#[tokio::test]
async fn all_rows_come_with_next_beside_the_rows() {
    every_count_in(Envelope::NextBesideRows).await;
}

#[tokio::test]
async fn all_rows_come_when_the_last_page_is_a_bare_list() {
    every_count_in(Envelope::BareEnd).await;
}

#[tokio::test]
async fn an_empty_page_does_not_end_the_stream() {
    every_count_in(Envelope::EmptyPagesBetween).await;
}

#[tokio::test]
async fn all_rows_come_without_the_outer_wrapping() {
    every_count_in(Envelope::Unwrapped).await;
}

#[tokio::test]
async fn the_query_names_its_columns_and_its_options() {
    let stage = Stage::new().await;
    stage.answer(rows([1])).await;
    let division = stage.exact().division(7);
    let list = division
        .list::<Id>()
        .filter(crm::Account::NAME.eq("d'Or & Co"))
        .raw_filter("Status eq 'C'")
        .order_by(crm::Account::NAME.descending());
    list.items().try_collect::<Vec<_>>().await.unwrap();
    let reads = stage.reads().await;
    let request = &reads[0];
    assert_eq!(request.url.path(), "/api/v1/7/crm/Accounts");
    let query: Vec<_> = request.url.query_pairs().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(query, ["$filter=Name eq 'd''Or & Co' and (Status eq 'C')", "$orderby=Name desc", "$select=ID"]);
    assert!(!request.url.as_str().contains('+'), "a space is not a plus here");
    assert_eq!(request.headers["accept"], "application/json");
}

#[tokio::test]
async fn bulk_and_sync_are_one_word_away() {
    let stage = Stage::new().await;
    stage.answer(rows([])).await;
    let division = stage.exact().division(7);
    division.list::<Id>().bulk().complete().await.unwrap();
    division.list::<Id>().sync_after(387).complete().await.unwrap();
    let reads = stage.reads().await;
    assert_eq!(reads[0].url.path(), "/api/v1/7/bulk/CRM/Accounts");
    assert_eq!(reads[1].url.path(), "/api/v1/7/sync/CRM/Accounts");
    let filter = reads[1].url.query_pairs().find(|(name, _)| name == "$filter").unwrap().1.into_owned();
    assert_eq!(filter, "Timestamp gt 387L");
    let filtered = division.list::<Id>().filter(crm::Account::NAME.eq("x")).sync_after(1).complete().await;
    assert_eq!(filtered.unwrap_err().kind(), Kind::Config);
}

projection! {
    /// A column that only the sync endpoint has.
    struct Version of crm::Account {
        timestamp: i64 = TIMESTAMP,
    }
}

#[tokio::test]
async fn an_entity_takes_the_columns_that_the_endpoint_has() {
    let stage = Stage::new().await;
    stage.answer(rows([])).await;
    let division = stage.exact().division(7);
    division.list::<financial::GLAccount>().complete().await.unwrap();
    division.list::<financial::GLAccount>().bulk().complete().await.unwrap();
    division.list::<financial::GLAccount>().sync_after(1).complete().await.unwrap();
    for (request, id) in stage.reads().await.iter().zip(["", "bulk/", "sync/"]) {
        let family = if id.is_empty() { "financial" } else { "Financial" };
        let meta = exact_client::model::catalogue::find(&format!("{id}{family}/GLAccounts")).unwrap();
        let select = request.url.query_pairs().find(|(name, _)| name == "$select").unwrap().1.into_owned();
        for column in select.split(',') {
            assert!(meta.property(column).is_some(), "{column} is not on {}", meta.id);
        }
        assert_eq!(select.contains("Timestamp"), meta.property("Timestamp").is_some());
    }
}

#[tokio::test]
async fn a_column_that_the_endpoint_lacks_is_never_asked_for() {
    let stage = Stage::new().await;
    stage.answer(json(r#"{"d":{"results":[{"Timestamp":"387"}]}}"#.to_owned())).await;
    let division = stage.exact().division(7);
    let error = division.list::<Version>().complete().await.unwrap_err();
    assert!(error.kind() == Kind::Config && error.to_string().contains("Timestamp"), "{error}");
    assert_eq!(stage.reads().await.len(), 0);
    assert_eq!(division.list::<Version>().sync_after(0).complete().await.unwrap().rows()[0].timestamp, 387);
}

#[tokio::test]
async fn a_top_stops_even_where_exact_does_not_and_is_never_complete() {
    let stage = Stage::new().await;
    stage.answer(Table { total: 500, page: 60, envelope: Envelope::Results }).await;
    let division = stage.exact().division(7);
    let hundred: Vec<Id> = division.list().top(100).items().try_collect().await.unwrap();
    assert_eq!(hundred.len(), 100);
    assert_eq!(stage.reads().await.len(), 2);
    assert_eq!(division.list::<Id>().first().await.unwrap().unwrap().id, id(0));
    let error = division.list::<Id>().top(100).complete().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Config);
    assert!(!error.was_sent());
}

#[tokio::test]
async fn nothing_is_read_before_it_is_asked_for() {
    let stage = Stage::new().await;
    stage.answer(Table { total: 180, page: 60, envelope: Envelope::Results }).await;
    let mut items = stage.exact().division(7).list::<Id>().items();
    assert_eq!(stage.reads().await.len(), 0);
    for expected in 0..60 {
        assert_eq!(items.next().await.unwrap().unwrap().id, id(expected));
    }
    assert_eq!(stage.reads().await.len(), 1);
    items.next().await.unwrap().unwrap();
    assert_eq!(stage.reads().await.len(), 2);
}

#[tokio::test]
async fn giving_up_a_next_and_asking_again_loses_no_row() {
    let stage = Stage::new().await;
    stage.answer(Table { total: 600, page: 60, envelope: Envelope::Results }).await;
    let mut items = stage.exact().division(7).list::<Id>().items();
    let mut got = Vec::new();
    loop {
        // Polled once and dropped, over and over, with the next ask finishing what the last one began.
        if let Some(ready) = items.next().now_or_never() {
            match ready {
                Some(row) => got.push(row.unwrap().id),
                None => break,
            }
        } else {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(got, (0..600).map(id).collect::<Vec<_>>());
    assert_eq!(stage.reads().await.len(), 10);
}

#[tokio::test]
async fn two_streams_at_once_do_not_disturb_each_other() {
    let stage = Stage::new().await;
    stage.answer(Table { total: 300, page: 60, envelope: Envelope::Results }).await;
    let division = stage.exact().division(7);
    let (mut first, mut second) = (division.list::<Id>().items(), division.list::<Id>().items());
    for expected in 0..300 {
        assert_eq!(first.next().await.unwrap().unwrap().id, id(expected));
        assert_eq!(second.next().await.unwrap().unwrap().id, id(expected));
    }
    assert!(first.next().await.is_none() && second.next().await.is_none());
}

async fn broken_read(answer: impl Respond + 'static) -> Error {
    let stage = Stage::new().await;
    stage.answer(answer).await;
    let division = stage.exact().division(7);
    let error = soon(division.list::<Id>().complete()).await.unwrap_err();
    assert_eq!(error.endpoint(), Some("crm/Accounts"));
    let mut items = division.list::<Id>().items();
    let last = loop {
        match items.next().await {
            Some(Ok(_)) => {}
            Some(Err(error)) => break error,
            None => panic!("the stream ended as if it were whole"),
        }
    };
    assert_eq!(last.kind(), error.kind());
    assert!(items.next().await.is_none(), "there is nothing after an error");
    error
}

#[tokio::test]
async fn a_next_link_elsewhere_is_not_followed() {
    let elsewhere = wiremock::MockServer::start().await;
    let next = format!(r#"{{"d":{{"results":[{}],"__next":"{}/api/v1/7/x"}}}}"#, ids([1]), elsewhere.uri());
    assert_eq!(broken_read(json(next)).await.kind(), Kind::Incomplete);
    assert!(elsewhere.received_requests().await.unwrap().is_empty(), "the token would have been given away");
}

#[tokio::test]
async fn a_circle_of_links_ends_with_an_error() {
    struct Circle;
    impl Respond for Circle {
        fn respond(&self, request: &Request) -> ResponseTemplate {
            let host = request.headers["host"].to_str().unwrap();
            let token = request.url.query_pairs().find(|(name, _)| name == "t").map_or(0, |(_, t)| t.parse().unwrap());
            let next = format!("http://{host}/api/v1/7/crm/Accounts?t={}", (token + 1) % 4);
            json(format!(r#"{{"d":{{"results":[{}],"__next":"{next}"}}}}"#, ids([1])))
        }
    }
    assert_eq!(broken_read(Circle).await.kind(), Kind::Incomplete);
}

#[tokio::test]
async fn garbage_is_an_error_and_never_an_empty_list() {
    for body in [
        "",
        "null",
        "{}",
        r#"{"d":null}"#,
        r#"{"d":{}}"#,
        r#"{"d":{"results":[{"ID":"00000000-0000-0000-0000-000000000001"}"#,
        r#"{"d":{"results":[null]}}"#,
        r#"{"d":{"results":[{"ID":null}]}}"#,
        r#"{"d":{"results":[{"ID":"x"}]}}"#,
        "<html><body>Maintenance</body></html>",
    ] {
        assert_eq!(broken_read(json(body.to_owned())).await.kind(), Kind::Decode, "{body}");
    }
}

#[tokio::test]
async fn a_fault_on_a_later_page_is_no_end() {
    struct Later(ResponseTemplate);
    impl Respond for Later {
        fn respond(&self, request: &Request) -> ResponseTemplate {
            if request.url.query().unwrap_or_default().contains("skiptoken") {
                return self.0.clone();
            }
            Table { total: 100, page: 60, envelope: Envelope::Results }.respond(request)
        }
    }
    assert_eq!(broken_read(Later(json("<html>".into()))).await.kind(), Kind::Decode);
    assert_eq!(broken_read(Later(ResponseTemplate::new(400))).await.kind(), Kind::Api);
    assert_eq!(broken_read(Later(ResponseTemplate::new(404))).await.kind(), Kind::NotFound);
    assert_eq!(broken_read(Later(ResponseTemplate::new(503))).await.kind(), Kind::Api);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_swallowed() {
    let stage = Stage::new().await;
    stage.answer(rows(0..1_000)).await;
    let exact = stage.builder().token_store(stage::linked()).body_limit(10_000).build().unwrap();
    let error = exact.division(7).list::<Id>().complete().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Decode);
    assert!(error.to_string().contains("10000"), "{error}");
    assert!(!error.is_retryable());
    assert_eq!(stage.reads().await.len(), 1);
}

#[tokio::test]
async fn a_token_that_ages_while_paging_is_refreshed_in_time() {
    let stage = Stage::new().await;
    stage.answer(Table { total: 1_200, page: 60, envelope: Envelope::Results }).await;
    let mut pages = stage.exact().division(7).list::<Id>().pages();
    let mut read = 0;
    while let Some(page) = pages.next().await {
        read += page.unwrap().rows.len();
        stage.clock.advance(Duration::from_secs(100));
    }
    assert_eq!(read, 1_200);
    let (too_early, issued) = stage.desk.book(|book| (book.too_early, book.issued));
    assert_eq!((too_early, issued), (0, 4));
    for request in stage.reads().await {
        assert!(request.headers["authorization"].to_str().unwrap().starts_with("Bearer access-"));
    }
}

#[tokio::test]
async fn one_request_at_a_time_goes_to_a_division() {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::{Arc, Mutex};

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    // A server of our own that sees requests while they are being answered.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let (busy, most) = (Arc::new(AtomicU32::new(0)), Arc::new(Mutex::new(0)));
    let seen = Arc::clone(&most);
    let server = tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let (busy, most) = (Arc::clone(&busy), Arc::clone(&most));
            tokio::spawn(async move {
                let mut request = vec![0; 16_384];
                while let Ok(length @ 1..) = stream.read(&mut request).await {
                    let token = request[..length].starts_with(b"POST");
                    if !token {
                        let now = busy.fetch_add(1, Ordering::SeqCst) + 1;
                        let mut most = most.lock().unwrap();
                        *most = now.max(*most);
                    }
                    for _ in 0..50 {
                        tokio::task::yield_now().await;
                    }
                    let body = if token {
                        r#"{"access_token":"a","refresh_token":"r","expires_in":600}"#.to_owned()
                    } else {
                        busy.fetch_sub(1, Ordering::SeqCst);
                        format!(r#"{{"d":[{}]}}"#, ids([1]))
                    };
                    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                    stream.write_all(head.as_bytes()).await.unwrap();
                }
            });
        }
    });
    let exact = stage::builder(&origin).token_store(stage::linked()).build().unwrap();
    let reads = (0..20).map(|_| {
        let division = exact.clone().division(7);
        async move { division.list::<Id>().complete().await.unwrap() }
    });
    soon(futures::future::join_all(reads)).await;
    assert_eq!(*seen.lock().unwrap(), 1);
    server.abort();
}
