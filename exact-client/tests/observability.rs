//! What a program is told of its calls.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::sync::{Arc, Mutex};

use exact_client::{Event, Kind, Observer, WaitReason};
use stage::{Id, InTurn, Stage, rows};
use wiremock::ResponseTemplate;

#[derive(Debug, Clone, Default)]
struct Seen(Arc<Mutex<Vec<Event>>>);

impl Observer for Seen {
    fn observe(&self, event: &Event) {
        self.0.lock().unwrap().push(*event);
    }
}

#[tokio::test]
async fn an_observer_is_told_of_every_refresh_attempt_wait_and_end() {
    let stage = Stage::new().await;
    let answers = vec![ResponseTemplate::new(503), ResponseTemplate::new(429), rows([1]), says_no()];
    stage.answer(InTurn::new(answers)).await;
    let seen = Seen::default();
    let exact = stage.builder().token_store(stage::linked()).observer(seen.clone()).build().unwrap();
    exact.division(7).list::<Id>().complete().await.unwrap();
    exact.division(7).list::<Id>().complete().await.unwrap_err();
    let told: Vec<String> = seen.0.lock().unwrap().iter().map(told).collect();
    assert_eq!(
        told,
        [
            "refreshed",
            "503",
            "waits: Retry",
            "429",
            "waits: MinuteLimit",
            "200",
            "ends: None 3",
            "page 1, rows 1",
            "404",
            "ends: Some(NotFound) 1"
        ]
    );
}

fn says_no() -> ResponseTemplate {
    ResponseTemplate::new(404)
}

fn told(event: &Event) -> String {
    match event {
        Event::Refreshed => "refreshed".to_owned(),
        Event::Page { pages, rows, .. } => format!("page {pages}, rows {rows}"),
        Event::Answered { status, division, .. } => {
            assert_eq!(*division, Some(7));
            status.to_string()
        }
        Event::Waiting { reason: reason @ (WaitReason::MinuteLimit | WaitReason::Retry), .. } => {
            format!("waits: {reason:?}")
        }
        Event::Finished { error, attempts, .. } => {
            assert!(error.is_none_or(|kind| kind == Kind::NotFound));
            format!("ends: {error:?} {attempts}")
        }
        other => panic!("{other:?}"),
    }
}
