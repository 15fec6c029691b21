use std::time::Duration;

use reqwest::Client;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;

/// Real time before a message that was not taken is sent again.
pub(super) const REDELIVERIES: &[Duration] =
    &[Duration::from_secs(1), Duration::from_secs(10), Duration::from_secs(60)];

/// How long a callback may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A message on its way.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) callback: String,
    pub(super) body: String,
}

/// What calls callbacks. Certificates are not checked: a callback under test often signed its own.
pub(super) fn client() -> Option<Client> {
    let builder = Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
    builder.danger_accept_invalid_certs(true).build().ok()
}

/// Sends what comes in, each message on its own so that a slow callback holds up no other, until nobody can send more.
pub(super) async fn deliver(mut messages: UnboundedReceiver<Message>, client: Client, delays: &'static [Duration]) {
    let mut sending = JoinSet::new();
    loop {
        tokio::select! {
            message = messages.recv() => match message {
                Some(message) => { sending.spawn(send(client.clone(), message, delays)); }
                None => break,
            },
            Some(_) = sending.join_next() => {}
        }
    }
}

async fn send(client: Client, message: Message, delays: &'static [Duration]) {
    let mut delays = delays.iter();
    while !taken(&client, &message).await {
        let Some(delay) = delays.next() else { return };
        tokio::time::sleep(*delay).await;
    }
}

async fn taken(client: &Client, message: &Message) -> bool {
    let request = client.post(&message.callback).header("content-type", "application/json");
    let sent = request.body(message.body.clone()).send().await;
    sent.is_ok_and(|answer| answer.status().is_success())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU16, Ordering};

    use axum::Router;
    use axum::extract::State;
    use axum::http::StatusCode;
    use axum::routing::post;
    use tokio::net::TcpListener;
    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_message_that_is_not_taken_comes_again_and_one_that_is_does_not() {
        let calls = Arc::new(AtomicU16::new(0));
        let (seen, mut statuses) = mpsc::unbounded_channel();
        let refuse_once = move |State(calls): State<Arc<AtomicU16>>| async move {
            let status =
                if calls.fetch_add(1, Ordering::SeqCst) == 0 { StatusCode::BAD_GATEWAY } else { StatusCode::OK };
            seen.send(status).unwrap();
            status
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let callback = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new().route("/", post(refuse_once)).with_state(Arc::clone(&calls));
        let server = tokio::spawn(async { axum::serve(listener, router).await });
        let message = Message { callback, body: "{}".to_owned() };
        send(client().unwrap(), message, &[Duration::ZERO, Duration::ZERO, Duration::ZERO]).await;
        assert_eq!(statuses.recv().await, Some(StatusCode::BAD_GATEWAY));
        assert_eq!(statuses.recv().await, Some(StatusCode::OK));
        assert_eq!(calls.load(Ordering::SeqCst), 2);
        server.abort();
    }
}
