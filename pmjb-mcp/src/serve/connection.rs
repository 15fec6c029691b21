//! Connections: so many at once, none that keeps a place without asking anything, and none cut off while it is answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// Connections at once; the next one waits for a place.
const MOST: usize = 4_096;

/// The head of a request is there within this time, the first one and every one after it.
const HEAD: Duration = Duration::from_secs(20);

/// Answers that are under way when the server is stopped get this long.
const LEAVE: Duration = Duration::from_secs(30);

/// What to wait when no connection can be taken: files or memory are short.
const BREATH: Duration = Duration::from_millis(100);

/// The other end of a connection: a visitor, or the proxy in front of the site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) SocketAddr);

/// Serves connections until `stop` is cancelled, and the answers that are under way then.
pub(super) async fn serve(listener: TcpListener, router: Router, stop: &CancellationToken) {
    let places = Arc::new(Semaphore::new(MOST));
    let graceful = GracefulShutdown::new();
    loop {
        let taken = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((place, listener.accept().await))
        };
        let (place, accepted) = tokio::select! {
            taken = taken => match taken { Some(taken) => taken, None => break },
            () = stop.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection that could not be taken");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        // Answers are small: they go out at once.
        let _ = stream.set_nodelay(true);
        let served = graceful.watch(connection(stream, Peer(peer), router.clone()));
        tokio::spawn(async move {
            if let Err(error) = served.await {
                tracing::debug!(%error, "a connection ended");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(LEAVE, graceful.shutdown()).await.is_err() {
        tracing::warn!("answers were still under way when the server stopped");
    }
}

/// One connection.
fn connection<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    peer: Peer,
    router: Router,
) -> impl GracefulConnection<Error = hyper::Error> + Send {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        router.clone().oneshot(request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), service)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    const PEER: Peer = Peer(SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 1));

    /// What comes back for bytes that never become a request; time passes by itself.
    async fn answer_to(sent: &[u8]) -> Vec<u8> {
        let (mut client, server) = tokio::io::duplex(1_024);
        let served = tokio::spawn(connection(server, PEER, Router::new()));
        client.write_all(sent).await.unwrap();
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).await.unwrap();
        let _ = served.await.unwrap();
        answer
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_never_finishes_its_request_loses_its_place() {
        for slow in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: a\r\nx: "] {
            let answer = answer_to(slow.as_bytes()).await;
            assert!(!String::from_utf8_lossy(&answer).contains("200"), "{slow}");
        }
    }
}
