//! What the examples share: a connection to the sandbox, or to a real link when its flags are given.

use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use clap::Parser;
use exact_client::{AppCredentials, Division, Exact, Host, MemoryTokenStore, Tokens};
use exact_reports::live::Administration;
use exact_sandbox::Sandbox;

/// Where to read from. Without flags: a made-up company in a sandbox that starts with the example.
#[derive(Parser)]
pub struct Source {
    /// Address of Exact Online, such as `https://start.exactonline.nl`
    #[arg(long, requires_all = ["client_id", "client_secret", "refresh_token"])]
    base: Option<String>,
    /// Client id of your app
    #[arg(long)]
    client_id: Option<String>,
    /// Client secret of your app
    #[arg(long, env = "EXACT_CLIENT_SECRET", hide_env_values = true)]
    client_secret: Option<String>,
    /// A refresh token that no other program will use again
    #[arg(long, env = "EXACT_REFRESH_TOKEN", hide_env_values = true)]
    refresh_token: Option<String>,
    /// The day to count from; the sandbox's own books are made up to it
    #[arg(long, default_value = "2026-06-15")]
    pub today: NaiveDate,
}

/// A division to read, and the sandbox that must live as long.
pub struct Connection {
    /// The first administration.
    pub division: Division,
    _sandbox: Option<Sandbox>,
}

impl Connection {
    /// The reports of the administration.
    #[must_use]
    pub fn reports(&self) -> Administration {
        Administration::new(self.division.clone())
    }
}

impl Source {
    /// Logs in and opens the first administration.
    ///
    /// # Errors
    /// When the sandbox does not start, or Exact does not accept the link.
    pub async fn connect(&self) -> Result<Connection> {
        let (base, id, secret, refresh, sandbox) = match &self.base {
            Some(base) => {
                let flag = |value: &Option<String>| value.clone().context("a flag of the link is missing");
                (base.clone(), flag(&self.client_id)?, flag(&self.client_secret)?, flag(&self.refresh_token)?, None)
            }
            None => {
                let sandbox = Sandbox::builder().today(self.today).start().await?;
                let (id, secret) = (sandbox.client_id().to_owned(), sandbox.client_secret().to_owned());
                (sandbox.base_url(), id, secret, sandbox.refresh_token().to_owned(), Some(sandbox))
            }
        };
        let exact = Exact::builder(AppCredentials::new(id, secret, "http://127.0.0.1/back"))
            .host(Host::at(&base)?)
            .token_store(MemoryTokenStore::with(Tokens::from_refresh_token(refresh)))
            .build()?;
        let divisions = exact.divisions().await?;
        let first = divisions.rows().first().context("this login has no administrations")?;
        Ok(Connection { division: exact.division(first.code), _sandbox: sandbox })
    }
}

/// The project's README, whose program must compile and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
