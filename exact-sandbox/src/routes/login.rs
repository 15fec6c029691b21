//! Logging in and choosing administrations, as a browser does it.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;

use super::App;
use super::answer::Answer;
use super::pages::{self, Consent, Request, ResponseType};
use super::token::same_client;
use crate::form;

/// The cookie that holds who logged in, until the browser is closed.
const COOKIE: &str = "exact-sandbox-user";

/// `GET /api/oauth2/auth`: who is logged in goes on to the consent page, unless `force_login=1`.
pub(super) async fn authorize(State(app): State<Arc<App>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let started = Instant::now();
    let fields = form::pairs(&query.unwrap_or_default());
    let forced = form::value(&fields, "force_login") == Some("1");
    let known = logged_in(&headers).and_then(|name| find(&app, &name)).filter(|_| !forced);
    let answer = match (request(&app, &fields), known) {
        (Ok(request), Some(user)) => Answer::html(200, consent_page(&app, &request, user)),
        (Ok(request), None) => Answer::html(200, login_page(&app, &request)),
        (Err(answer), _) => answer,
    };
    answer.send(&app, "GET", "/api/oauth2/auth".to_owned(), started)
}

/// `POST /api/oauth2/login`: any password is right, none is not.
pub(super) async fn log_in(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let started = Instant::now();
    let fields = form::pairs(&String::from_utf8_lossy(&body));
    let filled = |name| form::value(&fields, name).map(str::trim).filter(|value| !value.is_empty());
    let answer = match (request(&app, &fields), filled("username").zip(filled("password"))) {
        (Ok(request), Some((name, _))) => match find(&app, name) {
            Some(user) => {
                let cookie =
                    format!("{COOKIE}={}; Path=/api/oauth2; HttpOnly; SameSite=Lax", form::encode_component(name));
                let page = Answer::html(200, consent_page(&app, &request, user));
                Answer { headers: vec![("set-cookie", cookie)], ..page }
            }
            None => Answer::html(
                200,
                login_page(&app, &Request { error: Some("Deze gebruiker is hier niet bekend."), ..request }),
            ),
        },
        (Ok(request), None) => {
            let error = Some("Vul een gebruikersnaam en een wachtwoord in.");
            Answer::html(200, login_page(&app, &Request { error, ..request }))
        }
        (Err(answer), _) => answer,
    };
    answer.send(&app, "POST", "/api/oauth2/login".to_owned(), started)
}

/// `POST /api/oauth2/consent`: gives the code for the administrations that were ticked.
///
/// A script may post this at once; the page before it proves nothing here. Without a `username` it is the first user.
pub(super) async fn consent(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let started = Instant::now();
    let fields = form::pairs(&String::from_utf8_lossy(&body));
    let user = form::value(&fields, "username").map_or(Some(0), |name| find(&app, name));
    let answer = match (request(&app, &fields), user) {
        (Ok(request), Some(user)) => decide(&app, &request, user, &fields),
        (Ok(_), None) => {
            Answer::html(400, pages::refusal("Onbekende gebruiker", "Deze gebruiker is hier niet bekend."))
        }
        (Err(answer), _) => answer,
    };
    answer.send(&app, "POST", "/api/oauth2/consent".to_owned(), started)
}

/// The place of the user who logs in by that name.
fn find(app: &App, name: &str) -> Option<usize> {
    if app.any_name { Some(0) } else { app.users.iter().position(|user| user.name == name) }
}

fn logged_in(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let mut cookies = cookies.split(';').filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(name, _)| *name == COOKIE).map(|(_, name)| form::decode_path(name))
}

fn login_page(app: &App, request: &Request<'_>) -> String {
    pages::login(request, app.users.first().map_or("", |user| user.name.as_str()))
}

fn consent_page(app: &App, request: &Request<'_>, user: usize) -> String {
    let user = app.users.get(user);
    let consent = Consent {
        user: user.map_or("", |user| user.name.as_str()),
        divisions: app.divisions.iter().filter(|(code, _, _)| user.is_some_and(|user| user.may_open(*code))).collect(),
        scopes: app.coverage.scopes.as_deref(),
    };
    pages::consent(request, &consent)
}

fn decide(app: &App, request: &Request<'_>, user: usize, fields: &[(String, String)]) -> Answer {
    if form::value(fields, "action") == Some("cancel") {
        return back(request, "error=access_denied");
    }
    let ticked: Vec<i32> =
        fields.iter().filter(|(name, _)| name == "division").filter_map(|(_, value)| value.parse().ok()).collect();
    let may_open = |code: &i32| app.users.get(user).is_some_and(|user| user.may_open(*code));
    let codes = app.divisions.iter().map(|(code, _, _)| *code);
    let known: Vec<i32> = codes.filter(|code| ticked.contains(code) && may_open(code)).collect();
    if known.is_empty() {
        let error = Some("Kies minstens één administratie.");
        return Answer::html(200, consent_page(app, &Request { error, ..*request }, user));
    }
    match request.response_type {
        ResponseType::Code => {
            let code = app.authority.code(user, known, request.redirect_uri);
            back(request, &format!("code={}", form::encode_component(&code)))
        }
        ResponseType::Token => {
            let access = app.authority.implicit(user, known);
            let seconds = app.authority.lifetimes.access.as_secs();
            back(request, &format!("access_token={access}&token_type=bearer&expires_in={seconds}"))
        }
    }
}

/// Back to the app, with its state. A token goes in the fragment, which no server gets to see.
fn back(request: &Request<'_>, result: &str) -> Answer {
    let sign = match request.response_type {
        ResponseType::Token => '#',
        ResponseType::Code if request.redirect_uri.contains('?') => '&',
        ResponseType::Code => '?',
    };
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
    if !app.may_return_to(redirect_uri) {
        let text = format!(
            "De callback-URI “{redirect_uri}” is niet geldig voor deze app. Toegestaan zijn de adressen van --redirect-uri \
             en, tenzij dat is uitgezet, elk adres op deze computer."
        );
        return Err(Answer::html(400, pages::refusal("Callback-URI niet geldig", &text)));
    }
    let Some(response_type) = field("response_type").and_then(ResponseType::of) else {
        let text = "response_type moet “code” of “token” zijn.";
        return Err(Answer::html(400, pages::refusal("Verzoek niet ondersteund", text)));
    };
    Ok(Request { client_id, redirect_uri, response_type, state: field("state"), error: None })
}
