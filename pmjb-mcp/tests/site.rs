//! The site as a visitor and an assistant meet it, over an Exact Online that runs here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "site/browser.rs"]
mod browser;
#[path = "site/keys.rs"]
mod keys;
#[path = "site/kill.rs"]
mod kill;
#[path = "site/language.rs"]
mod language;
#[path = "site/limits.rs"]
mod limits;
#[path = "site/members.rs"]
mod members;
#[path = "site/operations.rs"]
mod operations;
#[path = "site/plans.rs"]
mod plans;
#[path = "site/postgres.rs"]
mod postgres;
#[path = "site/progress.rs"]
mod progress;
#[path = "site/security.rs"]
mod security;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use reqwest::header::{ACCEPT, WWW_AUTHENTICATE};
use reqwest::{Client, Method, StatusCode, Url};
use serde_json::json;

use browser::{Browser, ask, token};

/// A key of a site.
const KEY: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";

/// A running site, stopped the hard way when it is dropped.
struct Site {
    process: Child,
    base: String,
}

impl Site {
    fn demo() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pmjb-mcp"));
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--today", "2026-11-20"]);
        Self::start(command)
    }

    /// One with a configuration and a folder that outlives it.
    fn hosted(folder: &Path, port: u16, exact: &exact_sandbox::Sandbox) -> Self {
        Self::start(Hoster::new(folder, port, exact).serving())
    }

    /// One at its own address, with these lines more in its configuration; `limits` are the lines of that table.
    fn configured(folder: &Path, port: u16, exact: &exact_sandbox::Sandbox, lines: &str, limits: &str) -> Self {
        let hoster = Hoster::written(folder, port, exact, lines).configured(&format!("[limits]\n{limits}"));
        let mut site = Self::start(hoster.serving());
        site.base = format!("http://127.0.0.1:{port}");
        site
    }

    fn start(mut command: Command) -> Self {
        command.stderr(Stdio::null());
        Self::start_as_is(command)
    }

    /// With its log where the command puts it.
    fn start_as_is(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split_whitespace().last().expect("the address comes first");
        Self { process, base: address.trim_end_matches("/connect").to_owned() }
    }
}

/// Who runs a site: its configuration and its secrets.
struct Hoster {
    file: PathBuf,
    port: u16,
    secrets: Vec<(&'static str, String)>,
}

impl Hoster {
    fn new(folder: &Path, port: u16, exact: &exact_sandbox::Sandbox) -> Self {
        Self::written(folder, port, exact, &format!("public_url = \"http://127.0.0.1:{port}\""))
    }

    /// With these lines first in its configuration.
    fn written(folder: &Path, port: u16, exact: &exact_sandbox::Sandbox, lines: &str) -> Self {
        let file = folder.join("site.toml");
        let text = format!(
            "{lines}\ndata = {:?}\nexact = {:?}\nclient_id = {:?}\n",
            folder.join("data").display().to_string(),
            exact.base_url(),
            exact.client_id()
        );
        std::fs::write(&file, text).unwrap();
        let secrets = vec![("PMJB_CLIENT_SECRET", exact.client_secret().to_owned()), ("PMJB_KEY", KEY.to_owned())];
        Self { file, port, secrets }
    }

    /// With more in its configuration.
    fn configured(self, more: &str) -> Self {
        let text = std::fs::read_to_string(&self.file).unwrap();
        std::fs::write(&self.file, format!("{text}{more}\n")).unwrap();
        self
    }

    /// With another secret in its environment.
    fn secret(mut self, name: &'static str, value: &str) -> Self {
        self.secrets.retain(|(known, _)| *known != name);
        self.secrets.push((name, value.to_owned()));
        self
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pmjb-mcp"));
        command.envs(self.secrets.iter().map(|(name, value)| (*name, value)));
        command
    }

    fn serving(&self) -> Command {
        self.serving_at(self.port)
    }

    /// One of several servers of the site.
    fn serving_at(&self, port: u16) -> Command {
        self.serving_on("2026-11-20", port)
    }

    /// The site on another day.
    fn serving_on(&self, day: &str, port: u16) -> Command {
        let mut command = self.command();
        command.args(["serve", "--today", day, "--listen", &format!("127.0.0.1:{port}"), "--config"]);
        command.arg(&self.file);
        command
    }

    /// What `beheer` says; `Err` is what it says when it fails.
    fn manages(&self, words: &[&str]) -> Result<String, String> {
        let mut command = self.command();
        command.arg("beheer").args(words).args(["--today", "2026-11-20", "--config"]).arg(&self.file);
        let done = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        if done.status.success() { Ok(text(done.stdout)) } else { Err(text(done.stderr)) }
    }
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().port()
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn an_owner_connects_and_asks_in_at_most_six_clicks_and_can_be_forgotten() {
    let site = Site::demo();
    let mut browser = Browser::new();
    let start = browser.open(&format!("{}/connect", site.base)).await;
    let connected = browser.connect(start).await;
    assert!(connected.text.contains("Verbonden") && connected.text.contains("Voorbeeldhandel"), "{}", connected.text);
    let answer = browser.press(&connected, "/dashboard/vraag", Some(("vraag", "overzicht")), "").await;
    assert!(answer.text.contains("Zo staat") && answer.text.contains("<table>"), "{}", answer.text);
    let data = browser.open(&format!("{}/dashboard/gegevens", site.base)).await;
    assert!(data.text.contains("vragen_deze_maand\":1"), "{}", data.text);
    let gone = browser.press(&answer, "/dashboard/verwijder", None, "").await;
    assert_eq!(gone.status, StatusCode::OK);
    let after = browser.open(&format!("{}/dashboard", site.base)).await;
    assert!(after.url.path() == "/connect", "{}", after.url);
}

#[tokio::test]
async fn an_assistant_gets_in_by_its_visitor_only_and_not_after_he_left() {
    let site = Site::demo();
    let mut browser = Browser::new();
    let (status, _) = ask(&site.base, "geraden", "omzet", &json!({})).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let token = token(&mut browser, &site.base).await;
    let (status, answer) = ask(&site.base, &token, "omzet", &json!({ "periode": "2025" })).await;
    assert_eq!((status, &answer["volledig"]), (StatusCode::OK, &json!(true)), "{answer}");
    let client = Client::builder().no_proxy().build().unwrap();
    let hello = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}});
    let accept = "application/json, text/event-stream";
    let post =
        |token: &str| client.post(format!("{}/mcp", site.base)).header(ACCEPT, accept).bearer_auth(token).json(&hello);
    assert_eq!(post(&token).send().await.unwrap().status(), StatusCode::OK);
    let refused = post("geraden").send().await.unwrap();
    let challenge = refused.headers()[WWW_AUTHENTICATE].to_str().unwrap().to_owned();
    assert!(challenge.contains("invalid_token") && challenge.contains("/.well-known/oauth-protected-resource/mcp"));
    let dashboard = browser.open(&format!("{}/dashboard", site.base)).await;
    browser.press(&dashboard, "/dashboard/verwijder", None, "").await;
    assert_eq!(ask(&site.base, &token, "omzet", &json!({})).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn forms_of_other_sites_and_addresses_that_lead_away_are_refused() {
    let site = Site::demo();
    let mut browser = Browser::new();
    let start = browser.open(&format!("{}/connect?next=https://kwaad.example/", site.base)).await;
    assert!(!start.main().contains("kwaad.example"), "{}", start.text);
    let connected = browser.connect(start).await;
    for path in ["verwijder", "vraag", "administraties", "afmelden"] {
        let url = Url::parse(&format!("{}/dashboard/{path}", site.base)).unwrap();
        for csrf in ["", "geraden"] {
            let form = vec![("csrf".to_owned(), csrf.to_owned())];
            let answer = browser.follow(Method::POST, url.clone(), Some(form), "").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
    let mut stranger = Browser::new();
    let code = format!("{}/connect/terug?code=x&state=y", site.base);
    assert_eq!(stranger.open(&code).await.status, StatusCode::FORBIDDEN, "a login that this browser did not begin");
    assert_eq!(stranger.open(&format!("{}/dashboard/gegevens", site.base)).await.status, StatusCode::UNAUTHORIZED);
    for header in ["content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy"] {
        let url = Url::parse(&format!("{}/dashboard", site.base)).unwrap();
        assert!(browser.once(Method::GET, &url, None).await.headers().contains_key(header), "{header}");
    }
    assert!(connected.text.contains("Koppeling verwijderen"));
}

#[tokio::test]
async fn a_killed_server_forgets_no_link_and_keeps_nothing_of_the_books() {
    let day = "2026-11-20".parse().unwrap();
    let exact = exact_sandbox::Sandbox::builder().today(day).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut browser = Browser::new();
    let (token, first) = {
        let site = Site::hosted(folder.path(), port, &exact);
        let token = token(&mut browser, &site.base).await;
        let (status, answer) = ask(&site.base, &token, "debiteuren", &json!({ "per": "factuur" })).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        (token, answer)
    };
    let site = Site::hosted(folder.path(), port, &exact);
    let (status, again) = ask(&site.base, &token, "debiteuren", &json!({ "per": "factuur" })).await;
    assert_eq!((status, &again["totaal"]), (StatusCode::OK, &first["totaal"]));
    let dashboard = browser.open(&format!("{}/dashboard", site.base)).await;
    assert!(dashboard.text.contains("Je koppeling"), "still logged in: {}", dashboard.text);
    let rows = first["rijen"].as_array().unwrap();
    let names = rows.iter().filter_map(|row| row["naam"].as_str()).filter(|name| name.len() > 8);
    let secrets = [token.as_str(), exact.client_secret()];
    for text in names.chain(secrets) {
        assert!(!is_on_disk(folder.path(), text), "{text} is on disk");
    }
    assert!(is_on_disk(folder.path(), "Voorbeeldhandel"), "what is kept is where was looked");
}

/// Whether a text is anywhere in what a site wrote.
fn is_on_disk(folder: &Path, text: &str) -> bool {
    let files = std::fs::read_dir(folder.join("data")).unwrap();
    files
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}
