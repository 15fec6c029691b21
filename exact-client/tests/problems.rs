//! What a program can tell its user: every way in which the link, a limit or a call fails has a name of its own, keeps
//! Exact's words and its id of the request, and says whether the call itself was sent.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::error::Error as _;

use exact_client::{Error, Exact, Kind, ManualClock, MemoryTokenStore, Problem, Sent};
use stage::{Id, InTurn, Stage, json, rows, soon};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn read(exact: &Exact) -> Error {
    soon(exact.division(7).list::<Id>().complete()).await.unwrap_err()
}

/// A site whose token endpoint gives this answer.
async fn gate(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).and(path("/api/oauth2/token")).respond_with(answer).mount(&server).await;
    server
}

fn client(server: &MockServer, store: MemoryTokenStore) -> Exact {
    stage::builder(&server.uri()).clock(ManualClock::at(stage::start())).token_store(store).build().unwrap()
}

fn refusal(status: u16, error: &str, description: &str) -> ResponseTemplate {
    let body = serde_json::json!({"error": error, "error_description": description});
    ResponseTemplate::new(status).set_body_json(body).insert_header("X-Request-Id", "r-9")
}

#[tokio::test]
async fn every_way_in_which_a_link_ends_has_a_name_and_exacts_words() {
    for (status, error, words, problem, login) in [
        (400, "invalid_request", "The refresh token expired at 10/11/2022 9:18:20 PM", Problem::LinkExpired, true),
        (401, "unauthorized_client", "Old refresh token used.", Problem::LinkUsedElsewhere, true),
        (
            400,
            "invalid_grant",
            "Token is not allowed, because of invalid or empty chainId",
            Problem::LinkWithdrawn,
            true,
        ),
        (400, "invalid_client", "unknown app", Problem::AppRefused, false),
    ] {
        let server = gate(refusal(status, error, words)).await;
        let told = read(&client(&server, stage::linked())).await;
        assert_eq!((told.kind(), told.problem(), told.needs_login()), (Kind::Auth, Some(problem), login), "{words}");
        assert_eq!((told.status(), told.api_message()), (Some(status), Some(words)));
        assert_eq!((told.request_id(), told.call()), (Some("r-9"), Some(1)));
        assert_eq!(told.sent_to_exact(), Sent::No, "the read itself was never sent");
        assert!(!told.is_retryable() && !told.to_string().contains(words), "{told}");
    }
}

#[tokio::test]
async fn without_a_link_nothing_is_sent_and_a_login_is_asked_for() {
    let server = gate(ResponseTemplate::new(200)).await;
    let told = read(&client(&server, MemoryTokenStore::default())).await;
    assert_eq!((told.kind(), told.problem(), told.needs_login()), (Kind::Auth, Some(Problem::NotLinked), true));
    assert_eq!(told.sent_to_exact(), Sent::No);
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_refresh_whose_answer_was_lost_is_told_from_one_that_somebody_else_made() {
    let stage = Stage::new().await;
    stage.desk.book(|book| book.lose = vec![502]);
    let told = read(&stage.exact()).await;
    assert_eq!((told.problem(), told.needs_login()), (Some(Problem::LinkLost), true));
}

#[tokio::test]
async fn a_limit_of_token_calls_says_until_when() {
    let server = gate(ResponseTemplate::new(429).insert_header("Retry-After", "120")).await;
    let told = read(&client(&server, stage::linked())).await;
    assert_eq!((told.kind(), told.problem()), (Kind::RateLimit, Some(Problem::TokenLimit)));
    assert_eq!(told.limited_until(), Some(stage::start() + chrono::Duration::seconds(120)));
    assert!(told.is_retryable() && !told.needs_login());
}

#[tokio::test]
async fn a_day_without_calls_left_says_until_when() {
    let stage = Stage::new().await;
    let midnight = "2026-03-03T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let answer = ResponseTemplate::new(429)
        .insert_header("X-RateLimit-Limit", "5000")
        .insert_header("X-RateLimit-Remaining", "0")
        .insert_header("X-RateLimit-Reset", midnight.timestamp_millis().to_string().as_str());
    stage.answer(answer).await;
    let told = read(&stage.exact()).await;
    assert_eq!((told.kind(), told.problem()), (Kind::Quota, Some(Problem::DayLimit)));
    assert!(told.limited_until().unwrap() >= midnight && told.retry_after().is_some());
    assert!(told.is_retryable() && !told.needs_login());
}

#[tokio::test]
async fn trouble_at_the_token_endpoint_leaves_the_call_itself_unsent() {
    for answer in [ResponseTemplate::new(503), ResponseTemplate::new(200).set_body_string("<html>"), json("{}".into())]
    {
        let server = gate(answer).await;
        let told = read(&client(&server, stage::linked())).await;
        assert_eq!((told.kind(), told.sent_to_exact(), told.is_retryable()), (Kind::Transport, Sent::No, true));
        assert!(told.source().is_some());
        let reads = server.received_requests().await.unwrap();
        assert!(reads.iter().all(|request| request.method.as_str() == "POST"));
    }
}

#[tokio::test]
async fn what_cannot_be_read_names_entity_column_and_row() {
    let stage = Stage::new().await;
    let page = r#"{"d":{"results":[{"ID":"00000000-0000-0000-0000-000000000001"},{"ID":true}]}}"#;
    stage.answer(InTurn::new(vec![json(page.to_owned()), rows([1])])).await;
    let told = read(&stage.exact()).await;
    let place = told.decode_error().unwrap().to_string();
    assert_eq!((told.kind(), told.endpoint()), (Kind::Decode, Some("crm/Accounts")));
    assert!(place.contains("Account") && place.contains("ID") && place.contains("row 1"), "{place}");
}

#[cfg(feature = "write")]
#[tokio::test]
async fn a_write_that_stopped_at_the_tokens_was_certainly_not_made() {
    use exact_client::Draft;
    use exact_client::model::crm::Account;

    let server = gate(ResponseTemplate::new(503)).await;
    let exact = client(&server, stage::linked());
    let draft = Draft::<Account>::new().set(Account::NAME, "Jansen");
    let told = soon(exact.division(7).writer().create(&draft)).await.unwrap_err();
    assert_eq!((told.kind(), told.sent_to_exact(), told.is_retryable()), (Kind::Transport, Sent::No, true));
    assert!(!told.to_string().contains("look it up"), "{told}");
}
