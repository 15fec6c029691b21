//! What lasts for minutes: logins that were begun, and answers to an assistant's request that were not used yet. They are in
//! the database because the next request may come to another server.

use std::time::SystemTime;

use super::{Access, Database, hash, unusable, values};
use crate::failure::Failure;
use crate::serve::database::Broken;

/// A login that takes longer was given up.
const LOGIN_SECONDS: i64 = 15 * 60;

/// Logins at once; whoever starts more is no visitor, and the oldest make place for everybody else.
const MOST_LOGINS: i64 = 10_000;

/// What a sealed login is, for its seal.
pub(super) const LOGIN: &str = "login";

/// Seconds since 1970.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

impl Database {
    /// Keeps a login until its visitor is back from Exact. It holds his tokens, so it is encrypted.
    pub(in crate::serve) async fn keep_login(&self, ticket: &str, login: &[u8]) -> Result<(), Failure> {
        let (ticket, sealed) = (hash(ticket), self.keys.seal(LOGIN, login)?);
        self.work(Access::Write, move |work| {
            work.execute("delete from login where expires_at < ?1", values![now()])?;
            work.execute(
                "delete from login where ticket_hash in
                    (select ticket_hash from login order by expires_at desc limit 1000 offset ?1)",
                values![MOST_LOGINS],
            )?;
            work.execute(
                "insert into login (ticket_hash, expires_at, sealed) values (?1, ?2, ?3)",
                values![ticket, now().saturating_add(LOGIN_SECONDS), sealed],
            )
        })
        .await
        .map(|_| ())
    }

    /// The login of a ticket, which is spent by this.
    pub(in crate::serve) async fn take_login(&self, ticket: &str) -> Result<Option<Vec<u8>>, Failure> {
        let ticket = hash(ticket);
        let sealed = self.work(Access::Write, move |work| {
            let statement = "delete from login where ticket_hash = ?1 and expires_at >= ?2 returning sealed";
            work.row(statement, values![ticket, now()])?.map(|row| row.bytes(0)).transpose()
        });
        let Some(sealed) = sealed.await? else { return Ok(None) };
        let opened = self.keys.open(LOGIN, &sealed);
        opened.map(Some).map_err(|error| unusable(&Broken::new(format!("a login: {error}"))))
    }

    /// Keeps what a visitor answered to a request of an assistant.
    pub(in crate::serve) async fn keep_answer(
        &self,
        account: &str,
        request: &str,
        allowed: bool,
    ) -> Result<(), Failure> {
        let (account, request) = (account.to_owned(), hash(request));
        self.work(Access::Write, move |work| {
            work.execute(
                "insert into consent (account, request_hash, allowed, expires_at) values (?1, ?2, ?3, ?4)
                 on conflict (account, request_hash) do update set allowed = excluded.allowed,
                    expires_at = excluded.expires_at",
                values![account, request, i64::from(allowed), now().saturating_add(LOGIN_SECONDS)],
            )
        })
        .await
        .map(|_| ())
    }

    /// What a visitor answered, which is spent by this.
    pub(in crate::serve) async fn take_answer(&self, account: &str, request: &str) -> Result<Option<bool>, Failure> {
        let (account, request) = (account.to_owned(), hash(request));
        self.work(Access::Write, move |work| {
            let row = work.row(
                "delete from consent where account = ?1 and request_hash = ?2 and expires_at >= ?3 returning allowed",
                values![account, request, now()],
            )?;
            row.map(|row| Ok(row.whole(0)? == 1)).transpose()
        })
        .await
    }
}
