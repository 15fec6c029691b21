//! Keeps a copy of all journal lines in step: everything the first time, and then what changed and what was deleted.

#![allow(clippy::print_stdout)]

use std::collections::HashMap;

use clap::Parser as _;
use exact_client::{SyncPosition, SyncRow};
use exact_examples::Source;
use exact_model::financial_transaction::TransactionLine;
use exact_model::{Decimal, Uuid, projection};

projection! {
    /// A line of the copy.
    struct Line of TransactionLine {
        id: Uuid = ID,
        timestamp: i64 = TIMESTAMP,
        amount: Decimal = AMOUNT_DC,
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

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let connection = Source::parse().connect().await?;
    let mut copy: HashMap<Uuid, Decimal> = HashMap::new();
    let mut position = SyncPosition::default();
    for run in ["first", "second"] {
        let division = connection.division.metered();
        let mut sync = division.sync::<Line>(position.clone());
        let (mut changed, mut deleted) = (0, 0);
        while let Some(step) = sync.next().await? {
            if step.start_over.is_some() {
                copy.clear();
            }
            changed += step.changed.len();
            deleted += step.deleted.len();
            copy.extend(step.changed.into_iter().map(|line| (line.id, line.amount)));
            for key in &step.deleted {
                copy.remove(key);
            }
            position = step.position;
        }
        let (calls, sum) = (division.calls().total(), copy.values().sum::<Decimal>());
        println!(
            "{run} run: {changed} changed, {deleted} deleted, {calls} calls; {} lines, debit less credit {sum}",
            copy.len()
        );
    }
    Ok(())
}
