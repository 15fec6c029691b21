//! Receives webhooks: a subscription is made in a sandbox, something changes there, and the message is checked before it
//! is believed.
//!
//! `cargo run -p exact-client --features webhook,write --example webhook_receiver`

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use exact_client::model::crm::Account;
use exact_client::model::{Uuid, projection};
use exact_client::webhook::{Message, Notification, WebhookSecret};
use exact_client::{AppCredentials, Exact, Host, MemoryTokenStore, Tokens};
use exact_sandbox::{Action, Sandbox};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

projection! {
    /// What is read of a relation that changed.
    struct Relation of Account {
        /// Its key.
        id: Uuid = ID,
        /// Its name.
        name: Option<String> = NAME,
    }
}

struct Receiver {
    secret: WebhookSecret,
    changes: mpsc::Sender<Notification>,
}

/// Exact waits for the answer: check the signature, put the message aside, and be done. The body must be the raw bytes.
async fn receive(State(receiver): State<Arc<Receiver>>, body: Bytes) -> StatusCode {
    match receiver.secret.open(&body) {
        Ok(Message::Changed(notification)) => match receiver.changes.try_send(notification) {
            Ok(()) => StatusCode::OK,
            // Exact comes back later.
            Err(_) => StatusCode::SERVICE_UNAVAILABLE,
        },
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::UNAUTHORIZED,
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let app = AppCredentials::new(sandbox.client_id(), sandbox.client_secret(), "http://localhost/callback");
    let exact = Exact::builder(app)
        .host(Host::at(&sandbox.base_url())?)
        .token_store(MemoryTokenStore::with(Tokens::from_refresh_token(sandbox.refresh_token())))
        .build()?;

    // The receiver listens before anybody subscribes: Exact tries the address at once.
    let (changes, mut changed) = mpsc::channel(100);
    let receiver = Receiver { secret: WebhookSecret::new(sandbox.webhook_secret()), changes };
    let router = Router::new().route("/exact", post(receive)).with_state(Arc::new(receiver));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let callback = format!("http://{}/exact", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });

    let division = exact.current_division().await?;
    let subscription = division.writer().subscribe("Accounts", &callback).await?;
    eprintln!("subscriptions: {}", division.subscriptions().await?.rows().len());

    let account = division.list::<Relation>().first().await?.ok_or("no relations")?.id;
    sandbox.changed(division.code(), "Accounts".parse()?, account, Action::Update);

    // The message has only a key: what changed is read.
    let change = changed.recv().await.ok_or("the receiver stopped")?;
    if change.is_about::<Account>() {
        let changed = division.list::<Relation>().filter(Account::ID.eq(change.key)).first().await?;
        eprintln!("{:?} of a relation: {:?}", change.action, changed.and_then(|relation| relation.name));
    }

    if let Some(id) = subscription.id {
        division.writer().unsubscribe(id).await?;
    }
    Ok(())
}
