//! Every fault has its kind, is tried again only where that is safe, and gives away nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use exact_client::{Error, Exact, Kind, RetryPolicy};
use stage::{Id, Stage, ids, soon};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wiremock::ResponseTemplate;

async fn read(exact: &Exact) -> Result<usize, Error> {
    soon(exact.division(7).list::<Id>().complete()).await.map(|read| read.rows().len())
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
