//! The pages: plain HTML from this server, in Dutch, with nothing from elsewhere. `language` has them in English.

mod choice;
mod connect;
mod dashboard;
mod members;
mod privacy;

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
pub(super) use choice::{choice, choice_again};
pub(super) use dashboard::dashboard_with;
use maud::{DOCTYPE, Markup, html};
pub(super) use members::{invitation, invitation_made};
use serde::Deserialize;

use super::site::Site;
use super::visitor;
use crate::failure::Failure;

const STYLE: &str = include_str!("site.css");
const SCRIPT: &str = include_str!("site.js");

/// A failure as a page.
#[derive(Debug)]
pub(super) struct Oops(Failure);

impl From<Failure> for Oops {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl IntoResponse for Oops {
    fn into_response(self) -> Response {
        let status = match self.0.code {
            "niet_ingelogd" => StatusCode::UNAUTHORIZED,
            "formulier_verlopen" | "inloggen_verlopen" | "geen_eigen_koppeling" => StatusCode::FORBIDDEN,
            "uitnodiging_weg" => StatusCode::GONE,
            "te_vaak" => StatusCode::TOO_MANY_REQUESTS,
            "opslag_onbereikbaar" | "geen_toeval" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        };
        let page = plain(
            "Dat ging niet",
            html! {
                h1 { "Dat ging niet" }
                p role="alert" { (self.0.message) }
                p { (self.0.next) }
                p { a href="/" { "Naar de beginpagina" } }
            },
        );
        let mut answer = (status, page).into_response();
        super::limit::retry_after(&mut answer, &self.0);
        answer
    }
}

/// A page around its content.
pub(super) fn plain(title: &str, content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="nl" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – Praat met je Boekhouding" }
                link rel="stylesheet" href="/site.css";
                link rel="icon" href="data:,";
                script src="/site.js" defer {}
            }
            body {
                a class="overslaan" href="#inhoud" { "Naar de inhoud" }
                header { a class="merk" href="/" { "Praat met je Boekhouding" } }
                main id="inhoud" { (content) }
                footer {
                    a href="/privacy" { "Privacy en veiligheid" }
                    " · Alleen lezen · Er worden geen boekhoudgegevens bewaard"
                }
            }
        }
    }
}

/// The first page.
pub(super) async fn home(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Oops> {
    if visitor::of(&site, &headers).await?.is_some() {
        return Ok(Redirect::to("/dashboard").into_response());
    }
    Ok(connect::page(None).into_response())
}

/// What the connect page is asked with.
#[derive(Debug, Deserialize)]
pub(super) struct Onwards {
    next: Option<String>,
}

/// The page with the button.
pub(super) async fn connect(Query(asked): Query<Onwards>) -> Markup {
    connect::page(asked.next.as_deref().and_then(super::form::own_path))
}

/// What the dashboard is asked with.
#[derive(Debug, Deserialize)]
pub(super) struct Arrival {
    nieuw: Option<String>,
}

/// The visitor's own page.
pub(super) async fn dashboard(
    State(site): State<Arc<Site>>,
    Query(arrival): Query<Arrival>,
    headers: HeaderMap,
) -> Result<Response, Oops> {
    let Some((session, visitor)) = visitor::of(&site, &headers).await? else {
        return Ok(Redirect::to("/connect").into_response());
    };
    let page = if arrival.nieuw.is_some() {
        dashboard::connected(&site, &session, &visitor).await
    } else {
        dashboard_with(&site, &session, &visitor, None).await
    };
    Ok(page?.into_response())
}

/// What is kept, and for how long.
pub(super) async fn privacy() -> Markup {
    privacy::page()
}

/// The style of every page.
pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")], STYLE)
        .into_response()
}

/// Copy buttons; every page works without.
pub(super) async fn script() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")];
    (kind, SCRIPT).into_response()
}
