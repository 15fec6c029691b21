//! The token endpoint.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde::Serialize;

use super::App;
use super::answer::Answer;
use super::basic;
use crate::form;
use crate::oauth::{TokenRefusal, Tokens};

const PATH: &str = "/api/oauth2/token";

/// A successful answer; `expires_in` is text, as Exact sends it (rule T3), unless a quirk has it a number.
#[derive(Serialize)]
struct Granted<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: serde_json::Value,
    refresh_token: &'a str,
}

#[derive(Serialize)]
struct Refused<'a> {
    error: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
}

/// `POST /api/oauth2/token`
pub(super) async fn token(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Response {
    let started = Instant::now();
    let form = form::pairs(&String::from_utf8_lossy(&body));
    // An early refresh counts for the error limit like any other error.
    let blocked = app.errors.blocked_until(0, PATH, app.clock.now_ms()).is_some();
    let outcome = if blocked { Err(TokenRefusal::TooManyCalls) } else { grant(&app, &headers, &form) };
    let answer = match outcome {
        Ok(tokens) => granted(&app, &tokens),
        Err(refusal) => {
            if matches!(refusal.status(), 400 | 401) {
                app.errors.count(0, PATH, app.clock.now_ms());
            }
            refused(&refusal)
        }
    };
    answer.send(&app, "POST", PATH.to_owned(), started)
}

fn grant(app: &App, headers: &HeaderMap, form: &[(String, String)]) -> Result<Tokens, TokenRefusal> {
    let presented = form::value(form, "refresh_token").or_else(|| form::value(form, "code"));
    app.authority.count_token_call(presented.unwrap_or_default())?;
    check_client(app, headers, form)?;
    let field = |name| form::value(form, name).filter(|value| !value.is_empty()).ok_or(TokenRefusal::InvalidRequest);
    match field("grant_type")? {
        "authorization_code" => app.authority.exchange(field("code")?, field("redirect_uri")?),
        "refresh_token" => app.authority.refresh(field("refresh_token")?),
        _ => Err(TokenRefusal::UnsupportedGrant),
    }
}

fn check_client(app: &App, headers: &HeaderMap, form: &[(String, String)]) -> Result<(), TokenRefusal> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let in_form = || {
        let id = form::value(form, "client_id")?;
        let secret = form::value(form, "client_secret")?;
        Some((id.to_owned(), secret.to_owned()))
    };
    let (id, secret) = header.and_then(basic::credentials).or_else(in_form).ok_or(TokenRefusal::InvalidRequest)?;
    if same_client(app, &id) && secret == app.authority.client_secret {
        Ok(())
    } else {
        Err(TokenRefusal::InvalidClient)
    }
}

/// Whether that is the registered app. Some write its id in braces.
pub(super) fn same_client(app: &App, id: &str) -> bool {
    id.trim_start_matches('{').trim_end_matches('}').eq_ignore_ascii_case(&app.authority.client_id)
}

fn granted(app: &App, tokens: &Tokens) -> Answer {
    let seconds = app.authority.lifetimes.access.as_secs();
    let expires_in = if app.quirks.expires_in_number { seconds.into() } else { seconds.to_string().into() };
    let granted =
        Granted { access_token: &tokens.access, token_type: "bearer", expires_in, refresh_token: &tokens.refresh };
    Answer::json(200, serde_json::to_vec(&granted).unwrap_or_default())
}

fn refused(refusal: &TokenRefusal) -> Answer {
    let body =
        Refused { error: refusal.error(), error_description: refusal.description(), refresh_token: refusal.rotated() };
    let reason = refusal.reason().map(|reason| ("reason", reason.to_owned()));
    let headers = reason.into_iter().collect();
    Answer { headers, ..Answer::json(refusal.status(), serde_json::to_vec(&body).unwrap_or_default()) }
}
