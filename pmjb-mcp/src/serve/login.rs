//! Logging in at Exact: there and back again, and the choice of administrations.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use exact_client::{AuthorizationRequest, MemoryTokenStore, TokenStore as _, Tokens};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::form::{Form, own_path};
use super::key::unguessable;
use super::link::Link;
use super::page::{self, Oops};
use super::question;
use super::session::{self, Session};
use super::settings::RETURN_PATH;
use super::site::Site;
use crate::administration::Listed;
use crate::failure::Failure;

/// Where an invitation is taken.
pub(super) const INVITATION: &str = "/uitnodiging?code=";

/// The name of the cookie that ties a login to the browser that began it.
const fn ticket_name(secure: bool) -> &'static str {
    if secure { "__Host-pmjb-login" } else { "pmjb-login" }
}

/// A login that was begun. It is kept encrypted, for a quarter of an hour at most.
#[derive(Serialize, Deserialize)]
struct Login {
    /// Exact's login page for this request, and what ties its answer to it.
    url: String,
    state: String,
    /// Where to go on afterwards, when the visitor came from somewhere.
    next: Option<String>,
    /// Who he turned out to be, and what he may choose from.
    known: Option<Known>,
    /// The tokens of a visitor who is back, as exact-client writes them.
    tokens: Option<String>,
}

/// A visitor who is back from Exact.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Known {
    user: String,
    name: String,
    pub(super) administrations: Vec<Listed>,
    /// Codes that were chosen the last time.
    pub(super) chosen: Vec<i32>,
    /// Whether he came for the books of another, and need not link his own.
    pub(super) is_guest: bool,
}

/// Where to go on.
#[derive(Debug, Deserialize)]
pub(super) struct Start {
    next: Option<String>,
    /// To log in as somebody else.
    ander: Option<String>,
}

/// Sends a visitor to Exact's own login page.
pub(super) async fn start(State(site): State<Arc<Site>>, Query(asked): Query<Start>) -> Result<Response, Oops> {
    let exact = site.stranger(MemoryTokenStore::new())?;
    let mut request = exact.authorization_url();
    if asked.ander.is_some() {
        request = request.force_login();
    }
    let next = asked.next.as_deref().and_then(own_path).map(str::to_owned);
    let answer = Redirect::to(&request.url);
    let login = Login { url: request.url, state: request.state, next, known: None, tokens: None };
    kept(&site, &login, answer.into_response()).await
}

/// Keeps a login, and gives its ticket to the browser along with an answer.
async fn kept(site: &Site, login: &Login, mut answer: Response) -> Result<Response, Oops> {
    let ticket = unguessable()?;
    let text = serde_json::to_vec(login).map_err(|_| damaged())?;
    site.database.keep_login(&ticket, &text).await?;
    answer.headers_mut().append(header::SET_COOKIE, ticket_cookie(site, &ticket));
    Ok(answer)
}

fn ticket_cookie(site: &Site, ticket: &str) -> HeaderValue {
    let secure = site.settings.is_secure();
    session::cookie(ticket_name(secure), ticket, Some(15 * 60), secure)
}

async fn take(site: &Site, headers: &HeaderMap) -> Result<Login, Failure> {
    let login = match session::cookie_of(headers, ticket_name(site.settings.is_secure())) {
        Some(ticket) => site.database.take_login(ticket).await?,
        None => None,
    };
    let login = login.ok_or_else(|| {
        Failure::new(
            "inloggen_verlopen",
            "Dit inloggen is niet in deze browser begonnen, of duurde te lang.",
            "Begin opnieuw met “Verbinden met Exact Online”.",
        )
    })?;
    serde_json::from_slice(&login).map_err(|_| damaged())
}

fn damaged() -> Failure {
    Failure::new("inloggen_mislukt", "Het inloggen kon niet worden bewaard.", "Begin opnieuw.")
}

/// Takes a visitor back from Exact, and shows what he may choose from.
pub(super) async fn come_back(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Oops> {
    let mut login = take(&site, &headers).await?;
    let address = format!("{}?{}", site.settings.at(RETURN_PATH), query.unwrap_or_default());
    let told = |error: exact_client::Error| {
        question::here(Failure::from(&error), "Begin opnieuw met “Verbinden met Exact Online”.")
    };
    let store = MemoryTokenStore::new();
    let exact = site.stranger(store.clone())?;
    let request = AuthorizationRequest { url: login.url.clone(), state: login.state.clone() };
    exact.exchange(&request, &address).await.map_err(told)?;
    let me = exact.me().await.map_err(told)?;
    let rows = exact.divisions().await.map_err(told)?;
    let user = me.user_id.map(|id| id.to_string()).ok_or_else(|| {
        Failure::new("exact_onleesbaar", "Exact Online zei niet wie er is ingelogd.", "Probeer het nog eens.")
    })?;
    let mut administrations: Vec<Listed> = rows.rows().iter().map(Listed::from).filter(|one| !one.archived).collect();
    administrations.sort_by_key(|one| (one.administration.number, one.administration.code));
    // Who comes for the books of another may have none himself.
    let is_invited = login.next.as_deref().is_some_and(|next| next.starts_with(INVITATION));
    if administrations.is_empty() && !is_invited {
        return Err(Failure::new(
            "geen_administraties",
            "Je login geeft toegang tot geen enkele administratie.",
            "Log in met een andere gebruiker van Exact Online, of vraag de beheerder om leesrechten.",
        )
        .into());
    }
    let own = match site.database.account_of(&user).await? {
        Some(account) => site.database.visitor(&account.id).await?.and_then(|visitor| visitor.own),
        None => None,
    };
    // The login ended the tokens of the link he has, so that one is renewed in any case.
    let is_guest = own.is_none() && is_invited;
    let chosen = own.map(|link| link.administrations.iter().map(|one| one.administration.code).collect());
    let name = me.full_name.or(me.user_name).map(|name| crate::dutch::clean(&name)).unwrap_or_default();
    let known = Known { user, name, administrations, chosen: chosen.unwrap_or_default(), is_guest };
    login.known = Some(known.clone());
    let tokens = store.load().await.map_err(|error| unreadable(&error))?.ok_or_else(damaged)?;
    login.tokens = Some(tokens.to_json().map_err(|error| unreadable(&error))?.expose_secret().to_owned());
    // A new ticket: the one that came back from Exact is spent.
    kept(&site, &login, page::choice(&known).into_response()).await
}

fn unreadable(error: &exact_client::StoreError) -> Failure {
    tracing::error!(%error, "the tokens of a new link");
    Failure::new("koppeling_onleesbaar", "De koppeling kon niet worden bewaard.", "Begin opnieuw.")
}

/// Makes the link with the administrations that were chosen.
pub(super) async fn choose(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Result<Response, Oops> {
    let login = take(&site, &headers).await?;
    let (Some(known), Some(tokens)) = (login.known.clone(), login.tokens.as_ref()) else {
        return Ok(Redirect::to("/connect").into_response());
    };
    let form = Form::read(&body);
    let codes: Vec<i32> = form.all("administratie").filter_map(|code| code.parse().ok()).collect();
    let is_chosen = |one: &&Listed| codes.contains(&one.administration.code);
    let administrations: Vec<Listed> = known.administrations.iter().filter(is_chosen).cloned().collect();
    if administrations.is_empty() && !known.is_guest {
        return kept(&site, &login, page::choice_again(&known).into_response()).await;
    }
    let today = site.today();
    let before = site.database.account_of(&known.user).await?;
    let account = match before {
        Some(account) => Account { name: known.name, ..account },
        None => Account { id: unguessable()?, exact_user: known.user, name: known.name, plan: None, joined_on: today },
    };
    let session = Session::new(&account.id, today)?;
    if administrations.is_empty() {
        // He reads the books of another: his own tokens are forgotten here.
        site.database.keep_account(account).await?;
    } else {
        let tokens = Tokens::from_json(tokens.as_bytes()).map_err(|error| unreadable(&error))?;
        let link = Link {
            id: account.id.clone(),
            name: account.name.clone(),
            administrations,
            connected_on: today,
            expires_on: Link::last_day(today),
        };
        // The link's row first: tokens without a link would stay behind.
        site.database.connect(account, link.clone()).await?;
        site.database.keep_tokens(&link.id, tokens).await?;
    }
    let secure = site.settings.is_secure();
    if let Some(before) = session::token_of(&headers, secure) {
        site.database.end_session(before).await?;
    }
    site.database.keep_session(&session).await?;
    let next = login.next.unwrap_or_else(|| "/dashboard?nieuw=1".to_owned());
    let mut answer = Redirect::to(&next).into_response();
    answer.headers_mut().append(header::SET_COOKIE, session.cookie(secure));
    answer.headers_mut().append(header::SET_COOKIE, session::cookie(ticket_name(secure), "", Some(0), secure));
    Ok(answer)
}
