//! The token rules (T1 to T5, L6), without HTTP: codes, chains of refresh tokens, access tokens.

mod chain;
mod lifetimes;
mod refusal;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Uuid;

use crate::clock::Clock;
use crate::quirks::Quirks;
use chain::Chain;
pub use lifetimes::Lifetimes;
use lifetimes::ms;
pub(crate) use refusal::TokenRefusal;

const DAY_MS: i64 = 86_400_000;

/// The authorisation server: one registered app and its users.
pub(crate) struct Authority {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    clock: Clock,
    quirks: Quirks,
    pub(crate) lifetimes: Lifetimes,
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
    /// Per user the day of UTC and the calls on it.
    token_calls: HashMap<usize, (i64, u32)>,
}

/// What the user allowed on the consent page.
#[derive(Debug, Clone)]
struct Grant {
    user: usize,
    divisions: Vec<i32>,
    redirect_uri: String,
    expires_ms: i64,
}

#[derive(Debug, Clone)]
struct Access {
    user: usize,
    divisions: Vec<i32>,
    expires_ms: i64,
    /// `None` without a refresh token: the implicit flow.
    chain: Option<usize>,
}

/// What an access token is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// It opens these divisions for that user, by place in the list of users.
    Valid {
        user: usize,
        divisions: Vec<i32>,
    },
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
    pub(crate) fn new(clock: Clock, quirks: Quirks, lifetimes: Lifetimes, token_calls_per_day: u32) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let start = format!("{}/{}", since.as_nanos(), std::process::id());
        Self {
            client_id: Uuid::new_v5(&Uuid::NAMESPACE_URL, b"exact-sandbox/client").to_string(),
            client_secret: "sandbox-geheim".to_owned(),
            clock,
            quirks,
            lifetimes,
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
        let long_ago = now.saturating_sub(ms(self.lifetimes.access.max(self.lifetimes.earliest_refresh)));
        let chain = Chain::for_scripts(divisions, refresh.clone(), long_ago);
        state.add_chain(chain);
        refresh
    }

    /// The code for a consent just given.
    pub(crate) fn code(&self, user: usize, divisions: Vec<i32>, redirect_uri: &str) -> String {
        let expires_ms = self.clock.now_ms() + ms(self.lifetimes.code);
        let mut state = self.state();
        let code = self.secret(&mut state, "code");
        let grant = Grant { user, divisions, redirect_uri: redirect_uri.to_owned(), expires_ms };
        state.codes.insert(code.clone(), grant);
        code
    }

    /// The access token of the implicit flow for a consent just given; nothing refreshes it.
    pub(crate) fn implicit(&self, user: usize, divisions: Vec<i32>) -> String {
        let now = self.clock.now_ms();
        let expires_ms = now.saturating_add(ms(self.lifetimes.access));
        self.give(&mut self.state(), Access { user, divisions, expires_ms, chain: None }, now)
    }

    /// Counts a call to the token endpoint with that code or refresh token, and refuses it when its user has used up
    /// the day's. One that was never given out, or is used up, counts for the first user.
    pub(crate) fn count_token_call(&self, code_or_token: &str) -> Result<(), TokenRefusal> {
        let today = self.clock.now_ms().div_euclid(DAY_MS);
        let mut state = self.state();
        let of_code = state.codes.get(code_or_token).map(|grant| grant.user);
        let chain = state.refresh_tokens.get(code_or_token).and_then(|at| state.chains.get(*at));
        let user = of_code.or(chain.map(|chain| chain.user)).unwrap_or_default();
        let calls = state.token_calls.entry(user).or_default();
        if calls.0 != today {
            *calls = (today, 0);
        }
        if calls.1 >= self.token_calls_per_day {
            return Err(TokenRefusal::TooManyCalls);
        }
        calls.1 += 1;
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
            let same = |chain: &&mut Chain| chain.user == grant.user && !chain.for_scripts;
            state.chains.iter_mut().filter(same).for_each(Chain::end);
        }
        let refresh = self.secret(&mut state, "refresh");
        let chain = state.add_chain(Chain::from_login(grant.user, grant.divisions, refresh, now));
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
            return Err(TokenRefusal::OldRefreshToken { bad_request: self.quirks.old_refresh_bad_request });
        }
        let idle_until = chain.issued_ms.saturating_add(ms(self.lifetimes.refresh));
        if now > idle_until {
            return Err(TokenRefusal::Expired { at_ms: idle_until, now_ms: now });
        }
        if now - chain.issued_ms < ms(self.lifetimes.earliest_refresh) {
            let rotated = self.quirks.early_refresh_rotates.then(|| self.rotate(&mut state, at));
            return Err(TokenRefusal::TooEarly { unauthorized: self.quirks.early_refresh_unauthorized, rotated });
        }
        if self.quirks.refresh_kills_access {
            state.access_tokens.retain(|_, access| access.chain != Some(at));
        }
        self.rotate(&mut state, at);
        if let Some(chain) = state.chains.get_mut(at) {
            chain.issued_ms = now;
        }
        self.issue(&mut state, at, now)
    }

    /// Puts another refresh token in the place of a chain's.
    fn rotate(&self, state: &mut State, chain: usize) -> String {
        let next = self.secret(state, "refresh");
        state.refresh_tokens.insert(next.clone(), chain);
        if let Some(chain) = state.chains.get_mut(chain) {
            chain.refresh.clone_from(&next);
        }
        next
    }

    /// Rotates every living chain without telling anybody, as when another process refreshed first: what clients hold
    /// is an old refresh token from now on.
    pub(crate) fn rotate_unseen(&self) {
        let mut state = self.state();
        for chain in 0..state.chains.len() {
            self.rotate(&mut state, chain);
        }
    }

    /// Takes the app's access away, as a user can: of one user, or of all.
    pub(crate) fn revoke(&self, user: Option<usize>) {
        let mut state = self.state();
        let meant = |owner: usize| user.is_none_or(|user| user == owner);
        state.codes.retain(|_, grant| !meant(grant.user));
        state.access_tokens.retain(|_, access| !meant(access.user));
        state.chains.iter_mut().filter(|chain| meant(chain.user)).for_each(Chain::end);
    }

    /// What a bearer token is worth now.
    pub(crate) fn bearer(&self, token: &str) -> Bearer {
        let now = self.clock.now_ms();
        match self.state().access_tokens.get(token) {
            Some(access) if now < access.expires_ms => {
                Bearer::Valid { user: access.user, divisions: access.divisions.clone() }
            }
            Some(_) => Bearer::Expired,
            None => Bearer::Unknown,
        }
    }

    fn issue(&self, state: &mut State, chain: usize, now: i64) -> Result<Tokens, TokenRefusal> {
        let owner = state.chains.get(chain).ok_or(TokenRefusal::InvalidGrant)?;
        let refresh = owner.refresh.clone();
        let (user, divisions) = (owner.user, owner.divisions.clone());
        let expires_ms = now.saturating_add(ms(self.lifetimes.access));
        let access = self.give(state, Access { user, divisions, expires_ms, chain: Some(chain) }, now);
        Ok(Tokens { access, refresh })
    }

    fn give(&self, state: &mut State, access: Access, now: i64) -> String {
        let token = self.secret(state, "access");
        state.access_tokens.retain(|_, access| now < access.expires_ms + DAY_MS);
        state.access_tokens.insert(token.clone(), access);
        token
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
