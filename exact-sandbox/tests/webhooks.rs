//! Webhooks: subscribing, the signature, who is told.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use exact_sandbox::books::{NewEntry, NewLine, Status, company};
use exact_sandbox::{Action, Sandbox};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::*;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedReceiver};

const KEY: &str = "5b1c3f0e-0000-4000-8000-000000000001";

/// A callback that keeps what it gets: the length that was announced and the body.
struct Callback {
    url: String,
    got: UnboundedReceiver<(Option<String>, String)>,
}

async fn callback(status: StatusCode) -> Callback {
    let (sender, got) = mpsc::unbounded_channel();
    let handler = move |headers: HeaderMap, body: Bytes| async move {
        let length = headers.get("content-length").map(|length| length.to_str().unwrap().to_owned());
        sender.send((length, String::from_utf8(body.to_vec()).unwrap())).unwrap();
        status
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, Router::new().route("/hook", post(handler))).await });
    Callback { url, got }
}

async fn subscribe(session: &Session, callback: &str, topic: &str) -> Reply {
    let url = format!("{}/api/v1/{DIVISION}/webhooks/WebhookSubscriptions", session.sandbox.base_url());
    let body = json!({ "CallbackURL": callback, "Topic": topic }).to_string();
    let request = session.http.post(url).bearer_auth(&session.token).header("accept", "application/json");
    reply(request.body(body)).await
}

#[tokio::test]
async fn a_subscription_is_greeted_with_an_empty_post_and_then_listed_and_deleted() {
    let session = session(books(2)).await;
    let mut callback = callback(StatusCode::OK).await;
    let made = subscribe(&session, &callback.url, "Accounts").await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(callback.got.recv().await.unwrap(), (Some("0".to_owned()), String::new()));
    let entity = made.json()["d"].clone();
    assert_eq!(entity["Topic"], "Accounts");
    assert_eq!(entity["CallbackURL"].as_str(), Some(callback.url.as_str()));
    assert_eq!(session.read("webhooks/WebhookSubscriptions").await.rows().len(), 1);
    let id = entity["ID"].as_str().unwrap();
    let base = session.sandbox.base_url();
    let url = format!("{base}/api/v1/{DIVISION}/webhooks/WebhookSubscriptions(guid'{id}')");
    assert_eq!(reply(session.http.delete(&url).bearer_auth(&session.token)).await.status, 204);
    assert_eq!(reply(session.http.delete(&url).bearer_auth(&session.token)).await.status, 404);
    assert_eq!(session.read("webhooks/WebhookSubscriptions").await.rows().len(), 0);
}

#[tokio::test]
async fn a_callback_that_does_not_answer_2xx_makes_the_subscription_fail() {
    let session = session(books(2)).await;
    let callback = callback(StatusCode::SERVICE_UNAVAILABLE).await;
    let refused = subscribe(&session, &callback.url, "Accounts").await;
    assert_eq!(refused.status, 500);
    assert_eq!(refused.message(), "Invalid: Post to callback URL endpoint returns 503 Service Unavailable");
    assert_eq!(session.read("webhooks/WebhookSubscriptions").await.rows().len(), 0);
}

#[tokio::test]
async fn a_second_subscription_to_a_topic_and_an_unknown_topic_are_refused() {
    let session = session(books(2)).await;
    let callback = callback(StatusCode::NO_CONTENT).await;
    assert_eq!(subscribe(&session, &callback.url, "Accounts").await.status, 201);
    assert_eq!(subscribe(&session, &callback.url, "Accounts").await.status, 500);
    assert_eq!(subscribe(&session, &callback.url, "Nonsense").await.status, 400);
    assert_eq!(subscribe(&session, "", "Items").await.status, 400);
}

#[tokio::test]
async fn a_change_is_told_with_a_key_and_a_signature_in_the_body() {
    let session = session(books(2)).await;
    let mut callback = callback(StatusCode::OK).await;
    subscribe(&session, &callback.url, "Accounts").await;
    callback.got.recv().await.unwrap();
    session.sandbox.changed(DIVISION, "Items".parse().unwrap(), KEY.parse().unwrap(), Action::Update);
    session.sandbox.changed(DIVISION + 1, "Accounts".parse().unwrap(), KEY.parse().unwrap(), Action::Update);
    session.sandbox.changed(DIVISION, "Accounts".parse().unwrap(), KEY.parse().unwrap(), Action::Delete);
    let (_, body) = callback.got.recv().await.unwrap();
    let message: Value = serde_json::from_str(&body).unwrap();
    let content = &message["Content"];
    assert_eq!((&content["Topic"], &content["Action"]), (&json!("Accounts"), &json!("Delete")));
    assert_eq!((&content["Division"], &content["Key"]), (&json!(DIVISION), &json!(KEY)));
    assert_eq!(content["ClientId"].as_str(), Some(session.sandbox.client_id()));
    let endpoint = format!("{}/api/v1/{DIVISION}/crm/Accounts(guid'{KEY}')", session.sandbox.base_url());
    assert_eq!(content["ExactOnlineEndpoint"].as_str(), Some(endpoint.as_str()));
    let hash = message["HashCode"].as_str().unwrap();
    assert!(hash.len() == 64 && hash.chars().all(|digit| matches!(digit, '0'..='9' | 'A'..='F')));
    let between = body.strip_prefix("{\"Content\":").unwrap().split_once(",\"HashCode\":").unwrap().0;
    assert_eq!(hash, signature(between, session.sandbox.webhook_secret()));
}

/// The signature as a receiver computes it.
fn signature(content: &str, secret: &str) -> String {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(content.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02X}")).collect()
}

#[tokio::test]
async fn a_file_that_is_attached_or_taken_away_changes_its_document() {
    let session = session(books(2)).await;
    let mut callback = callback(StatusCode::OK).await;
    subscribe(&session, &callback.url, "Documents").await;
    callback.got.recv().await.unwrap();
    let url = format!("{}/api/v1/{DIVISION}/documents/DocumentAttachments", session.sandbox.base_url());
    let call = |request: reqwest::RequestBuilder| {
        reply(request.bearer_auth(&session.token).header("accept", "application/json"))
    };
    let body = json!({ "Document": KEY, "FileName": "brief.txt", "Attachment": "SGFsbG8=" });
    let made = call(session.http.post(&url).json(&body)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let id = made.json()["d"]["ID"].as_str().unwrap().to_owned();
    assert_eq!(call(session.http.delete(format!("{url}(guid'{id}')"))).await.status, 204);
    for _ in 0..2 {
        let told: Value = serde_json::from_str(&callback.got.recv().await.unwrap().1).unwrap();
        assert_eq!((&told["Content"]["Key"], &told["Content"]["Action"]), (&json!(KEY), &json!("Update")));
    }
}

#[tokio::test]
async fn a_script_tells_of_a_change_and_revoking_ends_the_telling() {
    let session = session(books(2)).await;
    let mut callback = callback(StatusCode::OK).await;
    subscribe(&session, &callback.url, "SalesEntries").await;
    callback.got.recv().await.unwrap();
    let url = format!("{}/_sandbox/changes", session.sandbox.base_url());
    let body = json!({ "topic": "SalesEntries", "key": KEY, "action": "Create" }).to_string();
    assert_eq!(reply(session.http.post(&url).body(body)).await.status, 204);
    assert!(callback.got.recv().await.unwrap().1.contains("salesentry/SalesEntries(guid'"));
    let wrong = reply(session.http.post(&url).body(json!({ "topic": "Nonsense", "key": KEY }).to_string())).await;
    assert!(wrong.status == 400 && wrong.text.contains("SalesEntries"));
    session.sandbox.revoke(None);
    let other = subscribe(&session, &callback.url, "Items").await;
    assert_eq!(other.status, 401);
}

/// The next message: its topic, action and the address it leads to, once its signature has been checked.
async fn told(session: &Session, callback: &mut Callback) -> (String, String, String) {
    let (_, body) = callback.got.recv().await.unwrap();
    let between = body.strip_prefix("{\"Content\":").unwrap().split_once(",\"HashCode\":").unwrap().0;
    let message: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(message["HashCode"].as_str(), Some(signature(between, session.sandbox.webhook_secret()).as_str()));
    let text = |name: &str| message["Content"][name].as_str().unwrap().to_owned();
    (text("Topic"), text("Action"), text("ExactOnlineEndpoint"))
}

/// A made-up company whose changes under these topics are told.
async fn listening(topics: &[&str]) -> (Session, i32, Callback) {
    let books = company::generate(5, day(2026, 6, 15));
    let division = books.divisions[0].code;
    let session = session_of(Sandbox::builder().books(books).limits(AMPLE)).await;
    let mut callback = callback(StatusCode::OK).await;
    for topic in topics {
        let url = format!("{}/api/v1/{division}/webhooks/WebhookSubscriptions", session.sandbox.base_url());
        let body = json!({ "CallbackURL": callback.url, "Topic": topic }).to_string();
        let request = session.http.post(url).bearer_auth(&session.token).header("accept", "application/json");
        assert_eq!(reply(request.body(body)).await.status, 201);
        callback.got.recv().await.unwrap();
    }
    (session, division, callback)
}

fn sale(cents: i64) -> NewEntry {
    let line = |account: &str, cents| NewLine::new(account, Decimal::new(cents, 2));
    let debtor = NewLine { relation: Some("7".to_owned()), ..line("1300", cents) };
    NewEntry {
        journal: "70".to_owned(),
        date: day(2026, 6, 15),
        period: None,
        kind: None,
        status: Status::Processed,
        description: "Advies".to_owned(),
        lines: vec![debtor, line("8000", -cents)],
    }
}

#[tokio::test]
async fn an_entry_posted_changed_and_deleted_is_told_each_time_and_its_address_answers() {
    let (session, division, mut callback) = listening(&["SalesEntries"]).await;
    let id = session.sandbox.post_entry(division, &sale(1_000)).unwrap();
    let (topic, action, address) = told(&session, &mut callback).await;
    assert_eq!((topic.as_str(), action.as_str()), ("SalesEntries", "Create"));
    assert!(address.ends_with(&format!("/{division}/salesentry/SalesEntries(guid'{id}')")), "{address}");
    assert_eq!(reply(session.http.get(&address).bearer_auth(&session.token)).await.status, 200);
    session.sandbox.change_entry(id, &sale(2_000)).unwrap();
    assert_eq!(told(&session, &mut callback).await.1, "Update");
    let url = format!("{}/_sandbox/entries/{id}", session.sandbox.base_url());
    assert_eq!(reply(session.http.delete(url)).await.status, 204);
    assert_eq!(told(&session, &mut callback).await.1, "Delete");
    assert_eq!(reply(session.http.get(&address).bearer_auth(&session.token)).await.status, 404);
}

#[tokio::test]
async fn a_sale_is_also_an_invoice_and_a_transaction_and_each_address_answers() {
    let (session, division, mut callback) = listening(&["FinancialTransactions", "SalesInvoices"]).await;
    session.sandbox.post_entry(division, &sale(1_000)).unwrap();
    for topic in ["SalesInvoices", "FinancialTransactions"] {
        let (told, action, address) = told(&session, &mut callback).await;
        assert_eq!((told.as_str(), action.as_str()), (topic, "Create"));
        assert_eq!(reply(session.http.get(&address).bearer_auth(&session.token)).await.status, 200, "{address}");
    }
}

#[tokio::test]
async fn writes_of_the_api_itself_are_told_and_refused_ones_are_not() {
    let (session, division, mut callback) = listening(&["Accounts"]).await;
    let url = format!("{}/api/v1/{division}/crm/Accounts", session.sandbox.base_url());
    let send = |request: reqwest::RequestBuilder, body: Value| {
        reply(request.bearer_auth(&session.token).header("accept", "application/json").body(body.to_string()))
    };
    assert_eq!(send(session.http.post(&url), json!({ "NotAField": 1 })).await.status, 400);
    let made = send(session.http.post(&url), json!({ "Name": "Vier Eiken" })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let key = format!("{url}(guid'{}')", made.json()["d"]["ID"].as_str().unwrap());
    assert_eq!(told(&session, &mut callback).await, ("Accounts".to_owned(), "Create".to_owned(), key.clone()));
    assert_eq!(send(session.http.put(&key), json!({ "City": "Delft" })).await.status, 204);
    assert_eq!(told(&session, &mut callback).await.1, "Update");
    assert_eq!(send(session.http.delete(&key), json!({})).await.status, 204);
    assert_eq!(told(&session, &mut callback).await.1, "Delete");
}

#[tokio::test]
async fn a_callback_on_another_host_than_the_redirect_address_is_refused_or_by_quirk_called() {
    let elsewhere = "http://hooks.example.com:9/x";
    let builder = || Sandbox::builder().books(books(2)).redirect_uri("https://app.example.com/login");
    let strict = session_of(builder()).await;
    let refused = subscribe(&strict, elsewhere, "Accounts").await;
    assert!(refused.status == 500 && refused.message().starts_with("Invalid: Callback URL"), "{}", refused.text);
    let closed = session_of(builder().quirk("loopback-redirect=no").unwrap()).await;
    let callback = callback(StatusCode::OK).await;
    assert!(subscribe(&closed, &callback.url, "Accounts").await.message().starts_with("Invalid: Callback URL"));
    let lenient = builder().quirk("loopback-redirect=no").unwrap().quirk("callback-host=any").unwrap();
    assert_eq!(subscribe(&session_of(lenient).await, &callback.url, "Accounts").await.status, 201);
}
