//! The visitor's yes or no to an assistant, named with the host that gets the access.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::html;
use url::Url;

use super::form::{Form, own_path};
use super::page::{self, Oops};
use super::site::Site;
use super::visitor;

/// What an assistant asks.
pub(super) struct Asked<'a> {
    pub(super) client_id: &'a str,
    pub(super) client_name: &'a str,
    pub(super) redirect_uri: &'a str,
    /// The request, to go on with after the answer.
    pub(super) address: &'a str,
    pub(super) csrf: &'a str,
}

/// The page that asks.
pub(super) fn page(asked: &Asked<'_>) -> axum::http::Response<bytes::Bytes> {
    let target = Url::parse(asked.redirect_uri).ok();
    let host = target.as_ref().and_then(Url::host_str).unwrap_or(asked.redirect_uri);
    let name = if asked.client_name.is_empty() { "Een assistent zonder naam" } else { asked.client_name };
    let markup = page::plain(
        "Toegang geven",
        html! {
            h1 { "Mag deze assistent je boekhouding lezen?" }
            p { strong { (name) } " wil vragen stellen over de administraties die je hebt gekoppeld of die met je zijn gedeeld." }
            dl {
                dt { "Het antwoord gaat naar" } dd { code { (host) } }
                dt { "Herken je die naam niet?" } dd { "Kies dan “Nee”. De naam hierboven geeft een assistent zichzelf." }
                dt { "Wat mag het" } dd { "Alleen lezen. Boeken, wijzigen en betalen kan niet." }
            }
            form method="post" action="/consent" {
                input type="hidden" name="csrf" value=(asked.csrf);
                input type="hidden" name="verzoek" value=(asked.address);
                div class="knoppen" {
                    button name="antwoord" value="allow" { "Ja, lezen mag" }
                    button class="tweede" name="antwoord" value="deny" { "Nee" }
                }
            }
            p class="klein" { "Kenmerk van de assistent: " code { (asked.client_id) } }
        },
    );
    // After the answer the browser goes on to the assistant, which a page has to allow by name.
    let origin = target.map(|url| url.origin().ascii_serialization()).filter(|origin| origin != "null");
    let scheme = asked.redirect_uri.split(':').next().unwrap_or("https");
    let onwards = origin.unwrap_or_else(|| format!("{scheme}:"));
    let policy = format!(
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {onwards}"
    );
    let mut answer = axum::http::Response::new(bytes::Bytes::from(markup.into_string()));
    *answer.status_mut() = StatusCode::OK;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    answer
}

/// Takes the answer and goes on with the request.
pub(super) async fn decide(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Result<Response, Oops> {
    let form = Form::read(&body);
    let (_, visitor) = visitor::sender(&site, &headers, &form).await?;
    let Some(address) = own_path(form.one("verzoek")).filter(|path| path.starts_with("/authorize?")) else {
        return Ok(Redirect::to("/dashboard").into_response());
    };
    site.database.keep_answer(&visitor.account.id, address, form.one("antwoord") == "allow").await?;
    Ok(Redirect::to(address).into_response())
}
