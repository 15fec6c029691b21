//! The fault matrix: every answer, in every kind of call, at every moment. No fault may become a result, and none may
//! be asked for more often than is safe.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use exact_client::{Clock as _, Error, Exact, Kind, ManualClock, Problem, Sent};
use stage::{Id, Stage, ids, json, soon};
use wiremock::{Request, Respond, ResponseTemplate};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Call {
    Single,
    Bulk,
    Sync,
    Me,
}

const CALLS: [Call; 4] = [Call::Single, Call::Bulk, Call::Sync, Call::Me];

async fn call(exact: &Exact, call: Call) -> Result<usize, Error> {
    let list = exact.division(7).list::<Id>();
    match call {
        Call::Single => soon(list.complete()).await.map(|read| read.rows().len()),
        Call::Bulk => soon(list.bulk().complete()).await.map(|read| read.rows().len()),
        Call::Sync => soon(list.sync_after(0).complete()).await.map(|read| read.rows().len()),
        Call::Me => soon(exact.me()).await.map(|_| 1),
    }
}

/// Good pages until the call with number `from`; then the fault, `times` times; then good pages again.
struct Faulty {
    origin: String,
    answer: ResponseTemplate,
    from: u32,
    times: u32,
    seen: AtomicU32,
}

impl Respond for Faulty {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let number = self.seen.fetch_add(1, Ordering::SeqCst);
        if number >= self.from && number - self.from < self.times {
            return self.answer.clone();
        }
        if request.url.path().ends_with("Me") {
            json(r#"{"d":{"results":[{"UserName":"jan"}]}}"#.to_owned())
        } else if request.url.query().is_some_and(|query| query.contains("skiptoken")) {
            json(format!(r#"{{"d":{{"results":[{}]}}}}"#, ids([2])))
        } else {
            let next = format!("{}{}?$skiptoken=x", self.origin, request.url.path());
            json(format!(r#"{{"d":{{"results":[{}],"__next":"{next}"}}}}"#, ids([1])))
        }
    }
}

/// Every call, at its first page and, where it has one, at its second.
fn moments() -> impl Iterator<Item = (Call, u32)> {
    CALLS.into_iter().flat_map(|call| [(call, 0), (call, 1)]).filter(|moment| *moment != (Call::Me, 1))
}

async fn fault(answer: &ResponseTemplate, from: u32, times: u32) -> Stage {
    let stage = Stage::new().await;
    stage.answer(Faulty { origin: stage.origin(), answer: answer.clone(), from, times, seen: AtomicU32::new(0) }).await;
    stage
}

fn says(status: u16, text: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(serde_json::json!({"error": {"message": {"value": text}}}))
}

#[tokio::test]
async fn a_refusal_ends_every_call_at_once_with_its_kind_and_exacts_words() {
    for (status, text, kind, problem) in [
        (302, "moved", Kind::Api, None),
        (400, "no such column", Kind::Api, Some(Problem::Query)),
        (403, "Forbidden - Application Scope Violated. Cannot read", Kind::Forbidden, Some(Problem::ScopeMissing)),
        (403, "Forbidden", Kind::Forbidden, Some(Problem::RightMissing)),
        (403, "not in your licence", Kind::Forbidden, Some(Problem::NotLicensed)),
        (404, "nothing", Kind::NotFound, None),
        (405, "no", Kind::Api, None),
        (408, "slow", Kind::Api, None),
        (410, "gone", Kind::Api, None),
        (500, "Not possible: the period is closed", Kind::Api, Some(Problem::BusinessRule)),
    ] {
        for (which, from) in moments() {
            let stage = fault(&says(status, text).insert_header("X-Request-Id", "r-17"), from, u32::MAX).await;
            let error = call(&stage.exact(), which).await.unwrap_err();
            let place = format!("{status} {which:?} {from}");
            assert_eq!((error.kind(), error.status(), error.problem()), (kind, Some(status), problem), "{place}");
            assert_eq!((error.api_message(), error.request_id()), (Some(text), Some("r-17")), "{place}");
            assert_eq!((error.sent_to_exact(), error.call()), (Sent::Yes, Some(u64::from(from) + 1)), "{place}");
            assert!(!error.is_retryable() && !error.needs_login() && error.endpoint().is_some(), "{place}");
            assert_eq!(stage.reads().await.len(), from as usize + 1, "{place}");
        }
    }
}

#[tokio::test]
async fn a_closed_door_is_named_by_its_reason() {
    for (reason, problem) in [
        ("BlockedUser", Problem::UserBlocked),
        ("InactiveUser", Problem::UserBlocked),
        ("BlockedCustomer", Problem::UserBlocked),
        ("LicenseExpired", Problem::NotLicensed),
        ("DivisionBlocked", Problem::DivisionBlocked),
        ("NoDivisionAccess", Problem::DivisionNotShared),
        ("WrongDivision", Problem::DivisionNotShared),
    ] {
        for (which, from) in moments() {
            for status in [401, 403] {
                let answer = ResponseTemplate::new(status).insert_header("Reason", reason);
                let stage = fault(&answer, from, u32::MAX).await;
                let error = call(&stage.exact(), which).await.unwrap_err();
                assert_eq!((error.problem(), error.reason()), (Some(problem), Some(reason)), "{which:?} {from}");
                assert_eq!(stage.reads().await.len(), from as usize + 1);
                assert_eq!(stage.desk.book(|book| book.calls), 1, "no refresh opens this door");
            }
        }
    }
}

#[tokio::test]
async fn trouble_passes_in_every_call_at_every_moment_and_no_row_is_lost_or_doubled() {
    for answer in [
        ResponseTemplate::new(500),
        says(500, "A problem has occurred."),
        ResponseTemplate::new(502).set_body_string("<html>Apigee</html>"),
        ResponseTemplate::new(503),
        ResponseTemplate::new(504),
        ResponseTemplate::new(599),
        ResponseTemplate::new(429),
    ] {
        for (which, from) in moments() {
            let stage = fault(&answer, from, 2).await;
            let rows = call(&stage.exact(), which).await.unwrap();
            assert_eq!(rows, if which == Call::Me { 1 } else { 2 }, "{which:?} {from}");
        }
    }
}

#[tokio::test]
async fn trouble_that_stays_ends_every_call_after_four_attempts() {
    for (answer, kind, problem) in [
        (ResponseTemplate::new(500), Kind::Api, None),
        (ResponseTemplate::new(502).set_body_string("<!doctype html>"), Kind::Api, Some(Problem::Maintenance)),
        (ResponseTemplate::new(503), Kind::Api, Some(Problem::Maintenance)),
        (ResponseTemplate::new(429), Kind::RateLimit, Some(Problem::MinuteLimit)),
    ] {
        for (which, from) in moments() {
            let stage = fault(&answer, from, u32::MAX).await;
            let error = call(&stage.exact(), which).await.unwrap_err();
            assert_eq!((error.kind(), error.problem()), (kind, problem), "{which:?} {from}");
            assert!(error.is_retryable());
            assert_eq!(error.limited_until().is_some(), kind == Kind::RateLimit);
            assert_eq!(stage.reads().await.len(), from as usize + 4, "{which:?} {from}");
        }
    }
}

#[tokio::test]
async fn a_body_that_is_no_answer_never_becomes_rows() {
    let page = format!(r#"{{"d":{{"results":[{}]}}}}"#, ids([1, 2]));
    let mut bodies: Vec<String> =
        ["", "{}", "null", "<html><body>Onderhoud</body></html>", "\u{0}\u{1}\u{2}"].map(str::to_owned).into();
    bodies.extend((1..page.len()).step_by(7).map(|end| page[..end].to_owned()));
    for (which, from) in moments().filter(|(which, _)| *which != Call::Me) {
        for body in &bodies {
            let answer = ResponseTemplate::new(200).set_body_string(body.clone());
            let stage = fault(&answer, from, u32::MAX).await;
            let Err(error) = call(&stage.exact(), which).await else { panic!("{body:?} was read as rows") };
            assert_eq!((error.kind(), error.sent_to_exact()), (Kind::Decode, Sent::Yes), "{which:?} {from} {body:?}");
            assert!(error.decode_error().is_some());
        }
        let wrong = ResponseTemplate::new(200).set_body_string(r#"{"d":{"results":[{"ID":1}]}}"#);
        let stage = fault(&wrong, from, u32::MAX).await;
        let error = call(&stage.exact(), which).await.unwrap_err();
        let place = error.decode_error().unwrap().to_string();
        assert!(place.contains("ID") && place.contains("row 0"), "{place}");
    }
}

#[tokio::test]
async fn a_401_at_any_moment_that_stays_ends_the_call_without_a_refresh_that_exact_would_refuse() {
    for (which, from) in moments() {
        let stage = fault(&ResponseTemplate::new(401), from, u32::MAX).await;
        let error = call(&stage.exact(), which).await.unwrap_err();
        assert_eq!((error.kind(), error.problem()), (Kind::Auth, Some(Problem::LinkWithdrawn)), "{which:?} {from}");
        assert!(error.needs_login());
        assert_eq!(stage.desk.book(|book| (book.calls, book.too_early)), (1, 0), "{which:?} {from}");
    }
}

#[tokio::test]
async fn a_clock_that_is_hours_wrong_costs_no_refusal_in_a_day() {
    for skew in [-7_200, -60, 60, 7_200, 86_400] {
        let stage = fault(&ResponseTemplate::new(200), 0, 0).await;
        let ours = ManualClock::at(stage::start() + chrono::Duration::seconds(skew));
        let exact = stage.builder().clock(ours.clone()).token_store(stage::linked()).build().unwrap();
        for _ in 0..150 {
            call(&exact, Call::Me).await.unwrap();
            for clock in [&ours, &stage.clock] {
                clock.advance(Duration::from_secs(576));
            }
        }
        assert_eq!(stage.desk.book(|book| (book.too_early, book.replayed)), (0, 0), "{skew}");
    }
}

#[tokio::test]
async fn an_endpoint_that_keeps_refusing_is_left_alone_before_exact_blocks_the_app() {
    let stage = fault(&says(404, "nothing"), 0, u32::MAX).await;
    let exact = stage.exact();
    let begun = stage.clock.now();
    for left in (0..8).rev() {
        assert_eq!(call(&exact, Call::Single).await.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(exact.error_budgets()[0].remaining, left);
    }
    let stopped = call(&exact.metered(), Call::Single).await.unwrap_err();
    assert_eq!((stopped.kind(), stopped.problem()), (Kind::ErrorLimit, Some(Problem::ErrorLimit)));
    assert_eq!((stopped.sent_to_exact(), stopped.was_sent()), (Sent::No, false));
    assert_eq!(stopped.limited_until(), Some(begun + chrono::Duration::hours(1)));
    assert_eq!(stopped.retry_after(), Some(Duration::from_secs(3_600)));
    assert_eq!(stage.reads().await.len(), 8);

    assert_eq!(call(&exact, Call::Bulk).await.unwrap_err().kind(), Kind::NotFound, "another endpoint may be called");
    stage.clock.advance(Duration::from_secs(3_600));
    assert_eq!(call(&exact, Call::Single).await.unwrap_err().kind(), Kind::NotFound, "and this one after an hour");
}
