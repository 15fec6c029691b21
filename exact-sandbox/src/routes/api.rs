//! Everything under `/api/v1/`: the gate every call passes, then the rows.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::Response;

use super::App;
use super::answer::Answer;
use super::change;
use super::read::{self, Context};
use crate::error::Refusal;
use crate::form;
use crate::limits::{Verdict, Window};
use crate::oauth::Bearer;
use crate::odata::options;
use crate::schema::{Tail, Target};

/// What the caller can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Atom,
}

impl Format {
    /// JSON only when it is asked for; `None` for what Exact refuses.
    fn of(headers: &HeaderMap) -> Option<Self> {
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
        let accepts = |kind: &str| accept.to_ascii_lowercase().contains(kind);
        if accepts("application/json") {
            Some(Self::Json)
        } else {
            ["application/atom+xml", "*/*", "text/html"].iter().any(|kind| accepts(kind)).then_some(Self::Atom)
        }
    }
}

/// Any path no other route has.
pub(super) async fn api(State(app): State<Arc<App>>, request: Request) -> Response {
    let started = Instant::now();
    let (parts, body) = request.into_parts();
    // A body that breaks off reads as none, and none is no entity.
    let body = axum::body::to_bytes(body, LARGEST_BODY).await.unwrap_or_default();
    let (method, uri) = (&parts.method, &parts.uri);
    let path = uri.path_and_query().map_or_else(|| uri.path(), |path| path.as_str()).to_owned();
    let call = Incoming { method, headers: &parts.headers, body: &body };
    answer(&app, &call, uri).send(&app, method.as_str(), path, started)
}

/// The most bytes an entity may have: an attachment fits in.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// What came in besides the address.
struct Incoming<'a> {
    method: &'a Method,
    headers: &'a HeaderMap,
    body: &'a [u8],
}

fn answer(app: &App, call: &Incoming<'_>, uri: &Uri) -> Answer {
    let headers = call.headers;
    let format = Format::of(headers);
    let path = form::decode_path(uri.path());
    let Some(path) = path.strip_prefix("/api/v1/") else {
        return refused(&Refusal::not_found(&path), format);
    };
    let target = app.schema.target(path);
    let (division, endpoint) = match &target {
        Ok(target) => (target.division, target.endpoint()),
        Err(_) => (0, path.to_owned()),
    };
    let mut answer = gate(app, call, uri, format, &target, &endpoint);
    if matches!(answer.status, 400 | 401 | 403 | 404) && knows_caller(app, headers) {
        app.errors.count(division, &endpoint, app.clock.now_ms());
    }
    answer.endpoint = target.ok().map(|target| target.endpoint());
    answer
}

/// Who calls, whether they may, and whether they may now.
fn gate(
    app: &App,
    call: &Incoming<'_>,
    uri: &Uri,
    format: Option<Format>,
    target: &Result<Target, &str>,
    endpoint: &str,
) -> Answer {
    let headers = call.headers;
    let Bearer::Valid(divisions) = bearer(app, headers) else {
        let answer = refused(&Refusal::unauthorized(), format);
        return with(answer, [("www-authenticate", "Bearer".to_owned())]);
    };
    let division = target.as_ref().map_or(0, |target| target.division);
    let now = app.clock.now_ms();
    if app.errors.blocked_until(division, endpoint, now).is_some() {
        let text = "API rate limit exceeded: too many errors on this endpoint, try again in an hour.";
        return refused(&Refusal { status: 429, ..Refusal::bad_request(text) }, format);
    }
    // Calls without a division count nowhere and still carry the headers.
    let verdict = if division == 0 { app.rates.look(current(app), now) } else { app.rates.count(division, now) };
    let windows = match verdict {
        Verdict::Allowed { day, minute } => [day_headers(day), minute_headers(minute)].concat(),
        Verdict::DayUsedUp(day) => return Answer { status: 429, headers: day_headers(day), ..Answer::default() },
        Verdict::MinuteUsedUp(minute) => {
            return Answer { status: 429, headers: minute_headers(minute), ..Answer::default() };
        }
    };
    let outcome = match (target, format) {
        (Err(segment), _) => Err(Refusal::not_found(segment)),
        (Ok(target), _) if target.tail == Tail::Metadata => read::metadata(app, call.method, target, &divisions),
        (Ok(_), None) => Err(Refusal { status: 415, ..Refusal::bad_request("Unsupported media type requested.") }),
        (Ok(target), Some(format)) => {
            let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost");
            options::parse(uri.query().unwrap_or_default()).and_then(|options| {
                let context = Context { app, target, host, format, divisions: &divisions };
                if matches!(*call.method, Method::GET | Method::HEAD) {
                    read::read(&context, call.method, &options)
                } else {
                    change::change(&context, call.method, headers, call.body)
                }
            })
        }
    };
    let answer = outcome.unwrap_or_else(|refusal| refused(&refusal, format));
    with(answer, windows)
}

fn bearer(app: &App, headers: &HeaderMap) -> Bearer {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => app.authority.bearer(token.trim()),
        _ => Bearer::Unknown,
    }
}

/// An unknown token cannot be held against anybody.
fn knows_caller(app: &App, headers: &HeaderMap) -> bool {
    bearer(app, headers) != Bearer::Unknown
}

/// The division the user opened last.
fn current(app: &App) -> i32 {
    app.divisions.first().map_or(0, |(code, _, _)| *code)
}

fn day_headers(window: Window) -> Vec<(&'static str, String)> {
    vec![
        ("x-ratelimit-limit", window.limit.to_string()),
        ("x-ratelimit-remaining", window.remaining.to_string()),
        ("x-ratelimit-reset", window.reset_ms.to_string()),
    ]
}

fn minute_headers(window: Window) -> Vec<(&'static str, String)> {
    vec![
        ("x-ratelimit-minutely-limit", window.limit.to_string()),
        ("x-ratelimit-minutely-remaining", window.remaining.to_string()),
        ("x-ratelimit-minutely-reset", window.reset_ms.to_string()),
    ]
}

fn with(mut answer: Answer, headers: impl IntoIterator<Item = (&'static str, String)>) -> Answer {
    answer.headers.extend(headers);
    answer
}

/// A refusal in the form the caller reads.
fn refused(refusal: &Refusal, format: Option<Format>) -> Answer {
    let headers = refusal.reason.map(|reason| ("reason", reason.to_owned())).into_iter().collect();
    if refusal.empty {
        return Answer { status: refusal.status, headers, ..Answer::default() };
    }
    let answer = match format {
        Some(Format::Json) => Answer::json(refusal.status, refusal.json()),
        _ => Answer { content_type: Some("application/xml"), ..Answer::json(refusal.status, refusal.xml()) },
    };
    Answer { headers, ..answer }
}
