//! Tokens in an SQLite database, which may hold the links of many users.

use core::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use rusqlite::{Connection, OptionalExtension as _};
use secrecy::{ExposeSecret as _, SecretBox};

use super::file::{beside, owner_only};
use super::key::StoreKey;
use super::{StoreError, StoreLock, TokenStore, Tokens, blocking, os_lock, seal};
use crate::error::{Error, Kind};

/// Another program that writes holds the database for milliseconds.
const BUSY: Duration = Duration::from_secs(10);

/// So many files are locked at most; links of which the locks fall together wait for each other's refreshes.
const LOCKS: u64 = 64;

/// An SQLite database with the tokens of many links, over one connection (feature `sqlite`): for a server that keeps the
/// links of all its users. The table is `exact_client_tokens`. Not for network drives: SQLite's own locks fail there.
#[derive(Debug, Clone)]
pub struct SqliteTokens {
    database: Arc<Database>,
}

impl SqliteTokens {
    /// The database at `path`; file and table are made where they are missing.
    ///
    /// # Errors
    /// [`Kind::Store`] when the database cannot be opened.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let database = Database::open(path.into()).map_err(unusable)?;
        Ok(Self { database: Arc::new(database) })
    }

    /// The tokens of `link`, any name. Nothing is read yet: that they do not open with `key` is told by the first call
    /// that needs them.
    #[must_use]
    pub fn link(&self, link: impl Into<String>, key: StoreKey) -> SqliteTokenStore {
        let row = Row { database: Arc::clone(&self.database), link: link.into(), key };
        SqliteTokenStore { row: Arc::new(row) }
    }
}

/// Keeps tokens, encrypted, in a row of an SQLite database (feature `sqlite`). One file can hold many links, each under
/// a name of its own; a program that keeps many opens [`SqliteTokens`] once.
///
/// The lock between processes is a file beside the database, so a refresh never keeps others from using the database.
/// Not for network drives: SQLite's own locks fail there.
#[derive(Debug, Clone)]
pub struct SqliteTokenStore {
    row: Arc<Row>,
}

impl SqliteTokenStore {
    /// The tokens of `link`, any name, in the database at `path`; file and table are made where they are missing.
    ///
    /// # Errors
    /// [`Kind::Store`] when the database cannot be opened, or the tokens in it do not open with `key`.
    pub fn open(path: impl Into<PathBuf>, link: impl Into<String>, key: StoreKey) -> Result<Self, Error> {
        let store = SqliteTokens::open(path)?.link(link, key);
        store.row.read().map_err(unusable)?;
        Ok(store)
    }
}

fn unusable(error: StoreError) -> Error {
    Error::new(Kind::Store, "the link with Exact Online in the database cannot be used").because(error)
}

impl TokenStore for SqliteTokenStore {
    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        async { os_lock::wait(&self.row.lock_beside()).await }.boxed()
    }

    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, StoreError>> {
        let row = Arc::clone(&self.row);
        blocking(move || row.read()).boxed()
    }

    fn save(&self, tokens: Tokens) -> BoxFuture<'_, Result<(), StoreError>> {
        let row = Arc::clone(&self.row);
        blocking(move || row.write(&tokens)).boxed()
    }
}

struct Database {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl Database {
    fn open(path: PathBuf) -> Result<Self, StoreError> {
        let unusable = |error| StoreError::new("the database of the tokens cannot be opened").because(error);
        make_private(&path).map_err(|error| {
            StoreError::new("the database of the tokens cannot be made: check its folder").because(error)
        })?;
        let connection = Connection::open(&path).map_err(unusable)?;
        connection.busy_timeout(BUSY).map_err(unusable)?;
        // After a commit the tokens have to survive a power cut, the folder's entry of the journal included.
        connection.pragma_update(None, "synchronous", "EXTRA").map_err(unusable)?;
        connection
            .execute_batch(
                "create table if not exists exact_client_tokens (link text primary key, sealed blob not null)",
            )
            .map_err(unusable)?;
        Ok(Self { path, connection: Mutex::new(connection) })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Makes the file its owner's from the first byte; SQLite gives its journals the same mode. One that is there is not
/// opened: closing it again would let go of the locks that SQLite has on it in this process.
fn make_private(path: &Path) -> io::Result<()> {
    match owner_only().create_new(true).write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

#[derive(Debug)]
struct Row {
    database: Arc<Database>,
    link: String,
    key: StoreKey,
}

impl Row {
    /// What the lock of this link is beside. The number is the same in every program, whatever built it.
    fn lock_beside(&self) -> PathBuf {
        let fnv_1a = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let number = self.link.bytes().fold(0xcbf2_9ce4_8422_2325, fnv_1a) % LOCKS;
        beside(&self.database.path, &format!("-{number:02}"))
    }

    fn read(&self) -> Result<Option<Tokens>, StoreError> {
        let unreadable = |error| StoreError::new("the tokens cannot be read from the database").because(error);
        let sealed: Option<Vec<u8>> = self
            .database
            .connection()
            .prepare_cached("select sealed from exact_client_tokens where link = ?1")
            .and_then(|mut query| query.query_row([&self.link], |row| row.get(0)).optional())
            .map_err(unreadable)?;
        let Some(sealed) = sealed else { return Ok(None) };
        let plain = SecretBox::new(Box::new(seal::open(&self.key, &sealed)?));
        Tokens::from_json(plain.expose_secret()).map(Some)
    }

    fn write(&self, tokens: &Tokens) -> Result<(), StoreError> {
        // Whoever cannot read what is there does not own it.
        self.read()?;
        let sealed = seal::seal(&self.key, tokens.to_json()?.expose_secret().as_bytes())?;
        self.database
            .connection()
            .execute(
                "insert into exact_client_tokens (link, sealed) values (?1, ?2) \
                 on conflict (link) do update set sealed = excluded.sealed",
                (&self.link, &sealed),
            )
            .map_err(|error| StoreError::new("the tokens cannot be written: check the disk").because(error))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(folder: &std::path::Path, link: &str, key: u8) -> Result<SqliteTokenStore, Error> {
        SqliteTokenStore::open(folder.join("tokens.db"), link, StoreKey::from_bytes([key; 32]))
    }

    #[tokio::test]
    async fn links_in_one_database_do_not_see_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let (anna, bert) = (store(folder.path(), "anna", 1).unwrap(), store(folder.path(), "bert", 1).unwrap());
        anna.save(Tokens::from_refresh_token("of-anna")).await.unwrap();
        assert!(bert.load().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_refresh_of_one_link_does_not_keep_another_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let tokens = SqliteTokens::open(folder.path().join("tokens.db")).unwrap();
        let of = |link: &str| tokens.link(link, StoreKey::from_bytes([1; 32]));
        let (anna, bert) = (of("anna"), of("bert"));
        let _held = anna.lock().await.unwrap();
        bert.lock().await.unwrap();
        assert_eq!(anna.row.lock_beside(), of("anna").row.lock_beside());
    }

    #[tokio::test]
    async fn tokens_of_another_key_are_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let early = store(folder.path(), "anna", 2).unwrap();
        let owner = store(folder.path(), "anna", 1).unwrap();
        owner.save(Tokens::from_refresh_token("mine")).await.unwrap();
        assert_eq!(store(folder.path(), "anna", 2).unwrap_err().kind(), Kind::Store);
        early.save(Tokens::from_refresh_token("yours")).await.unwrap_err();
        assert_eq!(owner.load().await.unwrap().unwrap().refresh_token.expose_secret(), "mine");
    }

    #[tokio::test]
    async fn no_token_is_readable_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        store(folder.path(), "anna", 1).unwrap().save(Tokens::from_refresh_token("hush-hush")).await.unwrap();
        let bytes = std::fs::read(folder.path().join("tokens.db")).unwrap();
        assert!(!bytes.windows(9).any(|part| part == b"hush-hush"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(folder.path().join("tokens.db")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
