//! What can go wrong, sorted by what a caller can do about it.

use core::fmt;
use core::time::Duration;
use std::borrow::Cow;
use std::error::Error as StdError;

use chrono::{DateTime, Utc};
use exact_model::page::DecodeError;

use crate::clock::until;
pub use crate::kind::Kind;
use crate::problem::Problem;

/// Whether the request of a call left this machine. Token calls that it needed before do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sent {
    /// It did not, for certain.
    No,
    /// It may have: the connection failed after sending began.
    Maybe,
    /// Exact answered it.
    Yes,
}

/// Why a call gave no result.
///
/// Its text says what happened at this layer and never holds a secret, an amount or a name; the cause is in
/// [`source`](StdError::source). What Exact itself wrote is in [`api_message`](Self::api_message).
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    what: Cow<'static, str>,
    sent: Sent,
    retryable: bool,
    needs_login: bool,
    status: Option<u16>,
    reason: Option<String>,
    api_message: Option<String>,
    endpoint: Option<&'static str>,
    retry_after: Option<Duration>,
    until: Option<DateTime<Utc>>,
    problem: Option<Problem>,
    call: Option<u64>,
    request_id: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: Kind, what: impl Into<Cow<'static, str>>) -> Self {
        let sent = match kind {
            Kind::Config | Kind::Store | Kind::Connect | Kind::ErrorLimit => Sent::No,
            Kind::Transport => Sent::Maybe,
            _ => Sent::Yes,
        };
        let retryable =
            matches!(kind, Kind::Connect | Kind::Transport | Kind::RateLimit | Kind::Quota | Kind::ErrorLimit);
        Self(Box::new(Inner {
            kind,
            what: what.into(),
            sent,
            retryable,
            needs_login: false,
            status: None,
            reason: None,
            api_message: None,
            endpoint: None,
            retry_after: None,
            until: None,
            problem: None,
            call: None,
            request_id: None,
            source: None,
        }))
    }

    pub(crate) fn config(what: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Config, what)
    }

    pub(crate) fn login_needed(what: impl Into<Cow<'static, str>>) -> Self {
        let mut error = Self::new(Kind::Auth, what);
        error.0.needs_login = true;
        error
    }

    pub(crate) fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// An error of the layer above, that keeps what is known of this one, its cause.
    #[cfg(feature = "write")]
    pub(crate) fn beneath(self, kind: Kind, what: impl Into<Cow<'static, str>>) -> Self {
        let inner = &self.0;
        let above = Inner {
            kind,
            what: what.into(),
            reason: inner.reason.clone(),
            api_message: inner.api_message.clone(),
            request_id: inner.request_id.clone(),
            source: None,
            ..**inner
        };
        let mut above = Self(Box::new(above));
        above.0.source = Some(Box::new(self));
        above
    }

    pub(crate) fn sent(mut self, sent: Sent) -> Self {
        self.0.sent = sent;
        self
    }

    pub(crate) fn retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    pub(crate) fn at(mut self, endpoint: &'static str) -> Self {
        self.0.endpoint.get_or_insert(endpoint);
        self
    }

    pub(crate) fn after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// The moment at which the call may be tried again, and how far away that is.
    pub(crate) fn until(mut self, moment: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        self.0.until = Some(moment);
        self.after(until(now, moment))
    }

    pub(crate) fn about(mut self, problem: Problem) -> Self {
        self.0.problem = Some(problem);
        self
    }

    pub(crate) fn of_call(mut self, call: u64) -> Self {
        self.0.call.get_or_insert(call);
        self
    }

    pub(crate) fn identified(mut self, request_id: Option<&str>) -> Self {
        self.0.request_id = request_id.map(str::to_owned);
        self
    }

    pub(crate) fn answered(mut self, status: u16, reason: Option<String>, message: Option<String>) -> Self {
        self.0.status = Some(status);
        self.0.reason = reason;
        self.0.api_message = message;
        self
    }

    /// Adds Exact's words where they came without a status, as in a redirect.
    pub(crate) fn refused(mut self, reason: String, message: Option<String>) -> Self {
        self.0.reason = Some(reason);
        self.0.api_message = message;
        self
    }

    /// What class of error this is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Whether the same call may succeed later without anybody changing anything.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Whether the user has to log in to Exact Online again before anything works.
    #[must_use]
    pub fn needs_login(&self) -> bool {
        self.0.needs_login
    }

    /// Whether Exact has seen the request, or may have seen it. `false` is certain.
    #[must_use]
    pub fn was_sent(&self) -> bool {
        self.0.sent != Sent::No
    }

    /// Whether the request left this machine.
    #[must_use]
    pub fn sent_to_exact(&self) -> Sent {
        self.0.sent
    }

    /// What exactly is wrong, where more is known than the [`kind`](Self::kind).
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        self.0.problem
    }

    /// Until when a limit holds, on the client's clock.
    #[must_use]
    pub fn limited_until(&self) -> Option<DateTime<Utc>> {
        self.0.until
    }

    /// The number of the call in the spans of `tracing`; counts up from 1 in each client.
    #[must_use]
    pub fn call(&self) -> Option<u64> {
        self.0.call
    }

    /// Exact's own id of the request, where its answer had one: for Exact's support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Which entity, column and row could not be read, for an error of kind [`Kind::Decode`].
    #[must_use]
    pub fn decode_error(&self) -> Option<&DecodeError> {
        self.0.source.as_deref()?.downcast_ref()
    }

    /// How long to wait before trying again, where Exact said so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The HTTP status, where there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// What Exact wrote in its answer. May hold names or codes from the administration: show it to its owner, keep it
    /// out of logs.
    #[must_use]
    pub fn api_message(&self) -> Option<&str> {
        self.0.api_message.as_deref()
    }

    /// Exact's `Reason` header, such as `NoDivisionAccess`.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Which endpoint was called, as its id in the catalogue.
    #[must_use]
    pub fn endpoint(&self) -> Option<&'static str> {
        self.0.endpoint
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(endpoint) = self.0.endpoint {
            write!(f, "{endpoint}: ")?;
        }
        f.write_str(&self.0.what)?;
        if let Some(status) = self.0.status {
            write!(f, " (status {status})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("what", &self.0.what)
            .field("problem", &self.0.problem)
            .field("endpoint", &self.0.endpoint)
            .field("call", &self.0.call)
            .field("request_id", &self.0.request_id)
            .field("status", &self.0.status)
            .field("reason", &self.0.reason)
            .field("api_message", &self.0.api_message.as_ref().map(|_| format_args!("…")))
            .field("sent", &self.0.sent)
            .field("retryable", &self.0.retryable)
            .field("needs_login", &self.0.needs_login)
            .field("retry_after", &self.0.retry_after)
            .field("limited_until", &self.0.until)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_small() {
        assert!(size_of::<Error>() <= 16);
        assert!(size_of::<Result<(), Error>>() <= 16);
    }

    #[test]
    fn the_text_is_its_own_layer_only() {
        let error = Error::new(Kind::Transport, "the connection broke").because("the cable was cut").at("crm/Accounts");
        assert_eq!(error.to_string(), "crm/Accounts: the connection broke");
        assert_eq!(error.source().map(ToString::to_string), Some("the cable was cut".to_owned()));
    }

    #[test]
    fn what_exact_wrote_is_neither_in_the_text_nor_in_debug() {
        let error =
            Error::new(Kind::Api, "Exact refused the query").answered(400, None, Some("Jan de Vries".to_owned()));
        assert!(!error.to_string().contains("Vries"));
        assert!(!format!("{error:?}").contains("Vries"));
        assert_eq!(error.api_message(), Some("Jan de Vries"));
    }

    #[test]
    fn only_what_never_left_says_so() {
        assert!(!Error::config("x").was_sent());
        assert!(!Error::new(Kind::Connect, "x").was_sent());
        assert!(Error::new(Kind::Transport, "x").was_sent());
        assert!(Error::new(Kind::Api, "x").was_sent());
    }
}
