//! MCP over streamable HTTP for assistants elsewhere, each with the books of the link that let it in.

use std::sync::Arc;

use axum::routing::get;
use axum::{Json, Router, middleware};
use oauth_as::resource_metadata::{ProtectedResourceConfig, ProtectedResourceMetadata};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio_util::sync::CancellationToken;

use super::bearer;
use super::grants::SCOPE;
use super::site::Site;
use crate::http::PATH;
use crate::server::Server;

pub(super) fn router(site: &Arc<Site>, stop: &CancellationToken) -> Router {
    let host = site.settings.public_url.host_str().unwrap_or_default().to_owned();
    let authority = match site.settings.public_url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.clone(),
    };
    // Without sessions there is none to take over, none is lost when the server restarts, and any of several servers answers.
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_cancellation_token(stop.child_token())
        .with_allowed_hosts([host, authority])
        .with_allowed_origins([site.settings.public_url.origin().ascii_serialization()]);
    let served = Arc::clone(site);
    let service = StreamableHttpService::new(
        move || Ok(Server::hosted(Arc::clone(&served))),
        Arc::new(LocalSessionManager::default()),
        config,
    );
    let guarded = Router::new()
        .nest_service(PATH, service)
        .layer(middleware::from_fn_with_state(Arc::clone(site), bearer::guard));
    guarded.merge(metadata(site))
}

/// Where assistants learn which server gives tokens for this one.
fn metadata(site: &Arc<Site>) -> Router {
    let mut config = ProtectedResourceConfig::new(site.grants.resource.clone(), site.settings.at(""));
    config.scopes_supported = Some(vec![SCOPE.to_owned()]);
    config.resource_name = Some("Praat met je Boekhouding".to_owned());
    config.resource_policy_uri = Some(site.settings.at("/privacy"));
    let document = Arc::new(ProtectedResourceMetadata::from_config(&config));
    let answer = move || {
        let document = Arc::clone(&document);
        async move { Json(document.as_ref().clone()) }
    };
    Router::new()
        .route("/.well-known/oauth-protected-resource", get(answer.clone()))
        .route("/.well-known/oauth-protected-resource/mcp", get(answer))
}
