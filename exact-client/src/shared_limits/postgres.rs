use core::fmt;
use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;
use tokio_postgres::{Client, NoTls};

use super::{LimitChange, LimitStore};
use crate::auth::store::StoreError;
use crate::error::Error;

type Connect = dyn Fn() -> BoxFuture<'static, Result<Client, tokio_postgres::Error>> + Send + Sync;

/// Limits in a PostgreSQL database (feature `postgres`), for programs on several machines; the table is
/// `exact_client_limits`. A change holds the row of one name, over a connection that is kept.
#[derive(Clone)]
pub struct PostgresLimits {
    database: Arc<Database>,
}

struct Database {
    connect: Box<Connect>,
    kept: Mutex<Option<Client>>,
}

impl PostgresLimits {
    /// Limits in the database that `config` describes (`host=/run/postgresql user=…`), over connections without TLS. For
    /// others see [`with_connections`](Self::with_connections). It connects with the first call.
    ///
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) when `config` cannot be read.
    pub fn connect(config: &SecretString) -> Result<Self, Error> {
        let config: tokio_postgres::Config = config.expose_secret().parse().map_err(|error| {
            Error::config("the address of the database cannot be read: write it as host=… user=… dbname=…")
                .because(error)
        })?;
        Ok(Self::with_connections(move || {
            let config = config.clone();
            async move {
                let (client, connection) = config.connect(NoTls).await?;
                tokio::spawn(connection);
                Ok(client)
            }
        }))
    }

    /// Limits over connections that `connect` makes, with TLS of its own choice; it also has to run the connection, as
    /// `tokio_postgres` describes.
    pub fn with_connections<F, C>(connect: F) -> Self
    where
        F: Fn() -> C + Send + Sync + 'static,
        C: Future<Output = Result<Client, tokio_postgres::Error>> + Send + 'static,
    {
        let connect: Box<Connect> = Box::new(move || connect().boxed());
        Self { database: Arc::new(Database { connect, kept: Mutex::new(None) }) }
    }
}

impl LimitStore for PostgresLimits {
    fn change<'a>(&'a self, name: &'a str, change: LimitChange) -> BoxFuture<'a, Result<(), StoreError>> {
        let unusable = |error: tokio_postgres::Error| {
            StoreError::new("the database of the shared limits cannot be used").because(error)
        };
        async move { self.database.change(name, change).await.map_err(unusable) }.boxed()
    }
}

impl Database {
    async fn change(&self, name: &str, change: LimitChange) -> Result<(), tokio_postgres::Error> {
        let mut kept = self.kept.lock().await;
        // A connection goes back when its work is done: one that failed, or whose caller left, is not used again.
        let mut client = match kept.take().filter(|client| !client.is_closed()) {
            Some(client) => client,
            None => self.connected().await?,
        };
        changed(&mut client, name, change).await?;
        *kept = Some(client);
        Ok(())
    }

    async fn connected(&self) -> Result<Client, tokio_postgres::Error> {
        let mut client = (self.connect)().await?;
        let work = client.transaction().await?;
        // `if not exists` alone fails when two programs make the table at the same moment.
        work.batch_execute(
            "select pg_advisory_xact_lock(hashtextextended('exact-client table', 0));
             create table if not exists exact_client_limits (name text primary key, told text)",
        )
        .await?;
        work.commit().await?;
        // What a crash loses of it, Exact tells anew.
        client.batch_execute("set synchronous_commit = off; set lock_timeout = '10s'").await?;
        Ok(client)
    }
}

async fn changed(client: &mut Client, name: &str, change: LimitChange) -> Result<(), tokio_postgres::Error> {
    let work = client.transaction().await?;
    work.execute("insert into exact_client_limits (name) values ($1) on conflict do nothing", &[&name]).await?;
    let row = work.query_one("select told from exact_client_limits where name = $1 for update", &[&name]).await?;
    let told = change(row.try_get(0)?);
    work.execute("update exact_client_limits set told = $2 where name = $1", &[&name, &told]).await?;
    work.commit().await
}

impl fmt::Debug for PostgresLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresLimits").finish_non_exhaustive()
    }
}
