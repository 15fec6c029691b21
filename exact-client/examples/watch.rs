//! What a client tells about itself while it reads: its calls and waits, what is left of Exact's limits, and what an error
//! means.
//!
//! `cargo run -p exact-client --example watch`

#![allow(clippy::print_stdout, reason = "a program for a terminal")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use exact_client::model::financial_transaction::TransactionLine;
use exact_client::model::{Decimal, projection};
use exact_client::{AppCredentials, Error, Event, Exact, Host, MemoryTokenStore, MinuteLimit, Observer, Tokens};
use exact_sandbox::Sandbox;
use futures::TryStreamExt as _;

projection! {
    /// A journal line.
    struct Booked of TransactionLine {
        amount: Decimal = AMOUNT_DC,
    }
}

/// What a service would give to its metrics.
#[derive(Debug, Default)]
struct Metrics {
    answers: AtomicU64,
    bytes: AtomicU64,
    waits: AtomicU64,
}

/// The one that observes is the client's; the numbers are the program's as well.
#[derive(Debug, Clone, Default)]
struct Watcher(Arc<Metrics>);

impl Observer for Watcher {
    fn observe(&self, event: &Event) {
        match event {
            Event::Answered { bytes, .. } => {
                self.0.answers.fetch_add(1, Ordering::Relaxed);
                self.0.bytes.fetch_add(*bytes as u64, Ordering::Relaxed);
            }
            Event::Waiting { endpoint, reason, until, .. } => {
                self.0.waits.fetch_add(1, Ordering::Relaxed);
                eprintln!("{endpoint} waits until {until}: {reason:?}");
            }
            _ => {}
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let app = AppCredentials::new(sandbox.client_id(), sandbox.client_secret(), "http://localhost/callback");
    let watcher = Watcher::default();
    let exact = Exact::builder(app)
        .host(Host::at(&sandbox.base_url())?)
        .token_store(MemoryTokenStore::with(Tokens::from_refresh_token(sandbox.refresh_token())))
        .observer(watcher.clone())
        // Fails at the limit of the minute, to show the error; without this line the client waits for the next minute.
        .minute_limit(MinuteLimit::Fail)
        .build()?;
    let division = exact.current_division().await?;

    // Sixty rows a page, and sixty calls a minute: this read comes to its limit.
    let mut lines = division.list::<Booked>().items();
    let mut rows = 0;
    let ended = loop {
        match lines.try_next().await {
            Ok(Some(_)) => rows += 1,
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    println!(
        "{rows} lines; {} answers, {} bytes, {} waits",
        of(&watcher.0.answers),
        of(&watcher.0.bytes),
        of(&watcher.0.waits)
    );
    for budget in exact.budgets() {
        println!("left: {budget:?}");
    }
    if let Some(error) = ended {
        println!("{}", meaning(&error));
        println!("go on later from {:?}", lines.continuation());
    }
    Ok(())
}

fn of(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

/// What a program decides on; the sentence is for its log.
fn meaning(error: &Error) -> String {
    let next = if error.needs_login() {
        "the user has to log in again".to_owned()
    } else if let Some(wait) = error.retry_after() {
        format!("try again in {} s", wait.as_secs())
    } else if error.is_retryable() {
        "try again".to_owned()
    } else {
        "trying again will not help".to_owned()
    };
    format!("{:?} {:?} in call {:?}: {error}; {next}", error.kind(), error.problem(), error.call())
}
