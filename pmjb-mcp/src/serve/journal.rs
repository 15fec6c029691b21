//! A line in the log for every request: what kind of request, what came of it and how long it took. Addresses as they were typed,
//! names, tokens and questions are not in it.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use super::site::now;

/// Writes the line, at the level `info`.
pub(super) async fn written(request: Request, next: Next) -> Response {
    let since = now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!(
        "request",
        otel.kind = "server",
        "http.request.method" = %method,
        "http.route" = tracing::field::Empty,
        "http.response.status_code" = tracing::field::Empty
    );
    let answer = next.run(request).instrument(span.clone()).await;
    // An address that is none of ours may hold anything; those that are have nothing of a visitor in their path.
    let path = if answer.status() == StatusCode::NOT_FOUND { "-" } else { path.as_str() };
    span.record("http.route", path).record("http.response.status_code", answer.status().as_u16());
    let took_ms = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, path, status = answer.status().as_u16(), took_ms, "answered");
    answer
}
