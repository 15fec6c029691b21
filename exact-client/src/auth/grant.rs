//! Calls of Exact's token endpoint. The `oauth2` crate makes the requests; the answers are read here, because Exact's
//! refusals come in forms of their own and carry a `Reason` header.

use core::fmt;
use core::time::Duration;
use std::sync::Arc;

use futures::future::BoxFuture;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AccessToken, AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    StandardRevocableToken, TokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize};

use super::refused::{Refusal, refresh_token_in};
use crate::calls::Meter;
use crate::credentials::AppCredentials;
use crate::error::{Error, Kind};
use crate::host::Host;
use crate::refusal;
use crate::transport::Transport;

type OAuth = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// The token endpoint, and what it needs to know about the app.
pub(crate) struct Grants {
    oauth: OAuth,
    token_url: String,
}

/// New tokens, as Exact gave them.
pub(crate) struct Granted {
    pub(crate) access_token: SecretString,
    pub(crate) refresh_token: Option<SecretString>,
    pub(crate) lifetime: Option<Duration>,
}

/// How a call of the token endpoint ended without tokens.
pub(crate) enum Failure {
    /// It never left: the tokens are as they were.
    NotSent(Error),
    /// It left and no usable answer came: the refresh token may have been used up. `refresh_token` is the next one,
    /// where the answer held at least that.
    Lost { error: Error, refresh_token: Option<SecretString> },
    /// Exact said no.
    Refused(Box<Refusal>),
}

impl Grants {
    pub(crate) fn new(credentials: &AppCredentials, host: &Host) -> Result<Self, Error> {
        let token_url = format!("{}/api/oauth2/token", host.origin());
        let wrong = |what: &'static str| move |error| Error::config(what).because(error);
        let oauth = oauth2::Client::new(ClientId::new(credentials.client_id().to_owned()))
            .set_client_secret(ClientSecret::new(credentials.client_secret().to_owned()))
            .set_auth_uri(
                AuthUrl::new(format!("{}/api/oauth2/auth", host.origin()))
                    .map_err(wrong("the host is not an address"))?,
            )
            .set_token_uri(TokenUrl::new(token_url.clone()).map_err(wrong("the host is not an address"))?)
            .set_redirect_uri(
                RedirectUrl::new(credentials.redirect_uri().to_owned())
                    .map_err(wrong("the redirect uri is not an address: write it as registered at Exact"))?,
            )
            // Exact does not take them in a header.
            .set_auth_type(AuthType::RequestBody);
        Ok(Self { oauth, token_url })
    }

    /// Where the user logs in, and the state that must come back.
    pub(crate) fn authorization_url(&self) -> (String, String) {
        let (url, state) = self.oauth.authorize_url(CsrfToken::new_random).url();
        (url.into(), state.into_secret())
    }

    pub(crate) async fn exchange(
        &self,
        code: &str,
        transport: &Arc<Transport>,
        meter: &Meter,
    ) -> Result<Granted, Failure> {
        let code = AuthorizationCode::new(code.to_owned());
        granted(self.oauth.exchange_code(code).request_async(&self.door(transport, meter)).await)
    }

    pub(crate) async fn refresh(
        &self,
        refresh_token: &SecretString,
        transport: &Arc<Transport>,
        meter: &Meter,
    ) -> Result<Granted, Failure> {
        let token = RefreshToken::new(refresh_token.expose_secret().to_owned());
        granted(self.oauth.exchange_refresh_token(&token).request_async(&self.door(transport, meter)).await)
    }

    fn door(&self, transport: &Arc<Transport>, meter: &Meter) -> Door {
        Door { url: self.token_url.clone(), transport: Arc::clone(transport), meter: meter.clone() }
    }
}

/// Through which `oauth2` reaches the token endpoint.
struct Door {
    url: String,
    transport: Arc<Transport>,
    meter: Meter,
}

impl<'c> AsyncHttpClient<'c> for Door {
    type Error = Failure;
    type Future = BoxFuture<'c, Result<HttpResponse, Failure>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            self.meter.token_call_sent();
            let answer = self.transport.post_token(&self.url, request.into_body()).await.map_err(|error| {
                if error.was_sent() { Failure::Lost { error, refresh_token: None } } else { Failure::NotSent(error) }
            })?;
            match answer.status.as_u16() {
                200..=299 => {
                    let mut response = HttpResponse::new(answer.body);
                    *response.headers_mut() = answer.headers;
                    Ok(response)
                }
                // A gateway that fails after Exact has renewed the tokens answers the same way as one that fails before.
                500..=599 => {
                    Err(Failure::Lost { error: refusal::error(&answer), refresh_token: refresh_token_in(&answer.body) })
                }
                _ => Err(Failure::Refused(Box::new(Refusal::of(&answer)))),
            }
        })
    }
}

fn granted(answer: Result<TokenAnswer, RequestTokenError<Failure, BasicErrorResponse>>) -> Result<Granted, Failure> {
    match answer {
        Ok(answer) => Ok(Granted {
            access_token: answer.access_token.into_secret().into(),
            refresh_token: answer.refresh_token.map(|token| token.into_secret().into()),
            lifetime: answer.expires_in.map(Duration::from_secs),
        }),
        Err(RequestTokenError::Request(failure)) => Err(failure),
        // Neither the body nor the parser's words are kept: both may hold tokens.
        Err(RequestTokenError::Parse(_, body)) => Err(Failure::Lost {
            error: Error::new(Kind::Decode, "the answer to a token call is not what was agreed"),
            refresh_token: refresh_token_in(&body),
        }),
        Err(RequestTokenError::ServerResponse(_) | RequestTokenError::Other(_)) => Err(Failure::Lost {
            error: Error::new(Kind::Decode, "the answer to a token call is empty, or no JSON"),
            refresh_token: None,
        }),
    }
}

/// Exact's answer with tokens. `expires_in` is a text; `token_type` is written in more than one way.
#[derive(Debug, Serialize, Deserialize)]
struct TokenAnswer {
    access_token: AccessToken,
    #[serde(default = "bearer")]
    token_type: BasicTokenType,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
}

fn bearer() -> BasicTokenType {
    BasicTokenType::Bearer
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(value.as_u64().or_else(|| value.as_str()?.trim().parse().ok()))
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

// `oauth2` wants an error type of its transport; this one never leaves this module as such.
impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the token call gave no tokens")
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Failure(…)")
    }
}

impl fmt::Debug for Grants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grants").field("token_url", &self.token_url).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expires_in_may_be_a_text_a_number_or_nonsense() {
        let read = |body: &str| serde_json::from_str::<TokenAnswer>(body).unwrap().expires_in;
        assert_eq!(read(r#"{"access_token":"a","token_type":"Bearer","expires_in":"600"}"#), Some(600));
        assert_eq!(read(r#"{"access_token":"a","token_type":"bearer","expires_in":600}"#), Some(600));
        assert_eq!(read(r#"{"access_token":"a","expires_in":"soon"}"#), None);
        assert_eq!(read(r#"{"access_token":"a"}"#), None);
    }
}
