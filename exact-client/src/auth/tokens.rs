//! The tokens of one link.

use core::fmt;
use core::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::age::{Age, LIFETIME};
use super::store::StoreError;

/// The tokens of one link with Exact, as a [`TokenStore`](super::store::TokenStore) keeps them.
///
/// A refresh token works once. Whoever has a copy and uses it ends the link for everybody else: keep them in one store.
#[derive(Clone)]
pub struct Tokens {
    pub(crate) access_token: Option<SecretString>,
    pub(crate) refresh_token: SecretString,
    pub(crate) obtained_at: DateTime<Utc>,
    pub(crate) lifetime: Duration,
    /// Set before a refresh is sent and gone once its answer is stored. Still there on reading: an answer was lost.
    pub(crate) refresh_started_at: Option<DateTime<Utc>>,
}

/// Also the form in which older and newer versions meet: fields may be added, never change meaning.
#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    version: u32,
    access_token: Option<std::borrow::Cow<'a, str>>,
    refresh_token: std::borrow::Cow<'a, str>,
    obtained_at_ms: i64,
    lifetime_seconds: u64,
    #[serde(default)]
    refresh_started_at_ms: Option<i64>,
}

impl Tokens {
    /// A link of which only the refresh token is known, as handed over by another program that will not use it again.
    /// The first call refreshes it.
    #[must_use]
    pub fn from_refresh_token(refresh_token: impl Into<SecretString>) -> Self {
        Self {
            access_token: None,
            refresh_token: refresh_token.into(),
            obtained_at: DateTime::UNIX_EPOCH,
            lifetime: LIFETIME,
            refresh_started_at: None,
        }
    }

    /// When the access token was obtained, on the client's clock.
    #[must_use]
    pub fn obtained_at(&self) -> DateTime<Utc> {
        self.obtained_at
    }

    /// When a refresh began of which no answer has been stored: it is under way, or its answer was lost.
    #[must_use]
    pub fn refresh_started_at(&self) -> Option<DateTime<Utc>> {
        self.refresh_started_at
    }

    pub(crate) fn age(&self, now: DateTime<Utc>) -> Age {
        if self.access_token.is_none() { Age::Expired } else { Age::of(self.obtained_at, self.lifetime, now) }
    }

    /// The tokens as text, for a store to keep. It holds the secrets: encrypt it.
    ///
    /// # Errors
    /// Never for tokens that a client made; the format allows it.
    pub fn to_json(&self) -> Result<SecretString, StoreError> {
        let stored = Stored {
            version: 1,
            access_token: self.access_token.as_ref().map(|token| token.expose_secret().into()),
            refresh_token: self.refresh_token.expose_secret().into(),
            obtained_at_ms: self.obtained_at.timestamp_millis(),
            lifetime_seconds: self.lifetime.as_secs(),
            refresh_started_at_ms: self.refresh_started_at.map(|moment| moment.timestamp_millis()),
        };
        serde_json::to_string(&stored)
            .map(SecretString::from)
            .map_err(|error| StoreError::new("the tokens have no text form").because(error))
    }

    /// The tokens that [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// When the text is anything else, or of a newer version of this crate.
    pub fn from_json(text: &[u8]) -> Result<Self, StoreError> {
        // The cause is left out: serde's messages may quote what they read.
        let stored: Stored<'_> =
            serde_json::from_slice(text).map_err(|_| StoreError::new("the stored tokens are damaged: log in again"))?;
        if stored.version != 1 {
            return Err(StoreError::new("the stored tokens were written by a newer version of this program"));
        }
        let moment = |millis| {
            DateTime::from_timestamp_millis(millis)
                .ok_or_else(|| StoreError::new("the stored tokens have no valid time"))
        };
        Ok(Self {
            access_token: stored.access_token.map(|token| SecretString::from(token.into_owned())),
            refresh_token: SecretString::from(stored.refresh_token.into_owned()),
            obtained_at: moment(stored.obtained_at_ms)?,
            lifetime: Duration::from_secs(stored.lifetime_seconds),
            refresh_started_at: stored.refresh_started_at_ms.map(moment).transpose()?,
        })
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("obtained_at", &self.obtained_at)
            .field("lifetime", &self.lifetime)
            .field("refresh_started_at", &self.refresh_started_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_survive_their_text_form() {
        let mut tokens = Tokens::from_refresh_token("refresh-it");
        tokens.access_token = Some("access-it".into());
        tokens.obtained_at = DateTime::from_timestamp_millis(1_772_000_000_123).unwrap();
        tokens.refresh_started_at = Some(tokens.obtained_at);
        let back = Tokens::from_json(tokens.to_json().unwrap().expose_secret().as_bytes()).unwrap();
        assert_eq!(back.refresh_token.expose_secret(), "refresh-it");
        assert_eq!(back.access_token.as_ref().unwrap().expose_secret(), "access-it");
        assert_eq!(format!("{back:?}"), format!("{tokens:?}"));
    }

    #[test]
    fn damaged_text_is_named_without_being_quoted() {
        for text in ["", "{}", r#"{"version":1,"refresh_token":"hush"}"#, "hush"] {
            assert!(!Tokens::from_json(text.as_bytes()).unwrap_err().to_string().contains("hush"));
        }
    }

    #[test]
    fn debug_shows_no_token() {
        let tokens = Tokens::from_refresh_token("hush");
        assert!(!format!("{tokens:?}").contains("hush"));
    }
}
