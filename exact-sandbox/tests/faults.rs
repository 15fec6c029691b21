//! Answers that go wrong on purpose, over HTTP.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use exact_sandbox::{CallFilter, Fault, FaultRule, RandomFaults, Sandbox};
use support::*;

const ACCOUNTS: &str = "crm/Accounts?$select=ID,Code";

/// Whether a call gets no whole answer.
async fn breaks(session: &Session, path: &str) -> bool {
    let url = format!("{}/api/v1/{DIVISION}/{path}", session.sandbox.base_url());
    let sent = session.http.get(url).bearer_auth(&session.token).header("accept", "application/json").send().await;
    match sent {
        Err(_) => true,
        Ok(response) => response.bytes().await.is_err(),
    }
}

#[tokio::test]
async fn a_status_strikes_the_nth_call_to_that_path_only() {
    let session = session(books(2)).await;
    session.sandbox.fault(FaultRule::nth(2, Fault::Status(503)).on("crm/Accounts"));
    assert_eq!(session.read(ACCOUNTS).await.status, 200);
    assert_eq!(session.read("vat/VATCodes").await.status, 200);
    let struck = session.read(ACCOUNTS).await;
    assert_eq!((struck.status, struck.text.as_str()), (503, ""));
    assert_eq!(session.read(ACCOUNTS).await.status, 200);
}

#[tokio::test]
async fn cut_connections_give_no_whole_answer_and_the_next_call_is_fine() {
    let session = session(books(2)).await;
    for fault in [Fault::Cut, Fault::LostAnswer, Fault::CutBody] {
        session.sandbox.fault(FaultRule::next(fault.clone()));
        assert!(breaks(&session, ACCOUNTS).await, "{fault:?}");
        assert!(!breaks(&session, ACCOUNTS).await, "{fault:?}");
    }
}

#[tokio::test]
async fn truncated_and_garbage_bodies_are_no_json_and_a_page_is_html() {
    let session = session(books(2)).await;
    for fault in [Fault::TruncatedBody, Fault::Garbage, Fault::Html] {
        session.sandbox.fault(FaultRule::next(fault.clone()));
        let url = format!("{}/api/v1/{DIVISION}/{ACCOUNTS}", session.sandbox.base_url());
        let request = session.http.get(url).bearer_auth(&session.token).header("accept", "application/json");
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        let html = response.headers()["content-type"].to_str().unwrap().starts_with("text/html");
        assert_eq!(html, fault == Fault::Html);
        let body = response.bytes().await.unwrap();
        assert!(serde_json::from_slice::<serde_json::Value>(&body).is_err(), "{fault:?}");
    }
}

#[tokio::test]
async fn a_duplicate_row_comes_twice_in_a_row() {
    let session = session(books(2)).await;
    let right = session.read(ACCOUNTS).await.rows();
    session.sandbox.fault(FaultRule::next(Fault::DuplicateRow));
    let wrong = session.read(ACCOUNTS).await.rows();
    assert_eq!(wrong.len(), right.len() + 1);
    assert_eq!(wrong[right.len()], right[right.len() - 1]);
}

#[tokio::test]
async fn t2_a_lost_token_answer_leaves_the_client_with_an_old_refresh_token() {
    let session = session_of(Sandbox::builder().books(books(0)).lifetimes(at_once())).await;
    let refresh = tokens(&session).await;
    session.sandbox.fault(FaultRule::next(Fault::LostAnswer).on("oauth2/token"));
    let url = format!("{}/api/oauth2/token", session.sandbox.base_url());
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
    let app = [("client_id", session.sandbox.client_id()), ("client_secret", session.sandbox.client_secret())];
    let form: Vec<_> = form.iter().chain(&app).collect();
    assert!(session.http.post(url).form(&form).send().await.is_err());
    let refused = session.refresh(&refresh).await;
    assert_eq!(refused.status, 401);
    assert_eq!(refused.json()["error_description"], "Old refresh token used.");
}

#[tokio::test]
async fn t2_a_token_rotated_by_another_process_is_old() {
    let session = session_of(Sandbox::builder().books(books(0)).lifetimes(at_once())).await;
    let refresh = tokens(&session).await;
    session.sandbox.fault(FaultRule::next(Fault::RotatedToken));
    assert_eq!(session.refresh(&refresh).await.json()["error_description"], "Old refresh token used.");
}

/// A refresh is allowed as soon as there is a token.
fn at_once() -> exact_sandbox::Lifetimes {
    exact_sandbox::Lifetimes { earliest_refresh: std::time::Duration::ZERO, ..exact_sandbox::Lifetimes::default() }
}

/// The refresh token of a new login.
async fn tokens(session: &Session) -> String {
    let form = [
        ("client_id", session.sandbox.client_id()),
        ("redirect_uri", "http://127.0.0.1:9/"),
        ("response_type", "code"),
        ("division", &DIVISION.to_string()),
    ];
    let url = format!("{}/api/oauth2/consent", session.sandbox.base_url());
    let back = reply(session.http.post(url).form(&form)).await;
    let location = reqwest::Url::parse(back.header("location").unwrap()).unwrap();
    let code = location.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", "http://127.0.0.1:9/")];
    let tokens = session.token_call(&form).await.json();
    tokens["refresh_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn maintenance_ends_when_the_clock_is_past_it() {
    let session = session(books(2)).await;
    let window = FaultRule::always(Fault::Maintenance).until(NOON + 300_000);
    session.sandbox.fault(window);
    for _ in 0..2 {
        let reply = session.read(ACCOUNTS).await;
        assert_eq!(reply.status, 503);
        assert!(reply.header("content-type").unwrap().starts_with("text/html"));
    }
    session.sandbox.clock().advance(std::time::Duration::from_secs(300));
    assert_eq!(session.read(ACCOUNTS).await.status, 200);
}

#[tokio::test]
async fn a_refusal_at_the_gate_names_its_reason() {
    let session = session(books(2)).await;
    session.sandbox.fault(FaultRule::next(Fault::Forbidden("LicenseExpired".to_owned())));
    let reply = session.read(ACCOUNTS).await;
    assert_eq!((reply.status, reply.header("reason")), (403, Some("LicenseExpired")));
    assert_eq!(reply.message(), "Forbidden - LicenseExpired");
}

#[tokio::test]
async fn random_faults_of_a_seed_strike_the_same_calls_again() {
    let statuses = || async {
        let faults = RandomFaults::new(0.5, 7).kinds([Fault::Status(500)]);
        let session = session_of(Sandbox::builder().books(books(2)).limits(AMPLE).random_faults(faults)).await;
        let mut statuses = Vec::new();
        for _ in 0..20 {
            statuses.push(session.read(ACCOUNTS).await.status);
        }
        statuses
    };
    let first = statuses().await;
    assert!(first.contains(&200) && first.contains(&500));
    assert_eq!(statuses().await, first);
}

#[tokio::test]
async fn the_log_tells_what_went_wrong_and_can_be_asked_by_path_status_and_time() {
    let session = session(books(2)).await;
    session.sandbox.fault(FaultRule::next(Fault::Cut));
    assert!(breaks(&session, ACCOUNTS).await);
    session.sandbox.clock().advance(std::time::Duration::from_secs(1));
    session.read(ACCOUNTS).await;
    session.read("vat/VATCodes?$select=Nonsense").await;
    let accounts = session
        .sandbox
        .calls_matching(&CallFilter { endpoint: Some("crm/Accounts".to_owned()), ..CallFilter::default() });
    let seen: Vec<_> = accounts.iter().map(|call| (call.status, call.rows, call.fault.as_deref())).collect();
    assert_eq!(seen, [(0, 0, Some("cut")), (200, 2, None)]);
    let url = format!("{}/_sandbox/calls?status=400&since={}", session.sandbox.base_url(), NOON + 1_000);
    let logged = reply(session.http.get(url)).await.json();
    assert_eq!(logged.as_array().unwrap().len(), 1);
    assert_eq!(logged[0]["endpoint"], "vat/VATCodes");
    let wrong = format!("{}/_sandbox/calls?stats=400", session.sandbox.base_url());
    assert_eq!(reply(session.http.get(wrong)).await.status, 400);
}

#[tokio::test]
async fn a_script_adds_lists_and_clears_faults_and_moves_the_clock() {
    let session = session(books(2)).await;
    let admin = |path: &str| format!("{}/_sandbox/{path}", session.sandbox.base_url());
    let rule = r#"{"path":"crm/Accounts","every":true,"fault":{"status":500}}"#;
    assert_eq!(reply(session.http.post(admin("faults")).body(rule)).await.json().as_array().unwrap().len(), 1);
    assert_eq!(session.read(ACCOUNTS).await.status, 500);
    assert_eq!(reply(session.http.delete(admin("faults"))).await.status, 204);
    assert_eq!(session.read(ACCOUNTS).await.status, 200);
    assert_eq!(reply(session.http.post(admin("faults")).body("{}")).await.status, 400);
    let set =
        reply(session.http.post(admin("clock")).body(r#"{"set":"2026-06-15T12:00:00","advance_seconds":5}"#)).await;
    assert_eq!(set.json()["utc"], "2026-06-15T12:00:05");
    assert_eq!(session.sandbox.clock().now_ms(), NOON + 5_000);
    let fast = reply(session.http.post(admin("clock")).body(r#"{"speed":60}"#)).await;
    assert_eq!(fast.json()["speed"], 60);
}

#[tokio::test]
async fn a_division_that_moved_has_a_date_and_its_timestamps_start_again_in_the_same_order() {
    let session = session(books(10)).await;
    let path = "sync/Financial/TransactionLines?$select=ID,Timestamp&$filter=Timestamp%20gt%201";
    let number = |row: &serde_json::Value| row["Timestamp"].as_str().unwrap().parse::<i64>().unwrap();
    let before = session.all(path).await;
    let highest = before.iter().map(number).max().unwrap();
    let divisions = "system/Divisions?$select=Code,DivisionMoveDate";
    assert!(session.read(divisions).await.rows()[0]["DivisionMoveDate"].is_null());
    session.sandbox.move_division(DIVISION);
    let after = session.all(path).await;
    let ids = |rows: &[serde_json::Value]| rows.iter().map(|row| row["ID"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&after), ids(&before));
    assert!(after.iter().map(number).all(|timestamp| (1..highest).contains(&timestamp)));
    let newer = format!("sync/Financial/TransactionLines?$select=ID&$filter=Timestamp%20gt%20{highest}L");
    assert_eq!(session.all(&newer).await.len(), 0, "who goes on from the old number is told of nothing");
    assert!(session.read(divisions).await.rows()[0]["DivisionMoveDate"].as_str().unwrap().starts_with("/Date("));
    let url = format!("{}/_sandbox/moves", session.sandbox.base_url());
    assert_eq!(reply(session.http.post(&url).body(r#"{"division":1}"#)).await.status, 400);
}
