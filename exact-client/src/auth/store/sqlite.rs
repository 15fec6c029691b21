//! Tokens in an SQLite database, which may hold the links of many users.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use rusqlite::{Connection, OptionalExtension as _};
use secrecy::{ExposeSecret as _, SecretBox};

use super::file::owner_only;
use super::key::StoreKey;
use super::{StoreError, StoreLock, TokenStore, Tokens, blocking, os_lock, seal};
use crate::error::{Error, Kind};

/// Another program that writes holds the database for milliseconds.
const BUSY: Duration = Duration::from_secs(10);

/// Keeps tokens, encrypted, in a row of an SQLite database (feature `sqlite`). One file can hold many links, each under
/// a name of its own; the table is `exact_client_tokens`.
///
/// The lock between processes is a file beside the database, so a refresh never keeps others from using the database,
/// and refreshes of different links wait for each other. Not for network drives: SQLite's own locks fail there.
#[derive(Debug, Clone)]
pub struct SqliteTokenStore {
    row: Arc<Row>,
}

#[derive(Debug)]
struct Row {
    path: PathBuf,
    link: String,
    key: StoreKey,
}

impl SqliteTokenStore {
    /// The tokens of `link`, any name, in the database at `path`; file and table are made where they are missing.
    ///
    /// # Errors
    /// [`Kind::Store`] when the database cannot be opened, or the tokens in it do not open with `key`.
    pub fn open(path: impl Into<PathBuf>, link: impl Into<String>, key: StoreKey) -> Result<Self, Error> {
        let row = Row { path: path.into(), link: link.into(), key };
        row.read().map_err(|error| {
            Error::new(Kind::Store, "the link with Exact Online in the database cannot be used").because(error)
        })?;
        Ok(Self { row: Arc::new(row) })
    }
}

impl TokenStore for SqliteTokenStore {
    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        os_lock::wait(&self.row.path).boxed()
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

impl Row {
    fn read(&self) -> Result<Option<Tokens>, StoreError> {
        let sealed: Option<Vec<u8>> = self
            .connect()?
            .query_row("select sealed from exact_client_tokens where link = ?1", [&self.link], |row| row.get(0))
            .optional()
            .map_err(|error| StoreError::new("the tokens cannot be read from the database").because(error))?;
        let Some(sealed) = sealed else { return Ok(None) };
        let plain = SecretBox::new(Box::new(seal::open(&self.key, &sealed)?));
        Tokens::from_json(plain.expose_secret()).map(Some)
    }

    fn write(&self, tokens: &Tokens) -> Result<(), StoreError> {
        // Whoever cannot read what is there does not own it.
        self.read()?;
        let sealed = seal::seal(&self.key, tokens.to_json()?.expose_secret().as_bytes())?;
        self.connect()?
            .execute(
                "insert into exact_client_tokens (link, sealed) values (?1, ?2) \
                 on conflict (link) do update set sealed = excluded.sealed",
                (&self.link, &sealed),
            )
            .map_err(|error| StoreError::new("the tokens cannot be written: check the disk").because(error))?;
        Ok(())
    }

    /// A connection for one piece of work: tokens change once in ten minutes, and nothing stays open in between.
    fn connect(&self) -> Result<Connection, StoreError> {
        let unusable = |error| StoreError::new("the database of the tokens cannot be opened").because(error);
        // Made here, so that it is its owner's from the first byte; SQLite gives its journals the same mode.
        owner_only().create(true).truncate(false).write(true).open(&self.path).map_err(|error| {
            StoreError::new("the database of the tokens cannot be made: check its folder").because(error)
        })?;
        let connection = Connection::open(&self.path).map_err(unusable)?;
        connection.busy_timeout(BUSY).map_err(unusable)?;
        // After a commit the tokens have to survive a power cut, the folder's entry of the journal included.
        connection.pragma_update(None, "synchronous", "EXTRA").map_err(unusable)?;
        connection
            .execute_batch(
                "create table if not exists exact_client_tokens (link text primary key, sealed blob not null)",
            )
            .map_err(unusable)?;
        Ok(connection)
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
