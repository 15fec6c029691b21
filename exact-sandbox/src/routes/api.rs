//! Everything under `/api/v1/`: the gate every call passes, then the rows.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::Response;
use exact_model::Family;

use super::App;
use super::answer::Answer;
use super::read::{self, Context};
use super::{change, permission};
use crate::error::Refusal;
use crate::faults::html_page;
use crate::form;
use crate::limits::{Verdict, Window};
use crate::oauth::Bearer;
use crate::odata::options::{self, Options};
use crate::schema::{Tail, Target};

/// What the caller can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Atom,
}

impl Format {
    /// JSON only when it is asked for; `None` for what Exact refuses.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
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
    if let Some(answer) = too_long(app, uri) {
        return answer;
    }
    let target = app.schema.target(path);
    let (division, endpoint) = match &target {
        Ok(target) => (target.division, target.endpoint()),
        Err(_) => (0, path.to_owned()),
    };
    let mut answer = gate(app, call, uri, format, &target, &endpoint);
    count_error(app, headers, division, &endpoint, answer.status);
    if app.quirks.empty_refusals && matches!(answer.status, 401 | 404) {
        (answer.body, answer.content_type) = (Vec::new(), None);
    }
    answer.endpoint = target.ok().map(|target| target.endpoint());
    answer
}

/// The bytes an address may have, and by quirk its query.
const LONGEST_ADDRESS: usize = 12_000;
const LONGEST_QUERY: usize = 2_048;

/// What the web server before the service makes of an address that is too long.
fn too_long(app: &App, uri: &Uri) -> Option<Answer> {
    if app.quirks.short_urls {
        let page = || html_page("404 - File or directory not found.", "The query string is too long.");
        let query = uri.query().unwrap_or_default();
        return (query.len() > LONGEST_QUERY).then(|| Answer::html(404, page()));
    }
    let address = uri.path_and_query().map_or("", |address| address.as_str());
    (address.len() > LONGEST_ADDRESS).then(|| Answer { status: 414, ..Answer::default() })
}

/// `?timestamp=N` of a sync endpoint as the filter it stands for.
fn timestamp_filter(options: &Options) -> Option<String> {
    let (_, value) = options.parameters.iter().find(|(name, _)| name.eq_ignore_ascii_case("timestamp"))?;
    let number: i64 = value.trim_end_matches(['L', 'l']).parse().ok()?;
    Some(format!("Timestamp gt {number}L"))
}

/// A caller who was let in.
pub(super) struct Entry {
    /// By place in the list of users.
    pub(super) user: usize,
    /// What the token opens.
    pub(super) divisions: Vec<i32>,
    /// The headers of the limits.
    pub(super) windows: Vec<(&'static str, String)>,
}

/// Who calls, and whether they may now; `Err` is the refusal.
pub(super) fn enter(
    app: &App,
    headers: &HeaderMap,
    format: Option<Format>,
    division: i32,
    endpoint: &str,
) -> Result<Entry, Answer> {
    let (user, divisions) = match bearer(app, headers) {
        Bearer::Valid { user, divisions } => (user, divisions),
        Bearer::Expired if app.quirks.expired_access_redirects => {
            let page = html_page("Object moved", "Object moved to the login page.");
            return Err(with(Answer::html(302, page), [("location", "/api/oauth2/auth".to_owned())]));
        }
        Bearer::Expired | Bearer::Unknown => {
            let answer = refused(&Refusal::unauthorized(), format);
            return Err(with(answer, [("www-authenticate", "Bearer".to_owned())]));
        }
    };
    let now = app.clock.now_ms();
    if app.errors.blocked_until(division, endpoint, now).is_some() {
        let text = "API rate limit exceeded: too many errors on this endpoint, try again in an hour.";
        let status = if app.quirks.error_block_forbidden { 403 } else { 429 };
        return Err(refused(&Refusal { status, ..Refusal::bad_request(text) }, format));
    }
    // Calls without a division count nowhere and still carry the headers.
    let verdict = match division {
        0 if app.quirks.me_counts => app.rates.count(app.current_division(user), now),
        0 => app.rates.look(app.current_division(user), now),
        division => app.rates.count(division, now),
    };
    match verdict {
        Verdict::Allowed { .. } if division == 0 && app.quirks.me_without_limit_headers => {
            Ok(Entry { user, divisions, windows: Vec::new() })
        }
        Verdict::Allowed { day, minute } => {
            Ok(Entry { user, divisions, windows: [day_headers(day), minute_headers(minute)].concat() })
        }
        Verdict::DayUsedUp(day) => Err(too_many(app, day, day_headers(day))),
        Verdict::MinuteUsedUp(minute) => Err(too_many(app, minute, minute_headers(minute))),
    }
}

/// Lets the caller in, or not, and answers.
fn gate(
    app: &App,
    call: &Incoming<'_>,
    uri: &Uri,
    format: Option<Format>,
    target: &Result<Target, &str>,
    endpoint: &str,
) -> Answer {
    let headers = call.headers;
    let division = target.as_ref().map_or(0, |target| target.division);
    let Entry { user, divisions, windows } = match enter(app, headers, format, division, endpoint) {
        Ok(entry) => entry,
        Err(answer) => return answer,
    };
    let outcome = match (target, format) {
        (Err(segment), _) => Err(Refusal::not_found(segment)),
        (Ok(target), _) if target.tail == Tail::Metadata => read::metadata(app, call.method, target, &divisions),
        (Ok(_), None) => Err(Refusal { status: 415, ..Refusal::bad_request("Unsupported media type requested.") }),
        (Ok(target), Some(format)) => permission::check(app, user, call.method, target.meta).and_then(|()| {
            let mut options = options::parse(uri.query().unwrap_or_default())?;
            if app.quirks.sync_timestamp_parameter && target.meta.family == Family::Sync && options.filter.is_none() {
                options.filter = timestamp_filter(&options);
            }
            let context = Context { app, target, host: host(headers), format, user, divisions: &divisions };
            if matches!(*call.method, Method::GET | Method::HEAD) {
                read::read(&context, call.method, &options)
            } else {
                change::change(&context, call.method, headers, call.body)
            }
        }),
    };
    let answer = outcome.unwrap_or_else(|refusal| refused(&refusal, format));
    with(answer, windows)
}

/// The entity at a key, as an answer to the call that made it.
pub(super) fn read_one(app: &App, headers: &HeaderMap, target: &Target, entry: &Entry) -> Result<Answer, Refusal> {
    let format = Format::of(headers).unwrap_or(Format::Json);
    let context = Context { app, target, host: host(headers), format, user: entry.user, divisions: &entry.divisions };
    read::read(&context, &Method::GET, &options::parse("")?)
}

/// Host and port the caller used, so that links lead back the same way.
fn host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost")
}

/// Counts an error answer to a caller who is known (rule L5).
pub(super) fn count_error(app: &App, headers: &HeaderMap, division: i32, endpoint: &str, status: u16) {
    // An unknown token cannot be held against anybody.
    if matches!(status, 400 | 401 | 403 | 404) && bearer(app, headers) != Bearer::Unknown {
        app.errors.count(division, endpoint, app.clock.now_ms());
    }
}

fn bearer(app: &App, headers: &HeaderMap) -> Bearer {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => app.authority.bearer(token.trim()),
        _ => Bearer::Unknown,
    }
}

/// 429 with the headers of the window that is used up (rule L3).
fn too_many(app: &App, window: Window, headers: Vec<(&'static str, String)>) -> Answer {
    let mut answer = Answer { status: 429, ..Answer::default() };
    if !app.quirks.bare_429 {
        answer.headers = headers;
    }
    if app.quirks.retry_after {
        let left_ms = (window.reset_ms - app.clock.now_ms()).max(0);
        answer.headers.push(("retry-after", (left_ms + 999).div_euclid(1_000).to_string()));
    }
    answer
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

pub(super) fn with(mut answer: Answer, headers: impl IntoIterator<Item = (&'static str, String)>) -> Answer {
    answer.headers.extend(headers);
    answer
}

/// A refusal in the form the caller reads.
pub(super) fn refused(refusal: &Refusal, format: Option<Format>) -> Answer {
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
