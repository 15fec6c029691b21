//! A visitor's browser and an assistant, as programs. Not everybody who uses them uses all of it.
#![allow(dead_code)]

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, Response, StatusCode, Url, redirect};
use serde_json::{Value, json};

/// A browser without scripts, with cookies of its own for every host and port.
pub(crate) struct Browser {
    client: Client,
    /// The name to log in at Exact with; the one that is filled in there when not set.
    pub(crate) user: Option<String>,
    pub(crate) cookies: BTreeMap<(u16, String), String>,
}

/// A page, and the address it came from.
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) text: String,
}

impl Page {
    /// The page without its footer, whose way to the other language names the page's own address.
    pub(crate) fn main(&self) -> &str {
        self.text.split("<footer").next().unwrap_or_default()
    }
}

impl Browser {
    pub(crate) fn new() -> Self {
        let client =
            Client::builder().redirect(redirect::Policy::none()).no_proxy().pool_max_idle_per_host(0).build().unwrap();
        Self { client, user: None, cookies: BTreeMap::new() }
    }

    pub(crate) async fn once(&mut self, method: Method, url: &Url, form: Option<&[(String, String)]>) -> Response {
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
    pub(crate) async fn follow(
        &mut self,
        method: Method,
        url: Url,
        form: Option<Vec<(String, String)>>,
        until: &str,
    ) -> Page {
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

    /// Somebody else's browser.
    pub(crate) fn of(user: &str) -> Self {
        Self { user: Some(user.to_owned()), ..Self::new() }
    }

    pub(crate) async fn open(&mut self, address: &str) -> Page {
        self.follow(Method::GET, Url::parse(address).unwrap(), None, "").await
    }

    /// Presses a button of the first form whose action ends so.
    pub(crate) async fn press(&mut self, page: &Page, action: &str, button: Option<(&str, &str)>, until: &str) -> Page {
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
        if let Some(user) = &self.user {
            fields.iter_mut().filter(|(name, _)| name == "username").for_each(|(_, value)| value.clone_from(user));
        }
        fields.extend(button.map(|(name, value)| (name.to_owned(), value.to_owned())));
        if head.contains("post") {
            return self.follow(Method::POST, target, Some(fields), until).await;
        }
        let mut target = target;
        target.query_pairs_mut().extend_pairs(fields);
        self.follow(Method::GET, target, None, until).await
    }

    /// The same as a user of that name.
    pub(crate) async fn connect_as(&mut self, start: Page, user: Option<&str>) -> Page {
        self.user = user.map(str::to_owned);
        self.connect(start).await
    }

    /// Logs in at Exact and comes back with a link.
    pub(crate) async fn connect(&mut self, start: Page) -> Page {
        let mut consent = self.press(&start, "/connect/start", None, "").await;
        // Exact remembers who logged in.
        if consent.text.contains("password") {
            consent = self.press(&consent, "login", None, "").await;
        }
        let choice = self.press(&consent, "consent", Some(("action", "allow")), "").await;
        assert!(choice.text.contains("Welke administraties"), "{} {}", choice.url, choice.text);
        self.press(&choice, "/connect/kies", None, "").await
    }
}

pub(crate) fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0;
    Some(value.replace("&amp;", "&").replace("&quot;", "\""))
}

/// Where codes are sent; nobody listens.
pub(crate) const BACK: &str = "http://127.0.0.1:9/terug";

/// The example of RFC 7636.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// An assistant that registered at a site.
pub(crate) struct Assistant {
    client: Client,
    base: String,
    pub(crate) id: String,
}

impl Assistant {
    pub(crate) async fn register(base: &str, name: &str) -> Self {
        let client =
            Client::builder().redirect(redirect::Policy::none()).no_proxy().pool_max_idle_per_host(0).build().unwrap();
        let body = json!({ "client_name": name, "redirect_uris": [BACK], "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token"] });
        let registered: Value =
            client.post(format!("{base}/register")).json(&body).send().await.unwrap().json().await.unwrap();
        let id = registered["client_id"].as_str().unwrap_or_else(|| panic!("{registered}")).to_owned();
        Self { client, base: base.to_owned(), id }
    }

    /// The page where a visitor says yes or no.
    pub(crate) fn question(&self, resource: &str) -> Url {
        let mut address = Url::parse(&format!("{}/authorize", self.base)).unwrap();
        address.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.id),
            ("redirect_uri", BACK),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("resource", resource),
            ("scope", "lezen"),
            ("state", "s"),
        ]);
        address
    }

    /// The code after a visitor's yes.
    pub(crate) async fn code(&self, browser: &mut Browser, resource: &str) -> String {
        let mut page = browser.open(self.question(resource).as_str()).await;
        if page.text.contains("/connect/start") {
            page = browser.connect(page).await;
        }
        assert!(page.text.contains("Mag deze assistent") && page.text.contains("127.0.0.1"), "{}", page.text);
        let done = browser.press(&page, "/consent", Some(("antwoord", "allow")), BACK).await;
        done.url.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned()
    }

    /// What the token endpoint answers to these fields.
    pub(crate) async fn token(&self, fields: &[(&str, &str)]) -> (StatusCode, Value) {
        let request = self.client.post(format!("{}/token", self.base)).form(fields);
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap_or_default())
    }

    /// Tokens for a code.
    pub(crate) async fn exchange(&self, code: &str) -> (StatusCode, Value) {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", BACK),
            ("client_id", &self.id),
            ("code_verifier", VERIFIER),
        ];
        self.token(&fields).await
    }

    /// New tokens for a refresh token.
    pub(crate) async fn refresh(&self, refresh_token: &str) -> (StatusCode, Value) {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh_token), ("client_id", &self.id)];
        self.token(&fields).await
    }
}

/// An assistant that registers, asks, and gets a token.
pub(crate) async fn token(browser: &mut Browser, base: &str) -> String {
    let assistant = Assistant::register(base, "Proef").await;
    let code = assistant.code(browser, &format!("{base}/mcp")).await;
    let (_, answer) = assistant.exchange(&code).await;
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

pub(crate) async fn ask(base: &str, token: &str, tool: &str, arguments: &Value) -> (StatusCode, Value) {
    let client = Client::builder().no_proxy().build().unwrap();
    let request = client.post(format!("{base}/api/{tool}")).bearer_auth(token).json(arguments);
    let answer = request.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap_or_default())
}
