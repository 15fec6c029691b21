//! Webhooks: what Exact posts when something changes, and the subscriptions to it.
//!
//! [`WebhookSecret::open`] says whether a body comes from Exact and what it says;
//! [`Division::subscriptions`](crate::Division::subscriptions) lists the subscriptions. With the feature `write` a `Writer`
//! makes and ends them: `subscribe`, `unsubscribe`. `examples/webhook_receiver.rs` has all of it together.

mod message;
mod secret;
mod subscribing;

pub use message::{Action, Message, Notification};
pub use secret::{WebhookError, WebhookSecret};
