//! What Exact means when its token endpoint says no.

use core::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use crate::error::{Error, Kind};
use crate::problem::Problem;
use crate::refusal;
use crate::transport::Answer;

/// A refusal of the token endpoint.
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) reason: Option<String>,
    pub(crate) description: Option<String>,
    request_id: Option<String>,
    error: Option<String>,
    /// A new refresh token in the refusal itself; Exact has been seen to send one.
    pub(crate) refresh_token: Option<SecretString>,
    pub(crate) retry_after: Option<Duration>,
}

impl Refusal {
    pub(crate) fn of(answer: &Answer) -> Self {
        let body = Body::of(&answer.body);
        Self {
            status: answer.status.as_u16(),
            reason: refusal::reason(answer),
            description: refusal::message(answer),
            request_id: refusal::request_id(answer).map(str::to_owned),
            error: body.error.as_ref().and_then(serde_json::Value::as_str).map(str::to_owned),
            refresh_token: body.refresh_token(),
            retry_after: refusal::retry_after(answer),
        }
    }

    fn says(&self, text: &str) -> bool {
        let in_field = |field: &Option<String>| field.as_deref().is_some_and(|field| field.contains(text));
        in_field(&self.description) || in_field(&self.reason)
    }

    /// The access token is not old enough for a refresh; it still works.
    pub(crate) fn is_too_early(&self) -> bool {
        self.says("TooEarly") || self.says("not expired")
    }

    /// The refresh token was used before.
    pub(crate) fn is_used(&self) -> bool {
        self.says("Old refresh token")
    }

    /// The link was not used for a month.
    pub(crate) fn is_idle(&self) -> bool {
        self.says("refresh token expired")
    }

    /// Exact does not know the app, or its secret is wrong.
    fn is_about_the_app(&self) -> bool {
        self.error.as_deref() == Some("invalid_client")
    }

    /// Too many token calls; the tokens are fine.
    pub(crate) fn is_limit(&self) -> bool {
        self.status == 429
    }

    /// The error for a refusal after which only a login helps, unless the app itself is wrong.
    pub(crate) fn into_error(self, problem: Problem, what: &'static str) -> Error {
        let error = if self.is_about_the_app() {
            Error::new(Kind::Auth, "Exact does not accept the app: check the client id and the client secret")
                .about(Problem::AppRefused)
        } else {
            Error::login_needed(what).about(problem)
        };
        self.describe(error)
    }

    /// Adds Exact's own words.
    pub(crate) fn describe(self, error: Error) -> Error {
        error.answered(self.status, self.reason, self.description).identified(self.request_id.as_deref())
    }
}

/// A refresh token in the body of an answer that is otherwise of no use.
pub(crate) fn refresh_token_in(body: &[u8]) -> Option<SecretString> {
    Body::of(body).refresh_token()
}

/// What is read of such a body, whatever else it is.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Body {
    error: Option<serde_json::Value>,
    refresh_token: Option<String>,
}

impl Body {
    fn of(body: &[u8]) -> Self {
        serde_json::from_slice(body).unwrap_or_default()
    }

    fn refresh_token(self) -> Option<SecretString> {
        self.refresh_token.filter(|token| !token.is_empty()).map(SecretString::from)
    }
}
