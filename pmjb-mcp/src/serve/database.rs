//! What is kept, in SQLite: links, sessions and counters. Tokens of Exact are kept by exact-client in the same file, encrypted.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use super::link::Link;
use super::session::Session;
use crate::failure::Failure;

const SCHEMA: &str = "
    create table if not exists link (
        id text primary key,
        exact_user text not null unique,
        body text not null,
        expires_on text not null
    );
    create table if not exists session (
        token_hash blob primary key,
        link text not null references link (id) on delete cascade,
        csrf text not null,
        expires_on text not null
    );
    create table if not exists usage (
        link text not null references link (id) on delete cascade,
        month text not null,
        questions integer not null,
        primary key (link, month)
    );
";

/// The database.
#[derive(Debug, Clone)]
pub(super) struct Database {
    path: PathBuf,
    connection: Arc<Mutex<Connection>>,
}

impl Database {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open(path)?;
            connection.busy_timeout(core::time::Duration::from_secs(10))?;
            connection.pragma_update(None, "journal_mode", "wal")?;
            connection.pragma_update(None, "foreign_keys", true)?;
            // What was deleted is overwritten.
            connection.pragma_update(None, "secure_delete", true)?;
            connection.execute_batch(SCHEMA)?;
            connection.execute_batch(super::records::SCHEMA)?;
            Ok(connection)
        };
        let connection = open().map_err(|error| unusable(&error))?;
        Ok(Self { path: path.to_owned(), connection: Arc::new(Mutex::new(connection)) })
    }

    /// The file, for the store of tokens.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The same database, for the records of the authorization server.
    pub(super) fn shared(&self) -> Arc<Mutex<Connection>> {
        Arc::clone(&self.connection)
    }

    /// One piece of work, off the threads that answer requests.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let connection = Arc::clone(&self.connection);
        let done =
            tokio::task::spawn_blocking(move || work(&mut connection.lock().unwrap_or_else(PoisonError::into_inner)));
        match done.await {
            Ok(result) => result.map_err(|error| unusable(&error)),
            Err(error) => {
                tracing::error!(%error, "the database work ended");
                Err(broken())
            }
        }
    }

    /// Whether it answers.
    pub(super) async fn is_ready(&self) -> bool {
        self.work(|connection| connection.query_row("select 1", [], |row| row.get::<_, i64>(0))).await.is_ok()
    }

    /// Keeps a link; one of the same visitor of Exact is replaced.
    pub(super) async fn keep_link(&self, link: Link) -> Result<(), Failure> {
        self.work(move |connection| {
            connection.execute(
                "insert into link (id, exact_user, body, expires_on) values (?1, ?2, ?3, ?4)
                 on conflict (id) do update set body = excluded.body, expires_on = excluded.expires_on",
                params![link.id, link.exact_user, json(&link), link.expires_on.to_string()],
            )
        })
        .await
        .map(|_| ())
    }

    /// A link by its id.
    pub(super) async fn link(&self, id: &str) -> Result<Option<Link>, Failure> {
        let id = id.to_owned();
        self.work(move |connection| one_link(connection, "select body from link where id = ?1", &id)).await
    }

    /// The link of a visitor of Exact.
    pub(super) async fn link_of(&self, exact_user: &str) -> Result<Option<Link>, Failure> {
        let user = exact_user.to_owned();
        self.work(move |connection| one_link(connection, "select body from link where exact_user = ?1", &user)).await
    }

    /// Forgets a link and everything that belongs to it, the tokens of Exact first.
    pub(super) async fn forget_link(&self, id: &str) -> Result<(), Failure> {
        let id = id.to_owned();
        self.work(move |connection| {
            let transaction = connection.transaction()?;
            let has_tokens = transaction
                .query_row("select 1 from sqlite_master where name = 'exact_client_tokens'", [], |_| Ok(()))
                .optional()?;
            if has_tokens.is_some() {
                transaction.execute("delete from exact_client_tokens where link = ?1", [&id])?;
            }
            transaction.execute("delete from link where id = ?1", [&id])?;
            transaction.commit()
        })
        .await
    }

    /// Keeps a session.
    pub(super) async fn keep_session(&self, session: &Session) -> Result<(), Failure> {
        let (hash, link) = (hash(&session.token), session.link.clone());
        let (csrf, expires_on) = (session.csrf.clone(), session.expires_on.to_string());
        self.work(move |connection| {
            connection.execute(
                "insert into session (token_hash, link, csrf, expires_on) values (?1, ?2, ?3, ?4)",
                params![hash, link, csrf, expires_on],
            )
        })
        .await
        .map(|_| ())
    }

    /// The session of a token; `None` for one that is unknown or over.
    pub(super) async fn session(&self, token: &str, today: NaiveDate) -> Result<Option<Session>, Failure> {
        let (token, hash) = (token.to_owned(), hash(token));
        let found = self
            .work(move |connection| {
                connection
                    .query_row("select link, csrf, expires_on from session where token_hash = ?1", [hash], |row| {
                        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
                    })
                    .optional()
            })
            .await?;
        Ok(found.and_then(|(link, csrf, expires_on)| {
            let expires_on = expires_on.parse().ok().filter(|day| *day >= today)?;
            Some(Session { token, link, csrf, expires_on })
        }))
    }

    /// Ends a session.
    pub(super) async fn end_session(&self, token: &str) -> Result<(), Failure> {
        let hash = hash(token);
        self.work(move |connection| connection.execute("delete from session where token_hash = ?1", [hash]))
            .await
            .map(|_| ())
    }

    /// Counts a question; `None` when the month's are used up, and then nothing is counted.
    pub(super) async fn count_question(&self, link: &str, month: &str, most: u32) -> Result<Option<u32>, Failure> {
        let (link, month) = (link.to_owned(), month.to_owned());
        self.work(move |connection| {
            connection
                .query_row(
                    "insert into usage (link, month, questions) values (?1, ?2, 1)
                     on conflict (link, month) do update set questions = questions + 1 where questions < ?3
                     returning questions",
                    params![link, month, most],
                    |row| row.get(0),
                )
                .optional()
        })
        .await
    }

    /// Questions of a month.
    pub(super) async fn questions(&self, link: &str, month: &str) -> Result<u32, Failure> {
        let (link, month) = (link.to_owned(), month.to_owned());
        self.work(move |connection| {
            let asked = "select questions from usage where link = ?1 and month = ?2";
            Ok(connection.query_row(asked, params![link, month], |row| row.get(0)).optional()?.unwrap_or(0))
        })
        .await
    }

    /// How many links there are, and how many questions were asked this month, for the hoster.
    pub(super) async fn counts(&self, month: &str) -> Result<(u64, u64), Failure> {
        let month = month.to_owned();
        self.work(move |connection| {
            let links: i64 = connection.query_row("select count(*) from link", [], |row| row.get(0))?;
            let asked = "select coalesce(sum(questions), 0) from usage where month = ?1";
            let questions: i64 = connection.query_row(asked, [month], |row| row.get(0))?;
            Ok((u64::try_from(links).unwrap_or(0), u64::try_from(questions).unwrap_or(0)))
        })
        .await
    }

    /// Forgets what is over: sessions past their day, and links so long past theirs that nobody will renew them.
    pub(super) async fn sweep(&self, today: NaiveDate, forgotten_before: NaiveDate) -> Result<(), Failure> {
        let (today, before) = (today.to_string(), forgotten_before.to_string());
        let stale = self
            .work(move |connection| {
                connection.execute("delete from session where expires_on < ?1", [today])?;
                let mut statement = connection.prepare("select id from link where expires_on < ?1")?;
                let ids = statement.query_map([before], |row| row.get::<_, String>(0))?;
                ids.collect::<rusqlite::Result<Vec<_>>>()
            })
            .await?;
        for id in stale {
            self.forget_link(&id).await?;
        }
        Ok(())
    }
}

fn one_link(connection: &Connection, query: &str, key: &str) -> rusqlite::Result<Option<Link>> {
    let body: Option<String> = connection.query_row(query, [key], |row| row.get(0)).optional()?;
    body.map(|body| {
        serde_json::from_str(&body)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
    })
    .transpose()
}

fn json(link: &Link) -> String {
    serde_json::to_string(link).unwrap_or_default()
}

/// A token is kept as its hash: whoever reads the database cannot log in with it.
fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

fn unusable(error: &rusqlite::Error) -> Failure {
    tracing::error!(%error, "the database");
    broken()
}

fn broken() -> Failure {
    Failure::new(
        "opslag_onbereikbaar",
        "De opslag van deze site werkt op dit moment niet.",
        "Probeer het over een paar minuten nog eens.",
    )
}
