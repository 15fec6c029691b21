//! The authorization server that assistants get their access from: `oauth-as` speaks the protocol, here is who the visitor
//! is, what he agreed to, and which clients are let in.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Redirect, Response};
use oauth_as::cimd::CimdPolicy;
use oauth_as::client::ClientId;
use oauth_as::http::{ApprovalDecision, ApprovalRequest, Body, ServiceBuilder};
use oauth_as::rate_limit::FixedWindowRateLimiter;
use oauth_as::registration::{RegistrationAttempt, RegistrationConfig, RegistrationDecision, RegistrationPolicy};
use oauth_as::scope::ScopeSet;
use oauth_as::server::{AuthorizationServer, ServerConfig, SystemClock};
use oauth_as::store::Storage as _;
use oauth_as::token::IssuedToken;

use super::assistant::{self, Document};
use super::records::Records;
use super::settings::Settings;
use super::site::Site;
use super::{consent, visitor};
use crate::failure::Failure;

/// What assistants may ask for: reading, and nothing else exists.
pub(super) const SCOPE: &str = "lezen";

/// Set by this server only, for the hooks of the authorization server; taken off every request from outside.
const SUBJECT: HeaderName = HeaderName::from_static("x-pmjb-subject");
const CSRF: HeaderName = HeaderName::from_static("x-pmjb-csrf");
const CLIENT_NAME: HeaderName = HeaderName::from_static("x-pmjb-client-name");
const ANSWER: HeaderName = HeaderName::from_static("x-pmjb-answer");

/// What the visitor said, as the hook gets it.
const ALLOWED: &str = "ja";
const REFUSED: &str = "nee";

/// The server.
#[derive(Clone)]
pub(super) struct Grants {
    server: Arc<AuthorizationServer<Records, SystemClock>>,
    /// The address that tokens are for.
    pub(super) resource: String,
    documents: assistant::Documents,
}

/// Anybody may register a client: it gets nothing that its visitor does not agree to. How many in a minute is limited.
struct Anybody;

impl RegistrationPolicy for Anybody {
    fn authorize(&self, attempt: &RegistrationAttempt<'_>) -> RegistrationDecision {
        // Codes may only go to an encrypted address, or to the machine of the visitor.
        let is_safe = |address: &String| assistant::is_safe_redirect(address);
        if attempt.metadata.redirect_uris.iter().all(is_safe) {
            RegistrationDecision::Allow
        } else {
            RegistrationDecision::Deny
        }
    }
}

impl Grants {
    pub(super) fn new(settings: &Settings, records: Records) -> Self {
        let issuer = settings.at("");
        let resource = settings.at("/mcp");
        let scopes = ScopeSet::parse(SCOPE).unwrap_or_default();
        let mut registration = RegistrationConfig::new();
        registration.allowed_scopes = scopes.clone();
        let mut documents = CimdPolicy::new();
        documents.redirect_uris_same_origin = false;
        documents.registration_bounds = registration.clone();
        let mut config = ServerConfig::new(issuer.clone(), settings.at("/device"));
        config.registration = Some(Box::new(registration));
        config.cimd = Some(Box::new(documents.clone()));
        config.scopes_supported = Some(vec![SCOPE.to_owned()]);
        config.allowed_resources = Some(Box::new([resource.clone().into_boxed_str(), issuer.into_boxed_str()]));
        let server = AuthorizationServer::new(config, records.granting(scopes))
            .with_registration_policy(Box::new(Anybody))
            .with_rate_limiter(Box::new(FixedWindowRateLimiter::new()));
        Self { server: Arc::new(server), resource, documents: assistant::Documents::new(documents) }
    }

    /// The token of a request, when it is for this server and not over.
    pub(super) async fn token(&self, access_token: &str) -> Option<Arc<IssuedToken>> {
        let token = self.server.introspect(access_token).await.ok().flatten()?;
        // A client that named no resource meant the only one there is.
        let is_for_us = token.resource.is_empty() || token.resource.contains(&self.resource);
        (is_for_us && token.scope.contains(SCOPE)).then_some(token)
    }

    /// The name a client gave itself.
    async fn client_name(&self, id: &str) -> Option<String> {
        let client = self.server.store().get_client(&ClientId::new(id)).await.ok().flatten()?;
        client.name.clone()
    }

    fn decide(request: &ApprovalRequest<'_>) -> ApprovalDecision {
        let address = request.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        match request.headers.get(ANSWER).and_then(|answer| answer.to_str().ok()) {
            Some(ALLOWED) => return ApprovalDecision::Approve,
            Some(REFUSED) => return ApprovalDecision::Deny,
            _ => {}
        }
        let text = |name: &HeaderName| {
            let value = request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned()
        };
        let page = consent::page(&consent::Asked {
            client_id: request.client_id.as_str(),
            client_name: &text(&CLIENT_NAME),
            redirect_uri: request.redirect_uri,
            address: &address,
            csrf: &text(&CSRF),
        });
        ApprovalDecision::Respond(Box::new(page.map(Body::from)))
    }

    /// Forgets what is over.
    pub(super) async fn sweep(&self) {
        if let Err(error) = self.server.store().sweep_expired(std::time::SystemTime::now()).await {
            tracing::warn!(%error, "expired grants could not be forgotten");
        }
    }
}

/// The endpoints of the authorization server.
pub(super) fn router(site: &Arc<Site>) -> Result<Router, Failure> {
    let subject = |headers: &HeaderMap| headers.get(SUBJECT).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let service = ServiceBuilder::new(Arc::clone(&site.grants.server))
        .with_subject_resolver(subject)
        .with_approval_resolver(Grants::decide)
        .build()
        .map_err(|error| {
            tracing::error!(%error, "the authorization server");
            Failure::new(
                "server_start_niet",
                "De server kan niet starten.",
                "Controleer public_url in de configuratie.",
            )
        })?;
    Ok(Router::from(service).layer(middleware::from_fn_with_state(Arc::clone(site), named)))
}

/// Names the visitor to the authorization server, and sends one who is not logged in to log in first.
async fn named(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    for name in [&SUBJECT, &CSRF, &CLIENT_NAME, &ANSWER] {
        request.headers_mut().remove(name);
    }
    if request.uri().path() == "/authorize" {
        if let Some(id) = client_id(request.uri()) {
            if let Document::Found(client) = site.grants.documents.client(&id).await
                && let Err(error) = site.grants.server.register_client(client).await
            {
                tracing::warn!(%error, "a client by its document");
            }
            let name = site.grants.client_name(&id).await.unwrap_or_default();
            insert(&mut request, CLIENT_NAME, &crate::dutch::clean(&name));
        }
        match visitor::of(&site, request.headers()).await {
            Ok(Some((session, visitor))) if visitor.links().any(|link| !link.is_over(site.today())) => {
                let account = visitor.account.id;
                let address = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
                match site.database.take_answer(&account, &address).await {
                    Ok(Some(allowed)) => insert(&mut request, ANSWER, if allowed { ALLOWED } else { REFUSED }),
                    Ok(None) => {}
                    Err(failure) => return super::page::Oops::from(failure).into_response(),
                }
                insert(&mut request, SUBJECT, &account);
                insert(&mut request, CSRF, &session.csrf);
            }
            Ok(_) => {
                let here = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
                let query: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
                return Redirect::to(&format!("/connect?next={query}")).into_response();
            }
            Err(failure) => return super::page::Oops::from(failure).into_response(),
        }
    }
    next.run(request).await
}

fn insert(request: &mut Request, name: HeaderName, value: &str) {
    let encoded = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string();
    // Ids and tokens are letters, digits, dashes and underscores; they have to come out as they went in.
    let plain = value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let text = if plain { value.to_owned() } else { encoded };
    if let Ok(value) = HeaderValue::from_str(&text) {
        request.headers_mut().insert(name, value);
    }
}

fn client_id(uri: &Uri) -> Option<String> {
    let pairs = url::form_urlencoded::parse(uri.query()?.as_bytes());
    pairs.filter(|(name, _)| name == "client_id").map(|(_, value)| value.into_owned()).next()
}
