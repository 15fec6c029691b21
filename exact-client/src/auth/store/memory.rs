//! Tokens for one process, gone when it ends.

use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt as _;
use futures::future::{BoxFuture, ready};

use super::{StoreError, StoreLock, TokenStore, Tokens};

/// Keeps tokens in memory: for tests, and for programs that log in each time. Clones share their tokens.
#[derive(Debug, Clone, Default)]
pub struct MemoryTokenStore {
    tokens: Arc<Mutex<Option<Tokens>>>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl MemoryTokenStore {
    /// An empty store: the user has yet to log in.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A store that starts with `tokens`.
    #[must_use]
    pub fn with(tokens: Tokens) -> Self {
        Self { tokens: Arc::new(Mutex::new(Some(tokens))), turn: Arc::default() }
    }
}

impl TokenStore for MemoryTokenStore {
    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        Arc::clone(&self.turn).lock_owned().map(|guard| Ok(StoreLock::new(guard))).boxed()
    }

    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, StoreError>> {
        ready(Ok(self.tokens.lock().unwrap_or_else(PoisonError::into_inner).clone())).boxed()
    }

    fn save(&self, tokens: Tokens) -> BoxFuture<'_, Result<(), StoreError>> {
        *self.tokens.lock().unwrap_or_else(PoisonError::into_inner) = Some(tokens);
        ready(Ok(())).boxed()
    }
}
