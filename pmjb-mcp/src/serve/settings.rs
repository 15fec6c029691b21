use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::key::Keys;
use super::limit::Rates;
use super::plan::{File as PlanFile, Plans};
use crate::failure::Failure;

/// Where Exact sends a visitor back to.
pub(super) const RETURN_PATH: &str = "/connect/terug";

/// Questions in a month of a demonstration.
const DEMO_QUESTIONS: u32 = 100_000;

/// Members of a link of a demonstration.
const DEMO_MEMBERS: u32 = 5;

/// What the hoster decides.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The address of this machine that is listened on.
    pub(crate) listen: SocketAddr,
    /// The address visitors see.
    pub(crate) public_url: Url,
    /// The folder of the database.
    pub(crate) data: PathBuf,
    /// The address of Exact Online.
    pub(crate) exact: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: SecretString,
    /// What secrets in the database are encrypted under.
    pub(crate) keys: Arc<Keys>,
    /// The address of the PostgreSQL that servers share; without one it is a file in `data`.
    pub(crate) database: Option<SecretString>,
    /// What a visitor may ask in a month, and whom he may invite.
    pub(crate) plans: Plans,
    /// What one address and one link may do in a minute.
    pub(crate) limits: Rates,
}

/// The configuration file. Secrets are not in it: they come from the environment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<SocketAddr>,
    public_url: Url,
    data: PathBuf,
    exact: Option<String>,
    client_id: String,
    questions_per_month: Option<u32>,
    /// Where a visitor gets another plan.
    plans_url: Option<Url>,
    #[serde(default)]
    plans: BTreeMap<String, PlanFile>,
    #[serde(default)]
    limits: Rates,
}

impl Settings {
    /// Reads the configuration file, and the secrets from the environment.
    pub(crate) fn read(path: &Path, listen: Option<SocketAddr>) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| unreadable(path, &format!("is niet te openen ({})", error.kind())))?;
        let file: File = toml::from_str(&text)
            .map_err(|error| unreadable(path, &format!("klopt niet: {}", crate::dutch::one_line(error.message()))))?;
        let public_url = file.public_url;
        let is_here = public_url.host_str().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
        if public_url.scheme() != "https" && !is_here {
            return Err(unreadable(path, "noemt een public_url zonder https"));
        }
        let secret = variable("PMJB_CLIENT_SECRET")?;
        let keys = Arc::new(Keys::from_text(&variable("PMJB_KEY")?)?);
        let database = std::env::var("PMJB_DATABASE").ok().filter(|address| !address.trim().is_empty());
        let plans = Plans::read(file.plans, file.questions_per_month, file.plans_url);
        let plans = plans.map_err(|what| unreadable(path, &what))?;
        std::fs::create_dir_all(&file.data)
            .map_err(|error| unreadable(path, &format!("noemt een map die niet te maken is ({})", error.kind())))?;
        Ok(Self {
            listen: listen.or(file.listen).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8716))),
            public_url,
            data: file.data,
            exact: file.exact.unwrap_or_else(|| "https://start.exactonline.nl".to_owned()),
            client_id: file.client_id,
            client_secret: secret.into(),
            keys,
            database: database.map(Into::into),
            plans,
            limits: file.limits,
        })
    }

    /// For a demonstration over an Exact Online that runs here; everything is forgotten with the folder.
    pub(crate) fn demo(listen: SocketAddr, sandbox: &exact_sandbox::Sandbox, data: PathBuf) -> Result<Self, Failure> {
        let public_url = Url::parse(&format!("http://{listen}")).map_err(|_| {
            Failure::new(
                "adres_onjuist",
                "Op dit adres kan de demo niet draaien.",
                "Kies een ander adres met --listen.",
            )
        })?;
        Ok(Self {
            listen,
            public_url,
            data,
            exact: sandbox.base_url(),
            client_id: sandbox.client_id().to_owned(),
            client_secret: sandbox.client_secret().to_owned().into(),
            keys: Arc::new(Keys::random()?),
            database: None,
            plans: Plans::only(DEMO_QUESTIONS, DEMO_MEMBERS),
            limits: Rates::demo(),
        })
    }

    /// An address on this site.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }

    /// Whether visitors come over an encrypted connection, and cookies may say so.
    pub(super) fn is_secure(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

fn variable(name: &str) -> Result<String, Failure> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty()).ok_or_else(|| {
        Failure::new(
            "omgeving_onvolledig",
            format!("De omgevingsvariabele {name} ontbreekt."),
            "Geef PMJB_CLIENT_SECRET (van de app bij Exact) en PMJB_KEY (pmjb-mcp serve --new-key maakt er een).",
        )
    })
}

fn unreadable(path: &Path, what: &str) -> Failure {
    Failure::new(
        "configuratie_onleesbaar",
        format!("De configuratie {} {what}.", path.display()),
        "Geef public_url, data en client_id; zie de handleiding voor de hoster.",
    )
}
