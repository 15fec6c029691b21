//! Files: fetched piece by piece, with the token only for Exact, and whole or not at all.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use exact_client::model::documents::DocumentAttachment;
use exact_client::{Kind, Problem, Sent};
use futures::StreamExt as _;
use stage::{Stage, soon};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wiremock::matchers::path;
use wiremock::{Mock, ResponseTemplate};

const ADDRESS: &str = "/docs/SysAttachment.aspx?ID=1&_Division_=7";

async fn stage(answer: ResponseTemplate) -> Stage {
    let stage = Stage::new().await;
    Mock::given(path("/docs/SysAttachment.aspx")).respond_with(answer).mount(&stage.server).await;
    stage
}

#[tokio::test]
async fn a_file_comes_byte_for_byte_with_its_type_and_length() {
    let content: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let stage = stage(ResponseTemplate::new(200).set_body_raw(content.clone(), "application/pdf")).await;
    let exact = stage.exact();
    let file = soon(exact.division(7).download(ADDRESS)).await.unwrap();
    assert_eq!((file.length(), file.content_type()), (Some(300_000), Some("application/pdf")));
    assert_eq!(soon(file.into_bytes(300_000)).await.unwrap(), content);
    assert_eq!(exact.calls().reads, 1);
}

#[tokio::test]
async fn a_file_larger_than_wanted_is_refused() {
    let stage = stage(ResponseTemplate::new(200).set_body_bytes(vec![0; 1_001])).await;
    let file = stage.exact().division(7).download(ADDRESS).await.unwrap();
    assert_eq!(soon(file.into_bytes(1_000)).await.unwrap_err().kind(), Kind::Decode);
}

#[tokio::test]
async fn an_address_elsewhere_gets_neither_a_call_nor_the_token() {
    let elsewhere = wiremock::MockServer::start().await;
    let stage = stage(ResponseTemplate::new(200)).await;
    let exact = stage.exact();
    for address in [format!("{}{ADDRESS}", elsewhere.uri()), "/docs/x?_Division_=8".into(), "/api/v1/7/x".into()] {
        let error = exact.division(7).download(&address).await.unwrap_err();
        assert_eq!((error.kind(), error.sent_to_exact()), (Kind::Config, Sent::No), "{address}");
    }
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
    assert_eq!(exact.calls().total(), 0);
}

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed() {
    let elsewhere = wiremock::MockServer::start().await;
    let stage = stage(ResponseTemplate::new(302).insert_header("Location", elsewhere.uri().as_str())).await;
    let error = stage.exact().division(7).download(ADDRESS).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Api, Some(302)));
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_refusal_is_told_as_that_of_any_call() {
    let body = serde_json::json!({"error": {"message": {"value": "Application Scope Violated. Cannot read"}}});
    let stage = stage(ResponseTemplate::new(403).set_body_json(body)).await;
    let error = stage.exact().division(7).download(ADDRESS).await.unwrap_err();
    assert_eq!((error.kind(), error.problem()), (Kind::Forbidden, Some(Problem::ScopeMissing)));
    assert_eq!((error.endpoint(), error.call()), (Some("docs/SysAttachment.aspx"), Some(1)));
}

/// Answers every read with `part`, then breaks off.
async fn breaking(part: &'static str) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = vec![0; 16_384];
                while let Ok(length @ 1..) = stream.read(&mut request).await {
                    if request[..length].starts_with(b"GET") {
                        stream.write_all(part.as_bytes()).await.unwrap();
                        return;
                    }
                    let body = r#"{"access_token":"a","refresh_token":"r","expires_in":600}"#;
                    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            });
        }
    });
    origin
}

#[tokio::test]
async fn a_file_that_breaks_off_ends_in_an_error_and_never_as_if_it_were_whole() {
    for part in [
        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    ] {
        let origin = breaking(part).await;
        let exact = stage::builder(&origin).token_store(stage::linked()).build().unwrap();
        let mut file = soon(exact.division(7).download(ADDRESS)).await.unwrap();
        let mut last = None;
        while let Some(piece) = soon(file.next()).await {
            last = Some(piece);
        }
        let error = last.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.sent_to_exact()), (Kind::Transport, Sent::Yes), "{part:?}");
        assert_eq!(error.endpoint(), Some("docs/SysAttachment.aspx"));
        assert!(soon(file.next()).await.is_none());
    }
}

#[tokio::test]
async fn a_piece_is_given_before_the_next_one_was_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let (taken, mut go_on) = tokio::sync::mpsc::channel::<()>(1);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 16_384];
        assert_ne!(stream.read(&mut request).await.unwrap(), 0);
        let tokens = r#"{"access_token":"a","refresh_token":"r","expires_in":600}"#;
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{tokens}", tokens.len());
        stream.write_all(answer.as_bytes()).await.unwrap();
        assert_ne!(stream.read(&mut request).await.unwrap(), 0);
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf").await.unwrap();
        go_on.recv().await.unwrap();
        stream.write_all(b"rest").await.unwrap();
    });
    let exact = stage::builder(&origin).token_store(stage::linked()).build().unwrap();
    let mut file = soon(exact.division(7).download(ADDRESS)).await.unwrap();
    assert_eq!(soon(file.next()).await.unwrap().unwrap(), "half".as_bytes());
    taken.send(()).await.unwrap();
    assert_eq!(soon(file.next()).await.unwrap().unwrap(), "rest".as_bytes());
    assert!(soon(file.next()).await.is_none());
}

#[tokio::test]
async fn scans_in_the_sandbox_are_as_large_as_their_rows_say() {
    let sandbox = exact_sandbox::Sandbox::start().await.unwrap();
    let division = stage::in_sandbox(&sandbox).division(sandbox.divisions()[0]);
    let attachment = division.list::<DocumentAttachment>().first().await.unwrap().unwrap();
    let file = division.download(attachment.url.as_deref().unwrap()).await.unwrap();
    let content = file.into_bytes(1_000_000).await.unwrap();
    assert_eq!(Some(exact_client::model::Decimal::from(content.len())), attachment.file_size);
}

#[cfg(feature = "write")]
#[tokio::test]
async fn a_file_that_is_attached_comes_back_byte_for_byte() {
    let sandbox = exact_sandbox::Sandbox::start().await.unwrap();
    let division = stage::in_sandbox(&sandbox).division(sandbox.divisions()[0]);
    let document = division.list::<exact_client::model::documents::Document>().first().await.unwrap().unwrap();
    let content: Vec<u8> = (0..=255).cycle().take(10_007).collect();
    let made = division.writer().attach(document.id.unwrap(), "geluid.bin", &content).await.unwrap();
    let file = division.download(made.url.as_deref().unwrap()).await.unwrap();
    assert_eq!(file.into_bytes(20_000).await.unwrap(), content);
}
