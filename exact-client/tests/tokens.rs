//! The chain of tokens: T1 to T5, in one process and in many, and through every accident.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use exact_client::{Error, Exact, Kind, ManualClock, MemoryTokenStore, StoreError, StoreLock, TokenStore, Tokens};
use futures::future::{BoxFuture, join_all};
use stage::{Id, InTurn, Stage, rows, soon};
use wiremock::matchers::{header, method};
use wiremock::{Mock, Request, Respond, ResponseTemplate};

async fn read(exact: &Exact) -> Result<usize, Error> {
    soon(exact.division(7).list::<Id>().complete()).await.map(|read| read.rows().len())
}

/// Reads succeed with the access token that works now, and with no other.
struct Guarded(stage::Desk);

impl Respond for Guarded {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        if request.headers.get("authorization").is_some_and(|value| self.0.opens(value.as_bytes())) {
            rows([1])
        } else {
            ResponseTemplate::new(401)
        }
    }
}

async fn guarded() -> Stage {
    let stage = Stage::new().await;
    stage.answer(Guarded(stage.desk.clone())).await;
    stage
}

fn desk(stage: &Stage) -> (u32, u32, u32) {
    stage.desk.book(|book| (book.issued, book.too_early, book.replayed))
}

#[tokio::test]
async fn a_refresh_is_sent_from_580_seconds_and_not_before() {
    let stage = guarded().await;
    let exact = stage.exact();
    read(&exact).await.unwrap();
    for (advance, issued) in [(0, 1), (540, 1), (39, 1), (1, 2), (579, 2), (1, 3), (600, 4), (86_400, 5)] {
        stage.clock.advance(Duration::from_secs(advance));
        read(&exact).await.unwrap();
        assert_eq!(desk(&stage), (issued, 0, 0));
    }
}

#[tokio::test]
async fn many_tasks_refresh_once() {
    let stage = guarded().await;
    let exact = stage.exact();
    join_all((0..50).map(|division| {
        let exact = exact.clone();
        async move { exact.division(division).list::<Id>().complete().await.unwrap() }
    }))
    .await;
    assert_eq!(desk(&stage), (1, 0, 0));
    assert_eq!(exact.calls().token_calls, 1);
}

#[tokio::test]
async fn a_new_token_is_in_the_store_before_it_is_used() {
    #[derive(Debug, Clone)]
    struct Refusing(MemoryTokenStore, Arc<AtomicBool>);
    impl TokenStore for Refusing {
        fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
            self.0.lock()
        }
        fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, StoreError>> {
            self.0.load()
        }
        fn save(&self, tokens: Tokens) -> BoxFuture<'_, Result<(), StoreError>> {
            // The mark before a refresh is still written; the disk fills up just after.
            let full = self.1.load(Ordering::SeqCst) && !format!("{tokens:?}").contains("Some");
            if full { Box::pin(async { Err(StoreError::new("the disk is full")) }) } else { self.0.save(tokens) }
        }
    }
    let stage = guarded().await;
    let full = Arc::new(AtomicBool::new(true));
    let store = Refusing(stage::linked(), Arc::clone(&full));
    let exact = stage.builder().token_store(store.clone()).build().unwrap();
    let error = read(&exact).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Store);
    assert_eq!(stage.reads().await.len(), 0, "a token that is not safe was used");

    // Once the disk has room again the token that could not be saved is still there.
    full.store(false, Ordering::SeqCst);
    assert_eq!(read(&exact).await.unwrap(), 1);
    assert_eq!(desk(&stage), (1, 0, 0));
    let other = stage.builder().token_store(store).build().unwrap();
    assert_eq!(read(&other).await.unwrap(), 1);
}

#[tokio::test]
async fn a_caller_that_goes_away_does_not_cut_off_a_refresh() {
    let stage = guarded().await;
    let store = stage::linked();
    let exact = stage.builder().token_store(store.clone()).build().unwrap();
    {
        let mut reading = Box::pin(read(&exact));
        // Polled until the token endpoint has been called, then dropped.
        while stage.desk.book(|book| book.calls) == 0 {
            tokio::select! {
                biased;
                _ = &mut reading => break,
                () = tokio::task::yield_now() => {}
            }
        }
    }
    let other = stage.builder().token_store(store).build().unwrap();
    assert_eq!(read(&other).await.unwrap(), 1);
    assert_eq!(desk(&stage), (1, 0, 0));
}

#[tokio::test]
async fn a_lost_answer_is_named_and_asks_for_a_login() {
    let stage = guarded().await;
    stage.desk.book(|book| book.lose = vec![500]);
    let exact = stage.exact();
    let error = read(&exact).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Auth);
    assert!(error.needs_login());
    assert!(error.to_string().contains("never arrived"), "{error}");
    assert!(error.api_message().is_some());
    assert_eq!(stage.desk.book(|book| book.calls), 2, "tried once more, because the request might not have arrived");
}

#[tokio::test]
async fn a_lost_answer_is_also_recognised_by_the_token_that_is_too_young() {
    let stage = guarded().await;
    let exact = stage.exact();
    read(&exact).await.unwrap();
    stage.clock.advance(Duration::from_secs(580));
    stage.desk.book(|book| book.lose = vec![500]);
    // Whether the old access token lives on is Exact's to say: here it does not.
    assert!(read(&exact).await.unwrap_err().needs_login());
    stage.clock.advance(Duration::from_secs(31));
    let error = read(&exact).await.unwrap_err();
    assert!(error.needs_login() && error.to_string().contains("never arrived"), "{error}");
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_a_lost_answer() {
    let stage = guarded().await;
    stage.desk.book(|book| book.lose = vec![200]);
    let error = read(&stage.exact()).await.unwrap_err();
    assert!(error.needs_login() && error.to_string().contains("never arrived"), "{error}");
}

#[tokio::test]
async fn a_gateway_that_fails_before_exact_costs_nothing() {
    let server = wiremock::MockServer::start().await;
    let clock = ManualClock::at(stage::start());
    let good = ResponseTemplate::new(200).set_body_json(serde_json::json!({
        "access_token": "a", "refresh_token": "r", "expires_in": 600, "token_type": "bearer"
    }));
    let answers = InTurn::new(vec![ResponseTemplate::new(503), good]);
    Mock::given(method("POST")).respond_with(answers).mount(&server).await;
    Mock::given(method("GET")).respond_with(rows([1])).mount(&server).await;
    let exact = stage::builder(&server.uri()).clock(clock).token_store(stage::linked()).build().unwrap();
    assert_eq!(read(&exact).await.unwrap(), 1);
    assert_eq!(exact.calls().token_calls, 2);
}

#[tokio::test]
async fn a_crash_during_a_refresh_is_recognised_by_the_next_program() {
    // The first program wrote down that it would refresh, Exact answered, and the program died.
    let stage = guarded().await;
    stage.desk.book(|book| {
        book.issued = 1;
        book.current = 1;
    });
    let text = br#"{"version":1,"access_token":null,"refresh_token":"refresh-0","obtained_at_ms":0,
        "lifetime_seconds":600,"refresh_started_at_ms":1772442000000}"#;
    let store = MemoryTokenStore::with(Tokens::from_json(text).unwrap());
    let exact = stage.builder().token_store(store).build().unwrap();
    let error = read(&exact).await.unwrap_err();
    assert!(error.needs_login() && error.to_string().contains("never arrived"), "{error}");
}

#[tokio::test]
async fn a_replayed_token_is_named() {
    let stage = guarded().await;
    let store = MemoryTokenStore::with(Tokens::from_refresh_token("refresh-of-yesterday"));
    let error = read(&stage.builder().token_store(store).build().unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Auth, Some(401)));
    assert!(error.needs_login() && error.to_string().contains("another program"), "{error}");
    assert_eq!(error.api_message(), Some("Old refresh token used."));
}

async fn refused_with(answer: ResponseTemplate) -> Error {
    let server = wiremock::MockServer::start().await;
    Mock::given(method("POST")).respond_with(answer).expect(1).mount(&server).await;
    let exact = stage::builder(&server.uri()).token_store(stage::linked()).build().unwrap();
    read(&exact).await.unwrap_err()
}

#[tokio::test]
async fn a_link_left_alone_for_a_month_is_named() {
    let error = refused_with(ResponseTemplate::new(400).set_body_json(serde_json::json!({
        "error": "invalid_request",
        "error_description": "The refresh token expired at 2/1/2026 9:00:00 AM and it is now 3/2/2026 9:00:10 AM"
    })))
    .await;
    assert!(error.needs_login() && error.to_string().contains("month"), "{error}");
}

#[tokio::test]
async fn a_wrong_app_is_not_a_reason_to_log_in() {
    let error =
        refused_with(ResponseTemplate::new(401).set_body_json(serde_json::json!({"error": "invalid_client"}))).await;
    assert_eq!(error.kind(), Kind::Auth);
    assert!(!error.needs_login() && error.to_string().contains("client secret"), "{error}");
}

#[tokio::test]
async fn too_many_token_calls_do_not_end_the_link() {
    let error = refused_with(ResponseTemplate::new(429)).await;
    assert_eq!(error.kind(), Kind::RateLimit);
    assert!(!error.needs_login() && error.is_retryable() && error.retry_after().is_some());
}

#[tokio::test]
async fn a_clock_that_is_ahead_of_exacts_goes_on_with_the_token_it_has() {
    let stage = guarded().await;
    let fast = ManualClock::at(stage::start());
    let exact = stage.builder().clock(fast.clone()).token_store(stage::linked()).build().unwrap();
    read(&exact).await.unwrap();
    // Ours says 585 seconds, Exact's says 560.
    fast.advance(Duration::from_secs(585));
    stage.clock.advance(Duration::from_secs(560));
    assert_eq!(read(&exact).await.unwrap(), 1);
    assert_eq!(read(&exact).await.unwrap(), 1);
    assert_eq!(desk(&stage), (1, 1, 0), "refused once, and not asked again at once");
    fast.advance(Duration::from_secs(31));
    stage.clock.advance(Duration::from_secs(31));
    assert_eq!(read(&exact).await.unwrap(), 1);
    assert_eq!(desk(&stage), (2, 1, 0));
}

#[tokio::test]
async fn a_401_for_a_young_token_is_not_answered_with_a_refresh() {
    let stage = guarded().await;
    let exact = stage.exact();
    read(&exact).await.unwrap();
    // The user withdraws the link.
    stage.desk.book(|book| book.current = 99);
    let error = read(&exact).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Auth, Some(401)));
    assert!(error.needs_login());
    assert_eq!(stage.desk.book(|book| book.calls), 1);
    assert_eq!(stage.reads().await.len(), 2);
}

#[tokio::test]
async fn after_a_401_the_store_may_have_a_newer_token() {
    let stage = guarded().await;
    let store = stage::linked();
    let (first, second) = (
        stage.builder().token_store(store.clone()).build().unwrap(),
        stage.builder().token_store(store.clone()).build().unwrap(),
    );
    read(&first).await.unwrap();
    // Somebody logs in again in the second program, which ends the first program's tokens.
    let request = second.authorization_url();
    second.exchange(&request, &format!("?code=stamp%21a%25b%2Bc&state={}", request.state)).await.unwrap();
    assert_eq!(read(&first).await.unwrap(), 1);
    assert_eq!(desk(&stage), (2, 0, 0));
}

#[tokio::test]
async fn machines_whose_clocks_differ_share_a_link_without_a_login() {
    for skew in [-120, -20, 20, 120] {
        let stage = guarded().await;
        let store = stage::linked();
        let theirs = ManualClock::at(stage::start() + chrono::Duration::seconds(skew));
        let ours = stage.builder().token_store(store.clone()).build().unwrap();
        let other = stage.builder().token_store(store).clock(theirs.clone()).build().unwrap();
        for _ in 0..100 {
            assert_eq!((read(&ours).await.unwrap(), read(&other).await.unwrap()), (1, 1), "{skew}");
            for clock in [&stage.clock, &theirs] {
                clock.advance(Duration::from_secs(61));
            }
        }
        let (_, too_early, replayed) = desk(&stage);
        assert_eq!(replayed, 0, "{skew}: a refresh token was used twice");
        assert!(too_early <= 3, "{skew}: the client did not learn from {too_early} refusals");
    }
}

#[tokio::test]
async fn a_refresh_token_in_a_refusal_is_kept() {
    let server = wiremock::MockServer::start().await;
    let clock = ManualClock::at(stage::start());
    let early = ResponseTemplate::new(400).set_body_json(serde_json::json!({
        "error": "access_denied", "error_description": "Rate limit exceeded: access_token not expired",
        "refresh_token": "refresh-from-a-refusal"
    }));
    Mock::given(method("POST")).respond_with(early).up_to_n_times(1).mount(&server).await;
    let good = ResponseTemplate::new(200).set_body_json(serde_json::json!({"access_token": "a", "refresh_token": "r"}));
    Mock::given(method("POST"))
        .and(wiremock::matchers::body_string_contains("refresh_token=refresh-from-a-refusal"))
        .respond_with(good)
        .mount(&server)
        .await;
    Mock::given(method("GET")).and(header("authorization", "Bearer a")).respond_with(rows([1])).mount(&server).await;
    let exact = stage::builder(&server.uri()).clock(clock).token_store(stage::linked()).build().unwrap();
    let error = read(&exact).await.unwrap_err();
    assert!(error.is_retryable() && !error.needs_login() && error.retry_after().is_some());
    assert_eq!(read(&exact).await.unwrap(), 1);
}

#[tokio::test]
async fn a_refresh_token_in_half_an_answer_is_kept() {
    let server = wiremock::MockServer::start().await;
    let clock = ManualClock::at(stage::start());
    let half = ResponseTemplate::new(200).set_body_json(serde_json::json!({"refresh_token": "refresh-of-half"}));
    let good = ResponseTemplate::new(200).set_body_json(serde_json::json!({"access_token": "a", "refresh_token": "r"}));
    let with = wiremock::matchers::body_string_contains;
    Mock::given(method("POST")).and(with("=refresh-0")).respond_with(half).expect(1).mount(&server).await;
    Mock::given(method("POST")).and(with("=refresh-of-half")).respond_with(good).expect(1).mount(&server).await;
    Mock::given(method("GET")).respond_with(rows([1])).mount(&server).await;
    let exact = stage::builder(&server.uri()).clock(clock).token_store(stage::linked()).build().unwrap();
    assert_eq!(read(&exact).await.unwrap(), 1);
}

#[tokio::test]
async fn without_a_link_nothing_is_sent() {
    let stage = guarded().await;
    let exact = stage.builder().build().unwrap();
    let error = read(&exact).await.unwrap_err();
    assert!(error.needs_login() && !error.was_sent());
    assert!(stage.server.received_requests().await.unwrap().is_empty());
}
