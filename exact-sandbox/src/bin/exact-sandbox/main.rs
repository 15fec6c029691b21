//! `exact-sandbox serve`: an Exact Online on this machine, for scripts in any language.

mod options;
mod ready;
mod world;

use std::error::Error;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Parser as _;
use exact_sandbox::books::auditfile::AccountTypes;
use exact_sandbox::{Limits, Sandbox};
use options::{Cli, Command, Serve};
use ready::announce;

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Serve(options) = Cli::parse().command;
    match serve(*options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = error.to_string();
            let mut cause = error.source();
            while let Some(error) = cause {
                text = format!("{text}: {error}");
                cause = error.source();
            }
            eprintln!("exact-sandbox: {text}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Serve) -> Result<(), Box<dyn Error>> {
    let mut builder = Sandbox::builder()
        .listen(options.listen)
        .seed(options.seed)
        .company(options.company)
        .limits(Limits { minute: options.minute_limit, day: options.day_limit });
    let default_today = options.auditfile.is_empty().then(machine_today);
    if let Some(today) = options.today.or(default_today) {
        builder = builder.today(today);
    }
    if let Some(lines) = options.lines {
        builder = builder.lines(lines);
    }
    for quirk in &options.quirk {
        builder = builder.quirk(quirk)?;
    }
    for uri in options.redirect_uri {
        builder = builder.redirect_uri(uri);
    }
    if let Some(path) = &options.account_types {
        builder = builder.account_types(AccountTypes::read(path)?);
    }
    builder = options.world.build(builder);
    let sandbox = builder.auditfiles(options.auditfile).start().await?;
    if options.report {
        eprint!("{}", sandbox.books().report());
    }
    announce(&sandbox)?;
    until_told_to_stop().await?;
    Ok(())
}

#[cfg(unix)]
async fn until_told_to_stop() -> Result<(), Box<dyn Error>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn until_told_to_stop() -> Result<(), Box<dyn Error>> {
    Ok(tokio::signal::ctrl_c().await?)
}

/// The date on this machine: the one place that looks at the calendar on the wall.
#[expect(clippy::disallowed_methods, reason = "the default of --today is the machine's date, in this binary only")]
fn machine_today() -> NaiveDate {
    chrono::Local::now().date_naive()
}
