//! What a webhook says.

use core::convert::Infallible;
use core::str::FromStr;

use exact_model::{Entity, Uuid};
use serde::{Deserialize, Deserializer};

/// A body that Exact posted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Message {
    /// The empty body with which Exact tries an address while a subscription is made. Answer it with success, or there
    /// will be no subscription. It is not signed and says nothing.
    Greeting,
    /// Something changed.
    Changed(Notification),
}

/// That an entity changed, and which: its values have to be read.
///
/// Exact sends it within minutes, may send it again, and does not promise an order.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct Notification {
    /// What it is about, such as `Accounts`; see [`is_about`](Self::is_about).
    pub topic: String,
    /// The division of the entity.
    pub division: i32,
    /// What happened to it.
    pub action: Action,
    /// The key of the entity.
    pub key: Uuid,
    /// The client id of the app that subscribed.
    pub client_id: Uuid,
    /// Exact's address of the entity.
    #[serde(rename = "ExactOnlineEndpoint")]
    pub address: String,
}

impl Notification {
    /// Whether the entity is an `E`, by the address in the message.
    #[must_use]
    pub fn is_about<E: Entity>(&self) -> bool {
        let path = E::META.path.replace("{division}", &self.division.to_string());
        let place = format!("/api/v1/{path}(").to_ascii_lowercase();
        self.address.to_ascii_lowercase().contains(&place)
    }
}

/// What happened to an entity.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// It is new.
    Create,
    /// It has changed.
    Update,
    /// It is gone.
    Delete,
    /// A word that Exact did not use when this was written.
    Other(String),
}

impl FromStr for Action {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "Create" => Self::Create,
            "Update" => Self::Update,
            "Delete" => Self::Delete,
            other => Self::Other(other.to_owned()),
        })
    }
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let Ok(action) = text.parse();
        Ok(action)
    }
}
