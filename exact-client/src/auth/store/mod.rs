//! Where tokens are kept.

pub(crate) mod conformance;
mod file;
mod key;
#[cfg(feature = "keyring")]
mod keyring;
mod memory;
mod os_lock;
#[cfg(feature = "postgres")]
mod postgres;
mod seal;
#[cfg(feature = "sqlite")]
mod sqlite;

use core::any::Any;
use core::fmt;
use std::borrow::Cow;
use std::error::Error as StdError;

use futures::future::BoxFuture;

pub use file::FileTokenStore;
pub use key::{KeyFile, StoreKey};
#[cfg(feature = "keyring")]
pub use keyring::KeyringTokenStore;
pub use memory::MemoryTokenStore;
#[cfg(feature = "postgres")]
pub use postgres::PostgresTokenStore;
#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteTokenStore, SqliteTokens};

use super::tokens::Tokens;

/// Keeps the tokens of one link.
///
/// The client takes the lock, reads the tokens again, and only then refreshes and saves. Two processes with the same
/// store therefore never use the same refresh token.
pub trait TokenStore: fmt::Debug + Send + Sync {
    /// Waits until nobody else is between reading and saving, in this process or another, and keeps it so until the
    /// lock is dropped. Dropping the future gives up the wait.
    ///
    /// # Errors
    /// When the lock cannot be had within a reasonable time.
    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>>;

    /// The tokens last saved, `None` before the first login.
    ///
    /// # Errors
    /// When there is something that cannot be read. It must not be taken for "no tokens".
    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, StoreError>>;

    /// Saves the tokens. Once this returns `Ok` they survive a crash of the process and, for stores on disk, of the
    /// machine: the tokens they replace no longer work.
    ///
    /// # Errors
    /// When they could not be saved; what was there before must still be there.
    fn save(&self, tokens: Tokens) -> BoxFuture<'_, Result<(), StoreError>>;
}

/// Held while tokens are renewed; let go when dropped.
pub struct StoreLock(#[expect(dead_code, reason = "held for its drop")] Box<dyn Any + Send>);

impl StoreLock {
    /// A lock that lasts as long as `guard`.
    #[must_use]
    pub fn new(guard: impl Any + Send) -> Self {
        Self(Box::new(guard))
    }
}

impl fmt::Debug for StoreLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreLock")
    }
}

/// Why tokens could not be read or written.
#[derive(Debug)]
pub struct StoreError {
    what: Cow<'static, str>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl StoreError {
    /// An error that says `what` happened and what to do. No secret belongs in it.
    #[must_use]
    pub fn new(what: impl Into<Cow<'static, str>>) -> Self {
        Self { what: what.into(), source: None }
    }

    /// Adds the cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// The moment to let other work go on is the caller's; disk work goes to threads that may wait.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(StoreError::new("the work on the disk was cut short").because(error)))
}
