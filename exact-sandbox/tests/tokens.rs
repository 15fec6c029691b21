//! What is contradictory or can be set about tokens: the quirks of rules T1 to T5, lifetimes, addresses.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use std::time::Duration;

use exact_sandbox::{Lifetimes, Sandbox};
use support::*;

const CALLBACK: &str = "http://127.0.0.1:9/terug?x=1";

/// A session whose sandbox has that quirk, with the refresh token of a login.
async fn logged_in(quirk: &str) -> (Session, String) {
    let session = session_of(Sandbox::builder().books(books(0)).quirk(quirk).unwrap()).await;
    let division = DIVISION.to_string();
    let form = [
        ("client_id", session.sandbox.client_id()),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("division", division.as_str()),
    ];
    let url = format!("{}/api/oauth2/consent", session.sandbox.base_url());
    let back = reply(session.http.post(url).form(&form)).await;
    let location = reqwest::Url::parse(back.header("location").unwrap()).unwrap();
    let code = location.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
    let tokens = session.token_call(&form).await.json();
    let refresh = tokens["refresh_token"].as_str().unwrap().to_owned();
    (session, refresh)
}

#[tokio::test]
async fn t1_the_status_of_an_early_refresh_is_400_or_by_quirk_401() {
    for (quirk, status, text) in [
        ("early-refresh=400", 400, "Rate limit exceeded: access_token not expired"),
        ("early-refresh=401", 401, "Access Token not expired"),
    ] {
        let (session, refresh) = logged_in(quirk).await;
        let refused = session.refresh(&refresh).await;
        assert_eq!((refused.status, refused.json()["error_description"].as_str()), (status, Some(text)));
        assert!(refused.json().get("refresh_token").is_none());
    }
}

#[tokio::test]
async fn t1_a_refresh_refused_as_too_early_hands_out_the_next_token_by_quirk() {
    let (session, refresh) = logged_in("early-refresh-rotates=yes").await;
    let refused = session.refresh(&refresh).await;
    assert_eq!(refused.status, 400);
    let next = refused.json()["refresh_token"].as_str().unwrap().to_owned();
    session.sandbox.clock().advance(Duration::from_secs(575));
    assert_eq!(session.refresh(&next).await.status, 200);
}

#[tokio::test]
async fn t2_the_status_of_an_old_refresh_token_is_401_or_by_quirk_400() {
    for (quirk, status) in [("old-refresh-token=401", 401), ("old-refresh-token=400", 400)] {
        let (session, refresh) = logged_in(quirk).await;
        session.sandbox.clock().advance(Duration::from_secs(575));
        session.refresh(&refresh).await;
        assert_eq!(session.refresh(&refresh).await.status, status);
    }
}

#[tokio::test]
async fn t3_expires_in_is_a_number_by_quirk() {
    let (session, refresh) = logged_in("expires-in=number").await;
    session.sandbox.clock().advance(Duration::from_secs(575));
    assert_eq!(session.refresh(&refresh).await.json()["expires_in"], 600);
}

#[tokio::test]
async fn t5_the_window_for_a_refresh_is_30_seconds_wide_with_a_live_access_token() {
    let (session, refresh) = logged_in("bulk-next=inside").await;
    session.sandbox.clock().advance(Duration::from_secs(569));
    assert_eq!(session.refresh(&refresh).await.status, 400);
    session.sandbox.clock().advance(Duration::from_secs(30));
    assert_eq!(session.get("current/Me").await.status, 200, "at 599 seconds the access token still works");
    session.sandbox.clock().advance(Duration::from_secs(1));
    assert_eq!(session.get("current/Me").await.status, 401);
    assert_eq!(session.refresh(&refresh).await.status, 200, "and the refresh token works after it too");
}

#[tokio::test]
async fn t5_an_expired_access_token_is_sent_to_the_login_page_by_quirk() {
    let (session, _) = logged_in("expired-access=login-page").await;
    session.sandbox.clock().advance(Duration::from_secs(600));
    let moved = session.get("current/Me").await;
    assert_eq!((moved.status, moved.header("location")), (302, Some("/api/oauth2/auth")));
    assert!(moved.text.contains("Object moved"));
}

#[tokio::test]
async fn lifetimes_can_be_set() {
    let lifetimes = Lifetimes { access: Duration::from_secs(60), ..Lifetimes::default() };
    let session = session_of(Sandbox::builder().books(books(0)).lifetimes(lifetimes)).await;
    session.sandbox.clock().advance(Duration::from_secs(59));
    assert_eq!(session.get("current/Me").await.status, 200);
    session.sandbox.clock().advance(Duration::from_secs(1));
    assert_eq!(session.get("current/Me").await.status, 401);
}

#[tokio::test]
async fn an_address_on_this_machine_must_be_registered_by_quirk() {
    let builder = Sandbox::builder().books(books(0)).redirect_uri("http://127.0.0.1:7/known");
    let session = session_of(builder.quirk("loopback-redirect=no").unwrap()).await;
    let url = format!("{}/api/oauth2/auth", session.sandbox.base_url());
    for (uri, status) in [(CALLBACK, 400), ("http://127.0.0.1:7/known", 200), ("http://127.0.0.1:7/known/2", 400)] {
        let query = [("client_id", session.sandbox.client_id()), ("redirect_uri", uri), ("response_type", "code")];
        assert_eq!(reply(session.http.get(&url).query(&query)).await.status, status, "{uri}");
    }
}
