//! What only the sandbox has: its clock, its log of calls, its faults.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::App;
use super::answer::Answer;
use crate::calls::CallFilter;
use crate::faults::FaultRule;
use crate::form;
use crate::odata::literal::iso;
use crate::webhooks::{Action, Topic, UnknownTopic};

/// `GET /_sandbox/calls?path=&endpoint=&method=&status=&since=&until=&last=`
pub(super) async fn calls(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Response {
    match filter(&form::pairs(&query.unwrap_or_default())) {
        Some(filter) => shown(&app.calls.matching(&filter)),
        None => refused(
            "filter by path, endpoint, method (text), status, since, until (milliseconds since 1970) or last (a number)",
        ),
    }
}

fn filter(fields: &[(String, String)]) -> Option<CallFilter> {
    let mut filter = CallFilter::default();
    for (name, value) in fields {
        match name.as_str() {
            "path" => filter.path = Some(value.clone()),
            "endpoint" => filter.endpoint = Some(value.clone()),
            "method" => filter.method = Some(value.clone()),
            "status" => filter.status = Some(value.parse().ok()?),
            "since" => filter.since = Some(value.parse().ok()?),
            "until" => filter.until = Some(value.parse().ok()?),
            "last" => filter.last = Some(value.parse().ok()?),
            _ => return None,
        }
    }
    Some(filter)
}

/// `DELETE /_sandbox/calls`
pub(super) async fn forget_calls(State(app): State<Arc<App>>) -> Response {
    app.calls.clear();
    done()
}

/// `GET /_sandbox/clock`
pub(super) async fn clock(State(app): State<Arc<App>>) -> Response {
    now(&app)
}

/// The body of `POST /_sandbox/clock`: what is there is done, in this order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    /// A moment in UTC: `2026-06-15T12:00:00`.
    set: Option<NaiveDateTime>,
    #[serde(default)]
    advance_seconds: u32,
    speed: Option<u32>,
}

/// `POST /_sandbox/clock` with `{"advance_seconds": 570}`, `{"set": "2026-06-15T12:00:00"}` or `{"speed": 60}`
pub(super) async fn move_clock(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let Ok(to) = serde_json::from_slice::<Move>(&body) else {
        return refused(
            r#"send {"advance_seconds": N} with N a whole number from 0, {"set": "2026-06-15T12:00:00"} in UTC or {"speed": N}"#,
        );
    };
    if let Some(moment) = to.set {
        app.clock.set(moment.and_utc().timestamp_millis());
    }
    app.clock.advance(Duration::from_secs(to.advance_seconds.into()));
    if let Some(speed) = to.speed {
        app.clock.set_speed(speed);
    }
    now(&app)
}

fn now(app: &App) -> Response {
    let now = app.clock.now_ms();
    shown(&json!({ "now_ms": now, "utc": iso(now), "speed": app.clock.speed() }))
}

/// `GET /_sandbox/faults`
pub(super) async fn faults(State(app): State<Arc<App>>) -> Response {
    shown(&app.faults.rules())
}

/// `POST /_sandbox/faults` with a rule, for instance `{"path": "crm/Accounts", "nth": 2, "fault": "cut"}`
pub(super) async fn add_fault(State(app): State<Arc<App>>, body: Bytes) -> Response {
    match String::from_utf8_lossy(&body).parse::<FaultRule>() {
        Ok(rule) => {
            app.faults.add(rule);
            shown(&app.faults.rules())
        }
        Err(error) => refused(&error.to_string()),
    }
}

/// `DELETE /_sandbox/faults`
pub(super) async fn clear_faults(State(app): State<Arc<App>>) -> Response {
    app.faults.clear();
    done()
}

/// The body of `POST /_sandbox/revoke`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revocation {
    user: Option<String>,
}

/// `POST /_sandbox/revoke` with `{"user": "anna"}`, or `{}` for every user: the app's access ends
pub(super) async fn revoke(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let Ok(revocation) = serde_json::from_slice::<Revocation>(&body) else {
        return refused(r#"send {"user": "name"}, or {} for every user"#);
    };
    let at = revocation.user.as_ref().map(|name| app.users.iter().position(|user| user.name == *name));
    match at {
        None => app.revoke(None),
        Some(Some(user)) => app.revoke(Some(user)),
        Some(None) => return refused("there is no user of that name"),
    }
    done()
}

/// The body of `POST /_sandbox/moves`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Moved {
    division: i32,
}

/// `POST /_sandbox/moves` with `{"division": 100001}`: it moves to another database, its timestamps start again
pub(super) async fn move_division(State(app): State<Arc<App>>, body: Bytes) -> Response {
    match serde_json::from_slice::<Moved>(&body) {
        Ok(moved) if app.move_division(moved.division) => done(),
        _ => refused(r#"send {"division": N} with the code of a division"#),
    }
}

/// The body of `POST /_sandbox/changes`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Changed {
    /// Without it the first division.
    division: Option<i32>,
    topic: String,
    key: Uuid,
    /// `Create`, `Update` or `Delete`; without it `Update`.
    #[serde(default)]
    action: Option<Action>,
}

/// `POST /_sandbox/changes` with `{"topic": "Accounts", "key": "<guid>"}`: webhooks tell of it
pub(super) async fn change(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let Ok(changed) = serde_json::from_slice::<Changed>(&body) else {
        return refused(
            r#"send {"division": N, "topic": "Accounts", "key": "<guid>", "action": "Create|Update|Delete"}"#,
        );
    };
    let topic: Topic = match changed.topic.parse() {
        Ok(topic) => topic,
        Err(error) => return refused(&UnknownTopic::to_string(&error)),
    };
    let division = changed.division.or_else(|| app.divisions.first().map(|(code, _, _)| *code)).unwrap_or_default();
    app.webhooks.changed(division, topic, changed.key, changed.action.unwrap_or(Action::Update));
    done()
}

fn shown(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => Answer::json(200, body).into_response(),
        Err(_) => Answer::json(500, Vec::new()).into_response(),
    }
}

fn done() -> Response {
    Answer { status: 204, ..Answer::default() }.into_response()
}

fn refused(text: &str) -> Response {
    Answer::json(400, json!({ "error": text }).to_string().into_bytes()).into_response()
}
