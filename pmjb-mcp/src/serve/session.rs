//! Who a visitor is: a cookie that only this site can read, and a token against forms that other sites send in his name.

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::{Days, NaiveDate};
use subtle::ConstantTimeEq as _;

use super::key::unguessable;
use super::site::Site;
use crate::failure::Failure;

/// How long a visitor stays logged in.
const SESSION_DAYS: u64 = 7;

/// A visitor who is logged in.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) token: String,
    /// Whose it is.
    pub(super) account: String,
    pub(super) csrf: String,
    pub(super) expires_on: NaiveDate,
}

impl core::fmt::Debug for Session {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Session").field("account", &self.account).finish_non_exhaustive()
    }
}

impl Session {
    /// A new one, with a token of its own: what a visitor had before he logged in is worth nothing afterwards.
    pub(super) fn new(account: &str, today: NaiveDate) -> Result<Self, Failure> {
        Ok(Self {
            token: unguessable()?,
            account: account.to_owned(),
            csrf: unguessable()?,
            expires_on: today.checked_add_days(Days::new(SESSION_DAYS)).unwrap_or(today),
        })
    }

    /// Whether a form came from a page of this session.
    pub(super) fn sent(&self, csrf: &str) -> bool {
        bool::from(self.csrf.as_bytes().ct_eq(csrf.as_bytes()))
    }

    pub(super) fn cookie(&self, secure: bool) -> HeaderValue {
        cookie(name(secure), &self.token, Some(SESSION_DAYS * 24 * 3600), secure)
    }
}

/// The name of the session's cookie; the prefix has browsers refuse it over plain connections and from subdomains.
const fn name(secure: bool) -> &'static str {
    if secure { "__Host-pmjb" } else { "pmjb" }
}

/// A cookie that only this site gets, and no script.
pub(super) fn cookie(name: &str, value: &str, seconds: Option<u64>, secure: bool) -> HeaderValue {
    let mut text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax");
    if let Some(seconds) = seconds {
        text.push_str(&format!("; Max-Age={seconds}"));
    }
    if secure {
        text.push_str("; Secure");
    }
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Takes a session's cookie away.
pub(super) fn no_cookie(secure: bool) -> HeaderValue {
    cookie(name(secure), "", Some(0), secure)
}

/// The value of a cookie.
pub(super) fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next()
}

/// The token of a session, as a request carries it.
pub(super) fn token_of(headers: &HeaderMap, secure: bool) -> Option<&str> {
    cookie_of(headers, name(secure)).filter(|token| !token.is_empty())
}

/// The session of a request; `None` when its visitor is not logged in.
pub(super) async fn of(site: &Site, headers: &HeaderMap) -> Result<Option<Session>, Failure> {
    match token_of(headers, site.settings.is_secure()) {
        Some(token) => site.database.session(token, site.today()).await,
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_and_never_by_a_part_of_its_name() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("xpmjb=a; pmjb=b; other=c"));
        assert_eq!(token_of(&headers, false), Some("b"));
        assert_eq!(token_of(&headers, true), None);
    }

    #[test]
    fn a_session_shows_no_secret_and_takes_only_its_own_forms() {
        let session = Session::new("L1", "2026-11-20".parse().unwrap()).unwrap();
        let shown = format!("{session:?}");
        assert!(!shown.contains(&session.token) && !shown.contains(&session.csrf));
        assert!(session.sent(&session.csrf) && !session.sent("") && !session.sent(&session.token));
    }
}
