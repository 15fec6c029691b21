//! Webhooks as the sandbox sends them: subscribed, delivered, checked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;
use exact_client::model::Uuid;
use exact_client::model::crm::{Account, Contact};
use exact_client::webhook::{Action, Message, WebhookSecret};
use exact_client::{Kind, Problem, Sent};
use exact_sandbox::{Sandbox, Topic};
use stage::soon;
use tokio::sync::mpsc::{self, UnboundedReceiver};

/// Answers with `status` and keeps every body.
async fn receiver(status: StatusCode) -> (String, UnboundedReceiver<Bytes>) {
    let (sender, bodies) = mpsc::unbounded_channel();
    let receive = move |body: Bytes| async move {
        sender.send(body).unwrap();
        status
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let callback = format!("http://{}/exact", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, Router::new().route("/exact", post(receive))).await });
    (callback, bodies)
}

#[tokio::test]
async fn a_subscription_is_greeted_told_and_ended() {
    let sandbox = Sandbox::start().await.unwrap();
    let division = stage::in_sandbox(&sandbox).division(sandbox.divisions()[0]);
    let (callback, mut bodies) = receiver(StatusCode::OK).await;
    let made = division.writer().subscribe("Accounts", &callback).await.unwrap();
    let secret = WebhookSecret::new(sandbox.webhook_secret());
    assert_eq!(secret.open(&soon(bodies.recv()).await.unwrap()).unwrap(), Message::Greeting);
    assert_eq!(division.subscriptions().await.unwrap().rows()[0].id, made.id);

    let key = Uuid::from_u128(0x5b1c_3f0e);
    for (told, action) in [
        (exact_sandbox::Action::Create, Action::Create),
        (exact_sandbox::Action::Update, Action::Update),
        (exact_sandbox::Action::Delete, Action::Delete),
    ] {
        sandbox.changed(division.code(), accounts(), key, told);
        let Ok(Message::Changed(change)) = secret.open(&soon(bodies.recv()).await.unwrap()) else { panic!("refused") };
        assert_eq!((change.action, change.key, change.division), (action, key, division.code()));
        assert_eq!(
            (change.topic, change.client_id.to_string()),
            ("Accounts".to_owned(), sandbox.client_id().to_owned())
        );
        assert!(change.address.ends_with(&format!("/crm/Accounts(guid'{key}')")), "{}", change.address);
    }
    division.writer().unsubscribe(made.id.unwrap()).await.unwrap();
    assert!(division.subscriptions().await.unwrap().rows().is_empty());
}

#[tokio::test]
async fn a_delivered_body_is_refused_with_any_of_its_bytes_changed() {
    let sandbox = Sandbox::start().await.unwrap();
    let division = stage::in_sandbox(&sandbox).division(sandbox.divisions()[0]);
    let (callback, mut bodies) = receiver(StatusCode::OK).await;
    division.writer().subscribe("Accounts", &callback).await.unwrap();
    soon(bodies.recv()).await.unwrap();
    sandbox.changed(division.code(), accounts(), Uuid::nil(), exact_sandbox::Action::Update);
    let body = soon(bodies.recv()).await.unwrap().to_vec();
    let secret = WebhookSecret::new(sandbox.webhook_secret());
    let Ok(Message::Changed(change)) = secret.open(&body) else { panic!("refused") };
    assert!(change.is_about::<Account>() && !change.is_about::<Contact>());
    for at in 0..body.len() {
        for bit in 0..8 {
            let mut changed = body.clone();
            changed[at] ^= 1 << bit;
            assert!(secret.open(&changed).is_err(), "byte {at}, bit {bit}");
        }
    }
    assert!(WebhookSecret::new("another").open(&body).is_err());
}

#[tokio::test]
async fn a_callback_that_does_not_answer_gets_no_subscription_and_exact_says_why() {
    let sandbox = Sandbox::start().await.unwrap();
    let division = stage::in_sandbox(&sandbox).division(sandbox.divisions()[0]);
    let (callback, _bodies) = receiver(StatusCode::SERVICE_UNAVAILABLE).await;
    let error = division.writer().subscribe("Accounts", &callback).await.unwrap_err();
    assert_eq!((error.problem(), error.is_retryable()), (Some(Problem::BusinessRule), false));
    assert!(error.api_message().unwrap().contains("503"), "{:?}", error.api_message());
    assert_eq!(error.sent_to_exact(), Sent::Yes);
}

#[tokio::test]
async fn a_callback_without_tls_elsewhere_is_not_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let division = stage::in_sandbox(&sandbox).division(sandbox.divisions()[0]);
    for callback in ["http://example.org/exact", "exact", "ftp://127.0.0.1/"] {
        let error = division.writer().subscribe("Accounts", callback).await.unwrap_err();
        assert_eq!((error.kind(), error.sent_to_exact()), (Kind::Config, Sent::No), "{callback}");
    }
}

fn accounts() -> Topic {
    "Accounts".parse().unwrap()
}
