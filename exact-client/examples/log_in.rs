//! Logs in with the browser, keeps the link in an encrypted file, and lists the administrations. The second time there is
//! nothing to log in to: the file is the link.
//!
//! ```text
//! cargo run -p exact-client --example log_in                 # at a sandbox that starts with it: log in as anybody
//! EXACT_CLIENT_ID=… EXACT_CLIENT_SECRET=… EXACT_REDIRECT_URI=http://localhost:8080/callback \
//!     cargo run -p exact-client --example log_in -- real     # at Exact Online
//! ```
//!
//! Where the browser cannot come back to this machine, paste the address it ended at.

#![allow(clippy::print_stdout, reason = "a program for a terminal")]

use std::env::temp_dir;
use std::io::stdin;
use std::path::PathBuf;
use std::thread;

use exact_client::{AppCredentials, Error, Exact, FileTokenStore, Host, KeyFile, Loopback};
use exact_sandbox::Sandbox;
use tokio::sync::oneshot;

const PORT: u16 = 8080;
const PATH: &str = "/callback";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let is_real = std::env::args().nth(1).as_deref() == Some("real");
    let listener = Loopback::bind(PORT, PATH).await?;
    let (app, host, folder, _sandbox) = if is_real {
        (AppCredentials::from_env()?, Host::NL, PathBuf::from("."), None)
    } else {
        let sandbox = Sandbox::builder().redirect_uri(listener.redirect_uri()).start().await?;
        let app = AppCredentials::new(sandbox.client_id(), sandbox.client_secret(), listener.redirect_uri());
        // Another sandbox knows nothing of this one's links.
        let folder = temp_dir().join(format!("exact-log-in-{}", std::process::id()));
        (app, Host::at(&sandbox.base_url())?, folder, Some(sandbox))
    };
    let key = KeyFile::load_or_create(folder.join("link.key"))?;
    let store = FileTokenStore::open(folder.join("link"), key)?;
    let exact = Exact::builder(app).host(host).token_store(store).build()?;

    // The link may be there already; only this error asks for a login.
    let divisions = match exact.divisions().await {
        Err(error) if error.needs_login() => {
            log_in(&exact, listener).await?;
            exact.divisions().await?
        }
        divisions => divisions?,
    };
    for division in divisions.rows() {
        println!("{}  {}", division.code, division.description.as_deref().unwrap_or("(no name)"));
    }
    Ok(())
}

/// Whichever comes first: the browser, or a line with the address it ended at.
async fn log_in(exact: &Exact, listener: Loopback) -> Result<(), Error> {
    let request = exact.authorization_url();
    eprintln!("open {}", request.url);
    eprintln!("or paste here the address that the browser ends at");
    let (typed, pasted) = oneshot::channel();
    // A thread that nobody waits for: the program must be able to end while it reads.
    thread::spawn(move || {
        let mut line = String::new();
        if stdin().read_line(&mut line).is_ok() && !line.trim().is_empty() {
            let _nobody_waits_any_more = typed.send(line);
        }
    });
    let redirected = tokio::select! {
        redirected = listener.wait() => redirected?,
        Ok(pasted) = pasted => pasted,
    };
    exact.exchange(&request, &redirected).await
}
