//! The minute and the day, as Exact's headers tell them. No test waits: the clock is moved.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::time::Duration;

use chrono::{DateTime, Utc};
use exact_client::{Clock as _, Kind, MinuteLimit, SharedLimits};
use stage::{Id, InTurn, Stage, rows, soon, start};
use wiremock::ResponseTemplate;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn minute(answer: ResponseTemplate, remaining: u32, reset: DateTime<Utc>) -> ResponseTemplate {
    answer
        .insert_header("X-RateLimit-Minutely-Limit", "60")
        .insert_header("X-RateLimit-Minutely-Remaining", remaining.to_string().as_str())
        .insert_header("X-RateLimit-Minutely-Reset", reset.timestamp_millis().to_string().as_str())
}

fn day(answer: ResponseTemplate, remaining: u32, reset: DateTime<Utc>) -> ResponseTemplate {
    answer
        .insert_header("X-RateLimit-Limit", "5000")
        .insert_header("X-RateLimit-Remaining", remaining.to_string().as_str())
        .insert_header("X-RateLimit-Reset", reset.timestamp_millis().to_string().as_str())
}

#[tokio::test]
async fn an_empty_minute_is_waited_out_before_sending() {
    let stage = Stage::new().await;
    let reset = at("2026-03-02T09:01:00Z");
    stage
        .answer(InTurn::new(vec![minute(rows([1]), 0, reset), minute(rows([2]), 59, at("2026-03-02T09:02:00Z"))]))
        .await;
    let division = stage.exact().division(7);
    division.list::<Id>().complete().await.unwrap();
    assert!(stage.clock.waits().is_empty());
    division.list::<Id>().complete().await.unwrap();
    assert_eq!(stage.clock.waits(), [at("2026-03-02T09:01:01Z")]);
    assert_eq!(stage.reads().await.len(), 2, "no call was wasted on a refusal");
}

#[tokio::test]
async fn clones_share_the_windows_and_other_divisions_have_their_own() {
    let stage = Stage::new().await;
    stage.answer(minute(rows([1]), 0, at("2026-03-02T09:01:00Z"))).await;
    let exact = stage.exact();
    exact.division(7).list::<Id>().complete().await.unwrap();
    exact.metered().division(8).list::<Id>().complete().await.unwrap();
    assert!(stage.clock.waits().is_empty());
    exact.clone().division(7).list::<Id>().complete().await.unwrap();
    assert_eq!(stage.clock.waits().len(), 1);
}

#[tokio::test]
async fn a_429_of_the_minute_is_waited_out_and_tried_again() {
    let stage = Stage::new().await;
    let refused = minute(ResponseTemplate::new(429), 0, at("2026-03-02T09:01:00Z"));
    stage.answer(InTurn::new(vec![refused, rows([1])])).await;
    let exact = stage.exact();
    assert_eq!(exact.division(7).list::<Id>().complete().await.unwrap().rows().len(), 1);
    assert_eq!(stage.clock.waits(), [at("2026-03-02T09:01:01Z")]);
    assert_eq!((exact.calls().reads, exact.calls().token_calls), (2, 1));
}

#[tokio::test]
async fn a_429_without_headers_waits_for_the_next_whole_minute() {
    let stage = Stage::new().await;
    stage.answer(InTurn::new(vec![ResponseTemplate::new(429), rows([1])])).await;
    stage.exact().division(7).list::<Id>().complete().await.unwrap();
    assert_eq!(stage.clock.waits(), [at("2026-03-02T09:01:01Z")]);
}

#[tokio::test]
async fn a_429_that_keeps_coming_ends_with_an_error() {
    let stage = Stage::new().await;
    stage.answer(ResponseTemplate::new(429)).await;
    let exact = stage
        .builder()
        .token_store(stage::linked())
        .minute_limit(MinuteLimit::Wait { at_most: Duration::from_secs(86_400) })
        .build()
        .unwrap();
    let error = soon(exact.division(7).list::<Id>().complete()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::RateLimit, Some(429)));
    assert!(error.is_retryable() && error.retry_after().is_some());
    assert_eq!(stage.reads().await.len(), 4);
}

#[tokio::test]
async fn waiting_has_an_end() {
    let stage = Stage::new().await;
    stage.answer(ResponseTemplate::new(429)).await;
    let limit = MinuteLimit::Wait { at_most: Duration::from_secs(70) };
    let exact = stage.builder().token_store(stage::linked()).minute_limit(limit).build().unwrap();
    let error = exact.division(7).list::<Id>().complete().await.unwrap_err();
    assert_eq!(error.kind(), Kind::RateLimit);
    assert_eq!(stage.clock.waits().len(), 1);
    assert!(stage.clock.now() - start() < chrono::Duration::seconds(70));
}

#[tokio::test]
async fn whoever_does_not_want_to_wait_is_told_how_long() {
    let stage = Stage::new().await;
    stage.answer(minute(rows([1]), 0, at("2026-03-02T09:01:00Z"))).await;
    let exact = stage.builder().token_store(stage::linked()).minute_limit(MinuteLimit::Fail).build().unwrap();
    exact.division(7).list::<Id>().complete().await.unwrap();
    let error = exact.division(7).list::<Id>().complete().await.unwrap_err();
    assert_eq!(error.kind(), Kind::RateLimit);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(51)));
    assert!(!error.was_sent());
    assert_eq!(stage.reads().await.len(), 1);
}

#[tokio::test]
async fn a_429_of_the_day_is_not_waited_for() {
    let stage = Stage::new().await;
    stage.answer(day(ResponseTemplate::new(429), 0, at("2026-03-03T00:00:00Z"))).await;
    let division = stage.exact().division(7);
    let error = division.list::<Id>().complete().await.unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (Kind::Quota, true));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(14 * 3600 + 59 * 60 + 51)));
    assert!(stage.clock.waits().is_empty());

    let again = division.list::<Id>().complete().await.unwrap_err();
    assert_eq!((again.kind(), again.was_sent()), (Kind::Quota, false));
    assert_eq!(stage.reads().await.len(), 1, "a refusal that is known is not asked for twice");

    stage.clock.set(at("2026-03-03T00:00:02Z"));
    division.list::<Id>().complete().await.unwrap_err();
    assert_eq!(stage.reads().await.len(), 2, "a new day is a new chance");
}

#[tokio::test]
async fn budgets_can_be_read() {
    let stage = Stage::new().await;
    let answer = day(minute(rows([1]), 41, at("2026-03-02T09:01:00Z")), 4321, at("2026-03-03T00:00:00Z"));
    stage.answer(answer).await;
    let exact = stage.exact();
    assert!(exact.budgets().is_empty());
    exact.division(7).list::<Id>().complete().await.unwrap();
    let budget = exact.budgets()[0];
    assert_eq!(budget.division, Some(7));
    assert_eq!(budget.minute.map(|minute| (minute.limit, minute.remaining)), Some((Some(60), 41)));
    assert_eq!(budget.day.map(|day| (day.limit, day.remaining)), Some((Some(5000), 4321)));
}

/// Two programs of one app: they share the tokens and the limits, and nothing else.
fn two_programs(stage: &Stage, limits: impl Fn() -> SharedLimits) -> [exact_client::Division; 2] {
    let store = stage::linked();
    [(); 2].map(|()| {
        let builder = stage.builder().token_store(store.clone()).shared_limits(limits());
        builder.minute_limit(MinuteLimit::Fail).build().unwrap().division(7)
    })
}

/// What programs that keep their limits together owe each other, wherever they keep them; `limits` opens a new place.
async fn keep_together(limits: impl Fn(&str) -> SharedLimits) {
    let stage = Stage::new().await;
    stage.answer(minute(rows([1]), 3, at("2026-03-02T09:01:00Z"))).await;
    let [first, second] = two_programs(&stage, || limits("minute"));
    // The first answer tells of three more; the next ones are answered as if they had not been seen yet.
    for division in [&first, &first, &second, &first] {
        division.list::<Id>().complete().await.unwrap();
    }
    for division in [&second, &first] {
        let error = division.list::<Id>().complete().await.unwrap_err();
        assert_eq!((error.kind(), error.was_sent()), (Kind::RateLimit, false));
    }
    assert_eq!(stage.reads().await.len(), 4);

    let stage = Stage::new().await;
    stage.answer(ResponseTemplate::new(404)).await;
    let programs = two_programs(&stage, || limits("errors"));
    for division in programs.iter().cycle().take(8) {
        assert_eq!(division.list::<Id>().complete().await.unwrap_err().kind(), Kind::NotFound);
    }
    for division in &programs {
        assert_eq!(division.list::<Id>().complete().await.unwrap_err().kind(), Kind::ErrorLimit);
    }
    assert_eq!(stage.reads().await.len(), 8, "both stop before Exact blocks the app");

    // Calls at the same moment take no call twice.
    let stage = Stage::new().await;
    stage.answer(minute(rows([1]), 10, at("2026-03-02T09:01:00Z"))).await;
    let programs = two_programs(&stage, || limits("crowd"));
    programs[0].list::<Id>().complete().await.unwrap();
    let asked = programs.iter().cycle().take(30).map(|division| division.list::<Id>().complete());
    let answered = futures::future::join_all(asked).await;
    assert_eq!(answered.iter().filter(|read| read.is_ok()).count(), 10);
}

#[tokio::test]
async fn programs_keep_their_limits_together_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    keep_together(|name| SharedLimits::at(folder.path().join(name))).await;
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn programs_keep_their_limits_together_in_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    keep_together(|name| SharedLimits::kept_in(exact_client::SqliteLimits::at(folder.path().join(name)))).await;
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn programs_keep_their_limits_together_in_postgresql() {
    let Ok(server) = std::env::var("EXACT_TEST_POSTGRES") else {
        eprintln!("skipped: EXACT_TEST_POSTGRES names no server");
        return;
    };
    let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    // A schema for each place, of this run alone.
    let schema = |name: &str| format!("limits_{}_{name}", std::process::id());
    for name in ["minute", "errors", "crowd"] {
        client.batch_execute(&format!("create schema {}", schema(name))).await.unwrap();
    }
    keep_together(|name| {
        let mut config: tokio_postgres::Config = server.parse().unwrap();
        config.options(format!("-c search_path={}", schema(name)));
        SharedLimits::kept_in(exact_client::PostgresLimits::with_connections(move || {
            let config = config.clone();
            async move {
                let (client, connection) = config.connect(tokio_postgres::NoTls).await?;
                tokio::spawn(connection);
                Ok(client)
            }
        }))
    })
    .await;
    for name in ["minute", "errors", "crowd"] {
        client.batch_execute(&format!("drop schema {} cascade", schema(name))).await.unwrap();
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_used_stops_no_call() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("limits"), "garbage").unwrap();
    for place in [folder.path().to_path_buf(), folder.path().join("missing")] {
        let stage = Stage::new().await;
        stage.answer(rows([1])).await;
        let [program, _] = two_programs(&stage, || SharedLimits::at(place.join("limits")));
        program.list::<Id>().complete().await.unwrap();
    }
}
