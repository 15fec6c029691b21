//! The chain of tokens: each refresh uses up the last refresh token and gives the next. Nothing here may break it.
//!
//! One refresh at a time in the process (a mutex) and on the machine (the store's lock); the store is read again once
//! both are held; what is about to happen is written down before it happens, and the new tokens are on disk before
//! anybody uses them. A refresh runs in a task of its own, so that a caller who loses interest cannot cut it off
//! between Exact's answer and the disk.

use core::time::Duration;
use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;

use super::age::{Age, LIFETIME};
use super::grant::{Failure, Granted, Grants};
use super::refused::Refusal;
use super::state::{State, differs};
use super::store::{StoreError, StoreLock, TokenStore};
use super::tokens::Tokens;
use crate::calls::Meter;
use crate::circuit::Circuit;
use crate::clock::{Clock, later};
use crate::error::{Error, Kind, Sent};
use crate::observer::{Event, Observer};
use crate::problem::Problem;
use crate::transport::Transport;

/// After a refresh that came too early Exact's clock, not ours, decides; its token has at least this long to live.
const TOO_EARLY: Duration = Duration::from_secs(30);

/// Under which name refusals of the token endpoint are counted.
const TOKEN_ENDPOINT: &str = "oauth2/token";

/// A refresh whose answer was lost is tried once more: the request may never have arrived.
const REFRESHES: u32 = 2;

#[derive(Debug)]
pub(crate) struct Chain {
    pub(crate) grants: Grants,
    pub(crate) transport: Arc<Transport>,
    pub(crate) store: Arc<dyn TokenStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) circuit: Arc<Circuit>,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) state: Mutex<State>,
}

impl Chain {
    /// An access token that Exact accepts now; refreshed first where its age asks for it.
    pub(crate) async fn access(self: &Arc<Self>, meter: &Meter) -> Result<SecretString, Error> {
        if let Some(access) = self.state.lock().await.usable(self.clock.now()) {
            return Ok(access);
        }
        let (chain, meter) = (Arc::clone(self), meter.clone());
        uninterrupted(async move {
            let mut state = chain.state.lock().await;
            chain.renew(&mut state, None, &meter).await
        })
        .await
    }

    /// An access token other than `refused`, which Exact answered with 401.
    pub(crate) async fn access_after(
        self: &Arc<Self>,
        refused: SecretString,
        meter: &Meter,
    ) -> Result<SecretString, Error> {
        let (chain, meter) = (Arc::clone(self), meter.clone());
        uninterrupted(async move {
            let mut state = chain.state.lock().await;
            chain.renew(&mut state, Some(&refused), &meter).await
        })
        .await
    }

    /// Exchanges a login's code and stores the tokens.
    pub(crate) async fn login(self: &Arc<Self>, code: SecretString, meter: &Meter) -> Result<(), Error> {
        let (chain, meter) = (Arc::clone(self), meter.clone());
        uninterrupted(async move {
            let mut state = chain.state.lock().await;
            let _lock = chain.lock().await?;
            // A store that does not work is better found before the code is spent.
            chain.store.load().await.map_err(stored)?;
            let granted = chain.grants.exchange(code.expose_secret(), &chain.transport, &meter).await;
            let granted = granted.map_err(|failure| match failure {
                Failure::NotSent(error) => error,
                Failure::Lost { error, .. } => Error::login_needed("no answer came to the login: log in again")
                    .about(Problem::LoginFailed)
                    .because(error),
                Failure::Refused(refusal) => {
                    refusal.into_error(Problem::LoginFailed, "Exact did not accept the login: log in again")
                }
            })?;
            let Some(refresh_token) = granted.refresh_token.clone() else {
                return Err(Error::login_needed("Exact gave no refresh token: log in again"));
            };
            let tokens = chain.tokens(granted, refresh_token);
            tracing::info!("logged in to Exact Online");
            chain.keep(&mut state, tokens).await.map(drop)
        })
        .await
    }

    async fn renew(
        &self,
        state: &mut State,
        refused: Option<&SecretString>,
        meter: &Meter,
    ) -> Result<SecretString, Error> {
        // Somebody else may have renewed them while this call waited for its turn.
        if let Some(access) = state.usable(self.clock.now()).filter(|access| differs(access, refused)) {
            return Ok(access);
        }
        let _lock = self.lock().await?;
        let known = self.store.load().await.map_err(stored)?;
        match state.tokens.clone().filter(|_| state.unsaved) {
            Some(unsaved) if known.as_ref().is_none_or(|known| known.obtained_at <= unsaved.obtained_at) => {
                self.keep_refresh_token(state, &unsaved).await?;
            }
            _ => {
                state.tokens = known;
                state.unsaved = false;
            }
        }
        let Some(tokens) = state.tokens.clone() else {
            let missing = Error::login_needed("there is no link with Exact Online yet: log in first");
            return Err(missing.sent(Sent::No).about(Problem::NotLinked));
        };
        let now = self.clock.now();
        if let Some(access) = state.usable(now).filter(|access| differs(access, refused)) {
            return Ok(access);
        }
        let was_refused = tokens.access_token.as_ref().is_some_and(|access| !differs(access, refused));
        // Only of its own tokens does this process know how old they are: another machine's clock may be wrong.
        if was_refused && tokens.age(now) == Age::Young && state.is_own(tokens.access_token.as_ref()) {
            // A refresh now would be refused as well, and count as an error.
            return Err(Error::login_needed(
                "Exact refused an access token that is still young: the link was withdrawn; log in again",
            )
            .about(Problem::LinkWithdrawn)
            .answered(401, None, None));
        }
        self.refresh(state, tokens, meter).await
    }

    async fn refresh(&self, state: &mut State, mut tokens: Tokens, meter: &Meter) -> Result<SecretString, Error> {
        let now = self.clock.now();
        if let Some(moment) = self.circuit.open_until(None, TOKEN_ENDPOINT, now) {
            let what = "Exact refused so many token calls this hour that no more are made: log in again, or wait";
            return Err(Error::new(Kind::ErrorLimit, what).about(Problem::ErrorLimit).until(moment, now));
        }
        let mut lost = tokens.refresh_started_at.is_some();
        let mut marked = tokens.clone();
        marked.refresh_started_at = Some(self.clock.now());
        self.store.save(marked).await.map_err(stored)?;
        let mut trouble = None;
        for _ in 0..REFRESHES {
            match self.grants.refresh(&tokens.refresh_token, &self.transport, meter).await {
                Ok(granted) => {
                    let refresh_token = granted.refresh_token.clone().unwrap_or_else(|| tokens.refresh_token.clone());
                    tracing::debug!("refreshed the tokens of the link with Exact Online");
                    let access = self.keep(state, self.tokens(granted, refresh_token)).await?;
                    self.observer.observe(&Event::Refreshed);
                    return Ok(access);
                }
                Err(Failure::NotSent(error)) => {
                    if !lost {
                        self.unmark(tokens).await;
                    }
                    return Err(error);
                }
                Err(Failure::Lost { error, refresh_token }) => {
                    tracing::warn!("the answer to a token refresh was lost");
                    lost = refresh_token.is_none();
                    self.keep_given(state, &mut tokens, refresh_token).await?;
                    trouble = Some(error);
                }
                Err(Failure::Refused(mut refusal)) => {
                    self.circuit.note(None, TOKEN_ENDPOINT, refusal.status, self.clock.now());
                    self.keep_given(state, &mut tokens, refusal.refresh_token.take()).await?;
                    return self.refused_refresh(state, tokens, *refusal, lost).await;
                }
            }
        }
        let error = Error::new(
            Kind::Transport,
            "no usable answer came to a token refresh: try again; if Exact did refresh, a new login will be needed",
        );
        Err(match trouble {
            Some(cause) => error.because(cause),
            None => error,
        })
    }

    async fn refused_refresh(
        &self,
        state: &mut State,
        tokens: Tokens,
        refusal: Refusal,
        lost: bool,
    ) -> Result<SecretString, Error> {
        let access = tokens.access_token.clone();
        let over = tokens.age(self.clock.now()) == Age::Expired;
        // "Used" after a lost answer, and "too early" long after the last token we know of, mean the same: Exact gave
        // tokens that never came here.
        if lost && (refusal.is_used() || (refusal.is_too_early() && over)) {
            return Err(refusal.into_error(
                Problem::LinkLost,
                "the answer to an earlier token refresh never arrived, so the link is lost: log in again",
            ));
        }
        if !(lost && refusal.is_too_early()) {
            self.unmark(tokens.clone()).await;
        }
        if refusal.is_too_early() {
            let Some(access) = access else {
                let error = Error::new(Kind::Auth, "Exact does not give tokens again this soon: wait ten minutes");
                return Err(refusal.describe(error.retryable(true).after(LIFETIME)));
            };
            tracing::warn!("Exact finds the access token too young for a refresh: it is used on");
            let now = self.clock.now();
            state.learn_too_early(&tokens, now);
            state.tokens = Some(tokens);
            state.good_until = Some(later(now, TOO_EARLY));
            return Ok(access);
        }
        if refusal.is_limit() {
            let wait = refusal.retry_after.unwrap_or(Duration::from_secs(3_600));
            let now = self.clock.now();
            let error = Error::new(Kind::RateLimit, "Exact gives no more tokens for now").about(Problem::TokenLimit);
            return Err(refusal.describe(error.until(later(now, wait), now)));
        }
        let (problem, what) = if refusal.is_used() {
            let what = "the refresh token was used by another program: keep the tokens in one store and log in again";
            (Problem::LinkUsedElsewhere, what)
        } else if refusal.is_idle() {
            (Problem::LinkExpired, "the link with Exact Online expired after a month without use: log in again")
        } else {
            (Problem::LinkWithdrawn, "Exact no longer accepts the link: log in again")
        };
        Err(refusal.into_error(problem, what))
    }

    /// Makes new tokens durable; only then are they known to anyone.
    async fn keep(&self, state: &mut State, tokens: Tokens) -> Result<SecretString, Error> {
        let Some(access) = tokens.access_token.clone() else {
            return Err(Error::login_needed("Exact gave no access token: log in again"));
        };
        state.own = Some(access.clone());
        self.keep_refresh_token(state, &tokens).await?;
        Ok(access)
    }

    async fn keep_refresh_token(&self, state: &mut State, tokens: &Tokens) -> Result<(), Error> {
        state.tokens = Some(tokens.clone());
        state.good_until = None;
        state.unsaved = true;
        self.store.save(tokens.clone()).await.map_err(stored)?;
        state.unsaved = false;
        Ok(())
    }

    /// Keeps a refresh token that came in an answer without an access token: it is the only one that still works.
    async fn keep_given(
        &self,
        state: &mut State,
        tokens: &mut Tokens,
        given: Option<SecretString>,
    ) -> Result<(), Error> {
        let Some(refresh_token) = given else { return Ok(()) };
        tokens.refresh_token = refresh_token;
        self.keep_refresh_token(state, tokens).await
    }

    /// Takes away the mark that a refresh is under way. Without success the next refresh is merely more careful.
    async fn unmark(&self, mut tokens: Tokens) {
        tokens.refresh_started_at = None;
        if self.store.save(tokens).await.is_err() {
            tracing::warn!("the token store could not be brought up to date");
        }
    }

    async fn lock(&self) -> Result<StoreLock, Error> {
        self.store.lock().await.map_err(stored)
    }

    fn tokens(&self, granted: Granted, refresh_token: SecretString) -> Tokens {
        Tokens {
            access_token: Some(granted.access_token),
            refresh_token,
            obtained_at: self.clock.now(),
            lifetime: granted.lifetime.unwrap_or(LIFETIME),
            refresh_started_at: None,
        }
    }
}

fn stored(error: StoreError) -> Error {
    Error::new(Kind::Store, "the tokens could not be kept safe").because(error)
}

/// Runs to its end even when the caller goes away.
async fn uninterrupted<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    tokio::spawn(work).await.unwrap_or_else(|error| {
        Err(Error::new(Kind::Transport, "a token call was cut short because the program is ending").because(error))
    })
}
