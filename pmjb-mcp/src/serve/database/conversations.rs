use super::logins::now;
use super::{Access, Broken, Database, hash, values};

/// A session that nobody used for so long is over.
const SECONDS: i64 = 7 * 24 * 3600;

impl Database {
    /// What the client of a session said when it began. Using a session keeps it.
    pub(in crate::serve) async fn conversation(&self, id: &str) -> Result<Option<String>, Broken> {
        let id = hash(id);
        self.transact(Access::Write, move |work| {
            let row = work.row(
                "update conversation set expires_at = ?2 where id_hash = ?1 and expires_at >= ?3 returning body",
                values![id, now().saturating_add(SECONDS), now()],
            )?;
            row.map(|row| row.text(0)).transpose()
        })
        .await
    }

    /// Keeps what the client of a session said.
    pub(in crate::serve) async fn keep_conversation(&self, id: &str, body: &str) -> Result<(), Broken> {
        let (id, body) = (hash(id), body.to_owned());
        self.transact(Access::Write, move |work| {
            work.execute(
                "insert into conversation (id_hash, body, expires_at) values (?1, ?2, ?3)
                 on conflict (id_hash) do update set body = excluded.body, expires_at = excluded.expires_at",
                values![id, body, now().saturating_add(SECONDS)],
            )
        })
        .await
        .map(|_| ())
    }

    /// Ends a session.
    pub(in crate::serve) async fn end_conversation(&self, id: &str) -> Result<(), Broken> {
        let id = hash(id);
        let statement = "delete from conversation where id_hash = ?1";
        self.transact(Access::Write, move |work| work.execute(statement, values![id])).await.map(|_| ())
    }
}
