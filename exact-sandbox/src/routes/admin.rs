//! What only the sandbox has: the log of calls and a clock that can be moved.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::App;
use super::answer::Answer;
use crate::odata::literal::iso;

/// `GET /_sandbox/calls`
pub(super) async fn calls(State(app): State<Arc<App>>) -> Response {
    match serde_json::to_vec(&app.calls.all()) {
        Ok(body) => Answer::json(200, body).into_response(),
        Err(_) => Answer::json(500, Vec::new()).into_response(),
    }
}

/// `DELETE /_sandbox/calls`
pub(super) async fn forget_calls(State(app): State<Arc<App>>) -> Response {
    app.calls.clear();
    Answer { status: 204, ..Answer::default() }.into_response()
}

/// `GET /_sandbox/clock`
pub(super) async fn clock(State(app): State<Arc<App>>) -> Response {
    now(&app)
}

/// The body of `POST /_sandbox/clock`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    advance_seconds: u32,
}

/// `POST /_sandbox/clock` with `{"advance_seconds": 570}`
pub(super) async fn move_clock(State(app): State<Arc<App>>, body: Bytes) -> Response {
    match serde_json::from_slice::<Move>(&body) {
        Ok(by) => {
            app.clock.advance(Duration::from_secs(by.advance_seconds.into()));
            now(&app)
        }
        Err(_) => {
            let text = br#"{"error":"send {\"advance_seconds\": N} with N a whole number from 0"}"#;
            Answer::json(400, text.to_vec()).into_response()
        }
    }
}

fn now(app: &App) -> Response {
    let now = app.clock.now_ms();
    Answer::json(200, format!(r#"{{"now_ms":{now},"utc":"{}"}}"#, iso(now)).into_bytes()).into_response()
}
