use std::sync::Arc;
use std::time::SystemTime;

use oauth_as::authorization::{AuthorizationCodeRecord, AuthorizationCodeState};
use oauth_as::client::{Client, ClientId};
use oauth_as::device::{DeviceGrant, DeviceGrantState};
use oauth_as::store::{RevocationWindow, Storage, StorageError, WriteOutcome};
use oauth_as::token::{IssuedToken, RefreshTokenRecord};

use super::Records;
use super::kind::{hash, hex, nanos};
use crate::serve::database::values;

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
