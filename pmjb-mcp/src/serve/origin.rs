//! Forms that other sites send in a visitor's name. Cookies are not sent along with those, and most forms carry a token; this
//! is for the forms before there is a session, and for what a cookie's flag may miss.

use axum::extract::Request;
use axum::http::{HeaderName, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::page::Oops;
use super::visitor;

/// In which browsers say where the page stood that sent a request.
const FROM: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets a form pass when it came from a page of this site, or from a program that is no browser.
pub(super) async fn of_this_site(request: Request, next: Next) -> Response {
    let came_from = request.headers().get(FROM).map(|value| value.as_bytes().to_owned());
    let is_ours = came_from.is_none_or(|from| from == b"same-origin" || from == b"none");
    if request.method() == Method::POST && !is_ours {
        return Oops::from(visitor::not_his_form()).into_response();
    }
    next.run(request).await
}
