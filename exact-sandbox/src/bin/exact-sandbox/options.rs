//! The command line: whose books, where, and which behaviour.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use exact_sandbox::books::company::Company;
use exact_sandbox::{Limits, Quirks, UnknownQuirk};

use crate::world::World;

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
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve until interrupted. Prints one line of JSON on standard output when ready.
    #[command(after_help = format!("{AFTER_SERVE_HELP}\n\n{}", Quirks::help()))]
    Serve(Box<Serve>),
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address and port; port 0 takes any free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,
    /// Seed of the made-up company: the same seed and day give the same books.
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "auditfile")]
    pub(crate) seed: u64,
    /// The made-up company: standard, consultancy, wholesaler, broken-year, thirteen-periods, group, starter or
    /// closed-years.
    #[arg(long, value_name = "NAME", default_value_t, conflicts_with = "auditfile")]
    pub(crate) company: Company,
    /// Plain books with exactly N ledger lines in one division, up to millions.
    #[arg(long, value_name = "N", conflicts_with_all = ["auditfile", "company"])]
    pub(crate) lines: Option<usize>,
    /// The day it is in the books [default: today; with audit files the last day of their last year].
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<NaiveDate>,
    /// Serve an XAF audit file, bare or in a zip or gzip archive, instead of the made-up company; repeat for more years or
    /// administrations.
    #[arg(long, value_name = "FILE")]
    pub(crate) auditfile: Vec<PathBuf>,
    /// Account types that go before what the audit files suggest: a line such as `8000 110` for each account.
    #[arg(long, value_name = "FILE", requires = "auditfile")]
    pub(crate) account_types: Option<PathBuf>,
    /// Say on standard error what the books hold and what was odd in the files.
    #[arg(long)]
    pub(crate) report: bool,
    /// Calls a minute, per division.
    #[arg(long, value_name = "N", default_value_t = Limits::default().minute)]
    pub(crate) minute_limit: u32,
    /// Calls a day, per division.
    #[arg(long, value_name = "N", default_value_t = Limits::default().day)]
    pub(crate) day_limit: u32,
    /// Behaviour that is not established of the real service, as name=value; repeatable. They are listed below.
    #[arg(long, value_name = "NAME=VALUE", value_parser = quirk)]
    pub(crate) quirk: Vec<String>,
    /// An address a login may return to, besides any on this machine; repeatable.
    #[arg(long, value_name = "URI")]
    pub(crate) redirect_uri: Vec<String>,
    #[command(flatten)]
    pub(crate) world: World,
}

/// Checked here, so that a wrong quirk is a usage error.
fn quirk(text: &str) -> Result<String, UnknownQuirk> {
    Quirks::default().set(text)?;
    Ok(text.to_owned())
}
