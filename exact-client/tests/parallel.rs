//! Requests at the same moment: no more than was chosen, and pages of rows alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use exact_client::Division;
use futures::future::try_join_all;
use stage::{Id, soon};
use tokio::net::TcpListener;
use tokio::sync::Barrier;

/// Exact, as far as it counts how many requests are with it.
#[derive(Clone)]
struct Desk {
    /// Counts are answered so many at a time.
    together: Arc<Barrier>,
    under_way: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

async fn answer(State(desk): State<Desk>, request: Request) -> impl IntoResponse {
    let json = |body: &'static str| ([(CONTENT_TYPE, "application/json")], body);
    if request.method() == Method::POST {
        return json(r#"{"access_token":"a","token_type":"bearer","expires_in":600,"refresh_token":"r"}"#);
    }
    let now = desk.under_way.fetch_add(1, Ordering::SeqCst) + 1;
    desk.most.fetch_max(now, Ordering::SeqCst);
    let is_count = request.uri().path().ends_with("/$count");
    if is_count {
        desk.together.wait().await;
    } else {
        // Whoever is allowed to come meanwhile gets the time to.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(desk.under_way.load(Ordering::SeqCst), 1, "something came beside a page");
    }
    desk.under_way.fetch_sub(1, Ordering::SeqCst);
    json(if is_count { "61" } else { r#"{"d":{"results":[]}}"# })
}

/// An administration whose counts are answered by so many at a time, and the most requests that were under way.
async fn desk(together: usize, in_flight: u16) -> (Division, Arc<AtomicUsize>) {
    let most = Arc::new(AtomicUsize::new(0));
    let desk = Desk {
        together: Arc::new(Barrier::new(together)),
        under_way: Arc::new(AtomicUsize::new(0)),
        most: Arc::clone(&most),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, Router::new().fallback(answer).with_state(desk)).await });
    let builder = stage::builder(&origin).token_store(stage::linked()).requests_in_flight(in_flight);
    (builder.build().unwrap().division(7), most)
}

#[tokio::test]
async fn as_many_counts_as_were_chosen_are_under_way_at_once() {
    for in_flight in [1, 3] {
        let (division, most) = desk(in_flight.into(), in_flight).await;
        let counts = (0..9).map(|_| division.list::<Id>().count());
        assert_eq!(soon(try_join_all(counts)).await.unwrap(), [61; 9]);
        assert_eq!(most.load(Ordering::SeqCst), usize::from(in_flight));
    }
}

#[tokio::test]
async fn a_page_is_read_alone() {
    let (division, most) = desk(1, 3).await;
    let pages = async { try_join_all((0..5).map(|_| division.list::<Id>().complete())).await };
    let counts = async { try_join_all((0..5).map(|_| division.list::<Id>().count())).await };
    let (pages, counts) = soon(futures::future::join(pages, counts)).await;
    assert_eq!((pages.unwrap().len(), counts.unwrap().len()), (5, 5));
    assert!((1..=3).contains(&most.load(Ordering::SeqCst)));
}
