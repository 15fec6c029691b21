//! What the examples share: a connection to the sandbox, or to a real link when its flags are given.

use anyhow::{Context as _, Result};
use chrono::{Datelike as _, NaiveDate};
use clap::{Parser, ValueEnum};
use exact_client::{AppCredentials, Division, Exact, Host, MemoryTokenStore, Tokens};
use exact_reports::PeriodRequest;
use exact_reports::live::{Administration, Answer};
use exact_reports::table::Tabular;
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
    /// The book year to read; without it the year before today
    #[arg(long)]
    year: Option<i16>,
    /// How tables are printed
    #[arg(long, value_enum, default_value_t)]
    notation: Notation,
}

/// How tables are printed.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Notation {
    /// Columns under each other
    #[default]
    Text,
    /// For a page or a conversation
    Markdown,
    /// For a spreadsheet or a program
    Csv,
}

/// A division to read, and the sandbox that must live as long.
pub struct Connection {
    /// The first administration.
    pub division: Division,
    /// ISO 4217 code of its currency.
    pub currency: String,
    notation: Notation,
    _sandbox: Option<Sandbox>,
}

impl Connection {
    /// The reports of the administration.
    #[must_use]
    pub fn reports(&self) -> Administration {
        Administration::new(self.division.clone())
    }

    /// Every table of an answer, its explanation and checks included, and what it cost.
    ///
    /// # Errors
    /// None in practice: see [`Table::csv`](exact_reports::table::Table::csv).
    pub fn shown<T: Tabular>(&self, answer: &Answer<T>) -> Result<String> {
        Ok(format!("{}{} calls, {} rows\n", self.tables(answer)?, answer.calls, answer.rows))
    }

    /// Every table of a report.
    ///
    /// # Errors
    /// As [`shown`](Self::shown).
    pub fn tables<T: Tabular + ?Sized>(&self, report: &T) -> Result<String> {
        let mut text = String::new();
        for table in report.tables(&self.currency) {
            text += &match self.notation {
                Notation::Text => table.text(),
                Notation::Markdown => table.markdown(),
                Notation::Csv => table.csv()?,
            };
            text.push('\n');
        }
        Ok(text)
    }
}

impl Source {
    /// The book year to read.
    #[must_use]
    pub fn year(&self) -> PeriodRequest {
        PeriodRequest::BookYear(self.year_number())
    }

    /// The book year before it.
    #[must_use]
    pub fn year_before(&self) -> PeriodRequest {
        PeriodRequest::BookYear(self.year_number().saturating_sub(1))
    }

    /// The number of the book year to read.
    #[must_use]
    pub fn year_number(&self) -> i16 {
        self.year.unwrap_or_else(|| i16::try_from(self.today.year() - 1).unwrap_or(i16::MAX))
    }

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
        let currency = first.currency.clone().unwrap_or_else(|| "EUR".to_owned());
        Ok(Connection { division: exact.division(first.code), currency, notation: self.notation, _sandbox: sandbox })
    }
}

/// The project's README, whose program must compile and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    #[test]
    fn the_readme_and_the_manifest_name_every_program_and_no_other() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        let (readme, manifest) = (read("README.md"), read("Cargo.toml"));
        let files: BTreeSet<String> = fs::read_dir(folder)
            .unwrap()
            .filter_map(|file| file.unwrap().file_name().to_str()?.strip_suffix(".rs").map(str::to_owned))
            .collect();
        let listed = readme.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
        assert_eq!(listed.map(str::to_owned).collect::<BTreeSet<_>>(), files);
        let built = manifest.lines().filter_map(|line| line.strip_prefix("path = \"")?.strip_suffix(".rs\""));
        assert_eq!(built.map(str::to_owned).collect::<BTreeSet<_>>(), files);
    }
}
