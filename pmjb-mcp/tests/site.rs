//! The site as a visitor and an assistant meet it, over an Exact Online that runs here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "site/keys.rs"]
mod keys;
#[path = "site/members.rs"]
mod members;
#[path = "site/plans.rs"]
mod plans;
#[path = "site/postgres.rs"]
mod postgres;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use reqwest::header::{ACCEPT, COOKIE, LOCATION, SET_COOKIE, WWW_AUTHENTICATE};
use reqwest::{Client, Method, Response, StatusCode, Url, redirect};
use serde_json::{Value, json};

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

    fn start(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
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
        let file = folder.join("site.toml");
        let text = format!(
            "public_url = \"http://127.0.0.1:{port}\"\ndata = {:?}\nexact = {:?}\nclient_id = {:?}\n",
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

/// A browser without scripts, with cookies of its own for every host and port.
struct Browser {
    client: Client,
    cookies: BTreeMap<(u16, String), String>,
}

/// A page, and the address it came from.
struct Page {
    url: Url,
    status: StatusCode,
    text: String,
}

impl Browser {
    fn new() -> Self {
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        Self { client, cookies: BTreeMap::new() }
    }

    async fn once(&mut self, method: Method, url: &Url, form: Option<&[(String, String)]>) -> Response {
        let port = url.port().unwrap();
        let of_here = self.cookies.iter().filter(|((of, _), _)| *of == port);
        let cookies: Vec<_> = of_here.map(|((_, name), value)| format!("{name}={value}")).collect();
        let mut request = self.client.request(method, url.clone()).header(COOKIE, cookies.join("; "));
        if let Some(form) = form {
            request = request.form(form);
        }
        let answer = request.send().await.unwrap();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert((port, name.to_owned()), value.to_owned());
        }
        answer
    }

    /// Follows redirects until a page, or until one leads to `until`.
    async fn follow(&mut self, method: Method, url: Url, form: Option<Vec<(String, String)>>, until: &str) -> Page {
        let mut answer = self.once(method, &url, form.as_deref()).await;
        let mut here = url;
        for _ in 0..10 {
            let Some(next) = answer.headers().get(LOCATION).map(|next| here.join(next.to_str().unwrap()).unwrap())
            else {
                break;
            };
            here = next;
            if !until.is_empty() && here.as_str().starts_with(until) {
                return Page { url: here, status: answer.status(), text: String::new() };
            }
            answer = self.once(Method::GET, &here, None).await;
        }
        Page { url: here, status: answer.status(), text: answer.text().await.unwrap() }
    }

    async fn open(&mut self, address: &str) -> Page {
        self.follow(Method::GET, Url::parse(address).unwrap(), None, "").await
    }

    /// Presses a button of the first form whose action ends so.
    async fn press(&mut self, page: &Page, action: &str, button: Option<(&str, &str)>, until: &str) -> Page {
        let form = page
            .text
            .split("<form")
            .skip(1)
            .find(|form| form.contains(action))
            .unwrap_or_else(|| panic!("{}", page.text));
        let form = form.split_once("</form>").unwrap().0;
        let (head, _) = form.split_once('>').unwrap();
        let target = page.url.join(&attribute(head, "action").unwrap_or_default()).unwrap();
        let tags = form.split('<').filter(|tag| tag.starts_with("input"));
        let ticked = |tag: &&str| !tag.contains("checkbox") || tag.contains(" checked");
        let mut fields: Vec<(String, String)> = tags
            .filter(ticked)
            .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())))
            .collect();
        fields.retain(|(field, _)| button.is_none_or(|(name, _)| field != name));
        fields.extend(button.map(|(name, value)| (name.to_owned(), value.to_owned())));
        if head.contains("post") {
            return self.follow(Method::POST, target, Some(fields), until).await;
        }
        let mut target = target;
        target.query_pairs_mut().extend_pairs(fields);
        self.follow(Method::GET, target, None, until).await
    }

    /// Logs in at Exact and comes back with a link.
    async fn connect(&mut self, start: Page) -> Page {
        self.connect_as(start, None).await
    }

    /// The same as a user of that name.
    async fn connect_as(&mut self, start: Page, user: Option<&str>) -> Page {
        let login = self.press(&start, "/connect/start", None, "").await;
        let consent = self.press(&login, "login", user.map(|user| ("username", user)), "").await;
        let choice = self.press(&consent, "consent", Some(("action", "allow")), "").await;
        assert!(choice.text.contains("Welke administraties"), "{} {}", choice.url, choice.text);
        self.press(&choice, "/connect/kies", None, "").await
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0;
    Some(value.replace("&amp;", "&").replace("&quot;", "\""))
}

/// An assistant that registers, asks, and gets a token.
async fn token(browser: &mut Browser, base: &str) -> String {
    let back = "http://127.0.0.1:9/terug";
    let client = Client::builder().no_proxy().build().unwrap();
    let body = json!({ "client_name": "Proef", "redirect_uris": [back], "token_endpoint_auth_method": "none" });
    let registered: Value =
        client.post(format!("{base}/register")).json(&body).send().await.unwrap().json().await.unwrap();
    let id = registered["client_id"].as_str().unwrap_or_else(|| panic!("{registered}"));
    // The example of RFC 7636.
    let (verifier, challenge) =
        ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    let mut address = Url::parse(&format!("{base}/authorize")).unwrap();
    let resource = format!("{base}/mcp");
    address.query_pairs_mut().extend_pairs([
        ("response_type", "code"),
        ("client_id", id),
        ("redirect_uri", back),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
        ("resource", &resource),
        ("scope", "lezen"),
        ("state", "s"),
    ]);
    let mut page = browser.open(address.as_str()).await;
    if page.text.contains("/connect/start") {
        page = browser.connect(page).await;
    }
    assert!(page.text.contains("Mag deze assistent") && page.text.contains("127.0.0.1"), "{}", page.text);
    let done = browser.press(&page, "/consent", Some(("antwoord", "allow")), back).await;
    let code = done.url.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", back),
        ("client_id", id),
        ("code_verifier", verifier),
    ];
    let answer: Value = client.post(format!("{base}/token")).form(&fields).send().await.unwrap().json().await.unwrap();
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn ask(base: &str, token: &str, tool: &str, arguments: &Value) -> (StatusCode, Value) {
    let client = Client::builder().no_proxy().build().unwrap();
    let request = client.post(format!("{base}/api/{tool}")).bearer_auth(token).json(arguments);
    let answer = request.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap_or_default())
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
    assert!(!start.text.contains("kwaad.example"), "{}", start.text);
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
