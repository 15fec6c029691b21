//! Tokens in PostgreSQL, shared by the machines that use one link.

use core::fmt;
use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use tokio_postgres::{Client, NoTls};

use super::key::StoreKey;
use super::os_lock::LONGEST_LOCK;
use super::{StoreError, StoreLock, TokenStore, Tokens, seal};
use crate::error::{Error, Kind};

type Connect = dyn Fn() -> BoxFuture<'static, Result<Client, tokio_postgres::Error>> + Send + Sync;

/// Keeps tokens, encrypted, in a row of a PostgreSQL table (feature `postgres`), so that programs on several machines
/// use one link. Each link has a name of its own; the table is `exact_client_tokens`.
///
/// A refresh holds an advisory lock of its own session. PostgreSQL lets it go when the session ends, so a machine that
/// dies does not keep the others waiting. Connections last for one piece of work: tokens change once in ten minutes.
#[derive(Clone)]
pub struct PostgresTokenStore {
    row: Arc<Row>,
}

struct Row {
    connect: Box<Connect>,
    link: String,
    key: StoreKey,
}

impl PostgresTokenStore {
    /// The tokens of `link`, any name, in the database that `config` describes (`host=/run/postgresql user=…`), over a
    /// connection without TLS. The tokens are encrypted before they travel; the rest of the session is not, so this is
    /// for a database on this machine. For others see [`with_connections`](Self::with_connections).
    ///
    /// # Errors
    /// [`Kind::Config`] when `config` cannot be read; [`Kind::Store`] when the database cannot be used, or the tokens in
    /// it do not open with `key`.
    pub async fn connect(config: &SecretString, link: impl Into<String>, key: StoreKey) -> Result<Self, Error> {
        let config: tokio_postgres::Config = config.expose_secret().parse().map_err(|error| {
            Error::config("the address of the database cannot be read: write it as host=… user=… dbname=…")
                .because(error)
        })?;
        let connect = move || {
            let config = config.clone();
            async move {
                let (client, connection) = config.connect(NoTls).await?;
                tokio::spawn(connection);
                Ok(client)
            }
        };
        Self::with_connections(connect, link, key).await
    }

    /// The tokens of `link` over connections that `connect` makes, with TLS of its own choice; it also has to run the
    /// connection, as `tokio_postgres` describes.
    ///
    /// # Errors
    /// [`Kind::Store`] when the database cannot be used, or the tokens in it do not open with `key`.
    pub async fn with_connections<F, C>(connect: F, link: impl Into<String>, key: StoreKey) -> Result<Self, Error>
    where
        F: Fn() -> C + Send + Sync + 'static,
        C: Future<Output = Result<Client, tokio_postgres::Error>> + Send + 'static,
    {
        let connect: Box<Connect> = Box::new(move || connect().boxed());
        let row = Row { connect, link: link.into(), key };
        let unusable =
            |error| Error::new(Kind::Store, "the link with Exact Online in the database cannot be used").because(error);
        let mut client = row.client().await.map_err(unusable)?;
        row.prepare(&mut client).await.map_err(unusable)?;
        row.read(&client).await.map_err(unusable)?;
        Ok(Self { row: Arc::new(row) })
    }
}

impl TokenStore for PostgresTokenStore {
    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        async {
            let client = self.row.client().await?;
            let waiting = |error| {
                StoreError::new("the lock of the tokens could not be had: another program may hang while holding it")
                    .because(error)
            };
            client.batch_execute(&format!("set lock_timeout = {}", LONGEST_LOCK.as_millis())).await.map_err(waiting)?;
            client
                .execute("select pg_advisory_lock(hashtextextended('exact-client ' || $1::text, 0))", &[&self.row.link])
                .await
                .map_err(waiting)?;
            // Dropped, the client ends its session, and the lock with it.
            Ok(StoreLock::new(client))
        }
        .boxed()
    }

    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, StoreError>> {
        async { self.row.read(&self.row.client().await?).await }.boxed()
    }

    fn save(&self, tokens: Tokens) -> BoxFuture<'_, Result<(), StoreError>> {
        async move { self.row.write(&tokens).await }.boxed()
    }
}

impl Row {
    async fn client(&self) -> Result<Client, StoreError> {
        (self.connect)().await.map_err(|error| {
            StoreError::new("the database of the tokens cannot be reached: check that it runs").because(error)
        })
    }

    async fn prepare(&self, client: &mut Client) -> Result<(), StoreError> {
        let unmade = |error| StoreError::new("the table of the tokens cannot be made: check the rights").because(error);
        let work = client.transaction().await.map_err(unmade)?;
        // `if not exists` alone fails when two programs make the table at the same moment.
        work.batch_execute(
            "select pg_advisory_xact_lock(hashtextextended('exact-client table', 0));
             create table if not exists exact_client_tokens (link text primary key, sealed bytea not null)",
        )
        .await
        .map_err(unmade)?;
        work.commit().await.map_err(unmade)
    }

    async fn read(&self, client: &Client) -> Result<Option<Tokens>, StoreError> {
        let row = client
            .query_opt("select sealed from exact_client_tokens where link = $1", &[&self.link])
            .await
            .and_then(|row| row.map(|row| row.try_get::<_, Vec<u8>>(0)).transpose())
            .map_err(|error| StoreError::new("the tokens cannot be read from the database").because(error))?;
        let Some(sealed) = row else { return Ok(None) };
        let plain = SecretBox::new(Box::new(seal::open(&self.key, &sealed)?));
        Tokens::from_json(plain.expose_secret()).map(Some)
    }

    async fn write(&self, tokens: &Tokens) -> Result<(), StoreError> {
        let client = self.client().await?;
        // Whoever cannot read what is there does not own it.
        self.read(&client).await?;
        let sealed = seal::seal(&self.key, tokens.to_json()?.expose_secret().as_bytes())?;
        let unwritten = |error| StoreError::new("the tokens cannot be written to the database").because(error);
        // Whatever the server's default is: once this returns, the tokens survive its crash.
        client.batch_execute("set synchronous_commit = on").await.map_err(unwritten)?;
        client
            .execute(
                "insert into exact_client_tokens (link, sealed) values ($1, $2) \
                 on conflict (link) do update set sealed = excluded.sealed",
                &[&self.link, &sealed],
            )
            .await
            .map_err(unwritten)?;
        Ok(())
    }
}

impl fmt::Debug for PostgresTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresTokenStore").field("link", &self.row.link).finish_non_exhaustive()
    }
}
