//! Making and ending webhook subscriptions; reading them goes the way of every list.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::App;
use super::answer::Answer;
use super::api::{self, Entry, Format};
use super::permission;
use crate::error::Refusal;
use crate::form;
use crate::odata::cell::Cell;
use crate::odata::key;
use crate::schema::Target;
use crate::wall_clock;
use crate::webhooks::{ENDPOINT, NotSubscribed, Subscription, Topic};

/// The most bytes the body of a subscription may have.
const LARGEST_BODY: usize = 64 * 1024;

/// The entity as it is posted; Exact fills in the rest.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Posted {
    #[serde(rename = "CallbackURL")]
    callback_url: Option<String>,
    topic: Option<String>,
    description: Option<String>,
}

/// Every call to `webhooks/…`.
pub(super) async fn subscriptions(State(app): State<Arc<App>>, request: Request) -> Response {
    let path = form::decode_path(request.uri().path());
    let target = path.strip_prefix("/api/v1/").and_then(|path| app.schema.target(path).ok());
    let target = target.filter(|target| target.meta.id == ENDPOINT);
    let changes = matches!(*request.method(), Method::POST | Method::DELETE);
    let (Some(target), true) = (target, changes) else { return api::api(State(app), request).await };
    let started = Instant::now();
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_BODY).await.unwrap_or_default();
    let format = Format::of(&parts.headers).or(Some(Format::Json));
    let mut answer = match api::enter(&app, &parts.headers, format, target.division, ENDPOINT) {
        Ok(entry) => {
            let outcome = change(&app, &entry, &parts.method, &parts.headers, &target, &body).await;
            api::with(outcome.unwrap_or_else(|refusal| api::refused(&refusal, format)), entry.windows)
        }
        Err(answer) => answer,
    };
    api::count_error(&app, &parts.headers, target.division, ENDPOINT, answer.status);
    answer.endpoint = Some(ENDPOINT.to_owned());
    answer.send(&app, parts.method.as_str(), path, started)
}

async fn change(
    app: &App,
    entry: &Entry,
    method: &Method,
    headers: &HeaderMap,
    target: &Target,
    body: &Bytes,
) -> Result<Answer, Refusal> {
    permission::check(app, entry.user, method, target.meta)?;
    if !entry.divisions.contains(&target.division) {
        return Err(Refusal::forbidden("NoDivisionAccess", "Forbidden - User division is not within division scope"));
    }
    if *method == Method::POST {
        return create(app, entry, headers, target, body).await;
    }
    let rows = app.webhooks.rows();
    let key = target.key.as_deref().ok_or_else(Refusal::method_not_allowed)?;
    let row = key::find(target.meta, rows.as_ref(), key)?.ok_or_else(|| Refusal::not_found(target.meta.name))?;
    if let Some(Cell::Guid(id)) = rows.column("ID").map(|column| rows.cell(row, column)) {
        app.webhooks.unsubscribe(id);
    }
    Ok(Answer { status: 204, ..Answer::default() })
}

async fn create(
    app: &App,
    entry: &Entry,
    headers: &HeaderMap,
    target: &Target,
    body: &Bytes,
) -> Result<Answer, Refusal> {
    let posted: Posted =
        serde_json::from_slice(body).map_err(|_| Refusal::bad_request("Error processing request stream."))?;
    let missing = |name: &str| Refusal::bad_request(format_args!("Mandatory: {name}"));
    let callback = posted.callback_url.filter(|url| !url.is_empty()).ok_or_else(|| missing("Callback URL"))?;
    if !app.may_call_back(&callback) {
        let text = "Invalid: Callback URL - its host must be that of the app's redirect URI";
        return Err(Refusal { status: 500, ..Refusal::bad_request(text) });
    }
    let topic = posted.topic.filter(|topic| !topic.is_empty()).ok_or_else(|| missing("Topic"))?;
    let topic: Topic = topic.parse().map_err(|_| Refusal::bad_request("Invalid: Topic"))?;
    let now = app.clock.now_ms();
    let made = app.webhooks.rows().len();
    let subscription = Subscription {
        id: Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{callback}/{}/{now}/{made}", topic.name()).as_bytes()),
        callback,
        topic,
        description: posted.description,
        division: target.division,
        divisions: entry.divisions.clone(),
        user: entry.user,
        client: app.authority.client_id.parse().unwrap_or_default(),
        created: wall_clock::dutch(now).0,
    };
    let id = subscription.id;
    app.webhooks.subscribe(subscription).await.map_err(|why| {
        let text = match why {
            NotSubscribed::Twice => "Data already exists. - Topic".to_owned(),
            NotSubscribed::Callback(answer) => format!("Invalid: Post to callback URL endpoint returns {answer}"),
        };
        Refusal { status: 500, ..Refusal::bad_request(text) }
    })?;
    let path = format!("{}/{ENDPOINT}(guid'{id}')", target.division);
    let Ok(made) = app.schema.target(&path) else { return Err(Refusal::not_found(target.meta.name)) };
    let answer = api::read_one(app, headers, &made, entry)?;
    let status = if app.quirks.post_is_200 { 200 } else { 201 };
    Ok(Answer { status, ..answer })
}
