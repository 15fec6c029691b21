//! What one process knows of the tokens.

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};

use super::tokens::Tokens;

/// What this process knows of the tokens.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(super) tokens: Option<Tokens>,
    /// Tokens that Exact gave and the store refused; the old ones are dead, so these must not be forgotten.
    pub(super) unsaved: bool,
    /// Until then the tokens count as good, whatever their age.
    pub(super) good_until: Option<DateTime<Utc>>,
}

impl State {
    pub(super) fn usable(&self, now: DateTime<Utc>) -> Option<SecretString> {
        let tokens = self.tokens.as_ref().filter(|_| !self.unsaved)?;
        let trusted = self.good_until.is_some_and(|until| now < until);
        if trusted || tokens.age(now).is_usable() { tokens.access_token.clone() } else { None }
    }
}

/// Whether `access` is another token than the one that Exact refused.
pub(super) fn differs(access: &SecretString, refused: Option<&SecretString>) -> bool {
    refused.is_none_or(|refused| refused.expose_secret() != access.expose_secret())
}
