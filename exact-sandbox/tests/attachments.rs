//! Files attached to documents: sent with their row, fetched from their own address with the access token.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use exact_sandbox::Sandbox;
use exact_sandbox::books::company::{self, Company};
use serde_json::{Value, json};
use support::*;

async fn desk() -> (Session, i32) {
    let books = company::make(Company::Wholesaler, 3, day(2026, 6, 15));
    let division = books.divisions[0].code;
    (session_of(Sandbox::builder().books(books).limits(AMPLE).errors_per_hour(100)).await, division)
}

async fn fetch(session: &Session, path: &str, token: Option<&str>) -> (u16, Vec<u8>) {
    let request = session.http.get(format!("{}{path}", session.sandbox.base_url()));
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn a_scan_is_fetched_with_the_token_and_not_without() {
    let (session, division) = desk().await;
    let rows = session.get(&format!("{division}/documents/DocumentAttachments?$top=1")).await.rows();
    let url = rows[0]["Url"].as_str().unwrap();
    let (status, body) = fetch(&session, url, Some(&session.token)).await;
    assert_eq!((status, body.len()), (200, 48_213));
    assert_eq!(fetch(&session, url, None).await.0, 401);
    let other = url.replace("ID=", "ID=0");
    assert_eq!(fetch(&session, &other, Some(&session.token)).await.0, 404);
}

#[tokio::test]
async fn a_file_that_was_sent_comes_back_byte_for_byte_but_not_with_its_row() {
    let (session, division) = desk().await;
    let documents = session.get(&format!("{division}/documents/Documents?$top=1")).await.rows();
    let url = format!("{}/api/v1/{division}/documents/DocumentAttachments", session.sandbox.base_url());
    let body = json!({ "Document": documents[0]["ID"], "FileName": "brief.txt", "Attachment": "R2VhY2h0ZSBoZWVyLAo=" });
    let request = session.http.post(url).bearer_auth(&session.token).header("accept", "application/json");
    let made = reply(request.header("prefer", "return=representation").json(&body)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let row: Value = made.json()["d"].clone();
    assert_eq!((&row["Attachment"], &row["FileSize"]), (&Value::Null, &json!(14)));
    let (status, content) = fetch(&session, row["Url"].as_str().unwrap(), Some(&session.token)).await;
    assert_eq!((status, content.as_slice()), (200, &b"Geachte heer,\n"[..]));
}
