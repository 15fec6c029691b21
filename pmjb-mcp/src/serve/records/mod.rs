//! What the authorization server keeps: clients, codes and tokens, in the site's database. Records are encrypted and found by a
//! hash, so that whoever reads the database can use none of them.

mod kind;
mod storage;
mod work;

use std::sync::Arc;

use oauth_as::scope::ScopeSet;
use oauth_as::store::StorageError;
use work::Work;

use super::database::{Access, Broken, Database};

/// What a sealed record is, for its seal.
pub(super) const SEAL: &str = "";

/// The records in the database.
#[derive(Clone)]
pub(super) struct Records {
    database: Database,
    /// What a client may ask for that registered without saying.
    scopes: ScopeSet,
}

impl Records {
    pub(super) fn new(database: Database) -> Self {
        Self { database, scopes: ScopeSet::empty() }
    }

    /// With what a client may ask for that registered without saying: most assistants do.
    pub(super) fn granting(mut self, scopes: ScopeSet) -> Self {
        self.scopes = scopes;
        self
    }

    async fn work<T: Send + 'static>(
        &self,
        access: Access,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let keys = Arc::clone(&self.database.keys);
        let done = self.database.transact(access, move |statements| {
            work(&mut Work { statements, keys: &keys }).map_err(|error| Broken::new(error.to_string()))
        });
        done.await.map_err(broken)
    }

    async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.work(Access::Alone, work).await
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.work(Access::Read, work).await
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn broken(error: Broken) -> StorageError {
    tracing::error!(%error, "the records of the authorization server");
    StorageError::new("the database does not answer")
}

#[cfg(test)]
mod tests {
    use oauth_as::client::Client;
    use oauth_as::store::Storage as _;

    use super::*;
    use crate::serve::database::Statements;

    async fn records() -> Records {
        Records::new(Database::in_memory().await)
    }

    #[tokio::test]
    async fn the_records_keep_what_the_authorization_server_relies_on() {
        let violations = oauth_as::storage_conformance::check_storage(records).await;
        assert!(violations.is_empty(), "{violations:#?}");
    }

    #[tokio::test]
    async fn the_records_keep_it_in_postgresql_too() {
        let Some(database) = Database::in_postgres("pmjb_records").await else { return };
        let empty = || async {
            let clear = |work: &mut dyn Statements| work.batch("delete from oauth_record; delete from oauth_barrier");
            database.transact(Access::Alone, clear).await.unwrap();
            Records::new(database.clone())
        };
        let violations = oauth_as::storage_conformance::check_storage(empty).await;
        assert!(violations.is_empty(), "{violations:#?}");
    }

    #[tokio::test]
    async fn nothing_in_the_database_can_be_used_by_who_reads_it() {
        let records = records().await;
        let client = Client::clone(&registered("assistent-17"));
        records.put_client(client).await.unwrap();
        let (sealed, key) = records
            .read(|work| {
                let row = work.statements.row("select sealed, key_hash from oauth_record", &[]).unwrap().unwrap();
                Ok((row.bytes(0).unwrap(), row.bytes(1).unwrap()))
            })
            .await
            .unwrap();
        let shown = [String::from_utf8_lossy(&sealed), String::from_utf8_lossy(&key)].concat();
        assert!(!shown.contains("voorbeeld"), "{shown}");
    }

    fn registered(id: &str) -> Arc<Client> {
        let text = serde_json::json!({
            "client_id": id, "auth": "Public", "grant_types": ["authorization_code"],
            "redirect_uris": ["https://voorbeeld.nl/terug"], "allowed_scopes": "", "default_scopes": "", "name": null,
            "registration": null
        });
        Arc::new(serde_json::from_value(text).unwrap())
    }
}
