use chrono::NaiveDate;

use super::{Access, Database, hash, values};
use crate::failure::Failure;
use crate::serve::session::Session;

impl Database {
    /// Keeps a session.
    pub(in crate::serve) async fn keep_session(&self, session: &Session) -> Result<(), Failure> {
        let session = session.clone();
        self.work(Access::Write, move |work| {
            work.execute(
                "insert into session (token_hash, account, csrf, expires_on) values (?1, ?2, ?3, ?4)",
                values![hash(&session.token), &session.account, &session.csrf, session.expires_on],
            )
        })
        .await
        .map(|_| ())
    }

    /// The session of a token; `None` for one that is unknown or over.
    pub(in crate::serve) async fn session(&self, token: &str, today: NaiveDate) -> Result<Option<Session>, Failure> {
        let token = token.to_owned();
        self.work(Access::Read, move |work| {
            let query = "select account, csrf, expires_on from session where token_hash = ?1 and expires_on >= ?2";
            let Some(row) = work.row(query, values![hash(&token), today])? else { return Ok(None) };
            Ok(Some(Session { token, account: row.text(0)?, csrf: row.text(1)?, expires_on: row.day(2)? }))
        })
        .await
    }

    /// Ends a session.
    pub(in crate::serve) async fn end_session(&self, token: &str) -> Result<(), Failure> {
        let hash = hash(token);
        self.work(Access::Write, move |work| work.execute("delete from session where token_hash = ?1", values![hash]))
            .await
            .map(|_| ())
    }
}
