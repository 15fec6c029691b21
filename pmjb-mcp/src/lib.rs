//! Praat met je Boekhouding: an MCP server and a terminal program that answer questions about an Exact Online
//! administration.
//!
//! This crate is a thin adapter. What a figure is, which endpoint it comes from and how Exact behaves is known to
//! `exact-reports` and `exact-client`; here are the Dutch words, the periods people name, the tools of the MCP server and
//! the stored link. The library exists for the binary and its tests: [`run`] is all of it.

mod administration;
mod assistant;
mod books;
pub mod browser;
mod cause;
mod chart;
mod cli;
mod command;
mod desk;
mod dutch;
mod failure;
mod figure;
mod find;
pub mod http;
mod link;
mod memory;
mod period;
mod progress;
mod prompt;
mod refusal;
mod reply;
mod resource;
mod serve;
mod server;
mod sheet;
mod source;
mod table;
mod term;
mod today;
mod tool;
mod trace;

use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use cli::{Command, Said};
use failure::Failure;
pub use today::Today;
use trace::Traces;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

/// Does what a command line says, its own name included. `clock` tells what day it is when nobody says so.
///
/// Answers go to standard output, everything else to standard error. The exit code is 0 when the answer is there, 2 for a
/// command line that means nothing and 1 for any other failure.
pub fn run(words: impl IntoIterator<Item = OsString>, clock: Today) -> ExitCode {
    let command = match cli::read(words) {
        Ok(cli) => cli.command,
        Err(Said::Asked(text)) => {
            return command::say(text.trim_end()).map_or_else(|failure| told(&failure, 1), |()| ExitCode::SUCCESS);
        }
        Err(Said::Wrong(failure, help)) => {
            if let Some(help) = help {
                complain(help.trim_end());
            }
            return told(&failure, 2);
        }
    };
    let traces = log_to_standard_error(matches!(command, Command::Serve(_)));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let message = format!("Het programma kan niet starten ({error}).");
            return told(&Failure::new("start_niet", message, "Sluit andere programma's en probeer het opnieuw."), 1);
        }
    };
    let done = runtime.block_on(Box::pin(done(command, clock)));
    // Whoever still reads standard input is not waited for.
    runtime.shutdown_background();
    drop(traces);
    done.map_or_else(|failure| told(&failure, 1), |()| ExitCode::SUCCESS)
}

async fn done(command: Command, clock: Today) -> Result<(), Failure> {
    match command {
        Command::Demo(demo) => command::demo::run(&demo, clock).await,
        Command::Stdio(source) => command::stdio::run(&source, clock).await,
        Command::Http(http) => command::http::run(&http, clock).await,
        Command::Serve(site) => command::serve::run(&site, clock).await,
        Command::Beheer(hosting) => command::hosting::run(&hosting, clock).await,
        Command::Vraag(question) => command::question::run(&question, clock).await,
        Command::Verbind(connect) => command::connection::connect(&connect, clock).await,
        Command::Status(day) => command::connection::status(&day, clock),
        Command::Wissel(switch) => command::connection::switch(&switch, clock).await,
        Command::Installeer(install) => command::installation::run(&install),
        Command::Doctor(day) => command::doctor::run(&day, clock).await,
        Command::Aanvulling(wanted) => command::emit(&cli::completion(wanted.shell)),
        Command::Man => {
            let page = cli::manual().map_err(|error| {
                Failure::new("handleiding", format!("De handleiding is niet te maken ({error})."), "")
            })?;
            command::emit(&page)
        }
        Command::Ontkoppel => command::connection::disconnect(),
    }
}

fn told(failure: &Failure, code: u8) -> ExitCode {
    complain(&failure.text());
    ExitCode::from(code)
}

fn complain(text: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Standard output is the answer, or the protocol. `RUST_LOG` shows more; `PMJB_LOG=json` writes lines for programs. Whoever serves
/// others also hears of what is not right yet, and may have traces collected.
fn log_to_standard_error(serves_others: bool) -> Traces {
    let as_json = std::env::var_os("PMJB_LOG").is_some_and(|form| form == "json");
    let level = match (as_json, serves_others) {
        (true, _) => "warn,pmjb_mcp=info",
        (false, true) => "error,pmjb_mcp=warn",
        (false, false) => "error",
    };
    let (traces, refused) = match serves_others.then(Traces::from_environment).transpose() {
        Ok(traces) => (traces.unwrap_or_default(), None),
        Err(error) => (Traces::default(), Some(error)),
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = if as_json {
        lines.json().with_current_span(false).with_span_list(false).with_filter(filter).boxed()
    } else {
        lines.with_ansi(std::io::stderr().is_terminal()).with_filter(filter).boxed()
    };
    // Somebody else may have set one up already.
    let _ = tracing_subscriber::registry().with(lines).with(traces.layer()).try_init();
    if let Some(error) = refused {
        tracing::warn!(%error, "no traces: the settings of the collector cannot be used");
    }
    traces
}
