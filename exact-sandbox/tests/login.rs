//! Login, consent and tokens over HTTP: rules T1 to T5.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use std::time::Duration;

use exact_sandbox::Builder;
use support::*;

const CALLBACK: &str = "http://127.0.0.1:9/terug?x=1";

struct Browser {
    session: Session,
}

impl Browser {
    async fn new() -> Self {
        let mut books = books(2);
        let mut second = books.divisions[0].clone();
        second.code += 1;
        second.name = "Tweede".to_owned();
        books.divisions.push(second);
        Self { session: session(books).await }
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/oauth2/{path}", self.session.sandbox.base_url())
    }

    async fn open(&self, query: &[(&str, &str)]) -> Reply {
        reply(self.session.http.get(self.url("auth")).query(query)).await
    }

    fn request(&self) -> Vec<(&str, &str)> {
        vec![
            ("client_id", self.session.sandbox.client_id()),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("state", "a b&c=é"),
        ]
    }

    /// Sends the form of a page with its hidden fields, as a browser would.
    async fn submit(&self, page: &Reply, fields: &[(&str, &str)]) -> Reply {
        let text = &page.text;
        let action = text.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
        let hidden = text.split("<input type=\"hidden\" name=\"").skip(1).map(|field| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            let value = rest.split('"').next().unwrap();
            (name.to_owned(), value.replace("&amp;", "&").replace("&lt;", "<"))
        });
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let form: Vec<(String, String)> = hidden.chain(fields).collect();
        reply(self.session.http.post(format!("{}{action}", self.session.sandbox.base_url())).form(&form)).await
    }

    /// Through both pages, to the address the browser is sent back to.
    async fn log_in(&self, divisions: &[i32]) -> String {
        let login = self.open(&self.request()).await;
        let consent = self.submit(&login, &[("username", "demo"), ("password", "x")]).await;
        assert!(consent.text.contains("Toestaan") && consent.text.contains("Tweede"), "{}", consent.text);
        let codes: Vec<String> = divisions.iter().map(i32::to_string).collect();
        let ticked: Vec<(&str, &str)> = codes.iter().map(|code| ("division", code.as_str())).collect();
        let back = self.submit(&consent, &ticked).await;
        assert_eq!(back.status, 302, "{}", back.text);
        back.header("location").unwrap().to_owned()
    }

    async fn exchange(&self, code: &str) -> Reply {
        let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        self.session.token_call(&form).await
    }
}

fn code_of(location: &str) -> String {
    let url = reqwest::Url::parse(location).unwrap();
    url.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned()
}

#[tokio::test]
async fn t3_a_login_ends_in_tokens_whose_expires_in_is_text() {
    let browser = Browser::new().await;
    let location = browser.log_in(&[DIVISION, DIVISION + 1]).await;
    let tokens = browser.exchange(&code_of(&location)).await.json();
    assert_eq!(tokens["expires_in"], "600");
    assert_eq!(tokens["token_type"], "bearer");
    assert!(tokens["refresh_token"].is_string());
    let again = browser.exchange(&code_of(&location)).await;
    assert_eq!((again.status, again.json()["error"].as_str()), (400, Some("invalid_grant")));
}

#[tokio::test]
async fn t4_code_and_state_come_back_url_encoded_to_be_decoded_once() {
    let browser = Browser::new().await;
    let location = browser.log_in(&[DIVISION]).await;
    assert!(location.starts_with("http://127.0.0.1:9/terug?x=1&code=stampNL001."), "{location}");
    assert!(location.contains("%21") && location.ends_with("&state=a%20b%26c%3D%C3%A9"), "{location}");
    let raw = location.split("code=").nth(1).unwrap().split('&').next().unwrap();
    assert_eq!(browser.exchange(raw).await.status, 400, "a code that was not decoded must not work");
}

#[tokio::test]
async fn only_the_divisions_that_were_ticked_are_seen_and_read() {
    let browser = Browser::new().await;
    let location = browser.log_in(&[DIVISION + 1]).await;
    let mut session = browser.session;
    let form = [("grant_type", "authorization_code"), ("code", &code_of(&location)), ("redirect_uri", CALLBACK)];
    session.token = session.token_call(&form).await.json()["access_token"].as_str().unwrap().to_owned();
    let seen = session.get("1/system/Divisions?$select=Code").await.rows();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0]["Code"], DIVISION + 1);
    let refused = session.read("crm/Accounts").await;
    assert_eq!((refused.status, refused.header("reason")), (403, Some("NoDivisionAccess")));
    let unknown = session.get("5/crm/Accounts").await;
    assert_eq!((unknown.status, unknown.header("reason")), (403, Some("WrongDivision")));
    assert_eq!(session.get(&format!("{}/crm/Accounts", DIVISION + 1)).await.status, 200);
}

#[tokio::test]
async fn nothing_ticked_no_password_and_cancel_each_say_so() {
    let browser = Browser::new().await;
    let login = browser.open(&browser.request()).await;
    let again = browser.submit(&login, &[("username", "demo"), ("password", "")]).await;
    assert!(again.text.contains("Vul een gebruikersnaam"));
    let consent = browser.submit(&login, &[("username", "demo"), ("password", "x")]).await;
    let nothing = browser.submit(&consent, &[]).await;
    assert_eq!(nothing.status, 200);
    assert!(nothing.text.contains("minstens één administratie"));
    let cancelled = browser.submit(&consent, &[("action", "cancel")]).await;
    assert!(cancelled.header("location").unwrap().contains("error=access_denied&state="));
}

#[tokio::test]
async fn an_unknown_app_and_a_foreign_callback_get_a_page_and_no_redirect() {
    let browser = Browser::new().await;
    let unknown = browser.open(&[("client_id", "x"), ("redirect_uri", CALLBACK), ("response_type", "code")]).await;
    assert_eq!((unknown.status, unknown.header("location")), (400, None));
    let id = browser.session.sandbox.client_id();
    for uri in ["https://example.com/cb", "", "http://127.0.0.1.example.com/"] {
        let page = browser.open(&[("client_id", id), ("redirect_uri", uri), ("response_type", "code")]).await;
        assert_eq!((page.status, page.header("location")), (400, None), "{uri}");
        assert!(page.text.contains("niet geldig"));
    }
    let script = browser.open(&[("client_id", id), ("redirect_uri", "\"><script>"), ("response_type", "code")]).await;
    assert!(!script.text.contains("<script>"));
}

#[tokio::test]
async fn the_app_may_give_its_secret_in_a_header_and_a_wrong_one_is_refused() {
    let session = session(books(0)).await;
    let post = |id: &str, secret: &str| {
        let form = [("grant_type", "refresh_token"), ("refresh_token", "made up")];
        session
            .http
            .post(format!("{}/api/oauth2/token", session.sandbox.base_url()))
            .basic_auth(id, Some(secret))
            .form(&form)
    };
    let known = reply(post(session.sandbox.client_id(), session.sandbox.client_secret())).await;
    assert_eq!(known.json()["error"], "invalid_grant");
    let wrong = reply(post(session.sandbox.client_id(), "x")).await;
    assert_eq!((wrong.status, wrong.json()["error"].as_str()), (401, Some("invalid_client")));
    assert_eq!(session.token_call(&[("grant_type", "password")]).await.json()["error"], "unsupported_grant_type");
}

#[tokio::test]
async fn t5_an_expired_and_an_unknown_token_are_a_401() {
    let session = session(books(0)).await;
    assert_eq!(session.get("current/Me").await.status, 200);
    session.sandbox.clock().advance(Duration::from_secs(600));
    assert_eq!(session.get("current/Me").await.status, 401);
    let unknown = session.http.get(format!("{}/api/v1/current/Me", session.sandbox.base_url())).bearer_auth("x");
    assert_eq!(reply(unknown).await.status, 401);
}

#[tokio::test]
async fn t1_a_refresh_opens_at_570_seconds_and_the_refusal_names_its_reason() {
    let browser = Browser::new().await;
    let location = browser.log_in(&[DIVISION]).await;
    let tokens = browser.exchange(&code_of(&location)).await.json();
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let session = &browser.session;
    session.sandbox.clock().advance(Duration::from_secs(569));
    let early = session.refresh(refresh).await;
    assert_eq!((early.status, early.json()["error"].as_str()), (400, Some("access_denied")));
    assert_eq!(early.json()["error_description"], "Rate limit exceeded: access_token not expired");
    assert!(early.header("reason").unwrap().starts_with("TooEarlyToRefreshTokens:"));
    session.sandbox.clock().advance(Duration::from_secs(1));
    assert_eq!(session.refresh(refresh).await.status, 200);
}

#[tokio::test]
async fn t2_a_refresh_token_used_twice_is_a_401() {
    let session = session(books(0)).await;
    let replayed = session.refresh(session.sandbox.refresh_token()).await;
    assert_eq!(
        (replayed.status, replayed.json()["error_description"].as_str()),
        (401, Some("Old refresh token used."))
    );
}

#[tokio::test]
async fn the_log_has_every_call_and_no_secret() {
    let browser = Browser::new().await;
    let location = browser.log_in(&[DIVISION]).await;
    browser.exchange(&code_of(&location)).await;
    browser.session.read("crm/Accounts?$select=ID&$top=1").await;
    let url = format!("{}/_sandbox/calls", browser.session.sandbox.base_url());
    let text = reply(browser.session.http.get(&url)).await.text;
    for secret in [
        browser.session.sandbox.client_secret(),
        browser.session.sandbox.refresh_token(),
        &browser.session.token,
        "stampNL001",
    ] {
        assert!(!text.contains(secret));
    }
    let calls = browser.session.sandbox.calls();
    let paths: Vec<&str> = calls.iter().map(|call| call.path.as_str()).collect();
    let listed = format!("/api/v1/{DIVISION}/crm/Accounts?$select=ID&$top=1");
    let expected = [
        "/api/oauth2/token",
        "/api/oauth2/auth",
        "/api/oauth2/login",
        "/api/oauth2/consent",
        "/api/oauth2/token",
        &listed,
    ];
    assert_eq!(paths, expected);
    let last = calls.last().unwrap();
    assert_eq!((last.endpoint.as_deref(), last.status, last.rows), (Some("crm/Accounts"), 200, 1));
    assert!(last.bytes > 100);
    assert_eq!(reply(browser.session.http.delete(&url)).await.status, 204);
    assert!(browser.session.sandbox.calls().is_empty());
}

#[tokio::test]
async fn a_script_can_move_the_clock() {
    let session = session(books(0)).await;
    let url = format!("{}/_sandbox/clock", session.sandbox.base_url());
    let moved = reply(session.http.post(&url).body(r#"{"advance_seconds": 600}"#)).await;
    assert_eq!(moved.json()["now_ms"], NOON + 600_000);
    assert_eq!(session.get("current/Me").await.status, 401);
    assert_eq!(reply(session.http.post(&url).body("600")).await.status, 400);
    assert_eq!(reply(session.http.get(&url)).await.json()["utc"], "2026-06-15T12:10:00");
}

#[tokio::test]
async fn what_an_endpoint_does_not_offer_is_refused() {
    let session = session(books(0)).await;
    let url = format!("{}/api/v1/{DIVISION}/financial/FinancialPeriods", session.sandbox.base_url());
    for method in [reqwest::Method::POST, reqwest::Method::PUT, reqwest::Method::DELETE, reqwest::Method::PATCH] {
        let call = session.http.request(method, &url).bearer_auth(&session.token).header("accept", "application/json");
        assert_eq!(reply(call).await.status, 405);
    }
}

#[tokio::test]
async fn the_implicit_flow_gives_an_access_token_in_the_fragment_that_expires_and_no_refresh_token() {
    let browser = Browser::new().await;
    let mut request = browser.request();
    request[2].1 = "token";
    let login = browser.open(&request).await;
    let consent = browser.submit(&login, &[("username", "demo"), ("password", "x")]).await;
    let back = browser.submit(&consent, &[("division", &DIVISION.to_string())]).await;
    let location = back.header("location").unwrap().to_owned();
    let fragment = location.strip_prefix(CALLBACK).unwrap().strip_prefix("#access_token=").unwrap();
    assert!(fragment.ends_with("&token_type=bearer&expires_in=600&state=a%20b%26c%3D%C3%A9"), "{location}");
    assert!(!fragment.contains("refresh_token"));
    let mut session = browser.session;
    session.token = fragment.split('&').next().unwrap().to_owned();
    assert_eq!(session.read("crm/Accounts?$select=ID").await.status, 200);
    session.sandbox.clock().advance(Duration::from_secs(600));
    assert_eq!(session.read("crm/Accounts?$select=ID").await.status, 401);
}

#[tokio::test]
async fn a_response_type_that_is_neither_code_nor_token_is_refused() {
    let browser = Browser::new().await;
    for wrong in ["", "id_token", "CODE"] {
        let mut request = browser.request();
        request[2].1 = wrong;
        let page = browser.open(&request).await;
        assert_eq!((page.status, page.header("location")), (400, None), "{wrong}");
        assert!(page.text.contains("response_type"));
    }
}

#[tokio::test]
async fn a_registered_redirect_address_must_match_to_the_letter_at_login_and_at_the_exchange() {
    let registered = "https://app.example.com/terug/";
    let session = session_of(Builder::default().books(books(2)).redirect_uri(registered)).await;
    let (id, division) = (session.sandbox.client_id().to_owned(), DIVISION.to_string());
    let consent = |uri: &str| {
        let form =
            [("client_id", id.as_str()), ("redirect_uri", uri), ("response_type", "code"), ("division", &division)];
        reply(session.http.post(format!("{}/api/oauth2/consent", session.sandbox.base_url())).form(&form))
    };
    for near in ["https://app.example.com/terug", "https://app.example.com/terug/?x", "http://app.example.com/terug/"] {
        assert_eq!(consent(near).await.status, 400, "{near}");
    }
    let code = code_of(consent(registered).await.header("location").unwrap());
    let other =
        [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", "https://app.example.com/terug")];
    assert_eq!(session.token_call(&other).await.json()["error"], "invalid_grant");
}
