//! What the hoster watches: whether it lives, whether it can serve, and counters without anything of a visitor.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::site::Site;

/// It lives.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// It can serve: the database answers.
pub(super) async fn ready(State(site): State<Arc<Site>>) -> Response {
    if site.database.is_ready().await {
        (StatusCode::OK, "ok\n").into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
    }
}

/// Counters in the format of Prometheus.
pub(super) async fn metrics(State(site): State<Arc<Site>>) -> Response {
    let Ok((links, questions)) = site.database.counts(&site.month()).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let mut text = format!(
        "# HELP pmjb_links Links with Exact Online.\n# TYPE pmjb_links gauge\npmjb_links {links}\n\
         # HELP pmjb_questions_this_month Questions asked in this calendar month.\n\
         # TYPE pmjb_questions_this_month gauge\npmjb_questions_this_month {questions}\n"
    );
    text.push_str(&site.meter.text());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
