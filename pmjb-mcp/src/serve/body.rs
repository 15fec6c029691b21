//! What requests carry: little, and at once.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;

/// The largest body; a question or a form is a hundredth of it.
const MOST: usize = 256 * 1_024;

/// A body is there within this time.
const PATIENCE: Duration = Duration::from_secs(15);

/// Reads the body of a request before anything is done for it.
pub(super) async fn whole(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let declared = parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if declared.is_some_and(|length: u64| length > MOST as u64) {
        return too_large();
    }
    match tokio::time::timeout(PATIENCE, read(body)).await {
        Ok(Ok(bytes)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Ok(Err(Unread::TooLarge)) => too_large(),
        Ok(Err(Unread::Broken)) => (StatusCode::BAD_REQUEST, "Het verzoek kwam niet heel aan.\n").into_response(),
        Err(_) => (StatusCode::REQUEST_TIMEOUT, "Het verzoek kwam te langzaam binnen.\n").into_response(),
    }
}

enum Unread {
    TooLarge,
    Broken,
}

async fn read(body: Body) -> Result<Vec<u8>, Unread> {
    let mut pieces = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        bytes.extend_from_slice(&piece.map_err(|_| Unread::Broken)?);
        if bytes.len() > MOST {
            return Err(Unread::TooLarge);
        }
    }
    Ok(bytes)
}

fn too_large() -> Response {
    (StatusCode::PAYLOAD_TOO_LARGE, "Het verzoek is te groot.\n").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use futures::stream;
    use tower::ServiceExt as _;

    async fn status(body: Body) -> StatusCode {
        let router = Router::new().route("/", post(|body: String| async move { body.len().to_string() }));
        let request = Request::post("/").body(body).unwrap();
        router.layer(from_fn(whole)).oneshot(request).await.unwrap().status()
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_drips_or_never_ends_is_not_waited_for() {
        let drip = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_secs(2)).await;
            Some((Ok::<_, std::io::Error>("x"), ()))
        });
        assert_eq!(status(Body::from_stream(drip)).await, StatusCode::REQUEST_TIMEOUT);
        let flood = stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b'x'; 10_000]));
        assert_eq!(status(Body::from_stream(flood)).await, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(status(Body::from("kort")).await, StatusCode::OK);
    }
}
