//! What kinds of records there are, and what each can be found by.

use std::time::{Duration, SystemTime};

use oauth_as::authorization::AuthorizationCodeRecord;
use oauth_as::client::Client;
use oauth_as::device::{DeviceGrant, normalize_user_code};
use oauth_as::token::{IssuedToken, RefreshTokenRecord};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

/// A kind of record.
pub(super) trait Kept: Serialize + DeserializeOwned {
    const KIND: &'static str;
    fn key(&self) -> &str;
    fn columns(&self) -> Columns<'_>;
}

/// What a record can be found by besides its key.
#[derive(Default)]
pub(super) struct Columns<'a> {
    pub(super) client: &'a str,
    pub(super) family: Option<&'a str>,
    pub(super) subject: Option<&'a str>,
    pub(super) user_code: Option<String>,
    pub(super) expires_at: Option<SystemTime>,
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

/// Nanoseconds since 1970; what lies outside is as far away as can be told.
pub(super) fn nanos(time: SystemTime) -> i64 {
    let clamp = |duration: Duration| i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX);
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => clamp(since),
        Err(before) => -clamp(before.duration()),
    }
}

pub(super) fn hash(kind: &str, key: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(kind.as_bytes());
    hash.update([0]);
    hash.update(key.as_bytes());
    hash.finalize().to_vec()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
