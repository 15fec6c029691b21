//! What the authorization server keeps: clients, codes and tokens, in the site's database. Records are encrypted and found by a
//! hash, so that whoever reads the database can use none of them.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use oauth_as::authorization::{AuthorizationCodeRecord, AuthorizationCodeState};
use oauth_as::client::{Client, ClientId};
use oauth_as::device::{DeviceGrant, DeviceGrantState, normalize_user_code};
use oauth_as::scope::ScopeSet;
use oauth_as::store::{RevocationWindow, Storage, StorageError, WriteOutcome};
use oauth_as::token::{IssuedToken, RefreshTokenRecord};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::database::{Access, Broken, Database, Statements, Value, values};
use super::key::Keys;

/// What a sealed record is, for its seal.
pub(super) const SEAL: &str = "";

/// The records in the database.
#[derive(Clone)]
pub(super) struct Records {
    database: Database,
    /// What a client may ask for that registered without saying.
    scopes: ScopeSet,
}

/// A kind of record.
trait Kept: Serialize + DeserializeOwned {
    const KIND: &'static str;
    fn key(&self) -> &str;
    fn columns(&self) -> Columns<'_>;
}

/// What a record can be found by besides its key.
#[derive(Default)]
struct Columns<'a> {
    client: &'a str,
    family: Option<&'a str>,
    subject: Option<&'a str>,
    user_code: Option<String>,
    expires_at: Option<SystemTime>,
}

impl Kept for Client {
    const KIND: &'static str = "client";
    fn key(&self) -> &str {
        self.client_id.as_str()
    }
    fn columns(&self) -> Columns<'_> {
        Columns { client: self.client_id.as_str(), ..Columns::default() }
    }
}

impl Kept for DeviceGrant {
    const KIND: &'static str = "device";
    fn key(&self) -> &str {
        &self.device_code
    }
    fn columns(&self) -> Columns<'_> {
        let user_code = Some(hex(&hash("user_code", &normalize_user_code(&self.user_code))));
        let client = self.client_id.as_str();
        Columns { client, user_code, expires_at: Some(self.expires_at), ..Columns::default() }
    }
}

impl Kept for AuthorizationCodeRecord {
    const KIND: &'static str = "code";
    fn key(&self) -> &str {
        &self.code
    }
    fn columns(&self) -> Columns<'_> {
        Columns { client: self.client_id.as_str(), expires_at: Some(self.expires_at), ..Columns::default() }
    }
}

impl Kept for IssuedToken {
    const KIND: &'static str = "token";
    fn key(&self) -> &str {
        &self.access_token
    }
    fn columns(&self) -> Columns<'_> {
        Columns {
            client: self.client_id.as_str(),
            family: self.family_id.as_deref(),
            subject: self.subject.as_deref(),
            expires_at: Some(self.expires_at),
            ..Columns::default()
        }
    }
}

impl Kept for RefreshTokenRecord {
    const KIND: &'static str = "refresh";
    fn key(&self) -> &str {
        &self.refresh_token
    }
    fn columns(&self) -> Columns<'_> {
        Columns {
            client: self.client_id.as_str(),
            family: Some(&self.family_id),
            subject: self.subject.as_deref(),
            expires_at: self.expires_at,
            ..Columns::default()
        }
    }
}

/// One piece of work in the database; nothing of it stays when it fails.
struct Work<'a> {
    statements: &'a mut dyn Statements,
    keys: &'a Keys,
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

impl Work<'_> {
    fn execute(&mut self, statement: &str, values: &[Value]) -> Result<u64, StorageError> {
        self.statements.execute(statement, values).map_err(broken)
    }

    fn put<R: Kept>(&mut self, record: &R) -> Result<(), StorageError> {
        let columns = record.columns();
        let sealed = self.seal(record)?;
        self.execute(
            "insert into oauth_record (kind, key_hash, client, family, subject, user_code, expires_at, sealed)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             on conflict (kind, key_hash) do update set client = excluded.client, family = excluded.family,
                subject = excluded.subject, user_code = excluded.user_code, expires_at = excluded.expires_at,
                sealed = excluded.sealed",
            values![
                R::KIND,
                hash(R::KIND, record.key()),
                columns.client,
                columns.family,
                columns.subject,
                columns.user_code,
                columns.expires_at.map(nanos),
                sealed,
            ],
        )?;
        Ok(())
    }

    fn get<R: Kept>(&mut self, key: &str) -> Result<Option<R>, StorageError> {
        let query = "select sealed from oauth_record where kind = ?1 and key_hash = ?2";
        self.one(query, values![R::KIND, hash(R::KIND, key)])
    }

    fn one<R: Kept>(&mut self, query: &str, values: &[Value]) -> Result<Option<R>, StorageError> {
        let row = self.statements.row(query, values).map_err(broken)?;
        row.map(|row| self.open(&row.bytes(0).map_err(broken)?)).transpose()
    }

    fn take<R: Kept>(&mut self, key: &str) -> Result<Option<R>, StorageError> {
        let query = "delete from oauth_record where kind = ?1 and key_hash = ?2 returning sealed";
        self.one(query, values![R::KIND, hash(R::KIND, key)])
    }

    fn seal<R: Kept>(&self, record: &R) -> Result<Vec<u8>, StorageError> {
        let plain = serde_json::to_vec(record).map_err(|_| StorageError::new("a record could not be written"))?;
        self.keys.seal(SEAL, &plain).map_err(|_| StorageError::new("a record could not be sealed"))
    }

    fn open<R: Kept>(&self, sealed: &[u8]) -> Result<R, StorageError> {
        let foreign = |_| StorageError::new("a record opens with none of the keys");
        let plain = self.keys.open(SEAL, sealed).map_err(foreign)?;
        serde_json::from_slice(&plain).map_err(|_| StorageError::new("a record cannot be read"))
    }

    /// Refuses from now on what was given to a client or along a chain of tokens before.
    fn bar(&mut self, scope: &str, name: &str, window: RevocationWindow) -> Result<(), StorageError> {
        if name.is_empty() {
            return Err(StorageError::new("a revocation names whom it is of"));
        }
        self.execute(
            "insert into oauth_barrier (scope, name, recorded_at, until) values (?1, ?2, ?3, ?4)
             on conflict (scope, name) do update set
                recorded_at = case when excluded.recorded_at > oauth_barrier.recorded_at then excluded.recorded_at
                    else oauth_barrier.recorded_at end,
                until = case when excluded.until > oauth_barrier.until then excluded.until
                    else oauth_barrier.until end",
            values![scope, name, nanos(window.recorded_at), nanos(window.until)],
        )?;
        Ok(())
    }

    fn barrier(&mut self, scope: &str, name: &str) -> Result<Option<i64>, StorageError> {
        let query = "select recorded_at from oauth_barrier where scope = ?1 and name = ?2";
        let row = self.statements.row(query, values![scope, name]).map_err(broken)?;
        row.map(|row| row.whole(0).map_err(broken)).transpose()
    }

    /// Whether what a grant gives was revoked: its chain, or its client when the grant is older than that or the client is
    /// gone.
    fn is_revoked(&mut self, client: &str, family: Option<&str>, since: SystemTime) -> Result<bool, StorageError> {
        if let Some(recorded_at) = self.barrier("client", client)?
            && (nanos(since) <= recorded_at || self.get::<Client>(client)?.is_none())
        {
            return Ok(true);
        }
        match family {
            Some(family) => Ok(self.barrier("family", family)?.is_some()),
            None => Ok(false),
        }
    }

    /// Keeps a device's code; the code its visitor types belongs to no other.
    fn put_device(&mut self, grant: &DeviceGrant) -> Result<(), StorageError> {
        let typed = grant.columns().user_code;
        let query = "select key_hash from oauth_record where user_code = ?1";
        let row = self.statements.row(query, values![typed]).map_err(broken)?;
        let owner = row.map(|row| row.bytes(0).map_err(broken)).transpose()?;
        if owner.is_some_and(|owner| owner != hash(DeviceGrant::KIND, &grant.device_code)) {
            return Err(StorageError::new("the user code is that of another device"));
        }
        self.put(grant)
    }
}

impl Storage for Records {
    async fn get_client(&self, client_id: &ClientId) -> Result<Option<Arc<Client>>, StorageError> {
        let id = client_id.as_str().to_owned();
        self.read(move |work| Ok(work.get::<Client>(&id)?.map(Arc::new))).await
    }

    async fn put_client(&self, mut client: Client) -> Result<(), StorageError> {
        if client.allowed_scopes.is_empty() && !self.scopes.is_empty() {
            client.allowed_scopes = self.scopes.clone();
            client.default_scopes = self.scopes.clone();
        }
        self.alone(move |work| work.put(&client)).await
    }

    async fn compare_and_swap_client(&self, expected: &Client, updated: Client) -> Result<bool, StorageError> {
        let expected = expected.clone();
        self.alone(move |work| {
            let is_same = work.get::<Client>(updated.client_id.as_str())?.is_some_and(|current| current == expected);
            if is_same {
                work.put(&updated)?;
            }
            Ok(is_same)
        })
        .await
    }

    async fn delete_client(&self, client_id: &ClientId, window: RevocationWindow) -> Result<bool, StorageError> {
        let id = client_id.as_str().to_owned();
        self.alone(move |work| {
            work.bar("client", &id, window)?;
            let existed = work.take::<Client>(&id)?.is_some();
            work.execute("delete from oauth_record where client = ?1", values![id])?;
            Ok(existed)
        })
        .await
    }

    async fn put_device_grant(&self, grant: DeviceGrant) -> Result<(), StorageError> {
        self.alone(move |work| work.put_device(&grant)).await
    }

    async fn get_device_grant(&self, device_code: &str) -> Result<Option<DeviceGrant>, StorageError> {
        let code = device_code.to_owned();
        self.read(move |work| work.get(&code)).await
    }

    async fn find_device_grant_by_user_code(&self, typed: &str) -> Result<Option<DeviceGrant>, StorageError> {
        let typed = hex(&hash("user_code", typed));
        self.read(move |work| work.one("select sealed from oauth_record where user_code = ?1", values![typed])).await
    }

    async fn take_device_grant(&self, device_code: &str) -> Result<Option<DeviceGrant>, StorageError> {
        let code = device_code.to_owned();
        self.alone(move |work| work.take(&code)).await
    }

    async fn compare_and_swap_device_grant(
        &self,
        expected: &DeviceGrantState,
        updated: DeviceGrant,
    ) -> Result<bool, StorageError> {
        let expected = expected.clone();
        self.alone(move |work| {
            let current = work.get::<DeviceGrant>(&updated.device_code)?;
            let is_same = current.is_some_and(|current| current.state == expected);
            if is_same {
                work.put_device(&updated)?;
            }
            Ok(is_same)
        })
        .await
    }

    async fn put_authorization_code(&self, record: AuthorizationCodeRecord) -> Result<(), StorageError> {
        self.alone(move |work| work.put(&record)).await
    }

    async fn compare_and_swap_authorization_code(
        &self,
        expected: &AuthorizationCodeState,
        updated: AuthorizationCodeRecord,
    ) -> Result<bool, StorageError> {
        let expected = expected.clone();
        self.alone(move |work| {
            let current = work.get::<AuthorizationCodeRecord>(&updated.code)?;
            let is_same = current.is_some_and(|current| current.state == expected);
            if is_same {
                work.put(&updated)?;
            }
            Ok(is_same)
        })
        .await
    }

    async fn take_authorization_code(&self, code: &str) -> Result<Option<AuthorizationCodeRecord>, StorageError> {
        let code = code.to_owned();
        self.alone(move |work| work.take(&code)).await
    }

    async fn put_token(&self, token: IssuedToken) -> Result<WriteOutcome, StorageError> {
        self.alone(move |work| {
            let client = token.client_id.as_str();
            if work.is_revoked(client, token.family_id.as_deref(), token.grant_established_at)? {
                return Ok(WriteOutcome::RefusedRevoked);
            }
            work.put(&token)?;
            Ok(WriteOutcome::Applied)
        })
        .await
    }

    async fn get_token(&self, access_token: &str) -> Result<Option<Arc<IssuedToken>>, StorageError> {
        let token = access_token.to_owned();
        self.read(move |work| Ok(work.get::<IssuedToken>(&token)?.map(Arc::new))).await
    }

    async fn delete_token(&self, access_token: &str) -> Result<(), StorageError> {
        let token = access_token.to_owned();
        self.alone(move |work| work.take::<IssuedToken>(&token).map(|_| ())).await
    }

    async fn put_refresh_token(&self, record: RefreshTokenRecord) -> Result<WriteOutcome, StorageError> {
        self.alone(move |work| {
            let client = record.client_id.as_str();
            if work.is_revoked(client, Some(&record.family_id), record.grant_established_at)? {
                return Ok(WriteOutcome::RefusedRevoked);
            }
            work.put(&record)?;
            Ok(WriteOutcome::Applied)
        })
        .await
    }

    async fn get_refresh_token(&self, refresh_token: &str) -> Result<Option<Arc<RefreshTokenRecord>>, StorageError> {
        let token = refresh_token.to_owned();
        self.read(move |work| Ok(work.get::<RefreshTokenRecord>(&token)?.map(Arc::new))).await
    }

    async fn rotate_refresh_token(
        &self,
        expected: &RefreshTokenRecord,
        spent: &RefreshTokenRecord,
        access: &IssuedToken,
        next: Option<&RefreshTokenRecord>,
    ) -> Result<bool, StorageError> {
        let (expected, spent, access, next) = (expected.clone(), spent.clone(), access.clone(), next.cloned());
        self.alone(move |work| {
            let current = work.get::<RefreshTokenRecord>(&expected.refresh_token)?;
            let client = expected.client_id.as_str();
            if current.as_ref() != Some(&expected)
                || work.is_revoked(client, Some(&expected.family_id), expected.grant_established_at)?
            {
                return Ok(false);
            }
            work.put(&spent)?;
            work.put(&access)?;
            if let Some(next) = &next {
                work.put(next)?;
            }
            Ok(true)
        })
        .await
    }

    async fn take_refresh_token(&self, refresh_token: &str) -> Result<Option<RefreshTokenRecord>, StorageError> {
        let token = refresh_token.to_owned();
        self.alone(move |work| work.take(&token)).await
    }

    async fn revoke_token_family(&self, family_id: &str, window: RevocationWindow) -> Result<u64, StorageError> {
        let family = family_id.to_owned();
        self.alone(move |work| {
            work.bar("family", &family, window)?;
            let gone = work.execute("delete from oauth_record where family = ?1", values![family])?;
            Ok(gone)
        })
        .await
    }

    async fn sweep_expired(&self, now: SystemTime) -> Result<u64, StorageError> {
        let now = nanos(now);
        self.alone(move |work| {
            let records = work.execute("delete from oauth_record where expires_at <= ?1", values![now])?;
            let barriers = work.execute("delete from oauth_barrier where until <= ?1", values![now])?;
            Ok(records + barriers)
        })
        .await
    }
}

/// Nanoseconds since 1970; what lies outside is as far away as can be told.
fn nanos(time: SystemTime) -> i64 {
    let clamp = |duration: Duration| i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX);
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => clamp(since),
        Err(before) => -clamp(before.duration()),
    }
}

fn hash(kind: &str, key: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(kind.as_bytes());
    hash.update([0]);
    hash.update(key.as_bytes());
    hash.finalize().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn broken(error: Broken) -> StorageError {
    tracing::error!(%error, "the records of the authorization server");
    StorageError::new("the database does not answer")
}

#[cfg(test)]
mod tests {
    use super::*;

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
