//! Every fault has its kind, is tried again only where that is safe, and gives away nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use exact_client::{Error, Exact, Kind, RetryPolicy};
use stage::{Id, InTurn, Stage, ids, rows, soon};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wiremock::ResponseTemplate;

async fn read(exact: &Exact) -> Result<usize, Error> {
    soon(exact.division(7).list::<Id>().complete()).await.map(|read| read.rows().len())
}

fn says(status: u16, text: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .set_body_json(serde_json::json!({"error": {"code": "", "message": {"lang": "", "value": text}}}))
}

#[tokio::test]
async fn no_client_error_is_sent_twice() {
    for (status, kind) in [
        (302, Kind::Api),
        (400, Kind::Api),
        (403, Kind::Forbidden),
        (404, Kind::NotFound),
        (405, Kind::Api),
        (408, Kind::Api),
        (410, Kind::Api),
    ] {
        let stage = Stage::new().await;
        stage.answer(says(status, "The words of Exact")).await;
        let error = read(&stage.exact()).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (kind, Some(status)));
        assert_eq!(error.api_message(), Some("The words of Exact"));
        assert!(error.was_sent() && !error.is_retryable() && !error.needs_login());
        assert_eq!(stage.reads().await.len(), 1, "{status}");
    }
}

#[tokio::test]
async fn trouble_at_exact_is_tried_again_and_passes() {
    for status in [500, 502, 503, 504, 599] {
        let stage = Stage::new().await;
        let trouble = || ResponseTemplate::new(status).set_body_string("<html>Apigee</html>");
        stage.answer(InTurn::new(vec![trouble(), trouble(), rows([1, 2])])).await;
        let exact = stage.exact();
        assert_eq!(read(&exact).await.unwrap(), 2);
        assert_eq!(exact.calls().reads, 3);
        assert_eq!(stage.clock.waits().len(), 2);
    }
}

#[tokio::test]
async fn trouble_that_stays_ends_after_a_few_attempts() {
    let stage = Stage::new().await;
    stage.answer(ResponseTemplate::new(503)).await;
    let error = read(&stage.exact()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Api, Some(503)));
    assert!(error.is_retryable());
    assert_eq!(stage.reads().await.len(), 4);
}

#[tokio::test]
async fn a_business_rule_is_not_asked_again() {
    let stage = Stage::new().await;
    stage.answer(says(500, "Not possible: the period is closed")).await;
    let error = read(&stage.exact()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Api, Some(500)));
    assert!(!error.is_retryable());
    assert_eq!(stage.reads().await.len(), 1);
}

#[tokio::test]
async fn the_reason_header_is_kept() {
    let stage = Stage::new().await;
    stage.answer(ResponseTemplate::new(403).insert_header("Reason", "NoDivisionAccess")).await;
    let error = read(&stage.exact()).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (Kind::Forbidden, Some("NoDivisionAccess")));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = wiremock::MockServer::start().await;
    let stage = Stage::new().await;
    let location = format!("{}/login", elsewhere.uri());
    stage.answer(ResponseTemplate::new(302).insert_header("Location", location.as_str())).await;
    assert_eq!(read(&stage.exact()).await.unwrap_err().kind(), Kind::Api);
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

/// A server that breaks off the first `broken` reads after `part` of the answer, and then behaves.
async fn breaking(part: &'static str, broken: u32) -> (String, Arc<AtomicU32>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let reads = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&reads);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let counted = Arc::clone(&counted);
            tokio::spawn(async move {
                let mut request = vec![0; 16_384];
                while let Ok(length @ 1..) = stream.read(&mut request).await {
                    let body = if request[..length].starts_with(b"POST") {
                        r#"{"access_token":"a","refresh_token":"r","expires_in":600}"#.to_owned()
                    } else if counted.fetch_add(1, Ordering::SeqCst) < broken {
                        stream.write_all(part.as_bytes()).await.unwrap();
                        return;
                    } else {
                        format!(r#"{{"d":[{}]}}"#, ids([1]))
                    };
                    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            });
        }
    });
    (origin, reads)
}

const CUTS: [&str; 4] = [
    "",
    "HTTP/1.1 200",
    "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"d\":[",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"d\":\r\n",
];

#[tokio::test]
async fn a_read_that_breaks_off_anywhere_is_tried_again() {
    for part in CUTS {
        let (origin, reads) = breaking(part, 2).await;
        let clock = exact_client::ManualClock::at(stage::start());
        let exact = stage::builder(&origin).token_store(stage::linked()).clock(clock).build().unwrap();
        assert_eq!(read(&exact).await.unwrap(), 1, "{part:?}");
        // Connections that were kept open may be tried once more by the HTTP layer before an answer began.
        assert!(reads.load(Ordering::SeqCst) >= 3, "{part:?}");
    }
}

#[tokio::test]
async fn a_read_that_keeps_breaking_off_may_have_been_sent() {
    for part in CUTS {
        let (origin, _) = breaking(part, u32::MAX).await;
        let clock = exact_client::ManualClock::at(stage::start());
        let exact = stage::builder(&origin).token_store(stage::linked()).clock(clock).build().unwrap();
        let error = read(&exact).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Transport, "{part:?}");
        assert!(error.was_sent() && error.is_retryable());
        assert_eq!(exact.calls().reads, 4);
    }
}

#[tokio::test]
async fn a_host_that_is_not_there_was_never_reached() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let exact = stage::builder(&origin).token_store(stage::linked()).build().unwrap();
    let error = read(&exact).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Connect);
    assert!(!error.was_sent() && error.is_retryable());
}

#[tokio::test]
async fn retries_can_be_turned_off() {
    let stage = Stage::new().await;
    stage.answer(ResponseTemplate::new(503)).await;
    let once = stage.builder().token_store(stage::linked()).retry(RetryPolicy::default().attempts(1)).build().unwrap();
    read(&once).await.unwrap_err();
    assert_eq!(stage.reads().await.len(), 1);
}

#[tokio::test]
async fn an_error_quotes_no_row() {
    let stage = Stage::new().await;
    let body = r#"{"d":[{"ID":"Jan de Vries"}]}"#;
    stage.answer(ResponseTemplate::new(200).set_body_string(body)).await;
    let error = read(&stage.exact()).await.unwrap_err();
    let mut all = format!("{error:?} {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        all.push_str(&format!("{error} {error:?}"));
        cause = error.source();
    }
    assert!(all.contains("ID") && all.contains("row 0"), "{all}");
    assert!(!all.contains("Vries"), "{all}");
}

#[tokio::test]
async fn a_broken_filter_with_a_name_in_it_is_not_repeated() {
    let (origin, _) = breaking("", u32::MAX).await;
    let clock = exact_client::ManualClock::at(stage::start());
    let exact = stage::builder(&origin).token_store(stage::linked()).clock(clock).build().unwrap();
    let list = exact.division(7).list::<Id>().raw_filter("Name eq 'Jan de Vries'");
    let error = list.complete().await.unwrap_err();
    assert!(!format!("{error:?}").contains("Vries"), "{error:?}");
}
