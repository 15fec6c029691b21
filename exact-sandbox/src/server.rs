//! Accepting connections, in the clear or over TLS, and closing them where a fault wants it.

use core::fmt;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

/// Put in an answer's extensions: the connection closes instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is cut on purpose")
    }
}

impl core::error::Error for Cut {}

/// How long to wait when a connection cannot be accepted.
const NO_ROOM: Duration = Duration::from_millis(50);

/// Serves until it is dropped; the connections that are open end with it.
pub(crate) async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, router: Router) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else {
                    // No file descriptor is free: connections that end make room.
                    tokio::time::sleep(NO_ROOM).await;
                    continue;
                };
                let _ = stream.set_nodelay(true);
                let (tls, router) = (tls.clone(), router.clone());
                connections.spawn(async move {
                    match tls {
                        None => answer(stream, router).await,
                        // A handshake that fails is the client's to report: it did not trust the certificate.
                        Some(tls) => if let Ok(stream) = tls.accept(stream).await {
                            answer(stream, router).await;
                        }
                    }
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn answer(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, router: Router) {
    let service = service_fn(move |request: Request<Incoming>| {
        let router = router.clone();
        async move {
            let Ok(response) = router.oneshot(request.map(Body::new)).await;
            if response.extensions().get::<Cut>().is_some() { Err(Cut) } else { Ok(response) }
        }
    });
    // An error of one connection, a cut among them, ends that connection only.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}
