//! A client on a stage: a server that plays Exact, and a clock that the test moves.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use exact_client::model::{Uuid, crm, projection};
use exact_client::{AppCredentials, Builder, Clock, Exact, Host, ManualClock, MemoryTokenStore, Tokens};
use wiremock::matchers::{method, path, path_regex};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

pub const CLIENT_SECRET: &str = "secret-of-the-app";

projection! {
    /// The least there is to read of a relation.
    pub struct Id of crm::Account {
        /// Its key.
        pub id: Uuid = ID,
    }
}

/// A moment from which every test starts; no test looks at today.
pub fn start() -> DateTime<Utc> {
    "2026-03-02T09:00:10Z".parse().unwrap()
}

/// The token endpoint of Exact: T1 to T5.
#[derive(Clone)]
pub struct Desk(Arc<Mutex<Book>>);

pub struct Book {
    clock: ManualClock,
    pub issued: u32,
    pub current: u32,
    pub issued_at: Option<DateTime<Utc>>,
    pub too_early: u32,
    pub replayed: u32,
    pub calls: u32,
    /// Answers that get lost on the way back: the tokens are renewed, the client gets this status.
    pub lose: Vec<u16>,
}

impl Desk {
    pub fn new(clock: &ManualClock) -> Self {
        Self(Arc::new(Mutex::new(Book {
            clock: clock.clone(),
            issued: 0,
            current: 0,
            issued_at: None,
            too_early: 0,
            replayed: 0,
            calls: 0,
            lose: Vec::new(),
        })))
    }

    pub fn book<T>(&self, read: impl FnOnce(&mut Book) -> T) -> T {
        read(&mut self.0.lock().unwrap())
    }

    /// Whether this `Authorization` header opens anything now.
    pub fn opens(&self, authorization: &[u8]) -> bool {
        self.book(|book| {
            let alive = book.issued_at.is_some_and(|at| book.clock.now() - at < chrono::Duration::seconds(600));
            alive && authorization == format!("Bearer access-{}", book.current).as_bytes()
        })
    }
}

impl Respond for Desk {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut book = self.0.lock().unwrap();
        book.calls += 1;
        let form: Vec<(String, String)> = url::form_urlencoded::parse(&request.body).into_owned().collect();
        let field = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        if field("client_secret") != Some(CLIENT_SECRET) || request.headers.contains_key("authorization") {
            return refusal(400, "invalid_client", "unknown app");
        }
        let now = book.clock.now();
        match (field("grant_type"), field("code"), field("refresh_token")) {
            (Some("authorization_code"), Some("stamp!a%b+c"), None) => {}
            (Some("refresh_token"), None, Some(token)) => {
                if book.issued_at.is_some_and(|at| now - at < chrono::Duration::seconds(570)) {
                    book.too_early += 1;
                    return refusal(400, "access_denied", "Rate limit exceeded: access_token not expired")
                        .insert_header("Reason", "TooEarlyToRefreshTokens: wait");
                }
                if token != format!("refresh-{}", book.current) {
                    book.replayed += 1;
                    return refusal(401, "unauthorized_client", "Old refresh token used.");
                }
            }
            _ => return refusal(400, "invalid_grant", "Token is not allowed, because of invalid or empty chainId"),
        }
        book.issued += 1;
        book.current = book.issued;
        book.issued_at = Some(now);
        if let Some(status) = book.lose.pop() {
            return ResponseTemplate::new(status).set_body_string("Failed to execute the ExtractVariables");
        }
        ResponseTemplate::new(200).set_body_json(serde_json::json!({
            "access_token": format!("access-{}", book.current),
            "token_type": "Bearer",
            "expires_in": "600",
            "refresh_token": format!("refresh-{}", book.current),
        }))
    }
}

fn refusal(status: u16, error: &str, description: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(serde_json::json!({"error": error, "error_description": description}))
}

pub struct Stage {
    pub server: MockServer,
    pub clock: ManualClock,
    pub desk: Desk,
}

impl Stage {
    pub async fn new() -> Self {
        let server = MockServer::builder().start().await;
        let clock = ManualClock::at(start());
        let desk = Desk::new(&clock);
        Mock::given(method("POST")).and(path("/api/oauth2/token")).respond_with(desk.clone()).mount(&server).await;
        Self { server, clock, desk }
    }

    pub fn origin(&self) -> String {
        self.server.uri()
    }

    pub fn builder(&self) -> Builder {
        builder(&self.origin()).clock(self.clock.clone())
    }

    /// A client whose link works: the first call refreshes.
    pub fn exact(&self) -> Exact {
        self.builder().token_store(linked()).build().unwrap()
    }

    /// Answers every read with `answer`.
    pub async fn answer(&self, answer: impl Respond + 'static) {
        Mock::given(method("GET")).and(path_regex("^/(api/v1|docs)/")).respond_with(answer).mount(&self.server).await;
    }

    /// The reads that the server received.
    pub async fn reads(&self) -> Vec<Request> {
        let received = self.server.received_requests().await.unwrap();
        received.into_iter().filter(|request| request.method.as_str() == "GET").collect()
    }
}

pub fn builder(origin: &str) -> Builder {
    Exact::builder(AppCredentials::new("app", CLIENT_SECRET, "https://example.org/back"))
        .host(Host::at(origin).unwrap())
}

pub fn linked() -> MemoryTokenStore {
    MemoryTokenStore::with(Tokens::from_refresh_token("refresh-0"))
}

/// Answers one after the other; the last one goes on.
pub struct InTurn(Mutex<Vec<ResponseTemplate>>);

impl InTurn {
    pub fn new(mut answers: Vec<ResponseTemplate>) -> Self {
        answers.reverse();
        Self(Mutex::new(answers))
    }
}

impl Respond for InTurn {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let mut answers = self.0.lock().unwrap();
        if answers.len() > 1 { answers.pop().unwrap() } else { answers.last().unwrap().clone() }
    }
}

pub fn ids(numbers: impl IntoIterator<Item = u64>) -> String {
    let rows: Vec<_> = numbers.into_iter().map(|number| format!(r#"{{"ID":"{}"}}"#, id(number))).collect();
    rows.join(",")
}

pub fn id(number: u64) -> Uuid {
    Uuid::from_u128(u128::from(number))
}

pub fn rows(numbers: impl IntoIterator<Item = u64>) -> ResponseTemplate {
    json(format!(r#"{{"d":{{"results":[{}]}}}}"#, ids(numbers)))
}

pub fn json(body: String) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body, "application/json")
}

/// Fails instead of hanging, should a read never end.
pub async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), work).await.expect("the read never ended")
}

/// A client of the sandbox, linked.
pub fn in_sandbox(sandbox: &exact_sandbox::Sandbox) -> Exact {
    let app = AppCredentials::new(sandbox.client_id(), sandbox.client_secret(), "http://localhost/callback");
    let store = MemoryTokenStore::with(Tokens::from_refresh_token(sandbox.refresh_token()));
    Exact::builder(app).host(Host::at(&sandbox.base_url()).unwrap()).token_store(store).build().unwrap()
}
