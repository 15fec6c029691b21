//! Who an assistant asks for: the token in its request, and what it is told when there is none.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::account::Visitor;
use super::limit;
use super::site::{Site, now};

/// Whose request it is, and what he may ask about at the moment he asks.
#[derive(Debug, Clone)]
pub(super) struct Asker {
    pub(super) visitor: Arc<Visitor>,
    /// When the request came.
    pub(super) since: Instant,
}

/// Lets a request pass with a token of this server, and puts with it whose it is.
pub(super) async fn guard(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    match asker(&site, request.headers()).await {
        Some(asker) => {
            if let Err(failure) = site.limits.link(&asker.visitor.account.id) {
                return limit::told(&failure);
            }
            request.extensions_mut().insert(asker);
            // The token has done its work; nothing behind this needs it.
            request.headers_mut().remove(header::AUTHORIZATION);
            next.run(request).await
        }
        None => unknown(&site, request.headers().contains_key(header::AUTHORIZATION)),
    }
}

async fn asker(site: &Site, headers: &HeaderMap) -> Option<Asker> {
    let since = now();
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let token = site.grants.token(token.trim()).await?;
    let visitor = site.database.visitor(token.subject.as_deref()?).await.ok().flatten()?;
    Some(Asker { visitor: Arc::new(visitor), since })
}

/// Where an assistant finds out how to get a token, and whether the one it had is no good.
fn unknown(site: &Site, had_one: bool) -> Response {
    let metadata = site.settings.at("/.well-known/oauth-protected-resource/mcp");
    let error = if had_one { "error=\"invalid_token\", " } else { "" };
    let challenge = format!("Bearer {error}resource_metadata=\"{metadata}\", scope=\"{}\"", super::grants::SCOPE);
    let mut answer = (StatusCode::UNAUTHORIZED, "a token of this server is needed\n").into_response();
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    answer
}
