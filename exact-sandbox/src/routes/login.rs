//! Logging in and choosing administrations, as a browser does it.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::Uri;
use axum::response::Response;

use super::App;
use super::answer::Answer;
use super::pages::{self, Request};
use super::token::same_client;
use crate::form;

/// `GET /api/oauth2/auth`
pub(super) async fn authorize(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Response {
    let started = Instant::now();
    let fields = form::pairs(&query.unwrap_or_default());
    let answer = match request(&app, &fields) {
        Ok(request) => Answer::html(200, pages::login(&request)),
        Err(answer) => answer,
    };
    answer.send(&app, "GET", "/api/oauth2/auth".to_owned(), started)
}

/// `POST /api/oauth2/login`: any password is right, none is not.
pub(super) async fn log_in(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let started = Instant::now();
    let fields = form::pairs(&String::from_utf8_lossy(&body));
    let filled = |name| form::value(&fields, name).is_some_and(|value| !value.trim().is_empty());
    let answer = match request(&app, &fields) {
        Ok(request) if filled("username") && filled("password") => {
            Answer::html(200, pages::consent(&request, &app.divisions))
        }
        Ok(request) => Answer::html(
            200,
            pages::login(&Request { error: Some("Vul een gebruikersnaam en een wachtwoord in."), ..request }),
        ),
        Err(answer) => answer,
    };
    answer.send(&app, "POST", "/api/oauth2/login".to_owned(), started)
}

/// `POST /api/oauth2/consent`: gives the code for the administrations that were ticked.
///
/// A script may post this at once; the page before it proves nothing here.
pub(super) async fn consent(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let started = Instant::now();
    let fields = form::pairs(&String::from_utf8_lossy(&body));
    let answer = match request(&app, &fields) {
        Ok(request) => decide(&app, &request, &fields),
        Err(answer) => answer,
    };
    answer.send(&app, "POST", "/api/oauth2/consent".to_owned(), started)
}

fn decide(app: &App, request: &Request<'_>, fields: &[(String, String)]) -> Answer {
    if form::value(fields, "action") == Some("cancel") {
        return back(request, "error=access_denied");
    }
    let ticked: Vec<i32> =
        fields.iter().filter(|(name, _)| name == "division").filter_map(|(_, value)| value.parse().ok()).collect();
    let known: Vec<i32> = app.divisions.iter().map(|(code, _, _)| *code).filter(|code| ticked.contains(code)).collect();
    if known.is_empty() {
        let error = Some("Kies minstens één administratie.");
        return Answer::html(200, pages::consent(&Request { error, ..*request }, &app.divisions));
    }
    let code = app.authority.code(known, request.redirect_uri);
    back(request, &format!("code={}", form::encode_component(&code)))
}

/// Back to the app, with its state.
fn back(request: &Request<'_>, result: &str) -> Answer {
    let sign = if request.redirect_uri.contains('?') { '&' } else { '?' };
    let state = request.state.map(|state| format!("&state={}", form::encode_component(state))).unwrap_or_default();
    Answer::redirect(format!("{}{sign}{result}{state}", request.redirect_uri))
}

/// What the app asks for, checked; `Err` is the page that says what is wrong with it.
fn request<'a>(app: &App, fields: &'a [(String, String)]) -> Result<Request<'a>, Answer> {
    let field = |name| form::value(fields, name).filter(|value| !value.is_empty());
    let client_id = field("client_id").unwrap_or_default();
    if !same_client(app, client_id) {
        return Err(Answer::html(
            400,
            pages::refusal("Onbekende app", &format!("Er is geen app met client_id “{client_id}”.")),
        ));
    }
    let redirect_uri = field("redirect_uri").unwrap_or_default();
    if !(on_loopback(redirect_uri) || app.redirect_uris.iter().any(|known| known == redirect_uri)) {
        let text = format!(
            "De callback-URI “{redirect_uri}” is niet geldig voor deze app. Toegestaan is elk adres op deze computer."
        );
        return Err(Answer::html(400, pages::refusal("Callback-URI niet geldig", &text)));
    }
    if field("response_type") != Some("code") {
        return Err(Answer::html(400, pages::refusal("Verzoek niet ondersteund", "response_type moet “code” zijn.")));
    }
    Ok(Request { client_id, redirect_uri, state: field("state"), error: None })
}

fn on_loopback(uri: &str) -> bool {
    let Ok(uri) = uri.parse::<Uri>() else { return false };
    let web = matches!(uri.scheme_str(), Some("http" | "https"));
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let here =
        host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
    web && here
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_on_this_machine_are_loopback() {
        for uri in ["http://127.0.0.1:8080/cb", "https://localhost/cb?x=1", "http://[::1]:9/"] {
            assert!(on_loopback(uri), "{uri}");
        }
        for uri in [
            "",
            "http://example.com/",
            "http://localhost.example.com/",
            "ftp://localhost/",
            "/cb",
            "http://127.0.0.1.example.com/",
        ] {
            assert!(!on_loopback(uri), "{uri}");
        }
    }
}
