//! Logging in at Exact: there and back again, and the choice of administrations.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{Query, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use exact_client::{AuthorizationRequest, Exact, MemoryTokenStore, TokenStore as _};
use serde::Deserialize;

use super::form::{Form, own_path};
use super::key::unguessable;
use super::link::Link;
use super::page::{self, Oops};
use super::question;
use super::session::{self, Session};
use super::settings::RETURN_PATH;
use super::site::{Site, now};
use crate::administration::Listed;
use crate::failure::Failure;

/// The name of the cookie that ties a login to the browser that began it.
const fn ticket_name(secure: bool) -> &'static str {
    if secure { "__Host-pmjb-login" } else { "pmjb-login" }
}

/// A login that was begun.
pub(super) struct Login {
    exact: Exact,
    tokens: MemoryTokenStore,
    request: AuthorizationRequest,
    /// Where to go on afterwards, when the visitor came from somewhere.
    next: Option<String>,
    /// Who he turned out to be, and what he may choose from.
    known: Option<Known>,
    pub(super) begun: Instant,
}

/// A visitor who is back from Exact.
#[derive(Debug, Clone)]
pub(super) struct Known {
    user: String,
    name: String,
    pub(super) administrations: Vec<Listed>,
    /// Codes that were chosen the last time.
    pub(super) chosen: Vec<i32>,
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
    let (exact, tokens) = site.stranger()?;
    let mut request = exact.authorization_url();
    if asked.ander.is_some() {
        request = request.force_login();
    }
    let next = asked.next.as_deref().and_then(own_path).map(str::to_owned);
    let ticket = unguessable()?;
    let mut answer = Redirect::to(&request.url).into_response();
    site.await_login(&ticket, Login { exact, tokens, request, next, known: None, begun: now() });
    answer.headers_mut().append(header::SET_COOKIE, ticket_cookie(&site, &ticket));
    Ok(answer)
}

fn ticket_cookie(site: &Site, ticket: &str) -> HeaderValue {
    let secure = site.settings.is_secure();
    session::cookie(ticket_name(secure), ticket, Some(15 * 60), secure)
}

fn take(site: &Site, headers: &HeaderMap) -> Result<Login, Failure> {
    session::cookie_of(headers, ticket_name(site.settings.is_secure()))
        .and_then(|ticket| site.take_login(ticket))
        .ok_or_else(|| {
            Failure::new(
                "inloggen_verlopen",
                "Dit inloggen is niet in deze browser begonnen, of duurde te lang.",
                "Begin opnieuw met “Verbinden met Exact Online”.",
            )
        })
}

/// Takes a visitor back from Exact, and shows what he may choose from.
pub(super) async fn come_back(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Oops> {
    let mut login = take(&site, &headers)?;
    let address = format!("{}?{}", site.settings.at(RETURN_PATH), query.unwrap_or_default());
    let told = |error: exact_client::Error| {
        question::here(Failure::from(&error), "Begin opnieuw met “Verbinden met Exact Online”.")
    };
    login.exact.exchange(&login.request, &address).await.map_err(told)?;
    let me = login.exact.me().await.map_err(told)?;
    let rows = login.exact.divisions().await.map_err(told)?;
    let user = me.user_id.map(|id| id.to_string()).ok_or_else(|| {
        Failure::new("exact_onleesbaar", "Exact Online zei niet wie er is ingelogd.", "Probeer het nog eens.")
    })?;
    let mut administrations: Vec<Listed> = rows.rows().iter().map(Listed::from).filter(|one| !one.archived).collect();
    administrations.sort_by_key(|one| (one.administration.number, one.administration.code));
    if administrations.is_empty() {
        return Err(Failure::new(
            "geen_administraties",
            "Je login geeft toegang tot geen enkele administratie.",
            "Log in met een andere gebruiker van Exact Online, of vraag de beheerder om leesrechten.",
        )
        .into());
    }
    let before = site.database.link_of(&user).await?;
    let chosen = before.map(|link| link.administrations.iter().map(|one| one.administration.code).collect());
    let name = me.full_name.or(me.user_name).map(|name| crate::dutch::clean(&name)).unwrap_or_default();
    let known = Known { user, name, administrations, chosen: chosen.unwrap_or_default() };
    login.known = Some(known.clone());
    // A new ticket: the one that came back from Exact is spent.
    let ticket = unguessable()?;
    site.await_login(&ticket, login);
    let mut answer = page::choice(&known).into_response();
    answer.headers_mut().append(header::SET_COOKIE, ticket_cookie(&site, &ticket));
    Ok(answer)
}

/// Makes the link with the administrations that were chosen.
pub(super) async fn choose(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Result<Response, Oops> {
    let login = take(&site, &headers)?;
    let Some(known) = login.known.clone() else { return Ok(Redirect::to("/connect").into_response()) };
    let form = Form::read(&body);
    let codes: Vec<i32> = form.all("administratie").filter_map(|code| code.parse().ok()).collect();
    let is_chosen = |one: &&Listed| codes.contains(&one.administration.code);
    let administrations: Vec<Listed> = known.administrations.iter().filter(is_chosen).cloned().collect();
    if administrations.is_empty() {
        let ticket = unguessable()?;
        site.await_login(&ticket, login);
        let mut answer = page::choice_again(&known).into_response();
        answer.headers_mut().append(header::SET_COOKIE, ticket_cookie(&site, &ticket));
        return Ok(answer);
    }
    let today = site.today();
    let before = site.database.link_of(&known.user).await?;
    let link = Link {
        id: before.map_or_else(unguessable, |link| Ok(link.id))?,
        exact_user: known.user,
        name: known.name,
        administrations,
        connected_on: today,
        expires_on: Link::last_day(today),
    };
    let unreadable = |error: exact_client::StoreError| {
        tracing::error!(%error, "the tokens of a new link");
        Failure::new("koppeling_onleesbaar", "De koppeling kon niet worden bewaard.", "Begin opnieuw.")
    };
    let Some(tokens) = login.tokens.load().await.map_err(unreadable)? else {
        return Ok(Redirect::to("/connect").into_response());
    };
    // The link's row first: tokens without a link would stay behind.
    site.database.keep_link(link.clone()).await?;
    let store = site.tokens(&link.id)?;
    {
        let _lock = store.lock().await.map_err(unreadable)?;
        store.save(tokens).await.map_err(unreadable)?;
    }
    let secure = site.settings.is_secure();
    if let Some(before) = session::token_of(&headers, secure) {
        site.database.end_session(before).await?;
    }
    let session = Session::new(&link.id, today)?;
    site.database.keep_session(&session).await?;
    let next = login.next.unwrap_or_else(|| "/dashboard?nieuw=1".to_owned());
    let mut answer = Redirect::to(&next).into_response();
    answer.headers_mut().append(header::SET_COOKIE, session.cookie(secure));
    answer.headers_mut().append(header::SET_COOKIE, session::cookie(ticket_name(secure), "", Some(0), secure));
    Ok(answer)
}
