use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use super::{LimitChange, LimitStore};
use crate::auth::store::{StoreError, blocking};

/// Another program that writes holds the database for milliseconds.
const BUSY: Duration = Duration::from_secs(10);

/// Limits in an SQLite database (feature `sqlite`), for the programs of one machine; the table is `exact_client_limits`.
#[derive(Debug, Clone)]
pub struct SqliteLimits {
    path: Arc<Path>,
}

impl SqliteLimits {
    /// The database at `path`; file and table are made with the first call.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into().into() }
    }
}

impl LimitStore for SqliteLimits {
    fn change<'a>(&'a self, name: &'a str, change: LimitChange) -> BoxFuture<'a, Result<(), StoreError>> {
        let (path, name) = (Arc::clone(&self.path), name.to_owned());
        let unusable =
            |error: rusqlite::Error| StoreError::new("the database of the shared limits cannot be used").because(error);
        blocking(move || changed(&path, &name, change).map_err(unusable)).boxed()
    }
}

fn changed(path: &Path, name: &str, change: LimitChange) -> rusqlite::Result<()> {
    let mut database = Connection::open(path)?;
    database.busy_timeout(BUSY)?;
    // What a crash loses of it, Exact tells anew.
    database.pragma_update(None, "synchronous", "off")?;
    let work = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    work.execute_batch("create table if not exists exact_client_limits (name text primary key, told text not null)")?;
    let before =
        work.query_row("select told from exact_client_limits where name = ?1", [name], |row| row.get(0)).optional()?;
    work.execute(
        "insert into exact_client_limits (name, told) values (?1, ?2) on conflict (name) do update set told = excluded.told",
        (name, change(before)),
    )?;
    work.commit()
}
