//! Webhooks: who is told of what, and the telling.

mod delivery;
mod message;
mod subscription;
mod topic;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::Client;
use tokio::sync::mpsc::{self, UnboundedSender};
use uuid::Uuid;

use crate::tables::Collection;
use delivery::{Message, REDELIVERIES};
use message::Content;
use subscription::Rows;
pub(crate) use subscription::Subscription;
pub use topic::{Action, Topic, UnknownTopic};

/// The endpoint of the subscriptions.
pub(crate) const ENDPOINT: &str = "webhooks/WebhookSubscriptions";

/// Why a subscription was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotSubscribed {
    /// The app has one for the topic.
    Twice,
    /// The callback did not take the empty message: what it answered instead.
    Callback(String),
}

/// The subscriptions, and the line to their callbacks.
pub(crate) struct Webhooks {
    /// With which messages are signed.
    pub(crate) secret: String,
    client_id: Uuid,
    /// `http://127.0.0.1:40123`.
    base_url: String,
    /// `None` when this machine cannot make a client; nothing is told then.
    client: Option<Client>,
    subscriptions: Mutex<Vec<Subscription>>,
    messages: UnboundedSender<Message>,
}

impl Webhooks {
    /// Starts the task that calls callbacks; it ends with what is returned.
    pub(crate) fn start(client_id: Uuid, base_url: String) -> Self {
        let (messages, waiting) = mpsc::unbounded_channel();
        let client = delivery::client();
        if let Some(client) = client.clone() {
            tokio::spawn(delivery::deliver(waiting, client, REDELIVERIES));
        }
        let secret = "sandbox-webhook-geheim".to_owned();
        Self { secret, client_id, base_url, client, subscriptions: Mutex::default(), messages }
    }

    /// Sends the callback an empty message and keeps the subscription when it is taken.
    pub(crate) async fn subscribe(&self, subscription: Subscription) -> Result<(), NotSubscribed> {
        let same = |one: &Subscription| one.topic == subscription.topic;
        if self.subscriptions().iter().any(same) {
            return Err(NotSubscribed::Twice);
        }
        self.greet(&subscription.callback).await.map_err(NotSubscribed::Callback)?;
        let mut subscriptions = self.subscriptions();
        if subscriptions.iter().any(same) {
            return Err(NotSubscribed::Twice);
        }
        subscriptions.push(subscription);
        Ok(())
    }

    async fn greet(&self, callback: &str) -> Result<(), String> {
        let unreachable = || "no answer".to_owned();
        let client = self.client.as_ref().ok_or_else(unreachable)?;
        let sent = client.post(callback).header("content-length", "0").send().await;
        let status = sent.map_err(|_| unreachable())?.status();
        let name = status.canonical_reason().unwrap_or_default();
        if status.is_success() { Ok(()) } else { Err(format!("{} {name}", status.as_u16()).trim().to_owned()) }
    }

    /// Forgets a subscription.
    pub(crate) fn unsubscribe(&self, id: Uuid) {
        self.subscriptions().retain(|one| one.id != id);
    }

    /// Forgets the subscriptions of a user, or of all, whose access was revoked.
    pub(crate) fn forget(&self, user: Option<usize>) {
        self.subscriptions().retain(|one| user.is_some_and(|user| user != one.user));
    }

    /// The subscriptions as rows.
    pub(crate) fn rows(&self) -> Arc<dyn Collection> {
        Arc::new(Rows(self.subscriptions().clone()))
    }

    /// Tells whoever asked for it that an entity changed. Returns at once; the messages are sent in the background.
    pub(crate) fn changed(&self, division: i32, topic: Topic, key: Uuid, action: Action) {
        let interested = |one: &&Subscription| one.topic == topic && one.divisions.contains(&division);
        for subscription in self.subscriptions().iter().filter(interested) {
            let content = Content {
                topic: topic.name(),
                client_id: self.client_id,
                division,
                action: action.name(),
                key,
                exact_online_endpoint: format!("{}/api/v1/{division}/{}(guid'{key}')", self.base_url, topic.endpoint()),
            };
            let body = message::signed(&content, &self.secret);
            // Nobody listens any more only while the sandbox is going down.
            let _ = self.messages.send(Message { callback: subscription.callback.clone(), body });
        }
    }

    fn subscriptions(&self) -> MutexGuard<'_, Vec<Subscription>> {
        self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
