use std::net::SocketAddr;
use std::sync::Arc;

use exact_sandbox::{Limits, Sandbox};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::say;
use crate::cli::Serve;
use crate::failure::Failure;
use crate::serve::{Keys, Settings, Site, serve};
use crate::today::Today;

/// Where is listened when nothing else is said.
const DEFAULT: ([u8; 4], u16) = ([127, 0, 0, 1], 8716);

/// Serves the site until it is interrupted.
pub(crate) async fn run(arguments: &Serve, clock: Today) -> Result<(), Failure> {
    if arguments.new_key {
        return say(&Keys::random()?.text());
    }
    let clock = arguments.day.or(clock);
    if arguments.demo {
        return Box::pin(demo(arguments, clock)).await;
    }
    let Some(file) = &arguments.config else {
        return Err(Failure::new(
            "configuratie_ontbreekt",
            "Er is geen configuratie genoemd.",
            "Geef --config BESTAND, of probeer het eerst met --demo.",
        ));
    };
    let settings = Settings::read(file, arguments.listen)?;
    let listener = listen(settings.listen).await?;
    let site = Arc::new(Site::open(settings, clock).await?);
    say(&format!("Site: {}", site.address()))?;
    Box::pin(serve(site, listener, interrupted())).await
}

/// The whole of it on this machine; what visitors leave is forgotten at the end.
async fn demo(arguments: &Serve, clock: Today) -> Result<(), Failure> {
    let listener = listen(arguments.listen.unwrap_or_else(|| SocketAddr::from(DEFAULT))).await?;
    let address = listener.local_addr().map_err(|error| no_address(&error))?;
    let folder = tempfile::tempdir().map_err(|error| no_address(&error))?;
    // It is here for one visitor; there is nobody to share its calls with.
    let plenty = Limits { minute: 100_000, day: 10_000_000 };
    let builder = Sandbox::builder().seed(arguments.seed.unwrap_or(1)).today(clock.day()).limits(plenty);
    let sandbox = builder.start().await.map_err(|error| {
        tracing::error!(%error, "the sandbox did not start");
        Failure::new(
            "demo_start_niet",
            "De demo kan op deze computer niet starten.",
            "Controleer of programma's op 127.0.0.1 mogen luisteren.",
        )
    })?;
    let settings = Settings::demo(address, &sandbox, folder.path().to_owned())?;
    let site = Arc::new(Site::open(settings, clock).await?);
    say(&format!(
        "Open in je browser: {}/connect\nVoor assistenten: {}/mcp\nExact Online (nagebouwd): {}\nStoppen: Ctrl+C",
        site.address(),
        site.address(),
        sandbox.base_url()
    ))?;
    Box::pin(serve(site, listener, interrupted())).await
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::new(
            "adres_kan_niet",
            format!("Op {address} kan niet worden geluisterd: {error}."),
            "Kies met --listen een ander adres, bijvoorbeeld 127.0.0.1:0.",
        )
    })
}

fn no_address(error: &std::io::Error) -> Failure {
    tracing::error!(%error, "the demo");
    Failure::new("demo_start_niet", "De demo kan op deze computer niet starten.", "Controleer de tijdelijke map.")
}

/// Cancelled by Ctrl+C, or by who stops the service.
fn interrupted() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        asked_to_stop().await;
        told.cancel();
    });
    stop
}

#[cfg(unix)]
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    let _ = tokio::signal::ctrl_c().await;
}
