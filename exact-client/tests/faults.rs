//! The fault matrix: every answer, in every kind of call, at every moment. No fault may become a result, and none may
//! be asked for more often than is safe.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use exact_client::model::financial::RevenueOfYear;
use exact_client::{Clock as _, Error, Exact, Kind, ManualClock, Problem, RetryPolicy, Sent};
use stage::{Id, Stage, ids, json, soon};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use wiremock::{Request, Respond, ResponseTemplate};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Call {
    Single,
    Bulk,
    Sync,
    Folded,
    Function,
    Count,
    Download,
    Me,
}

const CALLS: [Call; 8] =
    [Call::Single, Call::Bulk, Call::Sync, Call::Folded, Call::Function, Call::Count, Call::Download, Call::Me];

impl Call {
    /// Whether it goes from page to page.
    const fn has_pages(self) -> bool {
        matches!(self, Self::Single | Self::Bulk | Self::Sync | Self::Folded | Self::Function)
    }

    /// What it gives when nothing is wrong: rows, or bytes.
    const fn whole(self) -> usize {
        match self {
            Self::Me => 1,
            Self::Count => 61,
            Self::Download => FILE.len(),
            _ => 2,
        }
    }
}

const FILE: &[u8] = b"a scan of an invoice";

async fn call(exact: &Exact, call: Call) -> Result<usize, Error> {
    let list = exact.division(7).list::<Id>();
    match call {
        Call::Single => soon(list.complete()).await.map(|read| read.rows().len()),
        Call::Bulk => soon(list.bulk().complete()).await.map(|read| read.rows().len()),
        Call::Sync => soon(list.sync_after(0).complete()).await.map(|read| read.rows().len()),
        Call::Folded => soon(list.fold(0, |rows, _| *rows += 1)).await.map(exact_client::model::Folded::into_value),
        Call::Function => {
            let arguments = RevenueOfYear::arguments(2025);
            let function = exact.division(7).call::<RevenueOfYear>(&arguments);
            soon(function.complete()).await.map(|read| read.rows().len())
        }
        Call::Count => soon(list.count()).await.map(|rows| usize::try_from(rows).unwrap()),
        Call::Download => {
            let file = soon(exact.division(7).download("/docs/SysAttachment.aspx?ID=1&_Division_=7")).await?;
            soon(file.into_bytes(1_000)).await.map(|bytes| bytes.len())
        }
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
        let path = request.url.path();
        if path.ends_with("$count") {
            ResponseTemplate::new(200).set_body_string("61")
        } else if path.starts_with("/docs/") {
            ResponseTemplate::new(200).set_body_raw(FILE, "application/pdf")
        } else if path.ends_with("Me") {
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
    CALLS.into_iter().flat_map(|call| [(call, 0), (call, 1)]).filter(|(call, from)| *from == 0 || call.has_pages())
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
            assert_eq!(rows, which.whole(), "{which:?} {from}");
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
    for (which, from) in moments().filter(|(which, _)| which.has_pages()) {
        for body in &bodies {
            let answer = ResponseTemplate::new(200).set_body_string(body.clone());
            let stage = fault(&answer, from, u32::MAX).await;
            let Err(error) = call(&stage.exact(), which).await else { panic!("{body:?} was read as rows") };
            assert_eq!((error.kind(), error.sent_to_exact()), (Kind::Decode, Sent::Yes), "{which:?} {from} {body:?}");
            assert!(error.decode_error().is_some());
        }
        let wrong = ResponseTemplate::new(200).set_body_string(r#"{"d":{"results":[{"ID":1,"Amount":"much"}]}}"#);
        let stage = fault(&wrong, from, u32::MAX).await;
        let error = call(&stage.exact(), which).await.unwrap_err();
        let place = error.decode_error().unwrap().to_string();
        let column = if which == Call::Function { "Amount" } else { "ID" };
        assert!(place.contains(column) && place.contains("row 0"), "{place}");
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

/// What arrives before a connection breaks off.
const CUTS: [&str; 4] = [
    "",
    "HTTP/1.1 200",
    "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"d\":[",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"d\":\r\n",
];

/// A way to the stage on which reads break off after `part`, from the call with number `from`, `times` times.
async fn breaking(part: &'static str, from: u32, times: u32) -> (Stage, Exact) {
    let stage = Stage::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let answer = ResponseTemplate::new(200);
    stage.answer(Faulty { origin: origin.clone(), answer, from: 0, times: 0, seen: AtomicU32::new(0) }).await;
    let there = *stage.server.address();
    let reads = Arc::new(AtomicU32::new(0));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(passed_on(client, there, part, from..from.saturating_add(times), Arc::clone(&reads)));
        }
    });
    let builder = stage::builder(&origin).clock(stage.clock.clone()).token_store(stage::linked());
    let exact = builder.build().unwrap();
    (stage, exact)
}

/// Passes one request on to the stage, or breaks it off.
async fn passed_on(
    mut client: TcpStream,
    there: SocketAddr,
    part: &str,
    broken: core::ops::Range<u32>,
    reads: Arc<AtomicU32>,
) {
    let mut request = Vec::new();
    while !is_whole(&request) {
        if client.read_buf(&mut request).await.unwrap_or(0) == 0 {
            return;
        }
    }
    if request.starts_with(b"GET") && broken.contains(&reads.fetch_add(1, Ordering::SeqCst)) {
        client.write_all(part.as_bytes()).await.unwrap();
        return;
    }
    let text = String::from_utf8(request).unwrap().replacen("\r\n\r\n", "\r\nconnection: close\r\n\r\n", 1);
    let mut server = TcpStream::connect(there).await.unwrap();
    server.write_all(text.as_bytes()).await.unwrap();
    tokio::io::copy(&mut server, &mut client).await.unwrap();
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}

/// A file is given to the caller as it comes, so what came of it cannot be asked for again without his knowing.
fn is_given_already(which: Call, part: &str) -> bool {
    which == Call::Download && part.contains("200 OK")
}

#[tokio::test]
async fn a_connection_that_breaks_off_anywhere_is_tried_again_in_every_call() {
    for (part, (which, from)) in CUTS.into_iter().flat_map(|part| moments().map(move |moment| (part, moment))) {
        let (_stage, exact) = breaking(part, from, 2).await;
        let place = format!("{which:?} {from} {part:?}");
        match call(&exact, which).await {
            Ok(rows) => assert_eq!(rows, which.whole(), "{place}"),
            Err(error) => {
                assert!(is_given_already(which, part), "{place}: {error}");
                assert_eq!((error.kind(), error.sent_to_exact()), (Kind::Transport, Sent::Yes), "{place}");
            }
        }
    }
}

#[tokio::test]
async fn a_connection_that_keeps_breaking_off_ends_every_call_after_four_attempts() {
    for (part, (which, from)) in CUTS.into_iter().flat_map(|part| moments().map(move |moment| (part, moment))) {
        let (_stage, exact) = breaking(part, from, u32::MAX).await;
        let error = call(&exact, which).await.unwrap_err();
        let place = format!("{which:?} {from} {part:?}");
        assert_eq!(error.kind(), Kind::Transport, "{place}");
        assert!(error.was_sent() && !error.needs_login() && error.endpoint().is_some(), "{place}");
        let attempts = if is_given_already(which, part) { 1 } else { 4 };
        assert_eq!(exact.calls().reads, u64::from(from) + attempts, "{place}");
    }
}

#[tokio::test]
async fn an_answer_that_stops_coming_ends_the_call_after_its_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut halted = Vec::new();
        while let Ok((mut client, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !is_whole(&request) {
                client.read_buf(&mut request).await.unwrap();
            }
            let body = r#"{"access_token":"a","refresh_token":"r","expires_in":600}"#;
            let head =
                |length: usize| format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
            if request.starts_with(b"POST") {
                client.write_all(format!("{}{body}", head(body.len())).as_bytes()).await.unwrap();
            } else {
                client.write_all(format!("{}{{\"d\":[", head(500)).as_bytes()).await.unwrap();
                halted.push(client);
            }
        }
    });
    let builder = stage::builder(&origin).token_store(stage::linked()).timeout(Duration::from_secs(2));
    let exact = builder.retry(RetryPolicy::default().attempts(1)).build().unwrap();
    let error = call(&exact, Call::Single).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Transport);
    assert!(
        error.was_sent() && error.is_retryable() && error.to_string().contains("did not answer in time"),
        "{error}"
    );
}
