use std::sync::Arc;

use rmcp::ServiceExt as _;

use crate::cli::SourceArguments;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::server::Server;
use crate::today::Today;

/// Serves until the client closes standard input. Where the books cannot be opened it serves all the same: a client shows
/// what a question is answered with, and of a server that stops at once only that it stopped.
pub(crate) async fn run(arguments: &SourceArguments, clock: Today) -> Result<(), Failure> {
    let desk = Arc::new(Desk::new(arguments.source(), arguments.today, clock));
    let early = Arc::clone(&desk);
    // The client may list the tools meanwhile.
    tokio::spawn(async move {
        if let Err(failure) = Box::pin(early.opened()).await {
            tracing::error!(code = failure.code, "{}", failure.text());
        }
    });
    let broken = |detail: &dyn std::fmt::Display| {
        tracing::error!("{detail}");
        let message = "De verbinding met het MCP-programma is verbroken.";
        Failure::new("verbinding_verbroken", message, "Start het programma opnieuw.")
    };
    match Server::new(Arc::clone(&desk)).serve(rmcp::transport::io::stdio()).await {
        Ok(service) => service.waiting().await.map(drop).map_err(|error| broken(&error))?,
        // A client that looks and leaves did nothing wrong.
        Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => {}
        Err(error) => return Err(broken(&error)),
    }
    // Whoever started it without a client to tell still sees that there were no books.
    Box::pin(desk.opened()).await.map(drop)
}
