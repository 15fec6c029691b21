//! A read that goes on where it was left, and one that fetches a page ahead.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use exact_client::model::{crm, projection};
use exact_client::{Continuation, Event, Kind, Observer};
use futures::{StreamExt as _, TryStreamExt as _};
use stage::{Id, Stage, ids, json, soon};
use wiremock::{Request, Respond, ResponseTemplate};

/// A table of so many rows, ten a page.
#[derive(Clone)]
struct Table(u64);

impl Respond for Table {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let from = skipped(request).unwrap_or(0);
        let to = (from + 10).min(self.0);
        let address = format!("http://{}{}", request.headers["host"].to_str().unwrap(), request.url.path());
        let next = format!(r#","__next":"{address}?$select=ID&$skiptoken={to}""#);
        let next = if to < self.0 { next } else { String::new() };
        json(format!(r#"{{"d":{{"results":[{}]{next}}}}}"#, ids(from..to)))
    }
}

fn skipped(request: &Request) -> Option<u64> {
    request.url.query_pairs().find(|(key, _)| key == "$skiptoken").and_then(|(_, value)| value.parse().ok())
}

async fn on_stage(total: u64) -> Stage {
    let stage = Stage::new().await;
    stage.answer(Table(total)).await;
    stage
}

/// Through text and back, as a program that ends and starts again would keep it.
fn kept(continuation: &Continuation) -> Continuation {
    serde_json::from_str(&serde_json::to_string(continuation).unwrap()).unwrap()
}

#[tokio::test]
async fn a_read_stopped_after_any_page_goes_on_without_a_row_lost_or_given_twice() {
    let stage = on_stage(57).await;
    let list = stage.exact().division(7).list::<Id>();
    let whole: Vec<_> = soon(list.clone().items().try_collect::<Vec<_>>()).await.unwrap();
    for stop in 0..=6 {
        let mut pages = list.clone().pages();
        let mut rows = Vec::new();
        for _ in 0..stop {
            rows.extend(pages.next().await.unwrap().unwrap().rows);
        }
        match pages.continuation() {
            Some(continuation) => {
                let rest = list.clone().resume(kept(&continuation));
                rows.extend(rest.items().try_collect::<Vec<_>>().await.unwrap());
            }
            None => assert_eq!(stop, 6, "only after the last page there is nothing more"),
        }
        assert_eq!(rows, whole, "stopped after {stop} pages");
    }
}

#[tokio::test]
async fn rows_one_by_one_go_on_at_the_page_they_were_in() {
    let stage = on_stage(25).await;
    let list = stage.exact().division(7).list::<Id>();
    let whole: Vec<_> = list.clone().items().try_collect().await.unwrap();
    for stop in 0..=25 {
        let mut items = list.clone().items();
        for _ in 0..stop {
            items.next().await.unwrap().unwrap();
        }
        let Some(continuation) = items.continuation() else {
            assert_eq!(stop, 25);
            continue;
        };
        let rest: Vec<_> = list.clone().resume(kept(&continuation)).items().try_collect().await.unwrap();
        let page = stop / 10 * 10;
        assert_eq!(rest, whole[page..], "stopped after {stop} rows");
    }
}

#[tokio::test]
async fn a_top_counts_on_over_the_break() {
    let stage = on_stage(57).await;
    let list = stage.exact().division(7).list::<Id>().top(25);
    let mut pages = list.clone().pages();
    assert_eq!(pages.next().await.unwrap().unwrap().rows.len(), 10);
    let continuation = kept(&pages.continuation().unwrap());
    let rest: Vec<_> = list.resume(continuation).items().try_collect().await.unwrap();
    assert_eq!(rest.len(), 15);
}

#[tokio::test]
async fn after_an_error_the_read_goes_on_after_the_last_good_page() {
    let stage = Stage::new().await;
    let has_failed = AtomicBool::new(false);
    stage
        .answer(move |request: &Request| {
            if skipped(request) == Some(10) && !has_failed.swap(true, Ordering::Relaxed) {
                return ResponseTemplate::new(403);
            }
            Table(30).respond(request)
        })
        .await;
    let list = stage.exact().division(7).list::<Id>();
    let mut pages = list.clone().pages();
    let mut rows = pages.next().await.unwrap().unwrap().rows;
    assert_eq!(pages.next().await.unwrap().unwrap_err().kind(), Kind::Forbidden);
    assert!(pages.next().await.is_none());
    let continuation = kept(&pages.continuation().unwrap());
    assert_eq!((continuation.endpoint(), continuation.division()), ("crm/Accounts", 7));
    rows.extend(list.clone().resume(continuation).items().try_collect::<Vec<_>>().await.unwrap());
    assert_eq!(rows, list.items().try_collect::<Vec<_>>().await.unwrap());
}

projection! {
    /// Another shape of the same rows.
    struct Named of crm::Account {
        name: Option<String> = NAME,
    }
}

#[tokio::test]
async fn a_continuation_of_another_read_is_refused_before_anything_is_sent() {
    let stage = on_stage(57).await;
    let exact = stage.exact();
    let list = exact.division(7).list::<Id>();
    let mut pages = list.clone().pages();
    pages.next().await.unwrap().unwrap();
    let continuation = kept(&pages.continuation().unwrap());
    let sent = stage.reads().await.len();

    let refused = [
        soon(exact.division(8).list::<Id>().resume(continuation.clone()).items().next()).await.unwrap().unwrap_err(),
        soon(list.clone().bulk().resume(continuation.clone()).items().next()).await.unwrap().unwrap_err(),
        soon(list.clone().filter(crm::Account::NAME.eq("x")).resume(continuation.clone()).items().next())
            .await
            .unwrap()
            .unwrap_err(),
        soon(exact.division(7).list::<Named>().resume(continuation.clone()).items().next()).await.unwrap().unwrap_err(),
        soon(list.resume(continuation).complete()).await.unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.kind(), Kind::Config, "{error}");
    }
    assert_eq!(stage.reads().await.len(), sent);
}

#[tokio::test]
async fn a_continuation_that_was_tampered_with_leads_nowhere() {
    let stage = on_stage(57).await;
    let list = stage.exact().division(7).list::<Id>();
    let mut pages = list.clone().pages();
    pages.next().await.unwrap().unwrap();
    let text = serde_json::to_string(&pages.continuation().unwrap()).unwrap();
    let origin = stage.origin();
    for (from, to) in
        [(origin.as_str(), "http://evil.example"), ("/api/v1/7/", "/api/v1/8/"), ("/api/v1/7/crm", "/docs")]
    {
        let continuation: Continuation = serde_json::from_str(&text.replace(from, to)).unwrap();
        let error = soon(list.clone().resume(continuation).items().next()).await.unwrap().unwrap_err();
        assert!(matches!(error.kind(), Kind::Incomplete | Kind::Config), "{error}");
        assert!(!error.to_string().contains("evil"));
    }
}

#[tokio::test]
async fn what_is_shown_of_a_continuation_holds_no_filter() {
    let stage = on_stage(57).await;
    let list = stage.exact().division(7).list::<Id>().filter(crm::Account::NAME.eq("Jansen"));
    let continuation = list.pages().continuation().unwrap();
    assert!(!format!("{continuation:?}").contains("Jansen"));
}

#[tokio::test]
async fn one_page_is_fetched_ahead_and_not_two() {
    let stage = on_stage(57).await;
    let list = stage.exact().division(7).list::<Id>().read_ahead();
    let mut pages = list.pages();
    assert_eq!(stage.reads().await.len(), 0, "nothing is sent before the first page is asked for");
    for given in 1..=6_u64 {
        pages.next().await.unwrap().unwrap();
        let ahead = (given + 1).min(6);
        // The next page is under way by itself; the one after it is not.
        soon(async {
            while (stage.reads().await.len() as u64) < ahead {
                tokio::task::yield_now().await;
            }
        })
        .await;
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(stage.reads().await.len() as u64, ahead, "after {given} pages");
    }
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn reading_ahead_gives_the_same_rows_and_the_same_places() {
    let stage = on_stage(57).await;
    let list = stage.exact().division(7).list::<Id>();
    let (mut here, mut ahead) = (list.clone().pages(), list.read_ahead().pages());
    loop {
        assert_eq!(here.continuation(), ahead.continuation());
        match (here.next().await, ahead.next().await) {
            (Some(here), Some(ahead)) => assert_eq!(here.unwrap().rows, ahead.unwrap().rows),
            (None, None) => break,
            _ => panic!("one ends before the other"),
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Seen(Arc<Mutex<Vec<(u64, u64)>>>);

impl Observer for Seen {
    fn observe(&self, event: &Event) {
        if let Event::Page { pages, rows, division, .. } = event {
            assert_eq!(*division, Some(7));
            self.0.lock().unwrap().push((*pages, *rows));
        }
    }
}

#[tokio::test]
async fn progress_is_told_page_by_page() {
    let stage = on_stage(25).await;
    let seen = Seen::default();
    let exact = stage.builder().token_store(stage::linked()).observer(seen.clone()).build().unwrap();
    exact.division(7).list::<Id>().complete().await.unwrap();
    assert_eq!(*seen.0.lock().unwrap(), [(1, 10), (2, 20), (3, 25)]);
}

#[tokio::test]
async fn rows_fold_into_one_value_that_a_broken_or_partial_read_never_gives() {
    let stage = on_stage(57).await;
    let exact = stage.exact();
    let list = exact.division(7).list::<Id>();
    let count = |sum: &mut u64, _: Id| *sum += 1;
    let folded = list.clone().fold(0, count).await.unwrap();
    assert_eq!((*folded.value(), folded.proof().rows, folded.proof().pages), (57, 57, 6));

    let sent = stage.reads().await.len();
    assert_eq!(list.clone().top(57).fold(0, count).await.unwrap_err().kind(), Kind::Config);
    let mut pages = list.clone().pages();
    pages.next().await.unwrap().unwrap();
    let resumed = list.resume(kept(&pages.continuation().unwrap()));
    assert_eq!(resumed.fold(0, count).await.unwrap_err().kind(), Kind::Config);
    assert_eq!(stage.reads().await.len(), sent + 1);

    let stage = Stage::new().await;
    stage.answer(BreaksAfter(3)).await;
    let (mut seen, exact) = (0, stage.exact());
    let broken = soon(exact.division(7).list::<Id>().fold((), |(), _| seen += 1)).await.unwrap_err();
    assert_eq!((broken.kind(), seen), (Kind::Decode, 30));
}

/// A table whose pages after the first few are garbage.
#[derive(Clone)]
struct BreaksAfter(u64);

impl Respond for BreaksAfter {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let from = skipped(request).unwrap_or(0);
        if from < self.0 * 10 { Table(100).respond(request) } else { json("{".to_owned()) }
    }
}
