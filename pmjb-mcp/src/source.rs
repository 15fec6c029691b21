//! Where the books come from: a made-up company, an audit file, or a link with Exact Online.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use exact_client::{AppCredentials, Exact, Host, Loopback};
use exact_sandbox::books::auditfile::AuditFileFault;
use exact_sandbox::books::company::Company;
use exact_sandbox::{Limits, Sandbox};

use crate::administration::Listed;
use crate::books::Books;
use crate::browser;
use crate::dutch;
use crate::failure::Failure;
use crate::link::Home;
use crate::progress::Reporter;
use crate::today::Today;

/// Where the books come from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// A made-up company of this seed.
    Demo(u64, Company),
    /// Audit files, one administration each.
    AuditFiles(Vec<PathBuf>),
    /// The stored link.
    Link,
}

/// Books, and the Exact Online they come from when that runs here.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) books: Books,
    /// Runs as long as it is kept.
    pub(crate) sandbox: Option<Sandbox>,
    /// What was odd in an audit file.
    pub(crate) warnings: Vec<String>,
    /// Calls to Exact Online that it took to log in and to find the administrations; answers count their own.
    pub(crate) calls: u64,
}

/// How many calls the sandbox behind made-up books remembers: a server may run for days.
const CALLS: usize = 1_000;

impl Source {
    /// Opens the books. `asked` is a day to take for today, `clock` what day it is otherwise.
    pub(crate) async fn open(self, asked: Option<NaiveDate>, clock: Today) -> Result<Opened, Failure> {
        let today = asked.map_or(clock, Today::Fixed);
        match self {
            Self::Demo(seed, company) => {
                let builder = Sandbox::builder().seed(seed).company(company).today(today.day()).remembered_calls(CALLS);
                Box::pin(here(builder, today, Made::Up)).await
            }
            Self::AuditFiles(files) => {
                files.iter().try_for_each(|file| readable(file.as_path()))?;
                let mut builder = Sandbox::builder().auditfiles(&files).remembered_calls(CALLS);
                if let Some(day) = asked {
                    builder = builder.today(day);
                }
                Box::pin(here(builder, today, Made::FromFiles)).await
            }
            Self::Link => {
                let books = Home::find()?.open(today)?;
                Ok(Opened { books, sandbox: None, warnings: Vec::new(), calls: 0 })
            }
        }
    }
}

/// How the books of a sandbox came about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    Up,
    FromFiles,
}

/// Starts an Exact Online on this machine and logs in to it the way an owner does: login page, consent, redirect, code.
async fn here(builder: exact_sandbox::Builder, today: Today, made: Made) -> Result<Opened, Failure> {
    // It is here for one user; there is nobody to share its calls with.
    let plenty = Limits { minute: 100_000, day: 10_000_000 };
    let sandbox = builder.limits(plenty).start().await.map_err(|error| not_started(&error))?;
    let (today, note) = if made == Made::Up || matches!(today, Today::Fixed(_)) {
        (today, None)
    } else {
        let last = sandbox.books().today;
        let day = dutch::date(last);
        let note = format!("Vandaag is hier {day}, de laatste dag van het laatste boekjaar in het auditbestand.");
        (Today::Fixed(last), Some(note))
    };
    let exact = log_in(&sandbox).await?;
    let current = exact.current_division().await.map_err(|error| Failure::from(&error))?;
    let divisions = exact.divisions().await.map_err(|error| Failure::from(&error))?;
    let listed: Vec<_> = divisions.rows().iter().map(Listed::from).collect();
    let chosen =
        listed.iter().find(|one| one.administration.code == current.code()).or_else(|| listed.first()).cloned();
    let calls = exact.calls().total();
    let books = Books::new(exact, today).noted(note);
    let books = match chosen {
        Some(chosen) => books.chosen(chosen),
        None => books,
    };
    let warnings = sandbox.books().warnings.clone();
    Ok(Opened { books, sandbox: Some(sandbox), warnings, calls })
}

/// The whole of a login, with a browser that fills in the forms by itself.
async fn log_in(sandbox: &Sandbox) -> Result<Exact, Failure> {
    let told = |error: exact_client::Error| Failure::from(&error);
    let listener = Loopback::bind(0, "/terug").await.map_err(told)?;
    let credentials = AppCredentials::new(sandbox.client_id(), sandbox.client_secret(), listener.redirect_uri());
    let host = Host::at(&sandbox.base_url()).map_err(told)?;
    let exact = Exact::builder(credentials).host(host).observer(Reporter).build().map_err(told)?;
    let request = exact.authorization_url();
    let (redirected, visited) = tokio::join!(
        async { tokio::time::timeout(core::time::Duration::from_secs(20), listener.wait()).await },
        browser::log_in(&request.url),
    );
    visited.map_err(|error| {
        tracing::error!(%error, "the demo could not log in");
        no_login()
    })?;
    let redirected = redirected.map_err(|_| no_login())?.map_err(told)?;
    exact.exchange(&request, &redirected).await.map_err(told)?;
    Ok(exact)
}

fn no_login() -> Failure {
    Failure::new(
        "demo_login_mislukt",
        "Het inloggen op de demo lukte niet.",
        "Probeer het nog eens; meld het als het zo blijft.",
    )
}

fn readable(file: &Path) -> Result<(), Failure> {
    let name = file.display();
    let gone = "Controleer de naam en de plaats van het bestand.";
    match std::fs::metadata(file) {
        Ok(metadata) if metadata.is_dir() => {
            Err(Failure::new("auditbestand_onleesbaar", format!("{name} is een map, geen auditbestand."), gone))
        }
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(Failure::new("auditbestand_ontbreekt", format!("Het auditbestand {name} bestaat niet."), gone))
        }
        Err(error) => Err(Failure::new(
            "auditbestand_onleesbaar",
            format!("Het auditbestand {name} is niet te openen ({error})."),
            "Controleer of je het bestand mag lezen.",
        )),
    }
}

fn not_started(error: &exact_sandbox::StartError) -> Failure {
    let Some(error) = error.audit_file() else {
        tracing::error!(%error, "the sandbox did not start");
        return Failure::new(
            "demo_start_niet",
            "De demo kan op deze computer niet starten.",
            "Controleer of programma's op 127.0.0.1 mogen luisteren.",
        );
    };
    tracing::debug!(%error, "the audit file cannot be read");
    let name = error.file().map_or_else(|| "Het auditbestand".to_owned(), |file| file.display().to_string());
    let what = match error.fault() {
        AuditFileFault::Unreadable => "is niet te lezen van de schijf",
        AuditFileFault::Empty => "is leeg",
        AuditFileFault::NotXml => "is geen geldig XML-bestand",
        AuditFileFault::NotAnAuditFile => "is wel XML, maar geen auditbestand",
        AuditFileFault::CutOff => "is afgebroken: het laatste stuk ontbreekt",
        AuditFileFault::NoTransactions => "bevat geen boekingen",
        AuditFileFault::NoAccounts => "bevat geen grootboekrekeningen",
        AuditFileFault::BadAmount => "bevat een bedrag dat geen getal is",
        AuditFileFault::Incomplete => "mist een verplicht gegeven",
        _ => "is niet te lezen als auditbestand",
    };
    let place = error.line().map(|line| format!(" (regel {line})")).unwrap_or_default();
    Failure::new(
        "auditbestand_onleesbaar",
        format!("{name} {what}{place}."),
        "Maak in je boekhoudpakket een nieuwe export als auditbestand (XAF 3.x of CLAIR2) en probeer het opnieuw.",
    )
}
