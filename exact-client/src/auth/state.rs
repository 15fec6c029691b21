//! What one process knows of the tokens.

use core::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};

use super::age::WINDOW;
use super::tokens::Tokens;
use crate::clock::earlier;

/// Refusals say only that the clocks differ at least so much: each adds a little, so that few are needed.
const STEP: Duration = Duration::from_secs(10);

/// What this process knows of the tokens.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(super) tokens: Option<Tokens>,
    /// Tokens that Exact gave and the store refused; the old ones are dead, so these must not be forgotten.
    pub(super) unsaved: bool,
    /// Until then the tokens count as good, whatever their age.
    pub(super) good_until: Option<DateTime<Utc>>,
    /// The access token that this process was given itself; the age of any other is by the clock of another machine.
    pub(super) own: Option<SecretString>,
    /// How far this clock is ahead of that other machine's, as far as refusals have taught.
    ahead: Duration,
}

impl State {
    pub(super) fn is_own(&self, access: Option<&SecretString>) -> bool {
        access.is_some_and(|access| self.own.is_some() && !differs(access, self.own.as_ref()))
    }

    /// The time now, on the clock by which these tokens were dated.
    fn reckoned(&self, tokens: &Tokens, now: DateTime<Utc>) -> DateTime<Utc> {
        if self.is_own(tokens.access_token.as_ref()) { now } else { earlier(now, self.ahead) }
    }

    /// Takes in that Exact found `tokens` too young for a refresh: what they seem too old is how far the clocks differ.
    pub(super) fn learn_too_early(&mut self, tokens: &Tokens, now: DateTime<Utc>) {
        if !self.is_own(tokens.access_token.as_ref()) {
            let age = (self.reckoned(tokens, now) - tokens.obtained_at).to_std().unwrap_or_default();
            self.ahead += age.saturating_sub(tokens.lifetime.saturating_sub(WINDOW)) + STEP;
        }
    }

    pub(super) fn usable(&self, now: DateTime<Utc>) -> Option<SecretString> {
        let tokens = self.tokens.as_ref().filter(|_| !self.unsaved)?;
        let trusted = self.good_until.is_some_and(|until| now < until);
        if trusted || tokens.age(self.reckoned(tokens, now)).is_usable() { tokens.access_token.clone() } else { None }
    }
}

/// Whether `access` is another token than the one that Exact refused.
pub(super) fn differs(access: &SecretString, refused: Option<&SecretString>) -> bool {
    refused.is_none_or(|refused| refused.expose_secret() != access.expose_secret())
}
