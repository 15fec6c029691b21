//! What every token store has to keep to, as a check that can be run against any of them.

use core::fmt;

use futures::FutureExt as _;
use futures::future::join_all;
use secrecy::ExposeSecret as _;

use super::{StoreError, TokenStore, Tokens};

/// Programs that fight over the lock, and how often each takes it.
const RIVALS: u32 = 4;
const TURNS: u32 = 4;

/// A promise of [`TokenStore`] that a store did not keep.
#[derive(Debug)]
pub struct Violation {
    promise: &'static str,
    source: Option<StoreError>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the token store breaks its promise: {}", self.promise)
    }
}

impl std::error::Error for Violation {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}

/// Checks a store of your own against every promise of [`TokenStore`]. `open` gives another handle, as another process
/// would have, on one and the same empty store; the check leaves tokens of no value behind.
///
/// ```
/// # async fn prove() -> Result<(), exact_client::Violation> {
/// let store = exact_client::MemoryTokenStore::new();
/// exact_client::check_token_store(async || Ok(store.clone())).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The first promise that is broken.
pub async fn check_token_store<S: TokenStore>(open: impl AsyncFn() -> Result<S, StoreError>) -> Result<(), Violation> {
    let (first, second) = (works(open().await)?, works(open().await)?);

    kept(works(first.load().await)?.is_none(), "before the first save there are no tokens")?;
    works(first.save(Tokens::from_refresh_token("one")).await)?;
    kept(holds(&second, "one").await?, "what one handle saved another one loads")?;
    works(second.save(Tokens::from_refresh_token("two")).await)?;
    kept(holds(&first, "two").await?, "a save replaces what was there")?;
    kept(holds(&works(open().await)?, "two").await?, "a handle opened later finds the tokens")?;

    let mut long = Tokens::from_refresh_token("é".repeat(4_000));
    long.access_token = Some("a".repeat(9_000).into());
    long.obtained_at = chrono::DateTime::from_timestamp_millis(1_772_000_000_123).unwrap_or_default();
    long.refresh_started_at = Some(long.obtained_at);
    works(first.save(long.clone()).await)?;
    let back = works(second.load().await)?;
    kept(back.is_some_and(|back| same(&back, &long)), "every field comes back as it was saved, however long")?;

    let lock = works(first.lock().await)?;
    works(second.load().await)?;
    works(first.save(Tokens::from_refresh_token("0")).await)?;
    // A wait that is given up while it has barely begun must not turn into a lock that nobody holds.
    kept(second.lock().now_or_never().is_none(), "two handles never have the lock together")?;
    drop(lock);
    drop(works(second.lock().await)?);

    // Counting up in the store goes wrong as soon as two are between reading and saving at the same time.
    let rivals = join_all((0..RIVALS).map(|_| count_up(&open)));
    for outcome in rivals.await {
        works(outcome)?;
    }
    kept(holds(&first, &(RIVALS * TURNS).to_string()).await?, "nobody else is between reading and saving")
}

async fn count_up<S: TokenStore>(open: &impl AsyncFn() -> Result<S, StoreError>) -> Result<(), StoreError> {
    let store = open().await?;
    for _ in 0..TURNS {
        let _lock = store.lock().await?;
        let known = store.load().await?;
        let count: u32 = known.and_then(|known| known.refresh_token.expose_secret().parse().ok()).unwrap_or_default();
        tokio::task::yield_now().await;
        store.save(Tokens::from_refresh_token((count + 1).to_string())).await?;
    }
    Ok(())
}

async fn holds(store: &impl TokenStore, refresh_token: &str) -> Result<bool, Violation> {
    let known = works(store.load().await)?;
    Ok(known.is_some_and(|known| known.refresh_token.expose_secret() == refresh_token))
}

fn same(left: &Tokens, right: &Tokens) -> bool {
    let access = |tokens: &Tokens| tokens.access_token.as_ref().map(|token| token.expose_secret().to_owned());
    left.refresh_token.expose_secret() == right.refresh_token.expose_secret()
        && access(left) == access(right)
        && (left.obtained_at, left.lifetime, left.refresh_started_at)
            == (right.obtained_at, right.lifetime, right.refresh_started_at)
}

fn works<T>(outcome: Result<T, StoreError>) -> Result<T, Violation> {
    outcome.map_err(|error| Violation { promise: "a store that is there can be used", source: Some(error) })
}

fn kept(kept: bool, promise: &'static str) -> Result<(), Violation> {
    if kept { Ok(()) } else { Err(Violation { promise, source: None }) }
}
