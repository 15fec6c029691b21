//! What is kept: accounts, links, members, sessions and counters, in SQLite on this machine or in a PostgreSQL that several
//! servers share. Tokens of Exact are kept by exact-client in the same database, encrypted.

mod accounts;
mod counters;
mod links;
mod logins;
mod members;
mod migration;
mod postgres;
mod sealed;
mod sessions;
mod sqlite;
mod statement;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

pub(super) use accounts::Listed as ListedAccount;
use exact_client::{Exact, SharedLimits, StoreError, StoreKey, TokenStore, Tokens};
pub(super) use members::Acceptance;
use postgres::Postgres;
use sha2::{Digest as _, Sha256};
use sqlite::Sqlite;
pub(super) use statement::{Broken, Row, Statements, Value, values};

use super::key::Keys;
use super::settings::Settings;
use crate::failure::Failure;

/// The database.
#[derive(Debug, Clone)]
pub(super) struct Database {
    engine: Engine,
    pub(super) keys: Arc<Keys>,
}

#[derive(Debug, Clone)]
enum Engine {
    Sqlite(Sqlite),
    Postgres(Arc<Postgres>),
}

/// What a piece of work does, and with whom it may coincide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    /// Counts something: no more than the count is wrong when the machine stops before it is on disk.
    Count,
    /// Statements of which each is right by itself, whatever others do in between.
    Write,
    /// Writes what follows from what it reads: nobody else of this kind is busy meanwhile, in this process or another.
    Alone,
}

impl Database {
    /// Opens the database of the settings and brings it up to date.
    pub(super) async fn open(settings: &Settings) -> Result<Self, Failure> {
        let database = Self::unmigrated(settings)?;
        database.migrate().await?;
        Ok(database)
    }

    /// Opens the database as it is.
    pub(super) fn unmigrated(settings: &Settings) -> Result<Self, Failure> {
        let engine = match &settings.database {
            Some(address) => Engine::Postgres(Arc::new(Postgres::at(address).map_err(|error| {
                tracing::error!(%error, "the database");
                Failure::new(
                    "database_adres_onjuist",
                    "PMJB_DATABASE is geen adres van een PostgreSQL-database.",
                    "Schrijf het als postgres://GEBRUIKER:WACHTWOORD@HOST/NAAM, of laat het weg voor SQLite.",
                )
            })?)),
            None => {
                let sqlite = Sqlite::open(&settings.data.join("pmjb.db")).map_err(|error| unusable(&error))?;
                Engine::Sqlite(sqlite)
            }
        };
        Ok(Self { engine, keys: Arc::clone(&settings.keys) })
    }

    /// One that is forgotten with its value, up to date.
    #[cfg(test)]
    pub(super) async fn in_memory() -> Self {
        let keys = Arc::new(Keys::random().unwrap());
        let database = Self { engine: Engine::Sqlite(Sqlite::in_memory()), keys };
        database.migrate().await.unwrap();
        database
    }

    /// One in an empty schema of the PostgreSQL that tests may use; `None` without one.
    #[cfg(test)]
    pub(super) async fn in_postgres(schema: &str) -> Option<Self> {
        let Ok(server) = std::env::var("PMJB_TEST_POSTGRES") else {
            eprintln!("skipped: PMJB_TEST_POSTGRES is not set");
            return None;
        };
        let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(&format!("drop schema if exists {schema} cascade; create schema {schema}")).await.unwrap();
        let sign = if server.contains('?') { '&' } else { '?' };
        let address = format!("{server}{sign}options=-c%20search_path%3D{schema}");
        let keys = Arc::new(Keys::random().unwrap());
        let database = Self { engine: Engine::Postgres(Arc::new(Postgres::at(&address.into()).unwrap())), keys };
        database.migrate().await.unwrap();
        Some(database)
    }

    /// One piece of work, off the threads that answer requests; nothing of it stays when it fails.
    pub(super) async fn transact<T: Send + 'static>(
        &self,
        access: Access,
        work: impl FnOnce(&mut dyn Statements) -> Result<T, Broken> + Send + 'static,
    ) -> Result<T, Broken> {
        let done = match &self.engine {
            Engine::Sqlite(sqlite) => {
                let turn = sqlite.turn().await;
                if access == Access::Read {
                    // Readers wait for nobody in a database that is written ahead, and take microseconds.
                    return turn.run(access, work);
                }
                tokio::task::spawn_blocking(move || turn.run(access, work))
            }
            Engine::Postgres(postgres) => {
                let (postgres, runtime) = (Arc::clone(postgres), tokio::runtime::Handle::current());
                tokio::task::spawn_blocking(move || postgres.run(&runtime, access, work))
            }
        };
        done.await.unwrap_or_else(|_| Err(Broken::new("the database work ended")))
    }

    async fn work<T: Send + 'static>(
        &self,
        access: Access,
        work: impl FnOnce(&mut dyn Statements) -> Result<T, Broken> + Send + 'static,
    ) -> Result<T, Failure> {
        self.transact(access, work).await.map_err(|error| unusable(&error))
    }

    /// Whether it answers.
    pub(super) async fn is_ready(&self) -> bool {
        self.work(Access::Read, |work| work.row("select 1", &[])).await.is_ok()
    }

    /// A client of Exact with the tokens of a link in this database.
    pub(super) async fn client(
        &self,
        link: &str,
        key: StoreKey,
        builder: exact_client::Builder,
    ) -> Result<Exact, Failure> {
        let told = |error: exact_client::Error| Failure::from(&error);
        match &self.engine {
            Engine::Sqlite(sqlite) => {
                let store = sqlite.tokens().map_err(told)?.link(link, key);
                builder.token_store(store).build().map_err(told)
            }
            Engine::Postgres(postgres) => {
                let store = postgres.tokens(link, key).await.map_err(told)?;
                builder.token_store(store).build().map_err(told)
            }
        }
    }

    /// Keeps the tokens of a login as those of a link.
    pub(super) async fn keep_tokens(&self, link: &str, tokens: Tokens) -> Result<(), Failure> {
        let told = |error: exact_client::Error| Failure::from(&error);
        let key = self.link_key(link).await?.store_key();
        let saved = match &self.engine {
            Engine::Sqlite(sqlite) => save(sqlite.tokens().map_err(told)?.link(link, key), tokens).await,
            Engine::Postgres(postgres) => save(postgres.tokens(link, key).await.map_err(told)?, tokens).await,
        };
        saved.map_err(|error| unusable(&Broken::new(error.to_string())))
    }

    /// Whether other servers may use it as well.
    pub(super) const fn is_for_several_servers(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// Where servers keep Exact's limits together; `None` when no other server can use this database.
    pub(super) fn shared_limits(&self) -> Option<SharedLimits> {
        match &self.engine {
            Engine::Sqlite(_) => None,
            Engine::Postgres(postgres) => Some(SharedLimits::kept_in(postgres.limits())),
        }
    }

    /// Leaves nothing of what was deleted in the file that SQLite writes ahead.
    async fn wipe(&self) {
        if let Engine::Sqlite(sqlite) = self.engine.clone() {
            let wiped = tokio::task::spawn_blocking(move || sqlite.wipe()).await;
            if !matches!(wiped, Ok(Ok(()))) {
                // The next one wipes it as well.
                tracing::warn!("what was deleted is still in the file that is written ahead");
            }
        }
    }

    /// Writes a copy as it is at one moment, while servers go on.
    pub(super) async fn back_up(&self, to: &Path) -> Result<(), Failure> {
        let Engine::Sqlite(sqlite) = self.engine.clone() else {
            return Err(Failure::new(
                "backup_elders",
                "Deze database staat in PostgreSQL en heeft daar een eigen back-up.",
                "Maak de back-up met: pg_dump --format=custom",
            ));
        };
        if to.exists() {
            return Err(Failure::new(
                "backup_bestaat",
                format!("{} bestaat al.", to.display()),
                "Kies een andere naam; een back-up overschrijft niets.",
            ));
        }
        let to = to.to_owned();
        let done = tokio::task::spawn_blocking(move || sqlite.back_up(&to)).await;
        done.unwrap_or_else(|_| Err(Broken::new("the back-up ended"))).map_err(|error| {
            tracing::error!(%error, "the back-up");
            Failure::new(
                "backup_mislukt",
                "De back-up is niet geschreven.",
                "Controleer de map en de ruimte op de schijf.",
            )
        })
    }

    /// What the database itself finds wrong; empty when nothing is.
    pub(super) async fn faults(&self) -> Result<Vec<String>, Failure> {
        let Engine::Sqlite(sqlite) = self.engine.clone() else { return Ok(Vec::new()) };
        let done = tokio::task::spawn_blocking(move || sqlite.faults()).await;
        done.unwrap_or_else(|_| Err(Broken::new("the check ended"))).map_err(|error| unusable(&error))
    }
}

/// Nobody else refreshes meanwhile.
async fn save(store: impl TokenStore, tokens: Tokens) -> Result<(), StoreError> {
    let _lock = store.lock().await?;
    store.save(tokens).await
}

/// Makes the file, readable by its owner only, when it is not there. One that is there is not opened: closing it again
/// would let go of the locks that SQLite has on it in this process.
fn owner_only(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

/// A secret is kept as its hash: whoever reads the database cannot use it.
fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

fn unusable(error: &Broken) -> Failure {
    tracing::error!(%error, "the database");
    Failure::new(
        "opslag_onbereikbaar",
        "De opslag van deze site werkt op dit moment niet.",
        "Probeer het over een paar minuten nog eens.",
    )
}
