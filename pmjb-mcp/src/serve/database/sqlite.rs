use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use exact_client::SqliteTokens;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, MAIN_DB, ToSql, Transaction, TransactionBehavior, params_from_iter};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::statement::{Broken, Row, Statements, Value};
use super::{Access, owner_only};

/// Another program that writes holds the database for milliseconds.
const BUSY: Duration = Duration::from_secs(10);

/// A file on this machine.
#[derive(Debug, Clone)]
pub(super) struct Sqlite {
    path: PathBuf,
    connections: Arc<Mutex<Connections>>,
    tokens: Arc<OnceLock<SqliteTokens>>,
}

/// What is done one after the other.
#[derive(Debug)]
struct Connections {
    main: Connection,
    /// For counting: a commit is in the operating system's hands, which is all that a program can lose by being killed.
    /// `None` where there is no disk.
    counting: Option<Connection>,
}

impl Sqlite {
    pub(super) fn open(path: &Path) -> Result<Self, Broken> {
        owner_only(path).map_err(|error| Broken::new(format!("the file of the database: {error}")))?;
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open(path)?;
            connection.busy_timeout(BUSY)?;
            connection.pragma_update(None, "journal_mode", "wal")?;
            connection.pragma_update(None, "foreign_keys", true)?;
            // What was deleted is overwritten.
            connection.pragma_update(None, "secure_delete", true)?;
            Ok(connection)
        };
        let counting = || {
            let connection = open()?;
            connection.pragma_update(None, "synchronous", "normal")?;
            Ok(connection)
        };
        let connections = Connections { main: open().map_err(broken)?, counting: Some(counting().map_err(broken)?) };
        Ok(Self { path: path.to_owned(), connections: Arc::new(Mutex::new(connections)), tokens: Arc::default() })
    }

    #[cfg(test)]
    pub(super) fn in_memory() -> Self {
        let connections = Connections { main: Connection::open_in_memory().unwrap(), counting: None };
        Self { path: PathBuf::new(), connections: Arc::new(Mutex::new(connections)), tokens: Arc::default() }
    }

    /// The tokens of all links, in the same file.
    pub(super) fn tokens(&self) -> Result<SqliteTokens, exact_client::Error> {
        if let Some(tokens) = self.tokens.get() {
            return Ok(tokens.clone());
        }
        let opened = SqliteTokens::open(&self.path)?;
        Ok(self.tokens.get_or_init(|| opened).clone())
    }

    /// Waits for the connection without holding a thread: hundreds may ask at once.
    pub(super) async fn turn(&self) -> Turn {
        Turn(Arc::clone(&self.connections).lock_owned().await)
    }

    /// Writes a copy as it is at one moment, while others go on writing.
    pub(super) fn back_up(&self, to: &Path) -> Result<(), Broken> {
        owner_only(to).map_err(|error| Broken::new(format!("the file of the back-up: {error}")))?;
        let connection = &self.connections.blocking_lock().main;
        connection.backup(MAIN_DB, to, None).map_err(broken)
    }

    /// Moves what was written ahead into the database, and empties the file it was in.
    pub(super) fn wipe(&self) -> Result<(), Broken> {
        let connection = &self.connections.blocking_lock().main;
        // Nobody waits long for this; what cannot be emptied now is emptied the next time.
        connection.busy_timeout(Duration::from_millis(250)).map_err(broken)?;
        let is_busy = connection.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, bool>(0));
        connection.busy_timeout(BUSY).map_err(broken)?;
        if is_busy.map_err(broken)? { Err(Broken::new("others are reading")) } else { Ok(()) }
    }

    /// What SQLite finds wrong with the file; empty when nothing is.
    pub(super) fn faults(&self) -> Result<Vec<String>, Broken> {
        let told = Turn(Arc::clone(&self.connections).blocking_lock_owned())
            .run(Access::Read, |work| work.rows("pragma integrity_check", &[]))?;
        let told: Result<Vec<String>, Broken> = told.iter().map(|row| row.text(0)).collect();
        Ok(told?.into_iter().filter(|line| line != "ok").collect())
    }
}

/// The connections, for as long as one piece of work takes.
pub(super) struct Turn(OwnedMutexGuard<Connections>);

impl Turn {
    /// Does a piece of work; nothing of it stays when it fails.
    pub(super) fn run<T>(
        mut self,
        access: Access,
        work: impl FnOnce(&mut dyn Statements) -> Result<T, Broken>,
    ) -> Result<T, Broken> {
        let Connections { main, counting } = &mut *self.0;
        let (connection, behavior) = match access {
            Access::Read => (main, TransactionBehavior::Deferred),
            Access::Count => (counting.as_mut().unwrap_or(main), TransactionBehavior::Immediate),
            Access::Write | Access::Alone => (main, TransactionBehavior::Immediate),
        };
        let mut transaction = connection.transaction_with_behavior(behavior).map_err(broken)?;
        let result = work(&mut transaction)?;
        transaction.commit().map_err(broken)?;
        Ok(result)
    }
}

impl Statements for Transaction<'_> {
    fn execute(&mut self, statement: &str, values: &[Value]) -> Result<u64, Broken> {
        let mut prepared = self.prepare_cached(statement).map_err(broken)?;
        prepared.execute(params_from_iter(values)).map(|touched| touched as u64).map_err(broken)
    }

    fn rows(&mut self, statement: &str, values: &[Value]) -> Result<Vec<Row>, Broken> {
        let mut prepared = self.prepare_cached(statement).map_err(broken)?;
        let columns = prepared.column_count();
        let read = |row: &rusqlite::Row<'_>| (0..columns).map(|column| row.get_ref(column).map(value)).collect();
        let found = prepared.query_map(params_from_iter(values), |row| {
            let row: rusqlite::Result<Vec<Value>> = read(row);
            row.map(Row)
        });
        found.and_then(Iterator::collect).map_err(broken)
    }

    fn batch(&mut self, statements: &str) -> Result<(), Broken> {
        self.execute_batch(statements).map_err(broken)
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Whole(number) => ValueRef::Integer(*number),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(read: ValueRef<'_>) -> Value {
    match read {
        ValueRef::Null | ValueRef::Real(_) => Value::Null,
        ValueRef::Integer(number) => Value::Whole(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn broken(error: rusqlite::Error) -> Broken {
    Broken::new(error.to_string())
}
