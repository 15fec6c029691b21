//! The token rules (T1 to T5, L6), without HTTP: codes, chains of refresh tokens, access tokens.

mod chain;
mod refusal;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Uuid;

use crate::clock::Clock;
use crate::quirks::Quirks;
use chain::Chain;
pub(crate) use refusal::TokenRefusal;

/// How long an access token lives.
pub(crate) const ACCESS_MS: i64 = 600_000;
/// Before this age of the access token a refresh is refused.
const EARLIEST_REFRESH_MS: i64 = 570_000;
/// How long a refresh token lives unused.
const IDLE_MS: i64 = 30 * DAY_MS;
/// How long an authorisation code lives.
const CODE_MS: i64 = 180_000;
const DAY_MS: i64 = 86_400_000;

/// The authorisation server: one registered app and one user.
pub(crate) struct Authority {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    clock: Clock,
    quirks: Quirks,
    token_calls_per_day: u32,
    /// Makes the tokens of this run different from those of any other.
    run: Uuid,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    made: u64,
    codes: HashMap<String, Grant>,
    chains: Vec<Chain>,
    /// Every refresh token ever given, with the place of its chain.
    refresh_tokens: HashMap<String, usize>,
    access_tokens: HashMap<String, Access>,
    token_calls: (i64, u32),
}

/// What the user allowed on the consent page.
#[derive(Debug, Clone)]
struct Grant {
    divisions: Vec<i32>,
    redirect_uri: String,
    expires_ms: i64,
}

#[derive(Debug, Clone)]
struct Access {
    divisions: Vec<i32>,
    expires_ms: i64,
    chain: usize,
}

/// What an access token is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// It opens these divisions.
    Valid(Vec<i32>),
    /// It was given out here, and its time is over.
    Expired,
    Unknown,
}

/// A successful answer of the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Authority {
    pub(crate) fn new(clock: Clock, quirks: Quirks, token_calls_per_day: u32) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let start = format!("{}/{}", since.as_nanos(), std::process::id());
        Self {
            client_id: Uuid::new_v5(&Uuid::NAMESPACE_URL, b"exact-sandbox/client").to_string(),
            client_secret: "sandbox-geheim".to_owned(),
            clock,
            quirks,
            token_calls_per_day,
            run: Uuid::new_v5(&Uuid::NAMESPACE_URL, start.as_bytes()),
            state: Mutex::default(),
        }
    }

    /// A refresh token for scripts that log in nowhere. Its access token is past its time, so it can be used at once.
    pub(crate) fn ready_refresh_token(&self, divisions: Vec<i32>) -> String {
        let now = self.clock.now_ms();
        let mut state = self.state();
        let refresh = self.secret(&mut state, "refresh");
        let chain = Chain::for_scripts(divisions, refresh.clone(), now - ACCESS_MS);
        state.add_chain(chain);
        refresh
    }

    /// The code for a consent just given.
    pub(crate) fn code(&self, divisions: Vec<i32>, redirect_uri: &str) -> String {
        let expires_ms = self.clock.now_ms() + CODE_MS;
        let mut state = self.state();
        let code = self.secret(&mut state, "code");
        state.codes.insert(code.clone(), Grant { divisions, redirect_uri: redirect_uri.to_owned(), expires_ms });
        code
    }

    /// Counts a call to the token endpoint and refuses it when the day's are used up.
    pub(crate) fn count_token_call(&self) -> Result<(), TokenRefusal> {
        let today = self.clock.now_ms().div_euclid(DAY_MS);
        let mut state = self.state();
        if state.token_calls.0 != today {
            state.token_calls = (today, 0);
        }
        if state.token_calls.1 >= self.token_calls_per_day {
            return Err(TokenRefusal::TooManyCalls);
        }
        state.token_calls.1 += 1;
        Ok(())
    }

    /// Exchanges a code.
    pub(crate) fn exchange(&self, code: &str, redirect_uri: &str) -> Result<Tokens, TokenRefusal> {
        let now = self.clock.now_ms();
        let mut state = self.state();
        let grant = state.codes.remove(code).ok_or(TokenRefusal::InvalidGrant)?;
        if grant.expires_ms < now || grant.redirect_uri != redirect_uri {
            return Err(TokenRefusal::InvalidGrant);
        }
        if !self.quirks.many_chains {
            // One chain per user and app: logging in again ends the chain of the login before.
            state.chains.iter_mut().filter(|chain| !chain.for_scripts).for_each(Chain::end);
        }
        let refresh = self.secret(&mut state, "refresh");
        let chain = state.add_chain(Chain::from_login(grant.divisions, refresh, now));
        self.issue(&mut state, chain, now)
    }

    /// Exchanges a refresh token for the next one.
    pub(crate) fn refresh(&self, token: &str) -> Result<Tokens, TokenRefusal> {
        let now = self.clock.now_ms();
        let mut state = self.state();
        let at = *state.refresh_tokens.get(token).ok_or(TokenRefusal::InvalidGrant)?;
        let chain = state.chains.get_mut(at).ok_or(TokenRefusal::InvalidGrant)?;
        if chain.ended {
            return Err(TokenRefusal::InvalidGrant);
        }
        if chain.refresh != token {
            // Somebody has two copies of this chain: it ends for both.
            chain.end();
            return Err(TokenRefusal::OldRefreshToken);
        }
        if now - chain.issued_ms > IDLE_MS {
            return Err(TokenRefusal::Expired { at_ms: chain.issued_ms + IDLE_MS, now_ms: now });
        }
        if now - chain.issued_ms < EARLIEST_REFRESH_MS {
            return Err(TokenRefusal::TooEarly);
        }
        if self.quirks.refresh_kills_access {
            state.access_tokens.retain(|_, access| access.chain != at);
        }
        let next = self.secret(&mut state, "refresh");
        state.refresh_tokens.insert(next.clone(), at);
        if let Some(chain) = state.chains.get_mut(at) {
            chain.rotate(next, now);
        }
        self.issue(&mut state, at, now)
    }

    /// What a bearer token is worth now.
    pub(crate) fn bearer(&self, token: &str) -> Bearer {
        let now = self.clock.now_ms();
        match self.state().access_tokens.get(token) {
            Some(access) if now < access.expires_ms => Bearer::Valid(access.divisions.clone()),
            Some(_) => Bearer::Expired,
            None => Bearer::Unknown,
        }
    }

    fn issue(&self, state: &mut State, chain: usize, now: i64) -> Result<Tokens, TokenRefusal> {
        let access = self.secret(state, "access");
        let owner = state.chains.get(chain).ok_or(TokenRefusal::InvalidGrant)?;
        let tokens = Tokens { access: access.clone(), refresh: owner.refresh.clone() };
        let divisions = owner.divisions.clone();
        state.access_tokens.retain(|_, access| now < access.expires_ms + DAY_MS);
        state.access_tokens.insert(access, Access { divisions, expires_ms: now + ACCESS_MS, chain });
        Ok(tokens)
    }

    /// A new opaque string. Codes and refresh tokens have a `!` in them, as Exact's have: it needs encoding in a form.
    fn secret(&self, state: &mut State, kind: &str) -> String {
        state.made += 1;
        let part =
            |n: u32| Uuid::new_v5(&self.run, format!("{kind}/{}/{n}", state.made).as_bytes()).simple().to_string();
        match kind {
            "access" => (0..20).map(part).collect(),
            _ => format!("stampNL001.{}!{}", part(0), (1..4).map(part).collect::<String>()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add_chain(&mut self, chain: Chain) -> usize {
        let at = self.chains.len();
        self.refresh_tokens.insert(chain.refresh.clone(), at);
        self.chains.push(chain);
        at
    }
}

#[cfg(test)]
mod tests;
