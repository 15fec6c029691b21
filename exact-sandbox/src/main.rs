//! `exact-sandbox serve`: an Exact Online on this machine, for scripts in any language.

use std::error::Error;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use exact_sandbox::books::auditfile::AccountTypes;
use exact_sandbox::books::company::Company;
use exact_sandbox::{Limits, Quirks, Sandbox, UnknownQuirk};
use serde::Serialize;

/// An Exact Online that runs on your own machine.
#[derive(Debug, Parser)]
#[command(name = "exact-sandbox", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until interrupted. Prints one line of JSON on standard output when ready.
    #[command(after_help = Quirks::help())]
    Serve(Serve),
}

#[derive(Debug, Args)]
struct Serve {
    /// Address and port; port 0 takes any free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Seed of the made-up company: the same seed and day give the same books.
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "auditfile")]
    seed: u64,
    /// The made-up company: standard, consultancy, wholesaler, broken-year, thirteen-periods, group, starter or
    /// closed-years.
    #[arg(long, value_name = "NAME", default_value_t, conflicts_with = "auditfile")]
    company: Company,
    /// Plain books with exactly N ledger lines in one division, up to millions.
    #[arg(long, value_name = "N", conflicts_with_all = ["auditfile", "company"])]
    lines: Option<usize>,
    /// The day it is in the books [default: today; with audit files the last day of their last year].
    #[arg(long, value_name = "DATE")]
    today: Option<NaiveDate>,
    /// Serve an XAF audit file instead of the made-up company; repeat for more years or administrations.
    #[arg(long, value_name = "FILE")]
    auditfile: Vec<PathBuf>,
    /// Account types that go before what the audit files suggest: a line such as `8000 110` for each account.
    #[arg(long, value_name = "FILE", requires = "auditfile")]
    account_types: Option<PathBuf>,
    /// Say on standard error what the books hold and what was odd in the files.
    #[arg(long)]
    report: bool,
    /// Calls a minute, per division.
    #[arg(long, value_name = "N", default_value_t = Limits::default().minute)]
    minute_limit: u32,
    /// Calls a day, per division.
    #[arg(long, value_name = "N", default_value_t = Limits::default().day)]
    day_limit: u32,
    /// Behaviour that is not established of the real service, as name=value; repeatable. They are listed below.
    #[arg(long, value_name = "NAME=VALUE", value_parser = quirk)]
    quirk: Vec<String>,
    /// An address a login may return to, besides any on this machine; repeatable.
    #[arg(long, value_name = "URI")]
    redirect_uri: Vec<String>,
}

/// Checked here, so that a wrong quirk is a usage error.
fn quirk(text: &str) -> Result<String, UnknownQuirk> {
    Quirks::default().set(text)?;
    Ok(text.to_owned())
}

/// The line that tells a script how to reach the sandbox.
#[derive(Serialize)]
struct Ready<'a> {
    base_url: String,
    client_id: &'a str,
    client_secret: &'a str,
    refresh_token: &'a str,
    divisions: Vec<ReadyDivision<'a>>,
    today: NaiveDate,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct ReadyDivision<'a> {
    code: i32,
    hid: i64,
    name: &'a str,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Serve(options) = Cli::parse().command;
    match serve(options).await {
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
    let sandbox = builder.auditfiles(options.auditfile).start().await?;
    if options.report {
        eprint!("{}", sandbox.books().report());
    }
    announce(&sandbox)?;
    until_told_to_stop().await?;
    Ok(())
}

fn announce(sandbox: &Sandbox) -> Result<(), Box<dyn Error>> {
    let books = sandbox.books();
    let divisions = books.divisions.iter();
    let ready = Ready {
        base_url: sandbox.base_url(),
        client_id: sandbox.client_id(),
        client_secret: sandbox.client_secret(),
        refresh_token: sandbox.refresh_token(),
        divisions: divisions.map(|one| ReadyDivision { code: one.code, hid: one.hid, name: &one.name }).collect(),
        today: books.today,
        warnings: &books.warnings,
    };
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &ready)?;
    writeln!(out)?;
    out.flush()?;
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
