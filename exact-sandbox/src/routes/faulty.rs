//! What every call passes on its way in and out: the faults made on purpose, and the log.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_stream::stream;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;

use super::App;
use super::answer::Answer;
use crate::calls::Call;
use crate::error::Refusal;
use crate::faults::{Fault, duplicate_last_row, html_page};
use crate::form;
use crate::server::Cut;

/// Carries a call out, or not, and answers it, or not.
pub(super) async fn pass(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    if path.starts_with("/_sandbox/") {
        return next.run(request).await;
    }
    let started = Instant::now();
    let method = request.method().as_str().to_owned();
    let fault = app.faults.take(&method, &form::decode_path(&path), app.clock.now_ms());
    let mut response = match &fault {
        Some(fault) => struck(&app, fault, request, next, &method, path, started).await,
        None => next.run(request).await,
    };
    if let Some(mut call) = response.extensions_mut().remove::<Call>() {
        call.fault = fault.map(|fault| fault.name().to_owned());
        app.calls.push(call);
    }
    response
}

async fn struck(
    app: &App,
    fault: &Fault,
    request: Request,
    next: Next,
    method: &str,
    path: String,
    started: Instant,
) -> Response {
    let instead = |answer: Answer| {
        let endpoint = path.split('?').next().and_then(|path| path.strip_prefix("/api/v1/"));
        let endpoint = endpoint.and_then(|path| app.schema.target(path).ok()).map(|target| target.meta.id.to_owned());
        // Of login calls only the path is kept: their queries have codes and states.
        let logged = if path.starts_with("/api/v1/") { path.as_str() } else { path.split('?').next().unwrap_or("/") };
        Answer { endpoint, ..answer }.send(app, method, logged.to_owned(), started)
    };
    match fault {
        Fault::Status(status) => instead(Answer { status: *status, ..Answer::default() }),
        Fault::Forbidden(reason) => {
            let refusal = Refusal { status: 403, ..Refusal::bad_request(format_args!("Forbidden - {reason}")) };
            instead(Answer { headers: vec![("reason", reason.clone())], ..Answer::json(403, refusal.json()) })
        }
        Fault::Garbage => instead(Answer::json(200, b"{\"d\":[\x01\xff\xfe ]]>no json".to_vec())),
        Fault::Html => instead(Answer::html(200, html_page("Object moved", "Object moved to another address."))),
        Fault::Maintenance => {
            instead(Answer::html(503, html_page("Maintenance", "The service is being maintained. Try again later.")))
        }
        Fault::Cut => cut(instead(Answer::default())),
        Fault::Delay(millis) => {
            tokio::time::sleep(Duration::from_millis(*millis)).await;
            next.run(request).await
        }
        Fault::RotatedToken => {
            app.authority.rotate_unseen();
            next.run(request).await
        }
        Fault::LostAnswer => cut(next.run(request).await),
        Fault::CutBody => break_off(next.run(request).await).await,
        Fault::TruncatedBody => {
            let half = |mut body: Vec<u8>| {
                body.truncate(body.len() / 2);
                body
            };
            with_body(next.run(request).await, half).await
        }
        Fault::DuplicateRow => {
            with_body(next.run(request).await, |body| duplicate_last_row(&body).unwrap_or(body)).await
        }
    }
}

/// Nothing of the answer arrives.
fn cut(mut response: Response) -> Response {
    if let Some(call) = response.extensions_mut().get_mut::<Call>() {
        (call.status, call.rows, call.bytes) = (0, 0, 0);
    }
    response.extensions_mut().insert(Cut);
    response
}

async fn with_body(response: Response, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Response {
    let (mut parts, body) = response.into_parts();
    // The bodies made here are in memory already: reading one does not fail.
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = change(body.to_vec());
    if let Some(call) = parts.extensions.get_mut::<Call>() {
        call.bytes = body.len();
    }
    Response::from_parts(parts, Body::from(body))
}

/// Promises the whole body, sends half and ends the connection.
async fn break_off(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(header::CONTENT_LENGTH, body.len().into());
    let half = body.slice(..body.len() / 2);
    if let Some(call) = parts.extensions.get_mut::<Call>() {
        call.bytes = half.len();
    }
    let chunks = stream! {
        yield Ok::<Bytes, io::Error>(half);
        // Lets the first half go out before the connection ends.
        tokio::task::yield_now().await;
        yield Err(io::Error::from(io::ErrorKind::ConnectionAborted));
    };
    Response::from_parts(parts, Body::from_stream(chunks))
}
