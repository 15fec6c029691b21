//! The line of JSON on standard output when the sandbox is ready.

use std::error::Error;
use std::io::Write as _;

use chrono::NaiveDate;
use exact_sandbox::Sandbox;
use serde::Serialize;

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

/// Writes it.
pub(crate) fn announce(sandbox: &Sandbox) -> Result<(), Box<dyn Error>> {
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
