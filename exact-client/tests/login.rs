//! Logging in, and who is logged in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use exact_client::{Host, Kind, Loopback, MemoryTokenStore, TokenStore as _};
use stage::{CLIENT_SECRET, Stage, json};
use wiremock::Mock;
use wiremock::matchers::{method, path};

const CODE: &str = "stamp%21a%25b%2Bc";

#[tokio::test]
async fn a_login_goes_from_the_address_to_stored_tokens() {
    let stage = Stage::new().await;
    let store = MemoryTokenStore::new();
    let exact = stage.builder().token_store(store.clone()).build().unwrap();
    let request = exact.authorization_url();
    let url = url::Url::parse(&request.url).unwrap();
    assert_eq!(url.path(), "/api/oauth2/auth");
    let has = |name: &str, value: &str| url.query_pairs().any(|pair| pair == (name.into(), value.into()));
    assert!(has("client_id", "app") && has("redirect_uri", "https://example.org/back"));
    assert!(has("response_type", "code") && has("state", &request.state));
    assert!(!request.url.contains(CLIENT_SECRET));

    exact.exchange(&request, &format!("https://example.org/back?code={CODE}&state={}", request.state)).await.unwrap();
    assert_eq!(store.load().await.unwrap().unwrap().obtained_at(), stage::start());
    assert_eq!(exact.calls().token_calls, 1);
    exact.keep_alive().await.unwrap();
    assert_eq!(exact.calls().total(), 1, "the tokens of a login are used as they are");
}

#[tokio::test]
async fn every_login_has_its_own_state() {
    let exact = Stage::new().await.exact();
    let (first, second) = (exact.authorization_url(), exact.authorization_url());
    assert_ne!(first.state, second.state);
    let swapped = format!("?code={CODE}&state={}", second.state);
    let error = exact.exchange(&first, &swapped).await.unwrap_err();
    assert!(error.needs_login());
    assert_eq!(exact.calls().total(), 0);
}

#[tokio::test]
async fn a_code_that_exact_does_not_take_asks_for_another_login() {
    let stage = Stage::new().await;
    let exact = stage.builder().build().unwrap();
    let request = exact.authorization_url();
    let error = exact.exchange(&request, &format!("?code=stale&state={}", request.state)).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Auth, Some(400)));
    assert!(error.needs_login());
    assert!(error.api_message().unwrap().contains("chainId"));
}

#[tokio::test]
async fn the_loopback_hands_over_what_exchange_takes() {
    let stage = Stage::new().await;
    let exact = stage.builder().build().unwrap();
    let listener = Loopback::bind(0, "/callback").await.unwrap();
    let request = exact.authorization_url();
    let back = format!("{}?code={CODE}&state={}", listener.redirect_uri(), request.state);
    let browser = reqwest::ClientBuilder::new().tls_certs_only([]).no_proxy().build().unwrap();
    let (redirected, page) = tokio::join!(listener.wait(), browser.get(back).send());
    assert!(page.unwrap().status().is_success());
    exact.exchange(&request, &redirected.unwrap()).await.unwrap();
}

#[cfg(feature = "https-loopback")]
#[tokio::test]
async fn the_loopback_on_https_hands_over_the_same_and_survives_a_browser_that_does_not_trust_it() {
    let stage = Stage::new().await;
    let exact = stage.builder().build().unwrap();
    let listener = Loopback::bind_https(0, "/callback").await.unwrap();
    assert!(listener.redirect_uri().starts_with("https://localhost:"));
    let request = exact.authorization_url();
    let back = format!("{}?code={CODE}&state={}", listener.redirect_uri(), request.state);
    let certificate = reqwest::Certificate::from_pem(listener.certificate().unwrap().as_bytes()).unwrap();
    let browser = |trusted: Vec<reqwest::Certificate>| {
        reqwest::ClientBuilder::new().tls_certs_only(trusted).no_proxy().build().unwrap()
    };
    let visits = async {
        browser(Vec::new()).get(&back).send().await.unwrap_err();
        browser(vec![certificate]).get(&back).send().await.unwrap()
    };
    let (redirected, page) = tokio::join!(listener.wait(), visits);
    assert!(page.status().is_success());
    exact.exchange(&request, &redirected.unwrap()).await.unwrap();
}

#[test]
fn every_country_has_its_site() {
    let sites = [Host::NL, Host::BE, Host::DE, Host::FR, Host::ES, Host::UK, Host::US];
    let origins: Vec<_> = sites.iter().map(Host::origin).collect();
    let ends = ["nl", "be", "de", "fr", "es", "co.uk", "com"];
    assert_eq!(origins, ends.map(|end| format!("https://start.exactonline.{end}")));
}

#[tokio::test]
async fn who_is_logged_in_and_what_they_may_see() {
    let stage = Stage::new().await;
    let me = r#"{"d":{"results":[{"__metadata":{},"UserID":"00000000-0000-0000-0000-000000000001","UserName":"jan",
        "FullName":"Jan","CurrentDivision":7}]}}"#;
    Mock::given(method("GET")).and(path("/api/v1/current/Me")).respond_with(json(me.into())).mount(&stage.server).await;
    let divisions = r#"{"d":{"results":[{"Code":7,"Hid":"1","Description":"Bakkerij","Status":1},
        {"Code":8,"Hid":"2","Description":"Holding","Country":"NL "}]}}"#;
    Mock::given(method("GET"))
        .and(path("/api/v1/7/system/Divisions"))
        .respond_with(json(divisions.into()))
        .mount(&stage.server)
        .await;
    let exact = stage.exact();
    let rows = exact.divisions().await.unwrap().into_rows();
    assert_eq!(rows.iter().map(|row| (row.code, row.hid)).collect::<Vec<_>>(), [(7, Some(1)), (8, Some(2))]);
    assert_eq!(exact.calls().reads, 2);
    let metered = exact.metered();
    metered.divisions().await.unwrap();
    assert_eq!((metered.calls().reads, exact.calls().reads), (1, 3), "a division that answered is known");
    assert_eq!(exact.current_division().await.unwrap().code(), 7);
    assert_eq!(exact.me().await.unwrap().user_name.as_deref(), Some("jan"));
}
