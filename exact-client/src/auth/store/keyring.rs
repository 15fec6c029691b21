//! Tokens under the protection of the system's keyring.

use std::path::PathBuf;

use futures::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretBox};

use super::file::{FileTokenStore, beside};
use super::key::StoreKey;
use super::{StoreError, StoreLock, TokenStore, Tokens, os_lock};
use crate::error::{Error, Kind};

/// Keeps tokens in an encrypted file whose key is in the keyring of the system (feature `keyring`): Keychain on macOS,
/// Credential Manager on Windows, the Secret Service elsewhere.
///
/// The tokens themselves are not in the keyring, because Windows takes 2,560 bytes and Exact's tokens can be longer,
/// and because no keyring promises a lock or that a value is replaced in one step. A program that wants another keyring
/// sets it with `keyring_core::set_default_store` before it opens the first store.
#[derive(Debug, Clone)]
pub struct KeyringTokenStore {
    file: FileTokenStore,
}

impl KeyringTokenStore {
    /// The store in the file at `path`, with the key of `service` and `account` in the keyring; a new key is made where
    /// there is none.
    ///
    /// # Errors
    /// [`Kind::Store`] when there is no keyring or it is locked, when it holds something else, or when the file does
    /// not open with the key.
    pub fn open(path: impl Into<PathBuf>, service: &str, account: &str) -> Result<Self, Error> {
        let path = path.into();
        let (service, account, lock_path) = (service.to_owned(), account.to_owned(), path.clone());
        // Some keyrings run an event loop of their own, which cannot be nested in the caller's.
        let key = std::thread::spawn(move || load_or_create(&service, &account, &lock_path))
            .join()
            .unwrap_or_else(|_| Err(StoreError::new("the keyring of this system failed")))
            .map_err(|error| Error::new(Kind::Store, "the key of the tokens is not available").because(error))?;
        Ok(Self { file: FileTokenStore::open(path, key)? })
    }
}

impl TokenStore for KeyringTokenStore {
    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        self.file.lock()
    }

    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, StoreError>> {
        self.file.load()
    }

    fn save(&self, tokens: Tokens) -> BoxFuture<'_, Result<(), StoreError>> {
        self.file.save(tokens)
    }
}

fn load_or_create(service: &str, account: &str, path: &std::path::Path) -> Result<StoreKey, StoreError> {
    if keyring_core::get_default_store().is_none()
        && let Err(error) = keyring::v1::Entry::store_status()
    {
        return Err(StoreError::new(format!(
            "this system has no keyring that can be used: keep the key in a file instead ({error})"
        )));
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| StoreError::new("the folder of the token file cannot be made").because(error))?;
    }
    let entry = keyring_core::Entry::new(service, account).map_err(unusable)?;
    // Two processes that start together end up with one key. Not the lock of the tokens, which may be held meanwhile.
    let _lock = os_lock::block(&beside(path, ".key"))?;
    match entry.get_secret() {
        Ok(bytes) => {
            let bytes = SecretBox::new(Box::new(bytes));
            let key = bytes.expose_secret().as_slice().try_into().map_err(|_| {
                StoreError::new("the keyring holds something else under this name: use another service or account")
            })?;
            Ok(StoreKey::from_bytes(key))
        }
        Err(keyring_core::Error::NoEntry) => {
            let key = StoreKey::random()?;
            entry.set_secret(&key.bytes()).map_err(unusable)?;
            Ok(key)
        }
        Err(error) => Err(unusable(error)),
    }
}

/// The cause is named by its kind only: some of these errors carry the bytes that they are about.
fn unusable(error: keyring_core::Error) -> StoreError {
    let what = match error {
        keyring_core::Error::NoStorageAccess(_) => "the keyring is locked: unlock it and try again",
        keyring_core::Error::Ambiguous(_) => "the keyring has more than one entry under this name: remove one",
        _ => "the keyring of this system cannot be used: keep the key in a file instead",
    };
    StoreError::new(what)
}
