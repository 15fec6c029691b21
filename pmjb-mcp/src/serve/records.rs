//! What the authorization server keeps: clients, codes and tokens, in the site's database. Records are encrypted and found by a
//! hash, so that whoever reads the database can use none of them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use oauth_as::authorization::{AuthorizationCodeRecord, AuthorizationCodeState};
use oauth_as::client::{Client, ClientId};
use oauth_as::device::{DeviceGrant, DeviceGrantState, normalize_user_code};
use oauth_as::scope::ScopeSet;
use oauth_as::store::{RevocationWindow, Storage, StorageError, WriteOutcome};
use oauth_as::token::{IssuedToken, RefreshTokenRecord};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use secrecy::{ExposeSecret as _, SecretBox};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

const NONCE: usize = 24;

pub(super) const SCHEMA: &str = "
    create table if not exists oauth_record (
        kind text not null,
        key_hash blob not null,
        client text not null,
        family text,
        subject text,
        user_code text,
        expires_at integer,
        sealed blob not null,
        primary key (kind, key_hash)
    );
    create index if not exists oauth_record_family on oauth_record (family);
    create index if not exists oauth_record_client on oauth_record (client);
    create unique index if not exists oauth_record_user_code on oauth_record (user_code);
    create table if not exists oauth_barrier (
        scope text not null,
        name text not null,
        recorded_at integer not null,
        until integer not null,
        primary key (scope, name)
    );
";

/// The records in the database.
#[derive(Clone)]
pub(super) struct Records {
    connection: Arc<Mutex<Connection>>,
    key: Arc<SecretBox<[u8; 32]>>,
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
    transaction: Transaction<'a>,
    key: &'a SecretBox<[u8; 32]>,
}

impl Records {
    pub(super) fn new(connection: Arc<Mutex<Connection>>, key: SecretBox<[u8; 32]>) -> Self {
        Self { connection, key: Arc::new(key), scopes: ScopeSet::empty() }
    }

    /// With what a client may ask for that registered without saying: most assistants do.
    pub(super) fn granting(mut self, scopes: ScopeSet) -> Self {
        self.scopes = scopes;
        self
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Work<'_>) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let (connection, key) = (Arc::clone(&self.connection), Arc::clone(&self.key));
        let done = tokio::task::spawn_blocking(move || {
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(broken)?;
            let work_on = Work { transaction, key: &key };
            let result = work(&work_on)?;
            work_on.transaction.commit().map_err(broken)?;
            Ok(result)
        });
        done.await.map_err(|_| StorageError::new("the database work ended"))?
    }

    /// Forgets everything that was given in the name of a visitor.
    pub(super) async fn forget(&self, subject: &str) -> Result<(), StorageError> {
        let subject = subject.to_owned();
        self.work(move |work| {
            work.execute("delete from oauth_record where subject = ?1", params![subject])?;
            Ok(())
        })
        .await
    }
}

impl Work<'_> {
    fn execute(&self, statement: &str, values: impl rusqlite::Params) -> Result<usize, StorageError> {
        self.transaction.execute(statement, values).map_err(broken)
    }

    fn put<R: Kept>(&self, record: &R) -> Result<(), StorageError> {
        let columns = record.columns();
        self.execute(
            "insert or replace into oauth_record (kind, key_hash, client, family, subject, user_code, expires_at, sealed)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                R::KIND,
                hash(R::KIND, record.key()),
                columns.client,
                columns.family,
                columns.subject,
                columns.user_code,
                columns.expires_at.map(nanos),
                self.seal(record)?,
            ],
        )?;
        Ok(())
    }

    fn get<R: Kept>(&self, key: &str) -> Result<Option<R>, StorageError> {
        let query = "select sealed from oauth_record where kind = ?1 and key_hash = ?2";
        self.one(query, params![R::KIND, hash(R::KIND, key)])
    }

    fn one<R: Kept>(&self, query: &str, values: impl rusqlite::Params) -> Result<Option<R>, StorageError> {
        let sealed: Option<Vec<u8>> =
            self.transaction.query_row(query, values, |row| row.get(0)).optional().map_err(broken)?;
        sealed.map(|sealed| self.open(&sealed)).transpose()
    }

    fn take<R: Kept>(&self, key: &str) -> Result<Option<R>, StorageError> {
        let query = "delete from oauth_record where kind = ?1 and key_hash = ?2 returning sealed";
        self.one(query, params![R::KIND, hash(R::KIND, key)])
    }

    fn seal<R: Kept>(&self, record: &R) -> Result<Vec<u8>, StorageError> {
        let unsealable = |_| StorageError::new("a record could not be sealed");
        let plain = serde_json::to_vec(record).map_err(|_| StorageError::new("a record could not be written"))?;
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| StorageError::new("this system gives no random numbers"))?;
        let cipher = XChaCha20Poly1305::new(self.key.expose_secret().into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), plain.as_slice()).map_err(unsealable)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    fn open<R: Kept>(&self, sealed: &[u8]) -> Result<R, StorageError> {
        let foreign = || StorageError::new("a record does not open with this key");
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(foreign)?;
        let cipher = XChaCha20Poly1305::new(self.key.expose_secret().into());
        let plain = cipher.decrypt(&XNonce::from(*nonce), sealed).map_err(|_| foreign())?;
        serde_json::from_slice(&plain).map_err(|_| StorageError::new("a record cannot be read"))
    }

    /// Refuses from now on what was given to a client or along a chain of tokens before.
    fn bar(&self, scope: &str, name: &str, window: RevocationWindow) -> Result<(), StorageError> {
        if name.is_empty() {
            return Err(StorageError::new("a revocation names whom it is of"));
        }
        self.execute(
            "insert into oauth_barrier (scope, name, recorded_at, until) values (?1, ?2, ?3, ?4)
             on conflict (scope, name) do update set recorded_at = max(recorded_at, excluded.recorded_at),
                until = max(until, excluded.until)",
            params![scope, name, nanos(window.recorded_at), nanos(window.until)],
        )?;
        Ok(())
    }

    /// Whether what a grant gives was revoked: its chain, or its client when the grant is older than that or the client is
    /// gone.
    fn is_revoked(&self, client: &str, family: Option<&str>, since: SystemTime) -> Result<bool, StorageError> {
        let barrier = |scope: &str, name: &str| -> Result<Option<i64>, StorageError> {
            let query = "select recorded_at from oauth_barrier where scope = ?1 and name = ?2";
            self.transaction.query_row(query, params![scope, name], |row| row.get(0)).optional().map_err(broken)
        };
        if let Some(recorded_at) = barrier("client", client)?
            && (nanos(since) <= recorded_at || self.get::<Client>(client)?.is_none())
        {
            return Ok(true);
        }
        match family {
            Some(family) => Ok(barrier("family", family)?.is_some()),
            None => Ok(false),
        }
    }

    /// Keeps a device's code; the code its visitor types belongs to no other.
    fn put_device(&self, grant: &DeviceGrant) -> Result<(), StorageError> {
        let typed = grant.columns().user_code;
        let query = "select key_hash from oauth_record where user_code = ?1";
        let owner: Option<Vec<u8>> =
            self.transaction.query_row(query, params![typed], |row| row.get(0)).optional().map_err(broken)?;
        if owner.is_some_and(|owner| owner != hash(DeviceGrant::KIND, &grant.device_code)) {
            return Err(StorageError::new("the user code is that of another device"));
        }
        self.put(grant)
    }
}

impl Storage for Records {
    async fn get_client(&self, client_id: &ClientId) -> Result<Option<Arc<Client>>, StorageError> {
        let id = client_id.as_str().to_owned();
        self.work(move |work| Ok(work.get::<Client>(&id)?.map(Arc::new))).await
    }

    async fn put_client(&self, mut client: Client) -> Result<(), StorageError> {
        if client.allowed_scopes.is_empty() && !self.scopes.is_empty() {
            client.allowed_scopes = self.scopes.clone();
            client.default_scopes = self.scopes.clone();
        }
        self.work(move |work| work.put(&client)).await
    }

    async fn compare_and_swap_client(&self, expected: &Client, updated: Client) -> Result<bool, StorageError> {
        let expected = expected.clone();
        self.work(move |work| {
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
        self.work(move |work| {
            work.bar("client", &id, window)?;
            let existed = work.take::<Client>(&id)?.is_some();
            work.execute("delete from oauth_record where client = ?1", params![id])?;
            Ok(existed)
        })
        .await
    }

    async fn put_device_grant(&self, grant: DeviceGrant) -> Result<(), StorageError> {
        self.work(move |work| work.put_device(&grant)).await
    }

    async fn get_device_grant(&self, device_code: &str) -> Result<Option<DeviceGrant>, StorageError> {
        let code = device_code.to_owned();
        self.work(move |work| work.get(&code)).await
    }

    async fn find_device_grant_by_user_code(&self, typed: &str) -> Result<Option<DeviceGrant>, StorageError> {
        let typed = hex(&hash("user_code", typed));
        self.work(move |work| work.one("select sealed from oauth_record where user_code = ?1", params![typed])).await
    }

    async fn take_device_grant(&self, device_code: &str) -> Result<Option<DeviceGrant>, StorageError> {
        let code = device_code.to_owned();
        self.work(move |work| work.take(&code)).await
    }

    async fn compare_and_swap_device_grant(
        &self,
        expected: &DeviceGrantState,
        updated: DeviceGrant,
    ) -> Result<bool, StorageError> {
        let expected = expected.clone();
        self.work(move |work| {
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
        self.work(move |work| work.put(&record)).await
    }

    async fn compare_and_swap_authorization_code(
        &self,
        expected: &AuthorizationCodeState,
        updated: AuthorizationCodeRecord,
    ) -> Result<bool, StorageError> {
        let expected = expected.clone();
        self.work(move |work| {
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
        self.work(move |work| work.take(&code)).await
    }

    async fn put_token(&self, token: IssuedToken) -> Result<WriteOutcome, StorageError> {
        self.work(move |work| {
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
        self.work(move |work| Ok(work.get::<IssuedToken>(&token)?.map(Arc::new))).await
    }

    async fn delete_token(&self, access_token: &str) -> Result<(), StorageError> {
        let token = access_token.to_owned();
        self.work(move |work| work.take::<IssuedToken>(&token).map(|_| ())).await
    }

    async fn put_refresh_token(&self, record: RefreshTokenRecord) -> Result<WriteOutcome, StorageError> {
        self.work(move |work| {
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
        self.work(move |work| Ok(work.get::<RefreshTokenRecord>(&token)?.map(Arc::new))).await
    }

    async fn rotate_refresh_token(
        &self,
        expected: &RefreshTokenRecord,
        spent: &RefreshTokenRecord,
        access: &IssuedToken,
        next: Option<&RefreshTokenRecord>,
    ) -> Result<bool, StorageError> {
        let (expected, spent, access, next) = (expected.clone(), spent.clone(), access.clone(), next.cloned());
        self.work(move |work| {
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
        self.work(move |work| work.take(&token)).await
    }

    async fn revoke_token_family(&self, family_id: &str, window: RevocationWindow) -> Result<u64, StorageError> {
        let family = family_id.to_owned();
        self.work(move |work| {
            work.bar("family", &family, window)?;
            let gone = work.execute("delete from oauth_record where family = ?1", params![family])?;
            Ok(gone as u64)
        })
        .await
    }

    async fn sweep_expired(&self, now: SystemTime) -> Result<u64, StorageError> {
        let now = nanos(now);
        self.work(move |work| {
            let records = work.execute("delete from oauth_record where expires_at <= ?1", params![now])?;
            let barriers = work.execute("delete from oauth_barrier where until <= ?1", params![now])?;
            Ok((records + barriers) as u64)
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

fn broken(error: rusqlite::Error) -> StorageError {
    tracing::error!(%error, "the records of the authorization server");
    StorageError::new("the database does not answer")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records() -> Records {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        Records::new(Arc::new(Mutex::new(connection)), SecretBox::new(Box::new([7; 32])))
    }

    #[tokio::test]
    async fn the_records_keep_what_the_authorization_server_relies_on() {
        let violations = oauth_as::storage_conformance::check_storage(|| async { records() }).await;
        assert!(violations.is_empty(), "{violations:#?}");
    }

    #[tokio::test]
    async fn nothing_in_the_database_can_be_used_by_who_reads_it() {
        let records = records();
        let client = Client::clone(&registered("assistent-17"));
        records.put_client(client).await.unwrap();
        let (sealed, key): (Vec<u8>, Vec<u8>) = {
            let connection = records.connection.lock().unwrap();
            let query = "select sealed, key_hash from oauth_record";
            connection.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
        };
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
