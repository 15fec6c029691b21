//! A copy kept in step is what Exact has, whatever was posted, changed or deleted, and wherever a run broke off.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;

use exact_client::model::financial_transaction::TransactionLine;
use exact_client::model::{Decimal, Uuid, crm, projection};
use exact_client::{
    AppCredentials, Division, Exact, Host, Kind, MemoryTokenStore, StartOver, SyncPosition, SyncRow, Tokens,
};
use exact_sandbox::books::{NewEntry, NewLine, Status};
use exact_sandbox::{Limits, Sandbox};
use proptest::prelude::*;

projection! {
    /// A line as it is kept.
    struct Line of TransactionLine {
        id: Uuid = ID,
        timestamp: i64 = TIMESTAMP,
        amount: Decimal = AMOUNT_DC,
        description: Option<String> = DESCRIPTION,
    }
}

impl SyncRow for Line {
    fn key(&self) -> Uuid {
        self.id
    }
    fn timestamp(&self) -> i64 {
        self.timestamp
    }
}

projection! {
    /// A line as it is read afresh.
    struct Fresh of TransactionLine {
        id: Uuid = ID,
        amount: Decimal = AMOUNT_DC,
    }
}

projection! {
    /// Another endpoint.
    struct Relation of crm::Account {
        id: Uuid = ID,
        timestamp: i64 = TIMESTAMP,
    }
}

impl SyncRow for Relation {
    fn key(&self) -> Uuid {
        self.id
    }
    fn timestamp(&self) -> i64 {
        self.timestamp
    }
}

/// Lines by their id, and how far they are.
#[derive(Default)]
struct Copy {
    rows: BTreeMap<Uuid, Decimal>,
    position: SyncPosition,
    started_over: Vec<StartOver>,
}

impl Copy {
    /// Takes so many steps, or all of them; the position goes through text and back, as in a program that ends.
    async fn catch_up(&mut self, division: &Division, steps: usize) {
        let kept = serde_json::from_str(&serde_json::to_string(&self.position).unwrap()).unwrap();
        let mut sync = division.sync::<Line>(kept);
        for _ in 0..steps {
            let Some(step) = sync.next().await.unwrap() else { break };
            if let Some(reason) = step.start_over {
                self.rows.clear();
                self.started_over.push(reason);
            }
            self.rows.extend(step.changed.into_iter().map(|row| (row.id, row.amount)));
            step.deleted.iter().for_each(|key| {
                self.rows.remove(key);
            });
            self.position = step.position;
        }
    }
}

async fn sandbox() -> (Sandbox, Division) {
    let plenty = Limits { minute: 100_000, day: 10_000_000 };
    let day = "2026-11-20".parse().unwrap();
    let sandbox = Sandbox::builder().lines(2_400).today(day).limits(plenty).start().await.unwrap();
    let credentials = AppCredentials::new(sandbox.client_id(), sandbox.client_secret(), "http://127.0.0.1/back");
    let exact = Exact::builder(credentials)
        .host(Host::at(&sandbox.base_url()).unwrap())
        .token_store(MemoryTokenStore::with(Tokens::from_refresh_token(sandbox.refresh_token())))
        .build()
        .unwrap();
    let division = exact.division(sandbox.divisions()[0]);
    (sandbox, division)
}

fn entry(cents: i64) -> NewEntry {
    let line = |account: &str, cents| NewLine::new(account, Decimal::new(cents, 2));
    NewEntry {
        journal: "90".to_owned(),
        date: "2026-06-15".parse().unwrap(),
        period: None,
        kind: None,
        status: Status::Processed,
        description: "Tussendoor".to_owned(),
        lines: vec![line("4000", cents), line("1100", -cents)],
    }
}

async fn fresh(division: &Division) -> BTreeMap<Uuid, Decimal> {
    let all = TransactionLine::FINANCIAL_YEAR.ge(1900_i16);
    let rows = division.list::<Fresh>().filter(all).bulk().complete().await.unwrap();
    rows.rows().iter().map(|row| (row.id, row.amount)).collect()
}

/// What happens between two runs.
#[derive(Debug, Clone)]
enum Event {
    Post(i64),
    Change(usize, i64),
    Delete(usize),
    /// A run that breaks off after so many steps.
    Sync(usize),
    /// Exact moves the division to another database.
    Move,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        (1..9_999_999_i64).prop_map(Event::Post),
        (any::<usize>(), 1..9_999_999_i64).prop_map(|(which, cents)| Event::Change(which, cents)),
        any::<usize>().prop_map(Event::Delete),
        (0..4_usize).prop_map(Event::Sync),
        Just(Event::Move),
    ];
    prop::collection::vec(event, 0..12)
}

#[test]
fn a_copy_is_what_exact_has_after_any_course_of_events() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(events in events())| {
        runtime.block_on(async {
            let (sandbox, division) = sandbox().await;
            let (mut copy, mut posted, mut moved) = (Copy::default(), Vec::new(), false);
            for event in &events {
                match event {
                    Event::Post(cents) => posted.extend(sandbox.post_entry(division.code(), &entry(*cents))),
                    Event::Change(which, cents) if !posted.is_empty() => {
                        sandbox.change_entry(posted[which % posted.len()], &entry(*cents)).unwrap();
                    }
                    Event::Delete(which) if !posted.is_empty() => {
                        sandbox.delete_entry(posted.remove(which % posted.len())).unwrap();
                    }
                    Event::Sync(steps) => copy.catch_up(&division, *steps).await,
                    // Exact tells the day of a move, so that two on one day are one.
                    Event::Move if !moved => {
                        sandbox.move_division(division.code());
                        moved = true;
                    }
                    _ => {}
                }
            }
            copy.catch_up(&division, usize::MAX).await;
            assert!(!copy.rows.is_empty());
            assert_eq!(copy.rows, fresh(&division).await);
            let anew = |reason| copy.started_over.iter().filter(|one| **one == reason).count();
            assert_eq!(anew(StartOver::DeletionsForgotten), 0);
            assert!(anew(StartOver::DivisionMoved) <= usize::from(moved));
        });
    });
}

#[tokio::test]
async fn a_division_that_moved_is_read_anew_in_the_next_run_and_only_then() {
    let (sandbox, division) = sandbox().await;
    let mut copy = Copy::default();
    copy.catch_up(&division, usize::MAX).await;
    sandbox.move_division(division.code());
    sandbox.post_entry(division.code(), &entry(12_345)).unwrap();
    for _ in 0..2 {
        copy.catch_up(&division, usize::MAX).await;
        assert_eq!(copy.rows, fresh(&division).await);
        assert_eq!(copy.started_over, [StartOver::First, StartOver::DivisionMoved]);
    }
}

#[tokio::test]
async fn when_nothing_changed_a_run_is_three_calls_and_gives_no_row() {
    let (_sandbox, division) = sandbox().await;
    let mut copy = Copy::default();
    copy.catch_up(&division, usize::MAX).await;
    let before = copy.rows.clone();
    let again = division.metered();
    copy.catch_up(&again, usize::MAX).await;
    assert_eq!((again.calls().total(), copy.rows == before), (3, true));
}

#[tokio::test]
async fn a_position_of_another_endpoint_or_division_is_refused_before_anything_is_read() {
    let (_sandbox, division) = sandbox().await;
    let mut copy = Copy::default();
    copy.catch_up(&division, 1).await;
    let metered = division.metered();
    let error = metered.sync::<Relation>(copy.position.clone()).next().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Config);
    let other = metered.exact().division(division.code() + 1);
    assert_eq!(other.sync::<Line>(copy.position.clone()).next().await.unwrap_err().kind(), Kind::Config);
    assert_eq!(metered.calls().total(), 0);
}
