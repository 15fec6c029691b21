//! Every token store keeps the same promises. With `EXACT_TEST_POSTGRES="host=… user=…"` that includes PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use exact_client::{
    FileTokenStore, MemoryTokenStore, StoreError, StoreKey, StoreLock, TokenStore, Tokens, check_token_store,
};
use futures::future::BoxFuture;

fn key() -> StoreKey {
    StoreKey::from_bytes([7; 32])
}

fn told(error: exact_client::Error) -> StoreError {
    StoreError::new("the store does not open").because(error)
}

#[tokio::test]
async fn memory_keeps_its_promises() {
    let store = MemoryTokenStore::new();
    check_token_store(async || Ok(store.clone())).await.unwrap();
}

#[tokio::test]
async fn an_encrypted_file_keeps_its_promises() {
    let folder = tempfile::tempdir().unwrap();
    check_token_store(async || FileTokenStore::open(folder.path().join("tokens"), key()).map_err(told)).await.unwrap();
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn sqlite_keeps_its_promises() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.db");
    check_token_store(async || exact_client::SqliteTokenStore::open(&path, "anna", key()).map_err(told)).await.unwrap();
}

#[cfg(feature = "keyring")]
#[tokio::test]
async fn a_keyring_keeps_its_promises() {
    // In memory, but through the interface that every keyring has.
    keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/tokens");
    check_token_store(async || exact_client::KeyringTokenStore::open(&path, "exact", "anna").map_err(told))
        .await
        .unwrap();
    let other = exact_client::KeyringTokenStore::open(&path, "exact", "bert").unwrap_err();
    assert_eq!(other.kind(), exact_client::Kind::Store, "a key of somebody else opens nothing");
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn postgresql_keeps_its_promises() {
    let Ok(config) = std::env::var("EXACT_TEST_POSTGRES") else {
        eprintln!("skipped: EXACT_TEST_POSTGRES names no server");
        return;
    };
    let config = exact_client::SecretString::from(config);
    // A link of its own in each run, so that the store is empty.
    let link = format!("{:?}", std::time::SystemTime::now());
    let open = async || exact_client::PostgresTokenStore::connect(&config, link.clone(), key()).await.map_err(told);
    check_token_store(open).await.unwrap();
    let other = exact_client::PostgresTokenStore::connect(&config, link.clone(), StoreKey::from_bytes([8; 32])).await;
    assert_eq!(other.unwrap_err().kind(), exact_client::Kind::Store, "another key opens nothing");
}

/// A store with one fault, to prove that the check would find it.
#[derive(Debug, Clone)]
struct Faulty(MemoryTokenStore, Fault);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    Unlocked,
    Forgetful,
    FirstOnly,
}

impl TokenStore for Faulty {
    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        if self.1 == Fault::Unlocked { Box::pin(async { Ok(StoreLock::new(())) }) } else { self.0.lock() }
    }

    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, StoreError>> {
        self.0.load()
    }

    fn save(&self, tokens: Tokens) -> BoxFuture<'_, Result<(), StoreError>> {
        let fault = self.1;
        Box::pin(async move {
            match fault {
                Fault::Forgetful => Ok(()),
                Fault::FirstOnly if self.0.load().await?.is_some() => Ok(()),
                _ => self.0.save(tokens).await,
            }
        })
    }
}

#[tokio::test]
async fn a_store_that_breaks_a_promise_is_found_out() {
    for (fault, promise) in [
        (Fault::Unlocked, "never have the lock together"),
        (Fault::Forgetful, "another one loads"),
        (Fault::FirstOnly, "a save replaces"),
    ] {
        let store = Faulty(MemoryTokenStore::new(), fault);
        let violation = check_token_store(async || Ok(store.clone())).await.unwrap_err();
        assert!(violation.to_string().contains(promise), "{violation}");
    }
}
