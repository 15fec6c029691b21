//! Rules L1 to L6 over HTTP.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use std::time::Duration;

use exact_sandbox::{Limits, Sandbox};
use support::*;

const MINUTE: [&str; 3] =
    ["x-ratelimit-minutely-limit", "x-ratelimit-minutely-remaining", "x-ratelimit-minutely-reset"];
const DAY: [&str; 3] = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];

#[tokio::test]
async fn l1_the_default_limits_are_60_a_minute_and_5000_a_day_per_division() {
    let mut books = books(2);
    let mut second = books.divisions[0].clone();
    second.code += 1;
    books.divisions.push(second);
    let session = session_of(Sandbox::builder().books(books)).await;
    for _ in 0..60 {
        assert_eq!(session.read("crm/Accounts").await.status, 200);
    }
    assert_eq!(session.read("crm/Accounts").await.status, 429);
    assert_eq!(session.get(&format!("{}/crm/Accounts", DIVISION + 1)).await.status, 200);
    session.sandbox.clock().advance(Duration::from_secs(60));
    assert_eq!(session.read("crm/Accounts").await.status, 200);
}

#[tokio::test]
async fn l2_every_answer_carries_both_windows_with_resets_in_epoch_milliseconds() {
    let session = session_of(Sandbox::builder().books(books(2))).await;
    let reply = session.read("crm/Accounts").await;
    assert_eq!(MINUTE.map(|name| reply.header(name).unwrap().to_owned()), ["60", "59", &(NOON + 60_000).to_string()]);
    assert_eq!(
        DAY.map(|name| reply.header(name).unwrap().to_owned()),
        ["5000", "4999", &(NOON + 43_200_000).to_string()]
    );
    let refused = session.read("crm/Accounts?$select=Nonsense").await;
    assert_eq!((refused.status, refused.header(MINUTE[1])), (400, Some("58")));
    let me = session.get("current/Me").await;
    assert_eq!(me.header(MINUTE[1]), Some("58"), "current/Me counts nowhere");
    assert_eq!(session.get("current/Me").await.header(MINUTE[1]), Some("58"));
}

#[tokio::test]
async fn l3_a_429_has_only_the_headers_of_the_window_that_is_used_up_and_no_body() {
    for (limits, there, gone) in
        [(Limits { minute: 1, day: 100 }, MINUTE, DAY), (Limits { minute: 100, day: 1 }, DAY, MINUTE)]
    {
        let session = session_of(Sandbox::builder().books(books(2)).limits(limits)).await;
        session.read("crm/Accounts").await;
        let refused = session.read("crm/Accounts").await;
        assert_eq!((refused.status, refused.text.as_str()), (429, ""));
        assert!(there.iter().all(|name| refused.header(name).is_some()));
        assert!(gone.iter().all(|name| refused.header(name).is_none()));
        assert_eq!(refused.header("retry-after"), None);
    }
}

#[tokio::test]
async fn l5_more_than_10_errors_block_that_endpoint_of_that_division_for_an_hour() {
    let session = session(books(2)).await;
    for _ in 0..11 {
        assert_eq!(session.read("crm/Accounts?$select=Nonsense").await.status, 400);
    }
    let blocked = session.read("crm/Accounts").await;
    assert_eq!(blocked.status, 429);
    assert!(blocked.message().contains("rate limit exceeded"));
    assert_eq!(session.read("vat/VATCodes").await.status, 200);
    session.sandbox.clock().advance(Duration::from_secs(599));
    assert_eq!(session.read("crm/Accounts").await.status, 429);
}

#[tokio::test]
async fn l5_an_early_refresh_counts_as_an_error_of_the_token_endpoint() {
    let session = session(books(0)).await;
    let code = login(&session).await;
    let tokens = exchange(&session, &code).await.json();
    let refresh = tokens["refresh_token"].as_str().unwrap();
    for _ in 0..11 {
        assert_eq!(session.refresh(refresh).await.status, 400);
    }
    assert_eq!(session.refresh(refresh).await.status, 429);
}

#[tokio::test]
async fn l6_token_calls_are_counted_per_day() {
    let session = session_of(Sandbox::builder().books(books(0)).token_calls_per_day(2)).await;
    assert_eq!(session.refresh("made up").await.status, 400);
    assert_eq!(session.refresh("made up").await.status, 429);
    session.sandbox.clock().advance(Duration::from_secs(86_400));
    assert_eq!(session.refresh("made up").await.status, 400);
}

/// A code, got by sending the consent form.
async fn login(session: &Session) -> String {
    let form = [
        ("client_id", session.sandbox.client_id()),
        ("redirect_uri", "http://127.0.0.1/cb"),
        ("response_type", "code"),
        ("division", &DIVISION.to_string()),
    ];
    let consent =
        reply(session.http.post(format!("{}/api/oauth2/consent", session.sandbox.base_url())).form(&form)).await;
    consent.header("location").unwrap().split_once("code=").unwrap().1.replace("%21", "!")
}

async fn exchange(session: &Session, code: &str) -> Reply {
    session
        .token_call(&[("grant_type", "authorization_code"), ("code", code), ("redirect_uri", "http://127.0.0.1/cb")])
        .await
}

async fn with_quirk(quirk: &str, limits: Limits) -> Session {
    session_of(Sandbox::builder().books(books(2)).limits(limits).quirk(quirk).unwrap()).await
}

#[tokio::test]
async fn l1_current_me_counts_only_by_quirk() {
    for (quirk, status) in [("me-counts=no", 200), ("me-counts=yes", 429)] {
        let session = with_quirk(quirk, Limits { minute: 1, day: 100 }).await;
        session.get("current/Me").await;
        assert_eq!(session.get("current/Me").await.status, status, "{quirk}");
    }
}

#[tokio::test]
async fn l3_a_429_without_headers_or_with_retry_after_comes_by_quirk() {
    let once = Limits { minute: 1, day: 100 };
    let bare = with_quirk("limit-headers-on-429=no", once).await;
    let seconds = with_quirk("retry-after=yes", once).await;
    for session in [&bare, &seconds] {
        session.read("crm/Accounts").await;
    }
    assert_eq!(bare.read("crm/Accounts").await.header(MINUTE[2]), None);
    assert_eq!(seconds.read("crm/Accounts").await.header("retry-after"), Some("60"));
}

#[tokio::test]
async fn l5_the_status_of_a_blocked_endpoint_and_the_number_of_errors_can_be_set() {
    let builder = Sandbox::builder().books(books(2)).limits(AMPLE).errors_per_hour(1);
    let session = session_of(builder.quirk("error-block=403").unwrap()).await;
    for _ in 0..2 {
        assert_eq!(session.read("crm/Accounts?$select=Nonsense").await.status, 400);
    }
    assert_eq!(session.read("crm/Accounts").await.status, 403);
}
