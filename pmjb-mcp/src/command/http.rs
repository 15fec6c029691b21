use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::say;
use crate::cli::Http;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::http::Listening;
use crate::server::Server;
use crate::today::Today;

/// Serves MCP over HTTP on this machine until it is interrupted.
pub(crate) async fn run(arguments: &Http, clock: Today) -> Result<(), Failure> {
    let desk = Arc::new(Desk::new(arguments.source.source(), arguments.source.today, clock));
    Box::pin(desk.opened()).await?;
    let listening = Listening::on(arguments.luister).await.map_err(|error| {
        Failure::new(
            "adres_kan_niet",
            format!("Op {} kan niet worden geluisterd: {error}.", arguments.luister),
            "Kies met --luister een ander adres van deze computer, bijvoorbeeld 127.0.0.1:0.",
        )
    })?;
    say(&format!("MCP-server: {}\nStoppen: Ctrl+C", listening.url()))?;
    let stop = CancellationToken::new();
    let interrupted = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            interrupted.cancel();
        }
    });
    listening.serve(move || Server::new(Arc::clone(&desk)), stop).await.map_err(|error| {
        tracing::error!(%error, "the listener broke");
        Failure::new("verbinding_verbroken", "De server is gestopt.", "Start het programma opnieuw.")
    })
}
