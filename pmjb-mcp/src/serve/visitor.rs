//! A visitor who is logged in: who he is, and what he changes.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde_json::json;

use super::account::Visitor;
use super::form::Form;
use super::link::Link;
use super::page::Oops;
use super::session::{self, Session};
use super::site::Site;
use crate::administration::Listed;
use crate::failure::Failure;

/// The visitor and what he may ask about; `None` when he is not logged in.
pub(super) async fn of(site: &Site, headers: &HeaderMap) -> Result<Option<(Session, Visitor)>, Failure> {
    let Some(session) = session::of(site, headers).await? else { return Ok(None) };
    let visitor = site.database.visitor(&session.account).await?;
    Ok(visitor.map(|visitor| (session, visitor)))
}

/// The visitor who sent a form of his own page.
pub(super) async fn sender(site: &Site, headers: &HeaderMap, form: &Form) -> Result<(Session, Visitor), Failure> {
    let (session, visitor) = of(site, headers).await?.ok_or_else(not_logged_in)?;
    if session.sent(form.one("csrf")) { Ok((session, visitor)) } else { Err(not_his_form()) }
}

/// The link a visitor made himself, which is the only one he decides about.
pub(super) fn own(visitor: Visitor) -> Result<Link, Failure> {
    visitor.own.ok_or_else(|| {
        Failure::new(
            "geen_eigen_koppeling",
            "Je hebt zelf geen koppeling met Exact Online.",
            "Alleen wie de koppeling maakte kan haar wijzigen; of verbind zelf met Exact Online.",
        )
    })
}

fn not_logged_in() -> Failure {
    Failure::new("niet_ingelogd", "Je bent niet (meer) ingelogd.", "Ga naar de beginpagina en log in bij Exact Online.")
}

pub(super) fn not_his_form() -> Failure {
    Failure::new(
        "formulier_verlopen",
        "Dit formulier is verlopen, of kwam niet van deze site.",
        "Ga terug, vernieuw de pagina en probeer het nog eens.",
    )
}

/// Changes which administrations assistants may read. Exact is asked again what there is.
pub(super) async fn choose(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Result<Response, Oops> {
    let form = Form::read(&body);
    let (_, visitor) = sender(&site, &headers, &form).await?;
    let mut link = own(visitor)?;
    let codes: Vec<i32> = form.all("administratie").filter_map(|code| code.parse().ok()).collect();
    let first: Option<i32> = form.one("eerste").parse().ok();
    let all = site.everything(&link).await?;
    let is_chosen = |one: &&Listed| codes.contains(&one.administration.code);
    let mut chosen: Vec<Listed> = all.iter().filter(is_chosen).cloned().collect();
    if chosen.is_empty() {
        return Err(Failure::new(
            "niets_gekozen",
            "Er is geen administratie gekozen.",
            "Kies er ten minste één, of verwijder de koppeling.",
        )
        .into());
    }
    // The first one is meant when a question names none.
    chosen.sort_by_key(|one| Some(one.administration.code) != first);
    link.administrations = chosen;
    site.database.keep_link(link).await?;
    Ok(Redirect::to("/dashboard").into_response())
}

/// Everything that is kept of a visitor.
pub(super) async fn data(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Oops> {
    let (_, visitor) = of(&site, &headers).await?.ok_or_else(not_logged_in)?;
    let questions = site.database.questions(&visitor.account.id, &site.month()).await?;
    let (members, invitations) = site.database.members(&visitor.account.id, site.today()).await?;
    let shared: Vec<_> =
        visitor.shared.iter().map(|link| json!({ "van": link.name, "administraties": link.names() })).collect();
    let kept = json!({
        "account": visitor.account,
        "koppeling": visitor.own,
        "leden": members,
        "open_uitnodigingen": invitations,
        "lid_van": shared,
        "vragen_deze_maand": questions,
        "tokens_van_exact": "versleuteld bewaard; niet leesbaar, ook niet in dit bestand",
        "boekhouding": "niets: er worden geen boekhoudgegevens bewaard",
    });
    let mut answer = Json(kept).into_response();
    let name = HeaderValue::from_static("attachment; filename=\"mijn-gegevens.json\"");
    answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(answer)
}

/// Forgets the visitor: his link, its members, and that he is a member of others.
pub(super) async fn delete(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Result<Response, Oops> {
    let (_, visitor) = sender(&site, &headers, &Form::read(&body)).await?;
    site.forget(&visitor.account.id).await?;
    Ok(logged_out(&site, "/?verwijderd=1"))
}

/// Ends the session.
pub(super) async fn leave(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Result<Response, Oops> {
    let (session, _) = sender(&site, &headers, &Form::read(&body)).await?;
    site.database.end_session(&session.token).await?;
    Ok(logged_out(&site, "/"))
}

fn logged_out(site: &Site, to: &str) -> Response {
    let mut answer = Redirect::to(to).into_response();
    answer.headers_mut().append(header::SET_COOKIE, session::no_cookie(site.settings.is_secure()));
    answer
}
