use std::time::SystemTime;

use oauth_as::client::Client;
use oauth_as::device::DeviceGrant;
use oauth_as::store::{RevocationWindow, StorageError};

use super::kind::{Kept, hash, nanos};
use super::{SEAL, broken};
use crate::serve::database::{Statements, Value, values};
use crate::serve::key::Keys;

/// One piece of work in the database; nothing of it stays when it fails.
pub(super) struct Work<'a> {
    pub(super) statements: &'a mut dyn Statements,
    pub(super) keys: &'a Keys,
}

impl Work<'_> {
    pub(super) fn execute(&mut self, statement: &str, values: &[Value]) -> Result<u64, StorageError> {
        self.statements.execute(statement, values).map_err(broken)
    }

    pub(super) fn put<R: Kept>(&mut self, record: &R) -> Result<(), StorageError> {
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

    pub(super) fn get<R: Kept>(&mut self, key: &str) -> Result<Option<R>, StorageError> {
        let query = "select sealed from oauth_record where kind = ?1 and key_hash = ?2";
        self.one(query, values![R::KIND, hash(R::KIND, key)])
    }

    pub(super) fn one<R: Kept>(&mut self, query: &str, values: &[Value]) -> Result<Option<R>, StorageError> {
        let row = self.statements.row(query, values).map_err(broken)?;
        row.map(|row| self.open(&row.bytes(0).map_err(broken)?)).transpose()
    }

    pub(super) fn take<R: Kept>(&mut self, key: &str) -> Result<Option<R>, StorageError> {
        let query = "delete from oauth_record where kind = ?1 and key_hash = ?2 returning sealed";
        self.one(query, values![R::KIND, hash(R::KIND, key)])
    }

    pub(super) fn seal<R: Kept>(&self, record: &R) -> Result<Vec<u8>, StorageError> {
        let plain = serde_json::to_vec(record).map_err(|_| StorageError::new("a record could not be written"))?;
        self.keys.seal(SEAL, &plain).map_err(|_| StorageError::new("a record could not be sealed"))
    }

    pub(super) fn open<R: Kept>(&self, sealed: &[u8]) -> Result<R, StorageError> {
        let foreign = |_| StorageError::new("a record opens with none of the keys");
        let plain = self.keys.open(SEAL, sealed).map_err(foreign)?;
        serde_json::from_slice(&plain).map_err(|_| StorageError::new("a record cannot be read"))
    }

    /// Refuses from now on what was given to a client or along a chain of tokens before.
    pub(super) fn bar(&mut self, scope: &str, name: &str, window: RevocationWindow) -> Result<(), StorageError> {
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

    pub(super) fn barrier(&mut self, scope: &str, name: &str) -> Result<Option<i64>, StorageError> {
        let query = "select recorded_at from oauth_barrier where scope = ?1 and name = ?2";
        let row = self.statements.row(query, values![scope, name]).map_err(broken)?;
        row.map(|row| row.whole(0).map_err(broken)).transpose()
    }

    /// Whether what a grant gives was revoked: its chain, or its client when the grant is older than that or the client is
    /// gone.
    pub(super) fn is_revoked(
        &mut self,
        client: &str,
        family: Option<&str>,
        since: SystemTime,
    ) -> Result<bool, StorageError> {
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
    pub(super) fn put_device(&mut self, grant: &DeviceGrant) -> Result<(), StorageError> {
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
