//! Headers that browsers protect visitors by.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;

use super::site::Site;

/// No script, style, picture or frame but this site's own; forms lead here, and on to the login page of Exact.
fn policy(site: &Site) -> Option<HeaderValue> {
    let exact = url::Url::parse(&site.settings.exact).ok()?.origin().ascii_serialization();
    HeaderValue::from_str(&format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self' {exact}; \
         base-uri 'none'; frame-ancestors 'none'; connect-src 'self'"
    ))
    .ok()
}

pub(super) fn with(router: Router, site: &Arc<Site>) -> Router {
    router.layer(middleware::from_fn_with_state(Arc::clone(site), protect))
}

async fn protect(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(header::CACHE_CONTROL, "no-store");
    if let Some(policy) = policy(&site) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    if site.settings.is_secure() {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    answer
}
