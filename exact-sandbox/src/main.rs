//! `exact-sandbox serve`: an Exact Online on this machine, for scripts in any language.

use std::error::Error;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime};
use clap::{Args, Parser, Subcommand};
use exact_sandbox::books::auditfile::AccountTypes;
use exact_sandbox::books::company::Company;
use exact_sandbox::{Builder, Clock, FaultRule, Lifetimes, Limits, Quirks, RandomFaults, Sandbox, UnknownQuirk, User};
use serde::Serialize;

const AFTER_HELP: &str = "\
Start it with `exact-sandbox serve`; `exact-sandbox serve --help` has every option. It prints one line of JSON with
base_url, client_id, client_secret and a refresh_token that can be used at once. Put base_url where your client has
https://start.exactonline.nl.";

const AFTER_SERVE_HELP: &str = "\
Examples:
  exact-sandbox serve --listen 127.0.0.1:8765
  exact-sandbox serve --auditfile 2025.xaf --auditfile 2026.xaf
  exact-sandbox serve --faults rate=0.01,seed=7 --clock-speed 60
  exact-sandbox serve --tls --user anna --user bob=100002 --scope 'Financial accounting:read'

While it runs (all under base_url):
  GET  /_sandbox/calls?path=TransactionLines&status=429   the calls received
  POST /_sandbox/clock     {\"advance_seconds\": 575}        move, set or speed up the clock
  POST /_sandbox/faults    {\"path\": \"oauth2/token\", \"fault\": \"lost-answer\"}
  POST /_sandbox/entries   {\"journal\": \"70\", \"date\": \"2026-06-01\", \"lines\": [{\"account\": \"1300\", \"amount\": 121}, ...]}
  POST /_sandbox/moves     {\"division\": 100001}            it moves to another database, timestamps start again
  POST /_sandbox/revoke    {}                              the user takes the app's access away
  POST /_sandbox/changes   {\"topic\": \"Accounts\", \"key\": \"<guid>\"}   a webhook";

/// An Exact Online that runs on your own machine.
#[derive(Debug, Parser)]
#[command(name = "exact-sandbox", version, about, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until interrupted. Prints one line of JSON on standard output when ready.
    #[command(after_help = format!("{AFTER_SERVE_HELP}\n\n{}", Quirks::help()))]
    Serve(Box<Serve>),
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
    #[command(flatten)]
    world: World,
}

/// Time, tokens, people, things that go wrong, and TLS.
#[derive(Debug, Args)]
struct World {
    /// Where the clock of tokens and limits starts, in UTC, like 2026-06-15T12:00:00 [default: the machine's clock].
    #[arg(long, value_name = "MOMENT", help_heading = "Clock and lifetimes")]
    clock: Option<NaiveDateTime>,
    /// Seconds that clock moves in a second: 60 makes an hour of a minute, 0 stops it.
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Clock and lifetimes")]
    clock_speed: u32,
    /// Seconds an access token lives.
    #[arg(long, value_name = "SECONDS", default_value_t = 600, help_heading = "Clock and lifetimes")]
    access_lifetime: u64,
    /// Age in seconds of the access token before which a refresh is refused.
    #[arg(long, value_name = "SECONDS", default_value_t = 570, help_heading = "Clock and lifetimes")]
    earliest_refresh: u64,
    /// Seconds an unused refresh token lives.
    #[arg(long, value_name = "SECONDS", default_value_t = 2_592_000, help_heading = "Clock and lifetimes")]
    refresh_lifetime: u64,
    /// Seconds an authorisation code lives.
    #[arg(long, value_name = "SECONDS", default_value_t = 180, help_heading = "Clock and lifetimes")]
    code_lifetime: u64,
    /// Errors an endpoint of a division forgives in an hour before it is blocked.
    #[arg(long, value_name = "N", default_value_t = 10)]
    errors_per_hour: u32,
    /// Token calls a user may make in a day.
    #[arg(long, value_name = "N", default_value_t = 200)]
    token_calls_per_day: u32,
    /// Calls that go wrong at random: rate=0.01,seed=7, with kinds=cut+html+status:503+delay:200 for some kinds only.
    #[arg(long, value_name = "FAULTS", help_heading = "Faults")]
    faults: Option<RandomFaults>,
    /// A call that goes wrong, as JSON: {"path":"crm/Accounts","nth":2,"fault":"cut"}; repeatable. The README lists the
    /// kinds.
    #[arg(long, value_name = "JSON", help_heading = "Faults")]
    fault: Vec<FaultRule>,
    /// A user who can log in: NAME, NAME=CODE+CODE for some divisions only, NAME!crm/Accounts!payroll/ without the right to
    /// an endpoint or a service; repeatable [default: any name, one user].
    #[arg(long, value_name = "USER", help_heading = "Users and permissions")]
    user: Vec<User>,
    /// A permission of the app: "Crm accounts", or "Crm accounts:read" to view only; repeatable [default: all].
    #[arg(long, value_name = "SCOPE", help_heading = "Users and permissions")]
    scope: Vec<String>,
    /// An endpoint of a module the licence does not have, or a beginning with a slash (payroll/); repeatable.
    #[arg(long, value_name = "ENDPOINT", help_heading = "Users and permissions")]
    unlicensed: Vec<String>,
    /// Serve over TLS with a certificate made at the start; the line of JSON has it as `certificate`.
    #[arg(long, help_heading = "TLS", conflicts_with = "tls_cert")]
    tls: bool,
    /// Serve over TLS with this certificate chain, in PEM.
    #[arg(long, value_name = "FILE", help_heading = "TLS", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The key of that certificate, in PEM.
    #[arg(long, value_name = "FILE", help_heading = "TLS", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl World {
    fn build(self, mut builder: Builder) -> Builder {
        let clock = Clock::system();
        if let Some(moment) = self.clock {
            clock.set(moment.and_utc().timestamp_millis());
        }
        clock.set_speed(self.clock_speed);
        builder = builder
            .clock(clock)
            .lifetimes(Lifetimes {
                access: Duration::from_secs(self.access_lifetime),
                earliest_refresh: Duration::from_secs(self.earliest_refresh),
                refresh: Duration::from_secs(self.refresh_lifetime),
                code: Duration::from_secs(self.code_lifetime),
            })
            .errors_per_hour(self.errors_per_hour)
            .token_calls_per_day(self.token_calls_per_day);
        if let Some(faults) = self.faults {
            builder = builder.random_faults(faults);
        }
        builder = self.fault.into_iter().fold(builder, Builder::fault);
        builder = self.user.into_iter().fold(builder, Builder::user);
        builder = self.unlicensed.into_iter().fold(builder, Builder::unlicensed);
        if !self.scope.is_empty() {
            builder = builder.scopes(self.scope.iter().map(String::as_str));
        }
        match (self.tls_cert, self.tls_key) {
            (Some(certificate), Some(key)) => builder.tls_files(certificate, key),
            _ if self.tls => builder.tls(),
            _ => builder,
        }
    }
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
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<&'a str>,
    webhook_secret: &'a str,
    users: Vec<&'a str>,
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

fn announce(sandbox: &Sandbox) -> Result<(), Box<dyn Error>> {
    let books = sandbox.books();
    let divisions = books.divisions.iter();
    let ready = Ready {
        base_url: sandbox.base_url(),
        client_id: sandbox.client_id(),
        client_secret: sandbox.client_secret(),
        refresh_token: sandbox.refresh_token(),
        certificate: sandbox.certificate(),
        webhook_secret: sandbox.webhook_secret(),
        users: sandbox.users().collect(),
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
