use std::time::Instant;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::App;
use crate::calls::Call;

/// An answer before it goes out, with what the log wants to know of it.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: Option<&'static str>,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    pub(super) rows: usize,
    pub(super) endpoint: Option<String>,
}

impl Answer {
    pub(super) fn json(status: u16, body: Vec<u8>) -> Self {
        Self { status, content_type: Some("application/json; charset=utf-8"), body, ..Self::default() }
    }

    pub(super) fn html(status: u16, page: String) -> Self {
        Self { status, content_type: Some("text/html; charset=utf-8"), body: page.into_bytes(), ..Self::default() }
    }

    /// 302 to an address.
    pub(super) fn redirect(to: String) -> Self {
        Self { status: 302, headers: vec![("location", to)], ..Self::default() }
    }

    /// The answer with the call's line for the log.
    pub(super) fn send(self, app: &App, method: &str, path: String, started: Instant) -> Response {
        let call = Call {
            at: app.clock.now_ms(),
            method: method.to_owned(),
            path,
            endpoint: self.endpoint.clone(),
            status: self.status,
            rows: self.rows,
            bytes: self.body.len(),
            micros: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
            fault: None,
        };
        let mut response = self.into_response();
        response.extensions_mut().insert(call);
        response
    }

    /// The answer as axum sends it. A header value that HTTP forbids is left out.
    pub(super) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if let Some(content_type) = self.content_type {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        response
    }
}
