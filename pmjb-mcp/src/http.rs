//! MCP over streamable HTTP, for clients on this machine.
//!
//! A page in a browser can make requests to this machine in its visitor's name (DNS rebinding), so only requests that name
//! this machine are answered, and a page's own requests (they carry an `Origin`) only when the page came from here.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The path clients are given.
pub const PATH: &str = "/mcp";

/// A server that listens.
#[derive(Debug)]
pub struct Listening {
    listener: TcpListener,
    address: SocketAddr,
}

impl Listening {
    /// Listens on an address of this machine; port 0 is any that is free.
    ///
    /// # Errors
    ///
    /// When the address is taken, or is not one of this machine alone: over HTTP without a login anybody who reaches the
    /// port reads the books.
    pub async fn on(address: SocketAddr) -> std::io::Result<Self> {
        if !address.ip().is_loopback() {
            let reason = "only an address of this machine itself, such as 127.0.0.1, is served without a login";
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, reason));
        }
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// What to give a client.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// Serves until `stop` is cancelled. `handler` makes the handler of a session or a request.
    ///
    /// # Errors
    ///
    /// When the listener breaks.
    pub async fn serve<H: ServerHandler>(
        self,
        handler: impl Fn() -> H + Send + Sync + 'static,
        stop: CancellationToken,
    ) -> std::io::Result<()> {
        let config = StreamableHttpServerConfig::default()
            .with_cancellation_token(stop.child_token())
            .with_allowed_origins(["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"])
            .enforce_origin_validation();
        let service =
            StreamableHttpService::new(move || Ok(handler()), Arc::new(LocalSessionManager::default()), config);
        let router = Router::new().nest_service(PATH, service);
        axum::serve(self.listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
    }
}
