//! The tables, and how a database of an earlier version becomes one of this version.
//!
//! `bigint` and `bytea` are PostgreSQL's words; SQLite takes them for a whole number and for any value, and keeps bytes as
//! bytes.

use super::statement::{Broken, Statements, values};
use super::{Access, Database};
use crate::failure::Failure;
use crate::serve::key::Keys;

/// One step; steps are never changed once they were released, only added to.
type Step = fn(&mut dyn Statements, &Keys) -> Result<(), Broken>;

const STEPS: [Step; 2] = [first, accounts];

/// The version of this program.
pub(super) const NEWEST: i64 = STEPS.len() as i64;

/// A visitor's link was all there was. Databases of before there were versions have these tables already.
fn first(work: &mut dyn Statements, _: &Keys) -> Result<(), Broken> {
    work.batch(
        "create table if not exists link (
            id text primary key,
            exact_user text not null unique,
            body text not null,
            expires_on text not null
        );
        create table if not exists session (
            token_hash bytea primary key,
            link text not null references link (id) on delete cascade,
            csrf text not null,
            expires_on text not null
        );
        create table if not exists usage (
            link text not null references link (id) on delete cascade,
            month text not null,
            questions bigint not null,
            primary key (link, month)
        );
        create table if not exists oauth_record (
            kind text not null,
            key_hash bytea not null,
            client text not null,
            family text,
            subject text,
            user_code text,
            expires_at bigint,
            sealed bytea not null,
            primary key (kind, key_hash)
        );
        create index if not exists oauth_record_family on oauth_record (family);
        create index if not exists oauth_record_client on oauth_record (client);
        create unique index if not exists oauth_record_user_code on oauth_record (user_code);
        create table if not exists oauth_barrier (
            scope text not null,
            name text not null,
            recorded_at bigint not null,
            until bigint not null,
            primary key (scope, name)
        );
        create table if not exists exact_client_tokens (link text primary key, sealed bytea not null);",
    )
}

/// A visitor has an account, with a plan. His link has its id, and members who are visitors themselves.
fn accounts(work: &mut dyn Statements, keys: &Keys) -> Result<(), Broken> {
    work.batch(
        "alter table link rename to old_link;
        alter table session rename to old_session;
        alter table usage rename to old_usage;
        create table account (
            id text primary key,
            exact_user text not null unique,
            name text not null,
            plan text,
            joined_on text not null
        );
        create table link (
            id text primary key references account (id) on delete cascade,
            body text not null,
            expires_on text not null
        );
        create table link_key (
            link text primary key references link (id) on delete cascade,
            sealed bytea not null
        );
        create table member (
            link text not null references link (id) on delete cascade,
            account text not null references account (id) on delete cascade,
            since text not null,
            primary key (link, account)
        );
        create index member_account on member (account);
        create table invitation (
            code_hash bytea primary key,
            link text not null references link (id) on delete cascade,
            expires_on text not null
        );
        create table session (
            token_hash bytea primary key,
            account text not null references account (id) on delete cascade,
            csrf text not null,
            expires_on text not null
        );
        create table questions (
            account text not null references account (id) on delete cascade,
            month text not null,
            asked bigint not null,
            primary key (account, month)
        );
        create table login (
            ticket_hash bytea primary key,
            expires_at bigint not null,
            sealed bytea not null
        );
        create table consent (
            account text not null references account (id) on delete cascade,
            request_hash bytea not null,
            allowed bigint not null,
            expires_at bigint not null,
            primary key (account, request_hash)
        );
        create index oauth_record_subject on oauth_record (subject);",
    )?;
    for row in work.rows("select id, exact_user, body, expires_on from old_link", &[])? {
        let (id, user, body) = (row.text(0)?, row.text(1)?, row.text(2)?);
        let told: serde_json::Value =
            serde_json::from_str(&body).map_err(|_| Broken::new("a link of an earlier version cannot be read"))?;
        let text = |name: &str| told.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        work.execute(
            "insert into account (id, exact_user, name, joined_on) values (?1, ?2, ?3, ?4)",
            values![&id, user, text("name"), text("connected_on")],
        )?;
        work.execute("insert into link (id, body, expires_on) values (?1, ?2, ?3)", values![&id, body, row.text(3)?])?;
        // Its tokens are encrypted under the key of the site itself, which becomes the link's.
        let key = super::links::sealed_key(keys, &id, &keys.newest_bytes())?;
        work.execute("insert into link_key (link, sealed) values (?1, ?2)", values![id, key])?;
    }
    work.batch(
        "insert into session select token_hash, link, csrf, expires_on from old_session;
        insert into questions select link, month, questions from old_usage;
        drop table old_session;
        drop table old_usage;
        drop table old_link;",
    )
}

impl Database {
    /// Brings the tables up to date; servers that start together take turns. Tells the version there was and the one there
    /// is.
    pub(in crate::serve) async fn migrate(&self) -> Result<(i64, i64), Failure> {
        let keys = std::sync::Arc::clone(&self.keys);
        let (before, after) = self
            .work(Access::Alone, move |work| {
                let before = version(work)?;
                let todo = STEPS.iter().skip(usize::try_from(before).unwrap_or_default());
                for step in todo {
                    step(work, &keys)?;
                }
                let after = before.max(NEWEST);
                work.execute("update schema_version set version = ?1", values![after])?;
                Ok((before, after))
            })
            .await?;
        if after > NEWEST {
            return Err(Failure::new(
                "database_nieuwer",
                format!("De database is van versie {after}; dit programma kent versie {NEWEST}."),
                "Gebruik het nieuwere programma, of zet een back-up van voor de overgang terug.",
            ));
        }
        Ok((before, after))
    }

    /// The version of the tables, and the one this program wants.
    pub(in crate::serve) async fn version(&self) -> Result<(i64, i64), Failure> {
        Ok((self.work(Access::Alone, version).await?, NEWEST))
    }
}

fn version(work: &mut dyn Statements) -> Result<i64, Broken> {
    work.batch("create table if not exists schema_version (version bigint not null)")?;
    match work.row("select version from schema_version", &[])? {
        Some(row) => row.whole(0),
        None => work.execute("insert into schema_version (version) values (0)", &[]).map(|_| 0),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use exact_client::{SqliteTokenStore, StoreKey, TokenStore as _, Tokens};
    use secrecy::ExposeSecret as _;

    use super::super::Engine;
    use super::super::sqlite::Sqlite;
    use super::*;

    const BODY: &str = "{\"id\":\"L1\",\"exact_user\":\"E1\",\"name\":\"Anna\",\"administrations\":[],\
                        \"connected_on\":\"2026-11-01\",\"expires_on\":\"2026-12-01\"}";

    fn at(path: &std::path::Path, keys: &Arc<Keys>) -> Database {
        Database { engine: Engine::Sqlite(Sqlite::open(path).unwrap()), keys: Arc::clone(keys) }
    }

    #[tokio::test]
    async fn a_database_of_before_there_were_versions_keeps_its_link_session_count_and_tokens() {
        let folder = tempfile::tempdir().unwrap();
        let (path, keys) = (folder.path().join("pmjb.db"), Arc::new(Keys::random().unwrap()));
        let key = StoreKey::from_bytes(*keys.newest_bytes().expose_secret());
        let store = SqliteTokenStore::open(&path, "L1", key).unwrap();
        store.save(Tokens::from_refresh_token("hush")).await.unwrap();
        let database = at(&path, &keys);
        let day = "2026-11-20".parse().unwrap();
        let old = database.work(Access::Write, |work| {
            first(work, &Keys::random().map_err(|_| Broken::new("no key"))?)?;
            let link = "insert into link (id, exact_user, body, expires_on) values ('L1', 'E1', ?1, '2026-12-01')";
            work.execute(link, values![BODY])?;
            let session =
                "insert into session (token_hash, link, csrf, expires_on) values (?1, 'L1', 'c', '2026-11-25')";
            work.execute(session, values![super::super::hash("cookie")])?;
            work.execute("insert into usage (link, month, questions) values ('L1', '2026-11', 7)", &[])
        });
        old.await.unwrap();

        assert_eq!(database.migrate().await, Ok((0, NEWEST)));
        assert_eq!(database.migrate().await, Ok((NEWEST, NEWEST)), "and once is enough");

        let session = database.session("cookie", day).await.unwrap().unwrap();
        let visitor = database.visitor(&session.account).await.unwrap().unwrap();
        assert_eq!((visitor.account.name.as_str(), visitor.own.unwrap().name.as_str()), ("Anna", "Anna"));
        assert_eq!(database.questions("L1", "2026-11").await, Ok(7));
        let key = database.link_key("L1").await.unwrap().store_key();
        let tokens = SqliteTokenStore::open(&path, "L1", key).unwrap().load().await.unwrap().unwrap();
        assert!(tokens.to_json().unwrap().expose_secret().contains("hush"));
    }

    #[tokio::test]
    async fn a_database_of_a_later_program_is_left_alone() {
        let database = Database::in_memory().await;
        let later =
            database.work(Access::Write, |work| work.execute("update schema_version set version = version + 1", &[]));
        later.await.unwrap();
        assert_eq!(database.migrate().await.unwrap_err().code, "database_nieuwer");
        assert_eq!(database.version().await, Ok((NEWEST + 1, NEWEST)));
    }
}
